"""The dated reference tables as they are shipped: forms of cells, whole lists, and that they agree with one another."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from analytics.workspace import REFERENCE

DAY, CENTS, FACTOR, INDEX = r"20\d\d-\d\d-\d\d", r"\d+\.\d\d", r"\d\d\.\d{4}", r"\d\.\d{3}"
RELEASE, CODE, MAC, LOCALITY, BOOLEAN = r"20\d\d[A-D]R?", r"[0-9A-Z]\d{3}[0-9A-Z]", r"\d{5}", r"\d\d", r"true|false"
TRUST, TEXT, ANY_DAY = r"high|medium|low", r"\S.*\S", r"|(19|20)\d\d-\d\d-\d\d"
FORM = {
    "rvu_release": (RELEASE, DAY, DAY, FACTOR, f"|{FACTOR}", TRUST, TEXT),
    "rvu": (RELEASE, CODE, r"[A-Z]", CENTS, CENTS, CENTS, r"\d"),
    "gpci": (RELEASE, MAC, LOCALITY, r"[A-Z]{2}", TEXT, INDEX, INDEX, INDEX),
    "ncci_pair": (CODE, CODE, r"[019]", ANY_DAY, ANY_DAY, r"[a-z]+", r"20\d\dQ[1-4]", TEXT),
    "mue": (CODE, r"\d+", r"[123]", DAY, "", TRUST, TEXT),
    "therapy_threshold": (r"20\d\d", CENTS, CENTS, CENTS, TRUST, TEXT),
    "place_of_service": (r"\d\d", r"[A-Za-z0-9 ,()-]{4,40}", BOOLEAN),
    "zip_locality": (MAC, MAC, LOCALITY, r"[A-Z]{2}", BOOLEAN),
    "modifier_denial": (r"[A-Z0-9]{2}", r"[A-Z]?\d+", r"|[MN]\d+", TEXT),
}
# payable, but not in the files that were read
_WITHOUT_VALUES = (
    "90901 90912 90913 92550 92557 92567 92568 92570 92579 92601 92602 92603 92604 92614 92616 98970 98971 98972"
)
_READ_TWICE = "97110 97112 97116 97140 97161 97162 97163 97530 97597 97598"
WITHOUT_VALUES, READ_TWICE = frozenset(_WITHOUT_VALUES.split()), frozenset(_READ_TWICE.split())


def table(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


CODES = {row["hcpcs"]: row for row in table("therapy_code")}
RVU = table("rvu")
PAIRS = table("ncci_pair")


@pytest.mark.parametrize("name", FORM)
def test_every_cell_has_its_form(name):
    for row in table(name):
        for form, (column, cell) in zip(FORM[name], row.items(), strict=True):
            assert re.fullmatch(form, cell), (column, row)


@pytest.mark.parametrize("name", ["rvu_release", "rvu", "gpci", "ncci_pair", "mue", "zip_locality"])
def test_rows_are_sorted(name):
    rows = [tuple(row.values()) for row in table(name)]
    assert rows == sorted(rows)


# --- fee schedule ----------------------------------------------------------------------------------------------------


def test_releases_follow_one_another():
    day = date.fromisoformat
    spans = [(day(row["first_day"]), day(row["last_day"])) for row in table("rvu_release")]
    assert all(first < last for first, last in spans)
    # what is missing: 2024D to 2025C, 2026A and B
    assert {(after[0] - before[1]).days for before, after in pairwise(spans)} == {1, 366, 182}


def test_every_release_has_values_and_indices():
    named = {row["release"] for row in table("rvu_release")}
    assert named == {row["release"] for row in RVU} == {row["release"] for row in table("gpci")}


def test_every_priced_code_is_a_known_code():
    priced = {row["hcpcs"] for row in RVU}
    assert priced <= set(CODES)
    payable = {code for code, row in CODES.items() if row["status"] == "A"}
    assert payable - priced == WITHOUT_VALUES


@pytest.mark.parametrize("release", ["2025D", "2026C"])
def test_the_multiple_procedure_list_is_the_same_in_both_tables(release):
    reduced = {row["hcpcs"] for row in RVU if row["release"] == release and row["mult_proc"] == "5"}
    assert reduced == {code for code, row in CODES.items() if row["mppr"] == "true"} and len(reduced) == 52


def test_statuses_agree():
    latest = {row["hcpcs"]: row["status"] for row in RVU if row["release"] == "2026C"}
    assert {code: status for code, status in latest.items() if CODES[code]["status"] != status} == {}


def test_what_is_not_priced_has_no_values_and_what_is_payable_has_some():
    for row in RVU:
        total = sum(Decimal(row[column]) for column in ("work_rvu", "pe_rvu", "mp_rvu"))
        assert row["status"] not in ("A", "R") or total > 0 or row["hcpcs"] in ("97545", "97546"), row
        assert row["status"] != "C" or total == 0, row


def test_indices_are_the_official_ones():
    rows = table("gpci")
    assert all(Decimal(row["work"]) >= 1 for row in rows)
    assert {row["work"] for row in rows if row["state"] == "AK"} == {"1.500"}
    # a file of invented indices goes round that repeats one line; in CMS's own at most eleven areas agree
    repeated = Counter((row["release"], row["work"], row["pe"], row["mp"]) for row in rows)
    assert max(repeated.values()) <= 11
    found = {(row["release"], row["mac"], row["locality"]): (row["work"], row["pe"], row["mp"]) for row in rows}
    assert found["2025D", "01182", "18"] == ("1.042", "1.194", "0.690")
    assert found["2025D", "13202", "01"] == ("1.065", "1.166", "1.656")
    assert found["2025D", "06202", "00"] == ("1.000", "1.025", "0.300")
    assert found["2025D", "09102", "04"] == ("1.000", "1.027", "2.500")
    assert found["2026C", "14512", "50"] == ("1.000", "0.990", "0.506")


def test_zip_codes_lead_to_localities_that_have_indices():
    latest = {(row["mac"], row["locality"], row["state"]) for row in table("gpci") if row["release"] == "2025D"}
    places = {(row["mac"], row["locality"]) for row in table("zip_locality")}
    assert places == {(mac, locality) for mac, locality, _ in latest}


# --- edits and limits ------------------------------------------------------------------------------------------------


def test_pair_edits_say_how_they_know_their_first_day():
    assert len(PAIRS) == 914
    assert Counter(row["first_day_basis"] for row in PAIRS) == {"stated": 25, "inferred": 166, "unknown": 723}
    for row in PAIRS:
        assert row["column_1"] != row["column_2"]
        assert not row["first_day"] or not row["last_day"] or row["first_day"] <= row["last_day"], row
        assert (row["read_for"] == "2026Q4") == (row["first_day_basis"] == "stated")
        assert row["first_day_basis"] != "inferred" or (row["first_day"] == "2020-10-01" and row["indicator"] != "9")
        assert row["first_day_basis"] == "unknown" or row["first_day"]


def test_a_pair_is_read_from_one_file():
    files = {(row["column_1"], row["column_2"], row["read_for"]) for row in PAIRS}
    assert max(Counter((first, second) for first, second, _ in files).values()) == 1


def test_unit_limits():
    limits = {row["hcpcs"]: (row["units"], row["mai"]) for row in table("mue")}
    assert len(limits) == 113
    assert {row["hcpcs"] for row in table("mue") if row["trust"] == "high"} == READ_TWICE
    expected = {"97110": ("6", "3"), "97112": ("4", "3"), "97140": ("6", "3"), "97161": ("1", "2"), "97010": ("0", "3")}
    assert {code: limits[code] for code in expected} == expected


def test_thresholds_rise_by_whole_tens_as_the_law_says():
    rows = table("therapy_threshold")
    amounts = {int(row["year"]): Decimal(row["pt_slp"]) for row in rows}
    assert list(amounts) == list(range(2018, 2027))
    assert all(row["pt_slp"] == row["ot"] and row["review"] == "3000.00" for row in rows)
    assert all((after - before) % 10 == 0 for before, after in pairwise(amounts.values()))
    for year, percent in ((2020, "1.9"), (2026, "2.7")):
        rise = (amounts[year - 1] * Decimal(percent) / 1000).quantize(Decimal(1)) * 10
        assert amounts[year] == amounts[year - 1] + rise
    assert (amounts[2018], amounts[2026]) == (Decimal("2010.00"), Decimal("2480.00"))
    assert {row["year"]: row["trust"] for row in rows if row["trust"] != "high"} == {"2020": "low", "2025": "medium"}


# --- places, denials -------------------------------------------------------------------------------------------------


def test_places_of_service():
    rows = {row["pos"]: row for row in table("place_of_service")}
    assert len(rows) == 52
    facility = {pos for pos, row in rows.items() if row["is_facility"] == "true"}
    assert {"02", "19", "21", "22", "31"} <= facility and not {"10", "11", "12", "32", "62"} & facility
    assert len({row["label"] for row in rows.values()}) == 52
    # the published names are headings ("Skilled Nursing Facility"); ours are short and start small
    assert all(not re.search(r"Facility|Center|Hospital", row["label"]) for row in rows.values())


def test_denials_name_known_reasons_and_remarks():
    reasons = {row["carc"]: row for row in table("carc")}
    remarks = {row["rarc"] for row in table("rarc_signal") if row["signal"] in ("missing_modifier", "bundled")}
    rows = table("modifier_denial")
    for row in rows:
        assert reasons[row["carc"]]["counts_as_denial"] == "yes", row
        assert row["rarc"] in ("", *remarks), row
    keys = [(row["modifier"], row["carc"], row["rarc"]) for row in rows]
    assert len(keys) == len(set(keys))
    # a row for any remark makes one with a remark idle
    assert not {(modifier, carc) for modifier, carc, rarc in keys if rarc} & {key[:2] for key in keys if not key[2]}
    assert not {"50", "96"} & {carc for _, carc, _ in keys}
    for modifier in ("GP", "GO", "GN", "CQ", "CO"):
        named = {(carc, rarc) for word, carc, rarc in keys if word == modifier}
        assert {("4", ""), ("16", "N822"), ("16", "N823"), ("16", "N519"), ("16", "N837"), ("16", "M78")} <= named
    assert {("59", "97", ""), ("59", "236", ""), ("59", "234", ""), ("KX", "119", "")} <= set(keys)
