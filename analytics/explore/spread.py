"""How the values of single rows are spread within each value of a dimension: five marks of a box, read in SQL."""

from __future__ import annotations

from analytics.explore import views
from analytics.explore.catalogue import columns_of
from analytics.explore.query import Cut, condition
from analytics.explore.spec import Spec
from analytics.explore.table import OTHERS, Column, Table
from analytics.selection import Filter
from analytics.workspace import Workspace

MARKS = {"p05": 0.05, "q1": 0.25, "half": 0.5, "q3": 0.75, "p95": 0.95}
LABELS = {
    "p05": "5th percentile",
    "q1": "1st quartile",
    "half": "Median",
    "q3": "3rd quartile",
    "p95": "95th percentile",
}


def spread(workspace: Workspace, spec: Spec, chosen: Filter, cut: Cut) -> Table:
    """One row per value of the spec's only row, in the order of its cut: n and five percentiles of the first measure.

    A percentile is the smallest value that so many of the rows do not exceed.
    """
    views.views(workspace)
    text, given = sql(spec, chosen)
    found = {row[0]: row for row in workspace.rows(text, **given)}
    measure, known = spec.measures_known()[0], spec.dimensions_known()[0]
    columns = (
        Column(known.name, known.label, known.grain or known.kind, cut.columns[0].type),
        Column("n", f"{measure.label}: n", "count", "BIGINT"),
        *(Column(mark, LABELS[mark], measure.unit, "DOUBLE") for mark in MARKS),
    )
    named = {word: value for value, word in known.words.items()}
    rows = [
        (value, *found[named.get(value, value)][1:])
        for value in cut.values(known.name)
        if value != OTHERS and named.get(value, value) in found
    ]
    hidden = len(found) - len(rows)
    return Table(columns, rows, f"{hidden} further values are not drawn" if hidden > 0 else "")


def sql(spec: Spec, chosen: Filter) -> tuple[str, dict[str, object]]:
    """The SQL of the five marks with its parameters; put together from the catalogue's pieces."""
    measure, known = spec.measures_known()[0], spec.dimensions_known()[0]
    where = condition(measure.view, chosen)
    read = columns_of(measure.view, f"{known.sql} {measure.each} {where}")
    marks = ", ".join(f"cast(quantile_disc(x, {share}) AS double) AS {name}" for name, share in MARKS.items())
    text = (
        f"select d0, count(x) AS n, {marks}\nfrom (select {known.expression} AS d0, {measure.each} AS x from (\n"
        f"{views.narrowed(measure.view, read)}\n) AS r{where}) AS t\nwhere x is not null\ngroup by d0"
    )
    return text, {"filter": chosen.parameters()} if chosen else {}
