"""The sheet Method: rules and who says so, tables, the shares assumed, formulas, and what it was made from."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from analytics import __version__
from analytics.questions import ask
from analytics.reports.workbook.lines import Lines
from analytics.reports.workbook.look import Look
from analytics.reports.workbook.model import Summary
from analytics.reports.workbook.words import label
from analytics.selection import Filter
from analytics.workspace import Workspace

NAME = "Method"
WIDTHS = (34, 26, 22, 22, 26, 22, 90)
LEDGER = (
    "earned + above expected = units not billed + denied + underpaid + taken by law + written off + open with insurers"
    " + open with patients + collected + unexplained"
)


def write(page: Worksheet, look: Look, workspace: Workspace, summary: Summary, chosen: Filter, banner: str) -> None:
    """Write the sheet."""
    lines = Lines(page, look, WIDTHS)
    lines.title("Method")
    lines.note(banner)
    _made(lines, workspace, summary)
    _formulas(lines, summary)
    _assumptions(lines, workspace)
    _rules(lines, workspace, chosen)
    _tables(lines, workspace)
    _inputs(lines, summary)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_tab_color(look.colour)


def _made(lines: Lines, workspace: Workspace, summary: Summary) -> None:
    told, pricing = ask(workspace, "report_stamp")[0], summary["pricing"]
    lines.section("What this was made from")
    lines.line(("text", "Program"), ("text", f"RehabLedger {__version__}"))
    lines.line(("text", "Payer rules"), ("text", f"set {told['rules_stamp']}"))
    lines.line(("text", "As of"), ("date", told["as_of"]))
    for name, words in (
        ("billed_to", "Billed through"),
        ("paid_to", "Paid through"),
        ("documented_to", "Minutes through"),
    ):
        lines.line(("text", words), ("date", told[name]) if told[name] else ("text", "no such file"))
    lines.line(("text", "Medicare prices"), ("text", pricing["locality_name"] or pricing["locality"] or "national"))
    lines.line(("text", "Prices from a fee schedule"), ("count", pricing["lines_fee_schedule"]))
    lines.line(("text", "from the Medicare tables"), ("count", pricing["lines_medicare"]))
    lines.line(("text", "from what payers paid"), ("count", pricing["lines_observed"]))
    lines.line(("text", "without a price"), ("count", pricing["lines_without_price"]))


def _formulas(lines: Lines, summary: Summary) -> None:
    lines.section("Formulas")
    lines.line(("text", "Revenue ledger"), None, None, None, None, None, ("text", LEDGER))
    lines.line(("text", "Lost a year"), None, None, None, None, None, ("text", summary["annualized"]["method"]))
    lines.header("Figure", "Value", "Numerator", "Denominator", "Date basis", "Left out", "Formula")
    for one in summary["kpis"]:
        kind = {"share": "percent", "dollars": "money"}.get(one["unit"], "number")
        lines.line(
            ("text", label(one["name"])),
            (kind, one["value"]),
            ("number", one["numerator"]),
            ("number", one["denominator"]),
            ("text", one["date_basis"]),
            ("text", one["left_out_why"] or None),
            ("text", "; ".join(filter(None, (one["formula"], one["note"])))),
        )


def _assumptions(lines: Lines, workspace: Workspace) -> None:
    lines.section("Assumptions", "What no file tells and somebody must assume.")
    lines.header("Assumption", "Base", "Low", "High", "Trust", "Whose", "Note")
    for one in ask(workspace, "loss_assumptions"):
        kind = "percent" if one["unit"] == "share" else "money"
        whose = "the user's own" if one["is_own"] else one["source"]
        name = label(one["name"].removeprefix("recovery:"))
        name = f"Share recovered: {name}" if one["name"].startswith("recovery:") else name
        ends = [(kind, one[end]) for end in ("base", "low", "high")]
        lines.line(("text", name), *ends, ("text", one["trust"]), ("text", whose), ("text", one["note"]))


def _rules(lines: Lines, workspace: Workspace, chosen: Filter) -> None:
    lines.section("Payer rules in force on the as-of day", "Unverified: nobody has read it in the payer's own text.")
    lines.table(
        ("Payer", "Follows the rules of", "Key", "Value", "Standing", "In force since", "Source"),
        ("text", "text", "label", "text", "text", "date", "text"),
        [
            [row[name] for name in ("payer", "rule_payer", "key", "value", "standing", "effective_from", "source")]
            for row in ask(workspace, "report_rules", chosen)
        ],
    )


def _tables(lines: Lines, workspace: Workspace) -> None:
    lines.section("Reference tables")
    lines.table(
        ("Table", "Holds", "From", "To", "Trust", "", "Source"),
        ("text", "text", "date", "date", "text", "text", "text"),
        [
            (
                row["name"],
                f"{row['held']:,} {row['counted']}",
                row["first_day"],
                row["last_day"],
                row["trust"],
                None,
                row["source"],
            )
            for row in ask(workspace, "report_references")
        ],
    )


def _inputs(lines: Lines, summary: Summary) -> None:
    def told(one: dict[str, Any]) -> tuple[Any, ...]:
        return one["file"], one["kind"], one["rows"], one["loaded"], one["rejected"], one["duplicate"], one["sha256"]

    lines.section("Files")
    lines.table(
        ("File", "Kind", "Rows", "Loaded", "Rejected", "Twice", "SHA-256"),
        ("text", "label", "count", "count", "count", "count", "id"),
        [told(one) for one in summary["inputs"]],
    )
