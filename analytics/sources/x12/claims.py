"""The X12 837P reader: submitted claims become rows of the staging tables, rejects, control totals and failed checks.

Python moves bytes (canonical.py, and batches of them); the loops, the values and every sum are the SQL files of the
folder claims. A file there holds one select and is named after the table it fills; x12_* are work tables of this
cursor. What it shares with the reader of acknowledgements stands in steps.py and the folder common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import duckdb

from analytics.errors import InputError
from analytics.sources.x12 import steps
from analytics.sources.x12.canonical import canonical

# Bounds the memory beside the file and its tables. Half of it costs a third of the speed: DuckDB shares out rows to
# threads in groups of 122,880, and a batch should fill one or two.
BATCH_BYTES = 20_000_000

# What each batch makes anew, what it adds to the staging tables, and what it adds to for the end.
_WORK = (
    "x12_loop", "x12_transaction", "x12_level", "x12_party", "x12_claim", "x12_line", "x12_payer",
    "x12_prior_payment", "x12_adjustment", "x12_loaded", "x12_cut",
)  # fmt: skip
_HEAVY = ("x12_piece", "x12_level", "x12_claim", "x12_line", "x12_payer", "x12_prior_payment", "x12_adjustment")
_STAGED = ("submitted_claim", "submitted_line", "submitted_payer", "submitted_payment", "submitted_adjustment")
_GROWN = ("x12_tally", "x12_failure", "x12_reject")
_ROOM, _COMMON = "claims", "common"


class _Open(NamedTuple):
    """What a batch leaves open for the next: the next segment's number, and the transaction it broke off in."""

    first_row: int = 1
    row: int | None = None
    is_837p: bool = True
    claims: int = 0


class _Part(NamedTuple):
    """What of a file goes into one batch: all of it, or a slice of a big file and the loop above it."""

    file_id: int
    start: int
    end: int
    is_last: bool
    above: bytes = b""


def load(cursor: duckdb.DuckDBPyConnection, file_id: int, data: bytes) -> None:
    """Load the professional claims (ST 837) of one file: load_many with this file only.

    Raises InputError, without a file name, for data that is not X12 or holds no professional claim at all.
    """
    for error in load_many(cursor, [(file_id, data)]).values():
        raise error


def load_many(cursor: duckdb.DuckDBPyConnection, files: Sequence[tuple[int, bytes]]) -> dict[int, InputError]:
    """Load the professional claims (ST 837) of many files (file_id, data) as if one after the other, by rising file_id.

    Fills submitted_claim, submitted_line, submitted_payer, submitted_payment, submitted_adjustment, reject and
    control_total (analytics/schema.sql). Adds to the four counts of each file's row of input_file, which must be there,
    and to the control totals that another reader left of the file: a file may hold remittances and claims. Keys are
    (file_id << 32) + row_no, row_no the ordinal of the segment in the file.

    A row of a file is a service line (SV1), or a claim (CLM) without lines. Each is in exactly one of
    - rejected: it has no charge or (a line) no procedure code, it is cut off, it stands outside a claim or its claim
      outside a transaction, or its claim has no id. A claim whose lines are all rejected is not loaded either;
    - duplicate: its claim was sent before (judge_duplicates; it stays in the tables, under is_duplicate);
    - loaded: all others. A value that is there but cannot be read (a charge 15O, a date 20261345), and a line's date or
      units that are missing, are null and a row of reject.
    A parent that HL02 does not name is taken from the order of the loops, and a row of reject. What a line does not say
    stays null: it inherits nothing of its claim here. A check that fails (balances of claims, and of lines that another
    payer adjudicated; counts, control numbers, envelopes) is a row of control_total.

    Returns, by file_id, the InputError of each file that is not X12 or holds no professional claim at all, without a
    file name. Such a file leaves nothing behind, the others are loaded.
    """
    texts, errors = _texts(files)
    if not texts:
        return errors
    try:
        steps.prepare(cursor, texts)
        steps.execute(cursor, "functions", _ROOM)
        _read(cursor, texts)
        _finish(cursor)
    finally:
        steps.clear(cursor)
    return errors


def judge_duplicates(cursor: duckdb.DuckDBPyConnection) -> None:
    """Judge every submitted claim again: which are duplicates of which, by the order of the files (x12_duplicate.sql).

    Sets submitted_claim.is_duplicate and moves rows and charges between loaded and duplicate in control_total and
    input_file. For after a file was undone: what was a duplicate only of its claims counts again.
    """
    steps.judge(cursor, _ROOM)


def _texts(files: Sequence[tuple[int, bytes]]) -> tuple[dict[int, bytes], dict[int, InputError]]:
    """The canonical texts of the files that can be used, by rising file_id, and the errors of the others."""
    texts, errors = {}, {}
    for file_id, data in sorted(files, key=itemgetter(0)):
        try:
            text = steps.marked(steps.marked(canonical(data), b"CLM*"), b"SV1*")
            _require_claims(text)
            texts[file_id] = text
        except InputError as error:
            errors[file_id] = error
    return texts, errors


