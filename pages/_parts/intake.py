"""Bringing files in: look at each, answer what it cannot tell, then load. Nothing is loaded before that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analytics.contract import FIELDS
from analytics.reports.safe_csv import to_csv
from analytics.sources.choices import GRAINS, Choices
from pages._parts import layout, pending, tables, text
from pages._parts.intake_words import (
    ASKED,
    BECAUSE,
    DATE_ORDERS,
    GRAIN_NAMES,
    KINDS,
    LEAVE,
    NAMES,
    REJECTS,
    TABLE_KINDS,
    TOTALS,
    UNITS_ARE,
    WAITING,
)
from pages._parts.pending import Pending
from pages._parts.tables import Column


def draw() -> None:
    """The place to drop files and, while some wait, what each would become."""
    _drop()
    waiting = pending.files()
    if waiting:
        _check(waiting)


def _drop() -> None:
    turn = st.session_state.setdefault("upload_turn", 0)
    uploads = st.file_uploader(
        "Billing lines, minutes, claims (837P), remittances (835 or table), claim answers (277CA), fee schedules:"
        " CSV, TSV, TXT, XLSX, XLS, ZIP, X12",
        accept_multiple_files=True,
        key=f"upload_{turn}",
    )
    if uploads:
        title = f"Looking at {text.counted(len(uploads), 'file')}"
        if layout.loading(title, lambda tell: pending.look(uploads, tell)) is not None:
            st.session_state.upload_turn = turn + 1
            st.rerun()


def _check(waiting: list[Pending]) -> None:
    st.subheader("Check, then load", anchor=False)
    asked = sum(len(file.inspection.open_questions) for file in waiting)
    usable = sum(file.inspection.usable and not file.repeats for file in waiting)
    questions = f"{text.counted(asked, 'question')} open; what is assumed meanwhile is said beside each" if asked else (
        "no question open"
    )  # fmt: skip
    st.caption(text.md(f"{usable} of {text.counted(len(waiting), 'file')} can be loaded, {questions}."))
    tables.plain([_waiting(file) for file in waiting], WAITING, alt="Files that wait to be loaded")
    at = _chosen(waiting)
    with st.container(border=True):
        _details(at, waiting[at])
    with st.container(horizontal=True):
        if st.button(f"Load {text.counted(usable, 'file')}", type="primary", disabled=not usable, key="load_pending"):
            ids = layout.loading(f"Loading {text.counted(len(waiting), 'file')}", pending.load)
            if ids is not None:
                st.session_state.just_loaded = ids
                st.rerun()
        st.button("Put aside", on_click=pending.drop, key="drop_pending", help="Nothing of these files is kept")


def _waiting(file: Pending) -> dict[str, Any]:
    row = file.inspection.file
    return {
        "name": file.name,
        "kind": " + ".join(KINDS.get(part, part) for part in row["kind"].split("+")),
        "rows": row["rows"],
        "loaded": row["loaded"],
        "rejected": row["rejected"],
        "questions": len(file.inspection.open_questions),
        "reason": f"already loaded as {file.repeats}" if file.repeats else row["reason"],
    }


def _chosen(waiting: list[Pending]) -> int:
    """Which file is looked at: the first with a question unless another is picked."""
    if len(waiting) == 1:
        return 0
    first = next(
        (i for i, file in enumerate(waiting) if file.inspection.open_questions or not file.inspection.usable), 0
    )
    return st.selectbox(
        "Look at",
        range(len(waiting)),
        index=first,
        format_func=lambda i: waiting[i].name,
        key=f"look_at_{len(waiting)}",
    )


def _details(at: int, file: Pending) -> None:
    inspection = file.inspection
    if inspection.file["preset"]:
        st.caption(text.md(f"Layout known: {inspection.file['preset']}"))
    if not inspection.usable:
        st.error(text.md(inspection.file["reason"] or "nothing in it can be read"))
    is_table = bool(inspection.columns) or not inspection.usable
    names = ["First rows", *(["Columns and questions"] if is_table else []), "Rejects", "Control totals"]
    asked = bool(inspection.open_questions) or not inspection.usable
    parts = dict(zip(names, st.tabs(names, default=names[1] if is_table and asked else names[0]), strict=True))
    with parts["First rows"]:
        _first_rows(inspection.first_rows)
    if is_table:
        with parts["Columns and questions"]:
            _choose(at, file)
    with parts["Rejects"]:
        _rejects(file)
    with parts["Control totals"]:
        if inspection.totals:
            tables.plain(inspection.totals, TOTALS, alt="Control totals of the file")
        else:
            layout.nothing("No control total was counted.")


def _first_rows(found: dict[str, list[dict[str, Any]]]) -> None:
    if not found:
        return layout.nothing("No row of it could be understood.")
    for kind, rows in found.items():
        if len(found) > 1:
            st.caption(KINDS[kind])
        columns = {name: Column(text.label(name)) for name in rows[0]}
        st.dataframe(tables.frame(rows, columns), column_config=tables.config(columns), hide_index=True,
                     placeholder=text.UNKNOWN, alt="First rows as they were understood")  # fmt: skip
    return None


def _rejects(file: Pending) -> None:
    rejects = file.inspection.rejects
    if not rejects:
        return layout.nothing("Nothing would be rejected.")
    st.download_button(
        "Download rejects", data=lambda: to_csv(rejects), file_name="rejects.csv", mime="text/csv",
        icon=":material/download:", type="tertiary", on_click="ignore", key=f"rejects_{file.key}",
    )  # fmt: skip
    tables.plain(rejects[:500], REJECTS, alt="Values that would be rejected, and why")
    return None


def _choose(at: int, file: Pending) -> None:
    """What the file was taken for, open to change: nothing happens until "Look again"."""
    inspection, choices = file.inspection, file.choices
    with st.form(f"choices_{file.key}", border=False):
        for question in inspection.questions:
            _asked(question)
        said = _file_choices(file)
        edited = _mapping_editor(file) if inspection.columns else None
        again = st.form_submit_button("Look again", icon=":material/visibility:")
    if again:
        mapping = dict(choices.mapping) | _changed(file, edited)
        pending.look_again(at, replace(said, mapping=mapping))
        st.rerun()
    _remember(at, file)


def _asked(question: dict[str, Any]) -> None:
    """A question in words: what is asked, of which column, why, and what is assumed until it is answered."""
    where = f" ({question['column_name']})" if question["column_name"] else ""
    answered = "You said" if question["said"] else "Assumed"
    assumed = f" {answered}: {NAMES.get(question['assumed'], question['assumed'])}." if question["assumed"] else ""
    evidence = question["evidence"][:1].upper() + question["evidence"][1:]
    st.markdown(f"**{ASKED[question['question']]}**{text.md(f'{where} {evidence}.{assumed}')}")


def _file_choices(file: Pending) -> Choices:
    """The answers that are about the file as a whole."""
    choices, row = file.choices, file.inspection.file
    asked = {question["question"] for question in file.inspection.questions}
    kind = choices.kind or (row["kind"] if row["kind"] in TABLE_KINDS else None)
    with st.container(horizontal=True):
        kind = st.selectbox("Taken for", TABLE_KINDS, index=TABLE_KINDS.index(kind) if kind else None,
                            format_func=KINDS.get, placeholder="find out", key=f"kind_{file.key}")  # fmt: skip
        header = st.number_input("Header row", min_value=1, value=choices.header_row, step=1, key=f"header_{file.key}",
                                 placeholder="found", help="The last row of column names, counted from 1")  # fmt: skip
        if "date_order" in asked or choices.date_order:
            order = _one_of("Dates", DATE_ORDERS, choices.date_order, file)
        else:
            order = None
        units = (
            _one_of("Units column", UNITS_ARE, choices.units_are, file) if "units_are" in asked else choices.units_are
        )
        grain = choices.grain
        if row["kind"] == "remittance":
            names = {name: GRAIN_NAMES[name] for name in GRAINS}
            grain = _one_of("One row is", names, choices.grain or row["grain"], file)
    forced = kind if kind != row["kind"] else choices.kind
    grain = grain if grain != row["grain"] or "grain" in asked else choices.grain
    return replace(choices, kind=forced, header_row=header, date_order=order, units_are=units, grain=grain)


def _one_of(label: str, names: dict[str, str], chosen: str | None, file: Pending) -> str | None:
    keys = list(names)
    return st.selectbox(label, keys, index=keys.index(chosen) if chosen else None, format_func=names.get,
                        placeholder="not said", key=f"{label}_{file.key}")  # fmt: skip


def _mapping_editor(file: Pending) -> pd.DataFrame:
    kind = file.inspection.file["kind"].split("+")[0]
    kinds = [kind] if kind in FIELDS else list(FIELDS)  # of a table nobody knows, any column may be named
    fields = [LEAVE, *sorted({field.name for one in kinds for field in FIELDS[one]})]
    frame = pd.DataFrame(
        {
            "header": [column["header"] for column in file.inspection.columns],
            "field": [column["field"] or LEAVE for column in file.inspection.columns],
            "basis": [BECAUSE.get(column["basis"], "") for column in file.inspection.columns],
            "examples": [column["examples"] for column in file.inspection.columns],
        }
    )
    return st.data_editor(
        frame,
        column_config={
            "header": st.column_config.TextColumn("Header in the file", disabled=True),
            "field": st.column_config.SelectboxColumn("Taken for", options=fields, required=True),
            "basis": st.column_config.TextColumn("Because", disabled=True),
            "examples": st.column_config.TextColumn("It holds", disabled=True),
        },
        hide_index=True,
        num_rows="fixed",
        key=f"mapping_{file.key}",
        alt="Columns of the file and what they were taken for",
    )


def _changed(file: Pending, edited: pd.DataFrame | None) -> dict[str, str]:
    """header -> field of the columns that were changed."""
    if edited is None:
        return {}
    before = [column["field"] or LEAVE for column in file.inspection.columns]
    pairs = zip(edited["header"], edited["field"], before, strict=True)
    return {header: "" if field == LEAVE else field for header, field, was in pairs if field != was and header}


def _remember(at: int, file: Pending) -> None:
    """Keep the layout for the next file of the same header."""
    inspection = file.inspection
    if not inspection.usable or len(inspection.first_rows) != 1 or not inspection.columns:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Remember this layout as", key=f"name_{file.key}", placeholder="Name of the system or client"
        )
        if st.button("Remember", key=f"remember_{file.key}", disabled=not name, help="Applied by itself next time"):
            said = layout.attempt(lambda: pending.remember(file, name))
            if said:
                st.success(text.md(f"Files with this header will be read the same way ({name})."))
