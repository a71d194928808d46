"""What the URL says of a view, so that it can be shared, reloaded and saved: the client, the filter, a page's choices.

No patient data stands in it: names become digests (some files keep a patient's name where the payer's belongs), and a
page puts there only which of its options are chosen. The session holds the truth; the URL is read where a session
begins, and where it was changed by hand or by the browser's way back.
"""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from analytics.selection import BASES, PARTS, Filter
from pages._parts import session

Option = TypeVar("Option")
NAMED = {"practices": "practice", "locations": "location", "payers": "payer", "providers": "provider"}  # as digests
PLAIN = {"payer_classes": "class", "disciplines": "discipline", "codes": "code"}
KEYS = NAMED | PLAIN
CLIENT, DAYS, BASIS = "client", "days", "dates"
RESERVED = {*KEYS.values(), CLIENT, DAYS, BASIS}
SETTLED = 3.0  # seconds after which an address of before is the reader's way back, not a click that crossed our answer


def code(value: object) -> str:
    """Eight signs that stand for a value and do not tell it."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def begin(page: str) -> None:
    """At the start of a run: take over what the URL says, where it is not what we wrote ourselves."""
    kept = st.session_state
    before, kept["link_page"] = kept.get("link_page"), page
    said, written = st.query_params.to_dict(), kept.get("link_written")
    if said == written or (not said and (before != page or not written)):  # a page turned to has no parameters yet
        return
    if said in [{}, *kept.get("link_history", [])] and time.monotonic() - kept.get("link_at", 0.0) < SETTLED:
        return
    adopt(page, said)


def adopt(page: str, said: dict[str, str]) -> None:
    """Make a view what the session shows: that of a URL, or a saved one."""
    if CLIENT in said:
        session.open_client(said[CLIENT])
    st.session_state["link_filter"] = {key: value for key, value in said.items() if key in RESERVED - {CLIENT}}
    before = _states().get(page, {})
    _states()[page] = {key: value for key, value in said.items() if key not in RESERVED}
    st.session_state[session.NEWS] = {*before, *_states()[page]}  # what is no longer said goes back to its beginning


def arrived(choices: dict[str, Any]) -> tuple[Filter, int] | None:
    """The filter that has just come in by URL or saved view, and how many names of it this data does not know."""
    said = st.session_state.pop("link_filter", None)
    return None if said is None else decoded(said, choices)


def encoded(active: Filter) -> dict[str, str]:
    """A filter as parameters of a URL."""
    said = {key: ".".join(map(code, getattr(active, name))) for name, key in NAMED.items()}
    said |= {key: ".".join(getattr(active, name)) for name, key in PLAIN.items()}
    if active.start and active.end:
        said[DAYS] = f"{active.start}_{active.end}"
    if active.basis != BASES[0]:
        said[BASIS] = active.basis
    return {key: value for key, value in said.items() if value}


def decoded(said: dict[str, str], choices: dict[str, Any]) -> tuple[Filter, int]:
    """The filter that parameters mean among these choices (question filter_choices), and how many names are unknown."""
    found, lost = {}, 0
    for name in PARTS:
        wanted = [part for part in said.get(KEYS[name], "").split(".") if part]
        known = {code(option) if name in NAMED else option: option for option in choices[name]}
        found[name] = tuple(known[part] for part in wanted if part in known)
        lost += len(wanted) - len(found[name])
    chosen = Filter(**found, basis=said[BASIS] if said.get(BASIS) in BASES else BASES[0])
    with suppress(ValueError):
        start, end = map(datetime.date.fromisoformat, said.get(DAYS, "").split("_"))
        chosen = replace(chosen, start=min(start, end), end=max(start, end))
    return chosen, lost


def write() -> None:
    """At the end of a run: say in the URL what is shown."""
    said = view()
    opened = session.client()
    if opened:
        said[CLIENT] = opened.id
    if said != st.query_params.to_dict():
        st.query_params.from_dict(said)
    if said != st.session_state.get("link_written"):
        kept = st.session_state
        kept["link_written"], kept["link_at"] = said, time.monotonic()
        kept["link_history"] = [*kept.get("link_history", [])[-20:], said]


def view() -> dict[str, str]:
    """What makes up the view: the filter and the page's own choices; what a saved view keeps."""
    return {
        **encoded(st.session_state.get(session.FILTER) or Filter()),
        **{name: value for name, value in _of_page().items() if value},
    }


def state(name: str, default: str = "") -> str:
    """What the page's view says of one of its own choices."""
    return _of_page().get(name, default)


def put(name: str, value: str) -> None:
    """Keep one of the page's choices; an empty value takes it out of the URL. Never patient data: use code()."""
    assert name not in RESERVED, name
    _of_page()[name] = value


def is_news(name: str, *, peek: bool = False) -> bool:
    """Whether a choice has just come in by URL or saved view and its widget must follow; told once unless one peeks."""
    news = st.session_state.get(session.NEWS, set())
    if name not in news:
        return False
    if not peek:
        news.discard(name)
    return True


def chosen(name: str, options: Sequence[Option], default: Option) -> Option:
    """The option that the view names by its digest."""
    wanted = state(name)
    return next((option for option in options if code(option) == wanted), default)


def choose(name: str, option: object, options: Iterable[object] = ()) -> None:
    """Keep which option is chosen; where it is the first of its options nothing need be said."""
    put(name, "" if next(iter(options), object()) == option else code(option))


def _states() -> dict[str, dict[str, str]]:
    return st.session_state.setdefault(session.STATES, {})


def _of_page() -> dict[str, str]:
    return _states().setdefault(st.session_state.get("link_page", ""), {})
