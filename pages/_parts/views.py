"""Saved views in the sidebar: open one, keep what is shown now, or take one out."""

from __future__ import annotations

import streamlit as st

from analytics import saved_views
from analytics.saved_views import SavedView
from pages._parts import layout, link, session, text

WANTED, NAME = "view_wanted", "view_name"


def menu(page: str) -> None:
    """The saved views of this workspace, in a popover of the sidebar; page: the URL path of the one shown."""
    with st.sidebar.popover(
        "Saved views", icon=":material/bookmark:", width="stretch", key="views", on_change="rerun"
    ) as menu:
        if menu.open:
            _inside(page)


def _inside(page: str) -> None:
    current = session.audit()
    with current.lock:
        kept = saved_views.known(current.workspace)
    if not kept:
        st.caption("No view is saved yet. A view is a page with its filter and choices; patient data is not in it.")
    for place, view in enumerate(kept):
        _row(view, place)
    with st.form("save_view", border=False, clear_on_submit=True):
        name = st.text_input("Name of this view", max_chars=saved_views.LONGEST, key=NAME)
        if st.form_submit_button("Save this view", icon=":material/bookmark_add:", width="stretch"):
            layout.attempt(lambda: _save(name, page))


def _row(view: SavedView, place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(
            text.md(view.name),
            type="tertiary",
            width="stretch",
            key=f"view_open_{place}",
            help=f"Saved {text.day(view.saved.date())}, page {text.label(view.page or 'overview').lower()}",
            on_click=_open,
            args=(view,),
        )
        st.button(
            "",
            icon=":material/delete:",
            type="tertiary",
            key=f"view_drop_{place}",
            help=f"Take out the view {text.md(view.name)}",
            on_click=_forget,
            args=(view.name,),
        )


def _open(view: SavedView) -> None:
    link.adopt(view.page, {name: value for name, value in view.state.items() if name != link.CLIENT})
    st.session_state[WANTED] = view.page


def _forget(name: str) -> None:
    current = session.audit()
    with current.lock:
        saved_views.forget(current.workspace, name)


def _save(name: str, page: str) -> None:
    current = session.audit()
    with current.lock:
        saved_views.save(current.workspace, name, page, link.view())
    st.rerun()


def wanted() -> str | None:
    """The page of the view that was just opened; asked once."""
    return st.session_state.pop(WANTED, None)
