"""What a faulty payer-rules file is told: file, row and key, and nothing of it is applied."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rules.rule_books import FULL, book

from analytics.errors import InputError
from analytics.rules.payers import load_rules, shipped_rules, store
from analytics.workspace import Workspace


@pytest.mark.parametrize("missing", ["class", "match", "versions"])
def test_a_new_payer_must_be_whole(tmp_path, missing):
    lines = FULL.splitlines(keepends=True)
    cut = lines[:4] if missing == "versions" else [line for line in lines if not line.startswith(f"    {missing}:")]
    with pytest.raises(InputError) as caught:
        shipped_rules().overlay(load_rules(book(tmp_path, "".join(cut))))
    assert (caught.value.file, caught.value.row, caught.value.column) == ("rules.yaml", 2, missing)


FAULTS = [
    ("unit_rule: strict15", "unit_rulez: strict15", 7, "unit_rulez", "unknown key"),
    ("unit_rule: strict15", "unit_rule: cmss", 7, "unit_rule", "not known"),
    ("unit_rule: strict15", "unit_rule:", 7, "unit_rule", "is empty"),
    ("class: commercial", "class: comercial", 4, "class", "not known"),
    ("kind: units", "kind: unit", 20, "kind", "not known"),
    ("keep: highest_paid", "kept: highest_paid", 23, "kept", "unknown key"),
    ("amount: 4", "amount: -4", 21, "amount", "cannot be used"),
    ("amount: 4", "amount: .nan", 21, "amount", "cannot be used"),
    ("amount: 4", "amount: 0", 21, "amount", "cannot be used"),
    ("codes: []", "amount_with_evaluation: -1", 22, "amount_with_evaluation", "cannot be used"),
    ("codes: []", "amount_with_reevaluation: lots", 22, "amount_with_reevaluation", "cannot be used"),
    ("codes: []", "amount_with_eval: 18", 22, "amount_with_eval", "unknown key"),
    ("assistant_share: 0.85", "assistant_share: 85", 10, "assistant_share", "cannot be used"),
    ("kx: false", "kx: perhaps", 15, "kx", "cannot be used"),
    ("effective: 2024-01-01", "effective: 01/01/2024", 6, "effective", "not a date"),
    ("effective: 2024-01-01", "effective: 2024-02-31", 6, "effective", "cannot be used"),
    ("verified: 2026-10-01", "verified: yes", 30, "verified", "not a date"),
    ("timely_filing_days: 180", "timely_filing_days: half a year", 26, "timely_filing_days", "cannot be used"),
    ('extra_pairs: [["97530", "97110"]]', 'extra_pairs: [["97530"]]', 14, "extra_pairs", "missing"),
    ('extra_pairs: [["97530", "97110"]]', 'extra_pairs: [["97530", "971100"]]', 14, "extra_pairs", "cannot be used"),
    ('"bsca*"', '"*"', 3, "match", "every payer"),
    ('"bsca*"', '"bs[ca]*"', 3, "match", "wildcards"),
    ('"bsca*"', '"class:comercial"', 3, "match", "no payer class"),
    ("        kx: false\n", "        kx: false\n        kx: true\n", 16, "kx", "twice"),
    ("      - effective: 2024-01-01\n", "      - effective: 2024-01-01\n        source: &a x\n", 7, None, "anchors"),
    ("kx: false", "kx: !!python/object:os.system x", 15, None, "tag"),
    ("kx: false", "kx: [false", 16, None, "not valid YAML"),
    ("payers:", "payer:", 1, "payer", "unknown key"),
    ("  - payer: Blue Shield PPO\n", "  - payer:\n", 2, "payer", "is empty"),
]


OWN = "        source: contract\n        sources:\n          kx: {source: phone, verified: 2026-10-01}\n"
OWN_FAULTS = [
    ("kx: {", "kxx: {", 32, "kxx", "unknown key"),
    ("kx: {", "mppr_scopes: {", 32, "mppr_scopes", "unknown key"),
    ("kx: {", "effective: {", 32, "effective", "unknown key"),
    ("source: phone", "sorce: phone", 32, "sorce", "unknown key"),
    ("source: phone, ", "", 32, "source", "missing"),
    ("source: phone", "source: ", 32, "source", "is empty"),
    ("verified: 2026-10-01}", "verified: today}", 32, "verified", "not a date"),
    ("{source: phone, verified: 2026-10-01}", "phone", 32, "kx", "cannot be used"),
    ("{source: phone, verified: 2026-10-01}", "", 32, "kx", "is empty"),
    ("          kx: {", "          kx: {source: a}\n          kx: {", 33, "kx", "twice"),
    ("\n          kx: {source: phone, verified: 2026-10-01}", " phone", 31, "sources", "cannot be used"),
    ("\n          kx: {source: phone, verified: 2026-10-01}", "", 31, "sources", "is empty"),
    ("\n          kx: {source: phone, verified: 2026-10-01}", " {kx: {source: &a x}}", 31, None, "anchors"),
]


@pytest.mark.parametrize(("old", "new", "row", "key", "words"), OWN_FAULTS)
def test_faults_of_a_key_s_own_source(tmp_path, old, new, row, key, words):
    text = FULL.replace('        source: "contract 2024, exhibit B"\n', "") + OWN
    load_rules(book(tmp_path, text))
    assert old in OWN
    with pytest.raises(InputError) as caught:
        load_rules(book(tmp_path, text.replace(OWN, OWN.replace(old, new, 1))))
    fault = caught.value
    assert (fault.file, fault.row, fault.column) == ("rules.yaml", row, key)
    assert words in fault.what and fault.fix and "\n" not in fault.sentence()


def test_a_source_for_a_key_the_version_does_not_state(tmp_path):
    text = (
        FULL + "      - effective: 2025-01-01\n        kx: true\n        sources:\n          mppr: {source: letter}\n"
    )
    with pytest.raises(InputError, match="does not state") as caught:
        load_rules(book(tmp_path, text))
    assert (caught.value.row, caught.value.column) == (34, "mppr")


def test_the_fix_names_the_keys_of_that_place(tmp_path):
    for old, new, offered, absent in (
        ("keep: highest_paid", "kep: highest_paid", "amount_with_evaluation", "unit_rule"),
        ("kx: false", "kxx: false", "sources", "amount"),
    ):
        with pytest.raises(InputError) as caught:
            load_rules(book(tmp_path, FULL.replace(old, new)))
        offers = caught.value.fix.removeprefix("the keys here are ").split(", ")
        assert offered in offers and absent not in offers


@pytest.mark.parametrize(("old", "new", "row", "key", "words"), FAULTS, ids=[fault[1].strip()[:30] for fault in FAULTS])
def test_faults_name_file_row_and_key(tmp_path, old, new, row, key, words):
    assert old in FULL
    with pytest.raises(InputError) as caught:
        load_rules(book(tmp_path, FULL.replace(old, new, 1)))
    fault = caught.value
    assert (fault.file, fault.row, fault.column) == ("rules.yaml", row, key)
    assert words in fault.what and fault.fix and "\n" not in fault.sentence()


@pytest.mark.parametrize("day", ["2024-01-01", "2023-12-31"])
def test_versions_out_of_order(tmp_path, day):
    with pytest.raises(InputError, match="does not come after") as caught:
        load_rules(book(tmp_path, FULL + f"      - effective: {day}\n"))
    assert (caught.value.row, caught.value.column) == (31, "effective")


@pytest.mark.parametrize("pattern", ["bsca*", "BSCA**", "*bsca", "94036"])
def test_two_payers_that_match_the_same_name(tmp_path, pattern):
    second = f'  - payer: Other\n    match: ["{pattern}"]\n    class: commercial\n'
    with pytest.raises(InputError, match="Blue Shield PPO") as caught:
        load_rules(book(tmp_path, FULL + second))
    assert (caught.value.row, caught.value.column) == (32, "match")


def test_a_payer_that_stands_twice_even_in_another_file(tmp_path):
    again = book(tmp_path, "payers:\n  - payer: BLUE shield ppo\n", "more.yaml")
    with pytest.raises(InputError, match="twice") as caught:
        load_rules(book(tmp_path, FULL), again)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("more.yaml", 2, "payer")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("", 1),
        ("- a\n- b\n", 1),
        ("just words", 1),
        ("payers: 7\n", 1),
        ("payers:\n  7\n", 1),
        ("payers: []\n---\npayers: []\n", 2),
        ("a: &x [1]\nb: [*x, *x]\n", 1),
        ("payers: " + "[" * 60 + "]" * 60, 1),
        ("payers:\n\t- payer: x\n", 2),
        ("payers: []\n? [a]\n: b\n", 2),
        ("payers: \x00\n", 1),
    ],
)
def test_what_is_no_rules_file_is_refused_with_its_row(tmp_path, text, row):
    with pytest.raises(InputError) as caught:
        load_rules(book(tmp_path, text))
    assert caught.value.file == "rules.yaml" and caught.value.row == row


def test_a_bomb_and_a_heavy_file_cost_nothing(tmp_path):
    levels = "".join(f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n" for a, b in pairwise("abcdefghi"))
    with pytest.raises(InputError, match="anchors"):
        load_rules(book(tmp_path, "a: &a [lol]\n" + levels))
    with pytest.raises(InputError, match="too large"):
        load_rules(book(tmp_path, "# " + "x" * 10_000_000))
    (tmp_path / "latin.yaml").write_bytes("payers: []\n# caf\xe9\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8") as caught:
        load_rules(tmp_path / "latin.yaml")
    assert caught.value.row == 2
    for missing in (tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            load_rules(missing)


def test_storing_faulty_rules_leaves_the_old_tables(tmp_path):
    with Workspace(threads=1) as workspace:
        store(workspace.cursor(), shipped_rules())
        before = workspace.rows("select count(*) from payer_rule")
        with pytest.raises(InputError):
            store(workspace.cursor(), load_rules(book(tmp_path, FULL.replace("        kx: false\n", ""))))
        assert workspace.rows("select count(*) from payer_rule") == before
