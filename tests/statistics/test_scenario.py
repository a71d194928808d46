"""What if: the base case stands, arithmetic is arithmetic, and other rules are made beside the audit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rules.rules_practice import several_payers

from analytics import pipeline
from analytics.errors import InputError
from analytics.loss import annualized
from analytics.questions import ask
from analytics.rules.effect import shadow
from analytics.scenario import Scenario, compare, years
from analytics.selection import Filter


@pytest.fixture(scope="module")
def workspace():
    made = several_payers().workspace
    yield made
    made.close()


@pytest.fixture(autouse=True)
def untouched(workspace):
    """No scenario leaves anything behind, and no figure of record moves."""
    before = figures(workspace)
    yield
    assert figures(workspace) == before
    assert workspace.rows("select 1 from information_schema.schemata where starts_with(schema_name, 'preview')") == []


def figures(workspace) -> list[dict]:
    return [*ask(workspace, "rules_figures"), *ask(workspace, "loss_span"), *ask(workspace, "recoverable_now")]


def test_nothing_otherwise_is_the_base_case(workspace):
    found = compare(workspace, Scenario())
    assert found.then == found.base
    assert found.base.loss == annualized(workspace)


def test_shares_are_arithmetic(workspace):
    found = compare(workspace, Scenario(recovery=Decimal(0), capture=Decimal("0.5")))
    assert found.then.loss.recoverable_expected.base == 0
    assert found.then.loss.preventable.base == (found.base.loss.total.base / 2).quantize(Decimal("0.01"))
    assert (found.then.loss.total, found.then.leaks) == (found.base.loss.total, found.base.leaks)


def test_a_multiple_never_brings_back_more_than_there_is(workspace):
    found = compare(workspace, Scenario(recovery=Decimal(1000))).then.loss
    assert found.recoverable_expected.base == found.recoverable_now > 0
    half = compare(workspace, Scenario(recovery=Decimal("0.5")))
    twice = half.then.loss.recoverable_expected.base * 2
    assert twice == pytest.approx(half.base.loss.recoverable_expected.base, abs=Decimal("0.05"))


def test_a_share_of_its_own_moves_only_its_category(workspace):
    open_dollars = {row["category"]: row for row in ask(workspace, "recoverable_now")}
    named = next(iter(open_dollars))
    found = compare(workspace, Scenario(recovery={named: Decimal(1)}))
    moved = found.then.loss.recoverable_expected.base - found.base.loss.recoverable_expected.base
    assert moved == open_dollars[named]["recoverable"] - open_dollars[named]["expected_base"]


@pytest.mark.parametrize("rule", ["cms", "ama"])
def test_another_unit_rule_gives_what_the_rules_themselves_would(workspace, rule):
    told = []
    found = compare(workspace, Scenario(unit_rule=rule), told=lambda *step: told.append(step))
    assert told[-1][1] == told[-1][2] == len(told) - 1
    with shadow(workspace) as cursor:  # every table made, not only what reads the rules
        cursor.execute("create table payer_rule as select * from main.payer_rule").fetchall()
        cursor.execute(
            "update payer_rule set unit_rule = $rule where unit_rule in ('cms', 'ama', 'strict15')", {"rule": rule}
        ).fetchall()
        pipeline.make(workspace, None, cursor=cursor)
        sql = "select coalesce(sum(value_missed), 0), coalesce(sum(value_excess), 0) from unit_visit"
        assert cursor.execute(sql).fetchall() == [(found.then.missed_value, found.then.excess_value)]
        ((leaks,),) = cursor.execute("select coalesce(sum(amount), 0) from finding where kind = 'leak'").fetchall()
        assert leaks == found.then.leaks


def test_unit_rules_differ_here(workspace):
    cms, ama = (compare(workspace, Scenario(unit_rule=rule)) for rule in ("cms", "ama"))
    assert cms.base == ama.base
    assert cms.then != ama.then


def test_the_filter_holds_in_a_scenario_too(workspace):
    one = Filter(payers=("Cigna",))
    found = compare(workspace, Scenario(unit_rule="ama"), one)
    assert found.base.loss == annualized(workspace, one)
    assert found.then.leaks <= compare(workspace, Scenario(unit_rule="ama")).then.leaks


def test_the_thresholds_of_another_year_hold_in_every_year(workspace):
    year = years(workspace)[-1]
    assert year == 2018
    found = compare(workspace, Scenario(threshold_year=year))
    assert found.then.missed_value == found.base.missed_value


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(capture=Decimal("1.2")),
        Scenario(capture=Decimal("nan")),
        Scenario(recovery=Decimal(-1)),
        Scenario(recovery={"underpaid": Decimal(2)}),
        Scenario(unit_rule="strict15"),
        Scenario(threshold_year=1999),
    ],
)
def test_what_cannot_be_is_refused(workspace, scenario):
    with pytest.raises(InputError):
        compare(workspace, scenario)
