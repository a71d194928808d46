"""The filter: one value that every page follows, set in the sidebar, by a click on a picture, a link or a saved view.

It lives in the session; the widgets are made from it, and made anew (another turn) when something else changes it.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import streamlit as st

from analytics.reports.words import some
from analytics.selection import BASES, PARTS, Filter
from pages._parts import link, session, text

FIELDS = {
    "payers": "Payer",
    "providers": "Provider",
    "codes": "Procedure code",
    "payer_classes": "Payer class",
    "disciplines": "Discipline",
    "locations": "Location",
    "practices": "Practice",
}
FIRST = ("payers", "providers", "codes")  # the others stand behind "More"
BASIS = {"service": "Dates of service", "submission": "Dates of submission", "remittance": "Dates of remittance"}
BASIS_HELP = (
    "Which day of a line the dates mean: the service, the day it was first sent as far as a file says, or the day of"
    " the first answer of a payer. A line without that day is outside any dates of that kind."
)
SPAN = {
    "service": ("first_day", "last_day"),
    "submission": ("first_submitted", "last_submitted"),
    "remittance": ("first_answered", "last_answered"),
}
CODED = ("payer_classes", "disciplines")  # kept as codes, shown in our words
DAY = datetime.timedelta(days=1)
TRAIL = session.TRAIL  # filters of before each click, with what was clicked
TURN, LOST, SEEN = "filter_turn", "filter_lost", "filter_seen"


def bar() -> Filter:
    """Draw the filter bar and return what is chosen; without billed lines there is nothing to choose."""
    choices = session.ask_one("filter_choices")
    if choices["first_day"] is None:
        return _keep(Filter())
    _arrive(choices)
    if st.session_state.get(SEEN) != session.audit().version:  # what was clicked may be gone with a file
        st.session_state[SEEN], st.session_state[TRAIL] = session.audit().version, []
    active = _keep(_within(chosen(), choices))
    with st.sidebar:
        st.subheader("Filter", anchor=False)
        _days(active, choices)
        for name in FIRST:
            _names(name, active, choices[name])
        rest = [name for name in FIELDS if name not in FIRST and (len(choices[name]) > 1 or getattr(active, name))]
        if rest:
            with st.expander("More", expanded=any(getattr(active, name) for name in rest)):
                for name in rest:
                    _names(name, active, choices[name])
        st.button("Reset", on_click=change, args=(Filter(),), disabled=active == Filter(), width="stretch")
    return active


def chosen() -> Filter:
    """What the reader has chosen."""
    return st.session_state.get(session.FILTER, Filter())


def change(active: Filter) -> None:
    """Set the filter from outside its widgets: they are made anew. For callbacks; the way back of clicks ends here."""
    st.session_state[TRAIL] = []
    _set(active)


def turn() -> int:
    """Grows whenever something but the widgets changes the filter: pictures forget by it what was clicked before."""
    return st.session_state.get(TURN, 0)


def month(first: datetime.date) -> dict[str, Any]:
    """A month of service as parts of the filter."""
    return {"start": first, "end": (first + datetime.timedelta(days=32)).replace(day=1) - DAY, "basis": BASES[0]}


def narrow(said: str, **parts: Any) -> None:
    """A click on a bar, a cell or a point: filter the page by it, and remember how to undo it.

    said: what was clicked, in words; parts: names of Filter's parts with their values. For callbacks.
    """
    before = chosen()
    after = replace(before, **parts)
    if after != before:
        st.session_state[TRAIL] = [*st.session_state.get(TRAIL, []), (said, before)]
        _set(after)


def undo() -> None:
    """Take the last click back."""
    *rest, (_, before) = st.session_state[TRAIL]
    st.session_state[TRAIL] = rest
    _set(before)


def chips() -> None:
    """What is filtered, part by part; each goes away with a click, the last click on a picture is undone with one."""
    active, trail = chosen(), st.session_state.get(TRAIL, [])
    lost = st.session_state.pop(LOST, 0)
    if lost:
        st.caption(f":material/link_off: {text.counted(lost, 'name')} of the link is not in this data and left out.")
    if not active and not trail:
        return
    with st.container(horizontal=True, gap="xsmall"):
        if trail:
            said = trail[-1][0]
            st.button(f"Undo click: {text.md(said)}", icon=":material/undo:", on_click=undo, key="filter_undo")
        for name, label in FIELDS.items():
            if getattr(active, name):
                words = f"{label}: {_some(name, getattr(active, name))}"
                _chip(words, replace(active, **{name: ()}), name)
        if active.start:
            words = f"{BASIS[active.basis]}: {text.day(active.start)} to {text.day(active.end)}"
            _chip(words, replace(active, start=None, end=None), "days")


def in_words(active: Filter) -> str:
    """`Cigna, Aetna · 97110 · 1 Jan 2026 to 31 Mar 2026`, or `everything loaded`."""
    parts = [_some(name, getattr(active, name)) for name in FIELDS if getattr(active, name)]
    if active.start or active.end:
        kind = "" if active.basis == BASES[0] else f" ({BASIS[active.basis].lower()})"
        parts.append(f"{text.day(active.start)} to {text.day(active.end)}{kind}")
    return " · ".join(parts) or "everything loaded"


def _chip(words: str, without: Filter, name: str) -> None:
    st.button(
        text.md(words),
        icon=":material/close:",
        type="tertiary",
        on_click=change,
        args=(without,),
        key=f"filter_chip_{name}",
        help="Take this part of the filter away",
    )


def _some(name: str, values: tuple[str, ...]) -> str:
    return some(values, lambda value: _word(name, value))


def _word(name: str, value: str) -> str:
    return text.label(value) if name in CODED else value


def _key(name: str) -> str:
    return f"filter_{name}_{session.audit().version}_{turn()}"


def _names(name: str, active: Filter, options: list[str]) -> None:
    if not options:
        return
    st.multiselect(
        FIELDS[name],
        options,
        default=list(getattr(active, name)),
        format_func=lambda value: _word(name, value),
        key=_key(name),
        placeholder="All",
        on_change=_picked,
        args=(name,),
    )


def _picked(name: str) -> None:
    st.session_state[TRAIL] = []
    _keep(replace(chosen(), **{name: tuple(st.session_state[_key(name)])}))


def _days(active: Filter, choices: dict[str, Any]) -> None:
    bases = [basis for basis, (first, _) in SPAN.items() if choices[first] is not None]
    if len(bases) > 1:
        st.selectbox(
            "Dates mean",
            bases,
            index=bases.index(active.basis) if active.basis in bases else 0,
            format_func=lambda basis: BASIS[basis].removeprefix("Dates of ").capitalize(),
            key=_key("basis"),
            help=BASIS_HELP,
            on_change=_based,
        )
    first, last = (choices[name] for name in SPAN[active.basis])
    days = st.date_input(
        BASIS[active.basis],
        value=(active.start or first, active.end or last),
        min_value=min(first, active.start or first),
        max_value=max(last, active.end or last),
        format="YYYY-MM-DD",
        key=_key(f"days_{active.basis}"),
        on_change=_dated,
        args=(active.basis, first, last),
    )
    if len(days) == 1:  # between two clicks only one day is picked
        st.caption("Pick the last day too; until then every day counts.")


def _based() -> None:
    st.session_state[TRAIL] = []
    _set(replace(chosen(), basis=st.session_state[_key("basis")], start=None, end=None))


def _dated(basis: str, first: Any, last: Any) -> None:
    st.session_state[TRAIL] = []
    days = st.session_state[_key(f"days_{basis}")]
    start, end = days if len(days) == 2 and tuple(days) != (first, last) else (None, None)
    _keep(replace(chosen(), start=start, end=end))


def _within(active: Filter, choices: dict[str, Any]) -> Filter:
    """The filter without names that went away with a file, or that a basis has no days for."""
    known = {name: set(choices[name]) for name in PARTS if getattr(active, name)}
    gone = {name: tuple(v for v in getattr(active, name) if v in options) for name, options in known.items()}
    if choices[SPAN[active.basis][0]] is None:
        gone |= {"basis": BASES[0], "start": None, "end": None}
    return replace(active, **gone)


def _arrive(choices: dict[str, Any]) -> None:
    came = link.arrived(choices)
    if came:
        active, st.session_state[LOST] = came
        change(active)


def _set(active: Filter) -> None:
    _keep(active)
    st.session_state[TURN] = turn() + 1


def _keep(active: Filter) -> Filter:
    st.session_state[session.FILTER] = active
    return active
