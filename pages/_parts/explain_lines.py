"""The lines behind a number: the first of them by dollars, all of them as a download, and a selected one's story."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import questions
from analytics.figures import Figure, Lines, Reading
from analytics.figures.reading import kept, wanted
from analytics.reports.safe_csv import to_csv
from analytics.selection import Filter
from pages._parts import line_story, session, tables, text, worklist_asked
from pages._parts.tables import Column

MOST_ROWS = 200  # of the lines in the drawer; the download holds all
STORY = "line"  # the column that holds the key of a line's story
HINT = "Tick the box at the left of a row (or move to it with the arrow keys and press Space) for that line's story."
COLUMNS = {
    "amount": Column("Counts", "money", "What this row adds to the figure"),
    "patient_id": Column("Patient"),
    "dos": Column("Date", "date"),
    "payer": Column("Payer"),
    "cpt": Column("Code"),
    "said": Column("State", "name"),
    "reason": Column("Reason", help="Group and reason code as the payer sent them"),
    "root_cause": Column("Cause"),
    "modifier": Column("Modifier"),
    "rules": Column("Rule"),
    "rule_id": Column("Rule", "name"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "charge": Column("Charged", "money"),
    "expected": Column("Expected", "money"),
    "allowed": Column("Allowed", "money"),
    "recovered": Column("Recovered", "money"),
    "recoverable": Column("Recoverable", "money"),
    "minutes": Column("Minutes", "number"),
    "units_billed": Column("Billed", "number"),
    "units_correct": Column("Supported", "number"),
    "bucket": Column("Age"),
    "answered_on": Column("Answered", "date"),
    "submit_date": Column("Submitted", "date"),
    "deadline": Column("Deadline", "date"),
    "days": Column("Days", "number"),
    "lines": Column("Lines", "number"),
    "units": Column("Units", "number"),
    "total": Column("Dollars of the year", "money"),
    "threshold": Column("Threshold", "money"),
    "year": Column("Year"),
    "rule_payer": Column("Follows the rules of"),
    "stated": Column("Values", "number"),
    "due": Column("To review", "number"),
    "defaults": Column("Class default", "number"),
    "without": Column("No own rule", "number"),
    "is_verified": Column("Verified"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
    "kind": Column("Kind", "name"),
    "rows": Column("Rows", "number"),
    "loaded": Column("Loaded", "number"),
    "rejected": Column("Rejected", "number"),
    "duplicate": Column("Twice", "number"),
    "provider": Column("Provider"),
}


def draw(reading: Reading, active: Filter) -> None:
    """The rows behind a figure where we are; a selected one tells its story under the table."""
    figure = reading.figure
    if figure.lines is None:
        st.caption(text.md(figure.no_lines))
        return
    rows, total, added = _asked(figure, reading, active)
    _head(figure, active, reading, len(rows), total, added)
    if rows:
        picked = _table(figure, rows, _key(figure, reading, active))
        if picked and picked.get(STORY):
            with st.container(border=True):
                line_story.whole(picked[STORY])


def _head(figure: Figure, active: Filter, reading: Reading, shown: int, total: int, added: Any) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None):
            st.markdown("**The lines behind it**")
            st.caption(text.md(said(figure, shown, total, added)))
        if total:
            tables.csv_button(
                lambda: to_csv(_all(figure, reading, active)),
                f"lines_{figure.id}",
                "Every row behind this figure. It holds patient ids: keep it where patient data may be kept.",
                key=f"explain_csv_{figure.id}",
            )


def said(figure: Figure, shown: int, total: int, added: Any) -> str:
    """How many rows there are, what they add up to, and how one is selected."""
    if not total:
        return "No line stands behind it."
    lines = figure.lines
    count = (
        text.counted(total, "row")
        if shown == total
        else f"The first {text.number(shown)} of {text.counted(total, 'row')}"
    )
    sums = {"median": "; the figure is their median", "no": f"; they do not add up to it: {lines.why}"}
    whole = sums.get(lines.adds) or (f", together {_sum(figure, added)}" if lines.column else "")
    return f"{count}{whole}. {HINT}"


def _sum(figure: Figure, added: Any) -> str:
    words = f"{figure.numerator.words if figure.numerator else (figure.value.words if figure.value else '')}"
    is_money = figure.unit == "money" or {
        "dollars",
        "charges",
        "charged",
        "collected",
        "owed",
        "allowed",
        "shortfall",
    } & set(words.split())
    return text.money(added, cents=True) if is_money else text.number(added)


def _table(figure: Figure, rows: list[dict[str, Any]], key: str) -> dict[str, Any] | None:
    columns = columns_of(figure, rows[0])
    has_story = STORY in rows[0]
    selection = {"on_select": "rerun", "selection_mode": "single-row"} if has_story else {}
    event = st.dataframe(
        tables.frame(rows, columns),
        column_config=tables.config(columns),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height=260 if len(rows) > 6 else "auto",
        key=key,
        alt=f"Rows behind {figure.name}, those with most dollars first",
        **selection,
    )
    picked = event["selection"]["rows"] if has_story else []
    return rows[picked[0]] if picked else None


def columns_of(figure: Figure, row: dict[str, Any]) -> dict[str, Column]:
    """The columns of these rows that a reader needs; what a row adds in the figure's own unit."""
    known = {name: column for name, column in COLUMNS.items() if name in row}
    adds = figure.lines.column
    if adds in known:
        known = {adds: known[adds], **known}
    if "amount" in known and not _is_dollars(figure):
        known["amount"] = COLUMNS["amount"]._replace(kind="number")
    return known


def _is_dollars(figure: Figure) -> bool:
    part = figure.numerator or figure.value
    if figure.lines.given.get("part") in ("denied_charge", "amount", "recoverable", "denied_amount", "denied_cell"):
        return True
    if figure.unit == "money" and figure.numerator is None:
        return True
    told = set(part.words.split()) if part else set()
    return bool(told & {"dollars", "charges", "charged", "collected", "owed", "allowed", "lost", "shortfall"})


def _asked(figure: Figure, reading: Reading, active: Filter) -> tuple[list[dict[str, Any]], int, Any]:
    """The first rows, how many there are, and what they add up to."""
    lines, version = figure.lines, session.audit().version
    turn = worklist_asked.last_event() if figure.page == "worklist" else 0
    given = tuple(wanted(lines, reading.given).items())
    if lines.where:
        rows = kept(session.ask_all(lines.question, active, **dict(given)), lines, reading.given)
        return rows[:MOST_ROWS], len(rows), sum(row[lines.column] or 0 for row in rows)
    return _first(lines.question, lines.column, active, given, version, turn)


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _first(
    question: str, column: str, active: Filter, given: tuple[tuple[str, str], ...], version: int, turn: int
) -> tuple[list[dict[str, Any]], int, Any]:
    current = session.audit()
    with current.lock:
        return questions.ask_first(current.workspace, question, active, MOST_ROWS, column, **dict(given))


def _all(figure: Figure, reading: Reading, active: Filter) -> list[dict[str, Any]]:
    lines: Lines = figure.lines
    rows = session.ask_all(lines.question, active, **wanted(lines, reading.given))
    return kept(rows, lines, reading.given)


def _key(figure: Figure, reading: Reading, active: Filter) -> str:
    return f"explain_lines_{figure.id}_{session.audit().version}_{hash((active, *sorted(reading.given.items())))}"
