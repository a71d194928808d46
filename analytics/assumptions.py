"""What no file tells and somebody must assume: shipped values, and the user's own kept in the workspace.

Table `assumption`: name, low, base, high (decimal(12,4); low and high null where there is no range), unit (share |
dollars), trust, source, note, is_own (the base is the user's).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from analytics.errors import InputError
from analytics.workspace import REFERENCE, Workspace

SHIPPED = REFERENCE / "assumption.csv"
MOST = {"share": Decimal(1), "dollars": Decimal(1000)}


def load(workspace: Workspace) -> None:
    """(Re)make the table `assumption`: the shipped ones with the user's own laid over."""
    workspace.load_reference("shipped_assumption", SHIPPED)
    _keep_table(workspace)
    workspace.cursor().execute(
        """create or replace table assumption as
        select s.name, cast(s.low as decimal(12, 4)) as low, coalesce(k.base, cast(s.base as decimal(12, 4))) as base,
            cast(s.high as decimal(12, 4)) as high, s.unit, s.trust, s.source, s.note, k.base is not null as is_own
        from shipped_assumption as s
        left join kept_assumption as k on k.name = s.name"""
    ).fetchall()


def keep(workspace: Workspace, name: str, base: Decimal | str) -> None:
    """Use the user's own value of an assumption, here and when the workspace is opened again.

    Raises InputError for a name nobody knows, or a value that is no number between 0 and the most its unit can be.
    """
    unit = workspace.rows("select unit from assumption where name = $name", name=name)
    if not unit:
        raise InputError(f"{name} is no assumption", fix="choose one of those listed")
    most = MOST[unit[0][0]]
    try:
        value = Decimal(str(base))
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not 0 <= value <= most:
        raise InputError(f"{base} cannot be the value of {name}", fix=f"give a number from 0 to {most}")
    given = {"name": name, "base": value}
    workspace.cursor().execute("insert or replace into kept_assumption values ($name, $base)", given).fetchall()
    load(workspace)


def forget(workspace: Workspace, name: str) -> None:
    """Go back to the shipped value."""
    _keep_table(workspace)
    workspace.cursor().execute("delete from kept_assumption where name = $name", {"name": name}).fetchall()
    load(workspace)


def _keep_table(workspace: Workspace) -> None:
    workspace.cursor().execute(
        "create table if not exists kept_assumption (name varchar primary key, base decimal(12, 4) not null)"
    ).fetchall()
