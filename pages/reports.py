"""What do I take to the meeting?"""

from __future__ import annotations

import streamlit as st

from analytics.selection import Filter
from pages._parts import filters, layout, reports_brand, reports_files, session, text

QUESTION = "What do I take to the meeting?"
NEEDED = "Load billing lines first: the report says what was earned, what arrived, and where the rest is."


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    span = session.ask_one("line_span", active)
    layout.head(QUESTION, _answer(active), active)
    if not span["lines"]:
        return layout.nothing("No billed line is among those chosen: take a part of the filter away.")
    brand = reports_brand.current()
    left, right = st.columns((3, 2), gap="large")
    with left:
        _preview(active, brand)
    with right:
        _take(active, brand, str(span["as_of"]))
        reports_brand.editor()
    layout.footer(active)
    return None


def _answer(active: Filter) -> str:
    covered = f"only {filters.in_words(active)}" if active else "everything loaded"
    return (
        "Two pages for the meeting, and behind them the evidence, the method and every source."
        f" The report covers {covered}, as every page does."
    )


def _preview(active: Filter, brand: reports_brand.Brand) -> None:
    """The pages for the meeting, as they will be printed."""
    with st.spinner("Setting the pages"):
        pages, said = reports_files.preview(active, brand, session.audit().version)
    shown = st.segmented_control("Page", ["Page 1", "Page 2"], default="Page 1", key="reports_page", required=True)
    place = ["Page 1", "Page 2"].index(shown or "Page 1")
    inside = "What to do first, small pictures, exposure, and what is in no figure." if place else said
    with st.container(border=True):
        st.image(pages[min(place, len(pages) - 1)], width="stretch", alt=f"{shown} of the report. {inside}")


def _take(active: Filter, brand: reports_brand.Brand, as_of: str) -> None:
    """The files, each made when it is asked for."""
    st.subheader("Take it with you", anchor=False)
    is_masked = st.toggle(
        "Pseudonyms for patients",
        key="reports_mask",
        help="The same patient has the same pseudonym in every file of this machine. Claim numbers stay, except those"
        " made of a patient's id.",
    )
    if is_masked:
        st.caption("Patients stand under pseudonyms. Claim numbers and dates of service stay: share it with care.")
    else:
        st.warning(
            "These files hold patient data: keep and pass them on only where that is allowed.", icon=":material/lock:"
        )
    for kind in reports_files.KINDS:
        st.download_button(
            kind.label,
            data=reports_files.maker(kind, active, brand, is_masked),
            file_name=kind.file(as_of),
            mime=kind.mime,
            icon=kind.icon,
            type="primary" if kind.name == "pdf" else "secondary",
            on_click="ignore",
            key=f"reports_{kind.name}",
            help=kind.help,
            width="stretch",
        )
    if active:
        st.caption(text.md("PDF and workbook follow the filter; the CSV tables hold everything loaded."))


if not layout.needs_data(QUESTION, NEEDED):
    draw(filters.chosen())
