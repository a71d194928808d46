"""Where earned money stands, what can be fetched back now, and what better habits keep from now on."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.loss import Loss
from analytics.selection import Filter
from analytics.summary import blind_steps
from pages._parts import charts, charts_money, filters, layout, overview_links, session, tables, text
from pages._parts.tables import Column

QUARTER = 3  # months
UNLINKED = ("earned", "collected", "statutory", "unexplained")  # nothing to work on
WAYS = {
    "by_corrected_claim": "by corrected claims",
    "by_first_claim": "by claims never sent",
    "by_appeal": "by appeals",
    "by_proof": "by proof that claims were sent in time",
}
RECOVERABLE = {
    "category": Column("Leak", "name"),
    "recoverable": Column("Open", "money", "Dollars that can still be worked in time"),
    "expected_base": Column("Likely back", "money", "Open dollars x the share that is assumed to come back"),
    "next_deadline": Column("Deadline", "date", "The next one; empty where the payer's rules give none"),
    "cases": Column("Cases", "number"),
    "due_30": Column("Due in 30 days", "money"),
    "due_60": Column("In 60", "money", "Those due in 30 days included"),
    "due_90": Column("In 90", "money", "Those due in 60 days included"),
}
PREVENTABLE = {
    "category": Column("Leak", "name"),
    "lost": Column("Lost a year", "money"),
    "kept": Column("Preventable", "money", "Yearly loss x the share that is assumed to be kept"),
}


def seen(active: Filter) -> tuple[int, int]:
    """Lines that a payer answered, and visits held against their minutes: without any, much is unknown."""
    answered = session.ask_one("loss_denial_rate", active)["lines_adjudicated"]
    return answered, session.ask_one("unit_capture", active)["visits_judged"]


def steps(active: Filter) -> None:
    """The picture from earned to collected, with a way to the page of each step."""
    rows = session.ask("revenue_steps", active)
    if rows[0]["amount"] <= 0:
        return layout.nothing("No line among these has a price, so nothing can be said about what was earned.")
    said = "; ".join(f"{text.label(row['step'])} {text.money(row['amount'])}" for row in rows)
    note = (
        "From earned to collected, in allowed amounts. Orange is lost, blue is earned and collected, grey is still"
        " open, taken by law or paid beside what was expected. Click a bar for its page."
    )
    with charts.frame(_collected(rows), note, tuple(f"step_{row['step']}" for row in rows)):
        key = f"steps_{st.session_state.setdefault('steps_turn', 0)}_{session.audit().version}_{hash(active)}"
        charts.pick(
            charts_money.steps(rows, blind_steps(*seen(active))),
            f"Floating bars of allowed amounts: {said}",
            key,
            lambda: _clicked(key),
        )
        overview_links.links(row["step"] for row in rows if row["step"] not in UNLINKED and row["amount"])
    return None


def _collected(rows: charts.Rows) -> str:
    """The finding: what of the earned money arrived."""
    earned, collected = (next(row for row in rows if row["step"] == step) for step in ("earned", "collected"))
    return (
        f"{text.percent(collected['share_of_earned'])} of the {text.money(earned['amount'])} earned was collected:"
        f" {text.money(collected['amount'])}"
    )


def _clicked(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    step = points[0]["customdata"] if points else None
    st.session_state.steps_turn += 1  # the picture is whole again when the reader comes back
    if step and step not in UNLINKED:
        overview_links.follow(step)


def now_and_from_now_on(loss: Loss, active: Filter) -> None:
    """Two blocks that share no dollar: what was lost and can be fetched back, and what need not be lost again."""
    rows = session.ask("recoverable_now", active)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        _now(loss, rows)
    with right, st.container(border=True, height="stretch"):
        _from_now_on(loss)
    layout.nothing(
        "No dollar stands in both: what is recoverable now was lost already, what is preventable would be lost in the"
        " year to come. The shares are assumptions: change them under Assumptions below."
    )


def _now(loss: Loss, rows: list[dict[str, Any]]) -> None:
    st.markdown("**Recoverable now**")
    if not rows:
        return layout.nothing("No open dollar is left that could still be worked in time.")
    likely, soon = loss.recoverable_expected, sum(row["due_30"] for row in rows)
    st.markdown(
        f":orange[**{text.md(text.money(likely.base))}**] likely to come back"
        f" ({text.md(text.money(likely.low))} to {text.md(text.money(likely.high))})"
        f" of {text.md(text.money(loss.recoverable_now))} open and in time."
    )
    charts.draw(charts_money.deadlines(rows), _deadlines_said(rows), "deadlines")
    tables.plain(rows, RECOVERABLE, alt="Open dollars by leak category with expected recovery and deadlines")
    ways = [f"{text.money(dollars)} {said}" for way, said in WAYS.items() if (dollars := sum(row[way] for row in rows))]
    unpriced = sum(row["unpriced"] for row in rows)
    st.caption(
        text.md(
            f"{text.money(soon)} must be worked within 30 days. {'; '.join(ways).capitalize()}."
            + (f" {text.counted(unpriced, 'case')} without a known price in no sum." if unpriced else "")
        )
    )
    return None


def _deadlines_said(rows: list[dict[str, Any]]) -> str:
    return "Open dollars by deadline: " + "; ".join(
        f"{name} {text.money(dollars)}" for name, dollars in charts_money.windows(rows).items()
    )


def _from_now_on(loss: Loss) -> None:
    st.markdown("**Preventable from now on**")
    if loss.preventable is None:
        return layout.nothing(f"Nothing can be said: {loss.note or loss.warnings[-1]}.")
    kept = loss.preventable
    spread = f" ({text.money(kept.low)} to {text.money(kept.high)})" if kept.low is not None else ""
    st.markdown(
        f":blue[**{text.md(text.money(kept.base))}**] a year{text.md(spread)} of the"
        f" {text.md(text.money(loss.total.base))} lost, if better habits hold."
    )
    rows = [
        {"category": name, "lost": loss.by_category[name].base, "kept": one.base}
        for name, one in loss.preventable_by_category.items()
    ]
    if not rows:
        return layout.nothing("No leak to prevent.")
    charts.draw(
        charts_money.prevented(rows),
        "Bars: " + "; ".join(f"{text.label(row['category'])} {text.money(row['kept'])}" for row in rows),
        "prevented",
    )
    tables.plain(rows, PREVENTABLE, alt="Yearly loss and preventable part by leak category")
    return None


def by_month(active: Filter) -> None:
    """Is it getting better? Months not yet answered are grey."""
    rows = session.ask("leak_months", active)
    if not rows:
        return layout.nothing("No month to show.")
    note = (
        "Share of earned money lost, by month of service. Grey: not all answered yet, by these payers' own lag. Click"
        " a bar to see that month alone."
    )
    with charts.frame(_trend([row for row in rows if row["is_mature"]]), note):
        said = "; ".join(f"{row['month']:%b %Y} {text.percent(row['share'])}" for row in rows)
        marks = [(f"{row['month']:%b %Y}", filters.month(row["month"])) for row in rows]
        charts.narrowing(charts_money.months(rows), f"Bars: {said}", "months", marks)
    return None


def _trend(mature: charts.Rows) -> str:
    """The finding: the first quarter fully answered against the last."""
    if not mature:
        return "No month is fully answered yet"
    spans = [mature[:QUARTER], mature[-QUARTER:]] if len(mature) >= 2 * QUARTER else [mature]
    return "Lost of what was earned: " + ", ".join(_of_span(span) for span in spans)


def _of_span(months: charts.Rows) -> str:
    first, last = months[0]["month"], months[-1]["month"]
    earned = sum(row["earned"] for row in months)
    share = sum(row["leaked"] for row in months) / earned if earned else None
    if first == last:
        return f"{text.percent(share)} in {first:%b %Y}"
    return f"{text.percent(share)} in {first:%b}{f' {first:%Y}' if first.year != last.year else ''} to {last:%b %Y}"


def by_cause(loss: Loss) -> None:
    """The yearly loss by category, with its range."""
    rows = [{"name": name, "base": r.base, "low": r.low, "high": r.high} for name, r in loss.by_category.items()]
    if not rows:
        return layout.nothing("No cause to show.")
    return charts.show(
        charts_money.ranges(rows),
        f"{text.label(rows[0]['name'])}: the costliest cause, {text.money(rows[0]['base'])} a year",
        "Bars: " + "; ".join(f"{text.label(row['name'])} {text.money(row['base'])}" for row in rows),
        key="ranges",
        figure="loss_category",
        note="Lost a year, by cause. "
        + (loss.note[:1].upper() + loss.note[1:] or f"Whiskers: 10th to 90th percentile over {loss.weeks} weeks."),
    )
