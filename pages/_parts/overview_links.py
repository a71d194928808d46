"""Where each step of the money, each leak and each denial is worked on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from analytics.contract import DENIAL_CATEGORIES
from pages._parts import filters, text, worklist_table

ARROW = ":material/arrow_forward:"
PAGES = Path(__file__).resolve().parents[1]
NAMES = {"units.py": "Units", "denials.py": "Denials", "payments.py": "Payments", "aging.py": "Aging"}
PLACES = {
    "unbilled_units": "units.py",
    "unbilled_visit": "units.py",
    "underpaid": "payments.py",
    "above_expected": "payments.py",
    "open_insurance": "aging.py",
    "open_patient": "aging.py",
}
ELSEWHERE = "denials.py"  # every denial, and what was written off for one


def place(name: str) -> str:
    """The page of a leak category or a step of the money."""
    found = PLACES.get(name, ELSEWHERE)
    return found if (PAGES / found).exists() else ELSEWHERE


def follow(step: str) -> None:
    """Remember, in a callback, that the page of this step is wanted; turn() goes there once the page runs."""
    st.session_state.turn_to = place(step)


def turn() -> None:
    """Go where the reader has clicked to go."""
    wanted = st.session_state.pop("turn_to", None)
    if wanted:
        st.switch_page(wanted)


def card(category: str, payer: str | None, key: str) -> None:
    """The way from a leak to its lines, or to the claims of its payer where the leak is a denial."""
    if category in DENIAL_CATEGORIES:  # their claims are worked, one by one
        return to_worklist(payer, key)
    label = f"See the lines of {payer}" if payer else "See the lines"
    st.button(text.md(label), icon=ARROW, type="tertiary", key=key, on_click=_to_lines, args=(category, payer))
    return None


def _to_lines(category: str, payer: str | None) -> None:
    """In a callback: the page of the category, for this payer alone; one click takes the filter off again."""
    if payer:
        filters.narrow(payer, payers=(payer,))
    follow(category)


def to_worklist(payer: str | None, key: str) -> None:
    """A button to the claims to work, of one payer where one is named."""
    label = f"Work the claims of {payer}" if payer else "Work the claims"
    if st.button(text.md(label), icon=ARROW, type="tertiary", key=key):
        worklist_table.narrow(payer)
        st.switch_page("worklist.py")


def links(steps: Iterable[str]) -> None:
    """One link a page, named after the steps that are told there."""
    told: dict[str, list[str]] = {}
    for step in steps:
        told.setdefault(place(step), []).append(text.inside(step))
    with st.container(horizontal=True, gap="medium"):
        for page, names in told.items():
            label = f"{NAMES[page]}: {', '.join(names)}"
            st.page_link(page, label=text.md(label), icon=ARROW, width="content")
