"""The table sheets of the workbook, in their order: which question each asks and what its totals must agree with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analytics.reports.workbook.model import Column, Figure, Sheet, Summary

PATIENT = Column("patient_id", "Patient", "id", is_private=True)
DOS = Column("dos", "Date of service", "date")
PAYER = Column("payer", "Payer", width=28)
CPT = Column("cpt", "Code", "id")
CLAIM = (Column("claim_id", "Claim", "id", is_private=True), Column("line_no", "Line", "id"))
PROVIDER = Column("provider", "Provider", width=24)
PLACE = (Column("file", "File", width=28), Column("row_no", "Row", "count"))
WHY = (Column("explanation", "Why", width=70), Column("citation", "Rule and source", width=50))


def _of(*path: str) -> Figure:
    """The figure of the summary at a path of keys."""

    def figure(summary: Summary) -> Any:
        for key in path:
            summary = summary[key]
        return summary

    return figure


def _findings(kind: str, name: str, category: str | None = None) -> Figure:
    """The sum of a figure over the findings of a kind, or of one category of it."""

    def figure(summary: Summary) -> Decimal | int:
        rows = (row for row in summary["findings"] if row["kind"] == kind and category in (None, row["category"]))
        return sum((row[name] for row in rows), 0)

    return figure


def _gaps(name: str) -> Figure:
    return lambda summary: sum((row[name] for row in summary["modifiers"]["gaps"]), 0)


def _inputs(name: str) -> Figure:
    return lambda summary: sum(row[name] for row in summary["inputs"])


def _money(name: str, title: str, agrees: Figure | None = None, **more: Any) -> Column:
    return Column(name, title, "money", is_summed=True, agrees=agrees, **more)


def _count(name: str, title: str, agrees: Figure | None = None, kind: str = "count") -> Column:
    return Column(name, title, kind, is_summed=True, agrees=agrees)


ACTIONS = Sheet(
    "Actions",
    "leak_groups",
    (
        Column("category", "Leak", "label"),
        PAYER,
        _money("expected", "Likely back", _of("annualized", "recoverable_expected", "base"), rounds=True),
        _money("recoverable", "Recoverable", _of("annualized", "recoverable_now")),
        _money("amount", "Lost", _findings("leak", "amount")),
        _count("cases", "Cases", _findings("leak", "findings")),
        _count("open_cases", "Open cases"),
        _count("due_in_30_days", "Due in 30 days"),
        Column("owner", "Owner", "label"),
        Column("next_deadline", "Next deadline", "date"),
        Column("next_step", "Next step", width=70),
    ),
    "One row per leak and payer, the most dollars likely to come back first. Lost: allowed amounts earned and never"
    " collected; recoverable: of them what can still be worked on the as-of day; likely back: recoverable x the share"
    " assumed (sheet Method).",
    "no leak was found among these lines.",
    first=(
        ("expected", "descending"),
        ("recoverable", "descending"),
        ("amount", "descending"),
        ("category", "ascending"),
    ),
)
UNITS = Sheet(
    "Unit audit",
    "report_visits",
    (
        PATIENT,
        DOS,
        PAYER,
        PROVIDER,
        Column("discipline", "Discipline", "id"),
        Column("codes", "Minutes per code", width=60),
        Column("rule", "Rule", "label"),
        Column("rule_standing", "Who says so", width=30),
        Column("minutes", "Minutes", "number", is_summed=True),
        _count("billed", "Units billed", _of("units", "billed"), "number"),
        _count("correct", "Units supported", _of("units", "correct"), "number"),
        _count("missed", "Units missed", _of("units", "missed"), "number"),
        _count("excess", "Units too many", _of("units", "excess"), "number"),
        _money("missed_value", "Missed, value", _of("units", "missed_value")),
        _money("excess_value", "Too many, value", _of("units", "excess_value")),
        _count("billed_unjudged", "Billed, not judged", None, "number"),
        Column("verdict", "Verdict", "label"),
        Column("tie", "Clinician's choice", "flag"),
        Column("explanation", "Arithmetic", width=80),
        *CLAIM,
        *PLACE,
        Column("rule_source", "Source of the rule", width=50),
    ),
    "One row per visit with timed codes, what is worth most first. A visit that cannot be judged stands in no sum but"
    " its own column. Values are allowed amounts.",
    "no visit with timed codes among these lines.",
    rows_agree=_of("units", "visits"),
    file="units.csv",
)
GAPS = Sheet(
    "Modifier gaps",
    "report_gaps",
    (
        PATIENT,
        DOS,
        PAYER,
        Column("kind", "Gap", "label"),
        Column("modifier", "Modifier", "id"),
        Column("rule_id", "Rule", "label"),
        CPT,
        Column("modifiers", "Modifiers billed", "id"),
        _count("missing_line", "Lines lacking one", _gaps("lines")),
        _count("missing_denied", "Of them denied for it", _gaps("denied_lines")),
        _money("denied_missing", "Denied, modifier missing", _gaps("denied_amount")),
        _money("charge_missing", "Charge denied, missing", _gaps("denied_charge")),
        _money("denied_other", "Denied, wrong or unneeded"),
        Column("at_stake", "At stake", "money"),
        Column("answer", "Payer's first answer", width=40),
        PROVIDER,
        *CLAIM,
        *PLACE,
        *WHY,
    ),
    "One row per line and rule of a modifier it does not keep. How often one is missing and what was denied because of"
    " it are two numbers: most gaps cost nothing. Denied: expected allowed amounts. Doubtful cases are left out.",
    "no line breaks a rule of modifiers, or no file tells modifiers.",
    file="findings.csv (those with dollars)",
)
DENIALS = Sheet(
    "Denials",
    "report_denials",
    (
        PATIENT,
        DOS,
        PAYER,
        CPT,
        Column("modifiers", "Modifiers", "id"),
        *CLAIM,
        _count("denied_line", "Lines denied", _of("denials", "lines_denied")),
        _money("charge_denied", "Charge denied", _of("denials", "charge_denied")),
        _money("charge_left", "Charge left to patient"),
        _money("expected", "Expected", _of("denials", "expected_denied")),
        _money("recovered", "Recovered", _of("denials", "recovered")),
        _money("open_amount", "Still open", _of("denials", "open")),
        _money("recoverable", "Recoverable", _of("denials", "recoverable")),
        Column("status", "Status", "label"),
        Column("first_denied", "First denied", "date"),
        Column("code", "Reason", "id"),
        Column("family", "Family", "label"),
        Column("root_cause", "Cause", width=44),
        Column("preventable", "Preventable", "label"),
        Column("owner", "Owner", "label"),
        Column("deadline", "Deadline", "date"),
        Column("deadline_from", "Deadline from"),
        Column("next_step", "Next step", width=60),
        PROVIDER,
        *PLACE,
    ),
    "One row per denied line, and per line the payer left wholly to the patient (its charge stands apart), what can"
    " still be recovered first. Expected: allowed amounts.",
    "no line was denied.",
    file="denials.csv",
)
UNDERPAID = Sheet(
    "Underpaid",
    "underpaid_lines",
    (
        PATIENT,
        DOS,
        PAYER,
        CPT,
        Column("modifiers", "Modifiers", "id"),
        Column("units", "Units", "number"),
        *CLAIM,
        _money("amount", "Underpaid", _findings("leak", "amount", "underpaid")),
        _money("recoverable", "Recoverable", _findings("leak", "recoverable", "underpaid")),
        _money("charge", "Charge"),
        _money("owed", "Owed"),
        _money("allowed", "Allowed"),
        _money("paid", "Paid"),
        _money("patient_resp", "Patient's share"),
        _money("sequestration", "Sequestration"),
        Column("share", "Underpaid of expected", "percent"),
        Column("price_basis", "Rate from", "label"),
        Column("paid_on", "Paid on", "date"),
        Column("deadline", "Deadline", "date"),
        PROVIDER,
        *PLACE,
        *WHY,
    ),
    "One row per line allowed or paid below the agreed rate by more than the tolerance, the most dollars first.",
    "no line is known to be underpaid: none is, or no agreed rate is loaded (fee schedule, or a Medicare locality).",
    rows_agree=_findings("leak", "findings", "underpaid"),
)
AGING = Sheet(
    "Aging",
    "aging",
    (
        PAYER,
        Column("bucket", "Days since service", "id"),
        _count("lines", "Lines"),
        Column("claims", "Claims", "count"),
        _money("insurance_balance", "Insurers owe", _of("ar", "insurance")),
        _money("patient_balance", "Patients owe", _of("ar", "patient")),
        _money("credit", "Patients in credit", _of("ar", "credits")),
    ),
    "One row per payer and age. Insurers' balances are charges of lines unanswered or denied, patients' are shares; a"
    " credit is never set against a balance.",
    "nothing is owed on these lines.",
    file="aging.csv",
)
EXPOSURE = Sheet(
    "Exposure",
    "exposure_lines",
    (
        PATIENT,
        DOS,
        PAYER,
        Column("category", "Exposure", "label"),
        CPT,
        _money("amount", "Could be taken back", _of("exposure", "total")),
        PROVIDER,
        *CLAIM,
        *WHY,
        *PLACE,
    ),
    "One row per line an auditor could take money back for. This is never set against what is owed to the practice.",
    "nothing was found that could be taken back.",
    rows_agree=_findings("exposure", "findings"),
)
EXCLUDED = Sheet(
    "Excluded rows",
    "report_excluded",
    (
        Column("what", "What", width=36),
        Column("file", "File", width=30),
        Column("row_no", "Row", "count"),
        Column("column_name", "Column"),
        Column("value", "Value", is_private=True),
        Column("patient_id", "Patient", "id", is_private=True),
        DOS,
        CPT,
        Column("claim_id", "Claim", "id", is_private=True),
        _count("rejected", "Rows rejected", _inputs("rejected")),
        _count("duplicate", "Rows twice", _inputs("duplicate")),
        _count("not_judged", "Visits not judged", _of("units", "visits_undetermined")),
        _count("not_counted", "Lines in no column of the ledger"),
        _count("unmatched", "Rows without counterpart"),
        _money("charge", "Charge"),
        Column("reason", "Why", width=80),
        Column("fix", "What to do", width=60),
    ),
    "What stands in no figure, or in some only, and why. Files, rejects and rows without counterpart are those of the"
    " whole audit, whatever the filter.",
    "nothing was left out.",
    file="rejects.csv, reconciliation.csv, unmatched.csv and units.csv",
)
TABLES = (ACTIONS, UNITS, GAPS, DENIALS, UNDERPAID, AGING, EXPOSURE, EXCLUDED)
