"""A cut as SQL, put together from the catalogue's pieces alone, and its answer as a table.

Every measure is summed over its own view; the sums of several views meet on the dimensions they share, so that no row
is counted twice. The totals come from the same rows, not from the parts: rates and medians of all are right too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from analytics.explore import views
from analytics.explore.catalogue import Dimension, Measure, columns_of
from analytics.explore.spec import Spec
from analytics.explore.table import OTHERS, Column, Table
from analytics.selection import Filter
from analytics.workspace import Workspace

MOST_COLUMNS = 12  # values of the dimension across; of further rows the spec's top
MOST_CELLS = 5000
DATES = frozenset({"dos", "submit_date", "answer_date"})
Kept = dict[str, list[Any]]  # dimension -> its values that stand alone; the others are gathered


@dataclass(frozen=True)
class Cut(Table):
    """The cells of a cut; beside them what every row, every column and everything comes to.

    Columns: the dimensions, then of each measure the figure and, for rates and medians, its counts.
    """

    row_totals: list[tuple[Any, ...]] = field(default_factory=list)
    column_totals: list[tuple[Any, ...]] = field(default_factory=list)
    total: tuple[Any, ...] = ()


def ask(workspace: Workspace, spec: Spec, chosen: Filter | None = None) -> Cut:
    """The answer to a spec under a filter: largest first, what is beyond the top gathered as All others."""
    views.views(workspace)
    chosen = chosen or Filter()
    answer = _run(workspace, spec, chosen, {})
    kept = _kept(spec, answer)
    if kept:
        answer = _run(workspace, spec, chosen, kept)
    return _ordered(spec, answer)


def sql(spec: Spec, chosen: Filter, kept: Kept | None = None) -> tuple[str, dict[str, Any]]:
    """The SQL text of a spec with its parameters: dimensions d0.., their "gathered" marks o0.., level, figures."""
    by_view: dict[str, list[Measure]] = {}
    for measure in spec.measures_known():
        by_view.setdefault(measure.view, []).append(measure)
    parts = [_of_view(spec, view, measures, chosen, kept or {}) for view, measures in by_view.items()]
    keys = ", ".join(["level", *(f"d{i}, o{i}" for i in range(len(spec.dimensions)))])
    figures = [f"max({name}) AS {name}" for name in _aggregates(spec)]
    text = (
        f"select {', '.join([keys, *figures])}\nfrom (\n"
        + "\nunion all\n".join(parts)
        + f"\n) AS part\ngroup by {keys}"
    )
    given: dict[str, Any] = {f"kept_{name}": values for name, values in (kept or {}).items()}
    return text, given | ({"filter": chosen.parameters()} if chosen else {})


def _aggregates(spec: Spec) -> dict[str, tuple[str, Measure]]:
    """Every figure in its order: name -> (aggregate, its measure)."""
    return {
        named(measure, suffix): (aggregate, measure)
        for measure in spec.measures_known()
        for suffix, (aggregate, _) in measure.aggregates.items()
    }


def named(measure: Measure, suffix: str = "") -> str:
    """The column of a measure in an answer; suffix: "", part, of or n."""
    return f"{measure.name}_{suffix}" if suffix else measure.name


def _of_view(spec: Spec, view: str, measures: list[Measure], chosen: Filter, kept: Kept) -> str:
    """What one view has to say: its figures on every level, null for those of other views."""
    dimensions = spec.dimensions_known()
    where = condition(view, chosen)
    read = frozenset().union(*(measure.columns for measure in measures), *(columns_of(view, d.sql) for d in dimensions))
    read |= columns_of(view, where)
    cut = [_cut(place, dimension, kept) for place, dimension in enumerate(dimensions)]
    figures = [
        f"{aggregate if measure in measures else 'null'} AS {name}"
        for name, (aggregate, measure) in _aggregates(spec).items()
    ]
    head = ", ".join([*cut, "*"])
    outer = ", ".join([f"{_level(spec)} AS level", *(f"d{i}, o{i}" for i in range(len(cut))), *figures])
    return (
        f"select {outer}\nfrom (select {head} from (\n{views.narrowed(view, read)}\n) AS r{where}) AS t\n"
        f"group by grouping sets ({', '.join(_sets(spec))})"
    )


def condition(view: str, chosen: Filter) -> str:
    """The filter over a view. A visit is chosen by any of its codes; without a filter every row counts."""
    if not chosen:
        return ""
    days = "cut_no, dos, submit_date, answer_date"
    if view != "ex_visit":
        return f"\nwhere selected({days}, $filter)"
    unit = views.narrowed("ex_unit", ["visit", "code"])
    return (
        f"\nwhere selected({days}, struct_update($filter, codes := [])) and (len($filter.codes) = 0"
        f" or visit in (select u.visit from ({unit}) AS u where list_contains($filter.codes, u.code)))"
    )


def _cut(place: int, dimension: Dimension, kept: Kept) -> str:
    if dimension.name not in kept:
        return f"{dimension.expression} AS d{place}, false AS o{place}"
    stands = f"list_contains($kept_{dimension.name}, {dimension.expression})"
    return f"case when {stands} then {dimension.expression} end AS d{place}, not coalesce({stands}, false) AS o{place}"


def _sets(spec: Spec) -> list[str]:
    """The levels: every cell, every value of each dimension, the rows (across all columns), everything."""
    places = range(len(spec.dimensions))
    sets = [places, *([place] for place in places), range(len(spec.rows)), ()]
    return list(dict.fromkeys("(" + ", ".join(f"d{i}, o{i}" for i in level) + ")" for level in sets))


def _level(spec: Spec) -> str:
    """A number whose bits say which dimensions a level is summed over."""
    places = range(len(spec.dimensions))
    return " + ".join(f"grouping(d{i}) * {1 << i}" for i in places) or "0"


def _run(workspace: Workspace, spec: Spec, chosen: Filter, kept: Kept) -> Cut:
    text, given = sql(spec, chosen, kept)
    cursor = workspace.cursor().execute(text, given or None)
    types = {column[0]: str(column[1]) for column in cursor.description}
    records = [dict(zip(types, row, strict=True)) for row in cursor.fetchall()]
    count = len(spec.dimensions)
    every = (1 << count) - 1
    across = sum(1 << place for place in range(len(spec.rows)))
    columns = _columns(spec, types)

    def of(level: int) -> list[tuple[Any, ...]]:
        return [_row(spec, record) for record in records if record["level"] == level]

    margins = {place: of(every - (1 << place)) for place in range(count)}
    return _Run(
        columns,
        of(0),
        row_totals=of(every - across) if spec.column else [],
        column_totals=of(across) if spec.column else [],
        total=(of(every) or [()])[0],
        margins=margins,
    )


@dataclass(frozen=True)
class _Run(Cut):
    margins: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)


def _columns(spec: Spec, types: dict[str, str]) -> tuple[Column, ...]:
    dimensions = [
        Column(known.name, known.label, known.grain or known.kind, types[f"d{place}"])
        for place, known in enumerate(spec.dimensions_known())
    ]
    return (*dimensions, *(column for measure in spec.measures_known() for column in _of_measure(measure, types)))


def _of_measure(measure: Measure, types: dict[str, str]) -> list[Column]:
    said = {
        "part": f"{measure.label}: part",
        "of": f"{measure.label}: of {measure.of_label}",
        "n": f"{measure.label}: n",
    }
    figure = Column(measure.name, measure.label, measure.unit, types.get(measure.name, "DOUBLE"))
    return [
        figure,
        *(
            Column(named(measure, suffix), said[suffix], unit, types[named(measure, suffix)])
            for suffix, (_, unit) in measure.aggregates.items()
            if suffix
        ),
    ]


def _row(spec: Spec, record: dict[str, Any]) -> tuple[Any, ...]:
    """A record of the engine as a row of the table: gathered values named, rates divided."""
    row: list[Any] = [
        OTHERS if record[f"o{place}"] else known.words.get(record[f"d{place}"], record[f"d{place}"])
        for place, known in enumerate(spec.dimensions_known())
    ]
    for measure in spec.measures_known():
        if measure.adds == "ratio":
            part, of = record[named(measure, "part")], record[named(measure, "of")]
            row.append(float(part or 0) / float(of) if of else None)
        row.extend(record[named(measure, suffix)] for suffix in measure.aggregates)
    return tuple(row)


def _kept(spec: Spec, answer: _Run) -> Kept:
    """The values of each dimension that stand alone, where there are more than its top."""
    kept: Kept = {}
    figure = len(spec.dimensions)
    for place, known in enumerate(spec.dimensions_known()):
        margin = answer.margins[place]
        most = MOST_COLUMNS if spec.column == known.name else spec.top
        if known.is_category and len(margin) > most:
            best = sorted(margin, key=lambda row: _weight(row[figure]), reverse=True)  # stable: the engine's order else
            kept[known.name] = [row[place] for row in best[:most] if row[place] is not None]
    return kept


def _weight(value: Any) -> float:
    return float("-inf") if value is None else float(value)


def _ordered(spec: Spec, answer: _Run) -> Cut:
    """Every dimension in its order: the largest first, dates and steps by themselves; gathered and unknown last."""
    ranks = {place: _rank(spec, place, answer.margins[place]) for place in range(len(spec.dimensions))}

    def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(ranks[place].get(row[place], len(ranks[place])) for place in ranks)

    def sorted_by(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return sorted(rows, key=key)

    cells = sorted_by(answer.rows)
    left = len(cells) - MOST_CELLS
    note = f"The first {MOST_CELLS:,} of {len(cells):,} rows; the totals hold all of them" if left > 0 else ""
    return Cut(
        answer.columns,
        cells[:MOST_CELLS],
        note,
        row_totals=sorted_by(answer.row_totals),
        column_totals=sorted_by(answer.column_totals),
        total=answer.total,
    )


def _rank(spec: Spec, place: int, margin: list[tuple[Any, ...]]) -> dict[Any, int]:
    """value -> its place in the order of its dimension."""
    known, figure = spec.dimensions_known()[place], len(spec.dimensions)
    values = [row for row in margin if row[place] is not None and row[place] != OTHERS]
    if known.words:
        order = list(known.words.values())
        values.sort(key=lambda row: order.index(row[place]))
    elif known.kind == "ordered":
        values.sort(key=lambda row: int(str(row[place]).split("-")[0].rstrip("+")))
    else:
        values.sort(key=lambda row: row[place])
        if known.is_category and spec.order == "value":
            values.sort(key=lambda row: _weight(row[figure]), reverse=True)
    ranks = {row[place]: rank for rank, row in enumerate(values)}
    return ranks | {None: len(ranks) + 1, OTHERS: len(ranks) + 2}
