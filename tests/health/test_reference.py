"""The reference tables against the facts they were made from: counts, words, keys, and the mappings of SOURCES.md."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from analytics.rules.payer_model import PAYER_CLASSES
from analytics.workspace import REFERENCE, Workspace

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference-tables.md"
KEY = {
    "therapy_code": ("hcpcs",),
    "carc": ("carc",),
    "rarc_signal": ("signal", "rarc"),
    "payer_class_synonym": ("synonym",),
    "credential_discipline": ("credential",),
    "rvu_release": ("release",),
    "rvu": ("release", "hcpcs"),
    "gpci": ("release", "mac", "locality"),
    "mue": ("hcpcs",),
    "therapy_threshold": ("year",),
    "place_of_service": ("pos",),
    "zip_locality": ("zip5",),
    "modifier": ("modifier",),
    "kpi": ("name",),
    "assumption": ("name",),
}
_TIMED_15 = (
    "97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97140 97129 97130 97530 97533 97535 97537 97542"
    " 97750 97755 97760 97761 97763 90912 90913 S8948"
)
_MPPR = (
    "0791T 92507 92508 92521 92522 92523 92524 92526 92597 92607 92609 96125 97012 97016 97018 97022 97024 97026 97028"
    " 97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97140 97150 97161 97162 97163 97164 97165 97166 97167"
    " 97168 97530 97533 97535 97537 97542 97750 97755 97760 97761 97763 G0281 G0283 G0329"
)
TIMED_15, MPPR = frozenset(_TIMED_15.split()), frozenset(_MPPR.split())
WORDS = {
    "therapy_code": {
        "unit_basis": {"timed_15", "timed_other", "untimed"},
        "therapy": {"always", "sometimes", "unknown", "none"},
        "only_discipline": {"", "GP", "GO", "GN"},
        "status": {"", "A", "B", "C", "I", "N", "R"},
        "mppr": {"true", "false"},
        "trust": {"high", "medium", "low"},
    },
    "carc": {
        "counts_as_denial": {"yes", "no", "if_rest", "if_alone", "duplicate", "outcome"},
        "status": {"active", "retired"},
        "rarc_required": {"true", "false"},
        "trust": {"high", "medium", "low"},
    },
    "rarc_signal": {
        "strength": {"strong", "medium", "weak", "legacy", "trap"},
        "status": {"active", "retired"},
    },
    "payer_class_synonym": {"class": set(PAYER_CLASSES) - {"unknown"}, "basis": {"word", "x12"}},
    "credential_discipline": {"discipline": {"GP", "GO", "GN"}, "assistant": {"true", "false"}},
    "rvu": {"status": {"A", "B", "C", "I", "N", "R"}, "mult_proc": {"0", "5", "9"}},
    "ncci_pair": {"indicator": {"0", "1", "9"}, "first_day_basis": {"stated", "inferred", "unknown"}},
    "mue": {"mai": {"1", "2", "3"}, "trust": {"high", "medium"}},
    "modifier_denial": {"modifier": {"GP", "GO", "GN", "CQ", "CO", "59", "KX"}},
}


def table(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


CODES = {row["hcpcs"]: row for row in table("therapy_code")}
CARCS = {row["carc"]: row for row in table("carc")}


@pytest.mark.parametrize("name", KEY)
def test_keys_are_unique_and_cells_are_clean(name):
    rows = table(name)
    keys = Counter(tuple(row[column] for column in KEY[name]) for row in rows)
    assert [key for key, count in keys.items() if count > 1 or not all(key)] == []
    assert all(cell == cell.strip() and "\n" not in cell for row in rows for cell in row.values())


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in WORDS for column in WORDS[name]])
def test_words_are_the_documented_ones(name, column):
    assert {row[column] for row in table(name)} <= WORDS[name][column]


@pytest.mark.parametrize("name", [*KEY, "ncci_pair", "modifier_denial"])
def test_every_column_is_documented(name):
    section = DOCS.read_text(encoding="utf-8").split(f"\n## {name}:")[1].split("\n## ")[0]
    assert all(f"`{column}`" in section for column in table(name)[0])


@pytest.mark.parametrize("name", KEY)
def test_tables_load(name):
    with Workspace(threads=1) as workspace:
        workspace.load_reference(name)
        assert workspace.rows(f"select count(*) from {name}") == [(len(table(name)),)]


# --- therapy codes ---------------------------------------------------------------------------------------------------


def test_the_pool_holds_exactly_the_15_minute_codes():
    assert {code for code, row in CODES.items() if row["unit_basis"] == "timed_15"} == TIMED_15
    assert all(CODES[code]["base_minutes"] == "15" for code in TIMED_15)


def test_the_multiple_procedure_list_is_the_one_of_the_fee_schedule():
    assert {code for code, row in CODES.items() if row["mppr"] == "true"} == MPPR and len(MPPR) == 52
    assert all(CODES[code]["therapy"] == "always" for code in MPPR)


@pytest.mark.parametrize(
    ("code", "basis", "base", "first"),
    [
        ("97550", "timed_other", "30", "16"),
        ("97551", "timed_other", "15", "38"),
        ("97545", "timed_other", "120", "61"),
        ("97546", "timed_other", "60", "151"),
        ("96125", "timed_other", "60", "31"),
        ("92608", "timed_other", "30", "76"),
        ("98979", "timed_other", "10", "10"),
        ("97010", "untimed", "", ""),
        ("97039", "untimed", "", ""),
        ("97139", "untimed", "", ""),
        ("97150", "untimed", "", ""),
        ("97161", "untimed", "", ""),
        ("G0237", "timed_other", "15", ""),
    ],
)
def test_time_bases(code, basis, base, first):
    row = CODES[code]
    assert (row["unit_basis"], row["base_minutes"], row["first_unit_at"]) == (basis, base, first)


def test_time_bases_are_whole():
    for row in CODES.values():
        assert (row["base_minutes"] == "") == (row["unit_basis"] == "untimed"), row["hcpcs"]
        assert row["add_on_to"] in ("", *CODES)
    assert all(CODES[code]["note"] for code in ("97039", "97139", "G0237", "G0238"))


def test_codes_that_fix_the_discipline():
    fixed = {code: row["only_discipline"] for code, row in CODES.items() if row["only_discipline"]}
    assert {code for code, word in fixed.items() if word == "GP"} == {"97161", "97162", "97163", "97164"}
    assert {code for code, word in fixed.items() if word == "GO"} == {"97165", "97166", "97167", "97168"}
    assert {"92521", "92522", "92523", "92524", "92597", "92607", "92507", "92508"} <= set(fixed)
    assert "92526" not in fixed and all(CODES[code]["disciplines"] == word for code, word in fixed.items())


def test_statuses_that_decide_money():
    found = {code: CODES[code]["status"] for code in ("97110", "97010", "97014", "G0282", "97026", "97139", "S8948")}
    assert found == {
        "97110": "A",
        "97010": "B",
        "97014": "I",
        "G0282": "N",
        "97026": "R",
        "97139": "C",
        "S8948": "I",
    }


# --- adjustment reasons ----------------------------------------------------------------------------------------------


def test_the_code_list_is_complete():
    assert Counter(row["status"] for row in CARCS.values()) == {"active": 297, "retired": 110}
    for row in CARCS.values():
        assert (row["status"] == "retired") == bool(row["end_date"])
        assert not row["end_date"] or date.fromisoformat(row["end_date"]) <= date(2018, 5, 1)
        assert all(code == "PLB" or CARCS[code]["status"] == "active" for code in row["treat_as"].split())


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("no", "1 2 3 23 44 66 94 104 105 144 161 187 237 246 253 B4 P24 P25 P26 100 133 143 303 B11"),
        ("yes", "4 11 16 22 24 27 29 31 50 96 97 109 119 167 170 185 197 198 204 234 236 252 A1 B7 15 125"),
        ("if_rest", "150 151 152 172 222 223 147 P1 P22 B22 256 272 273"),
        ("if_alone", "45 59 P5 P12 P18 P23 P29 42 W1"),
        ("duplicate", "18 B13"),
        ("outcome", "193 285 286 138"),
    ],
)
def test_what_counts_as_a_denial(word, codes):
    for code in codes.split():
        assert CARCS[code]["counts_as_denial"] == word, code


def test_groups():
    groups = {code: row["allowed_groups"] for code, row in CARCS.items() if row["allowed_groups"] != "any"}
    assert all(set(words.split()) <= {"CO", "PR", "OA", "PI"} for words in groups.values())
    assert (groups["23"], groups["45"], groups["303"], groups["85"]) == ("OA", "CO PR", "CO", "PR")


# --- remarks, payer classes, credentials, labels ---------------------------------------------------------------------


def test_remarks_that_decide_a_denial():
    signals = {(row["signal"], row["rarc"]): row["strength"] for row in table("rarc_signal")}
    for key in (("missing_modifier", "N822"), ("no_appeal", "MA130"), ("assistant_reduction", "N851")):
        assert signals[key] == "strong"
    assert signals["assistant_reduction", "N646"] == signals["threshold_or_limit", "N937"] == "trap"
    assert {signal for signal, _ in signals} <= set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
    for row in table("rarc_signal"):
        assert (row["status"] == "retired") == (row["strength"] == "legacy"), row["rarc"]


@pytest.mark.parametrize("name", ["therapy_code", "carc", "rarc_signal"])
def test_labels_are_ours_and_short(name):
    # The long official wordings have turns of phrase that ours never use.
    official = re.compile(r"each 15 minutes|1 or more areas|one or more|neuromuscular|manual therapy", re.IGNORECASE)
    for row in table(name):
        assert 0 < len(row["label"]) <= 60 and not official.search(row["label"]), row


def test_words_for_classes_and_credentials_are_normalized():
    for row in table("payer_class_synonym"):
        assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", row["synonym"]), row
    for row in table("credential_discipline"):
        assert re.fullmatch(r"[a-z]+([ /-][a-z]+)*", row["credential"]), row
    classes = {row["synonym"]: row["class"] for row in table("payer_class_synonym")}
    assert {row["class"] for row in table("payer_class_synonym")} == set(PAYER_CLASSES) - {"unknown"}
    assert (classes["mb"], classes["16"], classes["bl"], classes["ma"]) == (
        "medicare",
        "medicare_advantage",
        "commercial",
        "medicare_advantage",
    )
    found = {row["credential"]: (row["discipline"], row["assistant"]) for row in table("credential_discipline")}
    assert found["pta"] == ("GP", "true") and found["cota/l"] == ("GO", "true") and found["ccc-slp"] == ("GN", "false")
