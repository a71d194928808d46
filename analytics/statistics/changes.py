"""When did a payer begin to deny? Weekly refusals of many series, a change told from noise.

A series is a payer, a code and a family of denials; a week is that of the first answer. What is counted is patients,
not lines: a patient answered in a week is one case, refused or not, and is left out for the four weeks after a refusal
of the same series, because twenty visits refused for one reason are one event (shown/denial_weeks.sql).

The test, each week and series: the latest 1, 2, 3, 4, 6, 8 and 13 weeks against the weeks before them (up to 52; at
least 8 weeks and 60 cases), by the exact conditional test of two rates (Fisher; hypergeometric), upward and downward.

- An *alarm* is a series that Benjamini-Hochberg rejects among all series watched that week, at a level so small that
  the 52 weeks of a year together raise a false alarm in fewer than 5 of 100 practices where nothing changed.
- A *watch* is the latest three weeks alone, upward, at an ordinary level: it comes early and is often wrong.

Why two: no procedure can do both. To see a jump from 5 % to 12 % at 60 cases a week within three weeks in 9 of 10
runs, even a test that knows the rate before, the size of the jump and its week must refuse an unchanged series 1.4
times in 100 (Neyman and Pearson: 180 cases); over 60 series and 17 such stretches of a year its false alarms reach at
least 65 of 100 practices, and at 5 of 100 it sees no more than 46 % of jumps. docs/performance.md has the reckoning.

A series that has changed is compared from then on with the weeks since, so that the same change alarms once; where the
rate turns back the change is told as ended. A series with fewer than three refusals is not watched. Where weeks of a
series scatter more than chance would (moving ranges, after Laney), its cases are counted for less.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.statistics.scan import Found, Search

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class History:
    """Weekly counts, one row a week (consecutive Mondays) and one column a series (payer, code, family).

    cases: patients answered; refused: of them newly refused; lines, denied: the lines behind them, every one.
    """

    series: tuple[tuple[str, str, str], ...]
    weeks: tuple[datetime.date, ...]
    cases: np.ndarray
    refused: np.ndarray
    lines: np.ndarray
    denied: np.ndarray


@dataclass(frozen=True)
class Count:
    """Denied lines of answered lines, and newly refused patients of patients answered, over some weeks."""

    denied: int
    lines: int
    refused: int
    cases: int

    @property
    def rate(self) -> float | None:
        """Share of lines denied; None without a line."""
        return self.denied / self.lines if self.lines else None


@dataclass(frozen=True)
class Change:
    """A series whose rate moved. began: its likeliest first week; flagged: the week whose answers told it.

    kind: alarm | watch. since: first of the weeks it is compared with. p: of the window that told it, exact, one-sided
    (a fall's times 4), before any allowance for other series.
    after: began to the end of the change, or to the last week. ended: the first week of the way back, None: it stands.
    """

    kind: str
    payer: str
    cpt: str
    family: str
    direction: str
    since: datetime.date
    began: datetime.date
    flagged: datetime.date
    p: float
    before: Count
    after: Count
    ended: datetime.date | None = None


@dataclass(frozen=True)
class Changes:
    """Alarms, the latest first; watches that stand in the last week, the least likely chance first.

    watched: series that could have alarmed in the last week; small: those with answers that could not.
    """

    alarms: tuple[Change, ...]
    watches: tuple[Change, ...]
    watched: int
    small: int


def history(table: pa.Table) -> History:
    """The answer of shown/denial_weeks.sql as arrays; weeks without a row are weeks without answers."""
    if not table.num_rows:
        empty = np.zeros((0, 0), dtype=np.int64)
        return History((), (), empty, empty, empty, empty)
    rows = table.column("week").to_numpy().astype("datetime64[D]").astype(np.int64)
    first, number = rows.min(), (rows.max() - rows.min()) // 7 + 1
    column = table.column("series_no").to_numpy().astype(np.int64)
    heads = np.unique(column, return_index=True)[1]
    names = table.select(["payer", "cpt", "family"]).take(heads).to_pydict()
    weeks = tuple(datetime.date(1970, 1, 1) + datetime.timedelta(int(first) + 7 * week) for week in range(number))
    place = ((rows - first) // 7, np.searchsorted(column[heads], column))
    shape = int(number), len(heads)
    counts = [_spread(table, name, place, shape) for name in ("cases", "refused", "lines", "denied")]
    return History(tuple(zip(names["payer"], names["cpt"], names["family"], strict=True)), weeks, *counts)


def _spread(table: pa.Table, name: str, place: tuple[np.ndarray, np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    spread = np.zeros(shape, dtype=np.int64)
    spread[place] = table.column(name).to_numpy()
    return spread


def changes(past: History) -> Changes:
    """The alarms of every week of a history and the watches of its last one, with dates, rates and counts."""
    if not past.weeks:
        return Changes((), (), 0, 0)
    search = Search(past.cases, past.refused).run()
    alarms = [_told(past, found, "alarm") for found in search.found]
    watches = [_told(past, found, "watch") for found in search.standing()]
    watched = int(search.watched[-1].sum())
    return Changes(
        tuple(sorted(alarms, key=lambda change: (change.flagged, -change.p), reverse=True)),
        tuple(sorted(watches, key=lambda change: change.p)),
        watched,
        len(past.series) - watched,
    )


def _told(past: History, found: Found, kind: str) -> Change:
    # a payer that answers now and then changes its ways in a week with answers
    began = found.began + int((past.lines[found.began : found.until, found.series] > 0).argmax())
    return Change(
        kind,
        *past.series[found.series],
        UP if found.level > 0 else DOWN,
        past.weeks[found.before],
        past.weeks[began],
        past.weeks[found.flagged],
        found.p,
        _count(past, found.series, found.before, found.began),
        _count(past, found.series, found.began, found.until),
        past.weeks[found.until] if found.turned_back else None,
    )


def _count(past: History, series: int, first: int, end: int | None) -> Count:
    return Count(*(int(each[first:end, series].sum()) for each in (past.denied, past.lines, past.refused, past.cases)))
