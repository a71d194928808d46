"""Targets: shipped, the user's own over them, what is refused; how a figure is judged; the shipped table itself."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from analytics import kpi_targets, pipeline
from analytics.errors import InputError
from analytics.kpi_parts import PARTS
from analytics.kpi_targets import MOST, SHIPPED
from analytics.kpis import UNFILTERED, kpis
from analytics.questions import ask
from analytics.workspace import ROOT, Workspace

with SHIPPED.open(encoding="utf-8", newline="") as handle:
    ROWS = list(csv.DictReader(handle, strict=True))
NAMES = [row["name"] for row in ROWS]
LINES = """
insert into billing_row by name
select (cast(1 as bigint) << 32) + range as row_key, 1 as file_id, range as row_no, false as is_duplicate,
    'P' || range as patient_id, 'C' || range as claim_id, date '2026-01-05' as dos, '97110' as cpt, 2 as units,
    100 as charge, 'Elm Health' as payer_name
from range(1, 41)
"""
DENIED, NET = "first-pass denial rate, lines", "net collection rate"


@pytest.fixture(scope="module")
def workspace():
    """Billing lines with charges, and no other file."""
    with Workspace(threads=2) as made:
        pipeline.load_rules(made)
        kpi_targets.load(made)
        made.cursor().execute(LINES).fetchall()
        pipeline.rebuild(made)
        yield made


def in_force(workspace, name):
    return workspace.rows("select target, warn, is_own from kpi where name = $name", name=name)[0]


def test_an_own_target_is_kept_until_it_is_forgotten(workspace):
    kpi_targets.keep(workspace, DENIED, "0.08", "0.12")
    kpi_targets.load(workspace)
    assert in_force(workspace, DENIED) == (Decimal("0.08"), Decimal("0.12"), True)
    assert kpi_targets.own(workspace) == [(DENIED, Decimal("0.08"), Decimal("0.12"))]
    kpi_targets.keep(workspace, DENIED, "0.07")
    assert in_force(workspace, DENIED) == (Decimal("0.07"), None, True)
    kpi_targets.forget(workspace, DENIED)
    assert in_force(workspace, DENIED) == (Decimal("0.05"), Decimal("0.1"), False)


def test_an_own_target_outlives_the_session(tmp_path):
    for asked in (None, "0.9"):
        with Workspace(tmp_path / "own.duckdb", threads=1) as workspace:
            if asked is None:
                kpi_targets.keep(workspace, NET, "0.9")
            else:
                kpi_targets.load(workspace)
                assert in_force(workspace, NET) == (Decimal(asked), None, True)


@pytest.mark.parametrize(
    ("name", "target", "warn"),
    [
        (DENIED, "2", None),  # no share
        (DENIED, "-0.1", None),
        (DENIED, "nan", None),
        (DENIED, "Infinity", None),
        (DENIED, "soon", None),
        (DENIED, "", None),
        (DENIED, "0.05", "much"),
        (DENIED, "0.05", "0.01"),  # bad below a target that is best low
        (NET, "0.95", "0.99"),  # bad above a target that is best high
        ("days in AR", "99999", None),
        ("luck", "0.5", None),
    ],
)
def test_what_cannot_be_a_target_is_refused(name, target, warn, workspace):
    with pytest.raises(InputError):
        kpi_targets.keep(workspace, name, target, warn)
    assert kpi_targets.own(workspace) == []


def judged(workspace, name: str, question: str, **figures) -> str | None:
    """The status of a figure, were the answer to its question this."""
    row = ask(workspace, question)[0] | figures
    return {kpi.name: kpi for kpi in kpis(workspace, known={question: row, **_there(workspace)})}[name].status


def _there(workspace) -> dict:
    return {"kpi_sources": dict.fromkeys(ask(workspace, UNFILTERED[1])[0], True)}


@pytest.mark.parametrize(
    ("denied", "answered", "status"),
    [
        (5, 100, "good"),
        (6, 100, "watch"),
        (10, 100, "watch"),
        (11, 100, "bad"),
        (1, 29, None),
        (1, 30, "good"),
        (0, 40, "good"),
    ],
)
def test_lower_is_better(denied, answered, status, workspace):
    assert judged(workspace, DENIED, "summary_denials", lines_denied=denied, lines_adjudicated=answered) == status


@pytest.mark.parametrize(("collected", "status"), [(95, "good"), (94, "watch"), (90, "watch"), (89, "bad")])
def test_higher_is_better(collected, status, workspace):
    figures = {"collected_mature": collected, "expected_mature": 100, "lines_mature": 30}
    assert judged(workspace, NET, "kpi_money", **figures) == status


def test_without_warn_nothing_is_bad(workspace):
    assert judged(workspace, "AR over 90 days", "summary_receivables", to_120=90, over_120=0, total=100) == "watch"


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("unit capture rate", "treatment minutes"),
        (DENIED, "remittances"),
        ("primary denial rate", "remittances"),
        (NET, "remittances"),
        ("payment per visit", "remittances"),
        ("denial write-off rate", "billing lines with a column of write-offs"),
        ("share of patient balance collected", "billing lines with what patients paid"),
        ("underpayment rate, lines", "fee schedules"),
        ("clean claim rate", "claim acknowledgements (277CA)"),
        ("charge lag", "claims (837P), or billing lines with a bill date"),
    ],
)
def test_a_file_that_is_missing_is_named(name, needs, workspace):
    kpi = {one.name: one for one in kpis(workspace)}[name]
    assert (kpi.value, kpi.missing, kpi.has_files, kpi.status) == (None, needs, False, None)


def test_billing_lines_alone_tell_what_is_owed(workspace):
    told = {one.name: one for one in kpis(workspace)}
    assert (told["days in AR"].value, told["AR over 90 days"].value) == (1, 0)  # 4,000 owed of 4,000 charged on one day
    assert (told["units per visit"].numerator, told["units per visit"].denominator) == (80, 40)


def test_nothing_loaded_tells_nothing_and_does_not_fail():
    with Workspace(threads=1) as empty:
        pipeline.load_rules(empty)
        pipeline.rebuild(empty)
        assert [kpi.name for kpi in kpis(empty) if kpi.value is not None or not kpi.missing] == []


def test_the_shipped_figures_are_the_counted_ones():
    assert sorted(NAMES) == sorted(PARTS)
    assert [int(row["place"]) for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert all(
        f"'{row['name']}'" in _trend()
        for row in ROWS
        if row["trend"] == "true" and not row["name"].startswith("first-")
    )


def _trend() -> str:
    # the days to payment are what is left of the lags, the resolution of the first-pass figures
    return (ROOT / "answers" / "shown" / "kpi_trend.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_shipped_figure_is_whole(row):
    assert row["date_basis"] in {"service", "submission", "remittance"}
    assert row["unit"] in MOST and row["better"] in {"higher", "lower"} and row["trend"] in {"true", "false"}
    assert row["parts"] in {"count", "dollars", "dollars per count"}
    assert row["needs"] and row["input"] and row["denominator_label"]
    assert "/" in row["formula"] or "median" in row["formula"]
    most = MOST[row["unit"]]
    numbers = {name: Decimal(row[name]) for name in ("target", "warn", "benchmark_low", "benchmark_high") if row[name]}
    assert all(0 <= number <= most for number in numbers.values())
    if {"target", "warn"} <= set(numbers):
        assert (numbers["warn"] < numbers["target"]) == (row["better"] == "higher")
    assert "target" in numbers or "warn" not in numbers
    has_range = bool({"benchmark_low", "benchmark_high"} & set(numbers))
    assert has_range == bool(row["benchmark_text"]) == bool(row["benchmark_source"]) == bool(row["trust"])
    assert numbers.get("benchmark_low", 0) <= numbers.get("benchmark_high", most)
    assert row["trust"] in {"", "high", "medium", "low"}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "vendor" in row["benchmark_source"]], ids=lambda row: row["name"]
)
def test_a_vendors_claim_is_little_trusted(row):
    assert row["trust"] == "low"
