"""The X12 835 reader: a remittance becomes rows of the staging tables, rejects, control totals and failed checks.

Python moves bytes (canonical.py, and batches of them); the loops, the values and every sum are the SQL files of this
folder. A file there holds one select and is named after the table it fills; x12_* are work tables of this cursor.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import duckdb
import pyarrow as pa

from analytics.errors import InputError
from analytics.sources.x12 import steps
from analytics.sources.x12.canonical import STAND_INS, canonical

# Bounds the memory beside the tables. Not smaller: DuckDB hands out rows to threads in groups of 122,880, and a batch
# should hold two of them (claims and lines together), or one thread does all the work.
BATCH_BYTES = 62_000_000
# What of a batch one thread cuts into pieces at a time.
PART_BYTES = 3_000_000

# A file's bytes, or what hands them out: then nobody but the reader holds them, and it lets go of them early.
Source = bytes | Callable[[], bytes]

# What each batch makes anew, what it adds to the staging tables, and what it adds to for the end.
_WORK = ("x12_place", "x12_claim", "x12_line", "x12_adjustment")
_STAGED = ("remit_claim", "remit_line", "remit_adjustment")
_GROWN = ("x12_envelope", "x12_payment", "x12_tally", "x12_failure", "x12_reject")
# What needs the whole files, in this order; names without x12_ are staging tables.
_FINISH = (
    "x12_provider_adjustment",
    "remit_provider_adjustment",
    "x12_loop",
    "remit_payment",
    "x12_fault",
    "reject",
)
_JUDGED = ("x12_duplicate", "x12_flip", "x12_shift")
_CHECKED = ("x12_balance", "x12_envelope_check", "control_total")
_MACROS = (
    "marks", "head", "behind", "rest", "first", "distance", "text", "amount", "quantity", "date", "filled", "rare",
    "rare_first",
)  # fmt: skip


class _Open(NamedTuple):
    """What a batch leaves open for the next: the next segment's number, and the transaction it broke off in."""

    first_row: int = 1
    row: int | None = None
    is_835: bool = True
    claims: int = 0


class _Slice(NamedTuple):
    """What of a file goes into one batch: all of it, or a slice of a big file."""

    file_id: int
    text: bytes
    is_last: bool


def load(cursor: duckdb.DuckDBPyConnection, file_id: int, data: Source) -> None:
    """Load the remittances (ST 835) of one file: load_many with this file only.

    Raises InputError, without a file name, for data that is not X12 or holds no remittance at all.
    """
    for error in load_many(cursor, [(file_id, data)]).values():
        raise error


def load_many(cursor: duckdb.DuckDBPyConnection, files: Sequence[tuple[int, Source]]) -> dict[int, InputError]:
    """Load the remittances (ST 835) of many files (file_id, data) as if one after the other, by rising file_id.

    A pass of the SQL costs the same for one small file as for a thousand, so small files share it. All texts are in
    memory together: give a few ten MB at once. data: the bytes, or a function that hands them out and keeps no
    reference; a big file takes its own size less that way. Inside a transaction the work tables of every batch stay in
    memory until its end: load big files outside of one.

    Fills remit_payment, remit_claim, remit_line, remit_adjustment, remit_provider_adjustment, reject and control_total
    (analytics/schema.sql) and the four counts of each file's row of input_file, which must be there. Keys are
    (file_id << 32) + row_no, row_no the ordinal of the segment in the file.

    A row of a file is a service line (SVC), or a claim (CLP) without lines. Each is in exactly one of
    - rejected: its charge or paid amount is unreadable (5O, 1.005) or cut off, it stands outside a claim, or its claim
      has no id;
    - duplicate: its transaction repeats an earlier one of this file or of another (it stays in the tables, under
      remit_payment.is_duplicate), or is a part of a longer copy of it (x12_duplicate.sql);
    - loaded: all others. Any other value that cannot be read, and an amount left empty, is null and a row of reject.
    A check that fails (balances, patient responsibility, counts, control numbers, envelopes) is a row of control_total.

    Returns, by file_id, the InputError of each file that is not X12 or holds no remittance at all, without a file
    name. Such a file leaves nothing behind, the others are loaded.
    """
    texts, errors = _texts(files)
    if not texts:
        return errors
    try:
        steps.execute(cursor, "functions")
        if any(byte in text for byte in STAND_INS for slices in texts.values() for text in slices):
            steps.execute(cursor, "restore")
        steps.make(cursor, "x12_file", parameters={"file_ids": list(texts)})
        _read(cursor, texts)
        _finish(cursor)
    finally:
        _drop(cursor)
    return errors


def judge_duplicates(cursor: duckdb.DuckDBPyConnection) -> None:
    """Judge anew which payments of X12 files repeat another (x12_duplicate.sql), as every load does for its files.

    Sets remit_payment.is_duplicate, and with it loaded and duplicate of the files' control totals and of input_file.
    For after a load was undone: what repeated only what went away counts again. Payments of remittance tables
    (input_file.kind 'remittance') are judged where those are read, and left alone.
    """
    try:
        file_ids = steps.run(cursor, "select distinct file_id from remit_payment")
        steps.make(cursor, "x12_file", parameters={"file_ids": [file_id for (file_id,) in file_ids]})
        _judge(cursor)
    finally:
        _drop(cursor)


def _texts(files: Sequence[tuple[int, Source]]) -> tuple[dict[int, deque[bytes]], dict[int, InputError]]:
    """The canonical texts of the files that can be used, in slices and by rising file_id; the errors of the others."""
    texts, errors = {}, {}
    for file_id, source in sorted(files, key=itemgetter(0)):
        try:
            texts[file_id] = deque(_slices(_text(source)))
        except InputError as error:
            errors[file_id] = error
    return texts, errors


