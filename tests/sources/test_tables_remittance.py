"""Remittance tables: the grain, the reasons, the claim's status, payments and duplicates."""

from __future__ import annotations

from datetime import date

import pytest
from tables_case import Loaded, load

HEADER = (
    "claim_id,line_no,patient_id,dos,cpt,charge,allowed,paid,group_code,carc,adjustment_amount,"
    "check_number,paid_date,payer_name"
)


def remit(*rows: str, header: str = HEADER, workspace=None) -> Loaded:
    return load("\n".join([header, *rows]) + "\n", workspace)


def reasons(loaded: Loaded) -> list[tuple]:
    rows = loaded.workspace.rows(
        "select group_code, carc, amount from remit_adjustment where file_id = $id order by line_key, sequence",
        id=loaded.file_id,
    )
    return [(group, carc, None if amount is None else float(amount)) for group, carc, amount in rows]


def reason(cell: str, **more: str) -> list[tuple]:
    values = {"claim_id": "C1", "dos": "2026-01-05", "cpt": "97110", "charge": "100", "paid": "0", "carc": cell, **more}
    quoted = ",".join(f'"{value}"' for value in values.values())
    loaded = load(f"{','.join(values)}\n{quoted}\n")
    assert not loaded.rejects, loaded.rejects
    return reasons(loaded)


TAIL = "CK1,2026-02-01,Aetna"


def test_one_row_per_line() -> None:
    loaded = remit(
        f"C1,1,P1,2026-01-05,97110.GP,100,70,60,CO,45,30,{TAIL}",
        f"C1,2,P1,2026-01-05,97140,50,40,40,CO,45,10,{TAIL}",
    )
    (payment,) = loaded.of("remit_payment")
    (claim,) = loaded.of("remit_claim")
    assert (payment["payer_name"], payment["trace_number"]) == ("Aetna", "CK1")
    assert payment["payment_date"] == date(2026, 2, 1)
    assert (claim["claim_id"], claim["charge"], claim["paid"], claim["patient_record_id"]) == ("C1", 150, 100, "P1")
    assert [(r["code"], r["modifiers"], r["line_control"], r["sequence"]) for r in loaded.rows] == [
        ("97110", ["GP"], "1", 1),
        ("97140", [], "2", 2),
    ]
    assert reasons(loaded) == [("CO", "45", 30), ("CO", "45", 10)]
    assert loaded.totals["charge"] == (150, 150, 0, 0, 0)
    assert loaded.totals["paid"] == (100, 100, 0, 0, 0)


@pytest.mark.parametrize("number", ["1", ""])
def test_one_row_per_adjustment_states_the_line_once(number: str) -> None:
    row = f"C1,{number},P1,2026-01-05,97110,100,70,60"
    loaded = remit(f"{row},CO,45,30,{TAIL}", f"{row},PR,1,10,{TAIL}")
    assert len(loaded.rows) == 1
    assert reasons(loaded) == [("CO", "45", 30), ("PR", "1", 10)]
    assert loaded.counts == (2, 2, 0, 0)
    assert loaded.totals["charge"] == (100, 100, 0, 0, 0)


def test_two_lines_alike_without_line_numbers_stay_two() -> None:
    row = f"C1,,P1,2026-01-05,97110,50,0,0,CO,97,50,{TAIL}"
    other = f"C1,,P1,2026-01-05,97110,50,0,0,CO,50,50,{TAIL}"
    loaded = remit(row, row, other)
    assert len(loaded.rows) == 3
    assert loaded.totals["charge"] == (150, 150, 0, 0, 0)


def test_lines_of_two_adjustments_alike_pair_up() -> None:
    row = "C1,,P1,2026-01-05,97110,100,70,60"
    loaded = remit(*[f"{row},CO,45,30,{TAIL}", f"{row},PR,1,10,{TAIL}"] * 2)
    assert len(loaded.rows) == 2
    assert reasons(loaded) == [("CO", "45", 30), ("PR", "1", 10)] * 2


def test_the_same_numbered_line_twice_is_a_duplicate() -> None:
    row = f"C1,1,P1,2026-01-05,97110,100,70,60,CO,45,30,{TAIL}"
    loaded = remit(row, row)
    assert loaded.counts == (2, 1, 0, 1)
    assert [payment["is_duplicate"] for payment in loaded.of("remit_payment")] == [False, True]
    assert loaded.totals["paid"] == (120, 60, 0, 60, 0)


