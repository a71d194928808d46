"""Who denies what, why, and what can be done about it?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_claims, filters, layout, line_story, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "Who denies what, why, and what can be done about it?"
MEASURES = {"Dollars": "expected", "Rate": "rate"}
EPISODES = {
    "claim_id": Column("Claim"),
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "code": Column("Reason"),
    "recoverable": Column("Recoverable", "money"),
    "status": Column("Status", "name"),
    "owner": Column("Owner", "name"),
    "deadline": Column("Deadline", "date", "Empty where the payer's rules give no deadline"),
    "next_step": Column("Next step", width="large"),
    "root_cause": Column("Cause"),
    "cpt": Column("Code"),
    "line_no": Column("Line"),
    "patient_id": Column("Patient"),
    "expected": Column("Expected", "money", "Expected allowed amount"),
    "charge": Column("Charge", "money"),
    "rarc": Column("Remarks"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    denials, rows = session.ask_one("summary_denials", active), session.ask("denial_cells", active)
    layout.head(QUESTION, _answer(denials, rows), active)
    if not denials["lines_adjudicated"]:
        layout.nothing("No remittance answers these lines yet. Load 835 files or a remittance table on Files.")
        st.page_link("files.py", label="Load files", icon=":material/upload_file:")
        return layout.footer(active)
    _tiles(denials)
    if rows:
        _heatmap(rows)
        _pareto(active)
    line = tables.show(
        "denial_lines",
        EPISODES,
        active,
        title="Denied lines",
        none="No line was denied or left wholly to the patient.",
        alt="Denied lines with reason, owner, status, deadline and next step, the most recoverable first",
        selectable=True,
        hint=line_story.HINT,
    )
    if line:
        line_story.beside(line)
    return layout.footer(active)


def _answer(denials: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    if not denials["lines_adjudicated"]:
        return "Nothing can be said yet: no remittance answers these lines."
    said = (
        f"{text.counted(denials['lines_denied'], 'line')} of {text.number(denials['lines_adjudicated'])} answered"
        f" ({text.percent(denials['rate_lines'])}) came back denied,"
        f" {text.money(denials['expected_denied'])} of allowed amount."
    )
    if not rows:
        return said
    worst = max(rows, key=lambda row: row["expected"])
    return (
        f"{said} The largest cell is {worst['payer']} with {text.inside(worst['family'])}"
        f" ({text.money(worst['expected'])}); {text.money(denials['recoverable'])} can still be recovered."
    )


def _tiles(denials: dict[str, Any]) -> None:
    layout.tiles(
        [
            Tile(
                "Denial rate",
                text.percent(denials["rate_lines"]),
                f"of {text.counted(denials['lines_adjudicated'], 'line')}",
                "First-pass denial rate: lines whose first answer was a denial, over lines answered",
            ),
            Tile(
                "In dollars",
                text.percent(denials["rate_dollars"]),
                f"of {text.short_money(denials['charge_adjudicated'])}",
                "First-pass denial rate in charges",
            ),
            Tile(
                "Denied",
                text.short_money(denials["expected_denied"]),
                f"{text.thousands(denials['charge_denied'])} charged",
                "Expected allowed amount of the denied lines; below it their charges",
                "lost",
            ),
            Tile(
                "Recovered",
                text.short_money(denials["recovered"]),
                "paid later",
                "What a later answer allowed",
                "collected",
            ),
            Tile(
                "Recoverable",
                text.short_money(denials["recoverable"]),
                f"{text.counted(denials['lines_open'], 'line')} open",
                "Open denials that can still be corrected or appealed on the as-of day",
            ),
            Tile(
                "To patients",
                text.number(denials["lines_patient_billed"]),
                "lines",
                "Lines the payer left wholly to the patient, beyond cost share. They are no denials: counted apart.",
            ),
        ]
    )


def _heatmap(rows: list[dict[str, Any]]) -> None:
    note = "Dollars: expected allowed amount. Rate: share of the lines that payer answered." + charts.shortened(rows)
    with charts.frame("First answers that were denials, payer by cause", note):
        measure = charts.choice("Show", list(MEASURES), "denials_by")
        said = "; ".join(f"{row['payer']}, {text.label(row['family'])} {text.money(row['expected'])}" for row in rows)
        drawn = charts_claims.cells(rows, MEASURES[measure])
        charts.draw(drawn, f"Heatmap: {said}", key=f"cells_{measure}")


def _pareto(active: Filter) -> None:
    rows = [row for row in session.ask("denial_reasons", active) if row["recoverable"] > 0][:10]
    if not rows:
        return layout.nothing("No denied dollar can still be recovered on the as-of day.")
    said = "; ".join(f"{row['carc']} {row['root_cause']} {text.money(row['recoverable'])}" for row in rows)
    return charts.show(
        charts_claims.reasons(rows),
        "Reason codes by dollars that can still be recovered",
        f"Bars by claim adjustment reason code: {said}",
        key="reasons",
        note="Beside each bar: its dollars, and the share of all recoverable dollars reached so far.",
    )


if not layout.needs_data(QUESTION, "Billing lines and remittances answer this question."):
    draw(filters.chosen())
