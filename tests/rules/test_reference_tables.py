"""The shipped reference tables as they are typed: prices to the cent, releases without gaps, pair edits by day.

tests/golden: medicare_price.csv (one unit by locality), medicare_national.csv (one unit, every index 1.0),
medicare_day.csv (several procedures on a day), pair_in_force.csv (pairs that guides quote, on 2024-07-01); all of them
computed from, or read in, files of CMS.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from analytics.errors import InputError
from analytics.reference import tables
from analytics.workspace import REFERENCE, Workspace

PLACES = {  # of the golden prices, and four more
    *("01112-05", "02102-01", "10112-00", "13202-01", "14312-40"),
    *("01182-18", "04412-18", "06102-16", "09102-04"),
}
GOLDEN = Path(__file__).resolve().parents[1] / "golden"
# 42 USC 1395w-4(b), 1395m(k)(7): every unit is rounded half up to the cent; only practice expense is ever cut.
UNIT_PRICE = """
    select v.release, v.hcpcs, g.mac, g.locality, v.pe_rvu, v.work_rvu + v.pe_rvu + v.mp_rvu AS total_rvu,
        round((v.work_rvu * g.work + v.pe_rvu * g.pe + v.mp_rvu * g.mp) * r.conversion_factor, 2) AS full_price,
        round((v.work_rvu * g.work + v.pe_rvu * g.pe * 0.5 + v.mp_rvu * g.mp) * r.conversion_factor, 2) AS reduced_price
    from rvu AS v
    join rvu_release AS r on r.release = v.release
    join (select release, mac, locality, work, pe, mp from gpci where list_contains($places, mac || '-' || locality)
          union all select release, 'national', null, 1.000, 1.000, 1.000 from rvu_release) AS g
        on g.release = v.release
"""
IN_FORCE = """
    select column_1, column_2 from ncci_pair
    where indicator <> '9' and coalesce(first_day < last_day, true)
        and coalesce(first_day, date '1990-01-01') <= $day and coalesce(last_day, date '2099-12-31') >= $day
