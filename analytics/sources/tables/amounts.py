"""Decimal commas: read only where the amounts of a file prove that they are meant."""

from __future__ import annotations

import duckdb

from analytics.contract import FIELDS

EUROPEAN = r"[^0-9]*[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}[^0-9]*"
AMERICAN = r"[^0-9]*([0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[0-9]+\.[0-9]{1,2})[^0-9]*"


def decide(cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str]) -> None:
    """Make the macro decimal_comma() anew: true where some amount is written 1.234,50 and none 1,234.50 or 12.50."""
    names = [field.name for field in FIELDS[kind] if field.type in ("money", "amounts") and field.name in mapped]
    written = " union ".join(
        f"select {name} as text from temp_text where furniture is null and contains({name}, ',')" for name in names
    )
    proved = False
    if names and cursor.execute(
        f"select coalesce(bool_or(regexp_full_match(text, '{EUROPEAN}')), false) from ({written})"
    ).fetchall() == [(True,)]:
        every = " union ".join(f"select {name} as text from temp_text where furniture is null" for name in names)
        proved = cursor.execute(
            f"select not bool_or(regexp_full_match(text, '{AMERICAN}')) from ({every}) where text is not null"
        ).fetchall() == [(True,)]
    cursor.execute(f"create or replace macro decimal_comma() as {str(proved).lower()}").fetchall()
