"""The X12 277CA reader: answers to claims before adjudication become rows of claim_acknowledgement.

Python moves bytes (canonical.py); the loops and every judgement are the SQL files of the folder acknowledgement. What a
status category comes to is data (data/reference/claim_status_category.csv).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from operator import itemgetter

import duckdb

from analytics.errors import InputError
from analytics.sources.x12 import ACKNOWLEDGEMENT, contents, steps
from analytics.sources.x12.canonical import canonical
from analytics.workspace import REFERENCE

_ROOM, _COMMON = "acknowledgement", "common"
_WORK = (
    "x12_set", "x12_envelope", "x12_loop", "x12_transaction", "x12_detail", "x12_level", "x12_status", "x12_answer",
    "x12_named", "x12_fault", "x12_failure",
)  # fmt: skip


def load(cursor: duckdb.DuckDBPyConnection, file_id: int, data: bytes) -> None:
    """Load the claim acknowledgements (ST 277, X214) of one file: load_many with this file only.

    Raises InputError, without a file name, for data that is not X12 or holds no answer to a claim at all.
    """
    for error in load_many(cursor, [(file_id, data)]).values():
        raise error


def load_many(cursor: duckdb.DuckDBPyConnection, files: Sequence[tuple[int, bytes]]) -> dict[int, InputError]:
    """Load the claim acknowledgements of many files (file_id, data) as if one after the other, by rising file_id.

    Fills claim_acknowledgement, reject and control_total (analytics/schema.sql). Adds to the four counts of each file's
    row of input_file, which must be there, and to the control totals that another reader left of the file. Keys are
    (file_id << 32) + row_no, row_no the ordinal of the segment in the file.

    A row of a file is the answer to one claim (a TRN of a patient's loop), or to a batch: one of a sender or provider
    that is rejected as a whole, or of which no claim is named; its claim_id is null, reference the batch (TRN02), and
    message says what it is about. Each is in exactly one of
    - rejected: it names a claim without any status;
    - duplicate: the same answer, word for word, came before (judge_duplicates; it stays, under is_duplicate);
    - loaded: all others. A date or amount that cannot be read is null and a row of reject; so is an unknown category.
    The worst status of a claim decides its outcome (rejected, pending, accepted); the status of a line counts only
    where its claim has none. Further statuses are in message. charge is STC04 of the deciding status.

    Returns, by file_id, the InputError of each file that is not X12 or holds no answer at all, without a file name.
    Such a file leaves nothing behind, the others are loaded.
    """
    texts, errors = {}, {}
    for file_id, data in sorted(files, key=itemgetter(0)):
        try:
            texts[file_id] = _text(data)
        except InputError as error:
            errors[file_id] = error
    if texts:
        try:
            _load(cursor, texts)
        finally:
            steps.clear(cursor)
    return errors


def judge_duplicates(cursor: duckdb.DuckDBPyConnection) -> None:
    """Judge every answer of an acknowledgement again, by the order of the files (acknowledgement/x12_duplicate.sql).

    Sets claim_acknowledgement.is_duplicate and moves rows and charges between loaded and duplicate in control_total
    and input_file. For after a file was undone: what was a duplicate only of its answers counts again.
    """
    steps.judge(cursor, _ROOM)


def _text(data: bytes) -> bytes:
    """The canonical text of a file, if there is something to load in it."""
    text = canonical(data)
    if contents(text).isdisjoint({ACKNOWLEDGEMENT}):
        raise InputError("there is no claim acknowledgement (277CA) in this X12 file", fix="give a 277CA file")
    if b"~STC*" not in text:
        raise InputError("the acknowledgement answers no claim", fix="download it again")
    return text


def _load(cursor: duckdb.DuckDBPyConnection, texts: dict[int, bytes]) -> None:
    steps.prepare(cursor, texts)
    steps.execute(cursor, "functions", "claims")
    parameters = {"file_id": list(texts), "text": [text.decode() for text in texts.values()]}
    steps.make(cursor, "x12_segment", _ROOM, parameters)
    steps.make(cursor, "x12_category", _ROOM, _categories())
    for name in _WORK:
        steps.make(cursor, name, _COMMON if name == "x12_loop" else _ROOM)
    steps.add(cursor, "claim_acknowledgement", _ROOM)
    steps.add(cursor, "reject", _ROOM)
    steps.make(cursor, "x12_envelope_check", _COMMON)
    steps.make(cursor, "x12_total", _ROOM)
    steps.execute(cursor, "total", _COMMON)
    steps.add(cursor, "control_total", _COMMON)
    judge_duplicates(cursor)


def _categories() -> dict[str, list[str]]:
    """The columns of the table of categories that the reader needs."""
    with (REFERENCE / "claim_status_category.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {name: [row[name] for row in rows] for name in ("category_code", "outcome")}
