"""Explore in words: values of dimensions, figures with their unit, the finding of a picture, the table as read."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from analytics.explore.catalogue import Measure
from analytics.explore.query import Cut, named
from analytics.explore.spec import Spec
from analytics.explore.table import NOT_KNOWN, OTHERS, Column, Table
from pages._parts import text

GRAINS = ("day", "week", "month", "quarter", "year")
DISCIPLINES = {"GP": "PT (GP)", "GO": "OT (GO)", "GN": "SLP (GN)"}
NO_VALUE = {"family": "No denial", "cause": "No denial", "reason_code": "No reason", "group_code": "No reason"}


def said(value: Any, column: Column) -> str:
    """A value of a dimension: a payer as it stands, a code name in our words, Mar 2026, 25 to 50."""
    if value is None:
        return NO_VALUE.get(column.name, NOT_KNOWN)
    if value == OTHERS:
        return OTHERS
    if isinstance(value, datetime.date):
        return _day(value, column.unit)
    if column.unit == "name":
        return DISCIPLINES.get(value) or text.label(value)
    return text.number(value) if column.unit == "bin" else str(value)


def _day(value: datetime.date, grain: str) -> str:
    if grain == "month":
        return f"{value:%b %Y}"
    if grain == "quarter":
        return f"Q{(value.month + 2) // 3} {value.year}"
    return str(value.year) if grain == "year" else text.day(value)


def figure(value: Any, unit: str, *, short: bool = False) -> str:
    """A figure with its unit: $12,340, 4.2 %, 12 days."""
    if value is None:
        return text.UNKNOWN
    if unit == "dollars":
        return text.short_money(value) if short else text.money(value, cents=abs(value) < 100)
    if unit == "share":
        return text.percent(value)
    return text.counted(value, "day") if unit == "days" and not short else text.number(value)


def in_cell(value: Any, unit: str, *, is_narrow: bool) -> str:
    """A figure in a cell of a heat map; in a narrow one a share is whole: 4%."""
    if is_narrow and unit == "share" and value is not None:
        return f"{float(value):.0%}"
    return figure(value, unit, short=True)


def cases(measure: Measure, row: dict[str, Any]) -> int | None:
    """How many cases a rate or a median rests on; None where a figure is a plain sum or count."""
    return int(row[named(measure, measure.cases)] or 0) if measure.cases else None


def is_small(measure: Measure, row: dict[str, Any], spec: Spec) -> bool:
    """Whether a rate or median rests on so few cases that chance may make it."""
    count = cases(measure, row)
    return count is not None and count < spec.small


def behind(measure: Measure, row: dict[str, Any]) -> str:
    """What a figure is made of, for a hover: `14 of 203`, `n = 203`, nothing for a plain sum."""
    if measure.adds == "ratio":
        part, of = (row[named(measure, name)] for name in ("part", "of"))
        unit = measure.aggregates["part"][1]
        return f"{figure(part or 0, unit)} of {figure(of or 0, measure.of_unit)} {measure.of_label}"
    return f"n = {text.number(cases(measure, row))}" if measure.cases else ""


def finding(spec: Spec, cut: Cut) -> str:
    """The title: where the most of the first measure is, of what it is made, and what everything comes to."""
    measure, total = spec.measures_known()[0], _total(spec, cut)
    everything = figure(total[measure.name], measure.unit)
    if not spec.dimensions or not cut.rows:
        return f"{measure.label}: {everything}"
    rows = [row for row in cut.records() if _can_lead(row, spec, measure)]
    if not rows:
        return f"{measure.label}: {everything} in all"
    top = max(rows, key=lambda row: row[measure.name])
    where = ", ".join(said(top[column.name], column) for column in cut.columns[: len(spec.dimensions)])
    value = figure(top[measure.name], measure.unit)
    if measure.adds == "sum" and total[measure.name]:
        share = text.percent(float(top[measure.name]) / float(total[measure.name]), 0)
        return f"Most {_inside(measure.label)}: {where}, {value} of {everything} ({share})"
    made = behind(measure, top)
    return f"Highest {_inside(measure.label)}: {where}, {value}{f' ({made})' if made else ''}; all {everything}"


def subject(spec: Spec, cut: Cut) -> str:
    """What is counted, by what, and what it comes to: lines by payer, 13,472 in all."""
    measure, by = spec.measures_known()[0], [_inside(known.label) for known in spec.dimensions_known()]
    cut_by = f" by {' and '.join(by)}" if by else ""
    return f"{measure.label}{cut_by}: {figure(_total(spec, cut)[measure.name], measure.unit)} in all."


def _inside(label: str) -> str:
    """A label inside a sentence; MPPR and the like keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _can_lead(row: dict[str, Any], spec: Spec, measure: Measure) -> bool:
    stands = all(row[name] is not None and row[name] != OTHERS for name in spec.dimensions)
    return stands and row[measure.name] is not None and not is_small(measure, row, spec)


