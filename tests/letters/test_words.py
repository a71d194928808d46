"""How facts are written, and that no fact can become a placeholder, markup or a broken file."""

from __future__ import annotations

import datetime
from decimal import Decimal

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.letters.model import PLAIN, TODO, Run
from analytics.letters.words import clean, day, days, fill, money, written

MISSING = {"name": "BILLER: the name", "other": "BILLER: the other"}


@given(st.text())
def test_whatever_a_fact_holds_it_stays_text(text):
    known = clean(text)
    runs = fill("Dear {name}: [THERAPIST: goal] {other}", {"name": known, "other": None}, MISSING)
    todo = [run.text for run in runs if run.style == TODO]
    assert todo == [*([] if known else ["[BILLER: the name]"]), "[THERAPIST: goal]", "[BILLER: the other]"]
    assert not known or Run(f"Dear {known}: ", PLAIN) in runs
    docx.Document().add_paragraph(known)  # raises for a sign that XML cannot hold
    assert known == clean(known)


def test_a_placeholder_may_name_a_fact():
    assert fill("[BILLER: on {name}]", {"name": "Monday"}, MISSING) == (Run("[BILLER: on Monday]", TODO),)
    assert fill("[BILLER: on {name}]", {}, MISSING) == (Run("[BILLER: on the name]", TODO),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.5"), "$1,234.50"),
        (Decimal("-0.1"), "-$0.10"),
        (datetime.date(2026, 3, 3), "3 March 2026"),
        ("  a\tb\u202e\x07 ", "a b"),
        ("\u200b", None),
        (None, None),
    ],
)
def test_values_are_written_as_letters_write_them(value, text):
    assert written(value) == text


def test_days_of_one_date_are_one_date():
    first, last = datetime.date(2026, 3, 3), datetime.date(2026, 4, 9)
    assert days(first, first) == day(first)
    assert days(first, last) == "3 March 2026 to 9 April 2026"
    assert money(Decimal(0)) == "$0.00"
