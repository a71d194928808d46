"""What Medicare allowed elsewhere, from a file of its own to the line that crosses the threshold."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest

from analytics.cli import main
from analytics.workspace import Workspace

BILLING = "Patient ID,DOS,CPT,Mod 1,Units,Charge,Payer,Claim #,Line,Therapist\n"
LINES = "".join(f"{who},01/{day:02}/2026,97110,GP,4,240.00,Medicare,{who}{day},1,A\n" for who in "AB" for day in (5, 7))


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A had 2,300.00 elsewhere, in a table that its content would not tell; of B nothing is known, Z is nobody."""
    folder = tmp_path_factory.mktemp("audit")
    (folder / "billing.csv").write_text(BILLING + LINES, encoding="utf-8")
    (folder / "elsewhere.csv").write_text(
        "patient_id,year,bucket,amount,Units\nA,2026,PT/SLP,2300,9\nZ,2026,OT,1,9\n", encoding="utf-8"
    )
    given = [folder / "billing.csv", "--opening-balance", folder / "elsewhere.csv"]
    kept = folder / "practice.duckdb"
    assert main(["audit", *map(str, given), "--workspace", str(kept), "--out", str(folder / "out")]) == 0
    with Workspace(kept) as workspace:
        yield workspace, folder / "out"


def test_the_file_is_read_and_its_row_accounted_for(audited):
    workspace, out = audited
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert {one["kind"]: one["loaded"] for one in summary["inputs"]} == {"billing": 4, "opening_balance": 2}
    assert workspace.rows(
        "select measure, in_file, difference from control_total where file_id = 2 and reference is null order by 1"
    ) == [("amount", 2301, 0), ("rows", 2, 0)]


def test_care_elsewhere_takes_the_patient_above_the_threshold(audited):
    workspace, _ = audited
    lines = workspace.rows(
        """select b.patient_id, t.running_before, t.is_over, t.is_crossing
        from threshold_line as t join billed_line as b on b.line_key = t.line_key
        order by b.patient_id, t.dos"""
    )
    assert lines[0][:2] == ("A", Decimal("2300.00"))
    assert [line[2:] for line in lines] == [(False, False), (True, True), (False, False), (False, False)]
    patient = "select patient_id, has_opening, opening, threshold from threshold_patient order by 1"
    assert workspace.rows(patient) == [("A", True, 2300, 2480), ("B", False, None, 2480)]


def test_a_patient_nobody_billed_is_listed(audited):
    with (audited[1] / "unmatched.csv").open(encoding="utf-8", newline="") as handle:
        rows = [(row["row"], row["charge"]) for row in csv.DictReader(handle) if row["side"] == "opening_balance"]
    assert rows == [("3", "1.00")]
