"""The audit of the demo practice against the truth its generator planted: every leak, nothing else, to the cent."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal

import pytest

from analytics import demo, pipeline, sources
from analytics.questions import ask
from analytics.sources.inputs import expand
from analytics.summary import summarize
from analytics.workspace import Workspace


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("practice") / "demo"
    demo.generate(folder)
    workspace = Workspace()
    pipeline.load_rules(workspace)
    sources.load(workspace, expand(folder))
    pipeline.rebuild(workspace)
    truth = json.loads((folder / "truth" / "planted.json").read_text(encoding="utf-8"))
    yield workspace, truth
    workspace.close()


def money(value) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_every_planted_finding_is_found_and_nothing_else(audited):
    workspace, truth = audited
    found = Counter(
        (row[0], row[1], row[2], str(row[3]), money(row[4]))
        for row in workspace.rows("select kind, category, claim_id, dos, amount from finding")
    )
    planted = Counter(
        (row["kind"], row["category"], row["claim_id"], row["dos"], money(row["amount"])) for row in truth["findings"]
    )
    assert len(planted) > 500
    assert sorted((found - planted).elements()) == []
    assert sorted((planted - found).elements()) == []


def test_unit_totals_by_payer(audited):
    workspace, truth = audited
    names = ("visits", "visits_under", "visits_over", "visits_mixed", "visits_undetermined", "billed", "correct")
    names += ("missed", "excess", "missed_value", "excess_value")
    told = truth["totals"]["units"]["by_payer"]
    rows = {row["payer"]: row for row in ask(workspace, "summary_units_by_payer")}
    assert {payer.replace("Medicare", "Medicare Part B") for payer in told} == set(rows)
    for payer, expected in told.items():
        row = rows[payer.replace("Medicare", "Medicare Part B")]
        assert {name: money(row[name]) for name in names} == {name: money(expected[name]) for name in names}, payer


def test_denial_totals(audited):
    workspace, truth = audited
    told, got = truth["totals"]["denials"]["total"], ask(workspace, "summary_denials")[0]
    same = ("lines_adjudicated", "claims_adjudicated", "charge_adjudicated", "lines_denied", "claims_denied")
    same += ("charge_denied", "expected_denied", "lines_patient_billed", "lines_open")
    assert {name: money(got[name]) for name in same} == {name: money(told[name]) for name in same}
    assert money(got["recovered"]) == money(told["recovered_allowed"])
    assert money(got["open"]) == money(told["open_expected"])
    assert told["lines_recovered"] > 20


def test_every_denied_line_with_its_status(audited):
    workspace, truth = audited
    got = Counter(
        (row[0], str(row[1]), row[2], row[3], str(row[4]))
        for row in workspace.rows(
            "select claim_id, line_no, carc, status, first_denied from denial where status <> 'patient_billed'"
        )
    )
    told = Counter(
        (row["claim_id"], str(row["line_no"]), row["carc"], row["status"], row["first_denied"])
        for row in truth["denied_lines"]
    )
    assert got == told


def test_receivables_by_payer_and_bucket(audited):
    workspace, truth = audited
    got = {
        (row["payer"].replace("Medicare Part B", "Medicare"), row["bucket"]): (
            money(row["insurance_balance"]),
            money(row["patient_balance"]),
        )
        for row in ask(workspace, "aging")
    }
    told = {
        (row["payer"], row["bucket"]): (money(row["insurance_balance"]), money(row["patient_balance"]))
        for row in truth["totals"]["aging"]
    }
    assert got == {key: value for key, value in told.items() if any(value)}


def test_money_collected_and_a_ledger_that_closes(audited):
    workspace, truth = audited
    revenue = ask(workspace, "summary_revenue")[0]
    told = truth["totals"]["money"]["total"]
    assert money(revenue["collected"]) == money(told["collected"]) + money(told["patient_paid"])
    assert money(revenue["statutory"]) == money(truth["totals"]["money"]["total"]["sequestration"])
    right = sum(value for name, value in revenue.items() if name not in ("earned", "above_expected"))
    assert revenue["earned"] + revenue["above_expected"] == right
    assert revenue["unexplained"] == 0
    assert revenue["underpaid"] == 0


def test_nothing_is_dropped_on_the_way_in(audited):
    workspace, _ = audited
    assert workspace.rows("select * from reject") == []
    assert workspace.rows("select * from control_total where difference <> 0") == []
    skipped = {
        row[0].rsplit("/", 2)[-1] for row in workspace.rows("select name from input_file where status = 'skipped'")
    }
    assert skipped == {"README.txt", "planted.json"}


def test_the_summary_tells_the_same_story(audited):
    workspace, truth = audited
    summary = summarize(workspace)
    assert str(summary["as_of"]) == truth["totals"]["as_of"]
    yearly = summary["annualized"]["total"]
    assert yearly["low"] < yearly["base"] < yearly["high"]
    categories = {row["category"]: row["base"] for row in summary["annualized"]["by_category"]}
    assert sum(categories.values()) == pytest.approx(yearly["base"], abs=Decimal("0.05"))
    assert summary["exposure"]["total"] == money(truth["totals"]["units"]["total"]["excess_value"])


def test_units_never_billed_are_worth_the_same_on_every_page(audited):
    """The ledger's step is the missed units' value, and what mixed visits would have earned more on the right codes."""
    workspace, truth = audited
    ((mixed,),) = workspace.rows("select sum(value) from unit_visit where verdict = 'mixed' and value > 0")
    missed = money(truth["totals"]["units"]["total"]["missed_value"])
    assert ask(workspace, "summary_revenue")[0]["unbilled_units"] == missed + mixed
    assert mixed < missed / 20
