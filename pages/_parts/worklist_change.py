"""What a person says of claims: one, those selected, or all that are listed."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from analytics.selection import Filter
from analytics.worklist import STATES
from pages._parts import layout, letter_buttons, text, worklist_asked
from pages._parts.worklist_asked import NAME, Rows
from pages._parts.worklist_table import NOBODY

EXPLAINED = (
    "A state holds until you say another or a payer answers. Overturned and partly come by themselves when a remittance"
    " pays; found comes back when a claim you sent is denied again."
)
LETTERS_AT_ONCE = 200  # more take too long to wait for


def your_name() -> None:
    """Who says what is said: the dashboard knows no users."""
    st.text_input(
        "Your name",
        key=NAME,
        max_chars=100,
        persist_state="session",
        help="Written beside every state, assignee, follow-up and note you save in this session",
        width=260,
    )


def of_one(row: dict[str, Any], people: list[str]) -> None:
    """The form of an opened claim: what stands is filled in, what is changed is saved."""
    token = hash((row["claim_ref"], worklist_asked.last_event()))
    with st.form(f"worklist_one_{token}"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            now = row["state"] if row["state"] in STATES else STATES[0]
            state = st.selectbox(
                "State", STATES, index=STATES.index(now), format_func=text.label, help=EXPLAINED, key=f"state_{token}"
            )
            assignee = _assignee(people, row["assignee"], f"assignee_{token}")
            follow_up = st.date_input(
                "Follow-up", value=row["follow_up"], format="YYYY-MM-DD", key=f"follow_up_{token}"
            )
        note = st.text_area("New note", key=f"note_{token}", max_chars=4000, height=90)
        if not st.form_submit_button("Save", type="primary"):
            return
    words = {}
    if state != now:
        words["state"] = state
    if (assignee or "") != (row["assignee"] or ""):
        words["assignee"] = "" if assignee == NOBODY else assignee or ""
    if follow_up != row["follow_up"]:
        words["follow_up"] = str(follow_up or "")
    if note.strip():
        words["note"] = note
    _save([row["claim_ref"]], words)


def of_several(rows: Rows, picked: list[str], active: Filter, given: dict[str, str], people: list[str]) -> None:
    """The form for the selected claims, or for all that are listed: says how many before and after."""
    total = rows[0]["listed"]
    whole = st.toggle(
        f"Change all {text.counted(total, 'claim')} listed above together",
        key=f"worklist_all_{hash((active, *given.items()))}",
    )
    if not whole and len(picked) < 2:
        return
    count = total if whole else len(picked)
    with st.container(border=True):
        of_what = _of_what(rows, given) if whole else "that you selected"
        st.markdown(f"**{text.md(text.counted(count, 'claim'))}** {text.md(of_what)}")
        words = _several_form(count, people)
        if words is not None:
            refs = (
                picked
                if not whole
                else [row["claim_ref"] for row in worklist_asked.ask_all("worklist", active, **given)]
            )
            _save(refs, words)
        if not whole:
            letter_buttons.many(picked)
        elif count <= LETTERS_AT_ONCE:
            letter_buttons.many([row["claim_ref"] for row in rows])
        else:
            layout.nothing(f"Letters are drafted for at most {LETTERS_AT_ONCE} claims at once: narrow the list.")


def _of_what(rows: Rows, given: dict[str, str]) -> str:
    parts = [
        f"of the cause {rows[0]['cause_label']}" if given["cause"] else "",
        f"of {given['payer']}" if given["payer"] else "",
        f"in the state {text.inside(given['state'])}" if given["state"] else "",
        f"assigned to {given['assignee']}" if given["assignee"] else "",
    ]
    return " ".join(part for part in parts if part) + f", {text.money(rows[0]['listed_recoverable'])} recoverable"


def _several_form(count: int, people: list[str]) -> dict[str, str] | None:
    """What is to be said of all of them; None until it is sent off."""
    token = worklist_asked.last_event()
    with st.form(f"worklist_several_{token}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            state = st.selectbox(
                "State",
                ["", *STATES],
                format_func=lambda one: text.label(one) if one else "As it is",
                help=EXPLAINED,
                key=f"several_state_{token}",
            )
            assignee = _assignee(people, None, f"several_assignee_{token}", "As it is")
            follow_up = st.date_input("Follow-up", value=None, format="YYYY-MM-DD", key=f"several_follow_up_{token}")
            dropped = st.checkbox("Take follow-ups back", key=f"several_dropped_{token}")
        note = st.text_area("Note on each", key=f"several_note_{token}", max_chars=4000, height=70)
        if not st.form_submit_button(f"Save on {text.counted(count, 'claim')}", type="primary"):
            return None
    return (
        ({"state": state} if state else {})
        | ({"assignee": "" if assignee == NOBODY else assignee} if assignee else {})
        | _follow_up(follow_up, dropped)
        | ({"note": note} if note.strip() else {})
    )


def _follow_up(day: datetime.date | None, dropped: bool) -> dict[str, str]:
    if day:
        return {"follow_up": str(day)}
    return {"follow_up": ""} if dropped else {}


def _assignee(people: list[str], now: str | None, key: str, empty: str = "Nobody") -> str | None:
    options = [NOBODY, *people]
    return st.selectbox(
        "Assignee",
        options,
        index=options.index(now) if now in options else None,
        placeholder=empty,
        accept_new_options=True,
        key=key,
        help="Choose somebody named before, or write a new name",
    )


def _save(claim_refs: list[str], words: dict[str, str]) -> None:
    if not words:
        return layout.nothing("Nothing was changed.")
    if layout.attempt(lambda: worklist_asked.save(claim_refs, words)):
        st.rerun()
    return None
