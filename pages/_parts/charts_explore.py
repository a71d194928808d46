"""Pictures of any cut: bars, heat map, Pareto, trend, box, scatter, treemap. Small numbers are hatched or hollow."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from analytics.explore.catalogue import Measure
from analytics.explore.query import Cut
from analytics.explore.spec import Spec
from analytics.explore.table import Column, Table
from pages._parts import charts_grid, theme
from pages._parts import explore_words as words
from pages._parts.charts import ROW, figure, wrapped, written

COLOURS = {"lost": theme.LOST, "collected": theme.COLLECTED, "exposure": theme.EXPOSURE, "plain": theme.COLLECTED}
HEATS = {"lost": theme.HEAT, "exposure": theme.EXPOSED}
FORMATS = {"dollars": "$,.3~s", "share": ".0%"}
BUTTON = {"l": 8, "r": 8, "t": 34, "b": 8}  # margins that leave room for the button above the marks
MOST_BARS, NARROW = 60, 6  # columns of a heat map from which on a line's name stands above its cells
Record = dict[str, Any]


def picture(spec: Spec, cut: Cut) -> go.Figure:
    """The picture a spec asks for; spread (box) is drawn by `box`."""
    drawn = {"bars": bars, "heat": heat, "pareto": pareto, "trend": trend, "scatter": scatter, "treemap": treemap}
    made = saved(drawn[spec.chart](spec, cut))
    if spec.chart == "heat":
        made.layout.margin.t = 2 * BUTTON["t"]  # the names of its columns stand there too
    return made


def saved(made: go.Figure) -> go.Figure:
    """The same with a page of its own, for the file it can be saved to, and with room for the button that saves it."""
    return made.update_layout(paper_bgcolor=theme.paper(), margin=BUTTON, clickmode="event+select", dragmode=False)


def bars(spec: Spec, cut: Cut) -> go.Figure:
    """Horizontal bars of the first measure; a column's values stacked where they add up, else side by side."""
    measure, row_of = spec.measures_known()[0], cut.columns[0]
    labels = list(dict.fromkeys(_label(record, row_of) for record in cut.records()))[:MOST_BARS]
    mode = "stack" if measure.adds == "sum" else "group"
    written_out = {} if spec.column and mode == "stack" else {"textposition": "outside", "textfont": written()}
    hatch, few = {True: "/", False: ""}, lambda record: words.is_small(measure, record, spec)
    traces = [
        go.Bar(
            **_points(spec, cut, measure, records, across="y"),
            orientation="h",
            name=name,
            marker={"color": colour, "pattern": {"shape": [hatch[few(record)] for record in records]}},
            text=[words.figure(record[measure.name], measure.unit) for record in records] if written_out else None,
            cliponaxis=False,
            **written_out,
        )
        for name, colour, records in _series(spec, cut, measure, set(labels))
    ]
    thick = ROW if mode == "stack" else max(ROW, 16 * len(traces))
    drawn = figure(*traces, height=len(labels) * thick + 90, barmode=mode, showlegend=bool(spec.column))
    ends = [value for trace in traces for value in trace.x if value is not None] if written_out else []
    drawn.layout.legend.traceorder = "normal" if mode == "stack" else "reversed"
    if ends and min(ends) >= 0 < max(ends):
        drawn.update_xaxes(range=[0, max(ends) * 1.16])  # room for the number at the end of a bar
    drawn.update_xaxes(
        tickformat=FORMATS.get(measure.unit, ",.3~s"), gridcolor=theme.QUIET, rangemode="tozero", nticks=6
    )
    drawn.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=labels[::-1],
        tickvals=labels,
        ticktext=[wrapped(label, most=2) for label in labels],
        showgrid=False,
    )
    return drawn


def trend(spec: Spec, cut: Cut) -> go.Figure:
    """The first measure over time, one line for each value of the column; hollow where it rests on few cases."""
    measure = spec.measures_known()[0]
    traces = []
    for place, (name, colour, records) in enumerate(_series(spec, cut, measure, None)):
        dated = [record for record in records if record[spec.rows[0]] is not None]
        fill = [theme.paper() if words.is_small(measure, record, spec) else colour for record in dated]
        traces.append(
            go.Scatter(
                x=[record[spec.rows[0]] for record in dated],
                y=[_number(record[measure.name]) for record in dated],
                **_hover(spec, cut, measure, dated),
                mode="lines+markers",
                name=name,
                line={"color": colour, "width": 2},
                marker={
                    "symbol": theme.MARKS[place % len(theme.MARKS)],
                    "color": fill,
                    "size": 8,
                    "line": {"color": colour, "width": 2},
                },
                cliponaxis=False,
            )
        )
    drawn = figure(*traces, height=380, showlegend=bool(spec.column))
    drawn.update_yaxes(tickformat=FORMATS.get(measure.unit, ",.3~s"), gridcolor=theme.QUIET, rangemode="tozero")
    drawn.update_xaxes(showgrid=False, type="date")
    return drawn


