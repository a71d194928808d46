"""The search for changes through weekly counts of many series at once, week by week as it would have gone.

What is tested and why: analytics/statistics/changes.py. Here are the numbers only: rows are weeks, columns are series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.statistics.tails import at_least

WINDOWS = (1, 2, 3, 4, 6, 8, 13)  # latest weeks compared with those before
BASELINE, FEWEST_WEEKS, FEWEST_CASES, FEWEST_REFUSED = 52, 8, 60, 3
# ALARM is calibrated, WATCH chosen, by the simulations told in docs/performance.md; tests/statistics hold both.
ALARM = 2.0e-4  # Benjamini-Hochberg level of one week
DOWNWARD = 4  # a fall must be four times less likely than a rise: four fifths of false alarms may be spent on rises
WATCH, WATCH_WEEKS = 0.025, 3  # p of the latest weeks alone
END = 1e-3  # p at which a change that stands has turned back
NEAR, FAR = 1.75, 2.5  # standard deviations below which no tail is as small as WATCH, as END (tests/statistics)
SCATTER = 2.0  # standard errors by which weeks must scatter more than chance before a case counts for less
WILD, WILD_WEEKS = 1.25, 3  # from such a scatter on fewer weeks are not looked at: one wild week is what scatter is
ALL = slice(None)
Far = tuple[np.ndarray, ...]  # series, direction, window, cases and refusals in it, refusals and cases of it and before


@dataclass
class Found:
    """A change. series: its column; level: 1 up, -1 down; before (first week of its baseline), began, flagged: rows.

    until: the row at which the next change began; turned_back: that one led the other way.
    """

    series: int
    level: int
    before: int
    began: int
    flagged: int
    p: float
    until: int | None = None
    turned_back: bool = False


class Search:
    """What is found in cases and refusals (both weeks x series).

    practice: a number for the practice of each series, where several are searched at once (a simulation);
    Benjamini-Hochberg is held within a practice. found: the alarms; watching: weeks x series, where a watch stands;
    watched: weeks x series, where an alarm was possible.
    """

    def __init__(self, cases: np.ndarray, refused: np.ndarray, practice: np.ndarray | None = None):
        weeks, series = cases.shape
        cases, refused = cases.astype(np.int64), refused.astype(np.int64)
        self.practice = np.zeros(series, dtype=np.int64) if practice is None else practice
        self.sums = _running(cases, refused, (cases > 0).astype(np.int64))
        self.ranges = _running(*moving_ranges(cases, refused))
        self.start = np.zeros(series, dtype=np.int64)  # first week of the stretch that later weeks are compared with
        self.at_start = np.zeros((3, series), dtype=np.int64)  # the sums there
        self.level = np.zeros(series, dtype=np.int64)  # direction of the change that stands
        self.found: list[Found] = []
        self.stands: dict[int, Found] = {}
        self.watching, self.watched = np.zeros((2, weeks, series), dtype=bool)
        self.watch_p = np.ones(series)
        self.scattered = -1, self.watch_p

    def run(self, first: int = 1) -> Search:
        """Look at every week from the row `first` on."""
        for week in range(first, len(self.watched)):
            self._end(week)
            p, level = self._judge(week)
            for series in np.flatnonzero(self._rejected(p, self.watched[week])):
                self._alarm(int(series), int(level[series]), week, float(p[series]))
        return self

    def standing(self) -> list[Found]:
        """The watches of the last week."""
        last, told = len(self.watched) - 1, []
        for series in map(int, np.flatnonzero(self.watching[last] & (self.level <= 0))):
            began = self._split(series, 1, last)
            told.append(Found(series, 1, self._before(series, began), began, last, float(self.watch_p[series])))
        return told

    def _judge(self, week: int) -> tuple[np.ndarray, np.ndarray]:
        """The least p of any window with its direction; marks on the way what is watched and where a watch stands."""
        far = [self._far(week, window, ALL, FEWEST_WEEKS, FEWEST_CASES) for window in WINDOWS if window <= week]
        p, level = np.ones(len(self.start)), np.zeros(len(self.start), dtype=np.int64)
        if not far:
            return p, level
        series, way, window, tail = _tails(far)
        stands = (window == WATCH_WEEKS) & (way > 0) & (tail <= WATCH) & (self.level[series] <= 0)
        self.watching[week, series[stands]] = True
        self.watch_p[series[stands]] = tail[stands]
        tail = np.where(way > 0, tail, tail * DOWNWARD)
        order = np.argsort(-tail)  # the least comes last and stays
        p[series[order]], level[series[order]] = tail[order], way[order]
        return p, level

    def _far(self, week: int, window: int, series: slice | np.ndarray, weeks: int, cases: int) -> Far:
        """The series whose latest weeks lie far from those before, which must be enough."""
        split, first = week + 1 - window, max(week + 1 - window - BASELINE, 0)
        begin = np.where(self.start[series] > first, self.at_start[:, series], self.sums[first][:, series])
        latest = self.sums[week + 1][:2, series] - self.sums[split][:2, series]
        before = self.sums[split][:, series] - begin
        usable = (latest[0] > 0) & (before[0] >= cases) & (before[2] >= weeks)
        if series is ALL:
            self.watched[week] |= usable & (latest[1] + before[1] >= FEWEST_REFUSED)
        worth = self._scatter(week)[series]
        usable &= (worth < WILD) | (window >= WILD_WEEKS)
        return _far_off(window, *_thinned(worth, latest), *_thinned(worth, before[:2]), usable)

    def _scatter(self, week: int) -> np.ndarray:
        """How many cases count as one, by the weeks of a year and a quarter before this one; found once a week."""
        if self.scattered[0] != week:
            first = np.maximum(self.start, week - BASELINE - WINDOWS[-1])
            begin = np.where(self.start >= first, self.at_start[:2], self.sums[first.min()][:2])
            ranges = self.ranges[max(week - 1, 0)] - self.ranges[first, :, np.arange(len(first))].T
            self.scattered = week, scatter(*(self.sums[week][:2] - begin), *ranges, self.practice)
        return self.scattered[1]

    def _rejected(self, p: np.ndarray, watched: np.ndarray) -> np.ndarray:
        """Benjamini-Hochberg within each practice, over the series watched."""
        rejected = np.zeros(len(p), dtype=bool)
        at = np.flatnonzero(watched & (p <= ALARM))
        if not len(at):
            return rejected
        at = at[np.lexsort((p[at], self.practice[at]))]
        owner = self.practice[at]
        rank = np.arange(len(at)) - np.searchsorted(owner, owner) + 1
        fits = p[at] <= ALARM * rank / np.bincount(self.practice, watched)[owner]
        most = np.zeros(owner[-1] + 1, dtype=np.int64)
        np.maximum.at(most, owner[fits], rank[fits])
        rejected[at[rank <= most[owner]]] = True
        return rejected

    def _end(self, week: int) -> None:
        """End the changes whose rate has turned back."""
        open_ = np.flatnonzero(self.level)
        if not len(open_):
            return
        far = [self._far(week, window, open_, 1, 1) for window in WINDOWS if window <= week]
        series, way, _, tail = _tails(far)
        back = (tail <= END) & (way == -self.level[open_[series]])
        for each in map(int, np.unique(open_[series[back]])):
            self._close(each, self._split(each, -int(self.level[each]), week), turned_back=True)

    def _alarm(self, series: int, level: int, week: int, p: float) -> None:
        began = self._split(series, level, week)
        if self.level[series] == -level:
            return self._close(series, began, turned_back=True)
        before = self._before(series, began)
        self._close(series, began, turned_back=False)
        self.stands[series] = Found(series, level, before, began, week, p)
        self.found.append(self.stands[series])
        self.level[series] = level
        return None

    def _close(self, series: int, began: int, *, turned_back: bool) -> None:
        """The stretch of a series is over: what comes later is compared with the weeks from `began` on."""
        known = self.stands.pop(series, None)
        if known:
            known.until, known.turned_back = began, turned_back
        self.start[series], self.level[series] = began, 0
        self.at_start[:, series] = self.sums[began, :, series]

    def _before(self, series: int, began: int) -> int:
        return max(int(self.start[series]), began - BASELINE)

    def _split(self, series: int, level: int, week: int) -> int:
        """The likeliest first week of the change: the split of the stretch in two rates with the highest likelihood."""
        begin = max(int(self.start[series]), week - BASELINE - WINDOWS[-1])
        cases, refused = (self.sums[begin : week + 2, :2, series] - self.sums[begin, :2, series]).T
        early = np.stack([cases[1:-1], refused[1:-1]])
        late = np.stack([cases[-1] - cases[1:-1], refused[-1] - refused[1:-1]])
        with np.errstate(divide="ignore", invalid="ignore"):
            fits = level * (late[1] / late[0] - early[1] / early[0]) > 0
        likely = np.where(fits, _log_likelihood(*early) + _log_likelihood(*late), -np.inf)
        return begin + 1 + int(np.argmax(likely))


def scatter(
    cases: np.ndarray, refused: np.ndarray, ranges: np.ndarray, pairs: np.ndarray, practice: np.ndarray
) -> np.ndarray:
    """How many cases count as one: 1, or the variance of weeks over that of chance where it is surely more.

    Of all series of a practice together, and above that of a series of its own. cases, refused: sums over the weeks;
    ranges, pairs: sums of moving_ranges over them.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = refused / cases * (1 - refused / cases)
        found = ranges / pairs / chance
        noise = np.sqrt((3 + (pairs + 1) / (cases * chance)) / pairs)
    known = (pairs >= FEWEST_WEEKS) & (chance > 0)
    weight = np.where(known, noise, np.inf) ** -2.0
    weights = np.bincount(practice, weight)
    common = np.bincount(practice, weight * np.where(known, found, 1)) / np.maximum(weights, 1e-9)
    common = np.where(common > 1 + SCATTER / np.sqrt(np.maximum(weights, 1e-9)), common, 1.0)[practice]
    return np.where(known & (found > common + SCATTER * noise), found, common)


