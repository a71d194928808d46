"""What a payer allows for a patient's day, in whole cents for each item of it.

flat: the payer's rate for the code, per unit. medicare: the national fee schedule of the day. pe50: the payer's rate,
cut in proportion. Under the last two the unit with the highest practice expense is paid in full and every other one
without half of its practice expense, across codes and disciplines (42 USC 1395m(k)(7)); among equals the dearer unit,
then the lower code, then the earlier item. Above a daily cap nothing is owed: timed units are kept in the order of the
claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics.demo.fee_schedule import fee_schedule, half_up
from analytics.demo.payer import Payer
from analytics.demo.unit_rules import TIMED_CODES


class Item(NamedTuple):
    """A line as far as its price goes."""

    code: str
    units: int


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """One unit: in full, and where it isn't the first of the day (cents); practice expense decides who is first."""

    full: int
    later: int
    practice_expense: Decimal


def day_prices(payer: Payer, dos: date, items: Sequence[Item]) -> list[int]:
    """Allowed cents of each item of a patient's day, priced together, in the order of the claims."""
    kept = _within_cap(payer, dos, items)
    prices = [unit_price(payer, dos, item.code) for item in items]
    amounts = [price.later * units for price, units in zip(prices, kept, strict=True)]
    ranked = [place for place, units in enumerate(kept) if units and prices[place].full > prices[place].later]
    if ranked:
        first = min(ranked, key=lambda place: _rank(prices[place], items[place].code, place))
        amounts[first] += prices[first].full - prices[first].later
    return amounts


def value(payer: Payer, dos: date, units: Mapping[str, int], beside: Iterable[Item] = ()) -> int:
    """Allowed cents of a visit's units by code, priced with what else (`beside`) was billed on the day."""
    items = [*(Item(code, count) for code, count in units.items()), *beside]
    return sum(day_prices(payer, dos, items))


def unit_price(payer: Payer, dos: date, code: str) -> UnitPrice:
    """What one unit of a code is allowed on a day, alone and beside others."""
    fee = fee_schedule().on(dos).get(code)
    if payer.pricing == "medicare":
        return UnitPrice(fee.full, fee.reduced if fee.is_reduced else fee.full, fee.practice_expense)
    rate = payer.rates[code]
    if payer.pricing == "pe50" and fee is not None:
        return UnitPrice(rate, half_up(Decimal(rate) / 100 * fee.share_left()), fee.practice_expense)
    return UnitPrice(rate, rate, Decimal(0))


def _rank(price: UnitPrice, code: str, place: int) -> tuple:
    return -price.practice_expense, -price.full, code, place


def _within_cap(payer: Payer, dos: date, items: Sequence[Item]) -> list[int]:
    """The units of each item that a daily cap leaves."""
    if not payer.caps(dos):
        return [item.units for item in items]
    left, kept = payer.daily_cap, []
    for item in items:
        units = min(left, item.units) if item.code in TIMED_CODES else item.units
        left -= units if item.code in TIMED_CODES else 0
        kept.append(units)
    return kept
