"""The clinic's calendar: weekdays without the federal holidays of the United States."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

# Holidays on a fixed day (month, day), moved to the nearest weekday: 5 U.S.C. 6103
FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
# Holidays on the n-th weekday of a month (month, weekday with Monday 0, n; -1 is the last)
FLOATING = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days on which the holidays of `year` are observed (New Year's Day may fall into the year before)."""
    fixed = (_nearest_weekday(date(year, month, day)) for month, day in FIXED)
    floating = (_nth_weekday(year, month, weekday, n) for month, weekday, n in FLOATING)
    return frozenset((*fixed, *floating))


def is_workday(day: date) -> bool:
    """True for a weekday that is no observed federal holiday."""
    return day.weekday() < 5 and day not in federal_holidays(day.year) and day not in federal_holidays(day.year + 1)


def workdays(first: date, last: date) -> list[date]:
    """All workdays from `first` to `last`, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def next_workday(day: date) -> date:
    """The first workday from `day` on."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def next_weekday(day: date, weekday: int) -> date:
    """The first day from `day` on that falls on `weekday` (Monday 0)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def first_of_period(last: date, months: int) -> date:
    """The first day of the month `months` - 1 before the month of `last`."""
    index = last.year * 12 + last.month - months
    return date(index // 12, index % 12 + 1, 1)


def _nearest_weekday(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    if n > 0:
        return next_weekday(date(year, month, 1), weekday) + timedelta(weeks=n - 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return next_weekday(following - timedelta(days=7), weekday)
