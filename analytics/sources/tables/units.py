"""Units of 15-minute codes that read like minutes: asked for, never billed unseen.

A day holds few 15-minute units of one code: a line of more than LIMIT is no count of units, and a column whose timed
values mostly are MANY or more holds minutes.
"""

from __future__ import annotations

import csv
from functools import cache

import duckdb

from analytics.sources.tables.questions import Question
from analytics.workspace import REFERENCE

MANY = 8
LIMIT = 24
REASON = "units read like minutes"
NO_FAULT = (
    "select null::bigint as ordinal, null as field, null as value, null as reason, null as fix, true as fatal "
    "where false"
)
FIX = "say what the column holds, on the Files page or with --units minutes or --units units"


@cache
def timed_codes() -> tuple[str, ...]:
    """The codes of 15 minutes, from data/reference/therapy_code.csv."""
    with (REFERENCE / "therapy_code.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(row["hcpcs"] for row in csv.DictReader(handle) if row["unit_basis"] == "timed_15")


def judge(cursor: duckdb.DuckDBPyConnection, said: str | None) -> tuple[list[Question], str]:
    """What to ask of a bill's units, and a select of the faults of rows whose units are not to be believed."""
    if said == "minutes":  # the column was read as minutes: no units are left to be judged
        words = "the column holds minutes, and the units billed are unknown"
        return [Question("units_are", said, True, words, "minutes")], NO_FAULT
    codes = ", ".join(f"'{code}'" for code in timed_codes())
    timed = f"temp_value where cpt in ({codes}) and units is not null"
    lines, many, middle = cursor.execute(
        f"select count(*), count(*) filter (abs(units) >= {MANY}), median(abs(units)) from {timed}"
    ).fetchall()[0]
    suspect = lines > 0 and (middle >= MANY or many * 2 > lines)
    least = f"units < -{LIMIT} or units > {LIMIT}" if not suspect else "true"
    unit = "false" if said == "units" else least
    faults = (
        f"select ordinal, 'units' as field, plain(units) as value, '{REASON}' as reason, '{FIX}' as fix, true as fatal "
        f"from {timed} and ({unit})"
    )
    words = f"{many:,} of {lines:,} lines of 15-minute codes have {MANY} units or more"
    return ([Question("units_are", said, said is not None, words, "units")] if suspect or said else []), faults
