"""Totals that a table states itself, compared with the rows they stand for: a second, independent control total."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

import duckdb
import pyarrow as pa

from analytics.contract import FIELDS
from analytics.sources.tables.groups import fields_of
from analytics.sources.tables.header import Names

TABLES = {
    "billing": "billing_row",
    "minutes": "minutes_row",
    "fee_schedule": "fee_row",
    "claim_status": "claim_acknowledgement",
    "opening_balance": "opening_balance",
}
# The columns that a report adds up. What one row says of a whole check or visit is not among them.
ADDED = {
    "billing": ("charge", "units", "minutes", "patient_paid", "written_off"),
    "minutes": ("minutes", "total_timed_minutes", "assistant_minutes"),
    "remittance": ("charge", "paid", "allowed", "patient_resp", "units"),
    "fee_schedule": (),
    "claim_status": ("charge",),
    "opening_balance": ("amount",),
}
# Of a remittance: what is repeated on each row of a line and counted once, by what says which row it counts on.
ONCE = {"charge": "charge", "paid": "paid", "allowed": "paid", "patient_resp": "paid", "units": "paid"}
READINGS = {"money": "parse_money", "number": "parse_number", "minutes": "parse_minutes"}
GRAND = re.compile(r"\W*(grand|report|overall|final)\b", re.IGNORECASE)
PAGE = re.compile(r"\W*page\b", re.IGNORECASE)
SUB = re.compile(r"\W*sub\b|\W*sub-?total|.*\btotals? +(for|by|of)\b|.+\btotals?\W*$", re.IGNORECASE)
OF_WHAT = re.compile(r"\btotals? +(?:for|by|of)(?: +the)? +(\w+(?: +(?:id|name|number|no|of service))?)", re.IGNORECASE)


class Total(NamedTuple):
    """A record that states totals. amounts: measure -> amount; names: Grand Total, Sub-Total, ... (never a patient)."""

    ordinal: int
    sheet: str | None
    row_no: int
    name: str
    level: str
    amounts: dict[str, Decimal]

    def reference(self) -> str:
        """`sheet Charges, row 340: Grand Total`."""
        return f"{f'sheet {self.sheet}, ' if self.sheet else ''}row {self.row_no}: {self.name}"


class Scope(NamedTuple):
    """Records that a total may stand for: those after one ordinal, up to another one."""

    total: int
    choice: int
    after: int
    until: int


def compare(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, mapped: set[str]) -> None:
    """One row of control_total for each amount a total row states: measure stated_charge, ..., in_file as stated,
    loaded, rejected and duplicate as the rows say that the total stands for; the difference is what it is.

    A grand total stands for its whole sheet, any other for the rows since the last total of its level. Where a row does
    not say which it is, or these do not add up and the rows since the last total of any level do, those are meant.
    """
    types = {field.name: field.type for field in FIELDS[kind]}
    measures = {name: READINGS[types[name]] for name in ADDED[kind] if name in mapped}
    stated = cursor.execute("select count(*) from temp_total").fetchall() != [(0,)]
    totals = _totals(cursor, kind, measures) if measures and stated else []
    if not totals:
        return
    _make_sums(cursor, file_id, kind, measures)
    scopes = _scopes(cursor, totals)
    cursor.register("incoming", pa.table(list(zip(*scopes, strict=True)), names=Scope._fields))
    rows = cursor.execute(_covered(measures)).fetchall()
    cursor.unregister("incoming")
    found = {(total, choice): values for total, choice, *values in rows}
    lines = [line for total in totals for line in _lines(total, found, list(measures))]
    columns = list(zip(*lines, strict=True))
    cursor.register("incoming", pa.table([pa.array(column) for column in columns], names=[f"c{i}" for i in range(6)]))
    cursor.execute(
        "insert into control_total select $id, c0, c1, c2, c3, c4, c5, c2 - (c3 + c4 + c5) from incoming",
        {"id": file_id},
    ).fetchall()
    cursor.unregister("incoming")


def _totals(cursor: duckdb.DuckDBPyConnection, kind: str, measures: dict[str, str]) -> list[Total]:
    """The records that state an amount which can be read, in file order."""
    amounts = ", ".join(f"{reading}(row.{name})" for name, reading in measures.items())
    rows = cursor.execute(
        f"""
        select total.ordinal, total.sheet, total.row_no, coalesce(total.label, ''), parse_money(total.amount), {amounts}
        from temp_total as total
        join temp_text as row on row.ordinal = total.ordinal
        order by total.ordinal
        """
    ).fetchall()
    totals = []
    for ordinal, sheet, row_no, label, below, *given in rows:
        if below is None:
            stated = {name: value for name, value in zip(measures, given, strict=True) if value is not None}
            name, level = _named(label)
        else:
            meant = fields_of(re.sub(r"(?i)^(grand |report |overall )?totals? ", "", label), Names({})) & set(measures)
            stated = dict.fromkeys(meant, below)
            name, level = "Grand Total", "grand"
        if stated:
            totals.append(Total(ordinal, sheet, row_no, name, level, stated))
    return totals


def _named(label: str) -> tuple[str, str]:
    """What a total is called in the account, and its level: totals of one level follow each other."""
    if GRAND.match(label):
        return "Grand Total", "grand"
    if PAGE.match(label):
        return "Page Total", "page"
    if SUB.match(label):
        of_what = OF_WHAT.search(label)
        fields = fields_of(of_what.group(1), Names({})) if of_what else frozenset()
        return "Sub-Total", "sub " + " ".join(sorted(fields))
    return "Total", "total" if label else "no label"


def _make_sums(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, measures: dict[str, str]) -> None:
    """Table temp_sum: one row per record, with the sums of all records of its sheet down to it, by what became of them:
    <measure>_0 loaded, _1 rejected, _2 duplicate."""
    if kind == "remittance":
        duplicate = (
            "select entry.ordinal from temp_entry as entry join temp_line as line on line.ordinal = entry.line_ordinal "
            "where line.is_duplicate"
        )
        values = [
            f"case when value.ordinal not in (select ordinal from temp_entry where not states_{ONCE[name]}) "
            f"then value.{name} end as {name}"
            for name in measures
        ]
    else:
        duplicate = f"select row_key & 4294967295 from {TABLES[kind]} where file_id = {file_id} and is_duplicate"
        values = [f"value.{name}" for name in measures]
    sums = ", ".join(
        f"sum(case when state = {state} then {name} else 0 end) over down as {name}_{state}"
        for name in measures
        for state in range(3)
    )
    cursor.execute(
        f"""
        create or replace table temp_sum as
        with judged as (
            select text.ordinal, text.sheet, {", ".join(values)},
                case
                    when text.ordinal in (select ordinal from temp_rejected) then 1
                    when text.ordinal in ({duplicate}) then 2
                    else 0
                end as state
            from temp_text as text
            left join temp_value as value on value.ordinal = text.ordinal
        )
        select ordinal, sheet, {sums}
        from judged
        window down as (partition by sheet order by ordinal rows unbounded preceding)
        """
    ).fetchall()


def _scopes(cursor: duckdb.DuckDBPyConnection, totals: list[Total]) -> list[Scope]:
    """For each total the records it may stand for, the most likely ones first."""
    ends = dict(cursor.execute("select sheet, max(ordinal) from temp_text group by sheet").fetchall())
    scopes: list[Scope] = []
    last: dict[tuple[str | None, str], int] = {}
    for place, total in enumerate(totals):
        before = last.get((total.sheet, total.level), 0)
        any_before = last.get((total.sheet, ""), 0)
        until = ends[total.sheet] if total.level == "grand" else total.ordinal
        choices = [0] if total.level == "grand" else list(dict.fromkeys((before, any_before, 0)))
        scopes += [Scope(place, choice, after, until) for choice, after in enumerate(choices)]
        last[total.sheet, total.level] = last[total.sheet, ""] = total.ordinal
    by_place = {place: total.ordinal for place, total in enumerate(totals)}
    return [scope._replace(total=by_place[scope.total]) for scope in scopes]


def _covered(measures: dict[str, str]) -> str:
    """One row per scope: total, choice, and the sums of its records in the order measure, state."""
    sums = ", ".join(
        f"coalesce(last.{name}_{state}, 0) - coalesce(first.{name}_{state}, 0)"
        for name in measures
        for state in range(3)
    )
    return f"""
        select scope.total, scope.choice, {sums}
        from incoming as scope
        join temp_sum as last on last.ordinal = scope.until
        left join temp_sum as first on first.ordinal = scope.after and first.sheet is not distinct from last.sheet
        """


def _lines(total: Total, found: dict[tuple[int, int], list[Decimal]], measures: list[str]) -> list[tuple]:
    """(measure, reference, stated, loaded, rejected, duplicate) of the scope that adds up, or else of the likeliest."""
    candidates = [found[total.ordinal, choice] for choice in range(3) if (total.ordinal, choice) in found]

    def parts(values: list[Decimal], measure: str) -> list[Decimal]:
        at = 3 * measures.index(measure)
        return values[at : at + 3]

    def adds_up(values: list[Decimal]) -> bool:
        return all(sum(parts(values, measure)) == amount for measure, amount in total.amounts.items())

    meant = next(filter(adds_up, candidates), candidates[0])
    return [
        (f"stated_{measure}", total.reference(), amount, *parts(meant, measure))
        for measure, amount in total.amounts.items()
    ]
