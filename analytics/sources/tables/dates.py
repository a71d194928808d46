"""The order of day and month: what a file's dates prove, and what has to be asked."""

from __future__ import annotations

from typing import NamedTuple

import duckdb

from analytics.sources.tables.questions import Question

EARLIEST = {"dob": "1880-01-01"}
SINCE = "1990-01-01"  # no other date of a practice is older
ASSUMED = "mdy"  # what exports of the United States write


class Evidence(NamedTuple):
    """Different texts of one date column: read as month/day only, as day/month only, as either of two days."""

    field: str
    month_first: int
    day_first: int
    either: int

    @property
    def proof(self) -> str | None:
        """mdy or dmy, or None where the column proves nothing, or both."""
        if bool(self.month_first) == bool(self.day_first):
            return None
        return "mdy" if self.month_first else "dmy"


def decide(cursor: duckdb.DuckDBPyConnection, fields: list[str], said: str | None) -> list[Question]:
    """Tables work_word_<field> of every date column: text, first, day (as read), value, value_to; and what to ask.

    A column's own proof comes first, then what was said, then what the other columns prove together.
    """
    evidence = [_read_words(cursor, field) for field in fields]
    proofs = {each.proof for each in evidence if each.proof}
    agreed = proofs.pop() if len(proofs) == 1 else None
    for each in evidence:
        _settle(cursor, each.field, each.proof or said or agreed or ASSUMED)
    open_columns = [each for each in evidence if not each.proof and each.either]
    if agreed or not open_columns:
        return []
    assumed = said or ASSUMED
    if proofs:  # columns of one file that contradict each other: each of the others is asked for by itself
        return [
            Question(
                "date_order", assumed, said is not None, f"{_either(each)}; other columns differ in it", each.field
            )
            for each in open_columns
        ]
    return [Question("date_order", assumed, said is not None, _either(*open_columns))]


def _either(*columns: Evidence) -> str:
    count = sum(each.either for each in columns)
    return f"no date proves the order of day and month, and {count:,} can be read both ways"


def _read_words(cursor: duckdb.DuckDBPyConnection, field: str) -> Evidence:
    cursor.execute(
        f"""
        create or replace table work_word_{field} as
        with word as (select distinct {field} as text from work_text where {field} is not null)
        , span as (
            select text, day_text(text, 1) as first, case when length(text) > 10 then day_text(text, 2) end as last
            from word
        )
        select text, first, parse_day(first, false) as mdy, parse_day(first, true) as dmy,
            parse_day(last, false) as mdy_to, parse_day(last, true) as dmy_to
        from span
        """
    ).fetchall()
    counts = cursor.execute(
        f"""
        select count(*) filter (mdy is not null and dmy is null), count(*) filter (mdy is null and dmy is not null),
            count(*) filter (mdy <> dmy)
        from work_word_{field}
        where text in (select {field} from work_text where furniture is null)
        """
    ).fetchall()[0]
    return Evidence(field, *counts)


def _settle(cursor: duckdb.DuckDBPyConnection, field: str, order: str) -> None:
    """Days outside the years a practice can mean read as null."""
    earliest = EARLIEST.get(field, SINCE)
    meant = f"between date '{earliest}' and date '2100-12-31'"
    cursor.execute(
        f"""
        create or replace table work_word_{field} as
        select text, first, {order} as day,
            case when {order} {meant} then {order} end as value,
            case when {order}_to {meant} and {order}_to >= {order} then {order}_to end as value_to
        from work_word_{field}
        """
    ).fetchall()
