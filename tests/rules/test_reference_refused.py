"""What `reference load` refuses, and in which sentence: wrong releases, cut, renamed and invented files, archives."""

from __future__ import annotations

import pytest
from rules import cms_files as made
from rules.cms_files import load, refused

from analytics.reference import cms
from analytics.workspace import Workspace

FEE, INDICES, EDITS = "PPRRVU2026_Oct_nonQPP.csv", "GPCI2026.csv", "ccipra-v323r0-f1.csv"
LIMITS, CODES = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", "ZIP5_JUL2026.csv"


def without(rows: made.Rows, column: int) -> made.Rows:
    return [row[:column] + row[column + 1 :] for row in rows]


def changed(rows: made.Rows, old: str, new: str) -> made.Rows:
    return [[new if cell == old else cell for cell in row] for row in rows]


def invented() -> made.Rows:
    rows = made.gpci()
    values = ("0.900", "0.934", "1.285")
    return [
        [*row[:6], values[i % 3], *row[7:]] if len(row) == 8 and row[0].isdigit() else row for i, row in enumerate(rows)
    ]


MORE_WORK = {f"c{row['hcpcs']}": "1.99" for row in made.shipped("rvu", release="2026C")[5:40]}
MARK = ["97110", "97140", "", "20260101"]
OCTOBER = {"month": "October"}
WRONG = [
    (FEE, made.rvu(), True, "its name says quarter 4, its title rows 3"),
    ("PPRRVU2025_Oct.csv", made.rvu(**OCTOBER), True, "its name says year 2025, its title rows 2026"),
    ("relative.csv", made.rvu()[4:], True, "neither its name nor its title says which year it is for"),
    (FEE, made.rvu(**OCTOBER), False, "where a whole file has more than 10000; fetch it again, or say --partial"),
    (FEE, made.rvu(**OCTOBER, factor="50.0000"), True, "not a conversion factor between 25 and 45"),
    (FEE, made.rvu(**OCTOBER, factor="28.1000"), True, "where the release 2026C that is known has 33.4009"),
    (FEE, made.rvu(**OCTOBER, c97112="x"), True, 'column "WORK RVU": not a relative value'),
    (FEE, made.rvu(**OCTOBER, c97110="1.45"), True, "97110 has 1.45, where CMS has 0.40 to 0.55"),
    (FEE, made.rvu(**OCTOBER, **MORE_WORK), True, "codes moved by more than 30 % since 2026C"),
    (
        FEE,
        [*made.rvu(**OCTOBER), ["97110", "", "x", "A"]],
        True,
        'row 128, column "CONV FACTOR": not a conversion factor',
    ),
    (FEE, [row for row in made.rvu(**OCTOBER) if row[0] != "97110"], True, "97110 is missing"),
    (FEE, changed(made.rvu(**OCTOBER), "WORK", "OWN"), True, 'column "WORK RVU": a file of relative values'),
    (FEE, without(made.rvu(**OCTOBER), 17), True, 'column "CONV FACTOR": a file of relative values'),
    ("PPRRVU2026_Oct_QPP.csv", made.rvu(**OCTOBER, factor="33.5675"), True, "of qualifying participants alone"),
    (INDICES, invented(), True, "such a file is invented"),
    (INDICES, made.gpci(factor=1.2), True, "of 109 of 109 localities is more than 15 % off"),
    (INDICES, made.gpci()[:-20], False, "has 92 localities, where a whole file has 100 to 130"),
    (
        INDICES,
        [row for row in made.gpci() if "03102" not in row],
        False,
        "1 localities of 2026C are missing (03102-00)",
    ),
    (INDICES, changed(made.gpci(), "1.500", "1.200"), True, "Alaska's work index is 1.500 by law, here 1.200"),
    (INDICES, without(made.gpci(), 5), True, "work index below the 1.0 floor"),
    (INDICES, without(without(made.gpci(), 5), 4), True, 'column "PW GPCI (with 1.0 Floor)"'),
    ("GPCI2025.csv", made.gpci(), True, "its name says year 2025, its title rows 2026"),
    (EDITS, made.ncci([*MARK, "20250101", "1", ""]), True, 'column "Deletion Date": lies before the effective date'),
    (EDITS, made.ncci([*MARK, "tomorrow", "1", ""]), True, "neither a date nor *"),
    (EDITS, made.ncci([*MARK, "*", "7", ""]), True, "not 0, 1 or 9"),
    (EDITS, made.ncci(), False, "where a whole part has more than 100000"),
    ("ccipra-v322r0-f1.csv", made.ncci(["97110", "97112", "", "20261001", "*", "1", ""]), True, "after the quarter of"),
    (EDITS, changed(made.ncci(), "20191231", "*"), True, "97530 with 97116 does not have the dates"),
    ("pairs.csv", made.ncci(), True, "neither its name nor its title says which year"),
    ("2026Q4.csv", made.ncci(), True, "which of the four parts"),
    ("ccioph-v323r0-f1.csv", made.ncci(), True, "is the hospital's pair edits"),
    (LIMITS, made.mue(c97110=""), True, "97110 is missing"),
    (LIMITS, made.mue(c97110="9"), True, "97110 has 9 units, where CMS has 4 to 8"),
    (LIMITS, changed(made.mue(), made.MAI["3"], "9 Something"), True, "not 1, 2 or 3"),
    (
        LIMITS,
        changed(made.mue(), made.MUE_HEADER[1][1], "DME Supplier Services MUE Values"),
        True,
        "of another setting",
    ),
    (LIMITS, made.mue(), False, "has 113 codes, where a whole file has more than 5000"),
    (CODES, made.zips("20262"), True, "its name says quarter 3, its column YEAR/QTR 2"),
    (CODES, changed(made.zips(), "13202", "99999"), True, "rows name a locality of the fee schedule"),
    (CODES, made.zips(), False, "where a whole file has more than 40000"),
    ("billing.csv", [["Patient", "DOS", "CPT"], ["1", "2026-01-01", "97110"]], True, "none of the files that are read"),
]


