"""What a practice loads from CMS stands before what is shipped; a bad cell raises and leaves the tables as they are."""

from __future__ import annotations

import shutil
import time
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest

from analytics.reference import tables
from analytics.workspace import REFERENCE, Workspace


@pytest.fixture
def workspace():
    with Workspace(threads=1) as made:
        tables.prepare(made)
        yield made


def keep(workspace: Workspace, table: str, **values) -> None:
    names = ", ".join(values)
    marks = ", ".join(f"${name}" for name in values)
    workspace.cursor().execute(f"insert into kept_{table} ({names}) values ({marks})", values).fetchall()


def keep_release(workspace: Workspace, release: str, first_day: date, factor="40.0000", kept_id=1) -> None:
    values = {"release": release, "first_day": first_day, "conversion_factor": Decimal(factor), "kept_id": kept_id}
    keep(workspace, "rvu_release", **values)


def releases(workspace: Workspace) -> dict[str, tuple]:
    rows = workspace.rows("select release, first_day, last_day, stands_for, trust from rvu_release")
    return {row[0]: row[1:] for row in rows}


def assert_no_gap_no_overlap(workspace: Workspace) -> None:
    spans = workspace.rows("select first_day, last_day from rvu_release order by first_day")
    assert all(first <= last for first, last in spans)
    assert all(after[0] == before[1] + timedelta(days=1) for before, after in pairwise(spans))
    assert workspace.rows("select count(*) - count(distinct release) from rvu_release") == [(0,)]


# --- releases --------------------------------------------------------------------------------------------------------


def test_a_loaded_release_takes_its_own_days_and_stands_for_the_months_before(workspace):
    keep_release(workspace, "2025B", date(2025, 4, 1))
    tables.store(workspace)
    assert_no_gap_no_overlap(workspace)
    found = releases(workspace)
    assert found["2025B"] == (date(2025, 1, 1), date(2025, 9, 30), "2025A 2025C", "medium")
    assert found["2025D"] == (date(2025, 10, 1), date(2025, 12, 31), None, "high")
    assert found["2024C"][1] == date(2024, 12, 31)


def test_a_loaded_release_replaces_the_shipped_one_of_its_name(workspace):
    keep_release(workspace, "2026C", date(2026, 7, 1), "30.0000", kept_id=1)
    keep_release(workspace, "2026C", date(2026, 7, 1), "31.0000", kept_id=2)
    for kept_id, work in ((1, "1.00"), (2, "2.00")):
        values = {"pe_rvu": 1, "mp_rvu": 1, "status": "A"}
        keep(workspace, "rvu", kept_id=kept_id, release="2026C", hcpcs="97110", work_rvu=Decimal(work), **values)
    tables.store(workspace)
    assert_no_gap_no_overlap(workspace)
    assert workspace.rows("select conversion_factor from rvu_release where release = '2026C'") == [
        (Decimal("31.0000"),)
    ]
    assert workspace.rows("select hcpcs, work_rvu from rvu where release = '2026C'") == [("97110", Decimal("2.00"))]
    assert workspace.rows("select count(*) from rvu where release = '2025D'") > [(100,)]


def test_a_loaded_year_ends_the_last_shipped_release_and_stands_for_its_own_year(workspace):
    keep_release(workspace, "2027A", date(2027, 1, 1))
    tables.store(workspace)
    found = releases(workspace)
    assert found["2026C"][1] == date(2026, 12, 31)
    assert found["2027A"] == (date(2027, 1, 1), date(2027, 12, 31), "2027B 2027C 2027D", "medium")


def test_a_year_nobody_loaded_is_told(workspace):
    keep_release(workspace, "2028A", date(2028, 1, 1))
    tables.store(workspace)
    assert_no_gap_no_overlap(workspace)
    assert releases(workspace)["2026C"][1::2] == (date(2027, 12, 31), "low")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_loaded_no_day_is_without_a_release_or_has_two(workspace, seed):
    months = {"A": 1, "B": 4, "C": 7, "D": 10}
    quarters = [(f"{year}{q}", date(year, months[q], 1)) for year in range(2019, 2029) for q in months]
    for kept_id, (release, first_day) in enumerate(quarters[seed :: seed + 1]):
        keep_release(workspace, release, first_day, kept_id=kept_id)
    keep_release(workspace, "2026CR", date(2026, 7, 1), kept_id=99)
    tables.store(workspace)
    assert_no_gap_no_overlap(workspace)
    for release, first_day in quarters[seed :: seed + 1]:
        if release != "2026C":
            assert releases(workspace)[release][0] <= first_day <= releases(workspace)[release][1]


