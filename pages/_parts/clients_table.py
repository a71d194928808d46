"""The clients as a table, one of which can be selected."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.clients import Client
from pages._parts import tables, text
from pages._parts.tables import Column

MEGABYTE = 1e6
COLUMNS = {
    "name": Column("Client", width="medium"),
    "state": Column("", width="small"),
    "lines": Column("Billed lines", "number", "When the audit was last open"),
    "first_day": Column("From", "date", "First day of service"),
    "last_day": Column("To", "date", "Last day of service"),
    "created": Column("Created", "date"),
    "size": Column("Size", help="Of the audit's file"),
}


def draw(known: Sequence[Client], opened: Client | None) -> Client | None:
    """The table; returns the client whose row is selected."""
    rows = [_row(client, opened) for client in known]
    event = st.dataframe(
        pd.DataFrame(rows, columns=list(COLUMNS)),
        column_config=tables.config(COLUMNS),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height="content" if len(rows) <= tables.MOST_IN_SIGHT else "auto",
        key="clients_" + "_".join(client.id for client in known),
        alt="Clients with the size, lines and days of their audits",
        on_select="rerun",
        selection_mode="single-row",
    )
    picked = event["selection"]["rows"]
    if not picked:
        st.caption("Select a client to open, rename, copy, archive or delete it.")
    return known[picked[0]] if picked else None


def holds(client: Client) -> str:
    """`12,634 billed lines, 1 Jan 2025 to 31 Dec 2025, 84.2 MB`."""
    if not client.lines:
        return "no billed lines yet"
    days = f"{text.day(client.first_day)} to {text.day(client.last_day)}"
    return f"{text.counted(client.lines, 'billed line')}, {days}, {size(client)}"


def size(client: Client) -> str:
    """Bytes as a reader says them."""
    return f"{client.bytes / MEGABYTE:,.1f} MB" if client.bytes else text.UNKNOWN


def _row(client: Client, opened: Client | None) -> dict[str, object]:
    is_open = opened is not None and client.id == opened.id
    state = [*(["open"] if is_open else []), *(["archived"] if client.archived else [])]
    return {
        "name": client.name,
        "state": ", ".join(state),
        "lines": client.lines,
        "first_day": client.first_day,
        "last_day": client.last_day,
        "created": client.created.date(),
        "size": size(client),
    }
