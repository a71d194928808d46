"""report.xlsx of practices that lack something, or whose files want to harm the reader."""

from __future__ import annotations

import datetime
import io
import shutil
import struct
import zlib
from decimal import Decimal

import fastexcel
import pytest
from kpis.kpi_practice import make
from practice import Practice
from reports.sheet import Book
from reports.test_workbook import every_formula_shows_what_it_adds_up_to, no_difference

from analytics.errors import InputError
from analytics.masking import Mask
from analytics.reports import private, workbook
from analytics.reports.brand import Brand
from analytics.reports.files import write_reports
from analytics.reports.workbook.look import INK, PAPER, readable_on
from analytics.summary import summarize
from analytics.workspace import Workspace

HOSTILE = {
    "a formula": "=1+1",
    "a command": '=cmd|"/c calc"!A0',
    "a sum": "+1+1",
    "a minus": "-1+1",
    "an at": "@SUM(1)",
    "a tab": "\t=1+1",
    "a link": "https://example.org/x",
    "a mail": "mailto:a@example.org",
    "an internal link": "internal:Sheet1!A1",
    "zeros": "0012345",
    "a long number": "123456789012345678901234567890",
    "an exponent": "1E5",
    "mark-up": "<r><t>bold</t></r>",
    "broken mark-up": "</t></is></c><c r='A1'><v>1</v></c>",
    "an entity": "&lt;&amp;&#x41;",
    "a code of a sign": "_x0041_",
    "control signs": "a\x00\x01\x0b\x1fb",
    "no characters": "x\ufffey\uffff",
    "turned around": "abc\u202etxt.exe",
    "accents": "Žofie Müller 漢字 🦶",
    "quotes": "\"'`",
    "a very long text": "z" * 40_000,
}


def made(practice: Practice, **more) -> Book:
    workspace = practice.workspace
    target = io.BytesIO()
    workbook.write(workspace, target, summarize(workspace), **more)
    fastexcel.read_excel(target.getvalue()).load_sheet("Summary", header_row=None)
    book = Book(target.getvalue())
    every_formula_shows_what_it_adds_up_to(book)
    assert no_difference(book)
    return book


def words(book: Book) -> str:
    return "\n".join(str(value) for page in book.pages.values() for value in page.values.values())


@pytest.fixture(scope="module")
def hostile():
    """A practice where every name is one of the above, denied and short of units."""
    practice = Practice()
    for place, name in enumerate(HOSTILE.values()):
        name = name.replace("\x00", "")
        given = {"patient_id": name, "claim_id": f"{name[:80]}-{place}", "rendering_provider": name, "line_no": "01"}
        practice.bill("97110", 1, payer_name=f"Medicare {name[:200]}", **given)
        practice.document("97110", 38, patient_id=name)
        said = {"payer_name": f"Medicare {name[:200]}", "line": "01"}
        practice.remit(given["claim_id"], "97110", adjustments=[("CO", "197", 60)], **said)
    practice.rebuild()
    yield practice
    practice.close()


def test_nothing_in_a_file_becomes_a_formula_or_mark_up(hostile):
    book = made(hostile)
    ours = ("SUBTOTAL(", "ROUND(", "SUMPRODUCT(", "'")
    for page in book.pages.values():
        assert all(formula.startswith(ours) or formula == "0" for formula in page.formulas.values())
    patients = book["Unit audit"].column("Patient")
    assert len([name for name in patients if name]) == len(HOSTILE)
    for name in ("=1+1", "+1+1", "@SUM(1)", "0012345", "1E5", "<r><t>bold</t></r>", "&lt;&amp;&#x41;"):
        assert name in patients
    assert "_x005F_x0041_" in patients  # as the file has it; a spreadsheet shows _x0041_
    assert not any(sign in words(book) for sign in "\x01\x0b\x1f\ufffe\uffff\u202e")
    assert max(len(name) for name in patients if name) < 32_767


def test_lines_and_claims_keep_their_zeros(hostile):
    assert set(made(hostile)["Denials"].column("Line")) == {"01"}


def test_masked_it_names_no_patient(hostile, monkeypatch):
    monkeypatch.setenv("REHABLEDGER_MASK_KEY", "secret")
    book = made(hostile, mask=True)
    patients = [name for name in book["Unit audit"].column("Patient") if name]
    pseudonym = Mask()
    csv = {pseudonym(patient) for (patient,) in hostile.ask("select distinct patient_id from unit_visit")}
    assert set(patients) == csv
    assert not any("0012345" in str(claim) for claim in book["Denials"].column("Claim"))
    assert "Patients stand under pseudonyms." in words(book)
    assert "This file holds patient data." not in words(book)


def test_masked_twice_it_is_the_same(hostile, monkeypatch):
    monkeypatch.setenv("REHABLEDGER_MASK_KEY", "secret")
    workspace = hostile.workspace
    assert workbook.to_bytes(workspace, mask=True) == workbook.to_bytes(workspace, mask=True)


@pytest.mark.parametrize(
    ("claim", "patient", "shown"),
    [
        ("MRN44-01", "MRN44", "(MRN44)-01"),
        ("MRN4401", "MRN44", "MRN4401"),
        ("A123456B", "123456", "A(123456)B"),
        ("7", "7", "(7)"),
        ("C(1)+x", "(1)+", "C(1)+x"),
    ],
)
def test_claim_numbers_made_of_a_patient(claim, patient, shown):
    found = private.told([{"claim_id": claim, "patient_id": patient}], lambda name: f"({name})")
    assert found.get(claim, claim) == shown


