"""Rows of a remittance table to payments, claims, lines and adjustments."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.sources.tables import grain
from analytics.sources.tables.questions import Question

HERE = Path(__file__).resolve().parent
STAGED = {
    "remit_payment": "stage_payment",
    "remit_claim": "stage_claim",
    "remit_line": "stage_line",
    "remit_adjustment": "stage_adjustment",
}


def stage(
    cursor: duckdb.DuckDBPyConnection, file_id: int, mapped: set[str], wanted: str | None, *, said: bool, checks: bool
) -> list[Question]:
    """Fill remit_payment, remit_claim, remit_line and remit_adjustment from temp_value and temp_fault, and set the
    grain of input_file; returns the question about the grain.

    wanted: the grain of the layout, or the user's own word (said). checks: the table lists checks only. Lines of
    earlier tables, or of an earlier sheet of this one, stand under a payment of their own, marked as a duplicate.
    """
    if checks:
        _stage_checks(cursor, file_id)
        return grain.settle(cursor, file_id, "check", said, "the table names checks, and no claim or service")
    _add_remarks(cursor, mapped)
    _make(cursor, "temp_sign", "sign")
    _make(cursor, "temp_posting", "posting")
    questions = grain.decide(cursor, file_id, wanted, said=said)
    _make(cursor, "temp_line", "line")
    _make(cursor, "temp_earlier", "earlier_line")
    cursor.execute(
        """
        update temp_line set is_duplicate = true where ordinal in (
            with counted as (
                select ordinal, content, sheet,
                    row_number() over (partition by content, sheet order by ordinal) as nth
                from temp_line
                where content in (
                    select content from temp_earlier union all
                    select content from temp_line group by content having count(distinct sheet) > 1
                )
            )
            , held as (
                select content, sheet,
                    max(count(*)) over (
                        partition by content order by min(ordinal) rows between unbounded preceding and 1 preceding
                    ) as on_earlier_sheets
                from counted
                group by content, sheet
            )
            select ordinal
            from counted
            join held on held.content = counted.content and held.sheet is not distinct from counted.sheet
            left join temp_earlier as earlier on earlier.content = counted.content
            where nth <= greatest(coalesce(copies, 0), coalesce(on_earlier_sheets, 0))
        )
        """
    ).fetchall()
    _make(cursor, "temp_keyed", "keyed_line")
    for table, name in STAGED.items():
        cursor.execute(f"insert into {table} by name {_sql(name)}").fetchall()
    return questions


def _add_remarks(cursor: duckdb.DuckDBPyConnection, mapped: set[str]) -> None:
    """Column carc_remarks of temp_value: the remark codes that stand among the reasons."""
    cursor.execute("alter table temp_value add column carc_remarks varchar[]").fetchall()
    if "carc" in mapped:
        cursor.execute(
            "update temp_value set carc_remarks = remark_items(text.carc) from temp_text as text "
            "where text.ordinal = temp_value.ordinal and len(remark_items(text.carc)) > 0"
        ).fetchall()


def _stage_checks(cursor: duckdb.DuckDBPyConnection, file_id: int) -> None:
    """Payments without claims; temp_entry and temp_line hold what the control totals ask for."""
    _make(cursor, "temp_line", "check_payment")
    cursor.execute(
        "create or replace table temp_entry as "
        "select ordinal, ordinal as line_ordinal, true as states_charge, true as states_paid from temp_line"
    ).fetchall()
    cursor.execute(
        """
        insert into remit_payment by name
        select ($id::bigint << 32) + ordinal as payment_key, $id as file_id, row_no, is_duplicate, amount,
            paid_date as payment_date, check_number as trace_number, payer_name, payer_id, rows, stated_charge,
            stated_paid
        from temp_line
        """,
        {"id": file_id},
    ).fetchall()


def _make(cursor: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    cursor.execute(f"create or replace table {table} as {_sql(name)}").fetchall()


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
