"""What the X12 readers share: run the SQL files of a folder on the cursor of a load.

A file holds one select and is named after the table it fills. x12_* are work tables of the cursor (temporary, dropped
after the load), any other name is a staging table.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import duckdb

from analytics.sources.x12.canonical import CUT, STAND_INS

HERE = Path(__file__).resolve().parent
_MACRO = re.compile(r"create or replace temp macro (\w+)")


def prepare(cursor: duckdb.DuckDBPyConnection, texts: dict[int, bytes]) -> None:
    """The macros that read an element, and the table of the files of the load."""
    execute(cursor, "functions")
    if any(byte in data for byte in STAND_INS for data in texts.values()):
        execute(cursor, "restore")
    make(cursor, "x12_file", parameters={"file_ids": list(texts)})


def make(cursor: duckdb.DuckDBPyConnection, name: str, room: str = "", parameters: dict | None = None) -> None:
    """(Re)make the work table of `room/name.sql`."""
    run(cursor, f"create or replace temp table {name} as {text(name, room)}", parameters)


def add(cursor: duckdb.DuckDBPyConnection, name: str, room: str = "") -> None:
    """Add the rows of `room/name.sql` to the table of its name."""
    run(cursor, f"insert into {name} by name {text(name, room)}")


def execute(cursor: duckdb.DuckDBPyConnection, name: str, room: str = "") -> None:
    """Run the statements of `room/name.sql`."""
    run(cursor, text(name, room))


def run(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: dict | None = None) -> list[tuple]:
    """All rows: a result left open would own the cursor."""
    return cursor.execute(sql, parameters).fetchall()


def drop(cursor: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Drop work tables, if they are there."""
    for name in names:
        run(cursor, f"drop table if exists temp.{name}")


def clear(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave no work table and so no text of a file behind, and no macro."""
    tables = run(
        cursor, "select table_name from duckdb_tables() where temporary and table_name like 'x12\\_%' escape '\\'"
    )
    drop(cursor, *(name for (name,) in tables))
    for name in _MACRO.findall(text("functions") + text("functions", "claims")):
        run(cursor, f"drop macro if exists temp.{name}")


def judge(cursor: duckdb.DuckDBPyConnection, room: str) -> None:
    """Set is_duplicate by `room/x12_duplicate.sql`, and move rows and charges between loaded and duplicate with it."""
    try:
        make(cursor, "x12_duplicate", room)
        if run(cursor, "select 1 from x12_duplicate limit 1"):
            make(cursor, "x12_moved", room)
            execute(cursor, "judge", room)
            execute(cursor, "moved", "common")
    finally:
        drop(cursor, "x12_duplicate", "x12_moved")


def marked(data: bytes, segment: bytes) -> bytes:
    """The text with the mark of a cut segment of this kind behind its id: the row is seen, and seen to be cut."""
    return data.replace(b"~" + CUT + segment, b"~" + segment + CUT) if CUT in data else data


@cache
def text(name: str, room: str = "") -> str:
    """The SQL of `room/name.sql`."""
    return (HERE / room / f"{name}.sql").read_text(encoding="utf-8")
