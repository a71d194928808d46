"""What if: sliders are arithmetic, rules are made beside the audit; the base case always stands beside."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.loss import Loss, Range, assumed, under
from analytics.scenario import AS_IT_IS, UNIT_RULES, Compared, Figures, Scenario, altered, compare
from analytics.selection import Filter
from pages._parts import session, tables, text
from pages._parts.tables import Column

MADE = "scenario_made"  # the last one made beside the audit, with what it was made of
RULES = {AS_IT_IS: "As each payer's rules say", "cms": "CMS 8-minute rule everywhere", "ama": "AMA rule everywhere"}
COLUMNS = {
    "figure": Column("Figure", width="medium"),
    "base": Column("As it is"),
    "then": Column("What if"),
    "difference": Column("Difference"),
}


@st.fragment
def draw(active: Filter) -> None:
    """The controls, then every figure as it is and as it would be."""
    st.caption("Nothing here changes the audit: the figures as they are stand beside each one that would be.")
    scenario = _controls()
    made = _made(active, scenario) if not scenario.is_instant else None
    if not scenario.is_instant and made is None:
        return
    rows = _lasting(made) if made else []
    then = _under(scenario, made.then if made else None, active)
    tables.plain(
        [*_dollars(session.loss(active), then), *rows], COLUMNS, alt="Figures as they are and under the scenario"
    )
    st.caption(
        "In brackets: the low end of the loss with the low end of the share, and both high ends. A share that you set"
        " has no range of its own."
    )


def _controls() -> Scenario:
    capture = next(row["base"] for row in session.ask("loss_assumptions") if row["name"] == "capture")
    version = session.audit().version
    left, right = st.columns(2)
    with left:
        times = st.slider(
            "Comes back of open dollars, per cent of what is assumed", 0, 200, 100, 5, key=f"if_back_{version}"
        )
        kept = st.slider(
            "Share of the yearly loss kept from now on, per cent",
            0,
            100,
            round(capture * 100),
            5,
            key=f"if_kept_{version}",
        )
    years = [0, *(row["year"] for row in session.ask("loss_threshold_years"))]
    with right:
        rule = st.selectbox("Unit rule of payers that pay by time", UNIT_RULES, format_func=RULES.get, key="if_rule")
        year = st.selectbox(
            "Therapy thresholds",
            years,
            format_func=lambda one: f"Those of {one} in every year" if one else "Of each year",
            key="if_year",
        )
    return Scenario(
        recovery=None if times == 100 else Decimal(times) / 100,
        capture=None if kept == round(capture * 100) else Decimal(kept) / 100,
        unit_rule=rule,
        threshold_year=year or None,
    )


def _made(active: Filter, scenario: Scenario) -> Compared | None:
    """What was made of this rule and year for this filter and these data; a button where it was not yet."""
    current = session.audit()
    key = (scenario.unit_rule, scenario.threshold_year, active, current.version)
    kept = st.session_state.get(MADE)
    if kept and kept[0] == key:
        return kept[1]
    st.caption(
        "Units, findings and prices are counted again beside the audit: seconds, up to a minute for a million lines."
    )
    if not st.button("Work it out", type="primary"):
        return None
    plain = Scenario(unit_rule=scenario.unit_rule, threshold_year=scenario.threshold_year)
    bar = st.progress(0.0)

    def told(table: str, done: int, of: int) -> None:
        bar.progress(done / of, text=text.md(f"{done} of {of}: {text.inside(table)}" if table else "done"))

    found = compare(current.workspace, plain, active, told)
    bar.empty()
    st.session_state[MADE] = (key, found)
    return found


def _under(scenario: Scenario, made: Figures | None, active: Filter) -> Loss:
    """The loss of the scenario with its shares: arithmetic on what was asked already."""
    shares = altered(assumed(session.ask("loss_assumptions")), scenario)
    if made:
        return made.under(shares).loss
    return under(session.loss(active), session.ask("recoverable_now", active), shares)


def _dollars(base: Loss, then: Loss) -> list[dict[str, Any]]:
    taken: dict[str, Callable[[Loss], Range | None]] = {
        "Lost a year": lambda loss: loss.total,
        "Preventable a year": lambda loss: loss.preventable,
        "Recoverable now": lambda loss: Range(loss.recoverable_now),
        "Of it likely to come back": lambda loss: loss.recoverable_expected,
    }
    return [_row(name, take(base), take(then)) for name, take in taken.items()]


def _lasting(made: Compared) -> list[dict[str, Any]]:
    """What only rules move, in dollars of the period shown."""
    names = {
        "missed_value": "Missed units, in the period",
        "excess_value": "Excess units, in the period",
        "leaks": "All leaks, in the period",
        "exposure": "Exposure, in the period",
        "at_risk": "At risk, in the period",
    }
    return [
        _row(said, Range(getattr(made.base, name)), Range(getattr(made.then, name))) for name, said in names.items()
    ]


def _row(name: str, base: Range | None, then: Range | None) -> dict[str, str]:
    moved = then.base - base.base if base and then else None
    sign = "+" if moved and moved > 0 else ""
    return {
        "figure": name,
        "base": said(base),
        "then": said(then),
        "difference": text.UNKNOWN if moved is None else f"{sign}{text.money(moved)}",
    }


def said(amount: Range | None) -> str:
    """$20,344 ($11,587 to $26,351)."""
    if amount is None:
        return text.UNKNOWN
    spread = f" ({text.money(amount.low)} to {text.money(amount.high)})" if amount.low is not None else ""
    return text.money(amount.base) + spread
