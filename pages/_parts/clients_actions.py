"""What can be done with clients: make, keep, open, rename, copy, archive, delete; each says what it did."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import clients
from analytics.clients import LONGEST, Client
from analytics.errors import InputError
from pages._parts import layout, session, text

SAID = "clients_said"  # what was done in the run before this one


def told() -> None:
    """Say what was just done."""
    said = st.session_state.pop(SAID, "")
    if said:
        st.success(text.md(said), icon=":material/check:")


def noted() -> Client | None:
    """The client that is open, with what its audit holds now."""
    opened = session.client()
    if not opened:
        return None
    current = session.audit()
    with current.lock:
        return clients.note(opened.id, current.workspace)


def make() -> None:
    """A form for a new client, which is opened at once."""
    part = st.expander("New client", icon=":material/person_add:", expanded=not clients.known())
    with part, st.form("client_new", border=False, clear_on_submit=True):
        name = st.text_input("Name", max_chars=LONGEST, key="client_new_name", placeholder="Elm Street Therapy")
        if st.form_submit_button("Make this client and open it", icon=":material/person_add:"):
            _attempt(lambda: _made(name))


def keep() -> None:
    """Where the audit in memory holds lines: a form that makes a client of it."""
    if not layout.has_lines():
        return
    with st.form("client_keep"):
        st.markdown("**Keep this audit as a client**")
        st.caption("Its files, words on the worklist, rules and assumptions move into a file of that client.")
        name = st.text_input("Name", max_chars=LONGEST, key="client_keep_name", placeholder="Elm Street Therapy")
        if st.form_submit_button("Keep it", type="primary", icon=":material/save:"):
            _attempt(lambda: _kept(name))


def offer(client: Client, opened: Client | None) -> None:
    """What can be done with a selected client."""
    is_open = opened is not None and opened.id == client.id
    with st.container(border=True):
        st.markdown(f"**{text.md(client.name)}**")
        with st.container(horizontal=True):
            _door(client, is_open)
            if client.archived:
                _button("Restore", "unarchive", client, lambda: _restored(client))
            else:
                _button("Archive", "archive", client, lambda: _archived(client))
            if st.button("Delete", icon=":material/delete:", key=f"client_delete_{client.id}"):
                _delete(client)
        with st.form(f"client_name_{client.id}", border=False):
            name = st.text_input(
                "Another name", value=client.name, max_chars=LONGEST, key=f"client_name_{client.id}_{client.name}"
            )
            with st.container(horizontal=True):
                renames = st.form_submit_button("Rename", icon=":material/edit:")
                copies = st.form_submit_button(
                    "Copy under this name", icon=":material/content_copy:", help="A client of its own with all of it"
                )
        if renames:
            _attempt(lambda: _renamed(client, name))
        if copies:
            _attempt(lambda: _copied(client, name))


def _door(client: Client, is_open: bool) -> None:
    if is_open:
        _button("Close", "close", client, lambda: _closed(client), help="Back to an audit in memory")
    else:
        _button("Open", "folder_open", client, lambda: _opened(client), is_first=True)


def _button(
    label: str, icon: str, client: Client, act: Callable[[], str], *, is_first: bool = False, help: str | None = None
) -> None:
    pressed = st.button(
        label,
        icon=f":material/{icon}:",
        key=f"client_{icon}_{client.id}",
        type="primary" if is_first else "secondary",
        help=help,
    )
    if pressed:
        _attempt(act)


def _attempt(act: Callable[[], str]) -> None:
    """Do something, and draw the page anew with what was done; where it cannot be, say why."""
    try:
        st.session_state[SAID] = act()
    except InputError as error:
        st.error(text.md(error.sentence()))
        return
    st.rerun()


@st.dialog("Delete a client")
def _delete(client: Client) -> None:
    """Asks for the name; nothing can be deleted before it is typed as it is written."""
    st.markdown(
        f"This removes **{text.md(client.name)}** with its audit for good: every file that was loaded, every word on"
        " the worklist. It cannot be undone."
    )
    typed = st.text_input("Type the client's name", key=f"client_typed_{client.id}", max_chars=LONGEST)
    fits = typed.strip() == client.name
    if not fits and typed.strip():
        st.caption("This is not the name yet.")
    if st.button("Delete for good", type="primary", icon=":material/delete_forever:", disabled=not fits):
        _attempt(lambda: _deleted(client, typed))


def _made(name: str) -> str:
    client = clients.create(name)
    session.open_client(client.id)
    return f"{client.name} is open. Load its files on Files."


def _kept(name: str) -> str:
    current = session.audit()
    with current.lock:
        client = clients.keep(current.workspace, name)
    session.open_client(client.id)
    session.forget()
    return f"Kept as {client.name}, which is open now."


def _opened(client: Client) -> str:
    session.audit_of(client.id)  # fails here, with its reason, where somebody else has it open
    session.open_client(client.id)
    return f"{client.name} is open."


def _closed(client: Client) -> str:
    session.open_client(None)
    session.release(client.id)  # other programs may have its file now
    return f"{client.name} is closed. The audit shown now is in memory."


def _renamed(client: Client, name: str) -> str:
    return f"{client.name} is now {clients.rename(client.id, name).name}."


def _copied(client: Client, name: str) -> str:
    session.release(client.id)
    return f"Copied {client.name} to {clients.copy(client.id, name).name}."


def _archived(client: Client) -> str:
    return f"{clients.archive(client.id).name} is archived: nothing was removed, and it can be restored."


def _restored(client: Client) -> str:
    return f"{clients.restore(client.id).name} is in use again."


def _deleted(client: Client, typed: str) -> str:
    session.release(client.id)
    clients.delete(client.id, typed)
    opened = st.session_state.get(session.CLIENT)
    if opened == client.id:
        session.open_client(None)
    return f"{client.name} is deleted."
