"""What do I work today?"""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

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
DILIGENCE = (
    "A denial without a second answer for 90 days counts as not overturned, worked or not: where many were never"
    " worked, the rate says less of payers than of the work."
)
RATES = {
    "payer": Column("Payer"),
    "cause_label": Column("Root cause"),
    "cases": Column("Settled", "number", "Denials answered again, silent for 90 days, or decided by somebody here"),
    "won": Column("Of them paid", "number", "A denial paid in part counts in part"),
    "own_rate": Column("Own rate", "percent"),
    "family_cases": Column("Family: settled", "number", "The same over all payers and causes of the family"),
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
    answered = session.ask("denial_rates", active)[0]["first_answered"]
    layout.head(QUESTION, _answer(total, answered), active)
    worklist_asked.say_saved()
    if not total["claims"]:
        _empty(answered, active)
        worklist_log.draw()
        return layout.footer(active)
    _tiles(total)
    _dates(total)
    causes, people = worklist_asked.ask("worklist_causes", active), _people()
    _list(active, total, causes, people)
    _rates(active)
    worklist_log.draw()
    return layout.footer(active)


def _empty(answered: int, active: Filter) -> None:
    """Which file is missing, or what was looked at and not found."""
    if answered:
        return layout.nothing("No denied claim is among these lines. Widen the filter to see others.")
    return layout.lacking("835 files, or a remittance table", active)


def _answer(total: dict[str, Any], answered: int) -> str:
    if not answered and not total["claims"]:
        return "Nothing can be said yet: no remittance answers these lines."
    if not total["claims"]:
        return f"Nothing is to be worked: none of {text.counted(answered, 'answered line')} was denied."
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
    few = "few cases: " if 0 < total["cases"] < FEW_CASES else ""
    layout.tiles(
        [
            Tile(
                "Open value",
                text.short_money(total["open_value"]),
                text.counted(total["queue_claims"], "claim"),
                "What is still recoverable of denied claims nobody closed, in time on the as-of day",
                "lost",
                figure="work_open_value",
            ),
            Tile(
                "Expected",
                text.short_money(total["expected_value"]),
                "× chance",
                "Each line's recoverable dollars times the chance that work on such a denial gets paid",
                figure="work_expected_value",
            ),
            Tile(
                "Due soon",
                text.number(total["due_week"]),
                f"{text.short_money(total['due_week_value'])} in 7 days",
                "Claims not sent yet whose deadline is within seven days of the as-of day",
                figure="work_due_soon",
            ),
            Tile(
                "Follow-ups",
                text.number(total["follow_ups_due"]),
                text.short_money(total["follow_ups_value"]),
                "Claims of the queue whose follow-up day has come",
                figure="work_follow_ups",
            ),
            Tile(
                "Overturned",
                text.percent(total["overturned"], 0),
                f"{few}n = {text.number(total['cases'])}",
                f"Share of settled denials that was paid in the end; what was paid in part counts in part. {DILIGENCE}",
                figure="work_overturned",
            ),
            Tile(
                "Closed",
                text.number(total["closed"]),
                f"{text.short_money(total['closed_value'])} paid",
                "Claims that payers paid, wholly or in part, in the 90 days up to the as-of day",
                "collected",
                figure="work_closed",
            ),
        ],
        {"today": str(total["today"])},
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
    if total["cases"]:
        said += f" {DILIGENCE}"
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
        if causes and switched["place"] == "queue":
            _pictures(active, given, rows, causes)
    picked, claim = worklist_table.show(rows, active, given), st.session_state.get(OPEN)
    if rows or claim:
        worklist_change.your_name()
    if rows:
        worklist_change.of_several(rows, picked, active, given, people)
    if claim:
        worklist_claim.draw(claim, people)


def _pictures(active: Filter, given: dict[str, str], rows: Rows, causes: Rows) -> None:
    """One picture of the queue at a time, so that the list is not far below."""
    draws = {
        "Claims": lambda title: _claims(active, given, rows, title),
        "Deadlines": lambda title: _deadlines(active, title),
        "Causes": lambda title: _causes(causes, given["cause"], title),
    }
    if not rows:
        del draws["Claims"]
    with st.container(border=True):
        title = st.container(gap=None)
        draws[charts.choice("Picture", list(draws), f"worklist_picture_{len(draws)}")](title)


def _head(title: DeltaGenerator, finding: str, note: str) -> None:
    title.markdown(f"**{text.md(finding)}**")
    title.caption(text.md(note))


def _claims(active: Filter, given: dict[str, str], rows: Rows, title: DeltaGenerator) -> None:
    shown = rows[: worklist_pictures.MOST_POINTS]
    said = f"The first {text.counted(len(shown), 'claim')}" if len(shown) < rows[0]["listed"] else "Every claim"
    _head(title, _dearest(rows), f"{said} of the list by days left. Click one to open it below the list.")
    key = f"worklist_points_{session.audit().version}_{worklist_asked.last_event()}_{hash((active, *given.items()))}"
    refs = [row["claim_ref"] for row in shown]
    alt = f"Claims by days left and expected value, {text.counted(len(shown), 'claim')}"
    charts.pick(worklist_pictures.points(shown), alt, key, lambda: _clicked_claim(key, refs))


def _deadlines(active: Filter, title: DeltaGenerator) -> None:
    weeks = worklist_asked.ask("worklist_deadlines", active)
    ahead = [row for row in weeks if row["span"] == "ahead"]
    others = {row["span"]: row["recoverable"] for row in weeks if row["span"] != "ahead"}
    besides = (
        f"{text.money(others['later'])} later, {text.money(others['unknown'])} without a known deadline,"
        f" {text.money(others['past'])} passed"
    )
    if not any(row["recoverable"] for row in ahead):
        return _head(title, "No deadline is near", f"Recoverable dollars of the queue by deadline: {besides}.")
    _head(title, _soonest(ahead), f"Recoverable dollars of the queue by week of the deadline. Besides: {besides}.")
    said = "; ".join(f"{text.day(row['first_day'])} {text.money(row['recoverable'])}" for row in ahead)
    return charts.draw(worklist_pictures.deadlines(ahead), f"Stacked bars by week: {said}", "worklist_deadlines")


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


def _causes(causes: Rows, chosen: str, title: DeltaGenerator) -> None:
    firsts = list({row["cause"]: row for row in causes}.values())[: worklist_pictures.MOST_CAUSES]
    finding = f"{_begun(firsts[0]['cause_label'])} is worth most: {text.money(firsts[0]['cause_value'])} expected"
    note = "Expected value of the queue by root cause. Click one to list its claims and change them together."
    _head(title, finding, note)
    key = f"worklist_causes_{session.audit().version}_{worklist_asked.last_event()}"
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
    rows = [row | {"won": round(row["won"], 1)} for row in worklist_asked.ask("overturn_rates", active)]
    layout.nothing(
        "The chance is this practice's own overturn rate by payer and cause, drawn towards the rate of the family and"
        " that towards an assumption (change it on Overview), with 20 cases each. The counts are of everything loaded."
        f" {DILIGENCE}"
    )
    tables.plain(
        rows, RATES, alt=f"Overturn rates of {text.counted(len(rows), 'payer and cause', 'payers and causes')}"
    )


if not layout.needs_data(QUESTION, "Billing lines and remittances answer this question."):
    draw(filters.chosen())
