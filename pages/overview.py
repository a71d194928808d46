"""What do we lose, how sure are we, and what comes first?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics.loss import Loss
from analytics.reports.words import next_step
from analytics.selection import Filter
from analytics.summary import blind_notes
from pages._parts import (
    assumptions_editor,
    filters,
    kpis,
    layout,
    overview_links,
    overview_money,
    overview_scenario,
    session,
    tables,
    text,
)
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "What do we lose, how sure are we, and what comes first?"
LEAKS = {
    "category": Column("Leak", "name"),
    "payer": Column("Payer"),
    "amount": Column("Lost", "money", "Allowed amount that was earned and never collected, in the period shown"),
    "recoverable": Column("Recoverable", "money", "Of it, what can still be worked on the as-of day"),
    "expected": Column("Likely back", "money", "Recoverable x the share that is assumed to come back"),
    "cases": Column("Cases", "number"),
    "due_in_30_days": Column("Due in 30 days", "number", "Cases whose deadline is within 30 days of the as-of day"),
    "next_deadline": Column("Next deadline", "date", "Empty where the payer's rules give no deadline"),
    "owner": Column("Owner", "name"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    loss, leaks = session.loss(active), session.ask("leak_groups", active)
    layout.head(QUESTION, _answer(loss, leaks), active)
    _tiles(loss, active)
    for warning in [*blind_notes(*overview_money.seen(active)), *(f"{warning}." for warning in loss.warnings)]:
        st.caption(f":material/info: {text.md(warning[:1].upper() + warning[1:])}")
    _cards(leaks)
    overview_money.steps(active)
    left, right = st.columns(2)
    with left:
        overview_money.by_month(active)
    with right:
        overview_money.by_cause(loss)
    overview_money.now_and_from_now_on(loss, active)
    _when_opened(active)
    tables.show(
        "leak_groups",
        LEAKS,
        active,
        title="Leaks by category and payer",
        none="No leak was found among these lines.",
        asked=leaks,
        alt="Leak categories by payer with dollars lost, recoverable dollars, cases and deadlines",
    )
    layout.footer(active)


def _when_opened(active: Filter) -> None:
    """Parts that are worked out once somebody opens them."""
    parts: dict[str, tuple[str, str, Callable[[], None]]] = {
        "What if": ("what_if", ":material/tune:", lambda: overview_scenario.draw(active)),
        "Assumptions behind these figures": ("assume", ":material/edit_note:", assumptions_editor.draw),
        "Key figures, with targets and benchmarks": ("kpis", ":material/speed:", lambda: kpis.section(active)),
    }
    for name, (key, icon, draw_part) in parts.items():
        part = st.expander(name, icon=icon, key=key, on_change="rerun")
        with part:
            if part.open:
                draw_part()


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
        f" {text.money(loss.recoverable_now)} can still be recovered now, of which about"
        f" {text.money(loss.recoverable_expected.base)} is likely to come back."
    )


def _tiles(loss: Loss, active: Filter) -> None:
    denials, owed = session.ask_one("loss_denial_rate", active), session.ask_one("summary_receivables", active)
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
                figure=("loss_year", "loss_category"),
            ),
            Tile(
                "Recoverable",
                text.short_money(loss.recoverable_now),
                f"{text.short_money(loss.recoverable_expected.base)} likely",
                "Leaks that can still be billed, corrected or appealed on the as-of day, and what of it is likely"
                " to come back by the assumed shares",
                figure="recoverable_now",
            ),
            Tile(
                "Denial rate",
                text.percent(denials["rate_lines"]),
                f"of {text.counted(denials['lines_adjudicated'], 'line')}",
                "Billed lines whose first answer was a denial, over all lines answered",
                figure="overview_denial_rate",
            ),
            Tile(
                "Days in AR",
                text.days(owed["days_in_ar"]),
                f"{text.short_money(owed['total'])} owed",
                "Receivables over the average daily charge of the period",
                figure="overview_days_in_ar",
            ),
            Tile(
                "Captured",
                text.percent(units["capture_rate"]),
                f"of {text.number(units['units_supported'])} units",
                "Billed units over the units the documented minutes support; excess units are counted as exposure",
                figure="overview_captured",
            ),
            Tile(
                "Exposure",
                text.short_money(exposure["amount"]),
                text.counted(exposure["cases"], "case"),
                "What an auditor could take back. It is never set against what you lose.",
                "exposure",
                figure="exposure_total",
            ),
        ]
    )


def _cards(leaks: list[dict[str, Any]]) -> None:
    """The three groups from which most dollars are likely to come back."""
    worth = [leak for leak in leaks if leak["recoverable"] > 0]
    first = sorted(worth, key=lambda leak: (-(leak["expected"] or 0), -leak["recoverable"]))[:3]
    if not first:
        return
    st.subheader("What comes first", anchor=False)
    for place, (leak, column) in enumerate(zip(first, st.columns(3), strict=False), 1):
        with column, st.container(border=True, height="stretch"):
            with st.container(height="stretch", gap="xsmall"):
                st.markdown(f"**{place}. {text.md(text.label(leak['category']))}, {text.md(leak['payer'])}**")
                st.markdown(_worth(leak))
                st.caption(text.md(next_step(leak["category"], leak["next_step"])))
                st.caption(text.md(f"{text.label(leak['owner'])} · {_due(leak)}"))
            overview_links.card(leak["category"], leak["payer"], f"card_{place}")


def _worth(leak: dict[str, Any]) -> str:
    cases = text.counted(leak["open_cases"], "case")
    if leak["expected"] is None:
        return f":orange[**{text.md(text.money(leak['recoverable']))}** recoverable] in {cases}"
    likely, whole = text.md(text.money(leak["expected"])), text.md(text.money(leak["recoverable"]))
    return f":orange[**{likely}** likely back] of {whole} in {cases}"


def _due(leak: dict[str, Any]) -> str:
    if not leak["next_deadline"]:
        return "no deadline known"
    soon = f", {text.number(leak['due_in_30_days'])} within 30 days" if leak["due_in_30_days"] else ""
    return f"next deadline {text.day(leak['next_deadline'])}{soon}"


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


overview_links.turn()
if layout.has_lines():
    draw(filters.chosen())
else:
    welcome()