def _text(source: Source) -> bytes:
    """The canonical text. Refuses what has nothing to load."""
    text = canonical(source() if callable(source) else source)
    if not text.startswith(b"ST*835") and b"~ST*835" not in text:
        raise InputError("there is no remittance (835) transaction in this X12 file", fix="give an 835 file")
    if b"~CLP*" not in text and b"~BPR*" not in text:
        raise InputError("the remittance holds neither a payment nor a claim", fix="download the file again")
    return text


def _slices(text: bytes) -> Iterator[bytes]:
    """A text in slices with a ~ in front of each segment instead of behind it; each can be let go of when it is read.

    Cut in front of a transaction, or of a claim where one transaction fills more than two batches.
    """
    start, last = 0, len(text) - 1  # the closing ~ starts no segment
    while start < last:
        near, far = start + BATCH_BYTES, start + 2 * BATCH_BYTES
        end = text.find(b"~ST*", near, far)
        if end < 0:
            cuts = (text.find(b"~CLP*", near), text.find(b"~ST*", near))
            end = min((cut for cut in cuts if cut >= 0), default=last)
        yield text[start:end] if start else b"~" + text[:end]
        start = end


def _read(cursor: duckdb.DuckDBPyConnection, texts: dict[int, deque[bytes]]) -> None:
    """Batch by batch into the claims, lines and adjustments; what the end needs is kept."""
    state = _Open()
    for number, batch in enumerate(_batches(texts)):
        _make_pieces(cursor, batch, state)
        is_last = batch[-1].is_last
        batch.clear()
        for name in _WORK:
            steps.make(cursor, name)
        for name in _STAGED:
            steps.add(cursor, name)
        for name in _GROWN:
            (steps.add if number else steps.make)(cursor, name)
        state = _Open() if is_last else _Open(*steps.run(cursor, steps.text("x12_open"))[0])
        steps.drop(cursor, "x12_piece", *_WORK)


def _batches(texts: dict[int, deque[bytes]]) -> Iterator[list[_Slice]]:
    """What is read together: as many files as fit, or one slice of a big file. Takes the slices out of texts."""
    batch: list[_Slice] = []
    size = 0
    for file_id, slices in texts.items():
        while slices:
            text = slices.popleft()
            if batch and size + len(text) > BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(_Slice(file_id, text, is_last=not slices))
            size += len(text)
            del text
    yield batch


def _make_pieces(cursor: duckdb.DuckDBPyConnection, batch: list[_Slice], state: _Open) -> None:
    """The texts of a batch, cut into pieces; the first of them goes on where the last batch broke off."""
    states = [state, *[_Open()] * (len(batch) - 1)]
    columns = {name: [getattr(each, name) for each in states] for name in _Open._fields}
    columns["file_id"] = [each.file_id for each in batch]
    is_open_835 = columns.pop("is_835")
    steps.make(cursor, "x12_batch", parameters=columns)
    cursor.register("x12_source", _source(batch, is_open_835))
    try:
        steps.make(cursor, "x12_piece")
    finally:
        cursor.unregister("x12_source")


def _source(batch: list[_Slice], is_open_835: list[bool]) -> pa.Table:
    """One row per part of each text: file_id, part, is_open_835 (0, 1), text. The texts are not copied."""
    rows = [
        (each.file_id, part, is_open, text)
        for each, is_open in zip(batch, is_open_835, strict=True)
        for part, text in enumerate(_parts(each.text))
    ]
    file_id, part, is_open, text = zip(*rows, strict=True)
    columns = [_whole_numbers(file_id), _whole_numbers(part), _whole_numbers(is_open), pa.chunked_array(text)]
    return pa.table(columns, names=["file_id", "part", "is_open_835", "text"])


def _whole_numbers(values: Sequence[int]) -> pa.Array:
    """An Arrow array made from its buffer: pa.array would import pandas first, which takes a quarter of a second."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(array("q", values))])


def _parts(text: bytes) -> Iterator[pa.Array]:
    """A text in parts that start at a transaction, each an Arrow array of one value that points into it."""
    buffer, start = pa.py_buffer(text), 0
    while start < len(text):
        end = text.find(b"~ST*", start + PART_BYTES)
        end = len(text) if end < 0 else end
        offsets = pa.py_buffer(array("q", (start, end)))
        yield pa.Array.from_buffers(pa.large_utf8(), 1, [None, offsets, buffer])
        start = end


def _finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """What can only be told of whole files: envelopes, duplicates, payments, rejects, totals, checks."""
    for name in _FINISH:
        (steps.make if name.startswith("x12_") else steps.add)(cursor, name)
    _judge(cursor)
    for name in _CHECKED:
        (steps.make if name.startswith("x12_") else steps.add)(cursor, name)
    steps.execute(cursor, "input_file")


def _judge(cursor: duckdb.DuckDBPyConnection) -> None:
    """Which payments repeat another, as far as the files of x12_file bear on it; the totals of other files follow."""
    for name in _JUDGED:
        steps.make(cursor, name)
    steps.execute(cursor, "judgement")


def _drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave no work table and so no text of a file behind."""
    work = ("x12_file", "x12_batch", "x12_piece", *_WORK, *_GROWN, *_FINISH, *_JUDGED, *_CHECKED)
    steps.drop(cursor, *(name for name in work if name.startswith("x12_")))
    for name in _MACROS:
        steps.run(cursor, f"drop macro if exists temp.x12_{name}")
