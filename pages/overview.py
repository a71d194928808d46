"""What do we lose, how sure are we, and what comes first?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.loss import Loss
from analytics.selection import Filter
from pages._parts import charts, charts_money, filters, layout, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "What do we lose, how sure are we, and what comes first?"
LEAKS = {
    "category": Column("Leak", "name"),
    "payer": Column("Payer"),
    "amount": Column("Lost", "money", "Allowed amount that was earned and never collected, in the period shown"),
    "recoverable": Column("Recoverable", "money", "Of it, what can still be worked on the as-of day"),
    "cases": Column("Cases", "number"),
    "due_in_30_days": Column("Due in 30 days", "number", "Cases whose deadline is within 30 days of the as-of day"),
    "next_deadline": Column("Next deadline", "date", "Empty where the payer's rules give no deadline"),
    "owner": Column("Owner", "name"),
}
PLACES = {"unbilled_units": "units.py"}  # every other leak is worked on Denials


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    loss, leaks = session.loss(active), session.ask("leak_groups", active)
    layout.head(QUESTION, _answer(loss, leaks), active)
    _tiles(loss, active)
    _cards(leaks)
    _steps(active)
    left, right = st.columns(2)
    with left:
        _by_cause(loss)
    with right:
        _by_month(active)
    tables.show(
        "leak_groups",
        LEAKS,
        active,
        title="Leaks by category and payer",
        none="No leak was found among these lines.",
        alt="Leak categories by payer with dollars lost, recoverable dollars, cases and deadlines",
    )
    layout.footer(active)


def _answer(loss: Loss, leaks: list[dict[str, Any]]) -> str:
    if loss.total is None:
        return f"No yearly figure can be given: {loss.note}."
    if not leaks:
        return "No leak was found among these lines."
    low, high = loss.total.low, loss.total.high
    band = f"between {text.money(low)} and {text.money(high)}" if low is not None else f"no range: {loss.note}"
    return (
        f"You lose about {text.money(loss.total.base)} a year ({band}). The largest leak is"
        f" {text.inside(leaks[0]['category'])} at {leaks[0]['payer']};"
        f" {text.money(loss.recoverable_now)} can still be recovered now."
    )


def _tiles(loss: Loss, active: Filter) -> None:
    denials, owed = session.ask_one("summary_denials", active), session.ask_one("summary_receivables", active)
    units, exposure = session.ask_one("unit_capture", active), session.ask_one("exposure_total", active)
    total = loss.total
    band = text.short_range(total.low, total.high) if total and total.low is not None else "no range"
    layout.tiles(
        [
            Tile(
                "Lost a year",
                text.short_money(total.base if total else None),
                band,
                f"{loss.method}. Mature days: {loss.days}. {loss.note}",
                "lost",
            ),
            Tile(
                "Recoverable",
                text.short_money(loss.recoverable_now),
                "still in time",
                "Leaks that can still be billed, corrected or appealed on the as-of day",
            ),
            Tile(
                "Denial rate",
                text.percent(denials["rate_lines"]),
                f"of {text.counted(denials['lines_adjudicated'], 'line')}",
                "Billed lines whose first answer was a denial, over all lines answered",
            ),
            Tile(
                "Days in AR",
                text.days(owed["days_in_ar"]),
                f"{text.short_money(owed['total'])} owed",
                "Receivables over the average daily charge of the period",
            ),
            Tile(
                "Captured",
                text.percent(units["capture_rate"]),
                f"of {text.number(units['units_supported'])} units",
                "Billed units over the units the documented minutes support; excess units are counted as exposure",
            ),
            Tile(
                "Exposure",
                text.short_money(exposure["amount"]),
                text.counted(exposure["cases"], "case"),
                "What an auditor could take back. It is never set against what you lose.",
                "exposure",
            ),
        ]
    )


def _cards(leaks: list[dict[str, Any]]) -> None:
    """The three groups with most dollars that can still be recovered."""
    first = sorted((leak for leak in leaks if leak["recoverable"] > 0), key=lambda leak: -leak["recoverable"])[:3]
    if not first:
        return
    st.subheader("What comes first", anchor=False)
    for place, (leak, column) in enumerate(zip(first, st.columns(3), strict=False), 1):
        with column, st.container(border=True, height="stretch"):
            with st.container(height="stretch", gap="xsmall"):
                st.markdown(f"**{place}. {text.md(text.label(leak['category']))}, {text.md(leak['payer'])}**")
                recoverable = text.md(text.money(leak["recoverable"]))
                st.markdown(f":orange[**{recoverable}** recoverable] in {text.counted(leak['cases'], 'case')}")
                st.caption(text.md(leak["next_step"] or "Bill the missing units with corrected claims."))
                due = (
                    f"next deadline {text.day(leak['next_deadline'])}" if leak["next_deadline"] else "no deadline known"
                )
                st.caption(f"{text.label(leak['owner'])} · {due}")
            where = PLACES.get(leak["category"], "denials.py")
            st.page_link(where, label="See the lines", icon=":material/arrow_forward:")


def _steps(active: Filter) -> None:
    steps = session.ask("revenue_steps", active)
    if steps[0]["amount"] <= 0:
        return layout.nothing("No line among these has a price, so nothing can be said about what was earned.")
    said = "; ".join(f"{text.label(step['step'])} {text.money(step['amount'])}" for step in steps)
    return charts.show(
        charts_money.steps(steps),
        "Where the earned money stands: from earned to collected",
        f"Floating bars of allowed amounts: {said}",
        key="steps",
        note="Allowed amounts. Orange is lost, blue is earned and collected, grey is still open or taken by law.",
    )


def _by_cause(loss: Loss) -> None:
    rows = [{"name": name, "base": r.base, "low": r.low, "high": r.high} for name, r in loss.by_category.items()]
    if not rows:
        return layout.nothing("No cause to show.")
    return charts.show(
        charts_money.ranges(rows),
        "Lost a year, by cause",
        "Bars: " + "; ".join(f"{text.label(row['name'])} {text.money(row['base'])}" for row in rows),
        key="ranges",
        note=loss.note or f"Whiskers: 10th to 90th percentile over {loss.weeks} weeks.",
    )


def _by_month(active: Filter) -> None:
    rows = session.ask("leak_months", active)
    if not rows:
        return layout.nothing("No month to show.")
    return charts.show(
        charts_money.months(rows),
        "Share of earned money lost, by month of service",
        "Bars: " + "; ".join(f"{row['month']:%b %Y} {text.percent(row['share'])}" for row in rows),
        key="months",
        note="Grey: months whose lines are not all answered yet.",
    )


def welcome() -> None:
    """The first screen: one click to the demo practice, and what to bring for one's own."""
    st.title("See where earned money never arrives", anchor=False)
    st.markdown("Bring the exports a therapy practice already has. They are read on this machine and sent nowhere.")
    look, own = st.columns(2)
    with look, st.container(border=True, height="stretch"):
        st.subheader("Look around first", anchor=False)
        st.markdown("A generated practice: a year of billing lines, minutes and remittances. Nobody in it is real.")
        wanted = st.button("Load the demo practice", type="primary", icon=":material/play_arrow:")
        if wanted and layout.loading("Drawing the demo practice", session.load_demo) is not None:
            st.rerun()
    with own, st.container(border=True, height="stretch"):
        st.subheader("Audit your own files", anchor=False)
        st.markdown("Billing lines are enough to begin. Every further file answers one more question.")
        if st.button("Load files", icon=":material/upload_file:"):
            st.switch_page("files.py")
    layout.what_to_bring()


if layout.has_lines():
    draw(filters.chosen())
else:
    welcome()
