"""Files become staging rows: find them, tell their kind from their content, read each exactly once.

Every input file ends as one row of `input_file`: loaded, duplicate (the same bytes were loaded before), skipped (of no
kind the audit reads) or refused (unusable; the reason is also a row of `reject`). A refused file leaves nothing behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from analytics.errors import InputError
from analytics.sources import tables, x12
from analytics.sources.inputs import InputFile, expand
from analytics.sources.x12 import remittance
from analytics.workspace import Workspace

__all__ = ["InputFile", "expand", "load"]

NOT_READ = {
    "x12_837p": "837P claims are recognised, but this version does not read them",
    "x12_other": "an X12 file, but neither an 835 remittance nor an 837P claim file",
}
STAGING = (
    "billing_row",
    "minutes_row",
    "fee_row",
    "remit_payment",
    "remit_claim",
    "remit_line",
    "remit_adjustment",
    "remit_provider_adjustment",
    "reject",
    "control_total",
    "column_mapping",
)


def load(
    workspace: Workspace,
    files: Iterable[InputFile],
    *,
    mapping: dict[str, str] | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> list[int]:
    """Read files into the staging tables; returns their file ids in order.

    mapping: header -> canonical field, laid over what the headers say. progress(name, status): called after each file.
    Never raises for a bad file: it is refused, with its reason in `input_file` and `reject`.
    """
    ids = []
    for file in files:
        file_id = _next_id(workspace)
        status = _load_one(workspace, file_id, file, mapping)
        ids.append(file_id)
        if progress:
            progress(file.name, status)
    return ids


def _next_id(workspace: Workspace) -> int:
    return workspace.rows("select coalesce(max(file_id), 0) + 1 from input_file")[0][0]


def _load_one(workspace: Workspace, file_id: int, file: InputFile, mapping: dict[str, str] | None) -> str:
    cursor = workspace.cursor()
    try:
        data = _bytes(file)
    except InputError as error:
        _register(cursor, file_id, file.name, b"", "unknown", "refused", error.sentence())
        _reject(cursor, file_id, error)
        return "refused"
    digest = hashlib.sha256(data).hexdigest()
    same = cursor.execute(
        "select min(file_id) from input_file where sha256 = $digest and status = 'loaded'", {"digest": digest}
    ).fetchone()[0]
    if same is not None:
        return _count_as_duplicate(cursor, file_id, file, data, digest, same)
    cursor.begin()
    try:
        status = _read(cursor, file_id, file, data, mapping)
        cursor.commit()
        return status
    except InputError as error:
        cursor.rollback()
        located = error.located(file.name)
        _register(cursor, file_id, file.name, data, file.kind or "unknown", "refused", located.sentence())
        _reject(cursor, file_id, located)
        return "refused"
    except BaseException:
        cursor.rollback()
        raise


def _bytes(file: InputFile) -> bytes:
    try:
        return file.read()
    except OSError:
        raise InputError(
            "cannot be read", file=file.name, fix="check that the file exists and that you may read it"
        ) from None


def _read(cursor, file_id: int, file: InputFile, data: bytes, mapping: dict[str, str] | None) -> str:
    """Load by kind; returns the status. Raises InputError where the file cannot be used."""
    if not data.strip():
        raise InputError("the file is empty", fix="export it again")
    kind = None if file.kind else x12.recognise(data)
    if kind == "x12_835":
        _register(cursor, file_id, file.name, data, kind, "loaded", None)
        remittance.load(cursor, file_id, data)
        return "loaded"
    if kind in NOT_READ:
        _register(
            cursor, file_id, file.name, data, "x12_837p" if kind == "x12_837p" else "unknown", "skipped", NOT_READ[kind]
        )
        return "skipped"
    if file.kind == "remittance" and x12.recognise(data) == "x12_835":
        _register(cursor, file_id, file.name, data, "x12_835", "loaded", None)
        remittance.load(cursor, file_id, data)
        return "loaded"
    if file.kind or tables.recognise(data, file.name):
        _register(cursor, file_id, file.name, data, file.kind or "unknown", "loaded", None)
        if tables.load(cursor, file_id, data, kind=file.kind, mapping=mapping):
            return "loaded"
        cursor.execute("delete from input_file where file_id = $id", {"id": file_id}).fetchall()
    _register(cursor, file_id, file.name, data, "unknown", "skipped", "of no kind the audit reads")
    return "skipped"


def _register(cursor, file_id: int, name: str, data: bytes, kind: str, status: str, reason: str | None) -> None:
    cursor.execute(
        """insert into input_file (file_id, name, sha256, bytes, kind, status, reason)
           values ($file_id, $name, $sha256, $bytes, $kind, $status, $reason)""",
        {
            "file_id": file_id,
            "name": name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "kind": kind,
            "status": status,
            "reason": reason,
        },
    ).fetchall()


def _reject(cursor, file_id: int, error: InputError) -> None:
    cursor.execute(
        "insert into reject values ($file_id, null, $row, $column, null, $reason, $fix)",
        {
            "file_id": file_id,
            "row": error.row,
            "column": error.column,
            "reason": error.what,
            "fix": error.fix or "give a file of a kind the audit reads",
        },
    ).fetchall()


def _count_as_duplicate(cursor, file_id: int, file: InputFile, data: bytes, digest: str, same: int) -> str:
    """The same bytes again: every row and dollar of it is a duplicate of the first copy's."""
    cursor.execute(
        """insert into input_file
           select $file_id, $name, sha256, bytes, kind, 'duplicate', 'the same file as ' || name, rows, 0, 0, rows
           from input_file where file_id = $same""",
        {"file_id": file_id, "name": file.name, "same": same},
    ).fetchall()
    cursor.execute(
        """insert into control_total
           select $file_id, measure, reference, in_file, 0, 0, in_file, 0
           from control_total where file_id = $same and in_file is not null and loaded is not null""",
        {"file_id": file_id, "same": same},
    ).fetchall()
    return "duplicate"


def unload(workspace: Workspace, file_id: int) -> None:
    """Undo a load: forget a file and every row that came from it."""
    cursor = workspace.cursor()
    cursor.begin()
    for table in (*STAGING, "input_file"):
        cursor.execute(f"delete from {table} where file_id = $id", {"id": file_id}).fetchall()
    cursor.commit()
