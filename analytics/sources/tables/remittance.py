"""Rows of a remittance table to payments, claims, lines and adjustments."""

from __future__ import annotations

from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
STAGED = {
    "remit_payment": "stage_payment",
    "remit_claim": "stage_claim",
    "remit_line": "stage_line",
    "remit_adjustment": "stage_adjustment",
}


def stage(cursor: duckdb.DuckDBPyConnection) -> None:
    """Fill remit_payment, remit_claim, remit_line and remit_adjustment from work_value and work_fault.

    Lines of earlier tables stand under a payment of their own that is marked as a duplicate.
    """
    _make(cursor, "work_entry", "entry")
    _make(cursor, "work_line", "line")
    _make(cursor, "work_earlier", "earlier_line")
    cursor.execute(
        """
        update work_line set is_duplicate = true where ordinal in (
            with counted as (
                select ordinal, content, row_number() over (partition by content order by ordinal) as nth
                from work_line where content in (select content from work_earlier)
            )
            select ordinal from counted join work_earlier using (content) where nth <= copies
        )
        """
    ).fetchall()
    _make(cursor, "work_keyed", "keyed_line")
    for table, name in STAGED.items():
        cursor.execute(f"insert into {table} by name {_sql(name)}").fetchall()


def _make(cursor: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    cursor.execute(f"create or replace table {table} as {_sql(name)}").fetchall()


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
