"""Payers side by side: what a visit brings, how much is refused, how long the money takes."""

from __future__ import annotations

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, session, tables, text
from pages._parts.tables import Column

FEWEST = 30  # visits: below them a payer is listed, but not named in the sentence
COLUMNS = {
    "payer": Column("Payer"),
    "per_visit": Column("A visit brings", "money", "Collected over visits, of days that have had time to be paid"),
    "denial_rate": Column("Denied", "percent", "Lines whose first answer was a denial, over lines answered"),
    "days_median": Column("Days to pay", "number", "From service; half of the lines were paid within them"),
    "visits": Column("Visits", "number"),
    "lines_answered": Column("Lines answered", "number"),
    "collected": Column("Collected", "money", "Of days that have had time to be paid"),
    "visits_mature": Column("Visits of those days", "number"),
}


def draw(active: Filter) -> None:
    """One row a payer, and which one brings most and least a visit."""
    rows = session.ask("payers_compared", active)
    tables.show(
        "payers_compared",
        COLUMNS,
        active,
        asked=rows,
        title="Payers side by side",
        none="No visit is among these lines.",
        alt="Payers with dollars a visit, denial rate, days to pay and visits, the one with most visits first",
    )
    said = finding(rows)
    if said:
        st.caption(text.md(said))


def finding(rows: charts.Rows) -> str:
    """`A visit brings most at Blue Cross, $115.37, and least at Medicare Part B, $74.72`; nothing of one payer."""
    known = [row for row in rows if row["per_visit"] is not None and row["visits_mature"] >= FEWEST]
    if len(known) < 2:
        return ""
    most, least = (pick(known, key=lambda row: row["per_visit"]) for pick in (max, min))
    return (
        f"A visit brings most at {most['payer']}, {text.money(most['per_visit'], cents=True)}, and least at"
        f" {least['payer']}, {text.money(least['per_visit'], cents=True)}; payers with {FEWEST} visits and more."
        " What a visit costs you is not in it."
    )
