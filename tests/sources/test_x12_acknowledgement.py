"""Answers to claims before adjudication (277CA): what each comes to, and nothing of them lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from claims_case import Read, good, interchange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from x12_case import text

from analytics.errors import InputError
from analytics.sources.x12 import contents, recognise

SOURCE = ["HL*1**20*1", "NM1*PR*2*BIG PAYER*****PI*87726", "TRN*1*T1", "DTP*050*D8*20260115", "DTP*009*D8*20260115"]
SENDER = ["HL*2*1*21*1", "NM1*41*2*DEMO*****46*123", "TRN*2*BATCH1", "STC*A1:19:PR*20260115*WQ*300", "QTY*90*2"]
PROVIDER = ["HL*3*2*19*1", "NM1*85*2*DEMO THERAPY*****XX*1234567893"]
ANSWER = [
    "HL*4*3*PT", "NM1*QC*1*DEMO*ANNA****MI*W1", "TRN*2*PCN1", "STC*A2:20:PR*20260116*WQ*100", "REF*1K*ICN1",
    "REF*D9*CH1", "DTP*472*D8*20260105",
]  # fmt: skip
STC = ANSWER[3]
LOOPS = [*SOURCE, *SENDER, *PROVIDER, *ANSWER]
PLACES = {"outcome", "category_code", "status_code", "entity_code"}


def transaction(*body: str, version: str = "005010X214", bht: str = "0085*08*R1*20260115*1200*TH") -> list[str]:
    segments = [f"ST*277*0001*{version}".rstrip("*"), f"BHT*{bht}", *(body or LOOPS)]
    return [*segments, f"SE*{len(segments) + 1}*0001"]


def answer(*body: str, control: int = 1) -> bytes:
    return text(interchange(transaction(*body), kind="HN", guide="005010X214", control=control))


def statuses(*segments: str) -> bytes:
    """The file with other statuses of its claim."""
    at = LOOPS.index(STC)
    return answer(*LOOPS[:at], *segments, *LOOPS[at + 1 :])


def read(*files: bytes, **options) -> Read:
    return Read(*files, readers=("277",), **options)


def test_accepted():
    result = read(answer())
    assert result.answers == [
        {
            "row_key": (1 << 32) + 19, "file_id": 1, "sheet": None, "row_no": 19, "is_duplicate": False,
            "claim_id": "PCN1", "reference": "ICN1", "outcome": "accepted", "category_code": "A2", "status_code": "20",
            "entity_code": "PR", "status_date": date(2026, 1, 16), "charge": Decimal("100.00"),
            "payer_name": "BIG PAYER", "payer_id": "87726", "patient_last": "DEMO", "patient_first": "ANNA",
            "member_id": "W1", "dos": date(2026, 1, 5), "message": None,
        }
    ]  # fmt: skip
    assert result.rejects == result.checks == result.left_over == []
    assert result.counts() == (1, 1, 0, 0)
    assert [(row["measure"], row["in_file"], row["difference"]) for row in result.totals] == [
        ("rows", 1, 0), ("charge", 100, 0),
    ]  # fmt: skip


def test_categories():
    expected = {f"A{number}": "accepted" if number in (0, 1, 2, 5) else "rejected" for number in range(9)}
    expected |= {"P1": "pending", "R3": "pending", "D0": "rejected", "F1": "accepted"}
    result = read(*[statuses(f"STC*{category}:20*20260116*WQ*100") for category in expected], together=True)
    assert {row["category_code"]: row["outcome"] for row in result.answers} == expected


def test_the_worst_status_decides_and_the_others_are_kept():
    more = "STC*A7:562:85*20260117*U*100*******A6:164:IL*MEMBER UNKNOWN"
    (row,) = read(statuses("STC*A1:19*20260116*WQ*100", "STC*P1:20*20260116*WQ*100", more)).answers
    assert {name: row[name] for name in PLACES} == {
        "outcome": "rejected", "category_code": "A7", "status_code": "562", "entity_code": "85",
    }  # fmt: skip
    assert row["message"] == "A6:164:IL P1:20 A1:19 MEMBER UNKNOWN"
    assert row["status_date"] == date(2026, 1, 17)


def test_a_missing_part_is_not_taken_from_another_status():
    (row,) = read(statuses("STC*A7:562*20260117*U", "STC*A1:19:PR*20260116*WQ*100")).answers
    assert row["entity_code"] is None and row["charge"] is None


def test_a_line_speaks_only_where_the_claim_does_not():
    line = ["SVC*HC:97110*50", "STC*A6:1*20260116*U*50", "DTP*472*D8*20260105"]
    (row,) = read(answer(*LOOPS, *line)).answers
    assert row["outcome"] == "accepted" and row["message"] == "A6:1"
    (row,) = read(answer(*LOOPS[: LOOPS.index(STC)], *line)).answers
    assert (row["outcome"], row["category_code"], row["dos"]) == ("rejected", "A6", date(2026, 1, 5))


def test_several_claims_of_one_patient():
    result = read(answer(*LOOPS, "TRN*2*PCN2", "STC*A3:21*20260116*U*70", "REF*D9*CH2"))
    rows = [(row["claim_id"], row["outcome"], row["patient_first"], row["reference"]) for row in result.answers]
    assert rows == [("PCN1", "accepted", "ANNA", "ICN1"), ("PCN2", "rejected", "ANNA", "CH2")]


@pytest.mark.parametrize(
    ("loops", "message"),
    [
        ([*SOURCE, *SENDER[:3], "STC*A3:24:41*20260115*U*300"], "the whole batch:"),
        ([*SOURCE, *SENDER, *PROVIDER, "TRN*1*BATCH1", "STC*A8:496:85*20260115*U*300"], "the claims of one provider:"),
    ],
)
def test_a_batch_rejected_as_a_whole(loops, message):
    result = read(answer(*loops))
    rows = [row for row in result.answers if row["outcome"] == "rejected"]
    assert [(row["claim_id"], row["reference"], row["charge"]) for row in rows] == [(None, "BATCH1", 300)]
    assert rows[0]["message"] == message
    assert len(read(answer(*loops, *ANSWER)).answers) == 2, "its claims have answers of their own"


def test_a_batch_of_which_no_claim_is_named():
    (row,) = read(answer(*SOURCE, *SENDER)).answers
    assert (row["claim_id"], row["outcome"], row["reference"]) == (None, "accepted", "BATCH1")


def test_an_unknown_category_is_read_by_its_action_and_said():
    for action, outcome in (("U", "rejected"), ("WQ", "accepted"), ("", "pending")):
        result = read(statuses(f"STC*Z9:20*20260116*{action}*100"))
        assert [row["outcome"] for row in result.answers] == [outcome]
        assert result.bad() == [(20, "STC01", "Z9:20")]


@pytest.mark.parametrize(
    ("old", "new", "bad"),
    [
        (STC, STC.replace("20260116", "20261345"), (20, "STC02", "20261345")),
        (STC, STC.replace("*100", "*1OO"), (20, "STC04", "1OO")),
        ("DTP*472*D8*20260105", "DTP*472*D8*2026015", (23, "DTP03", "2026015")),
        ("TRN*2*PCN1", "TRN*2", (19, "TRN02", None)),
    ],
)
def test_a_value_that_cannot_be_read(old, new, bad):
    result = read(answer(*[new if segment == old else segment for segment in LOOPS]))
    assert result.bad() == [bad]
    assert result.counts() == (1, 1, 0, 0)


def test_a_claim_without_a_status_is_rejected():
    result = read(statuses())
    assert result.answers == []
    assert result.bad() == [(19, "STC", None)]
    assert result.counts() == (1, 0, 1, 0)


def test_the_same_answer_again():
    result = read(answer(), answer(control=2), statuses("STC*A7:20*20260118*U*100"))
    assert [row["is_duplicate"] for row in result.answers] == [False, True, False]
    assert result.files[1] == {"rows": 1, "loaded": 0, "rejected": 0, "duplicate": 1}
    undone = read(answer(), answer(control=2), undo=[1])
    assert [row["is_duplicate"] for row in undone.answers] == [False]
    assert undone.counts() == (1, 1, 0, 0)


def test_envelopes():
    assert read(answer().replace(b"SE*22", b"SE*23")).failed() == ["segment_count"]
    assert read(answer().replace(b"GS*HN", b"GS*HC")).failed() == ["envelope"]
    assert read(answer().replace(b"IEA*1*000000001", b"IEA*1*000000003")).failed() == ["control_number"]
    assert read(answer()[:-40]).failed() != []


def test_recognised_by_its_guide_or_its_purpose():
    assert recognise(answer()) == "x12_277ca"
    assert recognise(text(transaction(version=""))) == "x12_277ca"
    request = transaction(version="005010X212", bht="0010*08*R1*20260115*1200*DG")
    assert recognise(text(request)) == "x12_other"
    with pytest.raises(InputError):
        read(text(request))
    assert len(read(text(transaction(version=""))).answers) == 1


def test_claims_and_their_answers_in_one_file():
    both = good() + answer(control=2)
    assert contents(both) == {"x12_837p", "x12_277ca"}
    result = Read(both, readers=("837", "277"))
    assert len(result.claims) == 1 and len(result.answers) == 1
    assert result.counts() == (3, 3, 0, 0)
    assert result.rejects == result.checks == []


@given(st.lists(st.tuples(st.integers(0, len(answer()) - 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_changed_bytes(changes):
    data = bytearray(answer())
    for at, byte in changes:
        data[at] = byte
    with suppress(InputError):
        result = read(bytes(data))
        assert all(total["difference"] == 0 for total in result.totals)


@given(st.lists(st.sampled_from(answer().split(b"\n")), max_size=30))
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_shuffled_segments(segments):
    with suppress(InputError):
        result = read(answer()[:160] + b"\n".join(segments))
        assert all(total["difference"] == 0 for total in result.totals)