def _total(spec: Spec, cut: Cut) -> dict[str, Any]:
    return dict(zip((column.name for column in cut.columns), cut.total, strict=True))


def totals(spec: Spec, cut: Cut) -> str:
    """Everything together, measure by measure, each with what it is made of."""
    total = _total(spec, cut)
    parts = []
    for measure in spec.measures_known():
        made = behind(measure, total)
        value = figure(total[measure.name], measure.unit)
        parts.append(f"{measure.label} {value}" + (f" ({made})" if made else ""))
    return "All together: " + " · ".join(parts)


def read(spec: Spec, cut: Cut) -> Table:
    """The table as it is shown and saved: values in words, the column dimension across, small numbers marked."""
    return _wide(spec, cut) if spec.column else _long(spec, cut)


def _long(spec: Spec, cut: Cut) -> Table:
    count, measures = len(spec.dimensions), spec.measures_known()
    marks = any(measure.cases for measure in measures)
    rows = []
    for record, row in zip(cut.records(), cut.rows, strict=True):
        small = any(is_small(measure, record, spec) for measure in measures)
        told = (f"n < {spec.small}" if small else "",) if marks else ()
        rows.append((*_values(row[:count], cut.columns), *row[count:], *told))
    added = (Column("small", "Small numbers"),) if marks else ()
    return Table((*_shown(cut.columns[:count]), *cut.columns[count:], *added), rows, cut.note)


def _wide(spec: Spec, cut: Cut) -> Table:
    """One row per combination of rows, the values of the column side by side, and what the row comes to."""
    count, figures = len(spec.rows), _figures(spec, cut)
    across = [row[count] for row in cut.column_totals]
    place = {row[: count + 1]: row for row in cut.rows}
    whole = {row[:count]: row for row in cut.row_totals} or {(): cut.total}
    columns = [*_shown(cut.columns[:count])]
    for value in [*across, "total"]:
        head = "All" if value == "total" else said(value, cut.columns[count])
        columns += [
            replace(cut.columns[at], name=f"{head}|{at}", label=f"{head}: {cut.columns[at].label}") for at in figures
        ]
    rows = []
    for key in dict.fromkeys(row[:count] for row in cut.rows):
        parts = [*(place.get((*key, value)) for value in across), whole.get(key)]
        rows.append((*_values(key, cut.columns), *(part and part[at] for part in parts for at in figures)))
    return Table(tuple(columns), rows, cut.note)


def _figures(spec: Spec, cut: Cut) -> list[int]:
    """Where the figures stand that go side by side: each measure, and the cases behind a rate or median."""
    names = [name for m in spec.measures_known() for name in (m.name, *([named(m, m.cases)] if m.cases else []))]
    return [cut.place(name) for name in names]


def _values(values: tuple[Any, ...], columns: tuple[Column, ...]) -> list[Any]:
    return [
        value if column.unit == "bin" or isinstance(value, datetime.date) else said(value, column)
        for value, column in zip(values, columns, strict=False)
    ]


def _shown(columns: tuple[Column, ...]) -> list[Column]:
    """Dimensions as they are written: words, but dates as dates."""
    return [column if column.unit in ("bin", *GRAINS) else replace(column, type="VARCHAR") for column in columns]
