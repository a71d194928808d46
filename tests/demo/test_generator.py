"""The demo practice's files: sizes, determinism, balances, dates, and that nobody in them is real."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.demo import generate, practice
from analytics.demo.assistants import assisted_units
from analytics.demo.pricing import Item, day_prices, value
from analytics.demo.workdays import federal_holidays
from analytics.errors import InputError

AS_OF = date(2026, 6, 30)


def test_size_and_speed(demo, billing, billed_again, truth):
    _, counts, seconds = demo
    assert 5_300 <= counts["visits"] <= 5_700
    assert 12_500 <= len(billing) == truth["totals"]["lines"] <= 18_000
    assert 100 <= len(billed_again) == truth["totals"]["lines_to_second_payers"]
    assert counts["lines"] == len(billing) + len(billed_again)
    assert seconds < 10


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    digests = []
    for name in ("one", "two"):
        generate(tmp_path / name, seed=7, visits_per_day=40, months=3)
        digests.append(_digest(tmp_path / name))
    generate(tmp_path / "one", seed=8, visits_per_day=40, months=2)
    assert digests[0] == digests[1] != _digest(tmp_path / "one")
    assert not list((tmp_path / "one").glob("*/*2026-04.8*"))  # nothing of the earlier one is left


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "billing.csv").write_text("mine")
    with pytest.raises(InputError):
        generate(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["billing.csv"]


def test_a_practice_too_small_to_show_rates_is_refused(tmp_path):
    with pytest.raises(InputError):
        generate(tmp_path / "small", visits_per_day=1, months=1)


def test_remittances_balance(payments, truth):
    for made in payments:
        made.check()
    assert len({made.trace for made in payments}) == len(payments) == truth["totals"]["payments"]["count"]
    assert sum(made.amount for made in payments) == Decimal(truth["totals"]["payments"]["bank"])
    assert -sum(made.outside for made in payments) == Decimal(truth["totals"]["payments"]["outside_claims"])
    collected = sum(claim.paid for made in payments for claim in made.claims)
    assert collected == Decimal(truth["totals"]["money"]["total"]["collected"])
    secondary = sum(claim.paid for made in payments for claim in made.claims if claim.status == "2")
    assert secondary == Decimal(truth["totals"]["money"]["total"]["collected_secondary"]) > 5_000
    assert any(made.outside > 0 for made in payments)
    assert any(made.outside < 0 for made in payments)


def test_remittances_differ_as_payers_do(demo):
    texts = {file.name: file.read_text(encoding="ascii") for file in (demo[0] / "remittances").glob("*.835")}
    assert texts["cigna_2026-01.835"].startswith("ISA|00|")
    assert "\n" not in texts["aetna_2026-01.835"]
    assert [name for name, text in texts.items() if text.count("ISA*") > 1] == ["blue_cross_2026-01.835"]
    assert all(text.count("ST*835*") > 1 for name, text in texts.items() if name.startswith("medicare"))


def test_dates_are_workdays_and_end_on_the_last_day(billing, minutes, payments):
    days = {_day(row["DOS"]) for row in billing}
    holidays = federal_holidays(2025) | federal_holidays(2026)
    assert all(day.weekday() < 5 and day not in holidays for day in days)
    assert date(2025, 11, 27) in holidays
    assert date(2026, 6, 19) in holidays
    assert date(2026, 5, 25) in holidays
    stamps = {_day(row["Bill Date"]) for row in billing} | {_day(row["DOS"]) for row in minutes}
    stamps |= {datetime.strptime(made.day, "%Y%m%d").date() for made in payments}
    assert min(days) == date(2025, 7, 1)
    assert max(days | stamps) == AS_OF


def test_nobody_in_it_is_real(demo, billing):
    assert all(re.fullmatch(r"DEMO, PATIENT \d{4,}", row["Patient Name"]) for row in billing)
    assert {row["Therapist"] for row in billing} == {"Therapist A, PT", "Therapist B, OT", "Therapist C, SLP"}
    for file in demo[0].rglob("*.*"):
        assert str(demo[0].parent) not in file.read_text(encoding="utf-8")
    assert "Minutes" not in billing[0]


def test_a_patient_has_one_payer_and_a_few_have_two_disciplines(billing, truth):
    assert len({(row["Patient ID"], row["Insurance"]) for row in billing}) == truth["totals"]["patients"]
    visits = {(row["Patient ID"], row["DOS"], row["Credential"]): row["Claim #"] for row in billing}
    assert len(visits) == len(set(visits.values())) == truth["totals"]["claims"]
    twice = Counter((patient, day) for patient, day, _ in visits)
    assert 50 <= sum(count == 2 for count in twice.values()) <= 300
    assert max(twice.values()) == 2
    shares = Counter(credential for *_, credential in visits)
    assert all(shares[name] > 0.08 * len(visits) for name in ("PT", "OT", "SLP"))


def test_prices_of_published_days():
    """97110 x2, 97140, 97530 and 97161, 97110, 97140: worked days of both years; three disciplines on one day."""
    medicare, other, *_ = practice.Practice.load().payers
    spring, summer = date(2026, 2, 2), date(2025, 8, 1)
    assert value(medicare, spring, {"97110": 2, "97140": 1, "97530": 1}) == 100_70
    assert value(medicare, summer, {"97110": 2, "97140": 1, "97530": 1}) == 98_97
    assert value(medicare, spring, {"97161": 1, "97110": 1, "97140": 1}) == 141_28
    assert value(medicare, spring, {"97112": 1, "97530": 1, "92507": 1}) == 126_08
    items = [Item("97110", 1), Item("97116", 1), Item("97110", 1)]  # a tie is broken by the first of them
    assert day_prices(medicare, spring, items) == [29_06, 22_21, 22_21]
    assert value(medicare, spring, {"97112": 1}, [Item("97530", 1)]) == 24_88 + 35_07
    # a contract rate of 30.75 without half of .41/.87 is 23.50
    assert day_prices(other, spring, [Item("97110", 2), Item("97014", 1)]) == [30_75 + 23_50, 13_35]


def test_a_daily_cap_keeps_the_first_units():
    cigna = next(payer for payer in practice.Practice.load().payers if payer.name == "Cigna")
    items = [Item("97140", 2), Item("97161", 1), Item("97530", 3)]
    assert day_prices(cigna, date(2026, 2, 2), items) == [2 * 26_30, 92_15, 2 * 33_40]
    assert day_prices(cigna, date(2022, 10, 14), items) == [2 * 26_30, 92_15, 3 * 33_40]


# therapist's and assistant's minutes, units, and how many of them are the assistant's: the worked examples of CMS
ASSISTED = [
    *((13, 23, 2, 1), (5, 10, 1, 1), (12, 14, 2, 1), (23, 22, 3, 1), (22, 23, 3, 2), (8, 7, 1, 0), (7, 8, 1, 1)),
    *((5, 3, 1, 1), (7, 1, 1, 1), (14, 1, 1, 0), (20, 10, 2, 1), (0, 38, 3, 3), (38, 0, 3, 0), (0, 8, 0, 0)),
]


@pytest.mark.parametrize(("therapist", "assistant", "units", "assisted"), ASSISTED)
def test_units_of_assistants(therapist, assistant, units, assisted):
    assert assisted_units(therapist, assistant, units) == assisted


def test_untimed_services_are_the_assistants_above_a_tenth():
    assert assisted_units(27, 3, 1, timed=False) == 0
    assert assisted_units(26, 4, 1, timed=False) == 1


def _digest(directory: Path) -> dict[str, str]:
    files = sorted(file for file in directory.rglob("*") if file.is_file())
    return {str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()
