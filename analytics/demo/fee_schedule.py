"""The Medicare fee schedule as CMS publishes it, read from data/reference: a second opinion on the engine's prices.

Per unit, national (every GPCI 1.0), not in a facility: in full, (work + practice expense + malpractice) x conversion
factor; reduced, with half of the practice expense (42 USC 1395w-4(b), 1395m(k)(7)). Cents are rounded half up.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
PAYABLE, THERAPY_REDUCTION = {"A", "R", "T"}, "5"
CENT, HALF = Decimal("0.01"), Decimal("0.5")


@dataclass(frozen=True)
class Fee:
    """One unit of a code: in full and reduced (both cents), and its relative value units."""

    full: int
    reduced: int
    practice_expense: Decimal
    total: Decimal
    is_reduced: bool  # the therapy reduction applies to the code

    def share_left(self) -> Decimal:
        """What is left of a rate when half of the practice expense is taken from it."""
        return 1 - HALF * self.practice_expense / self.total if self.is_reduced else Decimal(1)


class FeeSchedule:
    """All releases. A release stands in for those of its year that are not at hand, the nearest one for other years."""

    def __init__(self, folder: Path) -> None:
        self.releases = sorted(_rows(folder / "rvu_release.csv"), key=lambda row: row["first_day"])
        factors = {row["release"]: Decimal(row["conversion_factor"]) for row in self.releases}
        self._by_day: dict[date, Mapping[str, Fee]] = {}
        self.fees: dict[str, dict[str, Fee]] = {name: {} for name in factors}
        for row in _rows(folder / "rvu.csv"):
            if row["status"] in PAYABLE and row["release"] in factors:
                self.fees[row["release"]][row["hcpcs"]] = _fee(row, factors[row["release"]])

    def on(self, day: date) -> Mapping[str, Fee]:
        """The fees by code on a day."""
        if day not in self._by_day:
            self._by_day[day] = self._found(day)
        return self._by_day[day]

    def _found(self, day: date) -> Mapping[str, Fee]:
        of_year = [row for row in self.releases if row["first_day"][:4] == str(day.year)]
        later = [row for row in self.releases if row["first_day"] > day.isoformat()]
        started = [row for row in of_year or self.releases if row["first_day"] <= day.isoformat()]
        return self.fees[(started[-1] if started else (of_year or later)[0])["release"]]


@cache
def fee_schedule() -> FeeSchedule:
    """The shipped fee schedule, read once."""
    return FeeSchedule(REFERENCE)


def half_up(amount: Decimal) -> int:
    """Dollars to whole cents, half a cent rounded up."""
    return int((amount / CENT).to_integral_value(ROUND_HALF_UP))


def _fee(row: Mapping[str, str], factor: Decimal) -> Fee:
    work, expense, malpractice = (Decimal(row[name]) for name in ("work_rvu", "pe_rvu", "mp_rvu"))
    is_reduced = row["mult_proc"] == THERAPY_REDUCTION
    left = expense * HALF if is_reduced else expense
    return Fee(
        full=half_up((work + expense + malpractice) * factor),
        reduced=half_up((work + left + malpractice) * factor),
        practice_expense=expense,
        total=work + expense + malpractice,
        is_reduced=is_reduced,
    )


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
