"""Whose audit is this? The clients of this machine: open, make, keep, rename, copy, archive and delete them."""

from __future__ import annotations

import streamlit as st

from analytics import clients
from analytics.clients import Client
from pages._parts import clients_actions, clients_table, layout, session, text

QUESTION = "Whose audit is this?"
TIED = (
    "This dashboard was started for one workspace file (REHABLEDGER_WORKSPACE): all of it is that file's, and there is"
    " nothing to choose here. Start it without that setting to keep an audit for each client."
)


def draw() -> None:
    """The page: whose audit is open, the clients, and what can be done with the one selected."""
    opened = clients_actions.noted()
    st.title(QUESTION, anchor=False)
    st.markdown(text.md(_answer(opened)))
    clients_actions.told()
    if not opened:
        clients_actions.keep()
    _list(opened)
    clients_actions.make()
    where = clients.home() / "clients"
    st.caption(
        text.md(
            f"Clients are kept in {where}, a folder each. They hold patient data: keep that disk encrypted, and its"
            " backups too. A link names a client by a random id only."
        )
    )


def _answer(opened: Client | None) -> str:
    if opened:
        said = f"It is {opened.name}'s: {clients_table.holds(opened)}."
        return f"{said} It is archived." if opened.archived else said
    if layout.has_lines():
        return "Nobody's yet: it is in memory, and gone when this page is closed."
    return "Nobody's yet: nothing is loaded, and no client is open."


def _list(opened: Client | None) -> None:
    archived = [one for one in clients.known(archived=True) if one.archived]
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.subheader("Clients", anchor=False)
        shows_all = bool(archived) and st.toggle(
            f"Show {text.counted(len(archived), 'archived client')}", key="clients_archived"
        )
    for fault in clients.faults():
        st.warning(text.md(fault))
    known = clients.known(archived=shows_all)
    if not known:
        layout.nothing(
            "No client yet. Make one below, or load files and keep the audit as one; each client has its own audit."
        )
        return
    picked = clients_table.draw(known, opened)
    if picked:
        clients_actions.offer(picked, opened)


if session.only_file():
    st.title(QUESTION, anchor=False)
    st.markdown(text.md(TIED))
else:
    draw()
