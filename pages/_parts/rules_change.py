"""Three ways to change the rules of a payer: one value from a day on, the payer's own part as YAML, a whole file."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from analytics.errors import InputError
from analytics.rules import edits, values
from pages._parts import layout, rules_effect, rules_words, session, text

EFFECT = "See the effect"
FORM = """\
payers:
  - payer: {payer}
    versions:
      - effective: {day}
        unit_rule: ama
        source: "contract 2026, exhibit B"
        verified: unverified
"""


def draw(row: dict[str, Any]) -> None:
    """The three ways; what comes of them waits to be saved (rules_effect)."""
    st.subheader(f"Change the rules of {text.md(payer(row))}", anchor=False)
    value, whole, file = st.tabs(["One value", "As YAML", "From a file"], key="rules_ways")
    with value:
        _value(row)
    with whole:
        _whole(row)
    with file:
        _file()


def payer(row: dict[str, Any]) -> str:
    """Whose rules are changed: those of the payer itself, also where only a default speaks for it so far."""
    return row["payer"] if row["is_default"] else row["rule_payer"]


def _value(row: dict[str, Any]) -> None:
    if row["is_default"]:
        st.caption(
            text.md(
                f"{row['payer']} has no rules of its own yet. A change makes some; what they leave out stays with the"
                " default of its class."
            )
        )
    key = st.selectbox("Rule", rules_words.KEYS, format_func=lambda one: rules_words.KEYS[one][0], key="rules_key")
    st.caption(text.md(f"{rules_words.KEYS[key][1]}. Now: {rules_words.marked(row, key)}."))
    with st.form("rules_value", border=False):
        written = _input(row, key)
        start = st.date_input(
            "From this day of service on",
            value=row["effective_from"] if not row["is_default"] else row["as_of"].replace(month=1, day=1),
            min_value=datetime.date(1990, 1, 1),
            max_value=datetime.date(2099, 12, 31),
            format="YYYY-MM-DD",
            help="The day of a version changes that version; another day adds one",
        )
        source = st.text_input("Source", help="Where the rule was read: a contract, a manual, a page", max_chars=900)
        day = st.date_input("Verified on", value=None, format="YYYY-MM-DD", help="Empty: nobody verified it")
        if st.form_submit_button(EFFECT):
            layout.attempt(lambda: _propose_value(row, key, written, start, source, day))


def _input(row: dict[str, Any], key: str) -> str:
    now = values.shown(row, key)
    choices = values.choices(key)
    if choices:
        return st.selectbox(
            "New value",
            choices,
            index=choices.index(now) if now in choices else 0,
            format_func=lambda choice: rules_words.word(key, choice),
        )
    example = values.EXAMPLES[key]
    return st.text_input("New value", placeholder=example, help=text.md(f"Written like {example}, or none"))


def _propose_value(
    row: dict[str, Any],
    key: str,
    written: str,
    start: datetime.date | None,
    source: str,
    day: datetime.date | None,
) -> None:
    if start is None:
        raise InputError("no day is given", fix="say from which day of service on it holds")
    workspace = session.audit().workspace
    stated = {key: values.read(key, written)}
    made = edits.version(
        workspace, payer(row), start, stated, source=source, verified=day, payer_class=row["payer_class"]
    )
    rules_effect.propose(made, "the form")


def _whole(row: dict[str, Any]) -> None:
    st.caption(
        "This payer's own part, which lies over the shipped rules key by key: a key you leave out is the shipped one."
    )
    own = edits.kept(session.audit().workspace)
    key = " ".join(payer(row).lower().split())
    entry = own.entries.get(key) if own else None
    stands = edits.to_yaml([entry]) if entry else None
    given = stands or FORM.format(payer=payer(row), day=row["as_of"].replace(month=1, day=1))
    with st.form("rules_yaml", border=False):
        # keyed by what stands: where somebody else saves meanwhile, the text is theirs and not an older one
        written = st.text_area(
            "Rules as YAML", value=given, height=300, key=f"rules_yaml_{key}_{hash(stands)}", max_chars=200_000
        )
        if st.form_submit_button(EFFECT):
            layout.attempt(lambda: rules_effect.propose(written, "rules as YAML"))


def _file() -> None:
    st.caption("Every payer the file names stands afterwards as the file says; the others stay as they are.")
    upload = st.file_uploader("Rules file", type=["yaml", "yml"], key="rules_upload", max_upload_size=1)
    if st.button(EFFECT, key="rules_upload_effect", disabled=upload is None) and upload:
        layout.attempt(lambda: rules_effect.propose(upload.getvalue(), upload.name, imported=True))
