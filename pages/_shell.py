"""The shell every page is entered through: settings, the session's workspace, the filter bar, views, the navigation."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from analytics.errors import InputError
from pages._parts import client_bar, filters, link, session, text, views

HERE = Path(__file__).resolve().parent
SIDEBAR = 280  # pixels: room for two dates in it, and for six tiles beside it at 1280
LOG = logging.getLogger("rehabledger")

st.set_page_config(
    page_title="RehabLedger", page_icon=str(HERE / "_parts" / "icon.png"), layout="wide", initial_sidebar_state=SIDEBAR
)
st.logo(str(HERE / "_parts" / "logo.svg"), size="large")

# Found, done, set up. One list: sections stand between a menu and its entries, which a screen reader then loses.
PAGES = [
    st.Page("overview.py", title="Overview", icon=":material/home:", url_path="overview", default=True),
    st.Page("units.py", title="Units", icon=":material/timer:", url_path="units"),
    st.Page("modifiers.py", title="Modifiers", icon=":material/label:", url_path="modifiers"),
    st.Page("denials.py", title="Denials", icon=":material/block:", url_path="denials"),
    st.Page("payments.py", title="Payments", icon=":material/payments:", url_path="payments"),
    st.Page("aging.py", title="Aging", icon=":material/hourglass_empty:", url_path="aging"),
    st.Page("compliance.py", title="Compliance", icon=":material/gavel:", url_path="compliance"),
    st.Page("explore.py", title="Explore", icon=":material/query_stats:", url_path="explore"),
    st.Page("worklist.py", title="Worklist", icon=":material/checklist:", url_path="worklist"),
    st.Page("reports.py", title="Reports", icon=":material/description:", url_path="reports"),
    st.Page("compare.py", title="Compare", icon=":material/balance:", url_path="compare"),
    st.Page("files.py", title="Files", icon=":material/folder_open:", url_path="files"),
    st.Page("payer_rules.py", title="Payer rules", icon=":material/rule:", url_path="payer-rules"),
    st.Page("clients.py", title="Clients", icon=":material/groups:", url_path="clients"),
]


def run(page: st.Page) -> None:
    """Run a page; whatever fails ends as one plain sentence, and the log names the kind of fault without its data."""
    try:
        link.begin(page.url_path)
        _turn()
        client_bar.draw()
        session.audit()
        filters.bar()
        views.menu(page.url_path)
        link.write()
        page.run()
        link.write()  # what the page itself has chosen meanwhile
    except InputError as error:
        st.error(text.md(error.sentence()))
    except Exception as error:
        LOG.error("page %s failed with %s", page.url_path or "overview", type(error).__name__)
        st.error(
            "This page could not be drawn. Your files are untouched: reload the page, or undo the last file on Files."
        )


def _turn() -> None:
    """Go to the page of a saved view that was just opened."""
    wanted = views.wanted()
    if wanted is not None:
        found = [page for page in PAGES if page.url_path == wanted]
        if not found:
            raise InputError("the page of this view is no longer there", fix="take the view out under Saved views")
        st.switch_page(found[0])


run(st.navigation(PAGES, expanded=True))
