"""Bytes to records: encodings, delimiters, row numbers, banners, totals, ragged rows, workbooks, unusable files."""

from __future__ import annotations

import codecs
import datetime
import io
import zipfile

import pytest
from tables_case import HEADER, billing, load, workbook

from analytics.errors import InputError
from analytics.sources import tables

ROW = "1,2026-01-05,97110,GP,1,45.00,Aetna"
PLAIN = f"{HEADER}\n{ROW}\n"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("45.00", "45.00\0").encode(),
        PLAIN.replace("Aetna", "Aetna\xa0").encode(),
    ],
)
def test_encodings_and_delimiters(data: bytes) -> None:
    assert tables.recognise(data)
    row = load(data).rows[0]
    assert (row["patient_id"], row["charge"], row["payer_name"], row["row_no"]) == ("1", 45, "Aetna", 2)


def test_windows_text() -> None:
    data = (HEADER + "\n" + ROW.replace("Aetna", "Workers\u2019 Comp \u2014 State")).encode("cp1252")
    assert load(data).rows[0]["payer_name"] == "Workers\u2019 Comp \u2014 State"


def test_a_delimiter_inside_quotation_marks_is_text() -> None:
    assert billing('1,2026-01-05,97110,"59,GP",1,"$1,200.00","Aetna, Inc"').rows[0]["payer_name"] == "Aetna, Inc"


def test_row_numbers_count_lines_through_banners_blanks_and_notes() -> None:
    text = "Best Therapy\nRun 1/2/2026\n\n" + HEADER + ",Note\n" + ROW + ',"two\nlines"\n\n,,,,,,,\n' + ROW + ",x\n"
    loaded = load(text)
    assert [(row["row_no"], row["note_text"]) for row in loaded.rows] == [(5, "two\nlines"), (9, "x")]
    assert loaded.counts == (2, 2, 0, 0)


def test_row_numbers_past_one_block_of_reading() -> None:
    loaded = billing(*[f"{i},2026-01-05,97110,GP,1,45.00,Aetna" for i in range(9_000)], ROW.replace("2026", "x"))
    assert loaded.rejects[0][0] == 9_002
    assert loaded.counts == (9_001, 9_000, 1, 0)


def test_more_values_than_headers_is_one_reject() -> None:
    loaded = billing(ROW, ROW + ",x" * 42, ROW + ",,,")
    assert loaded.rejects == [(3, None, None, "49 values where the header names 7 columns")]
    assert loaded.counts == (3, 2, 1, 0)


def test_far_more_values_than_the_first_records() -> None:
    loaded = billing(*[ROW] * 80, ROW + ",x" * 5_000)
    assert loaded.rejects == [(82, None, None, "5007 values where the header names 7 columns")]


def test_short_records_lack_their_last_values() -> None:
    loaded = billing(ROW, "1,2026-01-05,97110")
    assert {reject[1] for reject in loaded.rejects} == {"Units", "Payer"}


def test_an_open_quotation_mark_costs_its_own_row_only() -> None:
    loaded = billing(ROW, '1,2026-01-05,97110,GP,1,45.00,"Aetna', ROW, ROW)
    assert loaded.rejects == [(3, None, None, "a quotation mark in this row is not closed or not doubled")]
    assert loaded.counts == (4, 3, 1, 0)
    assert [row["row_no"] for row in loaded.rows] == [2, 4, 5]


def test_a_quotation_mark_that_swallows_rows_is_told() -> None:
    loaded = billing(ROW, '"1,2026-01-05,97110,GP,1,45.00,Aetna', ROW, 'x",1', ROW)
    assert loaded.counts == (3, 2, 1, 0)
    assert "closes 2 lines below" in loaded.rejects[0][3]


def test_total_rows_repeated_headers_and_footers_are_no_data() -> None:
    loaded = billing(ROW, HEADER, ROW, "Grand Total:,,,,2,90.00,", ",,,,2,90.00,", "Confidential,,,,,,")
    assert [reject[3] for reject in loaded.rejects] == [
        "the header row again",
        "a total row",
        "a total row",
        "a line of text outside the table",
    ]
    assert loaded.counts == (6, 2, 4, 0)
    assert loaded.totals["charge"] == (90, 90, 0, 0, 0)


def test_rejected_rows_keep_their_money_in_the_totals() -> None:
    loaded = billing(ROW, ROW.replace(",1,", ",abc,"), "1,02/30/2026,97110,GP,x,45.00,Aetna")
    assert len(loaded.rejects) == 3
    assert loaded.counts == (3, 1, 2, 0)
    assert loaded.totals["charge"] == (135, 45, 90, 0, 0)


def test_workbook_with_dates_numbers_and_a_banner() -> None:
    header = HEADER.split(",")
    rows = [["Best Therapy"], [], header, ["0012", datetime.date(2026, 1, 5), 97110, 59, 2, 1234.5, "Aetna"]]
    rows.append(["0013", 46027, 97140, "GP", 1, "$45.00", "Aetna"])
    loaded = load(workbook({"Charges": rows, "Old": [header, header]}, hidden=("Old",)))
    assert loaded.counts == (2, 2, 0, 0)
    first, second = loaded.rows
    assert (first["patient_id"], first["dos"], first["cpt"], first["modifiers"]) == (
        "0012",
        datetime.date(2026, 1, 5),
        "97110",
        ["59"],
    )
    assert (first["row_no"], first["sheet"], first["charge"]) == (4, "Charges", 1234.5)
    assert second["dos"] == datetime.date(2026, 1, 5)


def test_sheets_of_two_kinds_and_one_that_is_neither() -> None:
    minutes = [["patient id", "dos", "cpt", "minutes"], ["1", "2026-01-05", "97110", 25]]
    bill = [HEADER.split(","), ROW.split(",")]
    loaded = load(workbook({"Bill": bill, "Notes": [["call the payer"]], "Time": minutes}))
    assert loaded.kind == "billing+minutes"
    assert loaded.counts == (2, 2, 0, 0)
    assert loaded.rejects == [(None, None, None, "a sheet of no known kind")]


def test_a_text_table_named_xlsx_is_read_as_what_it_is() -> None:
    assert tables.recognise(PLAIN.encode(), "charges.xlsx")
    assert load(PLAIN).kind == "billing"


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"  \r\n", "the file is empty"),
        (b"just one column\nof text\n", "the file has no columns"),
        (bytes(range(1, 32)) * 90, "neither text nor a workbook"),
        (_zip(), "zip archive but no workbook"),
        (b"PK\x03\x04broken", "zip archive but no workbook"),
        (workbook({"A": [["x"]]})[:-200], "zip archive but no workbook"),
        (OLE, "the workbook is damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b'"a,b\n"c,d\n', "no row of the file can be read"),
    ],
)
def test_unusable_files_say_why_and_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load(data)
    assert caught.value.fix


def test_a_damaged_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
    with pytest.raises(InputError, match="the workbook is damaged"):
        load(buffer.getvalue())


def test_what_is_no_table() -> None:
    for data in (b"", b"ISA*00*          ,,,~", b"<html><b>a,b</b></html>", b"%PDF\x01\x02\x03\x04", _zip()):
        assert not tables.recognise(data)
    assert tables.recognise(b"hello", "charges.csv")
