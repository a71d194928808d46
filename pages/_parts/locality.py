"""Where the practice is: the Medicare pricing locality, by ZIP code or from the list."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.errors import InputError
from analytics.pipeline import NATIONAL
from pages._parts import layout, session, text


def draw() -> None:
    """The locality that is used, and two ways to say another; Medicare prices are made again then."""
    st.subheader("Where you practice", anchor=False)
    used = session.ask_one("summary_pricing")["locality"] or NATIONAL
    rows = {NATIONAL: None} | {row["locality"]: row for row in session.ask("localities")}
    st.caption(text.md(_said(used)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        zip_code = st.text_input(
            "ZIP code of the practice",
            key=f"zip_{session.audit().version}",
            max_chars=10,
            width=220,
            placeholder="99501",
        )
        options = list(rows)
        chosen = st.selectbox(
            "Medicare pricing locality",
            options,
            index=options.index(used) if used in rows else 0,
            format_func=lambda locality: _name(locality, rows[locality]),
            key=f"locality_{session.audit().version}",
            help="Medicare pays by region: work, practice expense and malpractice are each weighed (GPCI).",
        )
    if zip_code:
        found = _by_zip(zip_code)
        if found in rows and found != used:
            chosen = found
    if chosen != used:
        with st.spinner("Making the Medicare prices again"):
            session.price_in(chosen)
        st.rerun()


def _said(used: str) -> str:
    if used == NATIONAL:
        return "National Medicare prices are used, as if every region cost the same. Give your ZIP code for your own."
    return f"Medicare prices of locality {used} are used."


def _name(locality: str, row: dict[str, Any] | None) -> str:
    if row is None:
        return "National (all GPCI 1.0)"
    return f"{row['state']}: {row['name'].title()} ({locality})"


def _by_zip(zip_code: str) -> str | None:
    """The locality of a ZIP code; says so where there is none, or where the code is split."""
    try:
        found = session.localities_of_zip(zip_code)
    except InputError as error:
        st.error(text.md(error.sentence()))
        return None
    if not found:
        layout.nothing("No locality is known for this ZIP code: choose it from the list.")
        return None
    if len(found) > 1 or found[0].needs_plus4:
        layout.nothing("This ZIP code is split between localities: most of it is taken, check the list.")
    return f"{found[0].mac}-{found[0].locality}"
