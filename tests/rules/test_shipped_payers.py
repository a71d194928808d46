"""The shipped payers: what they say, which names lead to them, where each value comes from (golden/payer_rules)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from analytics import pipeline, steps
from analytics.rules.payer_model import KEYS, literal
from analytics.rules.payers import UNKNOWN, shipped_rules
from analytics.workspace import Workspace

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "payer_rules.yaml").read_text(encoding="utf-8"))
RULES = shipped_rules()
# Why a value is not verified: somebody said so, it was concluded, remembered, guessed, or is known to be missing.
UNREAD = ("reported:", "inferred:", "from memory:", "default:", "not found:")
PUBLIC = {"medicare advantage": "medicare_advantage", "medicare": "medicare_advantage", "medicaid": "medicaid"}
# Names behind which no Medicare or Medicaid plan of the same company is known.
NO_SUCH_PLAN = ("commercial", "*federal employee", "fep ", "bcbs fep", "*american specialty", "amer specialty", "ash ")
CAP = ("kind", "amount", "evaluation", "reevaluation", "codes", "keep")


def spelled_out(pattern: str) -> set[str]:
    """Names that a pattern is there for: its text, with and without blanks for the wildcards."""
    return {" ".join(pattern.replace("*", filler).split()) for filler in ("", " ")}


def commercial_names() -> dict[str, str]:
    """The same names with a word behind them that makes another payer of them: {name: class}."""
    plans = [entry for entry in RULES.entries.values() if entry.class_ == "commercial" and entry.key != UNKNOWN.lower()]
    patterns = {p for entry in plans for p in entry.match if p.endswith("*") and not p.startswith("class:")}
    return {
        f"{name} {word}": wanted
        for pattern in patterns
        if not pattern.startswith(NO_SUCH_PLAN)
        for name in spelled_out(pattern)
        for word, wanted in PUBLIC.items()
    }


PUBLIC_NAMES = commercial_names()
OWN_NAMES = {
    name: entry.payer
    for entry in RULES.entries.values()
    for pattern in entry.match
    if not pattern.startswith("class:")
    for name in spelled_out(pattern)
}


@pytest.fixture(scope="module")
def product():
    """Every name of this file, one row each, resolved by the product's own SQL."""
    with Workspace(threads=2) as workspace:
        pipeline.load_rules(workspace)
        named = {(case["payer"], case.get("payer_id")) for case in CASES}
        named |= {(name, None) for name in (*PUBLIC_NAMES, *OWN_NAMES)}
        names, ids = zip(*sorted(named, key=str), strict=True)
        workspace.rows(
            "insert into billing_row (row_key, file_id, row_no, is_duplicate, payer_name, payer_id)"
            " select row_number() over (), 1, 1, false, name, id"
            " from (select unnest($names) as name, unnest($ids) as id)",
            names=list(names),
            ids=list(ids),
        )
        for name in steps.LEDGER[: steps.LEDGER.index("ledger/payer") + 1]:
            workspace.build(name)
        workspace.resolved = {
            (name, id): rules
            for name, id, rules in workspace.rows("select payer_name, payer_id, rule_payer from payer")
        }
        workspace.spans = {}
        for row in workspace.records("select * from payer_rule order by payer, effective_from"):
            workspace.spans.setdefault(row["payer"], []).append(row)
        yield workspace


def on(workspace: Workspace, payer: str, day: date) -> dict:
    return [row for row in workspace.spans[payer] if row["effective_from"] <= day][-1]


def said(row: dict, key: str):
    """What a row says of a key, in the words of a case."""
    if key == "daily_cap":
        cap = {part: row[f"daily_cap_{part}"] for part in CAP}
        return cap if cap["kind"] else None
    if key == "extra_pairs":
        return [[pair["column_1"], pair["column_2"]] for pair in row[key]]
    return row[key]


def matches(found, wanted) -> bool:
    if isinstance(wanted, dict):
        return found is not None and all(matches(found[part], value) for part, value in wanted.items())
    return found == (Decimal(str(wanted)) if isinstance(wanted, float) else wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['payer']} {case['date']} {case['key']}")
def test_a_fact(product, case):
    assert product.resolved[case["payer"], case.get("payer_id")] == case["entry"]
    row, key = on(product, case["entry"], case["date"]), case["key"]
    assert matches(said(row, key), case["value"]), said(row, key)
    (source,) = [one for one in row["key_sources"] if one["key"] == key]
    assert case["source"] in source["source"]
    assert (source["verified"] is not None) == case["verified"] == (key not in row["unverified"])
    assert (key in row["assumed"]) == case.get("assumed", False)