def _require_claims(text: bytes) -> None:
    """Refuse what has nothing to load."""
    if not text.startswith(b"ST*837") and b"~ST*837" not in text:
        raise InputError("there is no claim (837) transaction in this X12 file", fix="give an 837P file")
    if b"~CLM*" not in text:
        raise InputError("the claim file holds no claim", fix="export the claims again")


def _read(cursor: duckdb.DuckDBPyConnection, texts: dict[int, bytes]) -> None:
    """Batch by batch into the claims and lines; what the end needs is kept."""
    state = _Open()
    for number, batch in enumerate(_batches(texts)):
        grow = steps.add if number else steps.make
        _make_pieces(cursor, texts, batch, state)
        steps.make(cursor, "x12_place", _ROOM)
        grow(cursor, "x12_envelope", _ROOM)
        for name in _WORK:
            steps.make(cursor, name, _COMMON if name == "x12_loop" else _ROOM)
        for name in _STAGED:
            steps.add(cursor, name, _ROOM)
        for name in _GROWN:
            grow(cursor, name, _ROOM)
        is_last = batch[-1].is_last
        state = _Open() if is_last else _Open(*steps.run(cursor, steps.text("x12_open", _ROOM))[0])
        # what was read makes room for what comes: a table that is replaced stays until the new one is whole
        steps.drop(cursor, *_HEAVY)
        for part in batch:
            if part.is_last:
                del texts[part.file_id]


def _make_pieces(cursor: duckdb.DuckDBPyConnection, texts: dict[int, bytes], batch: list[_Part], state: _Open) -> None:
    """The texts of a batch, cut into pieces; the first of them goes on where the last batch broke off."""
    states = [state, *[_Open()] * (len(batch) - 1)]
    columns = {name: [getattr(each, name) for each in states] for name in _Open._fields}
    columns["file_id"] = [part.file_id for part in batch]
    columns["start_row"] = columns["first_row"]
    columns["first_row"] = [row - part.above.count(b"~") for row, part in zip(columns["start_row"], batch, strict=True)]
    is_837p = columns.pop("is_837p")
    steps.make(cursor, "x12_batch", _ROOM, columns)
    text = [
        b"".join((b"~", part.above, memoryview(texts[part.file_id])[part.start : part.end])).decode() for part in batch
    ]
    steps.make(cursor, "x12_piece", _ROOM, {"file_id": columns["file_id"], "is_837p": is_837p, "text": text})


def _batches(texts: dict[int, bytes]) -> Iterator[list[_Part]]:
    """What is read together: as many files as fit, or one slice of a big file."""
    batch: list[_Part] = []
    size = 0
    for file_id in list(texts):
        text, above = texts[file_id], b""
        for start, end in _slices(text):
            if batch and size + end - start > BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(_Part(file_id, start, end, is_last=end + 1 >= len(text), above=above))
            size += end - start
            above = _provider(text, end)
    yield batch


def _slices(text: bytes) -> Iterator[tuple[int, int]]:
    """Where to cut: in front of a transaction, or of a subscriber where one transaction fills more than two batches."""
    start = 0
    while start < len(text):
        near, far = start + BATCH_BYTES, start + 2 * BATCH_BYTES
        end = text.find(b"~ST*", near, far)
        if end < 0:
            end = _next_subscriber(text, near)
        yield start, end
        start = end + 1


def _next_subscriber(text: bytes, near: int) -> int:
    """The next loop of a subscriber or provider, or the next transaction; the end of the text if there is none."""
    transaction = text.find(b"~ST*", near)
    at = text.find(b"~HL*", near, transaction if transaction >= 0 else len(text))
    while at >= 0 and _level(text, at) not in (b"20", b"22"):
        at = text.find(b"~HL*", at + 4, transaction if transaction >= 0 else len(text))
    return at if at >= 0 else transaction if transaction >= 0 else len(text) - 1


def _provider(text: bytes, end: int) -> bytes:
    """The loop of the billing provider above a slice that starts at the loop of a subscriber; else nothing."""
    if text[end : end + 4] != b"~HL*" or _level(text, end) != b"22":
        return b""
    first = max(text.rfind(b"~ST*", 0, end), 0)
    at = text.rfind(b"~HL*", first, end)
    while at >= 0 and _level(text, at) != b"20":
        at = text.rfind(b"~HL*", first, at)
    if at < 0:
        return b""
    stop = min(place for mark in (b"~HL*", b"~CLM*") if (place := text.find(mark, at + 1)) >= 0)
    return text[at + 1 : stop + 1]


def _level(text: bytes, at: int) -> bytes:
    """What an HL loop is of (HL03)."""
    elements = text[at + 1 : text.find(b"~", at + 1)].split(b"*")
    return elements[3] if len(elements) > 3 else b""


def _finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """What can only be told of whole files: envelopes, rejects, totals, checks, duplicates."""
    steps.make(cursor, "x12_fault", _ROOM)
    steps.add(cursor, "reject", _ROOM)
    steps.make(cursor, "x12_envelope_check", _COMMON)
    steps.make(cursor, "x12_total", _ROOM)
    steps.execute(cursor, "total", _COMMON)
    steps.add(cursor, "control_total", _COMMON)
    judge_duplicates(cursor)
