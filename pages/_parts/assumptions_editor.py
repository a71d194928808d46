"""What the figures assume that no file tells: each value with its range, source and trust, the user's own over it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from analytics import assumptions, pipeline
from pages._parts import layout, session, tables, text
from pages._parts.tables import Column

SAID = "assumption_said"
WORDS = {
    "capture": "Share of the yearly loss kept from now on",
    "underpaid_tolerance_share": "Underpaid only from this share on",
    "underpaid_tolerance_dollars": "Underpaid only from this amount on",
}
COLUMNS = {
    "assumption": Column("Assumption", width=270),
    "in_force": Column("Used"),
    "range": Column("Range"),
    "trust": Column("Trust", "name", "Unverified: nobody has held it against this practice's own results"),
    "source": Column("Source", "name"),
    "note": Column("What it rests on", width="large"),
}


def keep(name: str, base: Decimal) -> None:
    """Use the reader's own value. Raises InputError for one that cannot be."""
    current = session.audit()
    with current.lock:
        assumptions.keep(current.workspace, name, base)
        _follow(current)


def forget(name: str) -> None:
    """Go back to the shipped value."""
    current = session.audit()
    with current.lock:
        assumptions.forget(current.workspace, name)
        _follow(current)


def _follow(current: session.Audit) -> None:
    """Make again what reads the assumptions; shares read nothing but questions, tolerances may stand in tables."""
    as_of = current.workspace.rows("select as_of from setting")[0][0]
    pipeline.rebuild(current.workspace, as_of=as_of, changed={"assumption"})
    current.changed()


def draw() -> None:
    """The table of assumptions and, under it, one to change."""
    rows = {row["name"]: row for row in session.ask("loss_assumptions")}
    said = st.session_state.pop(SAID, None)
    with st.container():
        if said:
            st.success(text.md(said))
    st.caption("Our own estimates, unverified: put your practice's figures in their place where you have them.")
    tables.plain([_shown(row) for row in rows.values()], COLUMNS, alt="Assumptions with their value, range and source")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Assumption", list(rows), format_func=words, key="assumption_name", width=320)
        _change(rows[name])


def words(name: str) -> str:
    """Our words for an assumption."""
    if name.startswith("recovery:"):
        return f"Comes back of: {text.inside(name.removeprefix('recovery:'))}"
    return WORDS.get(name) or text.label(name)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    known = row["low"] is not None and row["high"] is not None
    spread = f"{_written(row['low'], row['unit'])} to {_written(row['high'], row['unit'])}" if known else text.UNKNOWN
    own = {"trust": "yours", "source": "you"} if row["is_own"] else {}
    return (
        row | {"assumption": words(row["name"]), "in_force": _written(row["base"], row["unit"]), "range": spread} | own
    )


def _written(value: Decimal, unit: str) -> str:
    return text.money(value, cents=True) if unit == "dollars" else text.percent(value, 0)


def _change(row: dict[str, Any]) -> None:
    name, is_share = row["name"], row["unit"] == "share"
    value = st.number_input(
        "Per cent" if is_share else "Dollars",
        min_value=0.0,
        max_value=100.0 if is_share else float(assumptions.MOST["dollars"]),
        value=float(row["base"] * 100 if is_share else row["base"]),
        step=5.0 if is_share else 1.0,
        key=f"assumption_{name}_{session.audit().version}",
        width=150,
    )
    base = Decimal(str(value)) / (100 if is_share else 1)
    if st.button("Use this", type="primary") and layout.attempt(lambda: keep(name, base)):
        _say(f"{words(name)}: {_written(base, row['unit'])} is used from here on.")
    if st.button("Back to ours", disabled=not row["is_own"]):
        forget(name)
        _say(f"{words(name)}: our own value is used again.")


def _say(sentence: str) -> None:
    st.session_state[SAID] = sentence
    st.rerun()
