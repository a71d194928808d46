"""How old is what they owe us?"""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import aging_figures, aging_tables, charts, charts_receivables, filters, layout, session, text
from pages._parts.charts_receivables import KINDS

QUESTION = "How old is what they owe us?"
BASES = {"Service": "service", "Submission": "submission", "Responsibility": "responsibility"}
FROM = {
    "service": "from the date of service",
    "submission": "from the date of submission",
    "responsibility": "from the day the balance became this party's",
}
BY = {"Payer": "payer", "Provider": "provider", "Location": "location"}
SAID = {"balance": "Dollars", "claims": "Claims"}
MEASURES = {"Dollars": "balance", "Claims": "claims"}
LAGS = {
    "To the first answer": "submission_to_answer",
    "Service to answer": "service_to_answer",
    "Service to submission": "service_to_submission",
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    span = session.ask_one("line_span", active)
    day = _chosen_day(span)
    given = {"day": str(day), "basis": BASES[charts.chosen(list(BASES), "aging_basis")]}
    owed, ahead = session.ask_one("ar_days", active, **given), session.ask("deadlines_ahead", active)
    layout.head(QUESTION, _answer(owed, ahead if day == span["as_of"] else []), active)
    if not session.ask_one("coverage")["remit_lines"]:
        layout.lacking("835 files, or a remittance table: without them every line counts as unanswered", Filter())
    aging_figures.tiles(owed, given)
    by, measure = _controls(span, owed, given)
    _ages(active, given, by, measure, owed)
    left, right = st.columns([3, 2])
    with left:
        _month_ends(active, given)
    with right:
        _deadlines(ahead, span["as_of"])
    _lags(active)
    aging_tables.draw(active, given, span["as_of"])
    aging_figures.days_in_ar(owed)
    layout.footer(active)


def _chosen_day(span: dict[str, Any]) -> datetime.date:
    """The day on which balances are shown: the as-of day until the reader chooses one before it."""
    return st.session_state.get(_day_key()) or span["as_of"]


def _day_key() -> str:
    return f"aging_day_{session.audit().version}"


def _answer(owed: dict[str, Any], ahead: charts.Rows) -> str:
    day = text.day(owed["day"])
    if not owed["total"]:
        return f"Nothing is owed on these lines on {day}."
    soon = next((row["span_dollars"] for row in ahead if row["span"] == "ahead"), 0)
    return (
        f"On {day} insurers owe {text.money(owed['insurance'])} (as charged) and patients"
        f" {text.money(owed['patient'])}; {text.percent(owed['over_90_share'], 0)} of it is older than 90 days."
        f" {text.counted(owed['claims_never_answered'], 'claim')} worth {text.money(owed['never_answered'])} charged"
        f" {'was' if owed['claims_never_answered'] == 1 else 'were'} never answered."
        + (f" {text.money(soon)} of expected money passes a deadline in the next 13 weeks." if soon else "")
    )


def _controls(span: dict[str, Any], owed: dict[str, Any], given: dict[str, str]) -> tuple[str, str]:
    """What ages from when, by whom, in what and on which day; returns the grouping and the measure."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _switch("Age counts from", list(BASES), "aging_basis")
        by = BY[_switch("By", list(BY), "aging_by")]
        measure = MEASURES[_switch("In", list(MEASURES), "aging_measure")]
    first, as_of = session.ask_one("filter_choices")["first_day"], span["as_of"]
    if first < as_of:
        st.slider(
            "On which day",
            first,
            as_of,
            as_of,
            format="D MMM YYYY",
            key=_day_key(),
            persist_state="session",
            help="Balances as they were known on that day. Click a month end below to go there.",
        )
    said = f"Age counts {FROM[given['basis']]}."
    if given["basis"] == "submission" and owed["lines_without_submission"]:
        count = text.counted(owed["lines_without_submission"], "line")
        said += f" {count} of {text.number(owed['lines'])} without a date of submission age from the date of service."
    layout.nothing(said)
    return by, measure


def _switch(name: str, options: list[str], key: str) -> str:
    return charts.choice(name, options, key, is_named=True)


def _ages(active: Filter, given: dict[str, str], by: str, measure: str, owed: dict[str, Any]) -> None:
    """Who owes what of which age, and beside it insurers and patients apart."""
    every = session.ask("aging_on", active, by=by, **given)
    rows = [row for row in every if row["place"] <= charts.MOST_PAYERS and row["name_balance"] > 0]
    if not rows:
        return
    as_text = charts_receivables.MEASURES[measure]
    totals = {row["name"]: row[f"name_{measure}"] for row in rows}
    more = max(row["place"] for row in every) - charts.MOST_PAYERS
    left, right = st.columns([3, 2])
    note = (
        f"{SAID[measure]} by {by} and age, insurer and patient together, in days {FROM[given['basis']]}."
        + (" A claim counts once in each age it has balances in." if measure == "claims" else "")
        + (f" {text.number(more)} with less are not shown." if more > 0 else "")
        + f" Click a bar to see that {by} alone."
    )
    with left, charts.frame(_most(totals, measure, owed["day"]), note):
        said = "; ".join(f"{name} {as_text(total)}" for name, total in totals.items())
        alt = f"Stacked bars by {by} and days {FROM[given['basis']]}: {said}"
        marks = [(name, {f"{by}s": (name,)}) for name in charts_receivables.named(rows)]
        charts.narrowing(charts_receivables.ages(rows, measure), alt, "ages", marks)
    with right:
        _parties(active, given, measure, owed)


def _most(totals: dict[str, Any], measure: str, day: datetime.date) -> str:
    """The finding: where most is owed."""
    name, total = max(totals.items(), key=lambda pair: pair[1])
    amount = text.counted(total, "claim") if measure == "claims" else text.money(total)
    most = "Most is owed" if len(totals) > 1 else "Owed"
    return f"{most} on lines of {name}: {amount} on {text.day(day)}"


def _parties(active: Filter, given: dict[str, str], measure: str, owed: dict[str, Any]) -> None:
    rows, as_text = session.ask("aging_on", active, by="all", **given), charts_receivables.MEASURES[measure]
    charts.show(
        charts_receivables.parties(rows, measure),
        f"Insurers owe {text.money(owed['insurance'])}, patients {text.money(owed['patient'])}",
        "; ".join(
            f"{row['bucket']} days: insurers {as_text(row[f'insurance_{measure}'])},"
            f" patients {as_text(row[f'patient_{measure}'])}"
            for row in rows
        ),
        key="parties",
        figure=("aging_bucket_insurance", "aging_bucket_patient"),
        given=given,
        note="Dollars by age: insurers at charges, patients at their share."
        if measure == "balance"
        else "Claims by age. A claim both owe is in both.",
    )


def _month_ends(active: Filter, given: dict[str, str]) -> None:
    rows = session.ask("aging_month_ends", active, basis=given["basis"])
    with charts.frame(_older(rows), _of_month_ends(rows)):
        if not rows:
            return layout.nothing("No month has ended since the first line.")
        said = "; ".join(
            f"{text.day(row['day'])} {text.money(row['total'])}, {text.percent(row['over_90_share'], 0)} over 90"
            for row in rows
        )
        key = f"aging_month_ends_{session.audit().version}_{hash(active)}_{given['basis']}"
        charts.pick(charts_receivables.month_ends(rows, given["day"]), said, key, lambda: _clicked(key))
    return None


def _older(rows: charts.Rows) -> str:
    """The finding: how much is old now, against the first month end that can tell."""
    whole = [row for row in rows if row["is_whole"] and row["over_90_share"] is not None]
    if not whole:
        return "What was owed on the last month ends"
    ends = [whole[0], whole[-1]] if len(whole) > 1 else whole
    return "Older than 90 days: " + ", ".join(
        f"{text.percent(row['over_90_share'], 0)} on {text.day(row['day'])}" for row in ends
    )


def _of_month_ends(rows: charts.Rows) -> str:
    """What a reader must know of past days."""
    if not rows:
        return ""
    pale = " Pale: too few days were known by then for a balance to be that old."
    return (
        "What was owed on the last 12 month ends, by age. Above: the share older than 90 days; the band is 12 to"
        f" 15{text.THIN}%. Patient payments have no date in a billing"
        " file and count at once, so past days show less owed by patients than there was."
        + ("" if all(row["is_whole"] for row in rows) else pale)
    )


def _clicked(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        st.session_state[_day_key()] = datetime.date.fromisoformat(points[0]["customdata"])


def _deadlines(rows: charts.Rows, as_of: datetime.date) -> None:
    due = [row for row in rows if row["span"] == "ahead"]
    others = {row["span"]: row["span_dollars"] for row in rows if row["span"] != "ahead"}
    note = (
        f"Expected money by week of its deadline, from {text.day(as_of)}. Besides:"
        f" {text.money(others.get('past', 0))} passed, {text.money(others.get('later', 0))} later,"
        f" {text.money(others.get('unknown', 0))} with no deadline known."
    )
    soon = text.money(due[0]["span_dollars"]) if due[0]["span_dollars"] else "Nothing open"
    with charts.frame(f"{soon} has a deadline in the next 13 weeks", note):
        if not due[0]["span_dollars"]:
            return None
        if due[0]["span_assumed"]:
            layout.nothing(
                f"{text.money(due[0]['span_assumed'])} of it by a default deadline: nobody chose it for the payer."
            )
        said = "; ".join(
            f"{KINDS[row['kind']][0]} {text.money(row['dollars'])} in the week of {text.day(row['first_day'])}"
            for row in due
            if row["dollars"]
        )
        charts.draw(charts_receivables.deadlines(due), f"Stacked bars by week: {said}", "deadlines_ahead")
    return None


def _lags(active: Filter) -> None:
    """How long payers take, and whether it changes."""
    every, months = session.ask("lags", active), session.ask("lag_months", active)
    if not any(row["lines"] for row in every):
        return layout.nothing("How long payers take cannot be said: no line has an answer or a date of submission.")
    left, right = st.columns([3, 2])
    lag = LAGS[charts.chosen(list(LAGS), "aging_lag")]
    rows = [row for row in every if row["lag"] == lag and row["lines"]][: charts.MOST_PAYERS]
    with left, charts.frame(_slowest(rows), "Days by payer. Dot: half of the lines. Bar: on to nine of ten."):
        charts.choice("From when to when", list(LAGS), "aging_lag")
        if rows:
            said = "; ".join(f"{row['payer']} {row['median_days']}, nine of ten {row['p90_days']}" for row in rows)
            charts.draw(charts_receivables.lags(rows), f"Days: {said}", "lags")
            odd = rows[0]["all_out_of_order"]
            if odd:
                layout.nothing(f"{text.counted(odd, 'line')} left out: the second date is before the first.")
        else:
            layout.nothing("These lines do not have both dates.")
    own = [row for row in months if row["lag"] == lag]
    slow = "The same days by month of service. Hollow: slow answers of that month are still to come."
    with right, charts.frame(_half(own), slow):
        if own:
            said = "; ".join(f"{row['month']:%b %Y} {row['median_days']}, nine of ten {row['p90_days']}" for row in own)
            charts.draw(charts_receivables.lag_months(own), f"Days by month: {said}", "lag_months")
        else:
            layout.nothing("No month to show.")
    return None


def _slowest(rows: charts.Rows) -> str:
    """The finding: who takes longest."""
    if not rows:
        return "How many days it takes, by payer"
    row = max(rows, key=lambda one: (one["p90_days"], one["median_days"]))
    longest = " takes longest" if len(rows) > 1 else ""
    return f"{row['payer']}{longest}: nine of ten lines within {text.counted(row['p90_days'], 'day')}"


def _half(months: charts.Rows) -> str:
    """The finding: the first month against the last whose answers are in."""
    known = [row for row in months if row["is_mature"]]
    if len(known) < 2:
        return "How many days it takes, by month"
    first, last = known[0], known[-1]
    return (
        f"Half of the lines within {text.counted(first['median_days'], 'day')} in {first['month']:%b %Y},"
        f" {text.number(last['median_days'])} in {last['month']:%b %Y}"
    )


if not layout.needs_data(QUESTION, "Billing lines and remittances answer this question."):
    draw(filters.chosen())
