"""What every column of the documented views means: dictionary.yaml, read; docs/data-dictionary.md is made from it."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

import yaml

from analytics.explore import views

KINDS = {  # kind: types of the engine it may have
    "key": r"BIGINT|INTEGER",
    "text": r"VARCHAR",
    "code": r"VARCHAR",
    "date": r"DATE",
    "count": r"BIGINT|INTEGER",
    "units": r"DECIMAL.*|INTEGER|BIGINT|DOUBLE",
    "minutes": r"DECIMAL.*|INTEGER|BIGINT|DOUBLE",
    "days": r"BIGINT|INTEGER",
    "dollars": r"DECIMAL.*",
    "flag": r"BOOLEAN",
}
UNITS = {"dollars": "US dollars", "units": "units", "minutes": "minutes", "days": "days", "count": "a number"}
HEAD = """# Data dictionary

The views that Explore asks and that its SQL box may read. Each is made from the tables of the audit; nothing in them is
computed twice. `cut_no` and the three dates are what the filter of the dashboard chooses by. Made from
`analytics/explore/dictionary.yaml`.
"""


class Entry(NamedTuple):
    """A column: kind (of KINDS), meaning, source, when it is null."""

    kind: str
    meaning: str
    source: str
    null_when: str


class View(NamedTuple):
    """A view: what a row is, what tells rows apart, and its columns in their order."""

    grain: str
    key: str
    columns: dict[str, Entry]


def shared() -> dict[str, Entry]:
    """The columns that several views have with one meaning."""
    return {name: Entry(*entry) for name, entry in _said()["shared"].items()}


def own(view: str) -> dict[str, Entry]:
    """The columns that only this view has, or that mean something else in it."""
    return {name: Entry(*entry) for name, entry in _said()["views"][view]["columns"].items()}


@functools.cache
def dictionary() -> dict[str, View]:
    """Every view with what its columns mean. Raises KeyError for a column that nobody has described."""
    return {name: _view(name) for name in views.VIEWS}


def to_markdown() -> str:
    """The text of docs/data-dictionary.md."""
    parts = [HEAD]
    for name, view in dictionary().items():
        parts.append(f"## {name}\n\n{view.grain[0].upper()}{view.grain[1:]}. Key: {view.key}.\n")
        rows = [
            f"| `{column}` | {it.meaning} | {UNITS.get(it.kind, it.kind)} | {it.source} | {it.null_when} |"
            for column, it in view.columns.items()
        ]
        parts.append(
            "\n".join(["| column | meaning | unit | source | null when |", "|---|---|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def _view(name: str) -> View:
    meant = shared() | own(name)
    said = dict(re.findall(r"^-- (one row|key:) (.+)$", views.text(name), re.MULTILINE))
    columns = {column: meant[column] for column in views.parts(name).columns}
    return View(f"one row {said['one row']}", said["key:"], columns)


@functools.cache
def _said() -> dict:
    return yaml.safe_load((Path(__file__).resolve().parent / "dictionary.yaml").read_text(encoding="utf-8"))
