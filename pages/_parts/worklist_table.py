"""The list of claims: which are listed, which are selected, and the whole list as a download."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.reports.safe_csv import to_csv
from analytics.selection import Filter
from analytics.worklist import STATES
from pages._parts import layout, session, tables, text, worklist_asked
from pages._parts.tables import Column
from pages._parts.worklist_asked import MOST_ROWS, OPEN, PICKED, Rows

PLACES = {
    "To work": "queue",
    "Too late": "too_late",
    "Done": "done",
    "Nothing to get": "not_recoverable",
}
ABOUT = {
    "queue": "Claims with money that can still be got, and claims that were sent and wait for an answer.",
    "too_late": "The deadline passed before anything was sent: no money of these is counted.",
    "done": "Paid since, or closed by somebody: overturned, paid in part, upheld, written off, invalid.",
    "not_recoverable": "Denied for a reason that no claim or appeal mends, or left to the patient.",
}
NOBODY = "(nobody)"
WHY = {1: "Follow-up due", 2: "Deadline near", 3: ""}
PLACE, CAUSE, PAYER, STATE, ASSIGNEE = (f"worklist_{name}" for name in ("place", "cause", "payer", "state", "assignee"))
CLAIMS = {
    "why": Column("Why now", width=120, help="A follow-up day that has come, or a deadline within 14 days"),
    "claim_id": Column("Claim"),
    "payer": Column("Payer"),
    "value": Column("Expected", "money", "Recoverable dollars times the chance that work on them gets paid"),
    "days_left": Column("Days left", "number", "To the deadline, from the as-of day; empty where none is known"),
    "state": Column("State", "name"),
    "cause_label": Column("Root cause", width="medium"),
    "next_step": Column("Next step", width="large"),
    "recoverable": Column("Recoverable", "money"),
    "chance": Column("Chance", "percent", "This practice's own rate for payer and cause, drawn towards the family's"),
    "assignee": Column("Assignee"),
    "follow_up": Column("Follow-up", "date"),
    "deadline": Column("Deadline", "date"),
    "deadline_from": Column("Deadline is", "name", "Which of the payer's limits, or that nobody chose it"),
    "state_note": Column("Remark", width="medium"),
    "note": Column("Last note", width="medium"),
    "code": Column("Reason", help="Group, reason and remark codes of the last denial"),
    "lines": Column("Lines", "number"),
    "charge": Column("Charge", "money"),
    "recovered": Column("Paid since", "money"),
    "too_late": Column("Lost to deadlines", "money"),
    "patient_id": Column("Patient"),
    "dos": Column("Date", "date"),
    "owner": Column("Owner", "name"),
    "provider": Column("Provider"),
}
# Beside the list there is no room for what is said of the list as a whole, nor for what only joins it.
LEFT_OUT = ("listed", "listed_recoverable", "listed_value", "claim_ref", "turn")


def narrow(payer: str | None) -> None:
    """Set the switches, from another page, to what is to be worked; of one payer where one is named."""
    st.session_state.update({PLACE: "To work", CAUSE: "", PAYER: payer or "", STATE: "", ASSIGNEE: ""})
    st.session_state[OPEN] = None


def chosen(causes: Rows, people: list[str]) -> dict[str, str]:
    """The switches above the list; returns the parameters they stand for."""
    first = None if PLACE in st.session_state else "To work"  # another page may have set it
    place = st.segmented_control(
        "Claims", list(PLACES), default=first, key=PLACE, required=True, persist_state="session"
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        labels = {row["cause"]: row["cause_label"] for row in causes}
        _pick("Root cause", CAUSE, list(labels), lambda code: labels.get(code, code))
        _pick("Payer", PAYER, sorted({row["payer"] for row in causes if row["payer"]}), str)
        _pick("State", STATE, list(STATES), text.label)
        _pick("Assignee", ASSIGNEE, [NOBODY, *people], str)
    layout.nothing(ABOUT[PLACES[place]])
    keys = {"cause": CAUSE, "payer": PAYER, "state": STATE, "assignee": ASSIGNEE}
    return {"place": PLACES[place]} | {name: st.session_state.get(key) or "" for name, key in keys.items()}


def _pick(name: str, key: str, options: list[str], words: Any) -> None:
    """A choice that also a click on a picture may set; what the filter leaves no claim of is taken back."""
    if st.session_state.get(key) and st.session_state[key] not in options:
        st.session_state[key] = ""
    st.selectbox(
        name, ["", *options], format_func=lambda one: words(one) if one else "All", key=key, persist_state="session"
    )


def show(rows: Rows, active: Filter, given: dict[str, str]) -> list[str]:
    """The claims; returns the claim_refs of those selected, none once the list has become another."""
    total = rows[0]["listed"] if rows else 0
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None):
            st.subheader("Claims", anchor=False)
            st.caption(text.md(_counted(rows, total)))
        if rows:
            _download(active, given)
    if not rows:
        return []
    key = f"worklist_claims_{session.audit().version}_{worklist_asked.last_event()}_{hash((active, *given.items()))}"
    refs = [row["claim_ref"] for row in rows]
    st.dataframe(
        tables.frame([row | {"why": WHY[row["turn"]] if given["place"] == "queue" else ""} for row in rows], CLAIMS),
        column_config=tables.config(CLAIMS),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height=430 if len(rows) > 11 else "auto",
        key=key,
        alt="Claims to work with expected value, days left, state, cause and next step, what to work first on top",
        on_select=lambda: _selected(key, refs),
        selection_mode="multi-row",
    )
    listed, picked = st.session_state.get(PICKED) or (key, [])
    return picked if listed == key else []


def _selected(key: str, refs: list[str]) -> None:
    picked = [refs[place] for place in st.session_state[key]["selection"]["rows"]]
    st.session_state[PICKED] = (key, picked)
    st.session_state[OPEN] = picked[0] if len(picked) == 1 else None


def _counted(rows: Rows, total: int) -> str:
    if not rows:
        return "No claim is listed with these choices."
    said = f"{text.counted(total, 'claim')}, {text.money(rows[0]['listed_recoverable'])} recoverable"
    if total > MOST_ROWS:
        said += f"; the first {text.number(MOST_ROWS)} are shown, the download holds all"
    return f"{said}. Select one to open it, several to change them together."


def _download(active: Filter, given: dict[str, str]) -> None:
    tables.csv_button(
        lambda: _csv(active, given),
        "worklist",
        "Every claim of the list. It holds patient ids and notes: keep it where patient data may be kept.",
        key="download_worklist",
    )


def _csv(active: Filter, given: dict[str, str]) -> bytes:
    rows = worklist_asked.ask_all("worklist", active, **given)
    return to_csv(rows, [name for name in rows[0] if name not in LEFT_OUT] if rows else [])
