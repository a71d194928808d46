"""The table behind a cut or a question, and the same table as a file: exactly what is shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.explore import export
from analytics.explore.query import Cut
from analytics.explore.spec import Spec
from analytics.explore.table import Column, Table
from pages._parts import explore_words as words
from pages._parts import session, text

MOST_SHOWN = 5000  # rows in the page's own table; a file holds all of them
HELP = "Exactly the table below. It may hold patient data: keep it where patient data may be kept."
FILES: dict[str, tuple[str, str, Callable[[Table], bytes]]] = {
    "CSV": ("csv", "text/csv", export.to_csv),
    "XLSX": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", export.to_xlsx),
    "Parquet": ("parquet", "application/vnd.apache.parquet", export.to_parquet),
}
FORMATS = {"dollars": "dollar", "share": "percent"}
DATES = {"month": "MMM YYYY", "quarter": "[Q]Q YYYY", "year": "YYYY"}  # else a day


def draw(spec: Spec, cut: Cut) -> None:
    """The table behind the picture, what all of it comes to, and its downloads."""
    table = words.read(spec, cut)
    show(table, "The numbers behind it", "explore", f"{words.totals(spec, cut)}", words.finding(spec, cut))


def show(table: Table, title: str, name: str, note: str, alt: str) -> None:
    """A table with its downloads; name: of the files."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None):
            st.subheader(title, anchor=False)
            st.caption(
                text.md(". ".join(part for part in (text.counted(len(table.rows), "row"), table.note, note) if part))
            )
        if table.rows:
            with st.container(horizontal=True, width="content"):
                for label in FILES:
                    _button(table, label, name)
    if table.rows:
        st.dataframe(
            frame(table),
            column_config={str(place): _config(column) for place, column in enumerate(table.columns)},
            hide_index=True,
            placeholder=text.UNKNOWN,
            height=420 if len(table.rows) > 11 else "auto",
            alt=f"Table: {alt}",
        )


def _button(table: Table, label: str, name: str) -> None:
    ending, mime, make = FILES[label]
    st.download_button(
        label,
        data=lambda: make(table),
        file_name=f"{name}.{ending}",
        mime=mime,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"{name}_{ending}_{session.audit().version}",
        help=HELP,
    )


def frame(table: Table) -> pd.DataFrame:
    """The first MOST_SHOWN rows for display, a loop over columns; their names are their places."""
    rows = table.rows[:MOST_SHOWN]
    return pd.DataFrame({str(place): [_cell(row[place]) for row in rows] for place in range(len(table.columns))})


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, list | dict | tuple) else value


def _config(column: Column) -> Any:
    if column.type in ("DATE", "TIMESTAMP"):
        return st.column_config.DateColumn(column.label, format=DATES.get(column.unit, "D MMM YYYY"))
    if column.unit in ("dollars", "share"):
        return st.column_config.NumberColumn(column.label, format=FORMATS[column.unit])
    if column.unit in ("count", "units", "minutes", "days", "number", "bin"):
        return st.column_config.NumberColumn(column.label, format="localized")
    return (
        st.column_config.TextColumn(column.label) if column.type == "VARCHAR" else st.column_config.Column(column.label)
    )
