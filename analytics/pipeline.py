"""From staging tables to answers: the order in which the SQL files are built.

Each name is `analytics/<room>/<table>.sql` and makes the table (or view) of its name from those before it.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from analytics.rules import payers
from analytics.workspace import ROOT, Workspace

REFERENCE_TABLES = ("therapy_code", "carc", "rarc_signal", "payer_class_synonym", "credential_discipline")
VIEWS = frozenset(
    {
        "billing_source",
        "units_ama",
        "units_strict15",
        "units_per_visit",
        "units_total_only",
        "unit_code",
    }
)
LEDGER = (
    "ledger/payer_version",
    "ledger/submitted_bill",
    "ledger/payer",
    "ledger/reversal",
    "ledger/line_adjustment",
    "ledger/remitted_line",
    "ledger/submitted_match",
    "ledger/submitted_patient",
    "ledger/billing_source",
    "ledger/void_pair",
    "ledger/patient",
    "ledger/billed_line",
    "ledger/match",
    "ledger/adjudication",
    "ledger/episode_line",
    "ledger/episode",
    "ledger/service_line",
    "ledger/documented_patient",
    "ledger/billing_habit",
    "ledger/days_billed",
)
UNITS = (
    "units/documented_row",
    "units/documented",
    "units/unbilled_visit",
    "units/visit_code",
    "units/units_cms",
    "units/units_ama",
    "units/units_strict15",
    "units/units_per_visit",
    "units/units_total_only",
    "units/unit_code",
    "units/visit",
    "units/unit_line",
)
PRICES = ("prices/observed_rate", "prices/fee_rate", "prices/unit_price")
ANSWERS = (
    "answers/visit_explanation",
    "answers/unit_audit",
    "answers/unit_visit",
    "answers/line_value",
    "answers/unbilled_value",
    "answers/denial",
    "answers/receivable",
    "answers/ledger_line",
    "answers/finding",
    "answers/mature_to",
    "answers/coverage_question",
)


def load_rules(workspace: Workspace, overlay: Path | None = None) -> None:
    """Load the reference tables and the payer rules, a user's own file laid over the shipped ones.

    Raises InputError for a rules file that cannot be used; the workspace keeps the rules it had.
    """
    rules = payers.shipped_rules()
    if overlay:
        rules = rules.overlay(payers.load_rules(overlay))
    for table in REFERENCE_TABLES:
        workspace.load_reference(table)
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


def rebuild(workspace: Workspace, *, as_of: datetime.date | None = None) -> None:
    """Make every table from the staging tables. as_of: the day receivables are aged on; default the latest date."""
    as_of = as_of or latest_date(workspace)
    workspace.cursor().execute(
        "create or replace table setting as select $as_of::date as as_of", {"as_of": as_of}
    ).fetchall()
    for name in (*LEDGER, *UNITS, *PRICES, *ANSWERS):
        workspace.build(name, view=name.rsplit("/", 1)[-1] in VIEWS)


def is_built(workspace: Workspace) -> bool:
    """Whether every table of this release stands: a file of an earlier one lacks those that came later."""
    known = {name for (name,) in workspace.rows("select table_name from information_schema.tables")}
    return {name.rsplit("/", 1)[-1] for name in (*LEDGER, *UNITS, *PRICES, *ANSWERS)} <= known


def sql_files() -> list[Path]:
    """Every SQL file of the pipeline, for the tests that guard the house."""
    return [ROOT / f"{name}.sql" for name in (*LEDGER, *UNITS, *PRICES, *ANSWERS)]
