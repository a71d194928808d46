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
from analytics.demo.pricing import value
from analytics.demo.workdays import federal_holidays
from analytics.errors import InputError

AS_OF = date(2026, 6, 30)


def test_size_and_speed(demo, billing, truth):
    _, counts, seconds = demo
    assert 5_300 <= counts["visits"] <= 5_700
    assert 12_500 <= counts["lines"] == len(billing) == truth["totals"]["lines"] <= 18_000
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
    assert {row["Therapist"] for row in billing} == {"Therapist A, PT", "Therapist B, OT"}
    for file in demo[0].rglob("*.*"):
        assert str(demo[0].parent) not in file.read_text(encoding="utf-8")
    assert "Minutes" not in billing[0]


def test_a_patient_has_one_payer_and_one_discipline_and_stays_under_the_therapy_threshold(billing, truth):
    assert (
        len({(row["Patient ID"], row["Insurance"], row["Credential"]) for row in billing})
        == truth["totals"]["patients"]
    )
    assert len({(row["Patient ID"], row["DOS"]) for row in billing}) == truth["totals"]["claims"]
    medicare = next(payer for payer in practice.Practice.load().payers if payer.name == "Medicare")
    used = Counter()
    for row in billing:
        if row["Insurance"] == "Medicare":
            used[row["Patient ID"], row["DOS"][-4:]] += medicare.rates[row["CPT Code"]] * int(row["Units"])
    assert max(used.values()) < 2_400_00


def test_medicare_can_be_priced_with_its_reduction(tmp_path, monkeypatch):
    text = practice.PRACTICE_FILE.read_text(encoding="utf-8")
    changed = tmp_path / "practice.yaml"
    changed.write_text(text.replace("pricing: flat", "pricing: medicare"), encoding="utf-8")
    monkeypatch.setattr(practice, "PRACTICE_FILE", changed)
    medicare = practice.Practice.load().payers[0]
    # 97110 x2, 97140, 97530 and 97161, 97110, 97140: published worked days of both years
    assert value(medicare, date(2026, 2, 2), {"97110": 2, "97140": 1, "97530": 1}) == 100_70
    assert value(medicare, date(2025, 8, 1), {"97110": 2, "97140": 1, "97530": 1}) == 98_97
    assert value(medicare, date(2026, 2, 2), {"97161": 1, "97110": 1, "97140": 1}) == 141_28
    assert generate(tmp_path / "demo", months=6)["findings"] > 200


def _digest(directory: Path) -> dict[str, str]:
    files = sorted(file for file in directory.rglob("*") if file.is_file())
    return {str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()
