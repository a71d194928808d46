"""The filter bar: set once in the sidebar, followed by every page; never in the URL, where names would be kept."""

from __future__ import annotations

import streamlit as st

from analytics.selection import Filter
from pages._parts import session, text

FIELDS = {"payers": "Payer", "providers": "Provider", "locations": "Location", "codes": "Procedure code"}


def bar() -> Filter:
    """Draw the filter bar and return what is chosen; without billed lines there is nothing to choose."""
    choices = session.ask_one("filter_choices")
    if choices["first_day"] is None:
        return _keep(Filter())
    keys = {name: f"filter_{name}_{session.audit().version}" for name in (*FIELDS, "days")}
    with st.sidebar:
        st.subheader("Filter", anchor=False)
        days = st.date_input(
            "Dates of service",
            value=(choices["first_day"], choices["last_day"]),
            min_value=choices["first_day"],
            max_value=choices["last_day"],
            format="YYYY-MM-DD",
            key=keys["days"],
        )
        picked = {
            name: tuple(st.multiselect(words, choices[name], key=keys[name], placeholder="All"))
            for name, words in FIELDS.items()
            if choices[name]
        }
        start, end = days if len(days) == 2 else (None, None)  # between two clicks only one day is picked
        if len(days) == 1:
            st.caption("Pick the last day too; until then every day counts.")
        if (start, end) == (choices["first_day"], choices["last_day"]):
            start = end = None
        chosen = Filter(**picked, start=start, end=end)
        st.button("Reset", on_click=_reset, args=(list(keys.values()),), disabled=not chosen, width="stretch")
    return _keep(chosen)


def chosen() -> Filter:
    """What the reader has chosen."""
    return st.session_state.get("chosen_filter", Filter())


def in_words(active: Filter) -> str:
    """`Cigna, Aetna · 97110 · 1 Jan 2026 to 31 Mar 2026`, or `everything loaded`."""
    parts = [_some(getattr(active, name)) for name in FIELDS if getattr(active, name)]
    if active.start or active.end:
        parts.append(f"{text.day(active.start)} to {text.day(active.end)}")
    return " · ".join(parts) or "everything loaded"


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _keep(active: Filter) -> Filter:
    st.session_state["chosen_filter"] = active
    return active


def _reset(keys: list[str]) -> None:
    for key in keys:
        st.session_state.pop(key, None)
