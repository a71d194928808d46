"""What the worklist asks and says: answers kept until somebody says something, words written under the lock."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics import questions, worklist
from analytics.selection import Filter
from pages._parts import session, text

MOST_ROWS = 1000  # of the list on the page; the download holds all
NAME, OPEN, PICKED, SAVED = "worklist_name", "worklist_open", "worklist_picked", "worklist_saved"
Rows = list[dict[str, Any]]
Given = tuple[tuple[str, str], ...]


def ask(name: str, active: Filter | None = None, **given: str) -> Rows:
    """The rows of an answer that words change, kept until the next word; at most MOST_ROWS."""
    current = session.audit()
    return _answer(name, active or Filter(), current.version, last_event(), tuple(given.items()))


def ask_all(name: str, active: Filter, **given: str) -> Rows:
    """Every row, not kept: for a download, and for a change of all that is listed."""
    return session.ask_all(name, active, **given)


def last_event() -> int:
    """The number of the latest word: what was answered before another is void."""
    current = session.audit()
    with current.lock:
        return worklist.last_event(current.workspace)


@st.cache_data(scope="session", max_entries=64, show_spinner=False)
def _answer(name: str, active: Filter, version: int, event: int, given: Given) -> Rows:
    current, sql = session.audit(), questions.text(name)
    with current.lock:
        parameters = questions.parameters(sql, active) | dict(given)
        return current.workspace.records(f"{sql}\nlimit {MOST_ROWS}", **parameters)


def today(as_of: datetime.date) -> str:
    """The day follow-ups are held against: today, and not before the last day of the files."""
    return str(max(as_of, datetime.date.today()))


def given(as_of: datetime.date, **chosen: str) -> dict[str, str]:
    """The parameters of the question worklist; what is not chosen is any."""
    return {"place": "queue", "payer": "", "cause": "", "state": "", "assignee": "", "today": today(as_of)} | chosen


def save(claim_refs: Sequence[str], words: Mapping[str, str]) -> None:
    """Say several kinds of words on the same claims, all or none; keeps a sentence to show after the rerun.

    Raises InputError for a word that cannot be, or where nothing or nobody was named.
    """
    current, who = session.audit(), st.session_state.get(NAME, "")
    for kind, value in words.items():
        worklist.checked(kind, value)
    count = 0
    with current.lock:
        for kind, value in words.items():
            count = worklist.say(current.workspace, claim_refs, kind, value, who)
    if count:
        told = ", ".join(in_words(kind, value) for kind, value in words.items())
        st.session_state[SAVED] = f"Saved on {text.counted(count, 'claim')}: {told}."


def in_words(kind: str, value: str) -> str:
    """`state sent`, `assigned to nobody`, `follow-up taken back`, `a note`: never the note itself."""
    if kind == "note":
        return "a note"
    if kind == "assignee":
        return f"assigned to {value or 'nobody'}"
    if kind == "follow_up":
        return f"follow-up on {text.day(datetime.date.fromisoformat(value))}" if value else "follow-up taken back"
    return f"state {text.inside(value)}"


def say_saved() -> None:
    """What the last save did, said once: at the head of the page, and where the reader is."""
    said = st.session_state.pop(SAVED, None)
    if said:
        st.toast(text.md(said), icon=":material/check:")
        st.success(text.md(said), icon=":material/check:")
