"""Payments of whole 835 files: what is wrong in one is shown; files of other people balance where they should."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import x12_case as x12
from payments.books import STEPS

from analytics import pipeline, questions, sources
from analytics.selection import Filter
from analytics.sources.inputs import from_bytes
from analytics.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
MANIFEST = FIXTURES / "MANIFEST.tsv"
ROWS = list(csv.DictReader(MANIFEST.open(encoding="utf-8"), delimiter="\t")) if MANIFEST.exists() else []
REMITTANCES = {Path(row["file"]).name: row for row in ROWS if row["transaction"] == "835"}


def read(*files) -> Workspace:
    workspace = Workspace(threads=2)
    pipeline.load_rules(workspace)
    sources.load(workspace, list(files))
    pipeline.rebuild(workspace)
    if not set(STEPS) <= set(pipeline.STEPS):
        workspace.load_reference("provider_adjustment_reason")
        for step in STEPS:
            workspace.build(step)
    return workspace


@pytest.fixture(scope="module")
def checked():
    good = x12.good()
    bad_line = x12.replaced("SVC*HC:97140:GP*50*0**0**1", "SVC*HC:97140:GP*55*0**0**1", x12.good(trace="EFT2"))
    bad_sum = x12.good(trace="EFT3", amount="85")
    taken = x12.text(x12.interchange(x12.transaction(*x12.CLAIM, "PLB*1987654321*20261231*WO:ICN1*5*L6:PCN1*-1.5",
                                                     trace="EFT4", amount="76.5")))  # fmt: skip
    files = {
        "good.835": good,
        "line.835": bad_line,
        "sum.835": bad_sum,
        "taken.835": taken,
        "copy.835": bad_sum + b"\n",
    }
    with read(*(file for name, data in files.items() for file in from_bytes(name, data))) as workspace:
        yield workspace


def test_checks_that_failed_say_where_and_what(checked):
    rows = questions.ask(checked, "failed_checks")
    found = [(row["file"], row["measure"], row["claim_id"], row["line_no"], row["difference"]) for row in rows]
    assert found == [
        ("sum.835", "payment_balance", None, None, 5),
        ("line.835", "line_balance", "PCN1", 2, 5),
    ]
    assert {row["payer"] for row in rows} == {checked.rows("select payer from deposit limit 1")[0][0]}
    assert all(row["meaning"].endswith(".") for row in rows)
    assert questions.ask(checked, "failed_checks", Filter(payers=("Nobody",))) == []


def test_deposits_of_files(checked):
    assert checked.rows("select file, state, difference, moved_by from deposit order by file") == [
        ("good.835", "balances", 0, 0),
        ("line.835", "balances", 0, 0),
        ("sum.835", "differs", 5, 0),
        ("taken.835", "balances", 0, -3.5),
    ]
    assert checked.rows("select reason, amount, claim_id from money_moved order by reason") == [
        ("L6", 1.5, "PCN1"),
        ("WO", -5, "PCN1"),
    ]


@pytest.mark.skipif(not REMITTANCES, reason="the sample files are not here")
def test_sample_files_balance_where_their_manifest_says_so():
    with read(*(file for row in REMITTANCES.values() for file in sources.expand(FIXTURES / row["file"]))) as workspace:
        rows = workspace.rows("select file, difference, state from deposit")
        failed = {row["file"] for row in questions.ask(workspace, "failed_checks")}
    assert len(rows) > 50
    for file, difference, state in rows:
        is_off = "BPR" in REMITTANCES[file]["balances"]
        assert (difference != 0) == is_off == (state == "differs"), file
        assert not is_off or file in failed
