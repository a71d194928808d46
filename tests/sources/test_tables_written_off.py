"""What a practice gave up itself, in its billing file: read, kept apart from the contract, never twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tables_case import line, load, one, workbook

from analytics import sources
from analytics.sources import InputFile
from analytics.workspace import Workspace

HEADER = "Patient ID,Claim #,Line,DOS,CPT,Units,Charge,Insurance,Patient Paid"
ROW = "1,C1,1,2026-01-05,97110,1,60.00,Aetna,5.00"


def headed(header: str, value: str = "12.34") -> dict[str, tuple]:
    """header -> (field, basis) of a billing table with one more column."""
    return load(f"{HEADER},{header}\n{ROW},{value}\n").fields


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(("12.34", "12.34"), ("$1,012.30", "1012.30"), ("0", "0"), ("-12.34", "-12.34"), ("(12.34)", "-12.34")),
        *(("", None), ("--", None)),
    ],
)
def test_an_amount_its_reversal_or_nothing(text: str, amount: str | None) -> None:
    row = one(written_off=text, charge="60", patient_paid="5")
    assert row["written_off"] == (None if amount is None else Decimal(amount))
    assert (row["charge"], row["patient_paid"]) == (60, 5)


def test_an_amount_nobody_can_read_rejects_the_row() -> None:
    loaded = load(f"{HEADER},Written Off\n{ROW},12.34\n{ROW.replace('C1', 'C2')},12.3.4\n")
    assert loaded.rejects == [(3, "Written Off", "12.3.4", "not an amount of money")]


@pytest.mark.parametrize(
    "header",
    [
        *("Written Off", "Write-Off Amount", "WriteOffAmt", "Bad Debt", "Bad Debt Write-off", "written_off"),
        *("Non-Contractual Adjustment", "Small Balance Write Off", "Timely Filing Write-Off", "Courtesy Adjustment"),
    ],
)
def test_headers_that_say_so(header: str) -> None:
    assert headed(header)[header][0] == "written_off"


@pytest.mark.parametrize(
    "header",
    [
        *("Contractual Adjustment", "Contractual Write-Off", "Insurance Write Off", "Adjustments", "Discount"),
        *("Adjustments / Write Offs", "Write Off Date", "Disallowed"),
    ],
)
def test_the_contracts_part_and_what_may_hold_it_is_not_read(header: str) -> None:
    assert "written_off" not in {field for field, _ in headed(header).values()}


@pytest.mark.parametrize("mark", ["Y", "No", "small balance", "01/31/2026"])
def test_a_mark_that_a_line_was_written_off_is_no_amount(mark: str) -> None:
    loaded = load(f"{HEADER},Write Off\n{ROW},{mark}\n")
    assert loaded.rows[0]["written_off"] is None and not loaded.rejects


def test_in_a_remittance_it_stays_the_payers_adjustment() -> None:
    loaded = load("claim_id,dos,cpt,charge,paid,Write Off,check_number\nC1,2026-01-05,97110,60,30,30,T1\n")
    assert (loaded.kind, loaded.fields["Write Off"][0]) == ("remittance", "adjustment_amount")
    assert [row["amount"] for row in loaded.of("remit_adjustment")] == [30]


def test_a_bill_that_tells_what_was_paid_and_written_off_is_a_bill() -> None:
    loaded = load(f"{HEADER},Location,Insurance Paid,Write Off\n{ROW},Main,30.00,12.00\n")
    assert (loaded.kind, loaded.rows[0]["written_off"]) == ("billing", 12)


def test_a_workbooks_column() -> None:
    head = [*HEADER.split(","), "Bad Debt"]
    cells = ["1", "C1", 1, "2026-01-05", 97110, 1, 60, "Aetna", 5]
    rows = load(workbook({"Charges": [head, [*cells, 7.5], [*cells[:2], 2, *cells[3:], None]]})).rows
    assert [row["written_off"] for row in rows] == [Decimal("7.50"), None]


def test_the_total_a_report_states() -> None:
    total = "Grand Total,,,,,,120.00,,10.00,20.00"
    text = "\n".join([f"{HEADER},Written Off", f"{ROW},12.00", f"{ROW.replace(',1,2026', ',2,2026')},8.00", total])
    assert load(text + "\n").totals["stated_written_off"] == (20, 20, 0, 0, 0)


def test_a_row_that_is_there_with_another_write_off_is_no_copy_of_it() -> None:
    header = f"{HEADER},Written Off"
    first = load(f"{header}\n{ROW},12.00\n")
    assert load(f"{header}\n{ROW},12.00\n\n", first.workspace).counts == (1, 0, 0, 1)
    assert load(f"{header}\n{ROW},20.00\n", first.workspace).counts == (1, 1, 0, 0)


def test_a_later_export_with_the_write_off_takes_the_place_of_the_line_until_it_is_undone() -> None:
    texts = {"january": f"{HEADER}\n{ROW}\n", "march": f"{HEADER},Written Off\n{ROW},55.00\n"}
    with Workspace(threads=1) as workspace:
        given = [InputFile(name, lambda text=text: text.encode()) for name, text in texts.items()]
        _, march = sources.load(workspace, given)
        standing = "select charge, written_off from billing_row where not is_duplicate"
        assert workspace.rows(standing) == [(60, 55)]
        sources.unload(workspace, march)
        assert workspace.rows(standing) == [(60, None)]


def test_without_the_column_nothing_is_known_of_it() -> None:
    assert line().rows[0]["written_off"] is None
