"""Control totals: every row and every dollar of a file is loaded, rejected or a duplicate."""

from __future__ import annotations

import duckdb

from analytics.sources.tables import stated
from analytics.sources.tables.stated import TABLES

# measure -> the field it sums (read again from the raw text) and the macro that reads it
MEASURES: dict[str, dict[str, str]] = {
    "billing": {"charge": "parse_money"},
    "minutes": {"minutes": "parse_minutes", "total_timed_minutes": "parse_minutes"},
    "remittance": {"charge": "parse_money", "paid": "parse_money"},
    "fee_schedule": {},
    "claim_status": {},
    "opening_balance": {"amount": "parse_money"},
}


def close(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, mapped: set[str], broken: int) -> None:
    """Add the control totals of one kind of table, and its counts to input_file.

    in_file is counted on the raw text. Rows that are no data (totals, repeated headers, text) count as rejected rows,
    but their money is left out: it repeats other rows. So is the money of remittance rows that state their line's
    charge and payment a second time, with another adjustment. broken: records that could not be split into values.
    Totals that the file itself states are compared with what was read (stated.py).
    """
    cursor.execute(
        "create or replace table temp_rejected as select distinct ordinal from temp_fault where fatal "
        "union select ordinal from temp_text where furniture is not null"
    ).fetchall()
    rows, rejected = cursor.execute(
        "select (select count(*) from temp_text), (select count(*) from temp_rejected)"
    ).fetchall()[0]
    told = mapped | (MEASURES[kind].keys() if "transaction_amount" in mapped else set())
    measures = {name: reading for name, reading in MEASURES[kind].items() if name in told}
    accepted = _accepted(cursor, file_id, kind, measures)
    loaded, duplicate = accepted["rows"]
    counts = (rows + broken, loaded, rejected + broken, duplicate)
    _add(cursor, file_id, "rows", counts)
    cursor.execute(
        "update input_file set rows = rows + $1, loaded = loaded + $2, rejected = rejected + $3, "
        "duplicate = duplicate + $4 where file_id = $5",
        [*counts, file_id],
    ).fetchall()
    for measure, reading in measures.items():
        in_file, rejected = _stated(cursor, kind, measure, reading, mapped)
        loaded, duplicate = accepted[measure]
        _add(cursor, file_id, measure, (in_file, loaded, rejected, duplicate))
    stated.compare(cursor, file_id, kind, mapped)


def _stated(cursor: duckdb.DuckDBPyConnection, kind: str, measure: str, reading: str, mapped: set[str]) -> tuple:
    """(in the file, rejected) sums of a measure, each different text read once."""
    source, text, sign = "temp_text", measure, "1"
    if "transaction_amount" in mapped:
        source = (
            "temp_text join (select ordinal, posting_of(transaction_type) as posting from temp_value) using (ordinal)"
        )
        text, sign = _transaction(measure, mapped)
    repeats = f"and ordinal not in (select ordinal from temp_entry where not states_{measure})"
    return cursor.execute(
        f"""
        with word as (
            select {text} as text, {sign} as sign, count(*) as rows,
                count(*) filter (ordinal in (select ordinal from temp_rejected)) as rejected
            from {source}
            where furniture is null and {text} is not null {repeats if kind == "remittance" else ""}
            group by all
        )
        , amount as (select {reading}(text) * sign as value, rows, rejected from word)
        select coalesce(sum(value * rows), 0), coalesce(sum(value * rejected), 0) from amount
        """
    ).fetchall()[0]


def _transaction(measure: str, mapped: set[str]) -> tuple[str, str]:
    """(text, sign) of a measure in a remittance: where the type of a row says that its amount is that measure, the
    amount of the transaction. As posting.sql reads them, with the sign under which the payments of the file count."""
    amount = f"case when posting = '{'charge' if measure == 'charge' else 'payment'}' then transaction_amount end"
    if measure == "charge":  # the amount of a charge wins over a charge column, a column of payments over the amount
        return (f"coalesce({amount}, charge)" if "charge" in mapped else amount), "1"
    sign = "(select any_value(factor) from temp_sign)"
    if "paid" not in mapped:
        return amount, sign
    return f"coalesce(paid, {amount})", f"case when paid is null then {sign} else 1 end"


def _accepted(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, measures: dict[str, str]) -> dict[str, tuple]:
    """rows and each measure -> (loaded, duplicate) sums of the accepted rows or lines."""
    if kind == "remittance":
        columns = {"rows": "rows", **{measure: f"stated_{measure}" for measure in measures}}
        source = "temp_line"
    else:
        # Minutes that were derived from start and end are in no total of the file.
        told = "case when minutes_basis = 'stated' then minutes end"
        columns = {"rows": "1", **{measure: told if measure == "minutes" else measure for measure in measures}}
        source = f"{TABLES[kind]} where file_id = {file_id}"
    sums = ", ".join(
        f"coalesce(sum({column}) filter ({copy}is_duplicate), 0)"
        for column in columns.values()
        for copy in ("not ", "")
    )
    found = cursor.execute(f"select {sums} from {source}").fetchall()[0]
    return dict(zip(columns, zip(found[::2], found[1::2], strict=True), strict=True))


def _add(cursor: duckdb.DuckDBPyConnection, file_id: int, measure: str, sums: tuple) -> None:
    in_file, loaded, rejected, duplicate = sums
    cursor.execute(
        "insert into control_total values ($1, $2, null, $3, $4, $5, $6, $7)",
        [file_id, measure, in_file, loaded, rejected, duplicate, in_file - loaded - rejected - duplicate],
    ).fetchall()
