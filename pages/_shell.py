"""The shell every page is entered through: page settings, the session's workspace, the filter bar, the navigation."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from analytics.errors import InputError
from pages._parts import filters, session, text

HERE = Path(__file__).resolve().parent
SIDEBAR = 280  # pixels: room for two dates in it, and for six tiles beside it at 1280
LOG = logging.getLogger("rehabledger")

st.set_page_config(
    page_title="RehabLedger", page_icon=str(HERE / "_parts" / "icon.png"), layout="wide", initial_sidebar_state=SIDEBAR
)
st.logo(str(HERE / "_parts" / "logo.svg"), size="large")

PAGES = [
    st.Page("overview.py", title="Overview", icon=":material/home:", url_path="overview", default=True),
    st.Page("files.py", title="Files", icon=":material/folder_open:", url_path="files"),
    st.Page("units.py", title="Units", icon=":material/timer:", url_path="units"),
    st.Page("modifiers.py", title="Modifiers", icon=":material/label:", url_path="modifiers"),
    st.Page("denials.py", title="Denials", icon=":material/block:", url_path="denials"),
    st.Page("worklist.py", title="Worklist", icon=":material/checklist:", url_path="worklist"),
    st.Page("payments.py", title="Payments", icon=":material/payments:", url_path="payments"),
    st.Page("aging.py", title="Aging", icon=":material/hourglass_empty:", url_path="aging"),
    st.Page("compliance.py", title="Compliance", icon=":material/gavel:", url_path="compliance"),
    st.Page("payer_rules.py", title="Payer rules", icon=":material/rule:", url_path="payer-rules"),
]


def run(page: st.Page) -> None:
    """Run a page; whatever fails ends as one plain sentence, and the log names the kind of fault without its data."""
    try:
        session.audit()
        filters.bar()
        page.run()
    except InputError as error:
        st.error(text.md(error.sentence()))
    except Exception as error:
        LOG.error("page %s failed with %s", page.url_path or "overview", type(error).__name__)
        st.error(
            "This page could not be drawn. Your files are untouched: reload the page, or undo the last file on Files."
        )


run(st.navigation(PAGES))
