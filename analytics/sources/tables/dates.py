"""The order of day and month: what a file's dates prove, and what has to be asked."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pyarrow as pa

from analytics.sources.tables.questions import Question

BIRTH = "dob"
EARLIEST = {BIRTH: "1880-01-01"}
SINCE = "1990-01-01"  # no other date of a practice is older
LATEST = "2100-12-31"
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

    @property
    def torn(self) -> bool:
        """Whether some dates of the column prove the one order and some the other."""
        return bool(self.month_first and self.day_first)


def decide(cursor: duckdb.DuckDBPyConnection, data: pa.Table, fields: list[str], said: str | None) -> list[Question]:
    """temp_word_date: field, text, first, day (as read), value, value_to, for all date columns; and what to ask.

    data: the records that are data. A column's own proof comes first, then what was said, then what the other columns
    prove together.
    """
    if not fields:
        return []
    evidence = _read_words(cursor, data, fields)
    proofs = {each.proof for each in evidence if each.proof}
    agreed = proofs.pop() if len(proofs) == 1 else None
    _settle(cursor, {each.field: each.proof or said or agreed or ASSUMED for each in evidence})
    torn = [
        Question("date_order", said or agreed or ASSUMED, said is not None, _torn(each), each.field)
        for each in evidence
        if each.torn
    ]
    open_columns = [each for each in evidence if not each.proof and not each.torn and each.either]
    if agreed or not open_columns:
        return torn
    assumed = said or ASSUMED
    if proofs or torn:  # columns of one file that contradict each other: each of the others is asked for by itself
        return torn + [
            Question(
                "date_order", assumed, said is not None, f"{_either(each)}; other columns differ in it", each.field
            )
            for each in open_columns
        ]
    return [Question("date_order", assumed, said is not None, _either(*open_columns))]


def _torn(column: Evidence) -> str:
    return (
        f"both orders are proved: {column.month_first:,} different dates of the column can only be month/day, "
        f"{column.day_first:,} only day/month, and {column.either:,} can be read both ways"
    )


def _either(*columns: Evidence) -> str:
    count = sum(each.either for each in columns)
    return f"no date proves the order of day and month, and {count:,} can be read both ways"


def _read_words(cursor: duckdb.DuckDBPyConnection, data: pa.Table, fields: list[str]) -> list[Evidence]:
    """Table temp_day: the different texts of each date column, read in both orders."""
    words = [data[field].combine_chunks().dictionary for field in fields]
    named = [pa.repeat(field, len(texts)) for field, texts in zip(fields, words, strict=True)]
    cursor.register("incoming", pa.table({"field": pa.concat_arrays(named), "text": pa.concat_arrays(words)}))
    cursor.execute(
        """
        create or replace table temp_day as
        with word as (select distinct text from incoming)
        , span as (
            select text, day_text(text, 1) as first, case when length(text) > 10 then day_text(text, 2) end as last
            from word
        )
        , day as (
            select text, first, parse_day(first, false) as mdy, parse_day(first, true) as dmy,
                parse_day(last, false) as mdy_to, parse_day(last, true) as dmy_to
            from span
        )
        select incoming.field, day.* from incoming join day on day.text = incoming.text
        """
    ).fetchall()
    cursor.unregister("incoming")
    counts = cursor.execute(
        """
        select field, count(*) filter (mdy is not null and dmy is null),
            count(*) filter (mdy is null and dmy is not null), count(*) filter (mdy <> dmy)
        from temp_day
        group by field
        """
    ).fetchall()
    found = {field: Evidence(field, *numbers) for field, *numbers in counts}
    return [found.get(field, Evidence(field, 0, 0, 0)) for field in fields]


def _settle(cursor: duckdb.DuckDBPyConnection, orders: dict[str, str]) -> None:
    """Days outside the years a practice can mean read as null. A birth with a year of two digits is never to come: it
    lies before the last other day of the table."""
    meant = ", ".join(f"('{field}', '{order}', date '{EARLIEST.get(field, SINCE)}')" for field, order in orders.items())
    cursor.execute(
        f"""
        create or replace table temp_word_date as
        with meant(field, day_order, earliest) as (values {meant})
        , ordered as (
            select field, text, first, earliest, case when day_order = 'mdy' then mdy else dmy end as day,
                case when day_order = 'mdy' then mdy_to else dmy_to end as day_to
            from temp_day join meant using (field)
        )
        , latest as (
            select coalesce(max(day), current_date) as day from ordered where field <> '{BIRTH}' and day <= current_date
        )
        , placed as (
            select field, text, first, earliest, day_to,
                case
                    when field = '{BIRTH}' and ordered.day > latest.day and regexp_matches(first, '[^0-9][0-9]{{2}}$')
                        then (ordered.day - interval 100 year)::date
                    else ordered.day
                end as day
            from ordered cross join latest
        )
        select field, text, first, day,
            case when day between earliest and date '{LATEST}' then day end as value,
            case when day_to between earliest and date '{LATEST}' and day_to >= day then day_to end as value_to
        from placed
        """
    ).fetchall()