def test_a_release_without_its_own_indices_takes_those_of_its_year(workspace):
    keep_release(workspace, "2026D", date(2026, 10, 1))
    keep_release(workspace, "2027A", date(2027, 1, 1), kept_id=2)
    tables.store(workspace)
    alaska = "select release, pe from gpci where mac = '02102' and release >= '2026C' order by release"
    assert workspace.rows(alaska) == [("2026C", Decimal("1.065")), ("2026D", Decimal("1.065"))]


# --- the other tables: what is loaded stands before what is shipped --------------------------------------------------


def test_the_newest_file_stands_for_a_pair(workspace):
    def read(first: str, second: str, quarter: str, first_day: date, last_day: date | None = None) -> None:
        values = {"column_1": first, "column_2": second, "indicator": "1", "first_day_basis": "stated"}
        values |= {"read_for": quarter, "first_day": first_day, "last_day": last_day}
        keep(workspace, "ncci_pair", kept_id=1 if quarter == "2026Q1" else 2, **values)

    read("97012", "97140", "2026Q1", date(2004, 1, 1), date(2025, 12, 31))
    read("97012", "97140", "2026Q1", date(2026, 1, 1))
    read("97012", "97140", "2023Q1", date(2004, 1, 1))
    read("97162", "97161", "2023Q1", date(1999, 1, 1))
    tables.store(workspace)
    found = "select first_day from ncci_pair where column_1 = $first and column_2 = $second order by 1"
    assert workspace.rows(found, first="97012", second="97140") == [(date(2004, 1, 1),), (date(2026, 1, 1),)]
    assert workspace.rows(found, first="97162", second="97161") == [(date(2017, 1, 1),), (date(2020, 10, 1),)]
    assert workspace.rows("select count(*) from ncci_pair") == [(915,)]


def test_a_unit_limit_holds_until_the_next_one_that_was_read(workspace):
    keep(workspace, "mue", kept_id=1, hcpcs="97110", units=8, mai="3", first_day=date(2026, 1, 1))
    keep(workspace, "mue", kept_id=1, hcpcs="97140", units=5, mai="3", first_day=date(2024, 7, 1))
    tables.store(workspace)
    found = "select units, first_day, last_day from mue where hcpcs = $hcpcs order by first_day"
    assert workspace.rows(found, hcpcs="97110") == [
        (6, date(2024, 7, 1), date(2025, 12, 31)),
        (8, date(2026, 1, 1), None),
    ]
    assert workspace.rows(found, hcpcs="97140") == [(5, date(2024, 7, 1), None)]


def test_a_loaded_file_of_zip_codes_stands_before_the_shipped_one(workspace):
    assert tables.locality_of_zip("99501", workspace) == [("02102", "01", "AK", False)]
    for kept_id, place in ((1, "01"), (2, "98"), (2, "99")):
        values = {"zip5": "99501", "mac": "02102", "state": "AK", "needs_plus4": True}
        keep(workspace, "zip_locality", kept_id=kept_id, locality=place, **values)
    assert [found.locality for found in tables.locality_of_zip("99501", workspace)] == ["98", "99"]
    assert tables.locality_of_zip("99502", workspace) == [("02102", "01", "AK", False)]


@pytest.mark.parametrize(
    ("table", "was", "now"),
    [
        ("rvu_release", "36.0896", "36,0896"),
        ("rvu", "2020A,92507,A,1.30", "2020A,92507,A,1.3O"),
        ("gpci", "1.500", "nan"),
        ("ncci_pair", "2020-10-01", "2020-10-32"),
        ("mue", ",6,", ",six,"),
        ("therapy_threshold", "2480.00", "$2480"),
        ("place_of_service", "true", "facility"),
    ],
)
def test_a_bad_cell_raises_and_the_tables_stay(tmp_path, workspace, table, was, now):
    for name in tables.TABLES:
        shutil.copy(REFERENCE / f"{name}.csv", tmp_path)
    tables.store(workspace)
    before = workspace.rows(f"select count(*) from {table}")
    file = tmp_path / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises((duckdb.ConversionException, pa.ArrowInvalid)):
        tables.store(workspace, tmp_path)
    assert workspace.rows(f"select count(*) from {table}") == before
    tables.store(workspace)


def test_loading_is_quick(workspace):
    def seconds() -> float:
        started = time.perf_counter()
        tables.store(workspace)
        return time.perf_counter() - started

    assert min(seconds() for _ in range(4)) < 0.3  # 0.06 s on an idle machine
