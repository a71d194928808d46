"""The same transaction again: whole, in another dialect, in a longer file, or as a part of a fuller copy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from x12_case import CLAIM, Read, good, interchange, replaced, text, transaction

from analytics.sources.x12 import remittance
from analytics.workspace import Workspace

LINE = "SVC*HC:97140:GP*50*0**0**1"
TOTALS = (
    "select file_id, measure, in_file, loaded, rejected, duplicate from control_total "
    "where loaded is not null order by all"
)
TABLES = (
    "remit_payment", "remit_claim", "remit_line", "remit_adjustment", "remit_provider_adjustment", "reject",
    "control_total", "input_file",
)  # fmt: skip
BARE = ["CLP*BARE*1*10*8*2*12*I9", "CAS*PR*1*2"]


def register(workspace: Workspace, file_id: int, kind: str = "x12_835") -> None:
    workspace.rows(
        "insert into input_file (file_id, name, sha256, bytes, kind, status) values ($id, '', '', 0, $kind, 'loaded')",
        id=file_id, kind=kind,
    )  # fmt: skip


def load(workspace: Workspace, *files: bytes) -> None:
    for data in files:
        (file_id,) = workspace.rows("select coalesce(max(file_id), 0) + 1 from input_file")[0]
        register(workspace, file_id)
        remittance.load(workspace.cursor(), file_id, data)


def forget(workspace: Workspace, file_id: int) -> None:
    for table in TABLES:
        workspace.rows(f"delete from {table} where file_id = $id", id=file_id)


def duplicates(workspace: Workspace) -> list[bool]:
    return [row[0] for row in workspace.rows("select is_duplicate from remit_payment order by payment_key")]


def assert_closed(workspace: Workspace) -> None:
    """Every row and dollar is in one place, and the register says the same."""
    totals = workspace.rows(TOTALS)
    assert totals
    assert all(in_file == loaded + rejected + duplicate for *_, in_file, loaded, rejected, duplicate in totals)
    assert workspace.rows(
        "select file_id, rows, loaded, rejected, duplicate from input_file where rows > 0 order by 1"
    ) == [(file_id, *values) for file_id, measure, *values in totals if measure == "rows" and values[0]]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace(threads=1) as workspace:
        yield workspace


def test_in_the_same_file():
    again = transaction(*CLAIM, control="0002")
    read = Read(text(interchange(transaction(*CLAIM), again)))
    assert [row["is_duplicate"] for row in read.payments] == [False, True]
    assert read.counts() == (4, 2, 0, 2)
    assert len(read.lines) == 4
    assert [total["duplicate"] for total in read.totals] == [2, 150, 80, 80, 0]
    assert all(total["difference"] == 0 for total in read.totals)


def test_of_an_earlier_file_whatever_its_dialect():
    read = Read(good(), good().replace(b"~\n", b"'").replace(b"*", b"|").replace(b"000000001", b"000000002"))
    assert [row["is_duplicate"] for row in read.payments] == [False, True]
    assert read.counts() == (2, 0, 0, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [("EFT1", "EFT2"), ("BPR*I*80", "BPR*I*81"), ("97110", "97112"), ("*253*1", "*253*1.00*1"), ("PCN1", "PCN9"),
     ("*98765*20260115", "*98765*20260116"), ("EFT1*1512345678", "EFT1*1512345679")],
)  # fmt: skip
def test_another_payment_or_another_body_is_none(old, new):
    read = Read(good(), replaced(old, new))
    assert [row["is_duplicate"] for row in read.payments] == [False, False]


def test_rejected_line_stays_rejected():
    bad = replaced(LINE, "SVC*HC:97140:GP*5O*0**0**1")
    read = Read(bad, bad)
    assert read.counts() == (2, 0, 1, 1)
    assert all(total["difference"] == 0 for total in read.totals)


def test_inside_a_longer_file(workspace):
    longer = interchange(
        transaction(*CLAIM, trace="EFT0"), transaction(*CLAIM, control="0002"),
        transaction(*CLAIM, control="0003", trace="EFT2"),
    )  # fmt: skip
    load(workspace, good(), text(longer))
    assert duplicates(workspace) == [False, False, True, False]
    assert workspace.rows("select loaded, duplicate from input_file order by file_id") == [(2, 0), (4, 2)]
    assert_closed(workspace)


@pytest.mark.parametrize("mark", ["NM1*QC", "SVC*HC:97110", "CAS*PR*1", "AMT*B6", LINE, "CAS*CO*97", "LQ*HE*M15"])
def test_copy_that_breaks_off_gives_way_to_the_whole_one(workspace, mark):
    whole = good()
    load(workspace, whole[: whole.index(mark.encode()) + 4], whole, whole[: whole.index(mark.encode()) + 5])
    assert duplicates(workspace) == [True, False, True]
    assert workspace.rows("select loaded, duplicate from input_file where file_id = 2") == [(2, 0)]
    assert workspace.rows("select sum(loaded) from input_file") == [(2,)]
    assert_closed(workspace)


def test_corrected_line_takes_the_place_of_the_unreadable_one(workspace):
    load(workspace, replaced(LINE, "SVC*HC:97140:GP*5O*0**0**1"), good())
    assert duplicates(workspace) == [True, False]
    assert workspace.rows("select loaded, rejected, duplicate from input_file order by file_id") == [
        (0, 1, 1),
        (2, 0, 0),
    ]
    assert_closed(workspace)


def test_undoing_the_first_copy_lets_the_next_one_count(workspace):
    odd = transaction(*CLAIM, *BARE, "CLP*P9*1*1O*0", "CLP**1*5*5", "SVC*HC:1*5*5", "PLB*1*20261231*WO*1", trace="EFT9")
    load(workspace, text(interchange(odd)), text(interchange(transaction(*CLAIM), odd)), text(interchange(odd)))
    assert duplicates(workspace) == [False, False, True, True]
    assert_closed(workspace)
    forget(workspace, 1)
    remittance.judge_duplicates(workspace.cursor())
    assert duplicates(workspace) == [False, False, True]
    assert workspace.rows("select rows, loaded, rejected, duplicate from input_file order by 1") == [
        (5, 0, 2, 3), (7, 5, 2, 0),
    ]  # fmt: skip
    assert_closed(workspace)


def test_undoing_the_whole_copy_lets_the_part_count_again(workspace):
    whole = good()
    load(workspace, whole[: whole.index(b"LQ*HE*N130")], whole)
    before = workspace.rows(TOTALS)
    forget(workspace, 2)
    remittance.judge_duplicates(workspace.cursor())
    assert duplicates(workspace) == [False]
    assert_closed(workspace)
    load(workspace, whole)
    assert workspace.rows(TOTALS) == before


def test_claim_whose_every_line_was_rejected_is_no_row_of_its_own(workspace):
    body = ["CLP*P1*1*10*5*0*12*I", "SVC*HC:97110*x*5", *BARE, "CLP*P3*1*10*5*0*12*I", "SVC*HC:97110*1*y"]
    data = text(interchange(transaction(*body)))
    load(workspace, data, data)
    assert_closed(workspace)
    forget(workspace, 1)
    remittance.judge_duplicates(workspace.cursor())
    assert workspace.rows("select rows, loaded, rejected, duplicate from input_file") == [(3, 1, 2, 0)]
    assert_closed(workspace)


def test_judging_again_changes_nothing(workspace):
    load(workspace, good(), good(trace="EFT2"), good(), good()[:-40])
    everything = [workspace.rows(f"select * from {table} order by all") for table in TABLES]
    remittance.judge_duplicates(workspace.cursor())
    assert [workspace.rows(f"select * from {table} order by all") for table in TABLES] == everything
    left = "select table_name from duckdb_tables() where temporary"
    assert workspace.rows(left) == []


def test_payments_of_remittance_tables_are_left_alone(workspace):
    register(workspace, 1, "remittance")
    for ordinal, is_duplicate in ((2, False), (3, True), (4, False)):
        workspace.rows(
            "insert into remit_payment by name "
            "select (1::bigint << 32) + $n as payment_key, 1 as file_id, $n as row_no, "
            "$is_duplicate as is_duplicate, 80 as amount, date '2026-01-15' as payment_date, 'EFT1' as trace_number, "
            "'1512345678' as payer_name",
            n=ordinal, is_duplicate=is_duplicate,
        )  # fmt: skip
    load(workspace, good(), good())
    assert duplicates(workspace) == [False, True, False, False, True]
    forget(workspace, 2)
    remittance.judge_duplicates(workspace.cursor())
    assert duplicates(workspace) == [False, True, False, False]
