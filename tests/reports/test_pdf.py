"""report.pdf read back: its figures are those of summary.json to the cent, whatever a file says in its cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analytics import pipeline
from analytics.masking import Mask
from analytics.reports import pdf
from analytics.reports.brand import Brand
from analytics.reports.pdf import compose, facts
from analytics.reports.pdf.blocks import ticks
from analytics.reports.words import cents, money, number, percent, short_money
from analytics.selection import Filter
from analytics.summary import summarize
from tests.practice import Practice

pypdf = pytest.importorskip("pypdf")
HOSTILE = r'#eval("1") $x^2$ \ @cite *bold* <label> [x] {y} /* // `raw` ~ https://a.example'


def pages(data: bytes) -> list[str]:
    """The words of each page, every run of blanks one blank."""
    words = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return [re.sub(r"[\s\u200b\u00a0]+", " ", text) for text in words]


@pytest.fixture(scope="module")
def summary(audited):
    return summarize(audited)


@pytest.fixture(scope="module")
def report(audited, summary) -> bytes:
    return pdf.to_bytes(audited, summary=summary)


@pytest.fixture(scope="module")
def said(report) -> list[str]:
    return pages(report)


def test_tiles_are_those_of_the_summary(said, summary):
    yearly, units = summary["annualized"], summary["units"]
    for figure in (
        short_money(yearly["total"]["base"]),
        short_money(yearly["recoverable_now"]),
        percent(summary["denials"]["rate_lines"]).replace("\u202f", " "),
        short_money(summary["exposure"]["total"]),
        f"of {number(units['correct'])} units",
    ):
        assert figure in said[0]


def test_every_figure_agrees_to_the_cent(said, summary):
    """Amounts of the summary, wherever the report gives them in full."""
    text, denials, owed = " ".join(said), summary["denials"], summary["ar"]
    yearly, units = summary["annualized"], summary["units"]
    amounts = [value for value in summary["revenue"].values() if value]
    amounts += [row["amount"] for row in summary["findings"]]
    amounts += [row[end] for row in yearly["by_category"] for end in ("low", "base", "high") if row[end] is not None]
    amounts += [yearly["recoverable_now"], units["missed_value"], units["excess_value"], summary["exposure"]["total"]]
    amounts += [denials["expected_denied"], denials["recovered"], denials["open"]]
    amounts += [row[name] for row in denials["by_family"] for name in ("expected_denied", "open", "recoverable")]
    amounts += [owed["total"], owed["insurance"], owed["patient"], *owed["buckets"].values()]
    amounts += [row["missed_value"] for part in ("payer", "provider", "code") for row in units[f"by_{part}"]]
    amounts += [row["denied_amount"] for row in summary["modifiers"]["gaps"]]
    missing = [cents(amount) for amount in amounts if cents(amount) not in text]
    assert not missing and len(amounts) > 60


def test_front_pages_are_two_and_name_no_patient(said, audited):
    patients = {row[0] for row in audited.rows("select distinct patient_id from billed_line")}
    assert "What to do first" in said[1] and "Contents" in said[2]
    assert not [one for one in patients if one in said[0] or one in said[1]]
    assert any(one in " ".join(said[2:]) for one in patients)
    assert all("Holds patient data" in page for page in said)


def test_every_page_has_its_number(said):
    assert all(f"Page {place} of {len(said)}" in page for place, page in enumerate(said, 1))


def test_it_is_tagged_for_readers_who_listen(report):
    document = pypdf.PdfReader(io.BytesIO(report))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("en") and "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert document.outline and document.metadata.title.startswith("Revenue audit")
    links = [one.get_object() for one in document.pages[2].get("/Annots", [])]
    assert len(links) > 10 and all(one["/Subtype"] == "/Link" for one in links)


def test_the_same_audit_gives_the_same_bytes(audited, report, summary):
    assert pdf.to_bytes(audited) == report
    assert pdf.to_bytes(audited, summary=summary) == report


def test_masked_holds_no_patient(audited, summary):
    text = " ".join(pages(pdf.to_bytes(audited, mask=True, summary=summary)))
    patients = [row[0] for row in audited.rows("select distinct patient_id from billed_line")]
    assert not [one for one in patients if one in text]
    assert "Patients stand under pseudonyms" in text and "Holds patient data" not in text
    assert sum(Mask()(one) in text for one in patients) > 5


def test_filter_is_said_and_followed(audited):
    payer = audited.rows("select payer from billed_line group by payer order by count(*), payer limit 1")[0][0]
    chosen = Filter(payers=(payer,))
    said, total = pages(pdf.to_bytes(audited, chosen)), summarize(audited, chosen)["revenue"]
    assert f"Covers only Payer: {payer}." in said[0]
    assert cents(total["earned"]) in " ".join(said) and cents(total["collected"]) in " ".join(said)


def test_nothing_among_the_chosen(audited):
    said = pages(pdf.to_bytes(audited, Filter(payers=("nobody",))))
    assert "No yearly loss can be given" in said[0]


def test_preview_is_the_two_pages_as_pictures(audited, summary):
    drawn = pdf.preview(audited, summary=summary)
    assert len(drawn) == 2 and all(one.startswith(b"\x89PNG") for one in drawn)


def test_brand_is_on_the_front(audited, summary):
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'
    said = pages(pdf.to_bytes(audited, brand=Brand("River " + HOSTILE[:40], "call 555", logo, "svg"), summary=summary))
    assert "River " + HOSTILE[:30] in said[0] and "call 555" in said[0]


def test_write_makes_the_file(audited, summary, report, tmp_path):
    assert pdf.write(audited, tmp_path / "report.pdf", summary).read_bytes() == report


@pytest.mark.parametrize(
    ("most", "count", "marks"), [(0, 4, [0, 1]), (9, 3, [0, 5, 10]), (0.06, 3, [0, 0.02, 0.04, 0.06])]
)
def test_ticks_are_round_and_reach_the_end(most, count, marks):
    assert ticks(most, count) == pytest.approx(marks)


@pytest.fixture
def practice() -> Iterator[Practice]:
    made = Practice()
    yield made
    made.close()


def made(practice: Practice, **given) -> list[str]:
    pipeline.rebuild(practice.workspace)
    return pages(pdf.to_bytes(practice.workspace, **given))


def test_no_data_at_all(practice):
    said = made(practice)
    assert "No yearly loss can be given" in said[0] and "No file is loaded" in " ".join(said)


def test_no_remittance_and_no_finding(practice):
    practice.bill("97110", 2, claim_id="C1", line_no="1")
    practice.document("97110", 30)
    said = made(practice)
    text = " ".join(said)
    assert "nothing can be said about denials" in text and "no payment can be held against a rate" in text
    assert "No leak was found" in text or "No yearly loss" in said[0]
    assert "Nothing is open that could still be worked in time" in said[1]


def test_no_range_is_said_and_no_claim_names_its_patient(practice):
    practice.bill("97110", claim_id="ACC-PAT77001-1", line_no="1", patient_id="PAT77001")
    practice.document("97110", 38, patient_id="PAT77001")
    practice.rate("Medicare", "97110", 30)
    practice.remit("ACC-PAT77001-1", "97110", paid=24, allowed=30, line="1")
    plain = made(practice)
    masked = " ".join(pages(pdf.to_bytes(practice.workspace, mask=True)))
    assert "no range" in plain[0]
    assert "PAT77001" not in plain[0] + plain[1] and "ACC-PAT77001-1" in " ".join(plain)
    assert "PAT77001" not in masked and Mask()("PAT77001") in masked


def test_hostile_and_endless_words_stay_words(practice):
    names = (HOSTILE, "W" * 300, "Ω≈ç√ 漢字 \U0001f600 Ünïcödé", "\u202eevil\u0007", "a\nb\tc")
    for place, name in enumerate(names):
        given = {"patient_id": f"P{place} {HOSTILE}", "payer_name": name, "rendering_provider": name}
        practice.bill("97110", claim_id=f"C{place} {HOSTILE}" * 3, line_no="1", **given)
        practice.document("97110", 38, patient_id=given["patient_id"])
        practice.rate(name, "97110", 30)
    text = " ".join(made(practice, brand=Brand(name="#set page(fill: red)")))
    assert "#set page(fill: red)" in text and '#eval("1") $x^2$' in text and "evil" in text


def test_forty_payers(practice):
    for place in range(40):
        payer = f"Payer number {place} of a long list"
        practice.bill("97110", claim_id=f"C{place}", line_no="1", payer_name=payer, patient_id=f"P{place}")
        practice.document("97110", 38, patient_id=f"P{place}")
        practice.rate(payer, "97110", 20 + place)
    said = made(practice)
    assert "What to do first" in said[1] and "Contents" in said[2]
    assert all(f"Payer number {place} " in " ".join(said) for place in range(40))


def test_fonts_without_a_sign_still_make_a_report(audited, summary):
    made = pdf.to_bytes(audited, brand=Brand(name="\U0001f600 clinic"), summary=summary)
    assert made.startswith(b"%PDF")


def test_money_is_written_as_on_the_pages(audited, summary):
    told = facts.gather(audited, None, Brand(), mask=False, summary=summary)
    made = compose.front_pages(told)
    assert money(summary["revenue"]["earned"]) in made["waterfall"]["title"]
    assert made == compose.front_pages(replace(told, private=None))


def test_templates_lie_beside_the_code():
    folder = Path(pdf.__file__).parent
    assert {"report.typ", "charts.typ"} <= {path.name for path in folder.iterdir()}
