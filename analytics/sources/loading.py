"""Loading files one after the other into a workspace, and taking them out again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from duckdb import DuckDBPyConnection

from analytics.errors import InputError
from analytics.sources import corrections, register, tables, undo, x12
from analytics.sources.choices import Choices
from analytics.sources.inputs import InputFile
from analytics.sources.x12 import acknowledgement, claims, remittance
from analytics.workspace import Workspace

# Remittances (or claims) read together: enough to share the cost of a pass, and what they take in memory bounded.
GATHERED_FILES = 200
GATHERED_BYTES = 24_000_000
Many = Callable[[DuckDBPyConnection, Sequence[tuple[int, remittance.Source]]], dict[int, InputError]]
TOGETHER: dict[str, Many] = {
    "x12_835": remittance.load_many,
    "x12_837p": claims.load_many,
    "x12_277ca": acknowledgement.load_many,
}
ALONE = {"x12_835": remittance.load, "x12_837p": claims.load, "x12_277ca": acknowledgement.load}
NOT_READ = "an X12 file, but no remittance (835), professional claim (837P) or claim acknowledgement (277CA)"


def load(
    workspace: Workspace, files: Iterable[InputFile], *, progress: Callable[[str, str], None] | None = None
) -> list[int]:
    """Read files into the staging tables; returns their file ids in order.

    progress(name, status): called for each file in order, after it; remittances (835) that follow each other are read
    together, and told of together, and so are claims (837P). What a user said of a file is in its choices.
    Never raises for a bad file: it is refused, with its reason in `input_file` and `reject`.
    """
    recover(workspace)
    loader = _Loader(workspace, progress or (lambda name, status: None))
    ids = []
    for file_id, file in enumerate(files, _next_id(workspace)):
        ids.append(file_id)
        loader.add(file_id, file)
    loader.load_gathered()
    return ids


def recover(workspace: Workspace) -> None:
    """Forget what a crash left half loaded."""
    with _transaction(workspace) as cursor:
        for (file_id,) in cursor.execute("select file_id from input_file where status = 'loading'").fetchall():
            undo.forget(cursor, file_id)


def unload(workspace: Workspace, *file_ids: int) -> None:
    """Undo loads, all or none: the workspace is as if the files had never been given.

    Where the same bytes were given twice and only the first copy is undone, the other one takes its place and its id.
    """
    with _transaction(workspace) as cursor:
        for file_id in sorted(file_ids, reverse=True):  # copies before the file they repeat
            undo.undo(cursor, file_id, _read_again)


class _Loader:
    """Loads files in order: files of a kind that is read together wait for those behind them, others go at once."""

    def __init__(self, workspace: Workspace, tell: Callable[[str, str], None]) -> None:
        self.workspace, self.tell = workspace, tell
        self.gathered: list[_Content] = []
        self.bytes = 0

    def add(self, file_id: int, file: InputFile) -> None:
        content = _content(file_id, file)
        kind, size = content.together, len(content.data)
        if self.gathered and (kind != self.gathered[0].together or self.bytes + size > GATHERED_BYTES):
            self.load_gathered()
        if not kind:
            self.tell(file.name, _load_one(self.workspace, content))
        elif size > GATHERED_BYTES:
            self.tell(file.name, _load_big(self.workspace, content))
        else:
            self.gathered.append(content)
            self.bytes += size
            if len(self.gathered) >= GATHERED_FILES:
                self.load_gathered()

    def load_gathered(self) -> None:
        statuses = _load_together(self.workspace, self.gathered) if self.gathered else []
        names = [content.file.name for content in self.gathered]
        self.gathered, self.bytes = [], 0
        for name, status in zip(names, statuses, strict=True):
            self.tell(name, status)


@dataclass
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
    def size(self) -> int:
        return len(self.data)

    @cached_property
    def x12_kinds(self) -> frozenset[str]:
        """What X12 transactions the file holds."""
        return _x12_kinds(self.data, self.file.choices)

    @property
    def together(self) -> str | None:
        """The kind, where the file holds nothing else and is read together with others of it."""
        kind = next(iter(self.x12_kinds), None)
        return kind if len(self.x12_kinds) == 1 and kind in TOGETHER else None

    def as_registered(self) -> register.File:
        return register.File(self.file_id, self.file.name, self.digest, self.size)


def _x12_kinds(data: bytes, choices: Choices) -> frozenset[str]:
    """What X12 transactions a file holds; none where the user says it is another kind of file."""
    return x12.contents(data) if choices.kind in (None, "remittance", "claim_status") else frozenset()


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


def _load_together(workspace: Workspace, contents: list[_Content]) -> list[str]:
    """Load X12 files of one kind in one transaction; returns the status of each."""
    kind = contents[0].together
    with _transaction(workspace) as cursor:
        same = register.loaded_before(cursor, [each.digest for each in contents])
        firsts = []
        for content in contents:
            if same.setdefault(content.digest, content.file_id) == content.file_id:
                firsts.append(content)
        register.add(cursor, [each.as_registered() for each in firsts], kind, "loaded")
        errors = TOGETHER[kind](cursor, [(each.file_id, each.data) for each in firsts])
        register.remove(cursor, list(errors))
        for content in firsts:
            corrections.supersede_payments(cursor, content.file_id)
        return [_outcome(cursor, each, same[each.digest], errors.get(same[each.digest])) for each in contents]


def _outcome(cursor: DuckDBPyConnection, content: _Content, same: int, error: InputError | None) -> str:
    """What became of one of the files; same: the first file of these bytes, which may be itself."""
    if error:
        return _refuse(cursor, content, error)
    return "loaded" if same == content.file_id else register.count_as_duplicate(cursor, content.as_registered(), same)


def _load_big(workspace: Workspace, content: _Content) -> str:
    """Load a big X12 file statement by statement: a transaction would keep every work table until its end.

    The file is `loading` meanwhile, which `recover` clears after a crash.
    """
    kind, cursor = content.together, workspace.cursor()
    same = register.loaded_before(cursor, [content.digest])
    if same:
        with _transaction(workspace) as cursor:
            return register.count_as_duplicate(cursor, content.as_registered(), same[content.digest])
    register.add(cursor, [content.as_registered()], kind, "loading")
    content.data = b""  # read again by whoever needs it: a big file is not held in memory beside its tables
    try:
        source = content.file.read if kind == "x12_835" else content.file.read()
        errors = TOGETHER[kind](cursor, [(content.file_id, source)])
    except BaseException:
        undo.forget(cursor, content.file_id)
        raise
    with _transaction(workspace) as cursor:
        if errors:
            register.remove(cursor, [content.file_id])
            return _refuse(cursor, content, errors[content.file_id])
        register.set_status(cursor, content.file_id, "loaded")
        corrections.supersede_payments(cursor, content.file_id)
        return "loaded"


def _load_one(workspace: Workspace, content: _Content) -> str:
    """Load any other file in a transaction of its own; returns its status."""
    try:
        if content.error:
            raise content.error
        with _transaction(workspace) as cursor:
            same = register.loaded_before(cursor, [content.digest])
            if same:
                return register.count_as_duplicate(cursor, content.as_registered(), same[content.digest])
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
    if not data or data.isspace():
        raise InputError("the file is empty", fix="export it again")
    readable = content.x12_kinds & ALONE.keys()
    if content.x12_kinds and not readable:
        register.add(cursor, [content.as_registered()], "unknown", "skipped", NOT_READ)
        return "skipped"
    if readable or file.choices.kind or tables.recognise(data, file.name):
        kind = "+".join(sorted(readable)) or file.choices.kind or "unknown"
        register.add(cursor, [content.as_registered()], kind, "loaded")
        if _read_rows(cursor, content.file_id, data, file.choices, content.x12_kinds):
            undo.keep(cursor, content.file_id, file.read, file.choices)
            return "loaded"
        register.remove(cursor, [content.file_id])
    if data.startswith(b"PK"):
        raise InputError("an archive or workbook that is damaged or cut off", fix="download or export it again")
    register.add(cursor, [content.as_registered()], "unknown", "skipped", "of no kind the audit reads")
    return "skipped"


def _read_again(cursor: DuckDBPyConnection, file_id: int, data: bytes, choices: Choices) -> None:
    """The rows of a file that was kept."""
    _read_rows(cursor, file_id, data, choices, _x12_kinds(data, choices))


def _read_rows(
    cursor: DuckDBPyConnection, file_id: int, data: bytes, choices: Choices, x12_kinds: frozenset[str]
) -> bool:
    """The rows of a registered file into the staging tables; False where it is of no known kind."""
    readers = [read for kind, read in ALONE.items() if kind in x12_kinds]
    for read in readers:  # remittances first: the others add to what they counted
        read(cursor, file_id, data)
    found = bool(readers) or bool(tables.load(cursor, file_id, data, choices))
    if found:
        corrections.apply(cursor, file_id)
    return found


def _refuse(cursor: DuckDBPyConnection, content: _Content, error: InputError) -> str:
    """Nothing of the file is kept but its name and what is wrong with it."""
    located = error.located(content.file.name)
    kind = None if content.error else content.file.choices.kind
    register.add(cursor, [content.as_registered()], kind or "unknown", "refused", located.sentence())
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
