"""What could an auditor take back?"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_exposure, filters, layout, line_story, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "What could an auditor take back?"
LINES = {
    "category": Column("Kind", "name"),
    "amount": Column("Could be taken", "money"),
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "cpt": Column("Code"),
    "explanation": Column("Why", width="large"),
    "asked_for": Column("A reviewer would ask for", "asked", width="large"),
    "rule_id": Column("Rule", "name", width="medium"),
    "citation": Column("Source", width="medium"),
    "patient_id": Column("Patient"),
    "provider": Column("Provider"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}
WATCH = {
    "patient_id": Column("Patient"),
    "bucket": Column("Counted"),
    "state": Column("State", "name"),
    "year": Column("Year"),
    "total": Column("So far", "money", "Allowed this calendar year; lines not answered yet at their expected amount"),
    "threshold": Column("Threshold", "money"),
    "remaining": Column("Left", "money"),
    "visits_left": Column("Visits left", "number", "Whole visits that still fit, at this patient's average"),
    "crossed_on": Column("Crossed on", "date"),
    "lines_over_without_kx": Column("Without KX", "number", "Lines above the threshold that do not carry KX"),
    "opening": Column("From elsewhere", "money", "Opening balance: what counted before these files"),
    "payer": Column("Payer"),
    "last_dos": Column("Last visit", "date"),
}
CAPPED = {
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "cpt": Column("Code"),
    "units_billed": Column("Units", "number"),
    "above_cap": Column("Above the cap", "money"),
    "within_cap": Column("Within it", "money"),
    "cap_kind": Column("Cap", "name"),
    "cap_amount": Column("Of", "number"),
    "patient_id": Column("Patient"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    exposed, patients = session.ask_one("exposure_summary", active), session.ask_one("threshold_summary", active)
    layout.head(QUESTION, _answer(exposed, patients), active)
    _tiles(exposed, patients)
    _unseen(active)
    _months(active)
    _gauge(active)
    line = tables.show(
        "exposure_lines",
        LINES,
        active,
        title="Exposed lines",
        none="Nothing among these lines is known that could be taken back.",
        alt="Lines that could be taken back, with rule, source and what a reviewer would ask for, the dearest first",
        selectable=True,
        hint="Select a row for the whole story of its line.",
    )
    if line:
        line_story.button(line["line_key"], place="exposed")
    _capped(active)
    layout.footer(active)


def _answer(exposed: dict[str, Any], patients: dict[str, Any]) -> str:
    said = (
        f"{text.money(exposed['amount'])} in {text.counted(exposed['cases'], 'case')} could be taken back."
        if exposed["cases"]
        else "Nothing among these lines is known that could be taken back."
    )
    above, without = patients["patients_over"], text.counted(patients["lines_over_without_kx"], "line")
    over = (
        f" {text.counted(above, 'patient')} {_is(above)} above the therapy threshold ({patients['years_over']}),"
        f" {without} of theirs without KX."
        if above
        else ""
    )
    return f"{said}{over} This ledger stands alone: it is never set against what you are owed."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _tiles(exposed: dict[str, Any], patients: dict[str, Any]) -> None:
    layout.tiles(
        [
            Tile(
                "Exposure",
                text.short_money(exposed["amount"]),
                text.counted(exposed["cases"], "case"),
                "What could be taken back. Never netted against leaks.",
                "exposure",
                figure="exposure_total",
            ),
            Tile(
                "Excess",
                text.number(exposed["excess_units"]),
                f"units, {text.short_money(exposed['excess_amount'])}",
                "Units billed beyond what the minutes support, on lines that were not denied",
                "exposure",
                figure=("exposure_excess", "exposure_excess_value"),
            ),
            Tile(
                "Assistants",
                text.short_money(exposed["assistant_amount"]),
                text.counted(exposed["assistant_lines"], "line"),
                "CQ or CO missing or wrong: the part a payer would not have paid",
                "exposure",
                figure="exposure_assistants",
            ),
            Tile(
                "Threshold",
                f"{text.number(patients['patients_over'])} over",
                f"{text.number(patients['lines_over_without_kx'])} without KX",
                "Patients above the therapy threshold in a calendar year, and their lines above it that lack KX",
                figure="exposure_threshold",
            ),
            Tile(
                "Unneeded",
                text.number(exposed["unneeded_lines"]),
                "modifiers",
                "59 where no edit asks for it, KX long before the threshold: no dollars, but what draws a review",
                figure="exposure_unneeded",
            ),
            Tile(
                "Together",
                text.short_money(exposed["together_amount"]),
                text.counted(exposed["together_lines"], "line"),
                "Paid beside another service that it is never paid with, or at overlapping times",
                "exposure",
                figure="exposure_together",
            ),
        ]
    )


def _unseen(active: Filter) -> None:
    """What could not be looked at: nothing found is no proof where something is missing."""
    units, lines = session.ask_one("summary_units", active), session.ask_one("modifier_summary", active)
    visits, untold = units["visits_undetermined"], lines["lines"] - lines["lines_told"]
    parts = [
        f"{text.counted(visits, 'visit')} of {text.number(units['visits'])} without minutes or a known rule"
        if visits
        else "",
        f"{text.counted(untold, 'line')} of files without modifiers" if untold else "",
    ]
    if any(parts):
        layout.nothing(f"Not looked at: {' and '.join(part for part in parts if part)}.")


def _months(active: Filter) -> None:
    rows = session.ask("exposure_months", active)
    if not rows:
        return layout.nothing(
            "No exposure to draw. Excess units need treatment minutes; the rest needs the modifiers of the lines."
        )
    said = "; ".join(f"{text.label(row['category'])} {row['month']:%b %Y} {text.money(row['amount'])}" for row in rows)
    note = (
        "Dollars that could be taken back, by kind and month of service; n = cases without dollars at stake. At most"
        " the latest 18 months are drawn. Click a cell to see its month alone."
    )
    with charts.frame(_most_exposed(rows), note, figure="exposure_category"):
        key = f"exposure_months_{filters.turn()}_{session.audit().version}_{hash(active)}"
        charts.pick(charts_exposure.months(rows), f"Grid of kinds by month: {said}", key, lambda: _clicked(key))
    return None


def _clicked(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        month = datetime.date.fromisoformat(points[0]["customdata"][1])
        filters.narrow(f"{month:%b %Y}", **filters.month(month))


def _most_exposed(rows: charts.Rows) -> str:
    """The finding: the kind with most dollars."""
    dollars: dict[str, Decimal] = {}
    for row in rows:
        dollars[row["category"]] = dollars.get(row["category"], Decimal(0)) + row["amount"]
    kind, most = max(dollars.items(), key=lambda pair: pair[1])
    return f"Most could be taken back for {text.inside(kind)}: {text.money(most)}" if most else "No dollar is at stake"


def _gauge(active: Filter) -> None:
    rows = session.ask("threshold_dots", active)
    if not rows:
        return layout.nothing("No patient among these lines has a payer with a therapy threshold.")
    years = list(dict.fromkeys(str(row["year"]) for row in rows))
    switch = f"threshold_year_{'_'.join(years)}"
    year = charts.chosen(years, switch)
    own = [row for row in rows if str(row["year"]) == year]
    with charts.frame(_beyond(own)):
        if len(years) > 1:
            charts.choice("Year", years, switch)
        layout.nothing(_gauge_note(own))
        said = "; ".join(f"{row['patient_id']} {row['bucket']} {text.money(row['total'])}" for row in own[:20])
        charts.draw(
            charts_exposure.thresholds(own),
            f"A dot per patient along the dollars of {year}, the most first: {said}",
            key=f"thresholds_{year}",
        )
    return tables.show(
        "threshold_watch",
        WATCH,
        active,
        title="Within two visits of the threshold, or above it",
        none="No patient is that far.",
        alt="Patients near or above the therapy threshold, those with the fewest visits left first",
        height=320,
    )


def _beyond(rows: charts.Rows) -> str:
    """The finding: how many totals of the year (a patient's PT and SLP apart from OT) are above both amounts."""
    totals = sum({row["bucket"]: row["bucket_patients"] for row in rows}.values())
    over = sum(row["state"] in ("threshold_over", "threshold_review") for row in rows)
    review = sum(row["state"] == "threshold_review" for row in rows)
    return (
        f"{text.number(over)} of {text.counted(totals, 'yearly total')} above the therapy threshold of"
        f" {rows[0]['year']}" + (f", {text.number(review)} of them above the review amount" if review else "")
    )


def _gauge_note(rows: charts.Rows) -> str:
    """What the picture leaves out, and what these files cannot know."""
    buckets = {row["bucket"]: row for row in rows}.values()
    known, drawn = sum(row["opening_patients"] for row in buckets), sum(row["bucket_patients"] for row in buckets)
    without = sum(row["bucket_without_price"] for row in buckets)
    elsewhere = (
        f"Opening balances are known for {text.number(known)} of {text.counted(drawn, 'patient')}"
        f"{'; for the others care elsewhere counts too' if known < drawn else ''}."
        if known
        else "No opening balances are loaded: care elsewhere counts too, so a patient may be further than shown."
    )
    left_out = drawn - len(rows)
    parts = [
        elsewhere,
        "Whole calendar years are counted: a patient is shown whole where one of its lines is in the filter.",
        f"{text.counted(left_out, 'patient')} with less are not drawn." if left_out else "",
        "The threshold of that year is not known yet; the latest known one is used." if rows[0]["is_assumed"] else "",
        f"{text.counted(without, 'line')} without a price: not counted." if without else "",
    ]
    return " ".join(part for part in parts if part)


def _capped(active: Filter) -> None:
    if session.ask_most("capped_lines", active)[1]:
        tables.show(
            "capped_lines",
            CAPPED,
            active,
            title="Lines above a payer's daily cap",
            none="",
            alt="Lines above a payer's daily cap, with what the cap leaves of them",
            height=320,
        )
        layout.nothing("Above a daily cap nothing is owed: none of it is a leak, and none of it counts as exposure.")


if not layout.needs_data(QUESTION, "Billing lines answer this question; treatment minutes show excess units."):
    draw(filters.chosen())
