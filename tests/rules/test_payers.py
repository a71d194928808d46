"""Payer rules: the shipped defaults and Medicare, how names match, a whole entry from file to table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from rules.rule_books import FULL, book, matched, rule, stored

from analytics.rules.payer_model import KEYS, PAYER_CLASSES, DailyCap, KeySource
from analytics.rules.payers import PAYERS, load_rules, shipped_rules
from analytics.workspace import Workspace


@pytest.fixture(scope="module")
def shipped():
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules())
        yield workspace


# --- the shipped set -------------------------------------------------------------------------------------------------


def test_every_class_has_one_default_and_unknown_payer_is_complete():
    rules = shipped_rules()
    assert all(rules.default_of(name) for name in PAYER_CLASSES if name != "unknown")
    assert set(rules.entries["unknown payer"].versions[0].values) == set(KEYS)


def test_versions_neither_gap_nor_overlap(shipped):
    seams = shipped.rows(
        "select count(*) from (select effective_from, effective_to, lead(effective_from) over"
        " (partition by payer order by effective_from) as next from payer_rule)"
        " where effective_to is distinct from next or effective_from >= effective_to"
    )
    assert seams == [(0,)]


def test_medicare_over_time(shipped):
    name = "Medicare Part B"
    assert rule(shipped, name, "2019-06-01")["assistant_modifier"] == "not_used"
    assert rule(shipped, name, "2021-06-01")["assistant_share"] == Decimal("1.0000")
    assert rule(shipped, name, "2021-06-01")["sequestration"] is False
    assert rule(shipped, name, "2022-03-31")["sequestration"] is False
    today = rule(shipped, name, "2026-06-30")
    assert (today["unit_rule"], today["discipline_modifier"], today["kx"], today["mppr"], today["ncci"]) == (
        "cms",
        "required",
        True,
        "medicare",
        "cms",
    )
    assert (today["assistant_share"], today["assistant_base"]) == (Decimal("0.8500"), "payer_share")
    assert (today["timely_filing_days"], today["appeal_days"], today["sequestration"]) == (365, 120, True)
    assert today["unverified"] == ["distinct_modifiers", "sequestration", "corrected_claim_days"]
    assert today["assumed"] == [] and rule(shipped, name, "2022-02-01")["verified"] == date(2026, 11, 22)


def test_unknown_payer_requires_nothing_and_caps_nothing(shipped):
    row = rule(shipped, "Unknown payer", "2026-01-01")
    assert (row["unit_rule"], row["discipline_modifier"], row["assistant_modifier"]) == ("ama", "optional", "not_used")
    assert row["daily_cap_kind"] is None and row["timely_filing_days"] is None and row["is_default"]
    assert row["verified"] is None and set(row["unverified"]) == set(KEYS)


def test_nothing_shipped_claims_a_check_it_did_not_have(shipped):
    assert shipped.rows("select distinct payer from payer_rule where is_default and verified is not null") == []
    assert shipped.rows("select count(*) from payer_rule where source is null or source like '%no source%'") == [(0,)]


@pytest.mark.parametrize(
    ("name", "payer"),
    [
        ("Medicare", "Medicare Part B"),
        ("MEDICARE PART B", "Medicare Part B"),
        ("Medicare Part B - Texas", "Medicare Part B"),
        ("Texas  Medicare Part B", "Medicare Part B"),
        ("Noridian JE Medicare", "Medicare Part B"),
        ("Novitas Solutions", "Medicare Part B"),
        ("PALMETTO GBA", "Medicare Part B"),
        ("National Government Services, Inc.", "Medicare Part B"),
        ("First Coast Service Options", "Medicare Part B"),
        ("CGS Administrators", "Medicare Part B"),
        ("Railroad Medicare", "Medicare Part B"),
        ("Humana Medicare", "Humana Medicare Advantage"),
        ("Wellcare Medicare HMO", "Medicare Advantage (default)"),
        ("UnitedHealthcare Medicare Advantage", "UnitedHealthcare Medicare Advantage"),
        ("Blue Cross Blue Shield of Texas", "Blue Cross Blue Shield of Texas"),
        ("BCBS of Vermont", "Blue Cross Blue Shield (default)"),
        ("Kansas Medicaid", "Medicaid (default)"),
        ("Humana Military TRICARE East", "TRICARE East"),
        ("Liberty Workers' Comp", "Workers' compensation (default)"),
        ("Some Plan Nobody Knows", None),
        ("", None),
    ],
)
def test_names_find_their_payer(shipped, name, payer):
    assert matched(shipped, name) == payer


@pytest.mark.parametrize("payer_class", [name for name in PAYER_CLASSES if name != "unknown"])
def test_a_class_finds_its_default(shipped, payer_class):
    payer = matched(shipped, "some plan nobody knows", payer_class=payer_class)
    assert rule(shipped, payer, "2026-01-01")["class"] == payer_class


def test_a_name_counts_more_than_a_class(shipped):
    assert matched(shipped, "Medicare", payer_class="commercial") == "Medicare Part B"


# --- a whole entry ---------------------------------------------------------------------------------------------------


def test_every_key_arrives(tmp_path):
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, FULL))))
        row = rule(workspace, "Blue Shield PPO", "2026-01-01")
        assert row["daily_cap_kind"] == "units" and row["daily_cap_amount"] == Decimal("4.00")
        assert row["daily_cap_codes"] == [] and row["daily_cap_keep"] == "highest_paid"
        assert row["extra_pairs"] == [{"column_1": "97530", "column_2": "97110"}]
        assert row["distinct_modifiers"] == ["59", "XE"] and row["assistant_share"] == Decimal("0.8500")
        assert (row["unit_rule"], row["mppr"], row["mppr_scope"]) == ("strict15", "pe50_no_gpci", "professional")
        assert row["verified"] == date(2026, 10, 1) and row["unverified"] == [] and row["visit_rate"] is None
        assert matched(workspace, "Blue Shield of California") == "Blue Shield PPO"
        assert matched(workspace, "anything", id="94036") == "Blue Shield PPO"
        types = dict(
            workspace.rows(
                "select column_name, data_type from information_schema.columns where table_name = 'payer_rule'"
            )
        )
        assert types["assistant_share"] == "DECIMAL(5,4)" and types["visit_rate"] == "DECIMAL(12,2)"
        assert types["distinct_modifiers"] == "VARCHAR[]" and types["effective_from"] == "DATE"


def test_the_most_specific_pattern_wins(tmp_path):
    text = """payers:
  - {payer: A, match: ["acme*"], class: commercial, versions: [{effective: 2020-01-01}]}
  - {payer: B, match: ["acme gold*"], class: commercial, versions: [{effective: 2020-01-01}]}
  - {payer: C, match: ["acme"], class: commercial, versions: [{effective: 2020-01-01}]}
  - {payer: D, match: ["x1"], class: commercial, versions: [{effective: 2020-01-01}]}
"""
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        assert [matched(workspace, name) for name in ("Acme silver", "ACME Gold 1", " acme ")] == ["A", "B", "C"]
        assert matched(workspace, "acme gold", id="X1") == "D"


def test_wildcards_of_sql_in_a_name_are_plain_text(tmp_path):
    text = 'payers: [{payer: A, match: ["100%_plan*"], class: commercial, versions: [{effective: 2020-01-01}]}]'
    with Workspace(threads=1) as workspace:
        stored(workspace, shipped_rules().overlay(load_rules(book(tmp_path, text))))
        assert matched(workspace, "100%_Plan A") == "A" and matched(workspace, "100 a plan") is None


def test_every_shipped_file_is_described():
    readme = (PAYERS / "README.md").read_text(encoding="utf-8")
    assert all(f"`{file.name}`" in readme for file in PAYERS.glob("*.yaml"))
    known = (*KEYS, "sources", *DailyCap.model_fields, *KeySource.model_fields)
    assert all(f"`{key}`" in readme for key in known)
