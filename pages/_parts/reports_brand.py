"""Whose report it is: name, contact, logo and colours, kept with the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from analytics.reports import brand as brands
from analytics.reports.brand import Brand
from pages._parts import layout, session

__all__ = ["Brand", "current", "editor"]


def current() -> Brand:
    """The brand of this audit; a client's name stands where nobody wrote one."""
    audit, client = session.audit(), session.client()
    with audit.lock:
        kept = brands.load(audit.workspace)
    return replace(kept, name=kept.name or (client.name[: brands.LONGEST] if client else ""))


def editor() -> None:
    """A form to change it, and a way back to the plain one."""
    kept = _kept()
    with st.expander("Whose report it is", icon=":material/palette:"):
        turn = st.session_state.setdefault("brand_turn", 0)
        with st.form(f"brand_{turn}", border=False):
            name = st.text_input("Name", kept.name, max_chars=brands.LONGEST, placeholder="As on the front page")
            contact = st.text_input("Contact", kept.contact, max_chars=brands.LONGEST, placeholder="Who to ask")
            picture = st.file_uploader(
                "Logo", type=["png", "jpg", "jpeg", "svg"], help="PNG, JPEG or SVG, at most 1 MB"
            )
            no_logo = st.checkbox("Take the logo away") if kept.logo else False
            left, right = st.columns(2)
            colour = left.color_picker("Colour", kept.colour, help="Headings, and what was earned and collected")
            accent = right.color_picker("Accent", kept.accent, help="What is lost")
            wanted = st.form_submit_button("Save", icon=":material/save:")
        if wanted:
            logo = picture.getvalue() if picture else None if no_logo else kept.logo
            _save(Brand(name=name, contact=contact, logo=logo, colour=colour, accent=accent))
        if kept != Brand() and st.button("Back to the plain report", type="tertiary", key="brand_forget"):
            _change(lambda: brands.forget(session.audit().workspace))
        st.caption("Kept with this audit. Nothing of it is sent anywhere.")


def _kept() -> Brand:
    audit = session.audit()
    with audit.lock:
        return brands.load(audit.workspace)


def _save(brand: Brand) -> None:
    _change(lambda: brands.keep(session.audit().workspace, brand))


def _change(action: Callable[[], object]) -> None:
    audit = session.audit()
    with audit.lock:
        done = layout.attempt(action)
    if done:
        st.session_state.brand_turn += 1
        st.rerun()
