"""What one row of a remittance table is: a check, a claim, a line, one adjustment of a line, one transaction."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.sources.tables.questions import Question

ENTRY = Path(__file__).resolve().parent / "entry.sql"
# Rows of one claim line that say the same charge, some only a payment and some only an adjustment of it, are
# transactions; two lines alike, one paid and one denied, add up to more than one charge.
TRANSACTIONS = """
with line as (
    select
        count(*) as rows, any_value(charge) as charge,
        bool_or(coalesce(paid, 0) <> 0 and len(adjustments) = 0) as pays,
        bool_or(coalesce(paid, 0) = 0 and len(adjustments) > 0) as adjusts,
        coalesce(sum(paid), 0)
            + coalesce(sum(list_sum(list_transform(adjustments, lambda one: one['amount']))), 0) as explained
    from temp_posting
    where not is_secondary
    group by payer_name, payer_id, check_number, claim_name, status, line_no, code, dos, modifiers, units, charge
)
select count(*) filter (rows > 1),
    count(*) filter (rows > 1 and pays and adjusts and (charge is null or explained <= charge)),
    coalesce(sum(rows) filter (rows > 1 and pays and adjusts and (charge is null or explained <= charge)), 0)
from line
"""
SHAPE = """
select count(*) filter (not is_secondary), count(code), count(line_no), count(posting) from temp_posting
"""


def decide(cursor: duckdb.DuckDBPyConnection, file_id: int, wanted: str | None, *, said: bool) -> list[Question]:
    """Table temp_entry from temp_posting, by the grain that was said or is found; returns the question about it."""
    found, words = _found(cursor)
    chosen = wanted or found or "line"
    _entries(cursor, chosen, said)
    if wanted in ("claim", "transaction") or found:
        return settle(cursor, file_id, chosen, said, words if chosen == found else "the layout says so")
    rows, repeats = cursor.execute(
        "select count(*), count(*) filter (ordinal <> line_ordinal) from temp_entry where not is_secondary"
    ).fetchall()[0]
    words = f"the charge repeats on {repeats:,} of {rows:,} rows of the same claim line"
    return settle(cursor, file_id, wanted if said and wanted else ("adjustment" if repeats else "line"), said, words)


def _found(cursor: duckdb.DuckDBPyConnection) -> tuple[str | None, str]:
    """(claim or transaction, why) where the rows show it."""
    rows, codes, lines, postings = cursor.execute(SHAPE).fetchall()[0]
    if postings:
        return "transaction", "a column tells services from payments"
    if rows and not codes and not lines:
        return "claim", "no row names a procedure or a line"
    several, mixed, count = cursor.execute(TRANSACTIONS).fetchall()[0]
    if mixed and mixed * 2 >= several:
        return (
            "transaction",
            f"{count:,} of {rows:,} rows state only a payment or only an adjustment of a line others share",
        )
    return None, ""


def _entries(cursor: duckdb.DuckDBPyConnection, grain: str, said: bool) -> None:
    """adjustment is found row by row, as line is; said, it holds for all rows."""
    read_as = grain if grain in ("claim", "transaction") or said else "line"
    cursor.execute(
        f"create or replace table temp_grain as select '{read_as}' as grain, {str(said).lower()} as said"
    ).fetchall()
    cursor.execute(f"create or replace table temp_entry as {ENTRY.read_text(encoding='utf-8')}").fetchall()


def settle(cursor: duckdb.DuckDBPyConnection, file_id: int, grain: str, said: bool, words: str) -> list[Question]:
    """Write the grain to input_file; the question that shows it."""
    cursor.execute(
        "update input_file set grain = $grain where file_id = $id", {"grain": grain, "id": file_id}
    ).fetchall()
    return [Question("grain", grain, said, words)]
