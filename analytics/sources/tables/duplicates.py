"""Accepted rows into their staging table, and which of them are there already."""

from __future__ import annotations

import duckdb

# What tells nothing of a row's content.
KEYS = ("row_key", "file_id", "sheet", "row_no", "is_duplicate", "superseded_by")
# What rows of the same content agree in, and others hardly ever do: only rows that do are compared as a whole.
LIKELY = {
    "billing_row": "patient_id, claim_id, line_no, dos, cpt",
    "minutes_row": "patient_id, dos, cpt",
    "fee_row": "payer, cpt, effective",
    "claim_acknowledgement": "claim_id, reference, status_date",
}


def stage(cursor: duckdb.DuckDBPyConnection, file_id: int, table: str, staged: str) -> None:
    """Add the rows of the select `staged` (ordinal and the columns of `table`), those that are there already marked.

    A row is a duplicate as often as earlier files hold its content, be it superseded by a correction since (then it is
    the old version again), or as one earlier sheet of its own workbook holds it (All, then one for each payer); inside
    a sheet only if it names its line (claim and line number), because one row per unit looks the same. Balances have no
    duplicates here: the latest one counts, whether it says the same or not (corrections.py).
    """
    cursor.execute(
        f"insert into {table} by name with staged as ({staged}) "
        "select ($id::bigint << 32) + ordinal as row_key, $id as file_id, false as is_duplicate, * exclude (ordinal) "
        "from staged",
        {"id": file_id},
    ).fetchall()
    if table not in LIKELY:
        return
    names = [row[0] for row in cursor.execute(f"describe {table}").fetchall()]
    there = "(not is_duplicate" + (" or superseded_by is not null)" if "superseded_by" in names else ")")
    line = "claim_id || chr(31) || line_no" if table == "billing_row" else "null"
    others = (
        f"select exists (select 1 from {table} where file_id <> $id and {there}) "
        f"or (select count(distinct coalesce(sheet, '')) from {table} where file_id = $id) > 1"
    )
    if cursor.execute(others, {"id": file_id}).fetchall() == [(True,)]:
        of_interest = "true"
    elif table == "billing_row":
        of_interest = f"{line} is not null"
    else:
        return
    cursor.execute(
        f"""
        create or replace table temp_likely as
        select hash({LIKELY[table]}) as likely
        from {table}
        where (file_id = $id or {there}) and {of_interest}
        group by likely
        having count(*) > 1 and bool_or(file_id = $id)
        """,
        {"id": file_id},
    ).fetchall()
    if cursor.execute("select count(*) from temp_likely").fetchall() == [(0,)]:
        return
    content = "hash(" + ", ".join(name for name in names if name not in KEYS) + ")"
    cursor.execute(
        f"""
        create or replace table temp_copy as
        with alike as (
            select row_key, sheet, file_id = $id as is_new, {line} is not null as names_line, {content} as content
            from {table}
            where (file_id = $id or {there}) and hash({LIKELY[table]}) in (select likely from temp_likely)
        )
        , earlier as (
            select content, count(*) as copies
            from alike
            where not is_new
            group by content
        )
        , counted as (
            select row_key, sheet, names_line, content,
                row_number() over (partition by content order by row_key) as copy,
                row_number() over (partition by content, sheet order by row_key) as copy_of_sheet
            from alike
            where is_new
        )
        , held as (
            select content, sheet,
                max(count(*)) over (
                    partition by content order by min(row_key) rows between unbounded preceding and 1 preceding
                ) as on_earlier_sheets
            from counted
            group by content, sheet
        )
        select row_key
        from counted
        join held on held.content = counted.content and held.sheet is not distinct from counted.sheet
        left join earlier on earlier.content = counted.content
        where copy_of_sheet <= greatest(coalesce(copies, 0), coalesce(on_earlier_sheets, 0))
            or (copy > 1 and names_line)
        """,
        {"id": file_id},
    ).fetchall()
    cursor.execute(
        f"update {table} set is_duplicate = true where row_key in (select row_key from temp_copy)"
    ).fetchall()
