"""Loading CMS's own quarterly files: every format, what is kept, and what it changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from rules import cms_files as made
from rules.cms_files import load, refused

from analytics import cli, pipeline
from analytics.errors import InputError
from analytics.reference import cms, tables
from analytics.workspace import Workspace

FEE, INDICES, EDITS = "PPRRVU2026_Oct_nonQPP.csv", "GPCI2026.csv", "ccipra-v323r0-f1.csv"
LIMITS = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"


@pytest.fixture
def workspace():
    with Workspace(threads=1) as opened:
        yield opened


def price_of(workspace: Workspace, code: str, day: str) -> tuple:
    return workspace.rows(
        """select v.release, v.work_rvu, r.conversion_factor, r.qp_conversion_factor from rvu_release as r
           join rvu as v using (release)
           where v.hcpcs = $code and cast($day as date) between r.first_day and r.last_day""",
        code=code,
        day=day,
    )[0]


@pytest.mark.parametrize("name", ["PPRRVU2026_Oct_nonQPP.csv", "PPRRVU26_OCT.xlsx", "PPRRVU26_OCT.txt", "renamed.csv"])
def test_relative_values_of_the_next_quarter(workspace, tmp_path, name):
    rows = made.rvu(month="October", c97110="0.46")
    path = tmp_path / name
    if path.suffix == ".txt":
        path.write_text(made.rvu_text(rows), encoding="utf-8")
    else:
        made.write(path, rows)
    (only,) = load(workspace, path).kept
    assert (only.kind, only.release, only.note) == ("rvu", "2026D", "partial")
    assert price_of(workspace, "97110", "2026-09-30")[:2] == ("2026C", Decimal("0.45"))
    assert price_of(workspace, "97110", "2026-10-01")[:3] == ("2026D", Decimal("0.46"), Decimal(made.FACTOR))
    assert workspace.rows("select count(*) from kept_rvu where hcpcs = '73721'") == [(1,)]  # 26 and TC are parts of it


def test_a_whole_archive(workspace, tmp_path):
    fee = made.write(tmp_path / FEE, made.rvu(month="October", whole=True))
    others = made.write(tmp_path / "PPRRVU2026_Oct_QPP.csv", made.rvu(month="October", factor="33.5675", whole=True))
    book = made.write(tmp_path / "PPRRVU2026_Oct_nonQPP.xlsx", made.rvu(month="October"))
    indices = made.write(tmp_path / INDICES, made.gpci())
    path = made.archive(tmp_path / "rvu26d.zip", fee, others, book, indices, **{"ANES2026.csv": "x", "RVU26D.pdf": "x"})
    done = load(workspace, path, partial=False)
    assert [(one.kind, one.release) for one in done.kept] == [("rvu", "2026D"), ("gpci", "2026D")]
    assert sorted(done.left_out) == ["ANES2026.csv", "PPRRVU2026_Oct_nonQPP.xlsx", "RVU26D.pdf"]
    assert price_of(workspace, "97110", "2026-12-31")[2:] == (Decimal("33.4009"), Decimal("33.5675"))
    assert "is kept already (number" in refused(workspace, path, partial=False)
    next_year = made.write(tmp_path / "PPRRVU2027_Jan_nonQPP.csv", made.rvu("2027", "January", whole=True))
    done = load(workspace, made.archive(tmp_path / "again.zip", next_year, indices), partial=False)
    assert (done.kept[0].release, done.repeated) == ("2027A", ["GPCI2026.csv"])


def test_an_excerpt_is_laid_over_the_release_before(workspace, tmp_path):
    rows = made.rvu(month="October", c97110="0.46")
    few = [row for row in rows if row[0] in ("97110", "97112", "HCPCS") or not row[0]]
    load(workspace, made.write(tmp_path / FEE, few))
    assert price_of(workspace, "97140", "2026-10-01")[:2] == ("2026D", Decimal("0.43"))
    assert price_of(workspace, "97110", "2026-10-01")[1] == Decimal("0.46")


@pytest.mark.parametrize("name", ["GPCI2026.csv", "GPCI2026.xlsx", "GPCI2026.txt"])
def test_indices_take_the_floor(workspace, tmp_path, name):
    path = tmp_path / name
    if path.suffix == ".txt":
        path.write_text(made.gpci_text(made.gpci(factor=1.01)), encoding="utf-8")
    else:
        made.write(path, made.gpci(factor=1.01))
    (only,) = load(workspace, path, partial=False).kept
    assert (only.release, only.rows) == ("2026C", 109)
    found = workspace.rows("select state, work, pe from gpci where release = '2026C' and mac = '10112'")
    assert found == [("AL", Decimal("1.000"), Decimal("0.884"))]
    assert workspace.rows("select work from gpci where release = '2026C' and state = 'AK'") == [(Decimal("1.500"),)]


@pytest.mark.parametrize("name", ["ccipra-v323r0-f1.txt", "ccipra-v323r0-f1.xlsx", "ccipra-v323r0-f1.csv"])
def test_pair_edits(workspace, tmp_path, name):
    done = load(workspace, made.write(tmp_path / name, made.ncci()))
    assert done.missing == {"2026Q4": [2, 3, 4]}
    assert done.kept[0].note == "part 1 of 4; partial"
    pairs = workspace.rows(
        "select indicator, first_day, last_day, first_day_basis, read_for from ncci_pair where column_2 = '97140'"
        " and column_1 = '99213'"
    )
    assert pairs == [("1", date(2026, 1, 1), None, "stated", "2026Q4")]
    assert workspace.rows("select count(*) from kept_ncci_pair where column_1 = '10021'") == [(0,)]
    row = next(row for row in cms.listed(workspace) if row["numbers"] == "1")
    assert (row["kind"], row["release"], row["files"]) == ("ncci_pair", "2026Q4", f"{name} (part 1 of 4; partial)")
    second = made.write(tmp_path / "ccipra-v323r0-f2.txt", made.ncci(["97530", "97799", "", "20260701", "*", "1", ""]))
    assert load(workspace, second).missing == {"2026Q4": [3, 4]}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_unit_limits(workspace, tmp_path, ending):
    path = made.write((tmp_path / LIMITS).with_suffix(ending), made.mue(c97140="5"))
    (only,) = load(workspace, path).kept
    assert only.release == "2026Q3"
    assert workspace.rows(
        "select units, mai, last_day from mue where hcpcs = '97140' and first_day = '2026-07-01'"
    ) == [(5, "3", None)]


@pytest.mark.parametrize("name", ["ZIP5_JUL2026.txt", "ZIP5_JUL2026.xlsx", "zip codes.csv"])
def test_zip_codes(workspace, tmp_path, name):
    path = tmp_path / name
    if path.suffix == ".txt":
        path.write_text(made.zip_text(made.zips()), encoding="utf-8")
    else:
        made.write(path, made.zips())
    (only,) = load(workspace, path).kept
    assert only.release == "2026Q3"
    assert tables.locality_of_zip("99501", workspace) == [tables.Locality("02102", "01", "AK", False)]
    assert workspace.rows("select mac, locality from kept_zip_locality where zip5 = '00501'") == [("13202", "02")]


def test_all_of_a_call_or_nothing_and_never_twice(workspace, tmp_path):
    good = made.write(tmp_path / EDITS, made.ncci())
    bad = made.write(tmp_path / LIMITS, made.mue(c97110=""))
    assert "97110 is missing" in refused(workspace, good, bad)
    assert "is given twice" in refused(workspace, good, good)
    load(workspace, good)
    assert "is kept already (number 1)" in refused(workspace, good)
    again = made.write(tmp_path / "ccipra-v323r1-f1.csv", made.ncci(["97110", "97140", "", "20260101", "*", "1", ""]))
    assert "is kept (number 1, ccipra-v323r0-f1.csv); drop that one first" in refused(workspace, again)


def test_dropping_puts_the_shipped_tables_back(workspace, tmp_path):
    tables.store(workspace)
    before = workspace.rows("select * from rvu order by all")
    load(workspace, made.write(tmp_path / "PPRRVU2026_Jul_nonQPP.csv", made.rvu(c97110="0.46")))
    assert price_of(workspace, "97110", "2026-08-01")[1] == Decimal("0.46")
    assert cms.drop(workspace, 1) == "PPRRVU2026_Jul_nonQPP.csv"
    assert workspace.rows("select * from rvu order by all") == before
    with pytest.raises(InputError, match="nothing is kept under the number 1"):
        cms.drop(workspace, 1)


def test_an_audit_that_stands_is_made_again(workspace, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(pipeline, "is_built", lambda _: True)
    monkeypatch.setattr(pipeline, "rebuild", lambda _, **said: calls.append(said))
    workspace.cursor().execute("create table setting as select date '2026-09-30' as as_of").fetchall()
    load(workspace, made.write(tmp_path / FEE, made.rvu(month="October")))
    assert calls == [{"as_of": date(2026, 9, 30), "changed": tables.TABLES}]


def test_the_command_line(tmp_path, capsys):
    kept_in = str(tmp_path / "practice.duckdb")
    limits = str(made.write(tmp_path / LIMITS, made.mue()))
    assert cli.main(["reference", "load", limits, "--partial"]) == 2
    assert "no workspace named; add --workspace FILE" in capsys.readouterr().err
    assert cli.main(["reference", "load", limits, "--partial", "--workspace", kept_in]) == 0
    assert "release 2026Q3 (partial); 113 rows read, 113 kept." in capsys.readouterr().out
    assert cli.main(["reference", "list", "--workspace", kept_in]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == ["mue", "2026Q3"] and LIMITS in line for line in lines)
    assert any(line.split()[:2] == ["rvu", "2026C"] for line in lines)
    assert cli.main(["reference", "drop", "1", "--workspace", kept_in]) == 0
    assert cli.main(["reference", "drop", "1", "--workspace", kept_in]) == 2
    assert cli.main(["reference", "list", "--workspace", str(tmp_path / "none.duckdb")]) == 2
    assert cli.main(["reference", "list"]) == 0
