"""Undoing a load: what a file brought goes away, and what it had shut out as a duplicate comes back.

A row of a later file may have been left out because the file taken away held it first, or may have corrected one
of its lines. Tables that lost rows that way are kept (kept_file, compressed) when they are loaded, and are read again
from there; corrections and X12 transactions are judged again in the order the files came. The same code judges anew, so
that the workspace is as if the file had never been given.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import pyarrow as pa
from duckdb import DuckDBPyConnection

from analytics.sources import corrections
from analytics.sources.choices import Choices
from analytics.sources.x12 import acknowledgement, claims, remittance

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
    "opening_balance",
    "remit_payment",
    "remit_claim",
    "remit_line",
    "remit_adjustment",
    "remit_provider_adjustment",
    "reject",
    "control_total",
    "column_mapping",
    "rejected_day",
    "kept_file",
)
CODEC = "zstd"
Read = Callable[[DuckDBPyConnection, int, bytes, Choices], None]


def keep(cursor: DuckDBPyConnection, file_id: int, read: Callable[[], bytes], choices: Choices) -> None:
    """Keep the bytes of a table of which a part was a duplicate of earlier files; others need not be kept.

    X12 files neither: their transactions can be judged again from the staging tables.
    """
    partly = """select count(*) from input_file
        where file_id = $id and status = 'loaded' and duplicate > 0 and not contains(kind, 'x12')"""
    if cursor.execute(partly, {"id": file_id}).fetchall()[0][0]:
        data = read()
        packed = pa.compress(data, codec=CODEC, asbytes=True)
        cursor.execute(
            "insert into kept_file values ($id, $bytes, $choices, $data)",
            {"id": file_id, "bytes": len(data), "choices": json.dumps(asdict(choices)), "data": packed},
        ).fetchall()


def forget(cursor: DuckDBPyConnection, file_id: int) -> None:
    """Every row of a file, and the file itself; lines it had corrected stand again as they were."""
    _empty(cursor, file_id)
    cursor.execute("delete from input_file where file_id = $id", {"id": file_id}).fetchall()


def undo(cursor: DuckDBPyConnection, file_id: int, read: Read) -> None:
    """Forget a file as if it had never been given. read(cursor, file_id, data, choices): loads a registered file.

    Where the same bytes were given twice, the copy takes the place of the file.
    """
    copies = cursor.execute(
        """select copy.file_id, copy.name from input_file as copy
           join input_file as first on first.sha256 = copy.sha256 and first.status = 'loaded'
           where first.file_id = $id and copy.status = 'duplicate' order by copy.file_id limit 1""",
        {"id": file_id},
    ).fetchall()
    if copies:
        copy, name = copies[0]
        forget(cursor, copy)
        given = {"id": file_id, "name": name}
        cursor.execute("update input_file set name = $name where file_id = $id", given).fetchall()
        return
    status = cursor.execute("select status from input_file where file_id = $id", {"id": file_id}).fetchall()
    forget(cursor, file_id)
    if status == [("loaded",)]:
        _judge_again(cursor, file_id, read)


def _judge_again(cursor: DuckDBPyConnection, file_id: int, read: Read) -> None:
    """What files behind it repeat or correct is judged anew, in the order they came."""
    later = cursor.execute(
        """select f.file_id, k.bytes, k.choices, k.data
           from input_file as f left join kept_file as k on k.file_id = f.file_id
           where f.file_id > $id and f.status = 'loaded' order by f.file_id""",
        {"id": file_id},
    ).fetchall()
    for later_id, size, *_ in later:  # all of them first: none may be judged by what a file behind it holds
        if size is None:
            corrections.revert(cursor, later_id)
        else:
            _empty(cursor, later_id)
    for later_id, size, said, packed in later:
        if size is None:
            corrections.apply(cursor, later_id)
            continue
        data, choices = pa.decompress(packed, size, codec=CODEC, asbytes=True), Choices(**json.loads(said))
        read(cursor, later_id, data, choices)
        keep(cursor, later_id, lambda data=data: data, choices)
    for judge in (remittance.judge_duplicates, claims.judge_duplicates, acknowledgement.judge_duplicates):
        judge(cursor)


def _empty(cursor: DuckDBPyConnection, file_id: int) -> None:
    """Every row of a file; the file keeps its id, and so its place among the others."""
    corrections.revert(cursor, file_id)
    for table in STAGING:
        cursor.execute(f"delete from {table} where file_id = $id", {"id": file_id}).fetchall()
    cursor.execute(
        "update input_file set rows = 0, loaded = 0, rejected = 0, duplicate = 0 where file_id = $id", {"id": file_id}
    ).fetchall()
