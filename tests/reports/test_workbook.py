"""report.xlsx, read back: it agrees with summary.json, the CSVs and the pages to the cent, and adds itself up."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from decimal import Decimal

import fastexcel
import pytest
from reports.sheet import Book

from analytics.questions import ask
from analytics.reports import workbook
from analytics.reports.files import write_tables
from analytics.reports.workbook import front, method
from analytics.reports.workbook.sheets import TABLES
from analytics.selection import Filter
from analytics.summary import summarize

NAMES = ["Summary", *(sheet.name for sheet in TABLES), "Method"]
CENT = Decimal("0.005")
SOME = Filter(payers=("Medicare Part B", "Cigna"), start=datetime.date(2026, 5, 10), end=datetime.date(2026, 6, 20))


@pytest.fixture(scope="module")
def summary(audited):
    return summarize(audited)


@pytest.fixture(scope="module")
def data(audited):
    return workbook.to_bytes(audited)


@pytest.fixture(scope="module")
def book(data):
    return Book(data)


@pytest.fixture(scope="module")
def tables(audited, tmp_path_factory):
    """The CSVs of the same audit."""
    folder = tmp_path_factory.mktemp("tables")
    write_tables(audited, folder)
    return {path.name: list(csv.DictReader(path.open(encoding="utf-8"))) for path in folder.glob("*.csv")}


def sums(page, title):
    return sum((value for value in page.column(title) if value is not None), Decimal(0))


def added(rows, column):
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


def every_formula_shows_what_it_adds_up_to(book):
    for name, page in book.pages.items():
        for cell, formula in page.formulas.items():
            found = book.calculated(name, formula)
            assert abs(found - page.values[cell]) < CENT, (name, cell, formula)


def no_difference(book):
    """Every check of the sheet Summary and of the totals is 0."""
    for name, page in book.pages.items():
        for cell, formula in page.formulas.items():
            if formula.startswith("ROUND(") and "-" in formula:
                assert page.values[cell] == 0, (name, cell)
    return True


def test_the_sheets_stand_in_their_order(book, data):
    assert list(book.pages) == NAMES
    assert fastexcel.read_excel(data).sheet_names == NAMES


def test_formulas_show_what_they_add_up_to(book):
    every_formula_shows_what_it_adds_up_to(book)


def test_sheets_agree_with_the_summary(book):
    assert no_difference(book)


@pytest.mark.parametrize(
    ("sheet", "title", "path"),
    [
        ("Actions", "Recoverable", ("annualized", "recoverable_now")),
        ("Unit audit", "Units supported", ("units", "correct")),
        ("Unit audit", "Units missed", ("units", "missed")),
        ("Unit audit", "Missed, value", ("units", "missed_value")),
        ("Unit audit", "Too many, value", ("units", "excess_value")),
        ("Denials", "Charge denied", ("denials", "charge_denied")),
        ("Denials", "Expected", ("denials", "expected_denied")),
        ("Denials", "Still open", ("denials", "open")),
        ("Denials", "Recoverable", ("denials", "recoverable")),
        ("Aging", "Insurers owe", ("ar", "insurance")),
        ("Aging", "Patients owe", ("ar", "patient")),
        ("Exposure", "Could be taken back", ("exposure", "total")),
        ("Excluded rows", "Visits not judged", ("units", "visits_undetermined")),
    ],
)
def test_rows_add_up_to_the_summary(book, summary, sheet, title, path):
    figure = summary
    for key in path:
        figure = figure[key]
    assert sums(book[sheet], title) == figure


@pytest.mark.parametrize(
    ("sheet", "title", "file", "column", "kept"),
    [
        ("Actions", "Lost", "findings.csv", "amount", {"kind": "leak"}),
        ("Actions", "Recoverable", "findings.csv", "recoverable", {"kind": "leak"}),
        ("Exposure", "Could be taken back", "findings.csv", "amount", {"kind": "exposure"}),
        ("Denials", "Recoverable", "denials.csv", "recoverable", {}),
        ("Denials", "Recovered", "denials.csv", "recovered", {}),
        ("Aging", "Insurers owe", "aging.csv", "insurance_balance", {}),
        ("Aging", "Patients owe", "aging.csv", "patient_balance", {}),
        ("Unit audit", "Minutes", "units.csv", "minutes", {}),
        ("Unit audit", "Units supported", "units.csv", "units_correct", {}),
    ],
)
def test_rows_add_up_to_the_csv(book, tables, sheet, title, file, column, kept):
    rows = [row for row in tables[file] if kept.items() <= row.items()]
    assert sums(book[sheet], title) == added(rows, column)


def test_charges_of_denials_are_those_of_the_csv(book, tables):
    page = book["Denials"]
    assert sums(page, "Charge denied") + sums(page, "Charge left to patient") == added(tables["denials.csv"], "charge")


def test_the_ledger_closes(book, summary):
    page = book["Summary"]
    (check,) = [name for name, value in page.values.items() if value == "Check"]
    assert page.values[check.replace("A", "B")] == 0
    for name in ("Collected", "Denied", "Earned"):
        cell = next(at for at, value in page.values.items() if value == name and at.startswith("A"))
        assert page.values[cell.replace("A", "B")] == summary["revenue"][name.lower()]


def test_totals_stay_in_sight_and_survive_sorting(book, data):
    for sheet in TABLES:
        page = book[sheet.name]
        pane = next(page.root.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}pane"))
        assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "B9")
        filtered = next(page.root.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}autoFilter"))
        assert filtered.get("ref").startswith("A8:")
        assert any(formula.startswith("SUBTOTAL(109,") for formula in page.formulas.values())


def test_a_filter_is_that_of_the_pages(audited):
    book = Book(workbook.to_bytes(audited, SOME))
    every_formula_shows_what_it_adds_up_to(book)
    assert no_difference(book)
    assert sums(book["Exposure"], "Could be taken back") == ask(audited, "exposure_total", SOME)[0]["amount"]
    assert sums(book["Unit audit"], "Units billed") == ask(audited, "summary_units", SOME)[0]["billed"]
    groups = ask(audited, "leak_groups", SOME)
    assert sums(book["Actions"], "Lost") == sum(row["amount"] for row in groups)
    assert set(book["Denials"].column("Payer")) <= {"Medicare Part B", "Cigna"}
    chosen = next(at for at, value in book["Summary"].values.items() if value == "Chosen")
    assert "Cigna" in book["Summary"].values[chosen.replace("A", "B")]


def test_actions_come_by_what_is_likely_to_come_back(book):
    likely = [value for value in book["Actions"].column("Likely back") if value is not None]
    assert likely == sorted(likely, reverse=True)
    assert all(book["Actions"].column("Next step"))


def test_ids_and_codes_stay_text(data, audited):
    sheet = fastexcel.read_excel(data).load_sheet("Denials", header_row=7).to_arrow()
    assert {str(sheet.schema.field(name).type) for name in ("Code", "Claim", "Line", "Patient")} == {"string"}
    assert str(sheet.schema.field("Date of service").type).startswith(("date", "timestamp"))


def test_the_same_audit_gives_the_same_bytes(audited, data):
    assert hashlib.sha256(workbook.to_bytes(audited)).digest() == hashlib.sha256(data).digest()


def test_the_file_says_what_it_is(book):
    core = book.files.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core
    assert "Revenue audit as of" in core
    assert "RehabLedger" in book.files.read("docProps/app.xml").decode()
    for page in book.pages.values():
        assert any("This file holds patient data" in str(value) for value in page.values.values())


def test_nothing_in_it_leaves_the_file(book):
    for name in book.files.namelist():
        text = book.files.read(name)
        assert b"<hyperlink" not in text
        assert b"externalLink" not in text
        assert b"TargetMode" not in text


@pytest.mark.parametrize("most", [1, 7])
def test_a_full_sheet_says_what_lies_beyond(audited, summary, most):
    target = io.BytesIO()
    workbook.write(audited, target, summary, most=most)
    book = Book(target.getvalue())
    every_formula_shows_what_it_adds_up_to(book)
    assert no_difference(book)
    page = book["Denials"]
    assert len([value for value in page.column("Patient") if value]) == most
    assert page.values["B4"] == summary["denials"]["lines_denied"] + summary["denials"]["lines_patient_billed"] - most
    assert "more in denials.csv" in page.values["A2"]
    recoverable = next(page.letters("Recoverable"))
    assert page.values[f"{recoverable}4"] + page.values[f"{recoverable}3"] == summary["denials"]["recoverable"]
    assert sums(page, "Recoverable") > 0


def test_method_names_each_rule_with_its_standing(book, audited):
    words = {str(value) for value in book[method.NAME].values.values()}
    for row in ask(audited, "report_rules"):
        assert row["standing"] in words
        assert row["source"] in words
    assert any(word.startswith("verified ") for word in words)
    assert "default of the payer's class" in words
    assert {"Share recovered: Units not billed", "Capture"} <= words


def test_what_could_not_be_computed_is_said(summary):
    said = front.unknown(summary)
    assert all(line.endswith(".") for line in said)
    assert any("have no minutes" in line for line in said)
