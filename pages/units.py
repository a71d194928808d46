"""Which visits billed fewer or more units than their minutes support?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_units, filters, layout, line_story, price_steps, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "Which visits billed fewer or more units than their minutes support?"
PICTURED = ("units_missed", "units_excess", "units_missed_value", "units_excess_value")
COMPARED = ["Payer", "Provider"]
HEAPS, QUARTER_HOUR = (0, 8), 15  # minutes that rounding leaves: a full quarter hour, and the half that earns a unit
VISITS = {
    "patient_id": Column("Patient"),
    "dos": Column("Date", "date"),
    "payer": Column("Payer"),
    "rule": Column("Rule", "name", "How this payer turns minutes into units"),
    "minutes": Column("Minutes", "number"),
    "units_billed": Column("Billed", "number"),
    "units_correct": Column("Supported", "number", "Units the documented minutes support under the payer's rule"),
    "value": Column("Value", "money", "What the difference is worth: positive is money missed, negative is exposure"),
    "verdict": Column("Verdict", "name"),
}
LINES = {
    "cpt": Column("Code"),
    "minutes": Column("Minutes", "number"),
    "units_billed": Column("Billed", "number"),
    "units_correct": Column("Supported", "number"),
    "price": Column("Per unit", "money"),
    "value": Column("Value", "money"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
    "minutes_from": Column("Minutes from"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    units, capture = session.ask_one("summary_units", active), session.ask_one("unit_capture", active)
    layout.head(QUESTION, _answer(units), active)
    if units["visits"] and units["visits"] == units["visits_undetermined"]:
        layout.lacking("treatment minutes, of the same patients and days", active)
    _tiles(units, capture)
    _diverging(active)
    _left_over(active)
    picked = tables.show(
        "unit_visits",
        VISITS,
        active,
        title="Visits",
        none="No visit with timed codes is among these lines.",
        alt="Visits with timed codes, those worth most first",
        selectable=True,
    )
    if picked:
        _visit(picked)
    elif units["visits"]:
        layout.nothing("Select a row to see its arithmetic, its lines and where they stand in your files.")
    layout.footer(active)


def _answer(units: dict[str, Any]) -> str:
    if not units["visits"]:
        return "No visit with timed codes is among these lines."
    if units["visits"] == units["visits_undetermined"]:
        return (
            f"Nothing can be said about {text.counted(units['visits'], 'visit')}: no minutes are documented for them."
        )
    unpriced = text.counted(units["visits_unpriced"], "visit")
    unknown = f" {unpriced} of them without a known price in no dollar." if units["visits_unpriced"] else ""
    return (
        f"{text.counted(units['visits_under'], 'visit')} billed {text.counted(units['missed'], 'unit')} fewer than the"
        f" minutes support, worth {text.money(units['missed_value'])}."
        f" {text.counted(units['visits_over'], 'visit')} billed {text.number(units['excess'])} too many:"
        f" {text.money(units['excess_value'])} an auditor could take back.{unknown}"
    )


def _tiles(units: dict[str, Any], capture: dict[str, Any]) -> None:
    layout.tiles(
        [
            Tile(
                "Captured",
                text.percent(capture["capture_rate"]),
                f"of {text.number(units['correct'])} units",
                "Billed units over supported units, on the visits with minutes",
                figure="units_captured",
            ),
            Tile(
                "Missed",
                text.number(units["missed"]),
                "units",
                "Units the minutes support and nobody billed",
                "lost",
                figure="units_missed",
            ),
            Tile(
                "Their value",
                text.short_money(units["missed_value"]),
                "allowed",
                "Missed units at the expected allowed amount",
                "lost",
                figure="units_missed_value",
            ),
            Tile(
                "Excess",
                text.number(units["excess"]),
                f"units, {text.short_money(units['excess_value'])}",
                "Units billed beyond the minutes: what an auditor could take back. Never set against missed units.",
                "exposure",
                figure=("units_excess", "units_excess_value"),
            ),
            Tile(
                "Unknown",
                text.number(units["visits_undetermined"]),
                f"of {text.counted(units['visits'], 'visit')}",
                "Undetermined: no minutes are documented, or the payer's rule is not known. Nothing is guessed.",
                figure="units_unknown",
            ),
            Tile(
                "Ties",
                text.number(units["visits_tied"]),
                "visits",
                "Equal minutes are left over: which code gets the unit is the clinician's choice",
                figure="units_ties",
            ),
        ]
    )


def _diverging(active: Filter) -> None:
    by = charts.chosen(COMPARED, "units_by")
    rows = session.ask(f"units_by_{by.lower()}", active)
    with charts.frame(_most_missed(rows), figure=PICTURED):
        by = charts.choice("Compare", COMPARED, "units_by")
        if not rows:
            return layout.nothing("No visit billed too few or too many units.")
        said = "; ".join(f"{row['name']} {row['missed']:.0f} missed, {row['excess']:.0f} in excess" for row in rows)
        layout.nothing(
            f"Missed to the left, in excess to the right, on one scale. Click a bar to see that {by.lower()} alone."
        )
        marks = [(row["name"], {f"{by.lower()}s": (row["name"],)}) for row in rows]
        return charts.narrowing(charts_units.diverging(rows), f"Diverging bars: {said}", f"diverging_{by}", marks)


def _most_missed(rows: charts.Rows) -> str:
    """The finding: with whom most units are missed, else with whom most are in excess."""
    if not rows:
        return "No unit is missed or in excess"
    most, over = (max(rows, key=lambda row: row[side]) for side in ("missed", "excess"))
    if not most["missed"]:
        return f"Most in excess at {over['name']}: {text.counted(over['excess'], 'unit')}"
    said = f"Most missed at {most['name']}: {text.counted(most['missed'], 'unit')}, {text.money(most['missed_value'])}"
    if not over["excess"]:
        return said
    where = "in excess there too" if over["name"] == most["name"] else f"in excess at {over['name']}"
    return f"{said}; most {where}: {text.number(over['excess'])}"


def _left_over(active: Filter) -> None:
    rows = session.ask("minutes_left", active)
    if not rows:
        return layout.nothing("Too few documented minutes for a picture of how they are rounded.")
    return charts.show(
        charts_units.left_over(rows),
        _heaped(rows),
        "Small histograms, one per timed code, of the minutes left over after full quarter hours",
        key="left_over",
        note="Minutes left after full quarter hours, as a share of each code's documented times. Tall bars at 0 and 8"
        " (blue) show a habit of rounding.",
    )


def _heaped(rows: charts.Rows) -> str:
    """The finding: how many documented times end on the minutes that rounding leaves, against what chance would."""
    times = sum(row["times"] for row in rows)
    heaped = sum(row["times"] for row in rows if row["minutes_left"] in HEAPS)
    return (
        f"{text.percent(heaped / times, 0)} of documented times end on minute 0 or 8 of a quarter hour;"
        f" even minutes would make {text.percent(len(HEAPS) / QUARTER_HOUR, 0)}"
    )


def _visit(visit: dict[str, Any]) -> None:
    """The evidence of one visit: sentence, picture, lines, source of the rule."""
    day = Filter(payers=(visit["payer"],), start=visit["dos"], end=visit["dos"])
    rows = [row for row in session.ask("visit_lines", day) if row["visit_key"] == visit["visit_key"]]
    with st.container(border=True):
        st.markdown(f"**{text.md(visit['patient_id'])}, {text.day(visit['dos'])}, {text.md(visit['payer'])}**")
        st.markdown(text.md(rows[0]["explanation"]))
        timed = [row for row in rows if row["minutes"] is not None]
        if timed:
            said = "; ".join(
                f"{row['cpt']}: {row['full_blocks']} full, {row['minutes_left']:g} min left" for row in timed
            )
            charts.show(
                charts_units.quarter_hours(timed), "Its minutes, cut into quarter hours", said, key="quarter_hours"
            )
        tables.plain(rows, LINES, alt="Lines of the visit with file and row")
        checked = (
            f"verified on {text.day(rows[0]['rule_verified'])}"
            if rows[0]["rule_verified"]
            else "not verified by anybody"
        )
        st.caption(text.md(f"Rule of this payer: {rows[0]['rule_source'] or 'none known'} ({checked})"))
        if rows[0]["day_key"]:
            st.markdown("**How this day is priced**")
            price_steps.draw(rows[0]["day_key"])
        with st.container(horizontal=True):
            for row in rows:
                line_story.button(row["line_key"], place="visit", name=f"Whole story of {row['cpt']}")


if not layout.needs_data(QUESTION, "Billing lines and treatment minutes answer this question."):
    draw(filters.chosen())
