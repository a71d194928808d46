"""Who denies what, why, and what can be done about it?"""

from __future__ import annotations

from typing import Any

from analytics.selection import Filter
from analytics.statistics.changes import Change
from pages._parts import (
    charts,
    denial_breakdown,
    denial_changes,
    denial_codes,
    denial_patterns,
    filters,
    layout,
    line_story,
    overview_links,
    provider_habits,
    session,
    tables,
    text,
)
from pages._parts.charts_denials import Place
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "Who denies what, why, and what can be done about it?"
PARTS = ["Patterns", "Changes", "Breakdown", "Lines", "Therapists", "Codes"]
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
    "provider": Column("Therapist"),
    "expected": Column("Expected", "money", "Expected allowed amount"),
    "charge": Column("Charge", "money"),
    "rarc": Column("Remarks"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    rates = {row["counted"]: row for row in session.ask("denial_rates", active)}
    money, cells = session.ask_one("denial_money", active), session.ask("denial_cells", active)
    alarms = denial_changes.alarms(active) if rates["lines"]["first_answered"] else []
    layout.head(QUESTION, answer(rates, money, cells, alarms), active)
    if not rates["lines"]["first_answered"]:
        layout.lacking("835 files, or a remittance table", active)
        return layout.footer(active)
    _tiles(rates, money, alarms)
    cell = denial_patterns.chosen(cells)
    denial_patterns.undo(cell)
    _parts(active, cells, cell)
    return layout.footer(active)


def answer(rates: dict[str, Any], money: dict[str, Any], cells: list[dict[str, Any]], alarms: list[Change]) -> str:
    """The finding in sentences: how much is denied, where most of it, what can come back, and what is new."""
    lines = rates["lines"]
    if not lines["first_answered"]:
        return "Nothing can be said yet: no remittance answers these lines."
    said = (
        f"{text.counted(lines['first_denied'], 'line')} of {text.number(lines['first_answered'])} answered"
        f" ({text.percent(lines['first_rate'])}) came back denied"
    )
    if not lines["first_denied"]:
        return f"{said}: nothing was refused."
    said += f", {text.money(money['expected_denied'])} of allowed amount."
    if money["lines_unpriced"]:
        said += f" {text.counted(money['lines_unpriced'], 'line')} of them without a known price are in no dollar."
    worst = max((row for row in cells if row["lines"]), key=lambda row: (row["expected"], row["lines"]), default=None)
    if worst:
        cell = f"{worst['payer']} with {text.inside(worst['family'])}"
        said += f" The largest cell is {cell} ({text.money(worst['expected'])});"
    said += f" {text.money(money['recoverable'])} can still be recovered"
    said += f", and {text.money(money['left_wrongly'])} left to patients by mistake." if money["left_wrongly"] else "."
    return f"{said} {denial_changes.news(alarms[0])}: see Changes." if alarms else said


def _tiles(rates: dict[str, Any], money: dict[str, Any], alarms: list[Change]) -> None:
    lines, dollars = rates["lines"], rates["dollars"]
    layout.tiles(
        [
            Tile(
                "Denial rate",
                text.percent(lines["first_rate"]),
                f"of {text.counted(lines['first_answered'], 'line')}",
                "First-pass denial rate: lines whose first answer was a denial, over lines answered",
                figure="denial_rate",
            ),
            Tile(
                "In dollars",
                text.percent(dollars["first_rate"]),
                f"of {text.short_money(dollars['first_answered'])}",
                "First-pass denial rate in charges",
                figure="denial_rate_dollars",
            ),
            Tile(
                "Denied",
                text.short_money(money["expected_denied"]),
                f"{text.thousands(money['charge_denied'])} charged",
                "Expected allowed amount of the denied lines; below it their charges",
                "lost",
                figure="denied_dollars",
            ),
            Tile(
                "Recovered",
                text.percent(money["recovered_share"], 0),
                text.short_money(money["recovered"]),
                "What later answers allowed, over the denied dollars",
                "collected",
                figure="denied_recovered",
            ),
            Tile(
                "Preventable",
                text.percent(money["preventable_share"], 0),
                text.short_money(money["preventable"]),
                "Denied dollars whose cause better habits almost always prevent, over those whose cause is known",
                figure="denied_preventable",
            ),
            Tile(
                "New patterns",
                text.number(len(alarms)),
                "see Changes" if alarms else "no rise stands",
                "Payers and codes whose denials rose beyond chance and have not gone back, by week of the answers",
                figure="denial_new_patterns",
            ),
        ]
    )


def _parts(active: Filter, cells: list[dict[str, Any]], cell: Place) -> None:
    """What is looked at, each in a tab that is worked out only while it is open."""
    draws = {
        "Patterns": lambda: denial_patterns.draw(active, cells, cell),
        "Changes": lambda: denial_changes.draw(active),
        "Breakdown": lambda: denial_breakdown.draw(active, cell),
        "Lines": lambda: _lines(active, cell),
        "Therapists": lambda: provider_habits.draw(active),
        "Codes": lambda: denial_codes.draw(active),
    }
    for part, tab in charts.tabs(PARTS, "denial_parts").items():
        if tab.open:
            with tab:
                draws[part]()


def _lines(active: Filter, cell: Place) -> None:
    where = f": {denial_patterns.in_words(cell)}" if cell != denial_patterns.EVERYTHING else ""
    line = tables.show(
        "denial_lines",
        EPISODES,
        active,
        title=f"Denied lines{where}",
        none="No line was denied or left wholly to the patient.",
        alt="Denied lines with reason, owner, status, deadline and next step, the most recoverable first",
        given=denial_patterns.given(cell),
        selectable=True,
        hint=line_story.HINT,
    )
    if line:
        line_story.beside(line)
    if cell == denial_patterns.EVERYTHING:
        overview_links.to_worklist(None, "lines_work")


if not layout.needs_data(QUESTION, "Billing lines and remittances answer this question."):
    draw(filters.chosen())
