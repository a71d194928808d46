"""Corrected exports: a later file that holds the same line with other content takes its place, until it is undone.

Which lines are the same is said by corrections/<kind>.sql: one row per line of an earlier file that file $file_id says
again in other words. The earlier line stays where it is, a duplicate that names the file which superseded it. So does
a payment of a remittance table that an 835 brings as well, whichever came first. Balances are said anew, not corrected:
any later row takes the place of an earlier one, in its own file, too.
"""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection

HERE = Path(__file__).resolve().parent / "corrections"
TABLES = {
    "billing": "billing_row",
    "minutes": "minutes_row",
    "fee_schedule": "fee_row",
    "opening_balance": "opening_balance",
}
INSIDE = frozenset({"opening_balance"})  # kinds of which a row may supersede another one of its own file
# What control totals measure of a row: times of day are in no total, so minutes made from them are not either.
MEASURES = {
    "billing": {"charge": "charge"},
    "minutes": {
        "minutes": "case when coalesce(minutes_basis, 'stated') = 'stated' then minutes end",
        "total_timed_minutes": "total_timed_minutes",
    },
    "fee_schedule": {},
    "opening_balance": {"amount": "amount"},
}


def apply(cursor: DuckDBPyConnection, file_id: int) -> None:
    """Let the lines of a newly loaded file supersede those they correct."""
    for kind, table in TABLES.items():
        sql = (HERE / f"{kind}.sql").read_text(encoding="utf-8")
        files = f"select count(*) filter (file_id = $id), count(*) filter (file_id <> $id) from {table}"
        own, others = cursor.execute(files, {"id": file_id}).fetchall()[0]
        if not own or not (others or kind in INSIDE):
            continue
        cursor.execute(
            f"update {table} set is_duplicate = true, superseded_by = $file_id where row_key in ({sql})",
            {"file_id": file_id},
        ).fetchall()
        _count(cursor, kind, file_id, 1)
    supersede_payments(cursor, file_id)


def supersede_payments(cursor: DuckDBPyConnection, file_id: int) -> None:
    """Payments of tables give way to the 835 that brings them."""
    if not cursor.execute("select 1 from remit_payment where rows is not null limit 1").fetchall():
        return
    sql = (HERE / "remittance.sql").read_text(encoding="utf-8")
    moved = cursor.execute(sql, {"file_id": file_id}).fetchall()
    for era in {era for _, era in moved}:
        keys = [key for key, by in moved if by == era]
        cursor.execute(
            """update remit_payment set is_duplicate = true, superseded_by = $era
               where payment_key in (select unnest($keys::bigint[]))""",
            {"era": era, "keys": keys},
        ).fetchall()
        _count_payments(cursor, keys, 1)


def revert(cursor: DuckDBPyConnection, file_id: int) -> None:
    """What the file had superseded counts again."""
    for kind, table in TABLES.items():
        _count(cursor, kind, file_id, -1)
        cursor.execute(
            f"update {table} set is_duplicate = false, superseded_by = null where superseded_by = $id", {"id": file_id}
        ).fetchall()
    given = {"id": file_id}
    keys = cursor.execute("select payment_key from remit_payment where superseded_by = $id", given).fetchall()
    _count_payments(cursor, [key for (key,) in keys], -1)
    cursor.execute(
        "update remit_payment set is_duplicate = false, superseded_by = null where superseded_by = $id", given
    ).fetchall()


def _count(cursor: DuckDBPyConnection, kind: str, file_id: int, direction: int) -> None:
    """Move the rows and sums that the file superseded from loaded to duplicate in their own files, or back."""
    source = f"{TABLES[kind]} where superseded_by = {int(file_id)}"
    _move(cursor, source, {"rows": "1", **MEASURES[kind]}, direction)


def _count_payments(cursor: DuckDBPyConnection, keys: list[int], direction: int) -> None:
    """The same for payments of remittance tables."""
    if keys:
        source = f"remit_payment where payment_key in ({', '.join(map(str, keys))})"
        _move(cursor, source, {"rows": "rows", "charge": "stated_charge", "paid": "stated_paid"}, direction)


def _move(cursor: DuckDBPyConnection, source: str, measures: dict[str, str], direction: int) -> None:
    """Counts and sums of the rows of `source` (a table with its condition) from loaded to duplicate, or back."""
    given = {"direction": direction}
    moved = f"select file_id as moved_file, coalesce(sum(%s), 0) as total from {source} group by file_id"
    cursor.execute(
        f"""update input_file
            set loaded = loaded - $direction * moved.total, duplicate = duplicate + $direction * moved.total
            from ({moved % measures["rows"]}) as moved where file_id = moved.moved_file""",
        given,
    ).fetchall()
    for measure, amount in measures.items():
        cursor.execute(
            f"""update control_total
                set loaded = loaded - $direction * moved.total, duplicate = duplicate + $direction * moved.total
                from ({moved % amount}) as moved
                where file_id = moved.moved_file and measure = $measure and reference is null""",
            given | {"measure": measure},
        ).fetchall()
