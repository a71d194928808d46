"""What one row of a remittance table is, and that no charge is added up twice."""

from __future__ import annotations

import pytest
from tables_case import Loaded, load

HEADER = "claim_id,line_no,dos,cpt,charge,paid,group_code,carc,adjustment_amount,check_number"


def remit(*rows: str, header: str = HEADER, **options) -> Loaded:
    return load("\n".join([header, *rows]) + "\n", **options)


def grain(loaded: Loaded) -> tuple:
    sql = "select assumed, said, evidence from file_question where file_id = $id and question = 'grain'"
    ((assumed, said, evidence),) = loaded.workspace.rows(sql, id=loaded.file_id)
    assert loaded.workspace.rows("select grain from input_file where file_id = $id", id=loaded.file_id) == [(assumed,)]
    return assumed, said, evidence


ADJUSTED = (
    "C1,,2026-01-13,97110,100,60,CO,45,30,K1",
    "C1,,2026-01-13,97110,100,60,PR,1,10,K1",
)
MIXED = (
    "C1,,2026-01-13,97110,100,60,,,,K1",
    "C1,,2026-01-13,97110,100,,CO,45,30,K1",
    "C1,,2026-01-13,97110,100,,PR,1,10,K1",
)


def test_line() -> None:
    loaded = remit(ADJUSTED[0], ADJUSTED[0].replace("C1", "C2"))
    assert grain(loaded) == ("line", False, "the charge repeats on 0 of 2 rows of the same claim line")


def test_adjustment() -> None:
    loaded = remit(*ADJUSTED)
    assert grain(loaded) == ("adjustment", False, "the charge repeats on 1 of 2 rows of the same claim line")
    assert loaded.totals["charge"] == (100, 100, 0, 0, 0)


def test_the_users_word_is_taken() -> None:
    loaded = remit(*ADJUSTED, grain="line")
    assert grain(loaded)[:2] == ("line", True)
    assert (len(loaded.rows), loaded.totals["charge"][1]) == (2, 200)
    whole = [row.replace(",60,CO,45,30", ",0,CO,45,100").replace(",60,PR,1,10", ",0,PR,1,100") for row in ADJUSTED]
    assert len(remit(*whole).rows) == 2
    assert len(remit(*whole, grain="adjustment").rows) == 1
    assert remit(*ADJUSTED, grain="claim").rows == []


def test_transactions_without_a_type() -> None:
    loaded = remit(*MIXED)
    assert grain(loaded)[:2] == ("transaction", False)
    (line,) = loaded.rows
    assert (line["charge"], line["paid"]) == (100, 60)
    assert len(loaded.of("remit_adjustment")) == 2
    assert loaded.totals["charge"] == (100, 100, 0, 0, 0)
    assert loaded.totals["paid"] == (60, 60, 0, 0, 0)


def test_two_lines_alike_of_which_one_is_denied_are_no_transactions() -> None:
    loaded = remit("C1,,2026-01-13,97110,50,50,,,,K1", "C1,,2026-01-13,97110,50,0,CO,97,50,K1")
    assert grain(loaded)[0] == "line"
    assert len(loaded.rows) == 2


def test_claim() -> None:
    loaded = load("claim_id,charge,paid,patient_resp\nC1,100,60,10\nC2,50,50,0\n")
    assert grain(loaded)[0] == "claim"
    assert [(c["claim_id"], c["charge"], c["paid"]) for c in loaded.of("remit_claim")] == [
        ("C1", 100, 60),
        ("C2", 50, 50),
    ]
    assert loaded.rows == []


def test_check_by_its_payment_column() -> None:
    loaded = load("Check Number,Check Date,Payer,Payment Amount\nK1,01/13/2026,Aetna,70\nK1,01/13/2026,Aetna,70\n")
    assert grain(loaded)[0] == "check"
    assert [p["amount"] for p in loaded.of("remit_payment")] == [70, 70]
    assert loaded.totals["paid"] == (140, 70, 0, 70, 0)


@pytest.mark.parametrize(
    ("carc", "expected"), [("", {("PR", "1", 10), ("PR", "3", 5)}), ("PR-1", {("PR", "1", None), ("PR", "3", 5)})]
)
def test_the_patients_share_in_columns(carc: str, expected: set) -> None:
    loaded = load(f"claim_id,cpt,charge,paid,deductible,coinsurance,copay,carc\nC1,97110,100,60,10,0,5,{carc}\n")
    assert {(a["group_code"], a["carc"], a["amount"]) for a in loaded.of("remit_adjustment")} == expected


def test_a_service_of_several_days() -> None:
    (line,) = load("claim_id,cpt,dos,paid\nC1,97110,01/13/2026 - 01/15/2026,5\n").rows
    assert (str(line["dos"]), str(line["dos_to"])) == ("2026-01-13", "2026-01-15")


@pytest.mark.parametrize(
    ("status", "category", "outcome"),
    [
        ("Accepted", "", "accepted"),
        ("Rejected by payer", "", "rejected"),
        ("Pending", "", "pending"),
        ("", "A3:21", "rejected"),
        ("", "A2", "accepted"),
        ("Accepted", "A7", "rejected"),
        ("A6", "", "rejected"),
    ],
)
def test_answers_before_adjudication(status: str, category: str, outcome: str) -> None:
    header = "Claim #,Patient Name,Payer,Status,Category Code,Status Date,Reason"
    loaded = load(f'{header}\nC1,"Doe, Jo",Aetna,{status},{category},01/13/2026,Member not found\n')
    assert loaded.kind == "claim_status"
    (row,) = loaded.of("claim_acknowledgement")
    assert (row["claim_id"], row["outcome"], row["patient_last"], row["message"]) == (
        "C1",
        outcome,
        "Doe",
        "Member not found",
    )
    again = load(f'{header}\nC1,"Doe, Jo",Aetna,{status},{category},01/13/2026,Member not found\n', loaded.workspace)
    assert again.counts == (1, 0, 0, 1)


def test_a_state_that_says_nothing() -> None:
    loaded = load("Claim #,Payer,Status,Message\nC1,Aetna,Rejected,x\nC2,Aetna,blue,x\n")
    assert loaded.rejects == [(3, "Status", "blue", "a status that says nothing of acceptance")]
