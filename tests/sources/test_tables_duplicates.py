"""What counts as the same billing row, inside a file and across files."""

from __future__ import annotations

from tables_case import load, workbook

HEADER = "patient_id,claim_id,line_no,dos,cpt,units,charge,payer_name"
ROW = "1,C1,1,2026-01-05,97110,1,45,Aetna"
LOOSE = "1,C1,,2026-01-05,97110,1,45,Aetna"


def text(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def test_the_same_line_number_twice() -> None:
    loaded = load(text(ROW, ROW))
    assert [row["is_duplicate"] for row in loaded.rows] == [False, True]
    assert loaded.totals["charge"] == (90, 45, 0, 45, 0)


def test_one_row_per_unit_is_no_duplicate() -> None:
    assert load(text(LOOSE, LOOSE)).counts == (2, 2, 0, 0)


def test_rows_of_an_earlier_file_count_each_once() -> None:
    first = load(text(LOOSE, LOOSE))
    second = load(text(LOOSE, LOOSE, LOOSE, ROW), first.workspace)
    assert second.counts == (4, 2, 0, 2)
    third = load(text(LOOSE, LOOSE, LOOSE, ROW), first.workspace)
    assert third.counts == (4, 0, 0, 4)


def test_the_writing_does_not_matter() -> None:
    first = load(text(ROW))
    second = load(text("1,C1,1,1/5/2026,97110,1.0,$45.00,Aetna"), first.workspace)
    assert second.counts == (1, 0, 0, 1)


def test_another_charge_is_another_row() -> None:
    first = load(text(ROW))
    assert load(text(ROW.replace("45", "46")), first.workspace).counts == (1, 1, 0, 0)


def test_rejected_rows_are_rejected_again() -> None:
    first = load(text(ROW.replace(",1,45", ",x,45")))
    assert load(text(ROW.replace(",1,45", ",x,45")), first.workspace).counts == (1, 0, 1, 0)


def test_minutes_and_rates() -> None:
    minutes = "patient_id,dos,cpt,minutes\n1,2026-01-05,97110,25\n"
    first = load(minutes)
    assert load(minutes, first.workspace).counts == (1, 0, 0, 1)
    rates = "payer,cpt,rate\nAetna,97110,30\n"
    load(rates, first.workspace)
    assert load(rates, first.workspace).counts == (1, 0, 0, 1)


SHEET = ["Patient ID", "DOS", "CPT", "Units", "Charge", "Insurance"]
FIRST = ["P1", "2026-01-25", 97110, 2, 120, "BC"]
SECOND = ["P2", "2026-01-26", 97140, 1, 60, "BC"]
THIRD = ["P3", "2026-01-26", 97140, 1, 60, "AE"]


def test_rows_of_another_sheet_count_once() -> None:
    book = workbook({"All": [SHEET, FIRST, SECOND, THIRD], "BC": [SHEET, FIRST, SECOND], "AE": [SHEET, THIRD]})
    loaded = load(book)
    assert (loaded.counts, loaded.totals["charge"]) == ((6, 3, 0, 3), (480, 240, 0, 240, 0))
    again = load(book + b" ", loaded.workspace)
    assert again.counts == (6, 0, 0, 6)


def test_copies_on_one_sheet_are_counted_against_copies_on_another() -> None:
    loaded = load(workbook({"A": [SHEET, FIRST], "B": [SHEET, FIRST, FIRST], "C": [SHEET, FIRST, FIRST]}))
    assert [row["is_duplicate"] for row in loaded.rows] == [False, True, False, True, True]


def test_remittance_lines_of_another_sheet_count_once() -> None:
    head = ["Claim ID", "DOS", "CPT", "Charge", "Paid", "CARC", "Check Number"]
    row = ["C1", "2026-01-05", 97110, 60, 30, "CO-45", "T1"]
    loaded = load(workbook({"All": [head, row, row], "BC": [head, row]}))
    assert (loaded.counts, loaded.totals["paid"]) == ((3, 2, 0, 1), (90, 60, 0, 30, 0))
