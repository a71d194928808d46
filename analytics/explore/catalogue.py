"""What Explore can count and cut by: catalogue.yaml, read and checked once."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from analytics.errors import InputError
from analytics.explore import views

GRAINS = ("day", "week", "month", "quarter", "year")
Unit = Literal["count", "dollars", "units", "minutes", "days", "share"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    label: str


class Measure(_Entry):
    """A figure over one view.

    adds: sum | distinct | ratio | median; sql: an aggregate, for distinct and median the value of a row; of: what a
    ratio is over, in of_unit, named of_label; n: the cases behind a ratio whose `of` is no count.
    """

    unit: Unit
    view: str
    adds: Literal["sum", "distinct", "ratio", "median"]
    sql: str
    of: str = ""
    of_unit: Unit = "count"
    of_label: str = ""
    n: str = ""
    each: str = ""
    mark: Literal["lost", "collected", "exposure", "plain"] = "plain"
    help: str

    @property
    def columns(self) -> frozenset[str]:
        """The columns of its view that it reads."""
        return columns_of(self.view, " ".join((self.sql, self.of, self.n, self.each)))

    @property
    def aggregates(self) -> dict[str, tuple[str, Unit]]:
        """Columns it is made of, suffix -> (aggregate, unit): "" the figure itself, "of" and "part" of a ratio, "n"."""
        if self.adds == "ratio":
            made = {"part": (self.sql, self.of_unit), "of": (self.of, self.of_unit)}
            if self.unit != "share":
                made["part"] = (self.sql, self.unit)
            return made | ({"n": (self.n, "count")} if self.n else {})
        if self.adds == "median":
            return {"": (f"quantile_disc({self.sql}, 0.5)", self.unit), "n": (f"count({self.sql})", "count")}
        return {"": (f"count(distinct {self.sql})" if self.adds == "distinct" else self.sql, self.unit)}

    @property
    def cases(self) -> str:
        """The suffix of the column that counts the cases behind it, "" where small numbers are no question."""
        return {"ratio": "n" if self.n else "of", "median": "n"}.get(self.adds, "")


class Dimension(_Entry):
    """What rows are cut by; views: only those, where a column of that name means something else in others."""

    kind: Literal["text", "name", "ordered", "bin", "date"]
    sql: str
    filter: str = ""
    views: tuple[str, ...] = ()
    words: dict[int, str] = {}
    step: int = 0
    grain: str = ""

    @property
    def expression(self) -> str:
        """The SQL of its value."""
        if self.kind == "bin":
            return f"cast(floor({self.sql} / {self.step}) * {self.step} AS integer)"
        if self.kind == "date" and self.grain != "day":
            return f"cast(date_trunc('{self.grain}', {self.sql}) AS date)"
        return self.sql

    @property
    def is_category(self) -> bool:
        """Whether its values have no order of their own, so that the largest stand first and the rest is gathered."""
        return self.kind in ("text", "name")

    def fits(self, measure: Measure) -> bool:
        """Whether a measure can be cut by it."""
        known = views.parts(measure.view).columns
        return (not self.views or measure.view in self.views) and words(self.sql) <= known.keys() | SQL_WORDS


class Chart(_Entry):
    """A picture: how many rows, columns and measures it takes; needs: sum | date | each, of the first of them."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    measures: tuple[int, int]
    needs: Literal["", "sum", "date", "each"] = ""


SQL_WORDS = {"nullif", "coalesce", "cast", "isodow", "as", "integer"}


class Catalogue(BaseModel):
    """Everything that can be chosen, by name."""

    measures: dict[str, Measure]
    dimensions: dict[str, Dimension]
    charts: dict[str, Chart]

    def measure(self, name: str) -> Measure:
        """Raises InputError for a name it does not have, as the two below do."""
        return _known(self.measures, name, "measure")

    def dimension(self, name: str) -> Dimension:
        return _known(self.dimensions, name, "dimension")

    def chart(self, name: str) -> Chart:
        return _known(self.charts, name, "picture")


def _known(entries: dict, name: str, what: str):
    if name not in entries:
        raise InputError(f"{name[:40]!r} is no {what} of Explore", fix="choose one of its list")
    return entries[name]


@functools.cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    text = (Path(__file__).resolve().parent / "catalogue.yaml").read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    dates = {
        f"{name}_{grain}": {"label": f"{grain.capitalize()} of {date['label']}", "kind": "date", "grain": grain}
        | {"sql": date["sql"]}
        for name, date in said.pop("dates").items()
        for grain in GRAINS
    }
    said["dimensions"] |= dates
    return Catalogue.model_validate(
        {part: {name: {"name": name} | entry for name, entry in entries.items()} for part, entries in said.items()}
    )


def words(sql: str) -> set[str]:
    """The words of an expression outside its quoted texts."""
    return set(re.findall(r"[a-z_][a-z_0-9]*", re.sub(r"'[^']*'", "", sql).lower()))


def columns_of(view: str, sql: str) -> frozenset[str]:
    """The columns of a view that an expression names."""
    return frozenset(words(sql) & views.parts(view).columns.keys())
