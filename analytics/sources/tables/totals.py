"""Control totals: every row and every dollar of a file is loaded, rejected or a duplicate."""

from __future__ import annotations

import duckdb

TABLES = {"billing": "billing_row", "minutes": "minutes_row", "fee_schedule": "fee_row"}
# measure -> the field it sums (read again from the raw text) and the macro that reads it
MEASURES = {
    "billing": {"charge": "parse_money"},
    "minutes": {"minutes": "parse_number", "total_timed_minutes": "parse_number"},
    "remittance": {"charge": "parse_money", "paid": "parse_money"},
    "fee_schedule": {},
}


def _accepted(kind: str) -> str:
    """One row per accepted row or line: is_duplicate, rows, and each measure as far as the file states it.

    Minutes that were derived from start and end are in no total of the file, so they are left out here too.
    """
    if kind == "remittance":
        return "select is_duplicate, rows, charge, paid from work_line"
    stated = [f"case when {m}_text is not null then loaded.{m} end as {m}" for m in MEASURES[kind]]
    return (
        f"select {', '.join(['loaded.is_duplicate', '1 as rows', *stated])} from {TABLES[kind]} as loaded "
        "join work_value as value on value.ordinal = loaded.row_key & 4294967295 "
        "where loaded.file_id = (select file_id from work_shape)"
    )


def close(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, mapped: set[str], broken: int) -> None:
    """Add the control totals of one kind of table, and its counts to input_file.

    in_file is counted on the raw text. Rows that are no data (totals, repeated headers, text) count as rejected rows,
    but their money is left out: it repeats other rows. So is the money of remittance rows that state their line's
    charge and payment a second time, with another adjustment. broken: records that could not be split into values.
    """
    cursor.execute(
        "create or replace table work_rejected as select distinct ordinal from work_fault "
        "union select ordinal from work_text where furniture is not null"
    ).fetchall()
    rows, rejected = cursor.execute(
        "select (select count(*) from work_text), (select count(*) from work_rejected)"
    ).fetchall()[0]
    loaded, duplicate = _split(cursor, kind, "rows")
    counts = (rows + broken, loaded, rejected + broken, duplicate)
    _add(cursor, file_id, "rows", counts)
    cursor.execute(
        "update input_file set rows = rows + $1, loaded = loaded + $2, rejected = rejected + $3, "
        "duplicate = duplicate + $4 where file_id = $5",
        [*counts, file_id],
    ).fetchall()
    for measure, reading in MEASURES[kind].items():
        if measure in mapped:
            _add(cursor, file_id, measure, _sums(cursor, kind, measure, reading))


def _sums(cursor: duckdb.DuckDBPyConnection, kind: str, measure: str, reading: str) -> tuple:
    """(in_file, loaded, rejected, duplicate) of one measure, as decimals."""
    repeats = "and ordinal not in (select ordinal from work_entry where ordinal <> line_ordinal)"
    in_file, rejected = cursor.execute(
        f"""
        select coalesce(sum({reading}({measure})), 0),
               coalesce(sum({reading}({measure})) filter (ordinal in (select ordinal from work_rejected)), 0)
        from work_text where furniture is null {repeats if kind == "remittance" else ""}
        """
    ).fetchall()[0]
    loaded, duplicate = _split(cursor, kind, measure)
    return in_file, loaded, rejected, duplicate


def _split(cursor: duckdb.DuckDBPyConnection, kind: str, measure: str) -> tuple:
    """(loaded, duplicate) sums of a measure."""
    return cursor.execute(
        f"select coalesce(sum({measure}) filter (not is_duplicate), 0), "
        f"coalesce(sum({measure}) filter (is_duplicate), 0) from ({_accepted(kind)})"
    ).fetchall()[0]


def _add(cursor: duckdb.DuckDBPyConnection, file_id: int, measure: str, sums: tuple) -> None:
    in_file, loaded, rejected, duplicate = sums
    cursor.execute(
        "insert into control_total values ($1, $2, null, $3, $4, $5, $6, $7)",
        [file_id, measure, in_file, loaded, rejected, duplicate, in_file - loaded - rejected - duplicate],
    ).fetchall()