@pytest.mark.parametrize(
    ("name", "rows", "partial", "says"), WRONG, ids=[f"{case[0]}: {case[3][:40]}" for case in WRONG]
)
def test_what_is_refused(shared, tmp_path, name, rows, partial, says):
    assert says in refused(shared, made.write(tmp_path / name, rows), partial=partial)


@pytest.fixture(scope="module")
def shared():
    with Workspace(threads=1) as opened:
        yield opened


def test_files_that_are_no_tables(shared, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_text("<!DOCTYPE html><html><body><table><tr><td>License</td></tr></table></body></html>")
    (tmp_path / "c.csv").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "ANES2026.csv").write_text("x,y\n1,2\n")
    cut = made.rvu_text(made.rvu(month="October"))
    (tmp_path / "PPRRVU26_OCT.txt").write_text(cut[: cut.rindex("0.07")], encoding="utf-8")
    assert "the file is empty" in refused(shared, tmp_path / "a.csv")
    assert "is a web page and no table; accept CMS's licence" in refused(shared, tmp_path / "b.csv")
    assert "is neither text nor a workbook" in refused(shared, tmp_path / "c.csv")
    assert "a file that is not needed" in refused(shared, tmp_path / "ANES2026.csv")
    assert "the line is cut off" in refused(shared, tmp_path / "PPRRVU26_OCT.txt")
    assert "is a folder" in refused(shared, tmp_path)
    assert "cannot be read" in refused(shared, tmp_path / "nothing.csv")


def test_archives(shared, tmp_path, monkeypatch):
    nothing = made.archive(tmp_path / "nothing.zip", **{"readme.txt": "x"})
    leads_out = made.archive(tmp_path / "out.zip", **{"../../etc/PPRRVU2026_Oct.csv": "x"})
    assert "holds none of the files that are read here" in refused(shared, nothing)
    assert "whose name leads out of it" in refused(shared, leads_out)
    monkeypatch.setattr("analytics.reference.cms.archive.LARGEST", 1 << 20)
    bomb = made.archive(tmp_path / "bomb.zip", **{"PPRRVU2026_Oct.csv": "0" * (2 << 20)})
    assert "bomb.zip/PPRRVU2026_Oct.csv: has more than 1 MB" in refused(shared, bomb)
    inner = made.archive(tmp_path / "ccipra-v323r0-f1.zip", made.write(tmp_path / "ccipra-v323r0-f1.txt", made.ncci()))
    good = load(shared, made.archive(tmp_path / "all.zip", inner))
    assert [one.file_name for one in good.kept] == ["ccipra-v323r0-f1.txt"]
    cms.drop(shared, good.kept[0].kept_id)
