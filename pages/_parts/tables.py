"""Tables: typed columns, a stated number of rows, and the whole filtered table as a download a spreadsheet can open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from analytics.reports.safe_csv import to_csv
from analytics.selection import Filter
from pages._parts import session, text
from pages._parts.rule_words import ASKED

MOST_IN_SIGHT = 20  # rows of a small table that are shown without a scroll bar
DATE = 108  # pixels: 29 Sep 2026 fits


class Column(NamedTuple):
    """A column of a table.

    kind: text | name (our words for a code name) | asked (what a reviewer wants) | money | number | date | percent.
    """

    label: str
    kind: str = "text"
    help: str = ""
    width: str | int | None = None


def show(
    question: str,
    columns: Mapping[str, Column],
    active: Filter,
    *,
    title: str,
    alt: str,
    none: str,
    selectable: bool = False,
    hint: str = "",
    height: int | str = 390,
    key: str | None = None,
    given: Mapping[str, str] | None = None,
    asked: list[dict[str, Any]] | None = None,
) -> dict[str, Any] | None:
    """Show answers/shown/<question>.sql under a filter; returns the selected row where rows can be selected.

    none: the sentence in its place where it has no rows. The download holds every row and column of the answer.
    given: the question's parameters beside the filter. hint: beside the number of rows, what selecting one shows.
    asked: the answer, where the page has asked for all of it already.
    """
    given = given or {}
    rows, total = session.ask_most(question, active, **given) if asked is None else (asked, len(asked))
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None):
            st.subheader(title, anchor=False)
            st.caption(text.md(_count(len(rows), total) + (f". {hint}" if hint else "") if rows else none))
        if rows:
            download(question, active, given)
    if not rows:
        return None
    selection = {"on_select": "rerun", "selection_mode": "single-row"} if selectable else {}
    key = f"{key or question}_{session.audit().version}_{hash((active, *given.items()))}"
    event = st.dataframe(
        frame(rows, columns),
        column_config=config(columns),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height=height if len(rows) > 10 else "auto",
        key=key,
        alt=alt,
        **selection,
    )
    picked = event["selection"]["rows"] if selectable else []
    return rows[picked[0]] if picked else None


def plain(rows: list[dict[str, Any]], columns: Mapping[str, Column], *, alt: str) -> None:
    """A few rows that are already at hand, all of them in sight."""
    st.dataframe(
        frame(rows, columns),
        column_config=config(columns),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height="content" if len(rows) <= MOST_IN_SIGHT else "auto",
        alt=alt,
    )


def download(question: str, active: Filter, given: Mapping[str, str] | None = None) -> None:
    """A button that makes the CSV of the whole answer when it is clicked."""
    csv_button(
        lambda: to_csv(session.ask_all(question, active, **(given or {}))),
        question,
        "Every row of the filtered table. It holds patient ids: keep it where patient data may be kept.",
        key="_".join(("download", question, *(given or {}).values())),
    )


def csv_button(make: Callable[[], bytes], name: str, help: str, *, key: str | None = None) -> None:
    """A quiet button that makes name.csv when it is clicked; help: what is in it, and what to mind."""
    st.download_button(
        "Download CSV",
        data=session.held(make),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=key,
        help=help,
    )


def frame(rows: list[dict[str, Any]], columns: Mapping[str, Column]) -> pd.DataFrame:
    """The columns to show, in order; a loop over columns, money as numbers only for display."""
    return pd.DataFrame({name: [_shown(row[name], column.kind) for row in rows] for name, column in columns.items()})


def _shown(value: Any, kind: str) -> Any:
    if kind == "name":
        return text.label(value)
    if kind == "asked":
        return ASKED.get(value, text.UNKNOWN)
    if kind == "percent" and value is not None:
        return float(value) * 100
    if isinstance(value, Decimal):
        return float(value)
    return value


def config(columns: Mapping[str, Column]) -> dict[str, Any]:
    """Streamlit's column settings: money as dollars, dates as 3 Mar 2026, ids as text."""
    return {name: _config(column) for name, column in columns.items()}


def _config(column: Column) -> Any:
    given = {"label": column.label, "help": column.help or None, "width": column.width}
    match column.kind:
        case "money":
            return st.column_config.NumberColumn(format="dollar", **given)
        case "number":
            return st.column_config.NumberColumn(format="localized", **given)
        case "percent":
            return st.column_config.NumberColumn(format="%.1f %%", **given)
        case "date":
            return st.column_config.DateColumn(format="D MMM YYYY", **given | {"width": column.width or DATE})
        case _:
            return st.column_config.TextColumn(**given)


def _count(shown: int, total: int) -> str:
    if shown < total:
        return f"The first {text.number(shown)} of {text.counted(total, 'row')}; the download holds all of them"
    return text.counted(total, "row")
