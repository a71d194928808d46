"""What Explore asks of the session's workspace; kept by what is asked, the filter and the version of the data."""

from __future__ import annotations

import streamlit as st

from analytics.explore import query, sql_box
from analytics.explore import spread as spreads
from analytics.explore.query import Cut
from analytics.explore.spec import Spec
from analytics.explore.table import Table
from analytics.selection import Filter
from pages._parts import session


def cut(spec: Spec, active: Filter) -> Cut:
    """The answer to a spec."""
    return _cut(spec, active, session.audit().version)


def spread(spec: Spec, active: Filter) -> Table:
    """How the first measure's rows are spread."""
    return _spread(spec, active, session.audit().version)


def answer(text: str) -> Table:
    """The answer to a question in SQL, not kept. Raises InputError where it is none."""
    current = session.audit()
    with current.lock:
        return sql_box.run(current.workspace, text)


@st.cache_data(scope="session", max_entries=64, show_spinner=False, hash_funcs={Spec: repr, Filter: repr})
def _cut(spec: Spec, active: Filter, version: int) -> Cut:
    current = session.audit()
    with current.lock:
        return query.ask(current.workspace, spec, active)


@st.cache_data(scope="session", max_entries=16, show_spinner=False, hash_funcs={Spec: repr, Filter: repr})
def _spread(spec: Spec, active: Filter, version: int) -> Table:
    current = session.audit()
    with current.lock:
        return spreads.spread(current.workspace, spec, active, _cut(spec, active, version))