def _running(*counts: np.ndarray) -> np.ndarray:
    """Sums up to each week, without it: weeks + 1 x counts x series."""
    each = np.stack(counts, axis=1)
    return np.concatenate([np.zeros((1, *each.shape[1:]), dtype=each.dtype), np.cumsum(each, axis=0)])


def moving_ranges(cases: np.ndarray, refused: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each week and the next: what estimates the variance of a case, and whether both had answers.

    Neighbours, not the mean of all weeks: a step in the rate does not pass for scatter (Laney, after Shewhart).
    """
    known = cases > 0
    rate = np.divide(refused, cases, out=np.zeros(cases.shape), where=known)
    inverse = np.divide(1.0, cases, out=np.zeros(cases.shape), where=known)
    pairs = known[1:] & known[:-1]
    spread = np.divide(np.diff(rate, axis=0) ** 2, inverse[1:] + inverse[:-1], out=np.zeros(pairs.shape), where=pairs)
    return spread, pairs.astype(float)


def _thinned(worth: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Cases and refusals as so many independent ones as they are worth."""
    at = np.flatnonzero(worth > 1)
    if len(at):
        counts[:, at] = np.rint(counts[:, at] / worth[at])
    return counts


def _far_off(
    window: int, drawn: np.ndarray, found: np.ndarray, before: np.ndarray, refused: np.ndarray, usable: np.ndarray
) -> Far:
    """Where the refusals of the latest weeks lie far from the hypergeometric mean, up or down."""
    total, marked = np.maximum(drawn + before, 2), found + refused
    share = drawn / total
    off = found - marked * share
    variance = marked * share * (1 - share) * (total - marked) / (total - 1)
    deviation = np.sqrt(np.maximum(variance, 0))  # below 0 only where a new stretch has begun: not usable
    rise = NEAR if window == WATCH_WEEKS else FAR
    at = np.flatnonzero(usable & ((off > rise * deviation) | (off < -FAR * deviation)))
    way = np.where(off[at] > 0, 1, -1)
    return at, way, np.full(len(at), window), drawn[at], found[at], marked[at], total[at]


def _tails(far: list[Far]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Series, direction, window and exact one-sided p of what lies far off."""
    series, way, window, drawn, found, marked, total = (np.concatenate(each) for each in zip(*far, strict=True))
    falls = way < 0  # as few refused as that is as many not refused
    found, marked = np.where(falls, drawn - found, found), np.where(falls, total - marked, marked)
    return series, way, window, at_least(found, drawn, marked, total)


def _log_likelihood(cases: np.ndarray, refused: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = refused / cases
        said = refused * np.log(rate) + (cases - refused) * np.log1p(-rate)
    return np.nan_to_num(said, nan=0.0, neginf=0.0)
