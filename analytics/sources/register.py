"""The register of input files: which were given, what they were taken for, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from duckdb import DuckDBPyConnection


class File(NamedTuple):
    """A file as it is registered: bytes is its size."""

    file_id: int
    name: str
    sha256: str
    bytes: int


def loaded_before(cursor: DuckDBPyConnection, digests: Sequence[str]) -> dict[str, int]:
    """sha256 -> file id of the contents that were loaded before."""
    rows = cursor.execute(
        """select sha256, min(file_id) from input_file
           where status = 'loaded' and sha256 in (select unnest($digests)) group by sha256""",
        {"digests": list(digests)},
    ).fetchall()
    return dict(rows)


def add(cursor: DuckDBPyConnection, files: Sequence[File], kind: str, status: str, reason: str | None = None) -> None:
    """Register files with what they are taken for; counts start at 0."""
    cursor.execute(
        """insert into input_file (file_id, name, sha256, bytes, kind, status, reason)
           select unnest($file_ids::integer[]), unnest($names::varchar[]), unnest($digests::varchar[]),
               unnest($bytes::bigint[]), $kind, $status, $reason""",
        {
            "file_ids": [each.file_id for each in files],
            "names": [each.name for each in files],
            "digests": [each.sha256 for each in files],
            "bytes": [each.bytes for each in files],
            "kind": kind,
            "status": status,
            "reason": reason,
        },
    ).fetchall()


def remove(cursor: DuckDBPyConnection, file_ids: Sequence[int]) -> None:
    """Take files off the register; their rows, if any, stay."""
    cursor.execute("delete from input_file where file_id in (select unnest($ids))", {"ids": list(file_ids)}).fetchall()


def set_status(cursor: DuckDBPyConnection, file_id: int, status: str) -> None:
    """loading -> loaded."""
    cursor.execute(
        "update input_file set status = $status where file_id = $id", {"id": file_id, "status": status}
    ).fetchall()


def count_as_duplicate(cursor: DuckDBPyConnection, file: File, same: int) -> str:
    """Register the same bytes again: every row and dollar of it is a duplicate of the first copy's."""
    cursor.execute(
        """insert into input_file
               (file_id, name, sha256, bytes, kind, status, reason, rows, loaded, rejected, duplicate)
           select $file_id, $name, sha256, bytes, kind, 'duplicate', 'the same file as ' || name, rows, 0, 0, rows
           from input_file where file_id = $same""",
        {"file_id": file.file_id, "name": file.name, "same": same},
    ).fetchall()
    cursor.execute(
        """insert into control_total
           select $file_id, measure, reference, in_file, 0, 0, in_file, 0
           from control_total where file_id = $same and in_file is not null and loaded is not null""",
        {"file_id": file.file_id, "same": same},
    ).fetchall()
    return "duplicate"
