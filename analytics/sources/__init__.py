"""Files become staging rows: find them, tell their kind from their content, read each exactly once.

Every input file ends as one row of `input_file`: loaded, duplicate (the same bytes were loaded before), skipped (of no
kind the audit reads) or refused (unusable; the reason is also a row of `reject`). A refused file leaves nothing behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from duckdb import DuckDBPyConnection

from analytics.errors import InputError
from analytics.sources import tables, x12
from analytics.sources.choices import Choices
from analytics.sources.inputs import InputFile, expand
from analytics.sources.x12 import remittance
from analytics.workspace import Workspace

__all__ = ["Choices", "InputFile", "expand", "load"]

NOT_READ = {
    "x12_837p": "837P claims are recognised, but this version does not read them",
    "x12_other": "an X12 file, but neither an 835 remittance nor an 837P claim file",
}
STAGING = (
    "file_question",
    "submitted_claim",
    "submitted_line",
    "submitted_payer",
    "submitted_payment",
    "submitted_adjustment",
    "claim_acknowledgement",
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
# Remittances read together: enough of them to share the cost of a pass, and what they take in memory bounded.
GATHERED_FILES = 200
GATHERED_BYTES = 24_000_000


def load(
    workspace: Workspace,
    files: Iterable[InputFile],
    *,
    progress: Callable[[str, str], None] | None = None,
) -> list[int]:
    """Read files into the staging tables; returns their file ids in order.

    progress(name, status): called for each file in order, after it; remittances (835) that follow each other are read
    together, and told of together. What a user said of a file is in its choices.
    Never raises for a bad file: it is refused, with its reason in `input_file` and `reject`.
    """
    loader = _Loader(workspace, progress or (lambda name, status: None))
    ids = []
    for file_id, file in enumerate(files, _next_id(workspace)):
        ids.append(file_id)
        loader.add(file_id, file)
    loader.load_gathered()
    return ids


class _Loader:
    """Loads files in order: remittances wait for those behind them, any other file is loaded at once."""

    def __init__(self, workspace: Workspace, tell: Callable[[str, str], None]) -> None:
        self.workspace, self.tell = workspace, tell
        self.gathered: list[_Content] = []
        self.bytes = 0

    def add(self, file_id: int, file: InputFile) -> None:
        content = _content(file_id, file)
        size = len(content.data)
        if not content.is_remittance or self.bytes + size > GATHERED_BYTES:
            self.load_gathered()
        if not content.is_remittance:
            self.tell(file.name, _load_one(self.workspace, content))
            return
        self.gathered.append(content)
        self.bytes += size
        if self.bytes >= GATHERED_BYTES or len(self.gathered) >= GATHERED_FILES:
            self.load_gathered()

    def load_gathered(self) -> None:
        statuses = _load_remittances(self.workspace, self.gathered) if self.gathered else []
        names = [content.file.name for content in self.gathered]
        self.gathered, self.bytes = [], 0
        for name, status in zip(names, statuses, strict=True):
            self.tell(name, status)


@dataclass(frozen=True)
class _Content:
    """A file with its bytes, or with the reason why it has none."""

    file_id: int
    file: InputFile
    data: bytes = b""
    error: InputError | None = None

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def x12_kind(self) -> str | None:
        return x12.recognise(self.data) if self.file.choices.kind in (None, "remittance") else None

    @property
    def is_remittance(self) -> bool:
        return self.x12_kind == "x12_835"


def _next_id(workspace: Workspace) -> int:
    return workspace.rows("select coalesce(max(file_id), 0) + 1 from input_file")[0][0]


def _content(file_id: int, file: InputFile) -> _Content:
    try:
        return _Content(file_id, file, file.read())
    except InputError as error:
        return _Content(file_id, file, error=error)
    except OSError:
        fix = "check that the file exists and that you may read it"
        return _Content(file_id, file, error=InputError("cannot be read", file=file.name, fix=fix))


def _load_remittances(workspace: Workspace, contents: list[_Content]) -> list[str]:
    """Load 835 files in one transaction; returns the status of each."""
    with _transaction(workspace) as cursor:
        same = _loaded_before(cursor, contents)
        firsts = []
        for content in contents:
            if same.setdefault(content.digest, content.file_id) == content.file_id:
                firsts.append(content)
        _register(cursor, firsts, "x12_835", "loaded")
        errors = remittance.load_many(cursor, [(each.file_id, each.data) for each in firsts])
        cursor.execute(
            "delete from input_file where file_id in (select unnest($ids))", {"ids": list(errors)}
        ).fetchall()
        return [_outcome(cursor, each, same[each.digest], errors.get(same[each.digest])) for each in contents]


def _outcome(cursor: DuckDBPyConnection, content: _Content, same: int, error: InputError | None) -> str:
    """What became of one of the remittances; same: the first file of these bytes, which may be itself."""
    if error:
        return _refuse(cursor, content, error)
    return "loaded" if same == content.file_id else _count_as_duplicate(cursor, content, same)


def _loaded_before(cursor: DuckDBPyConnection, contents: list[_Content]) -> dict[str, int]:
    """digest -> file id of the contents that were loaded before."""
    rows = cursor.execute(
        """select sha256, min(file_id) from input_file
           where status = 'loaded' and sha256 in (select unnest($digests)) group by sha256""",
        {"digests": [each.digest for each in contents]},
    ).fetchall()
    return dict(rows)


def _load_one(workspace: Workspace, content: _Content) -> str:
    """Load any other file in a transaction of its own; returns its status."""
    try:
        if content.error:
            raise content.error
        with _transaction(workspace) as cursor:
            same = _loaded_before(cursor, [content])
            if same:
                return _count_as_duplicate(cursor, content, same[content.digest])
            return _read(cursor, content)
    except InputError as error:
        with _transaction(workspace) as cursor:
            return _refuse(cursor, content, error)


@contextmanager
def _transaction(workspace: Workspace) -> Iterator[DuckDBPyConnection]:
    """A cursor whose work is kept together, or not at all."""
    cursor = workspace.cursor()
    cursor.begin()
    try:
        yield cursor
    except BaseException:
        cursor.rollback()
        raise
    cursor.commit()


def _read(cursor: DuckDBPyConnection, content: _Content) -> str:
    """Load by kind; returns the status. Raises InputError where the file cannot be used."""
    file, data = content.file, content.data
    if not data.strip():
        raise InputError("the file is empty", fix="export it again")
    kind = None if file.choices.kind else content.x12_kind
    if kind in NOT_READ:
        _register(cursor, [content], "x12_837p" if kind == "x12_837p" else "unknown", "skipped", NOT_READ[kind])
        return "skipped"
    if file.choices.kind or tables.recognise(data, file.name):
        _register(cursor, [content], file.choices.kind or "unknown", "loaded")
        if tables.load(cursor, content.file_id, data, file.choices):
            return "loaded"
        cursor.execute("delete from input_file where file_id = $id", {"id": content.file_id}).fetchall()
    _register(cursor, [content], "unknown", "skipped", "of no kind the audit reads")
    return "skipped"


def _refuse(cursor: DuckDBPyConnection, content: _Content, error: InputError) -> str:
    """Nothing of the file is kept but its name and what is wrong with it."""
    located = error.located(content.file.name)
    kind = None if content.error else content.file.choices.kind
    _register(cursor, [content], kind or "unknown", "refused", located.sentence())
    cursor.execute(
        "insert into reject values ($file_id, null, $row, $column, null, $reason, $fix)",
        {
            "file_id": content.file_id,
            "row": located.row,
            "column": located.column,
            "reason": located.what,
            "fix": located.fix or "give a file of a kind the audit reads",
        },
    ).fetchall()
    return "refused"


def _register(
    cursor: DuckDBPyConnection, contents: list[_Content], kind: str, status: str, reason: str | None = None
) -> None:
    cursor.execute(
        """insert into input_file (file_id, name, sha256, bytes, kind, status, reason)
           select unnest($file_ids::integer[]), unnest($names::varchar[]), unnest($digests::varchar[]),
               unnest($bytes::bigint[]), $kind, $status, $reason""",
        {
            "file_ids": [each.file_id for each in contents],
            "names": [each.file.name for each in contents],
            "digests": [each.digest for each in contents],
            "bytes": [len(each.data) for each in contents],
            "kind": kind,
            "status": status,
            "reason": reason,
        },
    ).fetchall()


def _count_as_duplicate(cursor: DuckDBPyConnection, content: _Content, same: int) -> str:
    """The same bytes again: every row and dollar of it is a duplicate of the first copy's."""
    cursor.execute(
        """insert into input_file
               (file_id, name, sha256, bytes, kind, status, reason, rows, loaded, rejected, duplicate)
           select $file_id, $name, sha256, bytes, kind, 'duplicate', 'the same file as ' || name, rows, 0, 0, rows
           from input_file where file_id = $same""",
        {"file_id": content.file_id, "name": content.file.name, "same": same},
    ).fetchall()
    cursor.execute(
        """insert into control_total
           select $file_id, measure, reference, in_file, 0, 0, in_file, 0
           from control_total where file_id = $same and in_file is not null and loaded is not null""",
        {"file_id": content.file_id, "same": same},
    ).fetchall()
    return "duplicate"


def unload(workspace: Workspace, file_id: int) -> None:
    """Undo a load: forget a file and every row that came from it."""
    cursor = workspace.cursor()
    cursor.begin()
    for table in (*STAGING, "input_file"):
        cursor.execute(f"delete from {table} where file_id = $id", {"id": file_id}).fetchall()
    cursor.commit()
