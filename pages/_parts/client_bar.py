"""Whose audit is open, at the top of the sidebar; a click leads to the clients."""

from __future__ import annotations

import streamlit as st

from analytics.errors import InputError
from pages._parts import session, text


def draw() -> None:
    """The client's name, or that nothing is kept; a client that cannot be found is said and left."""
    if session.only_file():
        return
    try:
        opened = session.client()
        if opened:  # damaged, or open elsewhere: else no page, not even Clients, could be drawn
            session.audit_of(opened.id)
    except InputError as error:
        session.open_client(None)
        st.sidebar.warning(text.md(error.sentence()))
        opened = None
    words = opened.name if opened else "In memory, not kept"
    with st.sidebar:
        st.page_link(
            "clients.py",
            label=text.md(words),
            icon=":material/person:" if opened else ":material/memory:",
            help="The client whose audit is open. Click to turn to another, or to keep this one.",
        )
