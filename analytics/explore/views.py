"""The documented views `ex_*.sql`: made where they are missing, and read only as far as a question needs them.

A view stands in one form: every column, and every join, on a line of its own. That lets `narrowed` leave out the joins
whose columns nobody asks for: a left join to a key changes no row, but reading a million of them costs time.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple
from weakref import WeakSet

from analytics.workspace import Workspace, together

HERE = Path(__file__).resolve().parent
VIEWS = (
    "ex_line",
    "ex_visit",
    "ex_unit",
    "ex_finding",
    "ex_denial",
    "ex_remittance",
    "ex_adjustment",
    "ex_revenue",
)
COLUMN = re.compile(r"    (.+) AS (\w+),?")
JOIN = re.compile(r"(?:left )?join .+ AS (\w+) on .+")
MADE: WeakSet[Workspace] = WeakSet()


class Parts(NamedTuple):
    """A view taken apart: column -> expression, its first table, alias -> join line in order, the condition."""

    columns: dict[str, str]
    table: str
    joins: dict[str, str]
    condition: str


def views(workspace: Workspace) -> None:
    """Make the documented views of a workspace that is built; once made, that is known and costs nothing."""
    if workspace in MADE:
        return
    cursor = workspace.cursor()
    with together(cursor):
        for name in VIEWS:
            cursor.execute(f"create or replace view {name} as\n{text(name)}").fetchall()
    MADE.add(workspace)


@functools.cache
def text(name: str) -> str:
    """The SQL of a view."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


@functools.cache
def parts(name: str) -> Parts:
    """A view taken apart along its lines."""
    lines = [line for line in text(name).splitlines() if line and not line.startswith("--")]
    start = next(place for place, line in enumerate(lines) if line.startswith("from "))
    columns = {found[2]: found[1] for line in lines[1:start] if (found := COLUMN.fullmatch(line))}
    joins = {found[1]: line for line in lines[start + 1 :] if (found := JOIN.fullmatch(line))}
    condition = next((line for line in lines[start + 1 :] if line.startswith("where ")), "")
    assert len(lines) == 2 + len(columns) + len(joins) + bool(condition), f"{name} is not one column a line"
    return Parts(columns, lines[start], joins, condition)


def narrowed(name: str, columns: Collection[str]) -> str:
    """The SQL of a view with these columns only, and only the joins they need; the rows are the same."""
    view = parts(name)
    chosen = {column: view.columns[column] for column in sorted(columns)}
    needed = _needed(view, [*chosen.values(), view.condition])
    select = ", ".join(f"{expression} AS {column}" for column, expression in chosen.items()) or "1 AS one"
    return "\n".join([f"select {select}", view.table, *needed, view.condition]).strip()


def _needed(view: Parts, texts: list[str]) -> list[str]:
    """The joins whose alias a text names, and those they lean on; what is no left join decides on rows and stays."""
    kept: list[str] = []
    for alias, join in reversed(view.joins.items()):
        if not join.startswith("left ") or any(re.search(rf"\b{alias}\.", said) for said in [*texts, *kept]):
            kept.insert(0, join)
    return kept
