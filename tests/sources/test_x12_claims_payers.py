"""What other payers did with a claim before (loops 2320, 2330, 2430): kept, and kept apart from the claim's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from claims_case import (
    ADJUDICATED,
    HEAD,
    LINE_1,
    LINE_2,
    OTHER_PAYER,
    PROVIDER,
    SUBSCRIBER,
    Read,
    good,
    part,
)


def test_the_other_payer_of_a_claim_stays_there():
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *OTHER_PAYER, *LINE_1, *LINE_2))
    assert read.claim["rendering_name"] == "THERAPIST, PAT"
    assert part(read.claim, "original_reference", "auth_number", "patient_paid", "payer_name") == {
        "original_reference": "ICN0", "auth_number": "AUTH1", "patient_paid": Decimal("20.00"),
        "payer_name": "BIG PAYER",
    }  # fmt: skip
    assert read.payers == [
        {
            "claim_key": (1 << 32) + 25, "file_id": 1, "row_no": 39, "sequence": 1, "payer_sequence": "P",
            "filing_code": "CI", "payer_name": "FIRST PAYER", "payer_id": "FP1", "payer_claim_id": "ICN9",
            "paid": Decimal("65.00"), "patient_resp": Decimal("15.00"), "paid_date": date(2026, 1, 10),
        }
    ]  # fmt: skip
    triplets = [
        (row["line_key"], row["payer_sequence"], row["sequence"], row["group_code"], row["carc"], row["amount"])
        for row in read.adjustments
    ]
    assert triplets == [
        (None, 1, 1, "PR", "1", 10), (None, 1, 2, "PR", "2", 5), (None, 1, 3, "CO", "45", 20),
    ]  # fmt: skip
    assert read.adjustments[2]["quantity"] == 1
    assert read.rejects == read.checks == []


def test_nothing_of_the_other_payer_stands_in_for_what_the_claim_lacks():
    read = Read(good(*PROVIDER, *SUBSCRIBER, HEAD[0], *OTHER_PAYER, *LINE_1, *LINE_2))
    names = ("rendering_name", "referring_name", "original_reference", "auth_number", "patient_paid")
    assert set(part(read.claim, *names).values()) == {None}


def test_two_other_payers():
    second = ["SBR*T*18*******MC", "AMT*D*0", "NM1*PR*2*THIRD*****PI*TP"]
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *OTHER_PAYER, *second, *LINE_1, *LINE_2))
    assert [(row["sequence"], row["payer_name"], row["paid"], row["row_no"]) for row in read.payers] == [
        (1, "FIRST PAYER", 65, 39), (2, "THIRD", 0, 53),
    ]  # fmt: skip


def test_a_line_that_other_payers_adjudicated():
    second = ["SVD*TP*30*HC:97110:GP:59**1", "CAS*OA*23*70", "DTP*573*D8*20260120"]
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *OTHER_PAYER, *LINE_1, *ADJUDICATED, *second, *LINE_2))
    paid = [
        (
            row["sequence"],
            row["payer_id"],
            row["paid"],
            row["code"],
            row["modifiers"],
            row["units"],
            row["paid_date"].day,
        )
        for row in read.payments
    ]
    assert paid == [(1, "FP1", 65, "97110", ["GP"], 2, 10), (2, "TP", 30, "97110", ["GP", "59"], 1, 20)]
    assert [row["row_no"] for row in read.payments] == [61, 66]
    of_line = [(row["payer_sequence"], row["sequence"], row["carc"], row["amount"]) for row in read.adjustments[:4]]
    assert of_line == [(1, 1, "45", 20), (1, 2, "1", 10), (1, 3, "2", 5), (2, 4, "23", 70)]
    assert read.lines[0]["rendering_name"] == "HELPER, LEE"
    assert read.checks == []


def test_line_balance_is_judged_per_payer():
    off = [segment.replace("*20", "*19") if segment.startswith("CAS*CO") else segment for segment in ADJUDICATED]
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *OTHER_PAYER, *LINE_1, *off, "SVD*TP*100*HC:97110", *LINE_2))
    assert [(row["measure"], row["reference"], row["difference"]) for row in read.checks] == [
        ("line_balance", "ST 0001 batch B1 claim PCN1 line 1 payer FP1", 1)
    ]


def test_a_line_split_by_its_payer_balances_over_its_parts():
    parts = ["SVD*FP1*40*HC:97110**1", "CAS*CO*45*10", "SVD*FP1*30*HC:97110**1", "CAS*CO*45*20"]
    assert Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *LINE_1, *parts, *LINE_2)).checks == []


def test_six_triplets_to_a_segment():
    cas = "CAS*CO*" + "*".join(f"{code}*{code}*1" for code in range(1, 7))
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD, *LINE_1, "SVD*FP1*79*HC:97110**1", cas, *LINE_2))
    assert [(row["carc"], row["amount"], row["quantity"]) for row in read.adjustments] == [
        (str(code), code, 1) for code in range(1, 7)
    ]
    assert read.checks == []
