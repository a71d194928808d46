"""DOCX, PDF and the zip: the same text in both, the same bytes twice, and nothing of a claim runs as markup."""

from __future__ import annotations

import csv
import io
import time
import zipfile

import docx
import pytest

from analytics import letters
from analytics.errors import InputError
from analytics.letters import files, words
from analytics.letters.model import Block, Run

CLAIMS = ("C1", "C2", "C3", "C4", "C7", "C8", "C9", "C10", "C12", "C13")


def read_back(data: bytes) -> str:
    """Every word of a DOCX in its order, tables and all."""
    body = docx.Document(io.BytesIO(data)).element.body
    kept = []
    for paragraph in body.iter(files.qn("w:p")):
        kept.append("".join(node.text or "" for node in paragraph.iter(files.qn("w:t"))))
    return " ".join(" ".join(kept).split())


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_docx_holds_every_word_of_the_draft(clinic, refs, claim):
    letter = letters.draft(clinic, refs[claim])
    back = read_back(letters.to_docx(letter))
    for block in letter.blocks:
        for row in block.rows:
            for cell in row:
                assert " ".join("".join(run.text for run in cell).split()) in back


def test_placeholders_are_highlighted(clinic, refs):
    letter = letters.draft(clinic, refs["C2"])
    document = docx.Document(io.BytesIO(letters.to_docx(letter)))
    marked = [node for node in document.element.body.iter(files.qn("w:highlight"))]
    assert len(marked) == letter.placeholders


@pytest.mark.parametrize("claim", CLAIMS)
def test_both_forms_come_from_the_same_blocks_and_are_the_same_twice(clinic, refs, claim):
    letter, again = (letters.draft(clinic, refs[claim]) for _ in range(2))
    assert letter == again
    word, page = letters.to_docx(letter), letters.to_pdf(letter)
    assert (word, page) == (letters.to_docx(again), letters.to_pdf(again))
    assert page.startswith(b"%PDF-") and b"/StructTreeRoot" in page


def test_a_page_says_that_it_is_accessible(clinic, refs):
    page = letters.to_pdf(letters.draft(clinic, refs["C1"]))
    assert b"pdfuaid" in page


def test_nobody_is_named_as_author(clinic, refs):
    about = docx.Document(io.BytesIO(letters.to_docx(letters.draft(clinic, refs["C1"])))).core_properties
    assert (about.author, about.last_modified_by) == ("", "")
    assert about.created.date().isoformat() == "2026-04-15"


def test_what_looks_like_markup_stays_text(clinic, refs):
    letter = letters.draft(clinic, refs["C8"])
    assert '#image("/etc/passwd") <w:t>&amp; [BILLER: x] {charge} **gnp.exe' in letter.text
    assert "\x00" not in letter.text and "\u202e" not in letter.text
    assert '#image("/etc/passwd") <w:t>&amp;' in read_back(letters.to_docx(letter))
    page = letters.to_pdf(letter)
    assert page.startswith(b"%PDF-") and b"/Subtype/Image" not in page
    assert (
        sum(run.text == "[BILLER: x]" for block in letter.blocks for row in block.rows for c in row for run in c) == 0
    )


@pytest.mark.parametrize(
    "text", ["עברית שלום", "العربية", "漢字", "\U0001f600", "x" * 3000, "a\ud800b", "= $x^2$ `raw` @ref <l>", "\\#"]
)
def test_any_sign_can_be_set(clinic, refs, text):
    letter = letters.draft(clinic, refs["C2"])
    odd = Block("text", (((Run(words.clean(text)),),),))
    changed = files.Letter(**{**letter.__dict__, "blocks": (*letter.blocks, odd)})
    assert letters.to_pdf(changed).startswith(b"%PDF-")
    assert words.clean(text) in read_back(letters.to_docx(changed))


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_batch_has_a_folder_per_payer_and_a_list(clinic, refs, form):
    told = []
    wanted = [*refs.values(), "no such claim", *refs.values()]
    data = letters.batch(clinic, wanted, form, progress=lambda *step: told.append(step))
    assert data == letters.batch(clinic, wanted, form)
    archive = zipfile.ZipFile(io.BytesIO(data))
    index = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert len(index) == len(refs) + 1
    assert told[-1] == (len(refs) + 1, len(refs) + 1)
    made = [row["file"] for row in index if row["file"]]
    assert sorted([*made, "index.csv"]) == sorted(archive.namelist())
    assert len({name.lower() for name in made}) == len(made)
    assert len({name.split("/")[0] for name in made}) == 4
    for name in archive.namelist():
        assert ".." not in name and not name.startswith("/") and "\\" not in name and name.count("/") <= 1
        assert "DEMO" not in name and "P-C" not in name and "M-C" not in name and "NEIL" not in name
    for row in index:
        assert bool(row["file"]) != bool(row["not_made_because"])
        assert not row["file"] or int(row["to_fill_in"]) > 0


def test_a_batch_without_any_letter_or_of_another_form_is_refused(clinic, refs):
    with pytest.raises(InputError, match="not one"):
        letters.batch(clinic, [refs["C5"]])
    with pytest.raises(InputError, match="no form"):
        letters.batch(clinic, [refs["C1"]], "odt")


def test_a_claim_number_made_of_the_patients_id_is_no_file_name(clinic, refs):
    from analytics.letters.compose import compose
    from analytics.letters.facts import Claim, gather

    claim = gather(clinic, [refs["C1"]])[refs["C1"]]
    for account in ("P-C1-2026", "DEMO77", "m-c1"):
        named = Claim({**claim.head, "account": account}, claim.lines, claim.visits, claim.events)
        assert compose(named).file_stem == "units"
    for name, account in (
        ("WU, BO", "WUBO77"),
        ("WU, BO", "BO-3"),
        ("N\u00da\u00d1EZ, EVA", "nunez9"),
        ("N\u00da\u00d1EZ, EVA", "9-Eva"),
    ):
        head = {**claim.head, "account": account, "patient_name": name}
        assert compose(Claim(head, claim.lines, claim.visits, claim.events)).account is None
    plain = {**claim.head, "account": "BOX-77", "patient_name": "WU, BO"}
    assert compose(Claim(plain, claim.lines, claim.visits, claim.events)).account == "BOX-77"
    path = Claim({**claim.head, "account": "../77/A:B\n" + "9" * 99}, claim.lines, claim.visits, claim.events)
    assert compose(path).file_stem == "units-77-A-B-" + "9" * 33


def test_one_page_is_made_in_half_a_second(clinic, refs):
    letter = letters.draft(clinic, refs["C13"])
    letters.to_pdf(letter)
    began = time.process_time()
    letters.to_pdf(letter)
    assert time.process_time() - began < 0.5
