"""Envelopes: counts, control numbers, segments that never came, and files that break off anywhere."""

from __future__ import annotations

from decimal import Decimal

import pytest
from x12_case import CLAIM, GS, ISA, Read, good, interchange, replaced, text, transaction

from analytics.errors import InputError
from analytics.sources.x12 import remittance
from analytics.workspace import Workspace


def references(*files: bytes) -> list[tuple[str, str, Decimal]]:
    return [(row["measure"], row["reference"], row["difference"]) for row in Read(*files).checks]


def loaded_together(files: list[bytes]) -> tuple[dict[int, list[tuple]], dict[int, InputError]]:
    """Failed checks (reference, difference) and errors by file id of files loaded in one pass; every total closes."""
    with Workspace(threads=1) as workspace:
        ids = list(range(1, len(files) + 1))
        workspace.rows(
            "insert into input_file (file_id, name, sha256, bytes, kind, status) "
            "select unnest($ids), '', '', 0, 'x12_835', 'loaded'", ids=ids,
        )  # fmt: skip
        errors = remittance.load_many(workspace.cursor(), list(zip(ids, files, strict=True)))
        assert workspace.rows("select * from control_total where loaded is not null and difference <> 0") == []
        assert workspace.rows("select * from control_total where coalesce(difference, 0) = 0 and loaded is null") == []
        empty = "select count(*) from remit_line where charge is null or paid is null or units is null"
        assert workspace.rows(empty) == [(0,)], "an amount that was cut off is a reject, not an empty amount"
        checks: dict[int, list[tuple]] = {file_id: [] for file_id in ids}
        query = "select file_id, measure, reference, difference from control_total where loaded is null"
        for file_id, *check in workspace.rows(query):
            checks[file_id].append(tuple(check))
        return checks, errors


def test_cut_anywhere_is_flagged_for_the_transaction_it_cuts():
    """Behind every segment, behind its id and in its middle; the transaction before the cut one stays unflagged."""
    segments = interchange(
        transaction(*CLAIM, trace="ONE"), transaction(*CLAIM, "PLB*1*20261231*WO*0", control="0002", trace="TWO")
    )
    files, expected = [], []
    for number in range(3, len(segments)):
        before, last = text(segments[:number]), segments[number].encode()
        for cut in (b"", last[: last.index(b"*") + 1], last[: len(last) // 2]):
            # a trace of its own, or the copies of one transaction would be judged
            mark = f"N{len(files)}".encode()
            files.append(
                (before + cut).replace(b"*ONE*", b"*ONE" + mark + b"*").replace(b"*TWO*", b"*TWO" + mark + b"*")
            )
            whole = segments[:number] + ([cut.decode()] if cut.startswith((b"SE*", b"GE*", b"IEA*")) else [])
            opened = [s.split("*")[2] for s in whole if s.startswith("ST*")]
            closed = [s.split("*")[2] if s.count("*") > 1 else None for s in whole if s.startswith("SE*")]
            expected.append(opened[len(closed) :])
    checks, errors = loaded_together(files)
    for file_id, never_closed in enumerate(expected, 1):
        if file_id in errors:
            continue
        found = [reference for measure, reference, _ in checks[file_id] if reference.endswith(": no SE")]
        assert [reference[3:7] for reference in found] == never_closed, files[file_id - 1][-40:]
        assert checks[file_id], files[file_id - 1][-40:]
    assert len(errors) <= 9, "only what has no payment and no claim yet is refused"


def test_missing_ends_are_named():
    read = Read(text([ISA, GS, *transaction(*CLAIM, end=False)]))
    assert [(row["reference"], row["difference"]) for row in read.checks] == [
        ("ISA 000000001: no IEA", 1), ("GS 1: no GE", 1), ("ST 0001 trace EFT1: no SE", 1),
    ]  # fmt: skip
    assert read.rejects == []
    assert read.counts() == (2, 2, 0, 0)


def test_every_failed_check_has_a_difference():
    """So that a filter on differences finds all of them, whatever a count says."""
    files = [
        replaced(old, new)
        for old, new in (
            ("SE*28*0001", "SE*99999999999999999999*0001"), ("SE*28*0001", "SE**0001"), ("SE*28*0001", "SE*x"),
            ("SE*28*0001", "SE"), ("GE*1*1", "GE*1,5*1"), ("IEA*1*0", "IEA*-1*0"), ("IEA*1*000000001", "IEA"),
            ("GE*1*1", "GE*0*1"), ("GS*HP*", "GS**"), ("~\nIEA*1*000000001", ""), (GS + "~\n", ""), (ISA + "~\n", ""),
        )
    ]  # fmt: skip
    checks, errors = loaded_together([*files, text([ISA, *interchange(transaction(*CLAIM))])])
    assert errors == {}
    assert all(checks.values())


@pytest.mark.parametrize(
    ("transactions", "reference"),
    [
        (interchange(transaction(*CLAIM), transaction(*CLAIM, trace="T2")),
         "ST 0001 trace T2: control number used before"),
        (interchange(transaction(*CLAIM))[:-1] + interchange(transaction(*CLAIM, trace="T2"))[1:-1]
         + ["IEA*2*000000001"], "GS 1: control number used before"),
    ],
)  # fmt: skip
def test_control_number_used_twice(transactions, reference):
    assert references(text(transactions)) == [("control_number", reference, 1)]


def test_leading_zeros_of_control_numbers_do_not_count():
    assert references(replaced("SE*28*0001", "SE*28*1")) == []


def test_counts_are_by_interchange_and_group():
    two = [*interchange(transaction(*CLAIM, trace="T2"))[1:-2], "GE*1*2"]
    two[0] = GS.replace("*1200*1*", "*1200*2*")
    segments = [*interchange(transaction(*CLAIM))[:-1], *two, "IEA*2*000000001"]
    assert references(text(segments) + good(trace="T3")) == []
    segments[-1] = "IEA*5*000000001"
    assert references(text(segments)) == [("envelope", "ISA 000000001", 3)]