def test_lines_of_an_earlier_file_are_duplicates() -> None:
    old = [f"C1,,P1,2026-01-05,97110,100,70,60,CO,45,30,{TAIL}", f"C1,,P1,2026-01-05,97110,100,70,60,PR,1,10,{TAIL}"]
    first = remit(*old)
    second = remit(*old, f"C2,,P1,2026-01-05,97110,100,70,70,CO,45,30,{TAIL}", workspace=first.workspace)
    assert second.counts == (3, 1, 0, 2)
    assert second.totals["charge"] == (200, 100, 0, 100, 0)
    third = remit(*old, *old, workspace=first.workspace)
    assert third.counts == (4, 2, 0, 2)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("CO-45", [("CO", "45", None)]),
        ("co45", [("CO", "45", None)]),
        ("CO 45", [("CO", "45", None)]),
        ("45", [(None, "45", None)]),
        ("045", [(None, "45", None)]),
        ("45.0", [(None, "45", None)]),
        ("PR1", [("PR", "1", None)]),
        ("CO-B7", [("CO", "B7", None)]),
        ("CO:45:46.32|PR:1:20.00", [("CO", "45", 46.32), ("PR", "1", 20.0)]),
        ("CO:45:1,046.32", [("CO", "45", 1046.32)]),
        ("CO-45 PR-1", [("CO", "45", None), ("PR", "1", None)]),
        ("CO-45, PR-1", [("CO", "45", None), ("PR", "1", None)]),
        ("45;1", [(None, "45", None), (None, "1", None)]),
        ("16 - Missing information, see 2 remarks", [(None, "16", None)]),
        ("CO-97; N19", [("CO", "97", None)]),
        ("N19", []),
        ("", []),
    ],
)
def test_reason_codes(cell: str, expected: list[tuple]) -> None:
    assert reason(cell) == expected


def test_groups_and_amounts_of_their_own_columns() -> None:
    assert reason("45", group_code="Contractual Obligation", adjustment_amount="30") == [("CO", "45", 30)]
    assert reason("1", group_code="Patient Responsibility", adjustment_amount="$30.00") == [("PR", "1", 30)]
    assert reason("CO-45|PR-1", adjustment_amount="30|20") == [("CO", "45", 30), ("PR", "1", 20)]
    assert reason("45|1", group_code="CO|PR", adjustment_amount="30|20") == [("CO", "45", 30), ("PR", "1", 20)]
    assert reason("CO-45, PR-1", adjustment_amount="50") == [("CO", "45", 50), ("PR", "1", None)]
    assert reason("", group_code="CO", adjustment_amount="30") == [("CO", None, 30)]


def test_remark_codes_of_both_columns() -> None:
    loaded = load("claim_id,cpt,paid,carc,rarc\nC1,97110,0,CO-16; N19,MA04 M15\n")
    assert loaded.rows[0]["remarks"] == ["MA04", "M15", "N19"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("1", "1"),
        ("04", "4"),
        ("22", "22"),
        ("4 - Denied", "4"),
        ("Denied", "4"),
        ("Reversal of Previous Payment", "22"),
        ("Processed as Primary", "1"),
        ("Processed as Secondary", "2"),
        ("Primary, forwarded", "19"),
        ("odd", None),
    ],
)
def test_claim_status(word: str, code: str | None) -> None:
    loaded = load(f'claim_id,cpt,paid,carc,claim_status\nC1,97110,0,CO-16,"{word}"\n')
    assert loaded.of("remit_claim")[0]["status"] == code


def test_a_reversal_and_its_correction_are_two_claims() -> None:
    loaded = remit(
        f"C1,1,P1,2026-01-05,97110,-100,-70,-60,CO,45,-40,{TAIL}",
        f"C1,1,P1,2026-01-05,97110,100,70,70,CO,45,30,{TAIL}",
    )
    assert [(c["status"], c["charge"]) for c in loaded.of("remit_claim")] == [("22", -100), (None, 100)]


def test_a_row_without_line_belongs_to_the_claim() -> None:
    loaded = load("claim_id,cpt,charge,paid,carc,adjustment_amount\nC1,,100,0,CO-16,100\n")
    assert loaded.rows == []
    assert loaded.of("remit_claim")[0]["charge"] == 100
    assert loaded.of("remit_adjustment")[0]["line_key"] is None


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("carc", "see letter", "no adjustment reason code"),
        ("group_code", "XX", "not an adjustment group"),
        ("adjustment_amount", "15O", "not an amount of money"),
        ("adjustment_amount", "15|x", "not an amount of money"),
    ],
)
def test_values_that_cannot_be_read(column: str, value: str, reason: str) -> None:
    assert load(f"claim_id,cpt,paid,{column}\nC1,97110,0,{value}\n").rejects == [(2, column, value, reason)]


def test_a_row_without_claim_needs_patient_date_and_code() -> None:
    loaded = remit(f",,P1,2026-01-05,97110,100,70,60,CO,45,30,{TAIL}", f",,P1,,97110,100,70,60,CO,45,30,{TAIL}")
    assert loaded.rejects == [(3, "claim_id", None, "no claim id")]
    assert loaded.counts == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Contractual Obligation - 45", [("CO", "45", None)]),
        ("Patient Responsibility 1; Payor Initiated 96", [("PR", "1", None), ("PI", "96", None)]),
        ("co-45;pr-1", [("CO", "45", None), ("PR", "1", None)]),
        ("CO-045", [("CO", "45", None)]),
        ("16 - Missing information", [(None, "16", None)]),
    ],
)
def test_reason_codes_as_systems_spell_them(cell: str, expected: list[tuple]) -> None:
    assert reason(cell) == expected


def test_a_group_nobody_knows_costs_the_group_only() -> None:
    loaded = load("claim_id,cpt,paid,group_code,carc\nC1,97110,0,XX,45\n")
    assert (loaded.counts, reasons(loaded)) == ((1, 1, 0, 0), [(None, "45", None)])
