"""Accepted rows into their staging table, and which of them are there already."""

from __future__ import annotations

import duckdb

# What tells nothing of a row's content.
KEYS = ("row_key", "file_id", "sheet", "row_no", "is_duplicate", "superseded_by")


def stage(cursor: duckdb.DuckDBPyConnection, file_id: int, table: str, staged: str) -> None:
    """Add the rows of the select `staged` (ordinal and the columns of `table`), those that are there already marked.

    A row is a duplicate as often as earlier files hold its content; inside a file only if it names its line (claim and
    line number), because one row per unit looks the same.
    """
    cursor.execute(
        f"insert into {table} by name with staged as ({staged}) "
        "select ($id::bigint << 32) + ordinal as row_key, $id as file_id, false as is_duplicate, * exclude (ordinal) "
        "from staged",
        {"id": file_id},
    ).fetchall()
    names = [row[0] for row in cursor.execute(f"describe {table}").fetchall()]
    content = "hash(" + ", ".join(name for name in names if name not in KEYS) + ")"
    cursor.execute(
        f"create or replace table work_content as select row_key, {content} as content from {table} "
        "where file_id = $id",
        {"id": file_id},
    ).fetchall()
    cursor.execute(
        f"create or replace table work_earlier as select {content} as content, count(*) as copies from {table} "
        "where not is_duplicate and file_id <> $id group by all",
        {"id": file_id},
    ).fetchall()
    line = "claim_id || chr(31) || line_no" if table == "billing_row" else "null"
    cursor.execute(
        """
        create or replace table work_copy as
        with repeated as (
            select content from work_earlier
            union
            select content from work_content group by content having count(*) > 1
        )
        , counted as (
            select row_key, content, row_number() over (partition by content order by row_key) as copy
            from work_content where content in (select content from repeated)
        )
        select row_key, content, copy, copies from counted left join work_earlier using (content)
        """
    ).fetchall()
    cursor.execute(
        f"""
        update {table} set is_duplicate = true
        from work_copy as copy
        where {table}.row_key = copy.row_key and {table}.file_id = $id
            and (copy.copy <= coalesce(copy.copies, 0) or (copy.copy > 1 and {line} is not null))
        """,
        {"id": file_id},
    ).fetchall()
