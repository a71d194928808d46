"""The story of one billed line: what was sent, answered, taken back and paid, beside a table and in a dialog.

A key is text: the billed line (any billing of it), or the row of a minutes file that was never billed.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._parts import session, tables, text
from pages._parts.tables import Column

HINT = "Select a row to see what happened to the line."
WHOLE = "Whole story of this line"
EVENTS = {
    "day": Column("Date", "date", "Empty where the file gives none"),
    "what": Column("What"),
    "party": Column("Who"),
    "amount": Column("Dollars", "money", "Charged where it was billed, else paid; below zero: taken back"),
    "allowed": Column("Allowed", "money"),
    "patient_resp": Column("Patient's share", "money"),
    "reason": Column("Reason", help="Group, reason and remark codes as the payer sent them"),
    "said": Column("Note", width="large"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
}
MOVED = "money moved"


def draw(key: str | None, *, place: str = "story") -> None:
    """Every event of a line in time order, where we are, and the button to its whole story.

    key: as text, as the tables hand it on. place: tells two stories on a page apart.
    """
    if events(key):
        button(key, place=place)


def events(key: str | None) -> bool:
    """The events alone; False, and that said, where none is known."""
    rows = session.ask("episode_events", episode=key) if key else []
    if not rows:
        st.caption("No event of this line is known.")
        return False
    shown = [row | {"what": _what(row["event"]), "said": _note(row)} for row in rows]
    tables.plain(shown, EVENTS, alt=f"What happened to the line: {in_words(rows)}")
    return True


def beside(line: dict[str, Any]) -> None:
    """The same in a frame under the table it was selected in; line: patient_id, dos, cpt and episode_key."""
    with st.container(border=True):
        st.markdown(f"**{text.md(line['patient_id'])}, {text.day(line['dos'])}, {line['cpt']}: what happened**")
        draw(line["episode_key"], place="beside")


def button(key: str | None, *, place: str = "story", name: str = WHOLE) -> None:
    """A button that opens the whole story of a line; key as text."""
    if key and st.button(name, key=f"whole_{place}_{key}", type="tertiary", icon=":material/history_edu:"):
        st.dialog("Line story", width="large", icon=":material/history_edu:")(whole)(key)


def whole(key: str) -> None:
    """All of it where we are: for a dialog, in which no other can open."""
    from pages._parts import line_story_whole  # it draws the events above

    line_story_whole.draw(key)


def in_words(events: list[dict[str, Any]]) -> str:
    """`Billed 3 Mar 2026 $120.00; Denied 20 Mar 2026 $0.00`: for a reader who cannot see the table."""
    return "; ".join(
        f"{_what(event['event'])} {text.day(event['day'])} {text.money(event['amount'], cents=True)}"
        for event in events
    )


def _what(event: str) -> str:
    """Our words for an event; the outcome of a later payer's answer stands behind it."""
    payer, _, outcome = event.rpartition(": ")
    return f"{text.label(payer)}: {text.inside(outcome)}" if payer else text.label(outcome)


def _note(event: dict[str, Any]) -> str | None:
    return text.label(event["note"]) if event["event"] == MOVED else event["note"]
