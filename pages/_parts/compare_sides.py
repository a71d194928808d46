"""Who is compared: the choice of others or of periods, and the figures of each side, kept until its data changes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import streamlit as st

from analytics import clients, compare, kpi_targets
from analytics.clients import Client
from analytics.compare import Side, Span
from analytics.errors import InputError
from analytics.selection import Filter
from pages._parts import layout, link, session, text

WITH, NOW, BEFORE = "with", "now", "before"
HERE = "This audit"  # in memory, or a file of its own


def others() -> list[Client]:
    """The clients this audit can stand beside; none where the process is tied to one file."""
    opened = session.client()
    return [] if session.only_file() else [one for one in clients.known() if not opened or one.id != opened.id]


def mine() -> str:
    """What this audit is called."""
    opened = session.client()
    return opened.name if opened else HERE


def choose_others(known: Sequence[Client]) -> list[Client]:
    """Up to four others, kept in the URL by their ids; at first the first."""
    by_id = {one.id: one for one in known}
    key = "compare_with"
    if key not in st.session_state or link.is_news(WITH):
        wanted = [one for one in link.state(WITH).split(".") if one in by_id]
        st.session_state[key] = wanted[: compare.MOST_OTHERS] or [known[0].id]
    st.session_state[key] = [one for one in st.session_state[key] if one in by_id]
    picked = st.multiselect(
        "Clients to compare with",
        list(by_id),
        format_func=lambda one: by_id[one].name,
        key=key,
        max_selections=compare.MOST_OTHERS,
        placeholder="Choose up to four",
    )
    link.put(WITH, ".".join(picked))
    return [by_id[one] for one in picked]


def choose_periods(active: Filter) -> tuple[Span, Span] | None:
    """Two periods of service days, at first the last 91 mature ones and those before; None while one is half picked."""
    found = _periods(active, session.audit().version)
    if found is None:
        layout.nothing("Less than four weeks of mature days are loaded: there are no two periods to compare.")
        return None
    columns = st.columns(2)
    with columns[0]:
        now = _days("This period", NOW, found[0])
    with columns[1]:
        before = _days("Compared with", BEFORE, found[1])
    if now is None or before is None:
        layout.nothing("Pick the last day too.")
        return None
    return now, before


def _days(label: str, name: str, usual: Span) -> Span | None:
    loaded = session.ask_one("filter_choices")
    first, last = loaded["first_day"], loaded["last_day"]
    key = f"compare_{name}_{session.audit().version}"
    if key not in st.session_state or link.is_news(name):
        st.session_state[key] = _within(_written(link.state(name)) or usual, first, last)
    days = st.date_input(label, min_value=first, max_value=last, format="YYYY-MM-DD", key=key, help="Days of service")
    if len(days) != 2:
        return None
    link.put(name, "" if tuple(days) == tuple(usual) else f"{days[0]}_{days[1]}")
    return Span(*days)


def _written(words: str) -> Span | None:
    try:
        start, end = map(datetime.date.fromisoformat, words.split("_"))
    except ValueError:
        return None
    return Span(min(start, end), max(start, end))


def _within(span: Span, first: datetime.date, last: datetime.date) -> tuple[datetime.date, datetime.date]:
    return min(max(span.start, first), last), min(max(span.end, first), last)


def of_clients(known: Sequence[Client], active: Filter) -> tuple[Side, list[Side]]:
    """This audit and the others; one that cannot be opened, or holds no lines, is said and left out."""
    own = _client("", mine(), active, session.audit().version, _own_targets())
    found = []
    for one in known:
        try:
            side = _client(one.id, one.name, compare.portable(active), session.audit_of(one.id).version, ())
        except InputError as error:
            st.warning(text.md(f"{one.name} cannot be compared: {error.sentence()}"))
            continue
        if side is None:
            layout.nothing(f"{one.name} holds no billed lines{' of these' if active else ''} to compare with.")
        else:
            found.append(side)
    return own, found


def of_periods(spans: tuple[Span, Span], active: Filter) -> tuple[Side, Side]:
    """Two periods of this audit."""
    version, targets = session.audit().version, _own_targets()
    now, before = (_period(active, span, version, targets) for span in spans)
    return now, before


@st.cache_data(scope="session", max_entries=24, show_spinner="Counting the figures of another client")
def _client(client_id: str, name: str, active: Filter, version: int, targets: tuple) -> Side | None:
    current = session.audit_of(client_id) if client_id else session.audit()
    with current.lock:
        if client_id and not compare.has_lines(current.workspace, active):
            return None
        return compare.client(current.workspace, name, active)


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _period(active: Filter, span: Span, version: int, targets: tuple) -> Side:
    current = session.audit()
    with current.lock:
        name = f"{text.day(span.start)} to {text.day(span.end)}"
        return compare.period(current.workspace, name, active, span)


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _periods(active: Filter, version: int) -> tuple[Span, Span] | None:
    current = session.audit()
    with current.lock:
        return compare.periods(current.workspace, active)


def _own_targets() -> tuple:
    current = session.audit()
    with current.lock:
        return tuple(kpi_targets.own(current.workspace))


def months(active: Filter) -> dict[str, list[compare.Row]]:
    """The months of the six figures of this audit."""
    return _months(active, session.audit().version)


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _months(active: Filter, version: int) -> dict[str, list[compare.Row]]:
    current = session.audit()
    with current.lock:
        return compare.history(current.workspace, active)
