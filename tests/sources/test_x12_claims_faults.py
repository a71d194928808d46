"""Claims that are damaged or wrong: flagged, never silent, never an exception but InputError."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from claims_case import (
    ADJUDICATED,
    CLAIM,
    HEAD,
    LINE_1,
    LINE_2,
    LOOPS,
    OTHER_PAYER,
    PROVIDER,
    SUBSCRIBER,
    Read,
    changed,
    good,
    interchange,
    transaction,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from x12_case import text

from analytics.errors import InputError
from analytics.sources.x12 import contents

SV1_1, SV1_2 = LINE_1[1], LINE_2[1]
COB = good(*PROVIDER, *SUBSCRIBER, *HEAD, *OTHER_PAYER, *LINE_1, *ADJUDICATED, *LINE_2)
quiet = settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])


UNREADABLE = [
    (SV1_1, SV1_1.replace("*100*", "*1O0*"), (40, "SV102", "1O0")),
    (SV1_1, SV1_1.replace("*100*", "*100.005*"), (40, "SV102", "100.005")),
    (SV1_1, SV1_1.replace("UN*2", "UN*two"), (40, "SV104", "two")),
    (SV1_1, SV1_1.replace("UN*2", "UN*"), (40, "SV104", None)),
    (SV1_1, SV1_1.replace("UN*2", "F2*2"), (40, "SV103", "F2")),
    ("DTP*472*D8*20260105", "DTP*472*D8*20261345", (41, "DTP03", "20261345")),
    ("DTP*472*D8*20260105", "DTP*472*D8*2026115", (41, "DTP03", "2026115")),
    ("DTP*472*RD8*20260106-20260107", "DTP*472*RD8*20260106-20261399", (49, "DTP03", "20260106-20261399")),
    ("DTP*472*D8*20260105", "", (40, "DTP03", None)),
    ("DTP*431*D8*20251201", "DTP*431*D8*20251301", (26, "DTP03", "20251301")),
    ("DMG*D8*19500203*F", "DMG*D8*1950*F", (21, "DMG02", "1950")),
    ("AMT*F5*20", "AMT*F5*2O", (27, "AMT02", "2O")),
    (HEAD[0], HEAD[0].replace("*150*", "*15O*"), (25, "CLM02", "15O")),
    (HEAD[0], HEAD[0].replace("*150*", "**"), (25, "CLM02", None)),
]


def test_a_value_that_cannot_be_read_is_null_and_a_reject():
    read = Read(*[changed(old, new) for old, new, _ in UNREADABLE], together=True)
    for file_id, (_, _, bad) in enumerate(UNREADABLE, 1):
        assert read.bad(file_id) == [bad]
    assert {(row["rows"], row["rejected"]) for row in read.files} == {(2, 0)}
    assert read.checks == [], "what cannot be read withholds the balance"
    assert all(row["difference"] == 0 for row in read.totals)


@pytest.mark.parametrize(
    ("old", "new", "bad"),
    [
        (SV1_1, SV1_1.replace("*100*", "**"), "SV102"),
        (SV1_1, "SV1*HC:97110", "SV102"),
        (SV1_1, SV1_1.replace(":97110:GP:KX", ""), None),
        (SV1_1, SV1_1.replace("HC:97110:GP:KX", ""), "SV101"),
        (SV1_1, SV1_1.replace("HC:97110:GP:KX", "HC:"), "SV101"),
    ],
)
def test_a_line_without_charge_or_code_is_rejected(old, new, bad):
    read = Read(changed(old, new))
    if bad is None:  # a lone component is taken for the code
        assert read.lines[0]["code"] == "HC"
        return
    assert bad in [column for _, column, _ in read.bad()]
    assert read.counts() == (2, 1, 1, 0)
    assert all(row["difference"] == 0 for row in read.totals)


def test_a_claim_without_id_takes_its_lines_along():
    read = Read(changed(HEAD[0], HEAD[0].replace("PCN1", "")))
    assert read.claims == read.lines == []
    assert read.bad() == [(25, "CLM01", None), (40, "SV1", None), (48, "SV1", None)]
    assert read.counts() == (2, 0, 2, 0)
    assert [(row["in_file"], row["rejected"]) for row in read.totals] == [(2, 2), (150, 150)]


def test_a_claim_whose_lines_are_all_rejected_is_not_loaded():
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *OTHER_PAYER, "LX*1", "SV1*HC:97110"))
    assert read.claims == read.payers == read.adjustments == []
    assert [column for _, column, _ in read.bad()] == ["CLM", "DTP03", "SV102", "SV104"]
    assert read.counts() == (1, 0, 1, 0)


def test_a_line_outside_a_claim():
    for loops in ([*PROVIDER, *SUBSCRIBER, *LINE_1, *CLAIM], ["SV1*HC:97110*100*UN*2", *LOOPS]):
        read = Read(good(*loops))
        assert "SV1" in [column for _, column, _ in read.bad()]
        assert read.counts() == (3, 2, 1, 0)
        assert all(row["difference"] == 0 for row in read.totals)


def test_claims_outside_a_transaction():
    segments = interchange(transaction(*LOOPS))
    data = text([*segments[:2], *CLAIM, *segments[2:]])
    read = Read(data)
    assert read.counts() == (4, 2, 2, 0)
    assert [column for _, column, _ in read.bad()] == ["HL03", "CLM", "SV1", "SV1"]


def test_claim_balance():
    (check,) = Read(changed(HEAD[0], HEAD[0].replace("*150*", "*155*"))).checks
    assert (check["measure"], check["difference"]) == ("claim_balance", Decimal("5.00"))
    assert check["reference"] == "ST 0001 batch B1 claim PCN1"


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        ("AMT*D*65", "AMT*D*6S", "AMT02", "6S"),
        ("CAS*CO*45*20*1", "CAS*CO*45*2O*1", "CAS03", "2O"),
        ("CAS*CO*45*20*1", "CAS*CO*45*20*I", "CAS04", "I"),
        ("SVD*FP1*65", "SVD*FP1*6S", "SVD02", "6S"),
        ("GP**2~\nCAS*CO", "GP**Z~\nCAS*CO", "SVD05", "Z"),
        ("REF*F8*ICN9", "DTP*573*D8*20269999~\nREF*F8*ICN9", None, None),
    ],
)
def test_a_value_of_another_payer_that_cannot_be_read(old, new, column, value):
    text_of = COB.decode()
    assert text_of.count(old) == 1, old
    read = Read(text_of.replace(old, new).encode())
    if column is None:  # the first of two dates is read
        assert read.rejects == []
        return
    ((row_no, told, seen),) = read.bad()
    assert (told, seen) == (column, value)
    assert value in text_of.replace(old, new).split("~\n")[row_no - 1], "the row is that of the segment"


ENVELOPES = [
    (b"SE*48*0001", b"SE*49*0001", ["segment_count"]),
    (b"SE*48*0001", b"SE*48*0002", ["control_number"]),
    (b"GE*1*1", b"GE*2*1", ["envelope"]),
    (b"IEA*1*000000001", b"IEA*1*000000002", ["control_number"]),
    (b"GS*HC*", b"GS*HP*", ["envelope"]),
    (b"IEA*1*000000001~\n", b"", ["envelope"]),
    (b"SE*48*0001~\n", b"", ["envelope"]),
    (b"GS*HC*CLINIC*HOUSE*20260115*1200*1*X*005010X222A1~\n", b"", ["envelope", "envelope"]),
]


def test_envelopes():
    assert all(good().count(old) == 1 for old, _, _ in ENVELOPES)
    read = Read(*[good().replace(old, new) for old, new, _ in ENVELOPES], together=True)
    assert [read.failed(file_id) for file_id in range(1, len(ENVELOPES) + 1)] == [failed for _, _, failed in ENVELOPES]


def test_a_lost_st_is_seen():
    segments = interchange(transaction(*LOOPS), transaction(*LOOPS, control="0002", batch="B2"))
    read = Read(text([segment for segment in segments if not segment.startswith("ST*837*0002")]))
    assert len(read.lines) == 4
    assert "envelope" in read.failed(), "the group counts one transaction less"


def test_a_batch_without_a_readable_date():
    read = Read(good().replace(b"*B1*20260115*", b"*B1*20269915*"))
    assert read.bad() == [(4, "BHT04", "20269915")]


def test_cut_in_a_line():
    data = good()
    read = Read(data[: data.index(b"*50*MJ") + 2])
    assert (48, "SV1", None) in read.bad()
    assert read.counts() == (2, 1, 1, 0)
    assert read.failed() == ["envelope", "envelope", "envelope"]


@given(st.integers(0, len(COB)))
@quiet
def test_truncated(length):
    read = read_or_refuse(COB[:length])
    if read and length < len(COB) - 20:
        assert read.checks, "a file cut short is said to be so"


@given(st.lists(st.tuples(st.integers(0, len(COB) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@quiet
def test_changed_bytes(changes):
    data = bytearray(COB)
    for at, byte in changes:
        data[at] = byte
    read_or_refuse(bytes(data))


@given(st.lists(st.sampled_from(COB.split(b"\n")), max_size=40))
@quiet
def test_shuffled_segments(segments):
    read_or_refuse(COB[:160] + b"\n".join(segments))


def read_or_refuse(data: bytes) -> Read | None:
    """The tables if the file can be used; every row of it accounted for."""
    assert contents(data) <= {"x12_835", "x12_837p", "x12_277ca", "x12_other"}
    with suppress(InputError):
        read = Read(data)
        assert all(total["difference"] == 0 for total in read.totals)
        rows, loaded, rejected, duplicate = read.counts()
        assert rows == loaded + rejected + duplicate
        assert len(read.lines) <= rows
        return read
    return None
