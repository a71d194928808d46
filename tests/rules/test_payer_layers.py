"""Payer rules laid over each other: a practice's file, the defaults behind a payer, sources of single keys."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rules.rule_books import FULL, book, matched, of_key, rule, stored

from analytics.rules.payer_model import KEYS
from analytics.rules.payers import load_rules, shipped_rules
from analytics.workspace import Workspace


def test_one_key_of_one_version_changes_and_is_no_longer_verified(tmp_path):
    text = "payers: [{payer: medicare  part b, versions: [{effective: 2022-01-01, timely_filing_days: 300}]}]"
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        (name,) = {row[0] for row in workspace.rows("select payer from payer_rule where class = 'medicare'")}
        before, after = rule(workspace, name, "2021-12-31"), rule(workspace, name, "2022-02-01")
        assert (before["timely_filing_days"], after["timely_filing_days"]) == (365, 300)
        assert after["unit_rule"] == "cms" and after["assistant_share"] == Decimal("0.8500")
        assert after["verified"] is None and "timely_filing_days" in after["unverified"]
        assert "rules.yaml" in after["source"]
        assert matched(workspace, "Medicare Part B") == name


def test_a_new_day_is_added_and_what_it_leaves_out_is_inherited(tmp_path):
    text = FULL + "      - effective: 2026-07-01\n        daily_cap: null\n        source: amendment\n"
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        assert rule(workspace, "Blue Shield PPO", "2026-06-30")["daily_cap_kind"] == "units"
        later = rule(workspace, "Blue Shield PPO", "2026-07-01")
        assert later["daily_cap_kind"] is None and later["unit_rule"] == "strict15"
        assert later["unverified"] == ["daily_cap"]


def test_missing_keys_come_from_the_class_default_and_change_with_it(tmp_path):
    text = (
        'payers: [{payer: Plan X, match: ["plan x*"], class: tricare, versions: [{effective: 2019-01-01, kx: true}]}]'
    )
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        old, new = rule(workspace, "Plan X", "2019-06-01"), rule(workspace, "Plan X", "2021-06-01")
        assert (old["unit_rule"], old["assistant_modifier"], old["kx"]) == ("cms", "not_used", True)
        assert (new["assistant_modifier"], new["kx"], new["mppr"]) == ("required", True, "none")


def test_days_before_the_first_version_are_the_class_default_s(tmp_path):
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, FULL))))
        before, after = (
            rule(workspace, "Blue Shield PPO", "2023-12-31"),
            rule(workspace, "Blue Shield PPO", "2024-01-01"),
        )
        assert (before["unit_rule"], before["daily_cap_kind"], before["is_default"]) == ("ama", None, False)
        assert before["assumed"] == list(KEYS) and before["source"].startswith("before 2024-01-01")
        assert after["assumed"] == [] and {one["verified"] for one in after["key_sources"]} == {date(2026, 10, 1)}


def test_a_cap_may_differ_on_a_day_with_an_evaluation(tmp_path):
    cap = "{kind: rvu, amount: 12, amount_with_evaluation: 18, amount_with_reevaluation: 15}"
    text = f"payers: [{{payer: X, match: [x y], class: auto, versions: [{{effective: 2020-01-01, daily_cap: {cap}}}]}}]"
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        row = rule(workspace, "X", "2026-01-01")
        assert (row["daily_cap_amount"], row["daily_cap_evaluation"], row["daily_cap_reevaluation"]) == (12, 18, 15)
        assert rule(workspace, "Cigna", "2026-01-01")["daily_cap_evaluation"] is None


KEYED = """payers:
  - payer: Plan X
    match: ["plan x*"]
    class: tricare
    versions:
      - effective: 2021-01-01
        unit_rule: cms
        kx: true
        mppr: total50
        source: manual
        verified: 2026-10-01
        sources:
          kx: {source: phone, verified: unverified}
          mppr: {source: letter, verified: 2026-09-01}
      - effective: 2025-01-01
        daily_cap: null
        sources: {daily_cap: {source: notice, verified: 2026-08-01}}
