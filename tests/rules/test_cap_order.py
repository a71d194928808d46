"""Order of lines under a daily cap: what the first units in claim order leave unpaid."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from practice import Practice
from rules.gap_cases import PAYERS, RATES, cases, compare, found, made

from analytics import pipeline

CASES = [
    case | {"lines": [{"payer": "Cap Order"} | line for line in case["lines"]]} for case in cases("modifiers_caps")
]
TIMED = ("97110", "97112", "97140", "97530", "97035", "97535")


@pytest.fixture(scope="module")
def gaps():
    practice = made(CASES)
    yield found(practice, "cap_gap")
    practice.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_order(gaps, case):
    compare(case, gaps.get(case["case"], []))


def test_random_days_match_units_laid_out_one_by_one():
    """Each day's units as a list: the first four against the four dearest."""
    source = random.Random(7)
    days = [[(code, source.randint(1, 3)) for code in source.sample(TIMED, source.randint(1, 5))] for _ in range(120)]
    practice = Practice()
    pipeline.load_rules(practice.workspace, PAYERS)
    for cpt, rate in RATES.items():
        practice.rate("Cap Order", cpt, rate)
    for number, day in enumerate(days):
        for cpt, units in day:
            practice.bill(cpt, units, patient_id=f"P{number}", payer_name="Cap Order", charge=900)
    practice.rebuild()
    told = dict(
        practice.ask(
            "select b.patient_id, g.at_stake from cap_gap as g join billed_line as b on b.line_key = g.line_key"
        )
    )
    practice.close()
    for number, day in enumerate(days):
        units = [RATES[cpt] for cpt, count in day for _ in range(count)]
        lost = sum(sorted(units, reverse=True)[:4]) - sum(units[:4])
        assert told.get(f"P{number}", Decimal(0)) == lost, day
    assert sum(1 for lost in told.values() if lost > 0) > 40
