"""The catalogue of figures: what each number of a page means, is made of, leaves out, and which lines stand behind it.

One YAML file a page; every question they name is answers/shown/<question>.sql.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from analytics.figures.model import Each, Figure, LeftOut, Lines, Part, Source
from analytics.figures.reading import Reading, parameters, read
from analytics.figures.written import to_markdown

FOLDER = Path(__file__).resolve().parent

__all__ = [
    "Each",
    "Figure",
    "LeftOut",
    "Lines",
    "Part",
    "Reading",
    "Source",
    "catalogue",
    "find",
    "of_kpi",
    "parameters",
    "read",
    "to_markdown",
]


@cache
def catalogue() -> dict[str, Figure]:
    """Every figure by its id, page by page. Raises pydantic.ValidationError for an entry that is none."""
    known: dict[str, Figure] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, entry in told["figures"].items():
            if name in known:
                raise ValueError(f"{name} stands in the catalogue twice")
            known[name] = Figure(**{**told["common"], **entry, "id": name})
    return known


def find(figure_id: str) -> Figure:
    """A figure by its id. Raises KeyError for one nobody described."""
    return catalogue()[figure_id]


@cache
def of_kpi(name: str) -> Figure | None:
    """The figure of a key figure, by the name of data/reference/kpi.csv."""
    return next((figure for figure in catalogue().values() if figure.kpi == name), None)
