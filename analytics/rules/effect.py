"""What other payer rules would change, seen before they are saved.

Everything is made in a schema of its own that lies before the audit's tables: what the rules leave alone is read there,
and every other session keeps seeing the figures that hold. The schema goes away again, whatever happens.
"""

from __future__ import annotations

import contextlib
import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from analytics import pipeline
from analytics.questions import text
from analytics.rules.payers import PayerRules, store
from analytics.steps import RULES
from analytics.workspace import ROOT, Workspace

# A schema that a crash left in a file has the mark of another process.
OWN, COUNT = f"preview_{uuid.uuid4().hex[:8]}_", itertools.count(1)
FOLLOWED = ("ledger/payer_version", "ledger/payer", "ledger/payer_day")
READ = ("unit_visit", "modifier_gap", "line_value", "finding")
WORDS = ("visit_explanation",)  # sentences: no figure rests on them as long as every visit keeps its key
Told = Callable[[str, int, int], None]  # table, tables done, tables in all


@dataclass(frozen=True)
class Reach:
    """Billed lines whose rules would be others: how many, their visits, payers, charges and dates of service.

    payer_days: payers and days whose rules would be others, billed or not; payers_moved: names that would follow the
    rules of another payer.
    """

    lines: int
    visits: int
    payers: int
    charge: Decimal
    first_day: date | None
    last_day: date | None
    lines_loaded: int
    payer_days: int
    payers_moved: int


@dataclass(frozen=True)
class Figure:
    """One figure now and then. kind: units, modifiers, expected, leak, exposure or at_risk; category: which of them."""

    kind: str
    category: str
    number: Decimal
    number_then: Decimal
    amount: Decimal
    amount_then: Decimal

    @property
    def moves(self) -> bool:
        """Whether the change moves it at all."""
        return (self.number, self.amount) != (self.number_then, self.amount_then)


@dataclass(frozen=True)
class Effect:
    """The lines a change reaches, and every figure that rests on rules before and after it."""

    reach: Reach
    figures: tuple[Figure, ...]


def reach(workspace: Workspace, rules: PayerRules) -> Reach:
    """How many lines would be judged by other rules than now; rules: complete ones (edits.Candidate.rules)."""
    with _preview(workspace, rules) as cursor:
        pipeline.make(workspace, RULES, steps=FOLLOWED, cursor=cursor)
        return _reach(cursor)


def effect(workspace: Workspace, rules: PayerRules, told: Told = lambda *_: None) -> Effect:
    """The same with units, modifiers, expected dollars, leaks and exposure now and then. told: hears of progress."""
    before = after = _figures(workspace.cursor())
    with _preview(workspace, rules) as cursor:
        stale = pipeline.make(workspace, RULES, steps=FOLLOWED, cursor=cursor)
        touched = _reach(cursor)
        if touched.payers_moved or touched.payer_days:
            steps = [name for name in needed(READ, words=touched.payers_moved > 0) if name not in FOLLOWED]
            pipeline.make(workspace, stale, steps=telling(told, steps), cursor=cursor)
            after = _figures(cursor)
    nothing = (Decimal(0), Decimal(0))
    return Effect(
        touched,
        tuple(
            Figure(kind, category, *_pairs(before.get((kind, category), nothing), after.get((kind, category), nothing)))
            for kind, category in dict.fromkeys((*before, *after))
        ),
    )


def needed(tables: tuple[str, ...], *, words: bool = False) -> list[str]:
    """The steps that make these tables, with all that they are made from, in their order; words: sentences too."""
    wanted, steps = set(tables), []
    for name in reversed(pipeline.STEPS):
        table = name.rsplit("/", 1)[-1]
        if table in wanted:
            steps.append(name)
            wanted |= pipeline.inputs_of(name) - {*(() if words else WORDS)}
    return steps[::-1]


@contextlib.contextmanager
def _preview(workspace: Workspace, rules: PayerRules) -> Iterator[duckdb.DuckDBPyConnection]:
    with shadow(workspace) as cursor:
        store(cursor, rules)
        yield cursor


@contextlib.contextmanager
def shadow(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor that writes into a schema of its own, gone afterwards, and reads the audit's tables behind."""
    schema, cursor = f"{OWN}{next(COUNT)}", workspace.cursor()
    left = workspace.rows(
        """select distinct schema_name from information_schema.schemata
           where schema_name like 'preview\\_%' escape '\\' and not starts_with(schema_name, $own)""",
        own=OWN,
    )
    for (name,) in left:
        cursor.execute(f'drop schema if exists "{name}" cascade').fetchall()
    cursor.execute(f"create schema {schema}").fetchall()
    try:
        cursor.execute(f"set search_path = '{schema},main'").fetchall()
        yield cursor
    finally:
        cursor.close()
        workspace.cursor().execute(f"drop schema if exists {schema} cascade").fetchall()


def telling(told: Told, steps: list[str]) -> Iterator[str]:
    """The steps one by one, each told before it is made."""
    for done, name in enumerate(steps):
        told(name.rsplit("/", 1)[-1], done, len(steps))
        yield name
    told("", len(steps), len(steps))


def _reach(cursor: duckdb.DuckDBPyConnection) -> Reach:
    return Reach(**_records(cursor, (ROOT / "rules" / "reach.sql").read_text(encoding="utf-8"))[0])


def _figures(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    rows = _records(cursor, text("rules_figures"))
    return {(row["kind"], row["category"]): (Decimal(row["number"]), row["amount"] or Decimal(0)) for row in rows}


def _pairs(before: tuple[Decimal, Decimal], after: tuple[Decimal, Decimal]) -> tuple[Decimal, ...]:
    return before[0], after[0], before[1], after[1]


def _records(cursor: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = cursor.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
