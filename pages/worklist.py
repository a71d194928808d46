"""What do I work today?"""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import (
    charts,
    filters,
    layout,
    session,
    tables,
    text,
    worklist_asked,
    worklist_change,
    worklist_claim,
    worklist_log,
    worklist_pictures,
    worklist_table,
)
from pages._parts.layout import Tile
from pages._parts.tables import Column
from pages._parts.worklist_asked import OPEN, Rows

QUESTION = "What do I work today?"
FEW_CASES = 10  # below it a rate is said to be of few cases
OLD_DATA = 7  # days after the last day of the files from which deadlines are said to be nearer than they look
RATES = {
    "payer": Column("Payer"),
    "cause_label": Column("Root cause"),
    "cases": Column("Worked", "number", "Denials answered again, sent again and answered, or decided by somebody here"),
    "won": Column("Of them paid", "number", "A denial paid in part counts in part"),
    "own_rate": Column("Own rate", "percent"),
    "family_cases": Column("Family: worked", "number", "The same over all payers and causes of the family"),
    "family_rate": Column("Family rate", "percent"),
    "base": Column("Assumed", "percent", "The assumption for the leak category, where nothing is known"),
    "chance": Column("Chance used", "percent", "Own rate drawn towards the family's, that towards the assumption"),
    "lines": Column("Denied lines", "number"),
    "recoverable": Column("Recoverable", "money"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    as_of = session.ask_one("line_span", active)["as_of"]
    total = worklist_asked.ask("worklist_summary", active, today=worklist_asked.today(as_of))[0]
    layout.head(QUESTION, _answer(total), active)
    worklist_asked.say_saved()
    if not total["claims"]:
        layout.nothing("No denied claim is among these lines. Load 835 files or a remittance table on Files.")
        worklist_log.draw()
        return layout.footer(active)
    _tiles(total)
    _dates(total)
    causes, people = worklist_asked.ask("worklist_causes", active), _people()
    _list(active, total, causes, people)
    _rates(active)
    worklist_log.draw()
    return layout.footer(active)


def _answer(total: dict[str, Any]) -> str:
    if not total["claims"]:
        return "Nothing is to be worked: no line was denied."
    if not total["queue_claims"]:
        return f"Nothing is left to work: {text.counted(total['done'], 'claim')} done."
    said = (
        f"{text.counted(total['queue_claims'], 'claim')} worth {text.money(total['open_value'])} can still be worked;"
        f" {text.money(total['expected_value'])} of it is likely to come."
    )
    if total["follow_ups_due"]:
        verb = "is" if total["follow_ups_due"] == 1 else "are"
        said += f" {text.counted(total['follow_ups_due'], 'follow-up')} {verb} due."
    if total["due_week"]:
        verb = "passes its deadline" if total["due_week"] == 1 else "pass their deadline"
        said += f" {text.counted(total['due_week'], 'claim')} {verb} within seven days."
    return said


def _tiles(total: dict[str, Any]) -> None:
    few = "few cases: " if total["cases"] < FEW_CASES else ""
    layout.tiles(
        [
            Tile(
                "Open value",
                text.short_money(total["open_value"]),
                text.counted(total["queue_claims"], "claim"),
                "What is still recoverable of denied claims nobody closed, in time on the as-of day",
                "lost",
            ),
            Tile(
                "Expected",
                text.short_money(total["expected_value"]),
                "× chance",
                "Each line's recoverable dollars times the chance that work on such a denial gets paid",
            ),
            Tile(
                "Due soon",
                text.number(total["due_week"]),
                f"{text.short_money(total['due_week_value'])} in 7 days",
                "Claims not sent yet whose deadline is within seven days of the as-of day",
            ),
            Tile(
                "Follow-ups",
                text.number(total["follow_ups_due"]),
                text.short_money(total["follow_ups_value"]),
                "Claims of the queue whose follow-up day has come",
            ),
            Tile(
                "Overturned",
                text.percent(total["overturned"], 0),
                f"{few}n = {text.number(total['cases'])}",
                "Share of worked denials that was paid in the end; what was paid in part counts in part",
            ),
            Tile(
                "Closed",
                text.number(total["closed"]),
                f"{text.short_money(total['closed_value'])} paid",
                "Claims that payers paid, wholly or in part, in the 90 days up to the as-of day",
                "collected",
            ),
        ]
    )


def _dates(total: dict[str, Any]) -> None:
    """From when days are counted, and what the queue leaves out."""
    said = f"Deadlines are counted from {text.day(total['as_of'])}, the as-of day."
    late = (datetime.date.fromisoformat(worklist_asked.today(total["as_of"])) - total["as_of"]).days
    if late > OLD_DATA:
        said += (
            f" {text.counted(late, 'day')} have passed since: load what came in, deadlines are nearer than they look."
        )
    if total["assumed_deadlines"]:
        said += f" The deadline of {text.counted(total['assumed_deadlines'], 'claim')} is a default nobody chose."
    if total["unpriced_claims"]:
        said += f" {text.counted(total['unpriced_claims'], 'claim')} of the queue have lines without a known price."
    layout.nothing(said)


def _people() -> list[str]:
    return [row["assignee"] for row in worklist_asked.ask("worklist_people")]


def _list(active: Filter, total: dict[str, Any], causes: Rows, people: list[str]) -> None:
    """Pictures, switches, the list, and what is done with it: several claims at once, or the one that was opened."""
    pictures = st.container()
    switched = worklist_table.chosen(causes, people)
    given = worklist_asked.given(total["as_of"], **switched)
    rows = worklist_asked.ask("worklist", active, **given)
    with pictures:
        if switched["place"] == "queue" and rows:
            _queue_pictures(active, given, rows)
        if causes:
            _causes(causes, switched["cause"])
    picked, claim = worklist_table.show(rows, active, given), st.session_state.get(OPEN)
    if rows or claim:
        worklist_change.your_name()
    if rows:
        worklist_change.of_several(rows, picked, active, given, people)
    if claim:
        worklist_claim.draw(claim, people)


def _queue_pictures(active: Filter, given: dict[str, str], rows: Rows) -> None:
    left, right = st.columns(2)
    shown = rows[: worklist_pictures.MOST_POINTS]
    with (
        left,
        charts.frame(
            _dearest(rows), f"The first {text.counted(len(shown), 'claim')} of the list. Click one to open it."
        ),
    ):
        key = (
            f"worklist_points_{session.audit().version}_{worklist_asked.last_event()}_{hash((active, *given.items()))}"
        )
        said = f"Claims by days left and expected value, {text.counted(len(shown), 'claim')}"
        refs = [row["claim_ref"] for row in shown]
        charts.pick(worklist_pictures.points(shown), said, key, lambda: _clicked_claim(key, refs))
    weeks = worklist_asked.ask("worklist_deadlines", active)
    ahead = [row for row in weeks if row["span"] == "ahead"]
    others = {row["span"]: row["recoverable"] for row in weeks if row["span"] != "ahead"}
    note = (
        f"Recoverable dollars of the queue by week of the deadline. Besides: {text.money(others['later'])} later,"
        f" {text.money(others['unknown'])} without a deadline, {text.money(others['past'])} passed."
    )
    with right, charts.frame(_soonest(ahead), note):
        said = "; ".join(f"{text.day(row['first_day'])} {text.money(row['recoverable'])}" for row in ahead)
        charts.draw(worklist_pictures.deadlines(ahead), f"Stacked bars by week: {said}", "worklist_deadlines")


def _dearest(rows: Rows) -> str:
    best = max(rows, key=lambda row: row["value"] or 0)
    left = "no known deadline" if best["days_left"] is None else f"{text.counted(best['days_left'], 'day')} left"
    return f"Worth most: {text.money(best['value'])} of {best['payer']}, {left}"


def _soonest(weeks: Rows) -> str:
    due = sum(row["recoverable"] for row in weeks[:2])
    return f"{text.money(due)} has its deadline within 14 days"


def _clicked_claim(key: str, refs: list[str]) -> None:
    found = st.session_state[key]["selection"]["points"]
    if found:
        st.session_state[OPEN] = refs[found[0]["customdata"][0]]


def _causes(causes: Rows, chosen: str) -> None:
    firsts = list({row["cause"]: row for row in causes}.values())[: worklist_pictures.MOST_CAUSES]
    title = f"{_begun(firsts[0]['cause_label'])} is worth most: {text.money(firsts[0]['cause_value'])} expected"
    key = f"worklist_causes_{session.audit().version}_{worklist_asked.last_event()}"
    with charts.frame(
        title, "Expected value of the queue by root cause. Click one to list its claims and change them together."
    ):
        said = "; ".join(f"{row['cause_label']} {text.money(row['cause_value'])}" for row in firsts)
        charts.pick(worklist_pictures.causes(firsts, chosen), f"Bars: {said}", key, lambda: _clicked_cause(key))


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _clicked_cause(key: str) -> None:
    found = st.session_state[key]["selection"]["points"]
    st.session_state[worklist_table.CAUSE] = found[0]["customdata"][0] if found else ""


def _rates(active: Filter) -> None:
    if not st.toggle("How the chance is reckoned", key="worklist_rates"):
        return
    rows = worklist_asked.ask("overturn_rates", active)
    layout.nothing(
        "The chance is this practice's own overturn rate by payer and cause, drawn towards the rate of the family and"
        " that towards an assumption (change it on Overview), with 20 cases each. The counts are of everything loaded."
    )
    tables.plain(
        rows, RATES, alt=f"Overturn rates of {text.counted(len(rows), 'payer and cause', 'payers and causes')}"
    )


if not layout.needs_data(QUESTION, "Billing lines and remittances answer this question."):
    draw(filters.chosen())
