"""What was loaded, refused, missing?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_claims, intake, layout, locality, pending, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "What was loaded, refused, missing?"
ALL = Filter()  # this page speaks of the files as they came; the filter bar does not change it
FILES = {
    "name": Column("File", width="medium"),
    "kind": Column("Kind", "name"),
    "status": Column("Status", "name"),
    "rows": Column("Rows", "number"),
    "loaded": Column("Loaded", "number"),
    "rejected": Column("Rejected", "number"),
    "duplicate": Column("Duplicate", "number"),
    "reason": Column("Reason", width="medium"),
}
REJECTS = {
    "file": Column("File"),
    "sheet": Column("Sheet"),
    "row_no": Column("Row", "number"),
    "column_name": Column("Column"),
    "value": Column("Value"),
    "reason": Column("What is wrong", width="medium"),
    "fix": Column("What to do", width="medium"),
}
TOTALS = {
    "file": Column("File"),
    "measure": Column("Total", "name", width="medium"),
    "reference": Column("Reference"),
    "in_file": Column("In file", "number"),
    "loaded": Column("Loaded", "number"),
    "rejected": Column("Rejected", "number"),
    "duplicate": Column("Duplicate", "number"),
    "difference": Column("Difference", "number"),
}
UNMATCHED = {
    "side": Column(
        "Row of",
        "name",
        "Remittance: answers no billed line. Minutes: belong to no billed visit. Claim: no billing row has the line."
        " Billing: no remittance answers it. Billing minutes: no minutes are documented for it.",
    ),
    "file": Column("File"),
    "row": Column("Row", "number"),
    "claim_id": Column("Claim"),
    "dos": Column("Date of service", "date"),
    "cpt": Column("Code"),
    "charge": Column("Charge", "money"),
}
MAPPING = {
    "file": Column("File"),
    "sheet": Column("Sheet"),
    "header": Column("Header in the file"),
    "field": Column("Taken for"),
    "basis": Column(
        "Because",
        "name",
        "exact: the field's own name; preset: a saved layout; synonym: a known other name;"
        " token: words in the header; value: what the column holds; said: you said so",
    ),
}
ANSWERABLE = {
    "question": Column("Question", width=270),
    "answered": Column("Answered", "name"),
    "share": Column("Share", "percent"),
    "counted": Column("Counted on", width=300),
    "would": Column("What would answer more", width="medium"),
}
UNRULED = {
    "payer": Column("Payer"),
    "payer_class": Column("Class", "name"),
    "unit_rule": Column("Rule used meanwhile", "name"),
    "lines": Column("Lines", "number"),
    "charge": Column("Charge", "money"),
}


TABLES = {  # answer: columns, title, and what is said where it has no rows
    "file_rejects": (REJECTS, "Rejected values", "No value was rejected."),
    "unmatched_csv": (UNMATCHED, "Rows without a counterpart", "Every row found its counterpart."),
    "file_totals": (TOTALS, "Control totals", "No control total was counted."),
    "payers_without_rule": (UNRULED, "Payers without a rule of their own", "Every payer has a rule of its own."),
    "file_mapping": (MAPPING, "Columns and what they were taken for", "No table was loaded."),
}


def draw() -> None:
    """The page: bring files, then what became of them."""
    files, coverage = session.ask("input_files"), session.ask_one("coverage")
    st.title(QUESTION, anchor=False)
    st.markdown(text.md(_answer(coverage)))
    intake.draw()
    _said(st.session_state.pop("just_loaded", []))
    if not files:
        return None if pending.files() else layout.what_to_bring()
    _tiles(coverage)
    _covered()
    _files(files)
    locality.draw()
    for question, (columns, title, none) in TABLES.items():
        tables.show(question, columns, ALL, title=title, none=none, alt=title, height=320)
    return None


def _answer(coverage: dict[str, Any]) -> str:
    if not coverage["files"]:
        return "Nothing is loaded yet. Drop in any mix of files; their kind is found from their content."
    refused = f"{text.counted(coverage['refused'], 'file')} refused" if coverage["refused"] else "none refused"
    off = coverage["totals_off"]
    totals = f"{text.counted(off, 'control total')} off" if off else "every control total agrees"
    return (
        f"{text.counted(coverage['files'], 'file')} with {text.counted(coverage['rows'], 'row')}: {refused},"
        f" {text.counted(coverage['rejected'], 'row')} rejected, {totals}."
    )


def _said(ids: list[int]) -> None:
    """One sentence per file that did not go in, and one for those that did."""
    came = [file for file in session.ask("input_files") if file["file_id"] in ids]
    good = [file for file in came if file["status"] == "loaded"]
    if good:
        st.success(
            f"{text.counted(len(good), 'file')} loaded, {text.counted(sum(file['loaded'] for file in good), 'row')}."
        )
    for file in came:
        if file["status"] == "refused":
            st.error(text.md(file["reason"]))
        elif file["status"] != "loaded":
            st.warning(text.md(f"{file['name']}: {file['status']}, {file['reason']}."))


def _tiles(coverage: dict[str, Any]) -> None:
    layout.tiles(
        [
            Tile(
                "Files",
                text.number(coverage["files"]),
                f"{text.number(coverage['refused'])} refused",
                figure="files_files",
            ),
            Tile(
                "Billed lines",
                text.number(coverage["lines"]),
                f"{text.number(coverage['timed_lines'])} timed",
                figure="files_lines",
            ),
            Tile(
                "Rejected",
                text.number(coverage["rejected"]),
                f"{text.number(coverage['duplicate'])} twice",
                figure="files_rejected",
            ),
            Tile(
                "Answered",
                text.percent(coverage["matched_share"]),
                "of billed lines",
                "Billed lines that a remittance answers",
                figure="files_answered",
            ),
            Tile(
                "Minutes",
                text.percent(coverage["minutes_share"]),
                "of timed lines",
                "Timed lines with documented minutes",
                figure="files_minutes",
            ),
            Tile(
                "Unmatched",
                text.number(coverage["remit_lines_unmatched"]),
                f"of {text.number(coverage['remit_lines'])}",
                "Remitted lines that answer no billed line of yours",
                figure="files_unmatched",
            ),
        ]
    )


def _covered() -> None:
    st.subheader("What these files can answer", anchor=False)
    rows = session.ask("coverage_questions")
    said = [
        row | {"counted": f"{text.number(row['have'])} of {text.number(row['of'])} {row['counted']}"} for row in rows
    ]
    tables.plain(said, ANSWERABLE, alt="Questions, how far the loaded files answer them, and what would answer more")
    rows = session.ask("source_months")
    if rows:
        charts.show(
            charts_claims.covered(rows),
            "Rows per source and month of service: a gap is a missing file",
            "Grid of sources by month of service, filled where there are rows",
            key="covered",
        )


def _files(files: list[dict[str, Any]]) -> None:
    st.subheader("Files", anchor=False)
    shown = tables.frame(files, FILES)
    shown.insert(0, "undo", "Undo")
    key = f"undo_{session.audit().version}"
    ids = [file["file_id"] for file in files]
    undo = st.column_config.ButtonColumn("", type="tertiary", on_click=_undo, args=(key, ids), key=key)
    st.dataframe(
        shown,
        column_config={"undo": undo, **tables.config(FILES)},
        hide_index=True,
        placeholder=text.UNKNOWN,
        alt="Files with what became of their rows",
        height=390 if len(files) > 10 else "auto",
        key=f"files_{key}",
    )
    with st.popover("Take everything out"):
        st.markdown("Forget every file and every row. Your own files on disk are not touched.")
        st.button("Forget all files", on_click=session.undo, args=(ids,), type="primary")


def _undo(key: str, file_ids: list[int]) -> None:
    session.undo([file_ids[st.session_state[key]["row"]]])


draw()
