"""Practices whose true yearly loss is known, as the tables that analytics.loss asks.

Drawn with numpy and put in by Arrow; each practice is a payer of one workspace, so that a filter tells them apart.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics import pipeline
from analytics.workspace import Workspace

FIRST_DAY = datetime.date(2025, 1, 6)  # a Monday
WEEKS, TAIL = 52, 5  # mature weeks, and those too young to be answered
LAG = (10, 36)  # days to the first answer, each as likely
VISITS = np.array([14, 12, 15, 11, 9, 1, 0])  # a day, Monday to Sunday
TABLES = """
create or replace table setting as select $as_of::date as as_of, cast(null as varchar) as locality;
create or replace table cut as
    select payer_no as cut_no, cast(null as varchar) as practice, 'Main' as location, payer,
        cast(null as varchar) as payer_class, 'A' as provider, 'GP' as discipline, '97110' as cpt
    from (select distinct payer, payer_no from simulated_day);
create or replace table episode as
    select payer, payer_no, payer_no as cut_no, $first_day::date + day as dos, cast(null as date) as submit_date,
        case when day + lag <= $days then $first_day::date + day + lag end as first_date, first_date as answer_date,
        false as is_void
    from simulated_day;
create or replace table finding as
    select row_number() over () as line_key, 'leak' as kind, category, payer, practice as cut_no,
        $first_day::date + day as dos, cast(null as date) as submit_date, cast(null as date) as answer_date,
        cast(cents * 0.01 as decimal(12, 2)) as amount,
        cast(0 as decimal(12, 2)) as recoverable, cast(null as date) as deadline, 'units' as origin
    from simulated_leak;
create or replace table denial as
    select cast(null as bigint) as episode_key, '' as way where false;
"""


@dataclass(frozen=True)
class Leak:
    """Cases per visit, dollars of a case (log-normal: the median and the spread of its logarithm), lines of a claim."""

    per_visit: float
    median: float
    spread: float
    claim_lines: int = 1

    @property
    def mean(self) -> float:
        """Expected dollars per visit: every further line of a claim falls with it seven times in ten."""
        lines = 1 + 0.7 * (self.claim_lines - 1)
        return self.per_visit * lines * self.median * float(np.exp(self.spread**2 / 2))


LEAKS = {
    "unbilled_units": Leak(0.04, 28, 0.6),
    "unbilled_visit": Leak(0.006, 85, 0.5),
    "authorization": Leak(0.02, 30, 0.7, claim_lines=4),
    "underpaid": Leak(0.004, 60, 1.0),
}


def true_loss() -> float:
    """Dollars a year that such a practice loses in the mean."""
    return 365 / 7 * float(VISITS.sum()) * sum(leak.mean for leak in LEAKS.values())


def simulate(workspace: Workspace, practices: int, seed: int) -> None:
    """Put so many practices in, as the payers P0, P1 ...; makes payer_lag and mature_to by their own SQL."""
    generator, days = np.random.default_rng(seed), 7 * (WEEKS + TAIL)
    visits = generator.poisson(np.tile(VISITS, WEEKS + TAIL), (practices, days))
    cases = [_cases(generator, visits, name, leak) for name, leak in LEAKS.items()]
    leaks = {name: np.concatenate([one[name] for one in cases]) for name in cases[0]}
    practice, day = np.nonzero(visits)
    lag = generator.integers(*LAG, size=len(day), dtype=np.int32)
    if not workspace.rows("select 1 from information_schema.tables where table_name = 'assumption'"):
        pipeline.load_rules(workspace)
    cursor = workspace.cursor()
    payer_of = pa.array([f"P{number}" for number in range(practices)]).take
    seen = {"payer": payer_of(pa.array(practice)), "payer_no": practice, "day": day.astype(np.int32), "lag": lag}
    cursor.register("simulated_day", pa.table(seen))
    cursor.register("simulated_leak", pa.table(leaks | {"payer": payer_of(pa.array(leaks["practice"]))}))
    as_of = FIRST_DAY + datetime.timedelta(days=days)
    given = {"as_of": as_of, "first_day": FIRST_DAY, "days": days}
    for sql in filter(str.strip, TABLES.split(";")):
        cursor.execute(sql, {name: given[name] for name in given if f"${name}" in sql}).fetchall()
    for name in ("simulated_leak", "simulated_day"):
        cursor.unregister(name)
    workspace.build("answers/payer_lag")
    workspace.build("answers/mature_to")


def _cases(generator: np.random.Generator, visits: np.ndarray, name: str, leak: Leak) -> dict[str, np.ndarray]:
    count = generator.binomial(visits, leak.per_visit)
    place = np.repeat(np.arange(count.size), count.ravel())
    lines = 1 + generator.binomial(leak.claim_lines - 1, 0.7, len(place))  # a claim's lines fall together
    place = np.repeat(place, lines)
    dollars = leak.median * np.repeat(np.exp(leak.spread * generator.standard_normal(len(lines))), lines)
    return {
        "practice": place // visits.shape[1],
        "day": (place % visits.shape[1]).astype(np.int32),
        "category": np.full(len(place), name),
        "cents": np.round(100 * dollars).astype(np.int64),
    }
