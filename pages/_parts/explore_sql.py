"""The SQL box: one read-only question over the documented views, ready questions, and the dictionary beside it.

The text and its answer stay in the session: they may hold patient data, so no URL and no saved view gets them.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.errors import InputError
from analytics.explore import dictionary, sql_box
from analytics.explore.table import Table
from pages._parts import explore_ask, explore_table, layout, session, text

TEXT, READY, ANSWER, LOOK = "explore_sql_text", "explore_sql_ready", "explore_sql_answer", "explore_look"
FIRST = "Where every earned dollar stands, by payer"
LIMITS = (
    f"One SELECT over the documented views, read only. It stops after {sql_box.SECONDS:g} seconds, and shows the first"
    f" {sql_box.ROWS:,} rows. The filter of the page is not applied: write WHERE. The text stays in this session."
)


def draw() -> None:
    """The box with its ready questions, the dictionary beside it, and the answer under both."""
    box, words = st.columns([3, 2], gap="medium")
    with box:
        _box()
    with words:
        _dictionary()
    _answer()


def _box() -> None:
    st.session_state.setdefault(TEXT, sql_box.examples()[FIRST])
    st.selectbox(
        "Ready questions",
        list(sql_box.examples()),
        index=None,
        placeholder="Choose one to begin with",
        key=READY,
        on_change=_ready,
    )
    st.text_area("Question in SQL", key=TEXT, height=260, help=text.md(LIMITS), persist_state="session")
    st.button("Run", icon=":material/play_arrow:", type="primary", on_click=_run)
    st.caption(text.md(LIMITS))


def _ready() -> None:
    if st.session_state[READY]:
        st.session_state[TEXT] = sql_box.examples()[st.session_state[READY]]


def _run() -> None:
    """Ask; what comes of it, answer or refusal, is kept until the next question or other files."""
    try:
        said: Table | str = explore_ask.answer(st.session_state[TEXT])
    except InputError as error:
        said = error.sentence()
    st.session_state[ANSWER] = (session.audit().version, said)


def _answer() -> None:
    version, said = st.session_state.get(ANSWER, (None, None))
    if version != session.audit().version:
        return layout.nothing("Run the question to see its answer here.")
    if isinstance(said, str):
        st.error(text.md(said))
        return None
    if not said.rows:
        return layout.nothing("The question was answered: no row fits it.")
    return explore_table.show(said, "Answer", "answer", "", "answer to the question in SQL")


def _dictionary() -> None:
    """Every column of every view; what is typed into the search is looked for in names and meanings."""
    looked = (
        st.text_input("Search the dictionary", key=LOOK, placeholder="payer, deadline, ex_visit ...").strip().lower()
    )
    rows = [
        {
            "View": name,
            "Column": column,
            "Meaning": it.meaning,
            "Unit": it.kind,
            "From": it.source,
            "Empty when": it.null_when,
        }
        for name, view in dictionary.dictionary().items()
        for column, it in view.columns.items()
    ]
    found = [row for row in rows if all(word in " ".join(row.values()).lower() for word in looked.split())]
    st.caption(text.counted(len(found), "column"))
    if found:
        st.dataframe(
            pd.DataFrame(found), hide_index=True, height=300, alt="Columns of the documented views and their meaning"
        )