def heat(spec: Spec, cut: Cut) -> go.Figure:
    """Rows by columns; cells of few cases are hatched. A cell's customdata: the values it filters by."""
    measure, (row_of, column_of) = spec.measures_known()[0], cut.columns[:2]
    records = cut.records()
    across = [words.said(row[1], column_of) for row in cut.column_totals]
    down = list(dict.fromkeys(_label(record, row_of) for record in records))
    told, is_banded = _hover(spec, cut, measure, records), len(across) > NARROW
    cells = [
        charts_grid.Cell(
            _label(record, column_of),
            _label(record, row_of),
            _number(record[measure.name]),
            words.in_cell(record[measure.name], measure.unit, is_narrow=is_banded),
            hover,
            is_hatched=words.is_small(measure, record, spec),
        )
        for record, hover in zip(records, told["hovertext"], strict=True)
    ]
    scale = HEATS.get(measure.mark, theme.AMOUNT)
    drawn = charts_grid.grid(cells, across, down[::-1], scale=scale, is_banded=is_banded)
    drawn.data[-1].customdata = told["customdata"]
    return drawn.update_layout(height=drawn.layout.height + 2 * BUTTON["t"])


def pareto(spec: Spec, cut: Cut) -> go.Figure:
    """Bars from the largest on, and the share they hold together."""
    measure, row_of = spec.measures_known()[0], cut.columns[0]
    records = [record for record in cut.records() if record[measure.name]]
    records.sort(key=lambda record: record[measure.name], reverse=True)
    records = records[:MOST_BARS]
    labels = [_label(record, row_of) for record in records]
    whole = float(cut.total[cut.place(measure.name)] or 0) or 1.0
    reached, held = 0.0, []
    for record in records:
        reached += float(record[measure.name]) / whole
        held.append(reached)
    column = go.Bar(
        **_points(spec, cut, measure, records, across="x"), marker={"color": COLOURS[measure.mark]}, name=measure.label
    )
    line = go.Scatter(
        x=labels,
        y=held,
        yaxis="y2",
        mode="lines+markers",
        line={"color": theme.soft_ink(), "width": 2},
        hovertext=[f"{label} and those before it: {share:.0%}" for label, share in zip(labels, held, strict=True)],
        hoverinfo="text",
        name="held together",
    )
    drawn = figure(column, line, height=420)
    drawn.update_yaxes(tickformat=FORMATS.get(measure.unit, ",.3~s"), gridcolor=theme.QUIET, nticks=6)
    drawn.update_xaxes(type="category", categoryorder="array", categoryarray=labels, showgrid=False)
    drawn.update_xaxes(tickvals=labels, ticktext=[wrapped(label, 16) for label in labels])
    second = {
        "overlaying": "y",
        "side": "right",
        "range": [0, 1.05],
        "dtick": 0.2,
        "tickmode": "linear",
        "tickformat": ".0%",
        "showgrid": False,
    }
    drawn.update_layout(yaxis2=second | {"fixedrange": True, "tickfont": written()})
    return drawn


def scatter(spec: Spec, cut: Cut) -> go.Figure:
    """Two measures against each other, a third as size; hollow where one of them rests on few cases."""
    first, second, *rest = spec.measures_known()
    records = [r for r in cut.records() if r[first.name] is not None and r[second.name] is not None]
    most = max((float(r[rest[0].name] or 0) for r in records), default=0) if rest else 0
    colour = COLOURS[first.mark]
    small = [any(words.is_small(measure, r, spec) for measure in (first, second)) for r in records]
    points = go.Scatter(
        x=[_number(r[first.name]) for r in records],
        y=[_number(r[second.name]) for r in records],
        mode="markers+text" if len(records) <= 25 else "markers",
        text=[_label(r, cut.columns[0]) for r in records],
        textposition="top center",
        textfont=written(11),
        marker={
            "size": [10 + 30 * (float(r[rest[0].name] or 0) / most) ** 0.5 if most > 0 else 12 for r in records],
            "color": [theme.paper() if few else colour for few in small],
            "line": {"color": colour, "width": 2},
            "opacity": 0.8,
        },
        **_hover(spec, cut, None, records),
    )
    drawn = figure(points, height=460)
    for axis, measure in ((drawn.update_xaxes, first), (drawn.update_yaxes, second)):
        axis(title={"text": measure.label, "font": written()}, gridcolor=theme.QUIET)
        axis(tickformat=FORMATS.get(measure.unit, ",.3~s"))
    return drawn


