"""The command line as a user meets it: exit status, one clear line, the files written."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analytics.cli import main
from analytics.workspace import ROOT

HEADER = "Patient ID,Patient Name,DOS,CPT,Mod 1,Units,Minutes,Charge,Payer,Claim #,Line,Therapist\n"
GOOD = 'P1,"DEMO, PATIENT",01/05/2026,97110,GP,1,30,120.00,Medicare,C1,1,"=cmd()"\n'
ERA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260201*1200*^*00501*000000001*0*P*:~"
    "GS*HP*PAYER*CLINIC*20260201*1200*1*X*005010X221A1~ST*835*0001~BPR*I*20*C*ACH*CCP*01*999999999*DA*1*1512345678**01*"
    "999988880*DA*2*20260201~TRN*1*EFT1*1512345678~N1*PR*MEDICARE~N1*PE*CLINIC*XX*1234567893~LX*1~"
    "CLP*C1*1*120*20*5*MB*ICN1*11*1~SVC*HC:97110:GP*120*20**1~DTM*472*20260105~CAS*CO*45*95~CAS*PR*2*5~REF*6R*1~AMT*B6*25~"
    "SE*14*0001~GE*1*1~IEA*1*000000001~"
)
SCHEDULE = "Payer,CPT,Rate\nMedicare,97110,25.00\n"


@pytest.fixture
def practice(tmp_path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "billing.csv").write_text(HEADER + GOOD, encoding="utf-8")
    (folder / "era.835").write_text(ERA, encoding="utf-8")
    (folder / "fees.csv").write_text(SCHEDULE, encoding="utf-8")
    return folder


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def audit(*arguments) -> int:
    return main(["audit", *map(str, arguments)])


def test_files_of_the_contract_are_written(practice, tmp_path, capsys, real_reports):
    out = tmp_path / "out"
    assert audit(practice, "--out", out) == 0
    (unit,) = read(out / "units.csv")
    contract = "patient_id,dos,discipline,payer,claim_id,line_no,cpt,minutes,units_billed,units_correct,rule,verdict"
    assert ",".join(unit).startswith(contract + ",units_delta,value,tie,explanation")
    assert (unit["verdict"], unit["units_delta"], unit["value"], unit["rule"]) == ("under", "1", "19.11", "cms")
    assert (unit["minutes"], unit["units_billed"], unit["units_correct"]) == ("30", "1", "2")
    (finding,) = read(out / "findings.csv")
    assert (finding["category"], finding["kind"], finding["amount"]) == ("unbilled_units", "leak", "19.11")
    assert finding["provider"] == "'=cmd()"
    assert read(out / "denials.csv") == []
    assert (
        (out / "denials.csv").read_text(encoding="utf-8").startswith("claim_id,line_no,payer,dos,cpt,modifiers,charge,")
    )
    (aged,) = read(out / "aging.csv")
    assert aged["patient_balance"] == "5.00"
    assert all(row["difference"] == "0.00" for row in read(out / "reconciliation.csv") if row["loaded"])
    assert pq.read_table(out / "findings.parquet").num_rows == 1
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert zipfile.is_zipfile(out / "report.xlsx")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["schema"] == 1
    assert summary["as_of"] == "2026-02-01"
    assert summary["annualized"]["total"] == {"low": None, "base": 6975.15, "high": None}
    assert summary["units"]["missed_value"] == 19.11
    revenue = summary["revenue"]
    assert revenue["earned"] + revenue["above_expected"] == sum(
        value for name, value in revenue.items() if name not in ("earned", "above_expected")
    )
    assert "Lost a year: about $6,975" in capsys.readouterr().out


def test_json_prints_the_summary_and_nothing_else(practice, capsys):
    assert audit(practice, "--json") == 0
    assert json.loads(capsys.readouterr().out)["coverage"]["lines_matched"] == 1


def test_a_zip_of_it_twice_is_counted_once(practice, tmp_path, capsys):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file in practice.iterdir():
            made.write(file, file.name)
    assert audit(practice, archive, "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["units"]["billed"] == 1
    assert [file["status"] for file in summary["inputs"]] == ["loaded"] * 3 + ["duplicate"] * 3


def test_masked_output_holds_no_patient(practice, tmp_path, monkeypatch, real_reports):
    monkeypatch.setenv("REHABLEDGER_MASK_KEY", "secret")
    (practice / "billing.csv").write_text(HEADER + GOOD + GOOD.replace("01/05", "13/45"), encoding="utf-8")
    for out in ("one", "two"):
        assert audit(practice, "--out", tmp_path / out, "--mask") == 0
    units = read(tmp_path / "one" / "units.csv")
    assert units[0]["patient_id"].startswith("PT-")
    assert units == read(tmp_path / "two" / "units.csv")
    for file in (tmp_path / "one").iterdir():
        assert b"P1," not in file.read_bytes()
        assert b"DEMO" not in file.read_bytes()
    assert pq.read_table(tmp_path / "one" / "findings.parquet")["patient_id"][0].as_py().startswith("PT-")


def test_a_kept_workspace_adds_only_what_is_new(practice, tmp_path, capsys):
    kept = tmp_path / "practice.duckdb"
    assert audit(practice, "--workspace", kept, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    (practice / "march.csv").write_text(HEADER + GOOD + GOOD.replace("P1", "P2").replace("C1", "C2"), encoding="utf-8")
    assert audit(practice, "--workspace", kept, "--json") == 0
    second = json.loads(capsys.readouterr().out)
    assert (first["coverage"]["lines"], second["coverage"]["lines"]) == (1, 2)


def test_rules_of_the_user_are_laid_over_the_shipped_ones(practice, tmp_path, capsys):
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "payers:\n  - payer: Medicare Part B\n    versions:\n"
        "      - {effective: 2020-01-01, unit_rule: strict15, source: test, verified: unverified}\n",
        encoding="utf-8",
    )
    assert audit(practice, "--rules", rules, "--json") == 0
    assert json.loads(capsys.readouterr().out)["units"]["by_payer"][0]["rule"] == "strict15"


def test_as_of_ages_the_receivables(practice, capsys):
    assert audit(practice, "--as-of", "2026-06-30", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ar"]["buckets"]["121+"] == 5.0


BAD = {
    "an empty file": (b"", "empty"),
    "no date column": (b"Patient ID,CPT,Units,Payer\nP1,97110,2,Medicare\n", "dos"),
    "an unknown kind": (b"a,b,c\n1,2,3\n", "of no kind"),
    "binary": (bytes(range(256)) * 40, "neither text nor a workbook"),
    "a cut ISA": (b"ISA*00*    ", "X12"),
    "only bad rows": ((HEADER + GOOD.replace("01/05/2026", "02/30/2026")).encode(), 'row 2, column "DOS"'),
    "a cut 835": (ERA[: ERA.index("SVC") + 9].encode(), "breaks off"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("name", ["input.csv", "input.xlsx"])
def test_nothing_usable_is_one_clear_line_and_status_2(tmp_path, capsys, case, name):
    data, expected = BAD[case]
    (tmp_path / name).write_bytes(data)
    assert audit(tmp_path / name) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert name in said.err
    if not (name == "input.xlsx" and "kind" in expected):  # there it is told that the name promises a workbook
        assert expected in said.err
    assert "Traceback" not in said.err


ROWS = {
    "units": (GOOD.replace(",GP,1,", ",GP,abc,"), "Units", "abc"),
    "minutes": (GOOD.replace(",30,", ",-5,"), "Minutes", "-5"),
    "date": (GOOD.replace("01/05/2026", "02/30/2026"), "DOS", "02/30/2026"),
    "width": (GOOD.strip() + ",9" * 40 + "\n", "", ""),
}


@pytest.fixture(scope="module")
def partly_read(tmp_path_factory) -> Path:
    """The output of one audit of a billing file per case: a good row, whose patient is the case, and a bad one."""
    folder = tmp_path_factory.mktemp("partly")
    files = [folder / f"{case}.csv" for case in ROWS]
    for file in files:
        rows = (GOOD + ROWS[file.stem][0]).replace("P1", file.stem).replace("C1", f"C{file.stem}")
        file.write_text(HEADER + rows, encoding="utf-8")
    (folder / "era.835").write_text(ERA, encoding="utf-8")
    (folder / "fees.csv").write_text(SCHEDULE, encoding="utf-8")
    assert audit(*files, folder / "era.835", folder / "fees.csv", "--out", folder / "out") == 0
    return folder / "out"


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_is_rejected_with_its_place_and_the_rest_is_audited(partly_read, case):
    _, column, value = ROWS[case]
    (reject,) = [row for row in read(partly_read / "rejects.csv") if row["file"].endswith(f"{case}.csv")]
    assert (reject["row"], reject["column"]) == ("3", column)
    assert reject["value"].removeprefix("'") == value
    assert reject["reason"]
    assert reject["fix"]
    assert len(read(partly_read / "rejects.csv")) == len(ROWS)
    assert len([row for row in read(partly_read / "units.csv") if row["patient_id"] == case]) == 1


def run(arguments: list[str]) -> int:
    """The status of the command; the parser of arguments leaves by itself."""
    try:
        return main(arguments)
    except SystemExit as left:
        return left.code


@pytest.mark.parametrize(
    "arguments",
    [["audit"], ["audit", "missing.csv"], ["audit", "x", "--as-of", "June"], ["audit", "x", "--locality", "1"],
     ["nothing"]],
)  # fmt: skip
def test_wrong_arguments_are_one_line_and_status_2(arguments, capsys):
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_so_they_are_in_a_process_of_their_own():
    command = [sys.executable, "-m", "analytics", "audit", "x", "--rules", "missing.yaml"]
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_the_demo_is_not_written_over_something_else(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    assert main(["demo", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_name_is_no_folder(capsys):
    assert main(["audit", ""]) == 2
    assert "empty name" in capsys.readouterr().err


def test_a_mapping_may_leave_columns_alone_and_says_which_headers_it_did_not_find(tmp_path, capsys):
    (tmp_path / "b.csv").write_text(
        "Who,DOS,CPT,Units,Charge,Payer\nP1,2026-01-05,97110,2,120.00,Medicare\n", encoding="utf-8"
    )
    (tmp_path / "m.yaml").write_text("Who: patient_id\nCharge:\nNowhere: dos\n", encoding="utf-8")
    assert main(["audit", str(tmp_path / "b.csv"), "--mapping", str(tmp_path / "m.yaml")]) == 0
    said = capsys.readouterr().out
    assert "No file has the headers Nowhere that the mapping names." in said
    (tmp_path / "bad.yaml").write_text("Claim #: claim_id\n", encoding="utf-8")
    assert main(["audit", str(tmp_path / "b.csv"), "--mapping", str(tmp_path / "bad.yaml")]) == 2
    assert "quotation marks" in capsys.readouterr().err


def test_what_a_file_cannot_tell_is_asked_on_the_command_line(tmp_path, capsys):
    (tmp_path / "b.csv").write_text(
        "Patient ID,DOS,CPT,Units,Payer\nP1,03/04/2026,97110,2,Medicare\n", encoding="utf-8"
    )
    assert main(["audit", str(tmp_path / "b.csv")]) == 0
    assert "Say --date-order mdy or dmy." in capsys.readouterr().out
    assert main(["audit", str(tmp_path / "b.csv"), "--date-order", "dmy", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["questions"] == []
    assert said["period"]["from"] == "2026-04-03"
