"""One audit = one workspace: a DuckDB database with the staging tables, the ledger and the answers.

Connections live here only. A workspace owns one connection; every query takes a cursor of its own and drains it,
because an open result owns its connection (docs/decisions/0001-the-house.md).
"""

from __future__ import annotations

import csv
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analytics.errors import InputError

ROOT = Path(__file__).resolve().parent
REFERENCE = ROOT.parent / "data" / "reference"
EngineError = duckdb.Error  # for who must tell it and may not know the engine
FULL = "no space left"
HELD = ("could not set lock", "being used by another process")  # how the engine says that somebody else has a file open


class Workspace:
    """The tables of one audit.

    path: a DuckDB file to keep the audit in; None keeps it in memory and nothing on disk.
    threads, memory_limit: DuckDB settings, for tests and benchmarks.
    Raises InputError where another program, or this one a second time, has the file open.
    """

    def __init__(self, path: str | Path | None = None, *, threads: int | None = None, memory_limit: str | None = None):
        # Large sorts spill to temp_directory in clear: a private folder, gone with the workspace, closed or not.
        self._spill = Path(tempfile.mkdtemp(prefix="rehabledger-"))
        self._spill.chmod(0o700)
        self._remove_spill = weakref.finalize(self, shutil.rmtree, self._spill, ignore_errors=True)
        config: dict[str, Any] = {
            "temp_directory": str(self._spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        }
        if threads:
            config["threads"] = threads
        if memory_limit:
            config["memory_limit"] = memory_limit
        try:
            self._connection = duckdb.connect(str(path) if path else ":memory:", config=config)
        except duckdb.Error as error:
            self._remove_spill()
            if isinstance(error, duckdb.ConnectionException) or any(word in str(error).lower() for word in HELD):
                raise InputError(
                    "this audit is open in another window or program", fix="close it there, then try again"
                ) from None
            raise
        self._furnish()

    def _furnish(self) -> None:
        """Shut the door to all other files, then make the staging tables and macros that are not there yet."""
        self._connection.execute("set enable_external_access = false")
        for name in ("schema", "schema_added", "denials/work_event", "macros"):
            self._connection.execute((ROOT / f"{name}.sql").read_text(encoding="utf-8")).fetchall()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one piece of work; safe in any thread."""
        return self._connection.cursor()

    def build(self, name: str, *, view: bool = False, cursor: duckdb.DuckDBPyConnection | None = None) -> None:
        """(Re)make the table, or view, of `analytics/<room>/<table>.sql`; name is "room/table".

        cursor: makes it in the first schema of the cursor's search path; default: among the tables of the audit.
        """
        text = (ROOT / f"{name}.sql").read_text(encoding="utf-8")
        table = name.rsplit("/", 1)[-1]
        (cursor or self.cursor()).execute(
            f"create or replace {'view' if view else 'table'} {table} as\n{text}"
        ).fetchall()

    def rows(self, sql: str, **parameters: Any) -> list[tuple]:
        """All rows of a query as Python values; money stays Decimal, dates stay dates."""
        return self.cursor().execute(sql, parameters or None).fetchall()

    def records(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """The same as dicts by column name."""
        cursor = self.cursor().execute(sql, parameters or None)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def arrow(self, sql: str, **parameters: Any) -> pa.Table:
        """The same as an Arrow table: decimals stay decimals."""
        return self.cursor().sql(sql, params=parameters or None).to_arrow_table()

    def load_reference(self, table: str, file: Path | None = None) -> None:
        """(Re)make `table` from a CSV of data/reference: every column text, empty = null."""
        file = file or REFERENCE / f"{table}.csv"
        with file.open(encoding="utf-8", newline="") as handle:
            header, *rows = csv.reader(handle)
        columns = [[row[i] or None for row in rows] for i in range(len(header))]
        data = pa.table([pa.array(column, pa.string()) for column in columns], names=header)
        cursor = self.cursor()
        cursor.register("incoming", data)
        cursor.execute(f"create or replace table {table} as select * from incoming").fetchall()
        cursor.unregister("incoming")

    def close(self) -> None:
        """Close the connection and remove what spilled to disk."""
        self._connection.close()
        self._remove_spill()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@contextmanager
def together(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What the cursor changes meanwhile is kept together or not at all: a reader sees all of before or all of after."""
    cursor.execute("begin transaction").fetchall()
    try:
        yield
    except BaseException:
        cursor.execute("rollback").fetchall()
        raise
    cursor.execute("commit").fetchall()


def opened(path: str | None) -> Workspace:
    """The workspace of a file, or one in memory. Raises InputError where the file cannot be opened as one."""
    if path and Path(path).exists() and Path(path).stat().st_size and not _is_database(Path(path)):
        raise InputError("is no workspace", file=path, fix="name a workspace file, or one that does not exist yet")
    try:
        return Workspace(path)
    except (duckdb.Error, OSError) as error:
        raise InputError("cannot be opened as a workspace", file=path, fix=_mend(error)) from None


def _mend(error: Exception) -> str:
    is_full = FULL in str(error).lower()
    return "make room on the disk" if is_full else "name another file, or one that does not exist yet"


def _is_database(path: Path) -> bool:
    """Whether a file begins as DuckDB's do; it would open a table of text as well, and keep nothing in it."""
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"
