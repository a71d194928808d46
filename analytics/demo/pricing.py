"""What a payer allows for the units of one visit, in whole cents by code.

`flat`: the payer's rate for the code, per unit. `medicare`: the national fee schedule of the year of service with the
multiple procedure payment reduction: the unit with the highest practice expense is paid in full, every other unit of
the visit with half its practice expense (42 USC 1395m(k)(7)); among equals the code with the higher full amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from analytics.demo.practice import Payer


def allowed(payer: Payer, dos: date, units: Mapping[str, int]) -> dict[str, int]:
    """Allowed cents by code for all units of one visit, priced together; codes without units get 0."""
    if payer.schedule is None:
        return {code: payer.rates[code] * count for code, count in units.items()}
    fees = payer.schedule[dos.year]
    amounts = {code: fees[code].reduced * count for code, count in units.items()}
    present = [code for code, count in units.items() if count]
    if present:
        first = max(present, key=lambda code: (fees[code].practice_expense, fees[code].full, code))
        amounts[first] += fees[first].full - fees[first].reduced
    return amounts


def value(payer: Payer, dos: date, units: Mapping[str, int]) -> int:
    """Allowed cents of the whole visit."""
    return sum(allowed(payer, dos, units).values())