"""


def test_a_key_may_have_a_source_of_its_own_which_is_inherited(tmp_path):
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, KEYED))))
        old, new = rule(workspace, "Plan X", "2024-12-31"), rule(workspace, "Plan X", "2025-01-01")
        for row in (old, new):
            assert of_key(row, "unit_rule") == ("manual", date(2026, 10, 1))
            assert of_key(row, "kx") == ("phone", None) and "kx" in row["unverified"]
            assert of_key(row, "mppr") == ("letter", date(2026, 9, 1)) and "mppr" not in row["unverified"]
            assert of_key(row, "appeal_days")[0].startswith("default:") and "appeal_days" in row["assumed"]
            assert not {"unit_rule", "kx", "mppr"} & set(row["assumed"])
        assert (old["source"], old["verified"]) == ("manual", date(2026, 10, 1))
        assert (new["source"], new["verified"]) == ("notice", date(2026, 8, 1))
        assert "daily_cap" in old["assumed"] and "daily_cap" not in new["assumed"]


def test_a_key_laid_over_brings_its_source_and_leaves_the_others(tmp_path):
    top = """payers:
  - payer: plan x
    versions:
      - effective: 2021-01-01
        unit_rule: ama
        kx: false
        sources: {kx: {source: contract, verified: 2026-11-01}}
"""
    with Workspace(threads=1) as workspace:
        under = load_rules(book(tmp_path, KEYED))
        stored(workspace, shipped_rules().overlay(under).overlay(load_rules(book(tmp_path, top, "mine.yaml"))))
        row = rule(workspace, "plan x", "2022-01-01")
        assert of_key(row, "kx") == ("contract", date(2026, 11, 1)) and row["kx"] is False
        assert of_key(row, "unit_rule") == ("mine.yaml, no source given", None) and row["unit_rule"] == "ama"
        assert of_key(row, "mppr") == ("letter", date(2026, 9, 1))


def test_a_default_of_one_s_own_leaves_the_rest_to_the_shipped_one(tmp_path):
    text = """payers:
  - {payer: Workers' compensation (CA), match: ["class:workers_comp"]}
  - payer: My commercial
    match: ["class:commercial", "my plan*"]
    class: commercial
    versions: [{effective: 2020-01-01, timely_filing_days: 90, source: mine}]
"""
    with Workspace(threads=1) as workspace:
        rules = shipped_rules().overlay(load_rules(book(tmp_path, text)))
        stored(workspace, rules)
        assert matched(workspace, "Acme Casualty", payer_class="workers_comp") == "Workers' compensation (CA)"
        assert rule(workspace, "Workers' compensation (CA)", "2026-01-01")["unit_rule"] == "cms"
        assert rules.default_of("commercial").payer == "My commercial"
        assert rule(workspace, "My commercial", "2026-01-01")["ncci"] == "cms"
        texas = rule(workspace, "Blue Cross Blue Shield of Texas", "2026-01-01")
        assert texas["timely_filing_days"] == 90 and "timely_filing_days" in texas["assumed"]
        assert texas["ncci"] == "cms"


def test_a_pattern_that_both_claim_goes_to_the_file_laid_over(tmp_path):
    versions = "[{effective: 2020-01-01}]"
    text = f'payers: [{{payer: Mine, match: ["*BCBS*", "blue cross*"], class: commercial, versions: {versions}}}]'
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        assert matched(workspace, "Vermont BCBS") == "Mine"
        assert matched(workspace, "Blue Cross Somewhere") == "Mine"
        assert matched(workspace, "Blue Cross of Idaho") == "Blue Cross of Idaho"
        assert matched(workspace, "Big Blue Cross") == "Blue Cross Blue Shield (default)"


def test_overlay_leaves_the_rules_it_was_given_alone(tmp_path):
    rules = shipped_rules()
    before = dict(rules.entries)
    rules.overlay(load_rules(book(tmp_path, FULL)))
    assert rules.entries == before
