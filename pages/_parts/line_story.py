"""The story of one billed line: what was sent, answered, taken back and paid, event by event."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._parts import layout, session, tables, text
from pages._parts.tables import Column

HINT = "Select a row to see what happened to the line."
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


def draw(episode_key: str | None) -> None:
    """Every event of a line in time order, where we are; episode_key as text, as the tables hand it on."""
    events = session.ask("episode_events", episode=episode_key) if episode_key else []
    if not events:
        return layout.nothing("No event of this line is known.")
    rows = [event | {"what": _what(event["event"]), "said": _note(event)} for event in events]
    return tables.plain(rows, EVENTS, alt=f"What happened to the line: {in_words(events)}")


def beside(line: dict[str, Any]) -> None:
    """The same in a frame under the table it was selected in; line: patient_id, dos, cpt and episode_key."""
    with st.container(border=True):
        st.markdown(f"**{text.md(line['patient_id'])}, {text.day(line['dos'])}, {line['cpt']}: what happened**")
        draw(line["episode_key"])


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
