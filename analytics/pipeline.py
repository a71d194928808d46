"""From staging tables to answers: the order in which the SQL files are built.

The order itself is analytics/steps.py.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Collection
from pathlib import Path
from zlib import crc32

import duckdb

from analytics import assumptions, denial_rules, kpi_targets
from analytics.errors import InputError
from analytics.reference import tables as reference
from analytics.rules import kept, payers
from analytics.steps import COMPARED, STEPS, VIEWS
from analytics.workspace import ROOT, Workspace

REFERENCE_TABLES = (
    "therapy_code",
    "carc",
    "rarc_signal",
    "payer_class_synonym",
    "credential_discipline",
    "modifier",
    "provider_adjustment_reason",
)
NATIONAL = "national"


def load_rules(workspace: Workspace, overlay: Path | None = None) -> None:
    """Load the reference tables and the payer rules: the shipped ones, those kept in the workspace, a user's own file.

    Raises InputError for a rules file that cannot be used; the workspace keeps the rules it had.
    """
    rules = kept.in_force(workspace, overlay)
    for table in REFERENCE_TABLES:
        workspace.load_reference(table)
    reference.store(workspace)
    assumptions.load(workspace)
    kpi_targets.load(workspace)
    denial_rules.load(workspace)
    payers.store(workspace.cursor(), rules)


def latest_date(workspace: Workspace) -> datetime.date | None:
    """The latest date in the inputs: of service, submission or payment."""
    return workspace.rows(
        """select max(day) from (
            select max(dos) as day from billing_row union all select max(submit_date) from billing_row
            union all select max(dos) from minutes_row
            union all select max(dos) from submitted_line union all select max(submit_date) from submitted_claim
            union all select max(payment_date) from remit_payment union all select max(dos) from remit_line)"""
    )[0][0]


def rebuild(
    workspace: Workspace,
    *,
    as_of: datetime.date | None = None,
    locality: str | None = None,
    changed: Collection[str] | None = None,
    steps: Collection[str] = STEPS,
) -> None:
    """Make the tables from the staging tables.

    as_of: the day receivables are aged on; default the latest date in the inputs.
    locality: Medicare pricing locality as MAC-LOC, or NATIONAL; default the one of before, national at first.
    changed: the tables whose content changed since the last rebuild (RULES after rules were stored); only what reads
    them, however far behind, is made again. Default: everything is.
    steps: those to make, where only some are of interest; the workspace then does not count as built.
    Raises InputError for a locality that no Medicare table knows; the tables stay as they were.
    """
    is_set_anew = _set(workspace, as_of or latest_date(workspace), locality)
    make(workspace, None if changed is None else {*changed, *(["setting"] if is_set_anew else [])}, steps=steps)
    if changed is None and steps is STEPS:
        workspace.cursor().execute(
            "create or replace table made_by as select $stamp as stamp", {"stamp": _stamp()}
        ).fetchall()


def make(
    workspace: Workspace,
    stale: Collection[str] | None,
    *,
    steps: Collection[str] = STEPS,
    cursor: duckdb.DuckDBPyConnection | None = None,
) -> set[str] | None:
    """Make the tables of the steps; where some are stale, only what reads them, however far behind: returns all stale.

    cursor: makes them where its search path begins, from what that path finds; default: the tables of the audit.
    """
    cursor, stale = cursor or workspace.cursor(), None if stale is None else set(stale)
    for name in steps:
        table = name.rsplit("/", 1)[-1]
        if stale is not None and not stale & inputs_of(name):
            continue
        before = _fingerprint(cursor, table) if stale is not None and table in COMPARED else None
        workspace.build(name, view=table in VIEWS, cursor=cursor)
        if stale is not None and (before is None or _fingerprint(cursor, table) != before):
            stale.add(table)
    return stale


def _set(workspace: Workspace, as_of: datetime.date | None, locality: str | None) -> bool:
    """Keep what steers the run in the table setting; whether that is another than before."""
    cursor = workspace.cursor()
    cursor.execute("create table if not exists setting (as_of date, locality varchar)").fetchall()
    cursor.execute("alter table setting add column if not exists locality varchar").fetchall()
    before = workspace.rows("select as_of, locality from setting")
    if locality is None and before:
        locality = before[0][1]
    now = (as_of, None if locality == NATIONAL else locality)
    if now[1] and not workspace.rows("select 1 from gpci where mac || '-' || locality = $it limit 1", it=now[1]):
        raise InputError(f"{now[1]} is no Medicare locality", fix="write contractor and locality, such as 01182-18")
    cursor.execute(
        "create or replace table setting as select $as_of::date as as_of, $locality::varchar as locality",
        {"as_of": now[0], "locality": now[1]},
    ).fetchall()
    return before != [now]


@functools.cache
def inputs_of(name: str) -> frozenset[str]:
    """The tables a step says it reads (`-- inputs:`)."""
    head = (ROOT / f"{name}.sql").read_text(encoding="utf-8").partition("-- step:")[0]
    return frozenset(re.findall(r"[a-z_0-9]+", head.partition("-- inputs:")[2]))


def _fingerprint(cursor: duckdb.DuckDBPyConnection, table: str) -> tuple:
    sql = f"select count(*), bit_xor(hash(t)), sum(hash(t) % 1000000007) from {table} as t"
    return cursor.execute(sql).fetchall()[0]


def is_built(workspace: Workspace) -> bool:
    """Whether the tables stand as this release makes them: a file of an earlier one lacks what came later."""
    known = {name for (name,) in workspace.rows("select table_name from information_schema.tables")}
    if not {"made_by", *(name.rsplit("/", 1)[-1] for name in STEPS)} <= known:
        return False
    return workspace.rows("select stamp from made_by") == [(_stamp(),)]


@functools.cache
def _stamp() -> str:
    """One word for the texts of all steps."""
    return f"{crc32(''.join(path.read_text(encoding='utf-8') for path in sql_files()).encode()):08x}"


def sql_files() -> list[Path]:
    """Every SQL file of the pipeline, for the tests that guard the house."""
    return [ROOT / f"{name}.sql" for name in STEPS]