def test_nothing_loaded():
    practice = Practice()
    practice.rebuild()
    book = made(practice)
    practice.close()
    assert "The yearly loss cannot be told" in words(book)
    assert book["Denials"].values["A1"] == "Denials: no line was denied."


@pytest.fixture(scope="module")
def wrong_modifiers(made_once, tmp_path_factory):
    """The practice whose modifiers go wrong in every way."""
    path = shutil.copy(made_once.gap_file(), tmp_path_factory.mktemp("gaps"))
    with Workspace(path, threads=2) as workspace:
        yield workspace


def test_every_gap_agrees(wrong_modifiers):
    summary = summarize(wrong_modifiers)
    target = io.BytesIO()
    workbook.write(wrong_modifiers, target, summary)
    book = Book(target.getvalue())
    every_formula_shows_what_it_adds_up_to(book)
    assert no_difference(book)
    lines = sum(value for value in book["Modifier gaps"].column("Lines lacking one") if value is not None)
    assert lines == sum(gap["lines"] for gap in summary["modifiers"]["gaps"]) > 20


def test_key_figures_told_by_hand_agree():
    practice = make()
    book = made(practice)
    practice.close()
    assert any(str(what).startswith("left out of the figure: ") for what in book["Excluded rows"].column("What"))


def test_a_cent_that_does_not_agree_is_seen(wrong_modifiers):
    summary = summarize(wrong_modifiers)
    summary["exposure"]["total"] += Decimal("0.01")
    target = io.BytesIO()
    workbook.write(wrong_modifiers, target, summary)
    book = Book(target.getvalue())
    page = book["Exposure"]
    assert page.values[f"{next(page.letters('Could be taken back'))}7"] == Decimal("-0.01")
    (last,) = [at for at, value in book["Summary"].values.items() if value == "All differences"]
    assert book["Summary"].values[last.replace("A", "E")] == Decimal("0.01")


def billed(**given) -> Practice:
    practice = Practice()
    practice.bill("97110", 2, claim_id="C1", line_no="1", **given)
    return practice


def test_no_remittance_and_no_minutes(plain):
    book = made(plain)
    assert "have no minutes" in words(book)
    assert "Without" in words(book)
    assert book["Unit audit"].column("Verdict") == ["Undetermined"]
    assert book["Aging"].column("Insurers owe") == [120]
    assert "visit that cannot be judged" in book["Excluded rows"].column("What")


def test_one_payer_paid_in_full():
    practice = billed(minutes=30)
    practice.document("97110", 30)
    practice.remit("C1", "97110", charge=120, paid=120, line="1")
    practice.rebuild(as_of=datetime.date(2026, 3, 1))
    book = made(practice)
    practice.close()
    assert book["Actions"].values["A1"].startswith("Actions: no leak")
    assert book["Unit audit"].column("Verdict") == ["OK"]


def test_a_payer_without_a_name_is_a_row():
    practice = billed(payer_name=None, payer_class="Commercial")
    practice.rebuild()
    book = made(practice)
    practice.close()
    assert book["Aging"].values["B3"] == 1


@pytest.fixture(scope="module")
def plain():
    """One billed line and nothing else."""
    practice = billed()
    practice.rebuild()
    yield practice
    practice.close()


PIXEL = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    for kind, body in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00\x10\x20\x30")),
        (b"IEND", b""),
    )
)


@pytest.mark.parametrize(
    ("logo", "kind", "pictures"),
    [
        (PIXEL, "png", 1),
        (PIXEL[:20], "png", 0),
        (b"", "png", 0),
        (b"\x89PNG", "jpeg", 0),
        (b"<svg/>", "svg", 0),
        (None, None, 0),
    ],
)
def test_a_brand(plain, logo, kind, pictures):
    brand = Brand(name="Müller & Partner", contact="office@example.org", logo=logo, logo_type=kind, colour="#123456")
    book = made(plain, brand=brand)
    assert sum(name.startswith("xl/media/") for name in book.files.namelist()) == pictures
    assert "Müller &amp; Partner" in book.files.read("docProps/app.xml").decode()
    assert "FF123456" in book.files.read("xl/styles.xml").decode()
    assert "Müller & Partner · office@example.org" in words(book)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#000000", PAPER), ("#0072B2", PAPER), ("#FFFFFF", INK), ("#FFE066", INK), ("#D55E00", PAPER)]
)
def test_the_header_can_be_read_on_any_colour(colour, ink):
    assert readable_on(colour) == ink


def test_it_is_always_written(wrong_modifiers, tmp_path):
    written = write_reports(wrong_modifiers, tmp_path / "new", summarize(wrong_modifiers))
    assert (tmp_path / "new" / "report.xlsx") in written
    assert Book((tmp_path / "new" / "report.xlsx").read_bytes())["Exposure"].values["B3"] > 0


def test_a_folder_that_cannot_be_written(plain, tmp_path):
    (tmp_path / "report.xlsx").mkdir()
    with pytest.raises(InputError, match="another folder"):
        write_reports(plain.workspace, tmp_path, summarize(plain.workspace))
