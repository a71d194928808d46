"""The files of clients: one program at a time changes them, audits are copied only where nobody has them open."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import duckdb

from analytics.errors import InputError
from analytics.steps import STEPS
from analytics.workspace import Workspace, together

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

HALF, GONE = ".new-", ".gone-"  # folders that are being made, or removed
_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """One thread of one program at a time changes clients; what a crash left half done goes away first."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.chmod(0o700)
        with _ONE_AT_A_TIME, (place / ".lock").open("a+b") as file:
            _hold(file)
            for left in (*place.glob(HALF + "*"), *place.glob(GONE + "*")):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except OSError:
        raise InputError(
            "cannot be written", file=str(place), fix="check that you may write there and that the disk has room"
        ) from None


def _hold(file: BinaryIO) -> None:
    """Wait until no other program holds the file; it is let go when the file is closed."""
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_EX)
    else:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)


def pour(source: Workspace, path: Path) -> None:
    """Make a workspace file of the tables and views of another workspace, through Arrow: files cannot be attached.

    Raises duckdb.Error where the disk is full.
    """
    reader = source.cursor()
    with Workspace(path) as target, together(reader):
        writer = target.cursor()
        with together(writer):
            tables = "select table_name, sql from duckdb_tables() where schema_name = 'main' and not internal"
            for table, definition in reader.execute(tables).fetchall():
                quoted = '"' + table.replace('"', '""') + '"'
                writer.execute(f"drop table if exists {quoted}").fetchall()
                writer.execute(definition).fetchall()
                writer.register("incoming", reader.sql(f"select * from {quoted}").to_arrow_reader())
                writer.execute(f"insert into {quoted} select * from incoming").fetchall()
                writer.unregister("incoming")
        views = "select view_name, sql from duckdb_views() where schema_name = 'main' and not internal"
        told = dict(reader.execute(f"{views} order by view_oid").fetchall())
        for step in STEPS:
            if told.pop(step.rsplit("/", 1)[-1], None):
                target.build(step, view=True)
        for definition in told.values():  # those of no step
            target.rows(definition)


def copy_closed(source: Path, to: Path) -> None:
    """Copy the file of an audit that nobody has open, and refuse where somebody opened it meanwhile."""
    if not settled(source):
        raise InputError("this audit cannot be opened, so it cannot be copied", fix="put its file back from a backup")
    before = source.stat()
    shutil.copy2(source, to)
    after = source.stat()
    if journal(source).exists() or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError("this audit was opened while it was copied", fix="close it, then try again")


def settled(path: Path) -> bool:
    """Write what stands in the journal into the file itself; whether that could be done.

    Raises InputError where the audit is open, here or in another program.
    """
    if not path.exists():
        return True
    try:
        with Workspace(path) as workspace:
            workspace.rows("checkpoint")
    except duckdb.Error:
        return False
    return not journal(path).exists()


def journal(path: Path) -> Path:
    """Where a database keeps what it has not yet written into its file."""
    return path.with_name(path.name + ".wal")