def treemap(spec: Spec, cut: Cut) -> go.Figure:
    """Areas within areas, in the order of the rows; what is zero or below has none."""
    measure, count = spec.measures_known()[0], len(spec.rows)
    ids, labels, parents, values, hover = [], [], [], [], []
    sums: dict[tuple[str, ...], float] = {}
    for record in cut.records():
        value = float(record[measure.name] or 0)
        path = tuple(_label(record, column) for column in cut.columns[:count])
        for depth in range(1, count + 1) if value > 0 else ():
            sums[path[:depth]] = sums.get(path[:depth], 0.0) + value
    for path, value in sums.items():
        ids.append("|".join(path))
        parents.append("|".join(path[:-1]))
        labels.append(wrapped(path[-1]))
        values.append(value)
        hover.append(f"{', '.join(path)}<br>{measure.label}: {words.figure(value, measure.unit)}")
    colour = COLOURS[measure.mark]
    tiles = go.Treemap(
        ids=ids, labels=labels, parents=parents, values=values, branchvalues="total", hovertext=hover, hoverinfo="text",
        texttemplate="<b>%{label}</b><br>%{percentRoot:.0%}", textfont={"color": "#FFFFFF", "size": 13},
        marker={"colors": [colour] * len(ids), "line": {"width": 2, "color": theme.paper()}, "pad": {"t": 26}},
        pathbar={"visible": False}, tiling={"pad": 3}, root={"color": "rgba(0,0,0,0)"},
    )  # fmt: skip
    return figure(tiles, height=460, uniformtext={"minsize": 10, "mode": "hide"})


def box(spec: Spec, spread: Table) -> go.Figure:
    """Quartiles with whiskers at the 5th and 95th percentile of single rows."""
    measure, records = spec.measures_known()[0], spread.records()[:MOST_BARS]
    labels = [f"{wrapped(_label(record, spread.columns[0]))}<br>n = {record['n']:,}" for record in records]
    colour = COLOURS[measure.mark]
    marks = {"lowerfence": "p05", "q1": "q1", "median": "half", "q3": "q3", "upperfence": "p95"}
    boxes = go.Box(
        y=labels,
        orientation="h",
        **{place: [record[name] for record in records] for place, name in marks.items()},
        line={"color": colour},
        fillcolor="rgba(138,148,160,0.20)",
    )
    small = [label for label, record in zip(labels, records, strict=True) if record["n"] < spec.small]
    drawn = saved(figure(boxes, height=len(labels) * 46 + 106))
    drawn.update_yaxes(type="category", categoryorder="array", categoryarray=labels[::-1], showgrid=False)
    drawn.update_xaxes(tickformat=FORMATS.get(measure.unit, ",.3~s"), gridcolor=theme.QUIET, rangemode="tozero")
    for label in small:
        drawn.add_annotation(
            x=0, xref="paper", y=label, text="small", showarrow=False, xanchor="left", font=written(10)
        )
    return drawn


def _series(spec: Spec, cut: Cut, measure: Measure, shown: set[str] | None) -> list[tuple[str, str, list[Record]]]:
    """Name, colour and records of each value of the column; one series where there is no column."""
    records = [r for r in cut.records() if shown is None or _label(r, cut.columns[0]) in shown]
    if not spec.column:
        return [(measure.label, COLOURS[measure.mark], records)]
    column = cut.columns[len(spec.rows)]
    values = [row[len(spec.rows)] for row in cut.column_totals]
    return [
        (
            words.said(value, column),
            theme.SERIES[place % len(theme.SERIES)],
            [r for r in records if r[spec.column] == value],
        )
        for place, value in enumerate(values)
    ]


def _points(spec: Spec, cut: Cut, measure: Measure, records: list[Record], *, across: str) -> dict[str, Any]:
    labels = [_label(record, cut.columns[0]) for record in records]
    values = [_number(record[measure.name]) for record in records]
    return {across: labels, "x" if across == "y" else "y": values} | _hover(spec, cut, measure, records)


def _hover(spec: Spec, cut: Cut, measure: Measure | None, records: list[Record]) -> dict[str, Any]:
    """What a mark says, and the values it filters by when it is clicked."""
    measures = [measure] if measure else spec.measures_known()
    said = []
    for record in records:
        where = ", ".join(words.said(record[name], cut.columns[cut.place(name)]) for name in spec.dimensions)
        lines = [where]
        for each in measures:
            made = words.behind(each, record)
            few = f", small (n < {spec.small})" if words.is_small(each, record, spec) else ""
            lines.append(
                f"{each.label}: {words.figure(record[each.name], each.unit)}" + (f" ({made})" if made else "") + few
            )
        said.append("<br>".join(lines))
    keys = [[str(record[name]) if record[name] is not None else "" for name in spec.dimensions] for record in records]
    return {"hovertext": said, "hoverinfo": "text", "customdata": keys}


def _label(record: Record, column: Column) -> str:
    return words.said(record[column.name], column)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
