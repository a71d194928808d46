"""The decision table of denials against itself, the code lists and the leak categories."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from analytics.contract import LEAK_CATEGORIES
from analytics.denial_rules import GROUPS, TABLES
from analytics.rules.payer_model import PAYER_CLASSES
from analytics.workspace import REFERENCE

TOP = Path(__file__).resolve().parents[2]
WAYS = {"corrected_claim", "appeal", "documents", "proof", "other_payer", "enrolment", "call", "patient", "none"}
LETTERS = {file.stem for file in (TOP / "data" / "letters").glob("*.yaml")} - {"common"}
OWNERS = {"front desk", "therapist", "biller", "credentialing", "owner"}
RECOVERABLE = {"yes", "appeal", "maybe", "no", "transfer"}
# What the codes are about, as the reason code list has it and without regard to remarks.
ABOUT = {
    "eligibility": "13 14 26 27 31 32 33 34 106 140 177 178 179 180 200 224 238 239 28 30 141",
    "cob_other_payer": "19 20 21 22 24 109 129 136 166 190 227 228 254 258 270 276 280 297 301 304 B9 B11 120 196",
    "auth_referral": "39 61 95 173 174 175 176 197 198 210 284 287 288 296 302 P17 15 62 165 B17 W6",
    "benefit_limit": "35 49 51 53 54 96 114 115 119 149 155 157 158 159 160 188 202 204 212 289 B1 46 48 113 256 274",
    "coding_modifier": "4 5 6 7 9 10 11 12 16 58 110 146 181 182 189 199 240 267 268 282 B16 P7 P9 220 230 B18 125",
    "bundling": "97 107 231 234 236 B10 B15 P14 W3",
    "quantity_frequency": "150 151 152 222 273 B14 B20 P31 57 B21",
    "medical_necessity_documentation": "40 50 55 56 112 116 148 163 164 167 216 226 250 251 252 261 272 B8 B12 B22 P30"
    " 17 47 B5 B19",
    "timely_filing": "29 285 286 138 B4",
    "provider_enrolment": "8 111 170 171 172 183 184 185 206 207 208 213 242 243 279 283 299 B7 P16 38 52 B6 W5",
    "duplicate": "18 B13",
}
# Leak categories follow the family; a cause of another, and why.
CATEGORY = {
    **dict.fromkeys(("eligibility", "cob_other_payer", "benefit_limit"), "eligibility"),
    "auth_referral": "authorization",
    "coding_modifier": "coding",
    "bundling": "bundled",
    **dict.fromkeys(("quantity_frequency", "medical_necessity_documentation"), "medical_necessity"),
    **{name: name for name in ("timely_filing", "duplicate")},
}
OTHER_CATEGORY = {
    "contract_excludes": ("other_denial", "no check of coverage would have told: the contract is the practice's own"),
    "missing_modifier": ("missing_modifier", "a category of its own"),
    "claim_data": ("other_denial", "nothing says what is missing"),
    "out_of_network": ("eligibility", "a check before the visit would have told"),
    "injury_not_accepted": ("eligibility", "whether the injury is covered is a question of coverage"),
}
# They count as no denial, and may stand beside one: a row so that their family is known.
NO_DENIAL = {"P8", "P10", "P11", "221", "244", "255", "B4", "B11"}
KIN = {
    *("eligibility", "cob_other_payer", "auth_referral", "benefit_limit"),
    *("provider_enrolment", "medical_necessity_documentation"),
}


def read(table: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FAMILIES, CAUSES, REMARKS, RULES, STOPS = (read(table) for table in TABLES)
CARC, SIGNALS = read("carc"), read("rarc_signal")
CAUSE = {row["cause"]: row for row in CAUSES}
PLAIN = {
    row["carc"]: row
    for row in RULES
    if row["carc"] and not any(row[name] for name in ("rarc", "group_codes", "payer_class"))
}


def key(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("carc", "rarc", "group_codes", "payer_class"))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_every_cell_and_says_whether_to_believe_it(table):
    columns = set(read(table)[0])
    for row in read(table):
        assert set(row) == columns and None not in row.values()
        assert not any(value != value.strip() or "  " in value for value in row.values())
        assert row.get("trust", "high") in {"high", "low"}
        assert row.get("source", "ours")
        if row.get("verified"):
            assert date(2022, 1, 1) < date.fromisoformat(row["verified"]) < date(2027, 1, 1)
        if row.get("trust") == "high":
            assert row["verified"], row


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_documented(table):
    text = (TOP / "docs" / "reference-tables.md").read_text(encoding="utf-8")
    assert f"## {table}:" in text
    section = text.partition(f"## {table}:")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert set(read(table)[0]) <= named


def test_the_plan_and_the_table_name_the_same_causes():
    plan = (TOP / "docs" / "decisions" / "0007-denials.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z_0-9]+) \| ([a-z_]+) \|", plan, re.MULTILINE)
    assert {(row["cause"], row["family"]) for row in CAUSES} == set(rows) - {("cause", "family")}


def test_words_of_families_and_causes():
    assert [row["position"] for row in FAMILIES] == [str(i + 1) for i in range(13)]
    assert {row["family"] for row in CAUSES} == {row["family"] for row in FAMILIES}
    assert len(CAUSE) == len(CAUSES)
    for row in CAUSES:
        assert row["category"] in LEAK_CATEGORIES
        assert row["preventable"] in {"high", "medium", "low"}
        assert row["owner"] in OWNERS
        assert row["way"] in WAYS
        assert row["recoverable"] in RECOVERABLE
        assert (row["way"] == "appeal") == (row["recoverable"] == "appeal"), row
        assert (row["way"] == "none") == (row["recoverable"] == "no"), row
        assert row["label"][0].islower() and len(row["label"]) <= 42, row["label"]
        assert all(not step or re.fullmatch(r"[A-Z].*\.", step) for step in (row["next_step"], row["patient_step"]))
        assert row["next_step"]
        assert not (row["way"] == "patient" and not row["patient_step"])


@pytest.mark.skipif(not LETTERS, reason="no letters here")
def test_every_letter_can_be_written():
    assert {row["letter"] for row in (*CAUSES, *REMARKS, *RULES)} - {"", "none"} <= LETTERS


def test_every_cause_is_used():
    unused = set(CAUSE) - {row["cause"] for row in RULES}
    assert unused == {"no_reason", "unknown_code"}  # what is no code, or on no list, has no row


def test_rules_are_well_formed():
    listed = {row["carc"] for row in CARC}
    for row in RULES:
        assert row["cause"] in CAUSE
        assert row["carc"] or row["rarc"]
        assert not row["carc"] or row["carc"] in listed
        assert not row["rarc"] or re.fullmatch(r"(M|MA|N)\d{1,3}", row["rarc"])
        assert set(row["group_codes"].split()) <= set(GROUPS)
        assert row["group_codes"] == " ".join(sorted(row["group_codes"].split()))
        assert not row["payer_class"] or row["payer_class"] in PAYER_CLASSES
        assert row["yields"] in ({""} if row["rarc"] else {"any", "strong", "kin", "never"}), row
        assert row["strength"] in ({""} if row["carc"] else {"strong", "medium", "always"}), row


def test_a_rule_that_says_otherwise_than_its_cause_says_it_whole():
    for row in RULES:
        cause = CAUSE[row["cause"]]
        way, recoverable = row["way"] or cause["way"], row["recoverable"] or cause["recoverable"]
        assert row["owner"] in OWNERS | {""} and way in WAYS and recoverable in RECOVERABLE, row
        assert (way == "appeal") == (recoverable == "appeal") and (way == "none") == (recoverable == "no"), row
        assert way != "patient" or recoverable == "transfer", row
        assert not row["way"] or (row["recoverable"] and row["letter"] and row["next_step"]), row
        assert row["way"] != "patient" or row["group_codes"] == "PR", row
        assert not row["next_step"] or re.fullmatch(r"[A-Z].*\.", row["next_step"]), row
        assert row["owner"] != cause["owner"], row


def test_codes_yield_to_their_kin_in_these_families_and_to_every_strong_remark_in_the_others():
    for row in RULES:
        if row["yields"] in {"strong", "kin"}:
            assert (row["yields"] == "kin") == (CAUSE[row["cause"]]["family"] in KIN), row
    assert {row["rarc"] for row in RULES if row["strength"] == "always"} == {"N522"}


def test_no_two_rules_say_the_same_on_a_day():
    spans = defaultdict(list)
    for row in RULES:
        spans[key(row)].append((row["first_day"] or "0001-01-01", row["last_day"] or "2999-12-31"))
    for days in spans.values():
        days.sort()
        assert all(first <= last for first, last in days)
        assert all(a[1] < b[0] for a, b in pairwise(days)), days


def test_a_pair_says_something_of_its_own_or_says_why_it_stands():
    assert all(row["note"] for row in RULES if row["carc"] and row["rarc"])


def test_every_reason_that_may_be_a_denial_has_a_rule_for_any_group_and_payer():
    assert set(PLAIN) >= {row["carc"] for row in CARC if row["counts_as_denial"] != "no"}
    assert {row["carc"] for row in CARC if row["counts_as_denial"] == "no"} & set(PLAIN) == NO_DENIAL


def test_a_code_is_of_the_family_its_list_says():
    about = {code: family for family, codes in ABOUT.items() for code in codes.split()}
    assert {code: CAUSE[row["cause"]]["family"] for code, row in PLAIN.items()} == {
        code: about.get(code, "pricing_other") for code in PLAIN
    }
    assert set(about) <= set(PLAIN)


def test_the_leak_category_follows_the_family():
    for row in CAUSES:
        usual = (CATEGORY.get(row["family"], "other_denial"), "")
        assert row["category"] == OTHER_CATEGORY.get(row["cause"], usual)[0], row


@pytest.mark.parametrize(
    ("code", "category", "owner", "preventable", "recoverable"),
    [
        ("16", "other_denial", "biller", "high", "yes"),
        ("27", "eligibility", "front desk", "high", "transfer"),
        ("29", "timely_filing", "biller", "high", "maybe"),
        ("50", "medical_necessity", "therapist", "medium", "appeal"),
        ("97", "bundled", "biller", "high", "yes"),
        ("197", "authorization", "front desk", "high", "maybe"),
        ("4", "coding", "biller", "high", "yes"),
        ("222", "medical_necessity", "owner", "medium", "no"),
        ("B7", "other_denial", "credentialing", "high", "maybe"),
    ],
)
def test_advice(code, category, owner, preventable, recoverable):
    rule = PLAIN[code]
    said = {name: rule.get(name) or text for name, text in CAUSE[rule["cause"]].items()}
    assert [said[name] for name in ("category", "owner", "preventable", "recoverable")] == [
        *(category, owner, preventable, recoverable)
    ]


def test_codes_that_need_a_remark_yield_to_it():
    needs = {row["carc"] for row in CARC if row["rarc_required"] == "true"} - {"201", "234", "237", "307"}
    yields = {row["carc"]: row["yields"] for row in RULES if not row["rarc"]}
    assert {code for code in needs if yields[code] != "any"} == set()
    assert {code for code, how in yields.items() if how == "never"} == {
        "18",
        "29",
        "35",
        "149",
        "285",
        "286",
        "138",
        "B4",
    }


def test_every_strong_remark_has_a_rule_or_says_why_it_has_none():
    classified = {row["rarc"] for row in RULES}
    why_not = {row["rarc"]: row["why"] for row in REMARKS}
    for row in SIGNALS:
        if row["strength"] in {"strong", "medium", "legacy"}:
            assert row["rarc"] in classified or why_not.get(row["rarc"]), row
        if row["strength"] in {"trap", "weak"}:
            assert row["rarc"] not in classified, row


def test_notices_and_traps_never_say_why_alone():
    alone = {row["rarc"] for row in RULES if not row["carc"]}
    assert not alone & {row["rarc"] for row in REMARKS if row["is_notice"] == "true"}
    assert not alone & {"N646", "N937", "MA01", "MA13", "MA18", "N1", "MA130"}


def test_remarks_that_bar_an_appeal_are_the_strong_ones():
    barring = {row["rarc"] for row in REMARKS if row["bars_appeal"] == "true"}
    assert barring == {row["rarc"] for row in SIGNALS if (row["signal"], row["strength"]) == ("no_appeal", "strong")}
    judged = {row["rarc"] for row in REMARKS if row["way"]}
    signals = {row["rarc"] for row in SIGNALS if row["signal"] == "no_appeal" and row["strength"] != "weak"}
    assert judged == signals
    for row in REMARKS:
        assert row["way"] in WAYS | {""}
        assert set(row["instead_of"].split()) <= WAYS
        assert bool(row["way"]) == bool(row["next_step"])
        assert row["rarc"] not in barring or ("appeal" in row["instead_of"].split() and row["way"] != "appeal")
    assert max(Counter(row["rarc"] for row in REMARKS).values()) == 1


def test_stops_name_the_protections_of_a_patient():
    protected = {row["rarc"] for row in SIGNALS if row["signal"] == "patient_protection"}
    assert {row["rarc"] for row in STOPS} >= protected
    assert {row["carc"] for row in STOPS} >= {"303", "116", "119", "31", "227"}
    assert {row["applies"] for row in STOPS} == {"", "malformed", "unexpected", "other_payer"}
    assert len({(row["stop"], *key(row)) for row in STOPS}) == len(STOPS)
    for row in STOPS:
        assert set(row["group_codes"].split()) <= set(GROUPS)
        assert not row["payer_class"] or row["payer_class"] in PAYER_CLASSES
        assert row["way"] in (WAYS - {"patient"}) | {""}
        if row["stop"] == "owed":  # the patient's own debt: nothing farther stops it
            assert not (row["why"] or row["first_step"] or row["way"]) and row["carc"], row
            continue
        assert row["why"].endswith(".") and row["first_step"].endswith(".")
        assert row["way"] or set(row["group_codes"].split()) & set(GROUPS) - {"PR"}, row
