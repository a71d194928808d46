"""A question in SQL over the documented views: read only, one at a time, stopped when it takes too long."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import yaml

from analytics.errors import InputError
from analytics.explore import views
from analytics.explore.sql_guard import checked, said
from analytics.explore.table import Column, Table
from analytics.workspace import Workspace

SECONDS, ROWS = 10.0, 100_000
ABOUT_DATA = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException)
ABOUT_TEXT = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)


def run(workspace: Workspace, text: str, seconds: float = SECONDS, rows: int = ROWS) -> Table:
    """The answer to one SELECT; columns as it names them, the first `rows` rows, with a note where there are more.

    The caller holds the lock of a workspace that others use too. Raises InputError for anything but one SELECT over
    the documented views, for a fault in it, and where it takes longer than `seconds`.
    """
    views.views(workspace)
    cursor = workspace.cursor()
    text = text.strip().rstrip(";").rstrip()
    checked(cursor, text)
    with _told(seconds), _read_only(cursor), _stopped(cursor, seconds):
        cursor.execute(text)
        columns = _columns(cursor)
        found = cursor.fetchmany(rows + 1)
    note = f"Stopped after {rows:,} rows: there are more" if len(found) > rows else ""
    return Table(columns, [tuple(row) for row in found[:rows]], note)


def _columns(cursor: duckdb.DuckDBPyConnection) -> tuple[Column, ...]:
    return tuple(
        Column(f"c{place}", str(column[0]), _unit(str(column[1])), str(column[1]))
        for place, column in enumerate(cursor.description)
    )


def _unit(kind: str) -> str:
    """How a column without a unit of its own is shown."""
    if kind == "DATE":
        return "day"
    return (
        "number"
        if kind.startswith("DECIMAL") or kind in ("DOUBLE", "FLOAT") or kind.endswith("INT") or kind == "INTEGER"
        else "text"
    )


@contextmanager
def _read_only(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction that can write nothing, whatever is asked in it."""
    cursor.execute("begin transaction read only").fetchall()
    try:
        yield
    finally:
        try:
            cursor.execute("rollback").fetchall()
        finally:
            cursor.close()


@contextmanager
def _stopped(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupts what runs on the cursor after so many seconds."""
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


@contextmanager
def _told(seconds: float) -> Iterator[None]:
    """The engine's faults as one sentence; what it says of values stays out, because they may be a patient's."""
    try:
        yield
    except duckdb.InterruptException:
        raise InputError(f"SQL: stopped after {seconds:g} seconds", fix="ask for less, or sum it up first") from None
    except duckdb.OutOfMemoryException:
        raise InputError("SQL: the question needs more memory than there is", fix="ask for less") from None
    except ABOUT_TEXT as error:
        raise InputError(f"SQL: {said(error)}", fix="mend the SQL") from None
    except ABOUT_DATA:
        raise InputError(
            "SQL: a value is not of the type asked for", fix="use try_cast, or leave such rows out"
        ) from None
    except duckdb.Error as error:
        raise InputError(f"SQL: the engine refused it ({type(error).__name__})", fix="ask it another way") from None


@functools.cache
def examples() -> dict[str, str]:
    """Ready questions by their name."""
    return yaml.safe_load((Path(__file__).resolve().parent / "examples.yaml").read_text(encoding="utf-8"))