"""


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


@pytest.fixture(scope="module")
def shipped():
    """A workspace with the shipped tables, read only."""
    with Workspace(threads=2) as workspace:
        tables.store(workspace)
        workspace.cursor().execute(f"create table unit_price as {UNIT_PRICE}", {"places": sorted(PLACES)}).fetchall()
        yield workspace


@pytest.fixture(scope="module")
def priced(shipped):
    """Full and reduced price by release, code, MAC and locality."""
    rows = shipped.rows("select release, hcpcs, mac, locality, full_price, reduced_price from unit_price")
    return {row[:4]: row[4:] for row in rows}


# --- prices ----------------------------------------------------------------------------------------------------------


def test_the_worked_examples_to_the_cent(priced):
    examples = golden("medicare_price")
    assert len(examples) == 100
    for row in examples:
        found = priced[row["release"], row["cpt"], row["mac"], row["locality"]]
        assert found == (Decimal(row["full_price"]), Decimal(row["reduced_price"])), row


def test_the_national_prices_to_the_cent(priced):
    examples = golden("medicare_national")
    assert len(examples) == 25
    for row in examples:
        for year, release in (("2025", "2025D"), ("2026", "2026C")):
            found = priced[release, row["cpt"], "national", None]
            assert found == (Decimal(row[f"full_{year}"]), Decimal(row[f"reduced_{year}"])), (row["cpt"], year)


@pytest.mark.parametrize(("year", "release"), [("2025", "2025D"), ("2026", "2026C")])
def test_days_of_several_procedures(shipped, year, release):
    """The unit with the highest practice expense is paid in full (a tie: the higher total), all others reduced."""
    for row in golden("medicare_day"):
        ranked = """
            select sum(case when place = 1 then full_price else reduced_price end) from (
                select full_price, reduced_price, row_number() over (order by pe_rvu desc, total_rvu desc) AS place
                from unnest($units) AS u(cpt)
                join unit_price AS p on p.hcpcs = u.cpt and p.release = $release and p.mac = 'national')"""
        assert shipped.rows(ranked, units=row["units"].split(), release=release) == [
            (Decimal(row[f"total_{year}"]),)
        ], row


@pytest.mark.parametrize(
    ("release", "mac", "locality", "price"),
    [
        ("2025D", "10112", "00", ("26.83", "20.79")),  # Alabama
        ("2025D", "01182", "18", ("32.00", "23.69")),  # Los Angeles
        ("2025D", "04412", "18", ("29.17", "22.19")),  # Houston
        ("2025D", "09102", "04", ("29.65", "22.51")),  # Miami
        ("2025D", "06102", "16", ("29.54", "22.43")),  # Chicago
    ],
)
def test_97110_in_more_places(priced, release, mac, locality, price):
    assert priced[release, "97110", mac, locality] == tuple(Decimal(text) for text in price)


def test_the_pipeline_prices_by_the_same_formula(shipped, priced):
    if not (tables.ROOM.parent / "prices" / "medicare_rate.sql").exists():
        pytest.skip("no table of Medicare prices yet")
    places = sorted({(row["mac"], row["locality"]) for row in golden("medicare_price")})
    for place in (*places, None):
        name = "-".join(place) if place else None
        setting = "create or replace table setting as select date '2026-01-05' AS as_of, $name::varchar AS locality"
        shipped.cursor().execute(setting, {"name": name}).fetchall()
        shipped.build("prices/medicare_rate")
        found = shipped.rows("select release, cpt, full_price, reduced_price, is_reduced from medicare_rate")
        assert len(found) > 1800
        for release, cpt, full, reduced, is_reduced in found:
            expected = priced[release, cpt, *(place or ("national", None))]
            assert (full, reduced) == (expected[0], expected[is_reduced]), (name, release, cpt)


# --- releases --------------------------------------------------------------------------------------------------------


def test_the_shipped_releases_cover_every_day_from_2020_to_2026(shipped):
    spans = shipped.rows("select first_day, last_day from rvu_release order by first_day")
    assert all(after[0] == before[1] + timedelta(days=1) for before, after in pairwise(spans))
    assert shipped.rows("select min(first_day), max(last_day), count(*) from rvu_release") == [
        (date(2020, 1, 1), date(2026, 12, 31), 22)
    ]
    assert shipped.rows("select release, stands_for, trust from rvu_release where trust <> 'high' order by 1") == [
        ("2024C", "2024D", "medium"),
        ("2025D", "2025A 2025B 2025C", "medium"),
        ("2026C", "2026A 2026B 2026D", "medium"),
    ]


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (date(2020, 2, 29), "36.0896"),
        (date(2021, 12, 31), "34.8931"),
        (date(2022, 1, 1), "34.6062"),
        (date(2023, 7, 4), "33.8872"),
        (date(2024, 3, 8), "32.7442"),
        (date(2024, 3, 9), "33.2875"),
        (date(2024, 12, 31), "33.2875"),
        (date(2025, 1, 1), "32.3465"),
        (date(2026, 1, 1), "33.4009"),
    ],
)
def test_the_conversion_factor_of_a_day(shipped, day, factor):
    found = shipped.rows(
        "select conversion_factor, qp_conversion_factor from rvu_release where $day between first_day and last_day",
        day=day,
    )
    assert found == [(Decimal(factor), Decimal("33.5675") if day.year == 2026 else None)]


# --- pair edits ------------------------------------------------------------------------------------------------------


def test_no_two_rows_of_a_pair_are_in_force_on_one_day(shipped):
    edges = shipped.rows("select distinct unnest([first_day, last_day]) AS day from ncci_pair")
    for day in {day for (day,) in edges if day} | {date(2000, 1, 1), date(2026, 6, 30)}:
        found = shipped.rows(IN_FORCE, day=day)
        assert len(found) == len(set(found)), day
        # before the quarter that was read most first days are unknown
        assert day < date(2024, 7, 1) or not {(second, first) for first, second in found} & set(found), day


@pytest.mark.parametrize(
    ("pair", "days"),
    [
        (("97140", "97530"), {"2019-12-31": True, "2020-01-01": False, "2024-07-01": False, "2026-01-05": False}),
        (("97530", "97116"), {"2019-12-31": True, "2020-01-01": False, "2020-10-01": False, "2026-01-05": False}),
        (("97162", "97161"), {"2019-12-31": True, "2020-01-01": False, "2020-09-30": False, "2020-10-01": True}),
        (("97163", "97161"), {"2016-12-31": False, "2017-01-01": True, "2026-01-05": True}),
        (("97163", "97162"), {"2026-01-05": True}),
        (("97161", "97140"), {"2019-12-31": False, "2020-01-01": False, "2020-10-01": False, "2026-01-05": False}),
        (("97150", "97110"), {"2019-12-31": True, "2020-03-01": False, "2020-10-01": True, "2026-01-05": True}),
    ],
)
def test_pairs_by_day(shipped, pair, days):
    assert {day: pair in shipped.rows(IN_FORCE, day=date.fromisoformat(day)) for day in days} == days


def test_evaluations_never_go_together(shipped):
    together = "column_1 in ('97162', '97163') and column_2 in ('97161', '97162')"
    assert shipped.rows(f"select distinct indicator from ncci_pair where {together}") == [("0",)]


def test_the_pairs_that_guides_quote(shipped):
    in_force = set(shipped.rows(IN_FORCE, day=date(2024, 7, 1)))
    quoted = golden("pair_in_force")
    assert len(quoted) == 46
    for row in quoted:
        if row["column_1"] == "97161" and row["column_2"] == "99213":
            continue  # office visits are told apart by modifier 25, and are in the full quarterly file only
        assert ((row["column_1"], row["column_2"]) in in_force) == (row["in_force"] == "yes"), row


# --- ZIP codes --------------------------------------------------------------------------------------------------------


def test_zip_codes():
    assert tables.locality_of_zip("99501") == [("02102", "01", "AK", False)]
    for text in (" 99501-1234 ", "995011234", "99501\n"):
        assert tables.locality_of_zip(text) == tables.locality_of_zip("99501")
    assert tables.locality_of_zip("00000") == []
    for text in ("9950", "99501-12", "９９５０１", "ABCDE", "", "99501\n99502"):
        with pytest.raises(InputError, match="five digits"):
            tables.locality_of_zip(text)


def test_split_zip_codes_say_so():
    with (REFERENCE / "zip_locality.csv").open(encoding="utf-8", newline="") as handle:
        split = [row["zip5"] for row in csv.DictReader(handle) if row["needs_plus4"] == "true"]
    assert len(split) == 580
    assert all(found.needs_plus4 for found in tables.locality_of_zip(split[0]) + tables.locality_of_zip(split[-1]))


# --- denials ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modifier", "carc", "remarks", "is_told"),
    [
        ("GP", "16", ["N822", "MA130"], True),
        ("GP", "16", ["M76"], False),
        ("GP", "16", [], False),
        ("GP", "4", [], True),
        ("GP", "97", [], False),
        ("59", "97", ["M15"], True),
        ("XS", "97", [], True),
        ("XU", "16", ["N822"], True),
        ("59", "50", [], False),
        ("KX", "119", ["N640"], True),
        ("KX", "96", [], False),
        ("CQ", "16", ["N519"], True),
        ("CO", "45", ["N851"], False),
    ],
)
def test_what_a_denial_says_of_a_modifier(shipped, modifier, carc, remarks, is_told):
    told = """select count(*) > 0 from modifier_denial
        where modifier = $modifier and carc = $carc and (rarc is null or list_contains($remarks::varchar[], rarc))"""
    assert shipped.rows(told, modifier=modifier, carc=carc, remarks=remarks) == [(is_told,)]