def test_there_are_enough_cases_and_none_stands_twice():
    assert len(CASES) >= 130
    facts = [(case["payer"], case.get("payer_id"), case["date"], case["key"]) for case in CASES]
    assert len(set(facts)) == len(facts)
    assert {case["entry"] for case in CASES} == {entry.payer for entry in RULES.entries.values()}


# --- names -----------------------------------------------------------------------------------------------------------


def test_an_entry_gets_the_names_its_patterns_are_there_for(product):
    lost = {
        name: product.resolved[name, None] for name, payer in OWN_NAMES.items() if product.resolved[name, None] != payer
    }
    assert lost == {}


def test_medicare_and_medicaid_plans_are_never_read_as_the_commercial_plan(product):
    class_of = {entry.payer: entry.class_ for entry in RULES.entries.values()}
    wrong = {
        name: product.resolved[name, None]
        for name, wanted in PUBLIC_NAMES.items()
        if class_of[product.resolved[name, None]] != wanted
    }
    assert wrong == {}


def test_no_name_is_won_by_two_entries_alike(product):
    """Between entries that match a name equally well only the alphabet would decide."""
    tied = product.rows(r"""
        with spelled as (select distinct lower(payer_name) as name, payer_name from billing_row),
        weighed as (
            select s.name, m.payer, max(m.specificity + case when r.is_default then 0 else 10000 end) as weight
            from spelled as s
            join payer_match as m on m.kind = 'glob' and s.name like m.like_pattern escape '\'
            join (select distinct payer, is_default from payer_rule) as r on r.payer = m.payer
            group by all
        )
        select name, list(payer order by payer) from weighed
        where weight = (select max(w.weight) from weighed as w where w.name = weighed.name)
        group by name having count(*) > 1
    """)
    assert tied == []


def test_short_names_are_exact():
    """Three letters or fewer before a wildcard would catch what they are not there for; UHC is no part of a word."""
    short = {p for entry in RULES.entries.values() for p in entry.match if "*" in p and len(literal(p).strip()) < 4}
    assert short <= {"*uhc*", "ibx *", "ibc *", "odm *"}


# --- sources and days ------------------------------------------------------------------------------------------------


def stated():
    for entry in RULES.entries.values():
        for version in entry.versions:
            yield from ((entry, version, key) for key in version.values)


def test_every_value_has_its_source_and_says_how_far_to_trust_it():
    for entry, version, key in stated():
        where = f"{entry.payer} {version.effective} {key}"
        source, checked = version.sources[key], version.checked[key]
        assert source.strip() and "no source" not in source, where
        assert (checked is None) == source.startswith(UNREAD), where
        if checked and entry.payer != "Medicare Part B":
            assert "stored cop" in source, where


def test_no_version_is_without_source_or_from_the_future():
    checks = [version.checked[key] for _, version, key in stated() if version.checked[key]]
    assert max(checks) <= date(2026, 11, 22)
    for entry in RULES.entries.values():
        for version in entry.versions:
            assert version.source and version.source[:1].strip(), entry.payer
            assert date(2000, 1, 1) <= version.effective <= date(2026, 11, 22), entry.payer


def test_a_default_is_never_verified_and_always_assumed(product):
    for payer, rows in product.spans.items():
        for row in rows:
            if row["is_default"]:
                assert row["assumed"] == list(KEYS) and row["unverified"] == list(KEYS), payer


def test_what_is_assumed_is_what_no_version_of_the_payer_states(product):
    for entry in RULES.entries.values():
        for row in product.spans[entry.payer]:
            own = {
                key
                for version in entry.versions
                if version.effective <= row["effective_from"]
                for key in version.values
            }
            wanted = KEYS if row["is_default"] else [key for key in KEYS if key not in own]
            assert row["assumed"] == list(wanted), (entry.payer, row["effective_from"])
            assert [one["key"] for one in row["key_sources"]] == list(KEYS)


def test_every_payer_has_rules_for_every_day(product):
    for payer, rows in product.spans.items():
        assert rows[0]["effective_from"] == date(2000, 1, 1) and rows[-1]["effective_to"] is None, payer
