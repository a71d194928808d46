"""A change of rules that waits: what it would move, then who saves it and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from analytics.errors import InputError
from analytics.rules import edits
from analytics.rules.effect import Effect, Reach, effect, reach
from pages._parts import layout, session, tables, text
from pages._parts.tables import Column

WAITING, SAVED = "rules_waiting", "rules_saved"
MOVED = {
    "kind": Column("What", "name"),
    "category": Column("Which", "name"),
    "number": Column("Now", "number"),
    "number_then": Column("Then", "number"),
    "amount": Column("Dollars now", "money"),
    "amount_then": Column("Dollars then", "money"),
    "difference": Column("Difference", "money"),
}


@dataclass
class Waiting:
    """A change somebody proposed; version: of the data its effect was counted on."""

    rules: str | bytes
    name: str
    imported: bool
    candidate: edits.Candidate
    reach: Reach
    version: int
    effect: Effect | None = field(default=None)


def propose(rules: str | bytes, name: str, *, imported: bool = False) -> None:
    """Check a text of rules and let it wait. Raises InputError where it cannot be used; nothing waits then."""
    st.session_state.pop(WAITING, None)
    current = session.audit()
    candidate = edits.candidate(current.workspace, rules, name=name, imported=imported)
    if not candidate.changes:
        raise InputError("these are the rules that hold already", fix="change a value first")
    version = current.version  # before the counting: what is loaded meanwhile makes it old
    touched = reach(current.workspace, candidate.rules)
    st.session_state[WAITING] = Waiting(rules, name, imported, candidate, touched, version)


def said() -> None:
    """What was saved or undone a moment ago."""
    saved = st.session_state.pop(SAVED, None)
    with st.container():  # also where nothing is said: what is below would be drawn anew, its open tab forgotten
        if saved:
            st.success(text.md(saved))


def draw() -> None:
    """The change that waits, its effect in lines and dollars, and the form that saves it."""
    waiting: Waiting | None = st.session_state.get(WAITING)
    if waiting is None:
        return
    with st.container(border=True):
        named = ", ".join(change.payer for change in waiting.candidate.changes)
        st.subheader(f"Not saved yet: {text.md(named)}", anchor=False)
        st.markdown(text.md(_reached(waiting.reach)))
        if waiting.effect is None or waiting.version != session.audit().version:
            _count(waiting)
        _moved(waiting.effect)
        with st.expander("The rules as they would stand"):
            for change in waiting.candidate.changes:
                st.code(change.after, language="yaml")
        _save(waiting)


def _reached(touched: Reach) -> str:
    if not touched.lines:
        return "No billed line would be judged by another rule."
    return (
        f"{text.counted(touched.lines, 'line')} of {text.number(touched.lines_loaded)} in"
        f" {text.counted(touched.visits, 'visit')} would be judged by another rule,"
        f" {text.day(touched.first_day)} to {text.day(touched.last_day)}, {text.money(touched.charge)} in charges."
    )


def _count(waiting: Waiting) -> None:
    """Make everything that rests on rules beside the figures that hold, which every other reader keeps seeing."""
    current = session.audit()
    version = current.version
    with st.status("Counting what it would change", expanded=True) as status:
        bar = st.progress(0.0)

        def told(table: str, done: int, of: int) -> None:
            bar.progress(done / of, text=text.md(f"{done} of {of}: {text.inside(table)}" if table else "done"))

        try:
            waiting.effect = effect(current.workspace, waiting.candidate.rules, told)
        except Exception:
            st.session_state.pop(WAITING, None)  # or every look at this page would fail the same way
            raise
        waiting.reach, waiting.version = waiting.effect.reach, version
        status.update(label="Counted", state="complete", expanded=False)


def _moved(found: Effect) -> None:
    rows = [{**vars(one), "difference": one.amount_then - one.amount} for one in found.figures if one.moves]
    if not rows:
        return layout.nothing("No unit, gap, expected dollar, leak or exposure moves.")
    return tables.plain(rows, MOVED, alt="Figures before and after the change")


def _save(waiting: Waiting) -> None:
    with st.form("rules_save", border=False):
        who = st.text_input("Who", max_chars=100, help="Kept with the change, with the time")
        why = st.text_input("Why", max_chars=500)
        if st.form_submit_button("Save", type="primary") and layout.attempt(lambda: save(waiting, who, why)):
            st.rerun()
    if st.button("Put aside"):
        st.session_state.pop(WAITING)
        st.rerun()


def save(waiting: Waiting, who: str, why: str) -> None:
    """Keep the change and make the figures again. Raises InputError as edits.save does, or where the rules moved on."""
    edits.check_said(who, why)
    current = session.audit()
    with current.lock:
        now = edits.candidate(current.workspace, waiting.rules, name=waiting.name, imported=waiting.imported)
        if [change.before for change in now.changes] != [change.before for change in waiting.candidate.changes]:
            raise InputError("somebody saved these rules meanwhile", fix="put this aside and look at them again")
        with st.spinner("Saving, and making the figures again"):
            ids = edits.save(current.workspace, waiting.rules, who, why, name=waiting.name, imported=waiting.imported)
        current.changed()
    st.session_state.pop(WAITING, None)
    st.session_state[SAVED] = f"Saved as edit {', '.join(map(str, ids))}. Every page follows it now."
