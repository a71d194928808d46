"""Key figures: how each is counted, what it is measured against, and the targets a practice sets itself.

Table `kpi`, one row per key figure of data/reference/kpi.csv with the targets in force: place integer, name, area,
formula, numerator_label, denominator_label, date_basis (service | submission | remittance), unit (share | days |
dollars | number), better (higher | lower), target, warn, benchmark_low, benchmark_high (decimal(12,4), null = none, or
open on that side), benchmark_text, benchmark_source, trust, needs, input, has_trend, parts, is_own (the target is the
user's). docs/reference-tables.md says what each holds.
Table `kpi_target`: the user's own, one row per name.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from analytics.errors import InputError
from analytics.workspace import REFERENCE, Workspace

SHIPPED = REFERENCE / "kpi.csv"
MOST = {"share": Decimal(1), "days": Decimal(3650), "dollars": Decimal(100_000), "number": Decimal(1000)}


def load(workspace: Workspace) -> None:
    """(Re)make the table `kpi`: the shipped figures with the user's own targets laid over."""
    workspace.load_reference("shipped_kpi", SHIPPED)
    _keep_table(workspace)
    workspace.cursor().execute(
        """create or replace table kpi as
        select cast(s.place as integer) as place, s.name, s.area, s.formula, s.numerator_label, s.denominator_label,
            s.date_basis, s.unit, s.better,
            case when k.name is null then cast(s.target as decimal(12, 4)) else k.target end as target,
            case when k.name is null then cast(s.warn as decimal(12, 4)) else k.warn end as warn,
            cast(s.benchmark_low as decimal(12, 4)) as benchmark_low,
            cast(s.benchmark_high as decimal(12, 4)) as benchmark_high, s.benchmark_text, s.benchmark_source, s.trust,
            s.needs, s.input, cast(s.trend as boolean) as has_trend, s.parts, k.name is not null as is_own
        from shipped_kpi as s
        left join kpi_target as k on k.name = s.name"""
    ).fetchall()


def ensure(workspace: Workspace) -> None:
    """Make the table `kpi` where a workspace has none yet."""
    if not workspace.rows("select 1 from information_schema.tables where table_name = 'kpi'"):
        load(workspace)


def own(workspace: Workspace) -> list[tuple[str, Decimal, Decimal | None]]:
    """The user's own targets: name, target, warn."""
    ensure(workspace)
    return workspace.rows("select name, target, warn from kpi_target order by name")


def keep(workspace: Workspace, name: str, target: Decimal | str, warn: Decimal | str | None = None) -> None:
    """Measure a key figure against the user's own target, here and when the workspace is opened again.

    target, warn: in the figure's unit, a share as 0.05; past warn it is bad, None: nothing is. Raises InputError for a
    name nobody knows, for a value that is no number from 0 to the most its unit can be, or for a warn on the good side
    of the target.
    """
    ensure(workspace)
    known = workspace.rows("select unit, better from kpi where name = $name", name=name)
    if not known:
        raise InputError(f"{name} is no key figure", fix="choose one of those listed")
    unit, better = known[0]
    goal = _number(name, target, MOST[unit])
    limit = None if warn is None else _number(name, warn, MOST[unit])
    if limit is not None and (limit > goal if better == "higher" else limit < goal):
        side = "above" if better == "higher" else "below"
        raise InputError(
            f"{name} cannot be bad {side} its target", fix=f"warn at a value that is not {side} the target of {goal}"
        )
    given = {"name": name, "target": goal, "warn": limit}
    workspace.cursor().execute("delete from kpi_target where name = $name", {"name": name}).fetchall()
    workspace.cursor().execute("insert into kpi_target values ($name, $target, $warn)", given).fetchall()
    load(workspace)


def forget(workspace: Workspace, name: str) -> None:
    """Go back to the shipped target."""
    _keep_table(workspace)
    workspace.cursor().execute("delete from kpi_target where name = $name", {"name": name}).fetchall()
    load(workspace)


def _number(name: str, written: Decimal | str, most: Decimal) -> Decimal:
    try:
        value = Decimal(str(written))
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not 0 <= value <= most:
        raise InputError(f"{written} cannot be a target of {name}", fix=f"give a number from 0 to {most}")
    return value


def _keep_table(workspace: Workspace) -> None:
    workspace.cursor().execute(
        """create table if not exists kpi_target (name varchar primary key, target decimal(12, 4) not null,
        warn decimal(12, 4))"""
    ).fetchall()
