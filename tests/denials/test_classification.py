"""The golden labels of denial reasons: what group, reason code and remarks say together, as a biller would say it."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from analytics import denial_rules
from analytics.workspace import Workspace

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "denials.yaml").read_text(encoding="utf-8"))
ANSWERED = datetime.date(2026, 5, 4)
LABELS = (
    *("family", "cause", "owner", "way", "recoverable", "classified_by"),
    *("bars_appeal", "patient_stop", "lacks_remark", "is_malformed"),
)
# Every case once more with a notice of appeal rights, which explains no money and comes first on some remittances.
NOTICED = [{**case, "id": f"{case['id']} with notice", "rarc": sorted({"N1", *case.get("rarc", [])})} for case in CASES]
ASKED_CASES = CASES + NOTICED


def _answers() -> pa.Table:
    """The cases, without and with a notice, as line episodes: an id, and what denials/denial_reason reads of them."""
    text, remarks = pa.string(), pa.list_(pa.string())
    answer = {
        "group": ([case.get("group") for case in ASKED_CASES], text),
        "carc": ([case.get("carc") for case in ASKED_CASES], text),
        "remarks": ([sorted(case.get("rarc", [])) for case in ASKED_CASES], remarks),
        "date": ([case.get("day", ANSWERED) for case in ASKED_CASES], pa.date32()),
    }
    outcomes = pa.array(["patient_billed" if case.get("group") == "PR" else "denied" for case in ASKED_CASES], text)
    columns = {f"{turn}_{name}": pa.array(*values) for turn in ("first", "last") for name, values in answer.items()}
    return pa.table(
        {
            "id": pa.array([case["id"] for case in ASKED_CASES], text),
            **columns,
            "first_outcome": outcomes,
            "outcome": outcomes,
            "payer_class": pa.array([case.get("class") for case in ASKED_CASES], text),
        }
    )


ASKED = """
select e.id, r.*
from episode AS e
left join denial_reason AS r on r.reason_key = coalesce(e.first_group, '') || '|' || coalesce(e.first_carc, '') || '|'
    || array_to_string(e.first_remarks, ' ') || '|' || coalesce(e.payer_class, '') || '|'
    || cast(e.first_date AS varchar)
"""


@pytest.fixture(scope="module")
def reasons():
    """Every case classified in one pass: {id: row of denial_reason}; nothing of the ledger is needed for it."""
    with Workspace() as workspace:
        workspace.load_reference("carc")
        workspace.load_reference("rarc_signal")
        denial_rules.load(workspace)
        cursor = workspace.cursor()
        cursor.register("incoming", _answers())
        cursor.execute("create or replace table episode as select * from incoming").fetchall()
        for table in ("denial_answer", "denial_reading", "denial_stop", "denial_reason"):
            workspace.build(f"denials/{table}")
        rows = workspace.records(ASKED)
    assert len(rows) == len(ASKED_CASES), "an answer has one reason"
    return {row["id"]: row for row in rows}


def _agrees(expected, got) -> bool:
    """One of the values that are right; a sentence that is there counts as yes."""
    if isinstance(expected, bool):
        return (got if isinstance(got, bool) else got is not None) == expected
    return got in (expected if isinstance(expected, list) else [expected])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_denial_is_classified_as_a_biller_would(reasons, case):
    row = reasons[case["id"]]
    assert row["reason_key"] is not None, "the answer has no reason at all"
    wrong = {key: (case[key], row[key]) for key in LABELS if key in case and not _agrees(case[key], row[key])}
    assert not wrong, f"expected and found: {wrong}; {case['why']}"


def test_an_appeal_is_never_the_way_where_a_remark_bars_it(reasons):
    assert [row["id"] for row in reasons.values() if row["bars_appeal"] and row["way"] == "appeal"] == []


def test_the_patient_is_never_the_way_where_something_forbids_it(reasons):
    assert [row["id"] for row in reasons.values() if row["way"] == "patient" and row["patient_stop"]] == []


def test_a_notice_changes_nothing(reasons):
    said = ("family", "cause", "owner", "way", "bars_appeal", "is_malformed")
    pairs = [(reasons[case["id"]], reasons[noticed["id"]]) for case, noticed in zip(CASES, NOTICED, strict=True)]
    assert [bare["id"] for bare, noticed in pairs if any(bare[key] != noticed[key] for key in said)] == []


def test_nothing_stands_unclassified_but_what_nobody_knows(reasons):
    known = {case["id"] for case in CASES if case.get("family") not in (None, "unclassified")}
    assert [row["id"] for row in reasons.values() if row["id"] in known and row["family"] == "unclassified"] == []


def test_labels_are_three_hundred_different_combinations():
    combinations = {
        (case.get("group"), case.get("carc"), *sorted(case.get("rarc", [])), case.get("class"), case.get("day"))
        for case in CASES
    }
    assert len(combinations) == len(CASES) >= 300
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert all(case["why"] for case in CASES)


def test_every_family_is_labelled_five_times():
    with Workspace() as workspace:
        denial_rules.load(workspace)
        families = [family for (family,) in workspace.rows("select family from denial_family")]
    labelled = Counter(case.get("family") for case in CASES if isinstance(case.get("family"), str))
    assert len(families) == 13
    assert {family: labelled[family] for family in families if labelled[family] < 5} == {}


def test_every_cause_that_codes_can_tell_is_labelled():
    with Workspace() as workspace:
        denial_rules.load(workspace)
        causes = {cause for (cause,) in workspace.rows("select cause from denial_cause")}
    labelled = {case["cause"] for case in CASES if isinstance(case.get("cause"), str)}
    assert causes - labelled == set()
