"""Who changed which rules, when and why; undo; and the rules as files."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.rules import edits
from pages._parts import layout, rules_effect, session, tables, text
from pages._parts.tables import Column

EDITS = {
    "edit_id": Column("Edit", "number"),
    "saved_at": Column("Saved (UTC)"),
    "saved_by": Column("By"),
    "payer": Column("Payer"),
    "action": Column("What", "name"),
    "reason": Column("Why", width="large"),
    "holds": Column("Holds now"),
}


def draw() -> None:
    """The history with its undo, and the downloads."""
    st.subheader("Changes made here", anchor=False)
    rows = edits.history(session.audit().workspace)
    if rows:
        shown = [
            row
            | {"saved_at": f"{text.day(row['saved_at'])}, {row['saved_at']:%H:%M}"}
            | {"holds": "yes" if row["is_standing"] else "no"}
            for row in rows
        ]
        tables.plain(shown, EDITS, alt="Changes of payer rules, the last first")
        _undo([row for row in rows if row["is_standing"]])
    else:
        layout.nothing("Nobody changed a rule here: the shipped rules hold.")
    _downloads(bool(rows))


def _undo(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    with st.popover("Undo a change"), st.form("rules_undo", border=False):
        names = {row["edit_id"]: f"{row['edit_id']}: {row['payer']}, {row['reason'][:60]}" for row in rows}
        edit_id = st.selectbox("Change", names, format_func=names.get)
        who = st.text_input("Who undoes it", max_chars=100)
        why = st.text_input("Why it is undone", max_chars=500)
        if st.form_submit_button("Undo") and layout.attempt(lambda: _take_back(edit_id, who, why)):
            st.rerun()


def _take_back(edit_id: int, who: str, why: str) -> None:
    current = session.audit()
    with current.lock, st.spinner("Undoing, and making the figures again"):
        ids = edits.undo(current.workspace, edit_id, saved_by=who, reason=why)
        current.changed()
    st.session_state.pop(rules_effect.WAITING, None)
    st.session_state[rules_effect.SAVED] = f"Edit {edit_id} is undone, as edit {ids[0]}."


def _downloads(has_edits: bool) -> None:
    # asked for when it is clicked: what a button holds on to would outlive the session
    with st.container(horizontal=True):
        st.download_button(
            "Download your changes",
            data=session.held(lambda: edits.export(session.audit().workspace)),
            file_name="payer_rules.yaml",
            mime="application/yaml",
            on_click="ignore",
            disabled=not has_edits,
            help="What was changed here, to be loaded elsewhere or given with --rules",
        )
        st.download_button(
            "Download every rule",
            data=session.held(lambda: edits.export_all(session.audit().workspace)),
            file_name="payer_rules_all.yaml",
            mime="application/yaml",
            on_click="ignore",
            help="Every payer's rules, shipped and changed, each with its source and date",
        )
