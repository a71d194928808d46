"""No patient in any masked file: CSV, Parquet, workbook and report say the same in the place of an id."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyarrow.parquet as pq
import pypdf
import pytest
from reports.sheet import Book

from analytics.cli import main
from analytics.masking import Mask
from analytics.reports import private

PATIENT = "PAT77001"
BILLING = f"""Patient ID,DOS,CPT,Mod 1,Units,Charge,Payer,Claim #,Line
{PATIENT},01/05/2026,97110,GP,1,60.00,Medicare,ACC-{PATIENT}-1,1
{PATIENT},01/05/2026,97140,GP,1,60.00,Medicare,ACC-{PATIENT}-1,2
44,01/06/2026,97530,GP,1,60.00,Medicare,A/44/1,1
45,01/06/2026,97530,GP,1,60.00,Medicare,A4501,1
{PATIENT},{PATIENT},97110,GP,1,60.00,Medicare,C9,1
"""
MINUTES = f"Patient ID,DOS,CPT,Minutes\n{PATIENT},01/05/2026,97110,38\n"
REMITTANCE = f"""Claim #,Patient ID,DOS,CPT,Charge,Paid,Group,Reason,Amount,Payment Date,Payer
ACC-{PATIENT}-1,,01/05/2026,97110,60.00,0.00,CO,197,60.00,02/01/2026,Medicare
A/44/1,,01/06/2026,97530,60.00,0.00,CO,50,60.00,02/01/2026,Medicare
{PATIENT}/7,,03/05/2026,97112,60.00,0.00,CO,50,60.00,02/01/2026,Medicare
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Every file of a practice whose patient stands wherever a file can put one."""
    made = tmp_path_factory.mktemp("masked")
    for name, text in {"billing.csv": BILLING, "minutes.csv": MINUTES, "remittance.csv": REMITTANCE}.items():
        (made / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REHABLEDGER_MASK_KEY", "secret")
        files = [str(made / name) for name in ("billing.csv", "minutes.csv", "remittance.csv")]
        assert main(["audit", *files, "--mask", "--out", str(made / "out")]) == 0
    return made / "out"


@pytest.fixture
def pseudonym(monkeypatch) -> Mask:
    monkeypatch.setenv("REHABLEDGER_MASK_KEY", "secret")
    return Mask()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8")))


def words(path: Path) -> str:
    """Whatever a reader of the file can see."""
    if path.suffix == ".xlsx":
        return "\n".join(
            str(value) for page in Book(path.read_bytes()).pages.values() for value in page.values.values()
        )
    if path.suffix == ".pdf":
        pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
        return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist())
    return path.read_text(encoding="utf-8")


def test_no_file_names_the_patient(folder):
    files = sorted(folder.iterdir())
    assert len(files) == 12
    assert [file.name for file in files if PATIENT in words(file)] == []


def test_claims_are_named_alike_everywhere(folder, pseudonym):
    claim, alone = f"ACC-{pseudonym(PATIENT)}-1", f"{pseudonym(PATIENT)}/7"
    assert {row["claim_id"] for row in rows(folder / "units.csv")} == {claim, f"A/{pseudonym('44')}/1", "A4501"}
    assert claim in {row["claim_id"] for row in rows(folder / "denials.csv")}
    assert claim in {row["claim_id"] for row in rows(folder / "worklist.csv")}
    assert claim in {row["claim_id"] for row in rows(folder / "findings.csv")}
    assert claim in set(pq.read_table(folder / "findings.parquet")["claim_id"].to_pylist())
    assert claim in Book((folder / "report.xlsx").read_bytes())["Denials"].column("Claim")
    assert claim in words(folder / "report.pdf")
    assert alone in {row["claim_id"] for row in rows(folder / "unmatched.csv")}
    assert alone in Book((folder / "report.xlsx").read_bytes())["Excluded rows"].column("Claim")


def test_rejected_values_are_hidden_and_dollars_are_not(folder):
    assert [row["value"] for row in rows(folder / "rejects.csv")] == [private.HIDDEN]
    assert all(row["value"] != private.HIDDEN for row in rows(folder / "units.csv") + rows(folder / "worklist.csv"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ST 1 trace 2 claim ACC-1 line 2", "ST 1 trace 2 claim (x) line 2"),
        (
            "ST 1 claim ACC-1: the adjustments of its lines repeated",
            "ST 1 claim (x): the adjustments of its lines repeated",
        ),
        ("at the times of claim ACC-1.", "at the times of claim (x)."),
        ("claim ACC-12 stays", "claim ACC-12 stays"),
        (None, None),
    ],
)
def test_sentences_that_name_a_claim(said, shown):
    one = private.Private.__new__(private.Private)
    one._claims = {"ACC-1": "(x)"}
    assert one.sentence(said) == shown


def test_two_patients_in_one_number():
    found = [{"claim_id": "MRN00100-MRN00200", "patient_id": name} for name in ("MRN00100", "MRN00200")]
    assert private.told(found, lambda name: f"({name[-3:]})") == {"MRN00100-MRN00200": "(100)-(200)"}
