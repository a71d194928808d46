"""One small multiple: a figure's months, those of others beside them, two periods across them, the published range."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.compare import LEVELS, Side
from analytics.kpis import Kpi
from pages._parts import text, theme
from pages._parts.charts import Rows, figure, floats
from pages._parts.charts_kpis import TICKS, worded

HEIGHT = 190
SYMBOLS = ("diamond", "square", "triangle-up", "x")  # of the others, in their order
SIGNS = ("◆", "■", "▲", "✖")
DASHES = ("dot", "dash", "dashdot", "longdash")
OWN, NOW, BEFORE = "●", "━", "┅"


def multiple(name: str, mine: Side, others: Sequence[Side]) -> go.Figure:
    """The months of one figure: mine in colour, hollow where they may still change; others grey, each with its sign.

    Sides with a span are drawn as a level across their days.
    """
    kpi = mine.figures[name]
    drawn = figure(height=HEIGHT, margin={"l": 4, "r": 6, "t": 4, "b": 4}, hovermode="closest")
    for place, other in enumerate(others):
        if other.months.get(name):
            drawn.add_trace(_theirs(_dated(name, other), kpi, other.name, place))
    if mine.months.get(name):
        drawn.add_trace(_own(_dated(name, mine), kpi, mine.name, is_quiet=mine.span is not None))
    for side in (*others, mine):
        if side.span and side.figures[name].value is not None:
            drawn.add_trace(_level(side, name, is_mine=side is mine))
    low, high = _room(name, kpi, mine, others)
    if kpi.benchmark_text:
        drawn.add_hrect(
            y0=low if kpi.benchmark_low is None else float(kpi.benchmark_low),
            y1=high if kpi.benchmark_high is None else float(kpi.benchmark_high),
            fillcolor=theme.QUIET,
            opacity=0.5,
            layer="below",
            line_width=0,
        )
    drawn.update_xaxes(tickformat="%b\n%Y", showgrid=False, nticks=5)
    drawn.update_yaxes(range=[low, high], nticks=4, **TICKS[kpi.unit])
    return drawn


def _dated(name: str, side: Side) -> Rows:
    """The months, each at its middle, so that a point stands within the days it counts; a level at the month's end."""
    rows = side.months[name]
    return rows if name in LEVELS else [{**row, "month": row["month"].replace(day=15)} for row in rows]


def alt(name: str, mine: Side, others: Sequence[Side]) -> str:
    """What the multiple shows, in words."""
    kpi = mine.figures[name]
    sides = [f"{side.name} {worded(side.figures[name].value, kpi.unit)}" for side in (mine, *others)]
    months = [f"{row['month']:%b %Y} {worded(row['value'], kpi.unit)}" for row in mine.months.get(name, [])]
    parts = [f"{name}: {', '.join(sides)}"]
    parts += [f"{mine.name} by month: {', '.join(months)}"] if months else []
    return "; ".join([*parts, *([f"published: {kpi.benchmark_text}"] if kpi.benchmark_text else [])])


def _own(rows: Rows, kpi: Kpi, name: str, *, is_quiet: bool) -> go.Scatter:
    colour = theme.OPEN if is_quiet else theme.COLLECTED
    return _months(
        rows,
        kpi,
        name,
        line={"color": theme.CONTEXT if is_quiet else theme.COLLECTED, "width": 2},
        marker={
            "size": 7,
            "color": [colour if row["is_mature"] else theme.OPEN for row in rows],
            "symbol": ["circle" if row["is_mature"] else "circle-open" for row in rows],
        },
    )


def _theirs(rows: Rows, kpi: Kpi, name: str, place: int) -> go.Scatter:
    symbol = SYMBOLS[place]
    return _months(
        rows,
        kpi,
        name,
        line={"color": theme.OPEN, "width": 1.2, "dash": DASHES[place]},
        marker={
            "size": 6,
            "color": theme.OPEN,
            "symbol": [symbol if row["is_mature"] else f"{symbol}-open" for row in rows],
        },
    )


def _months(rows: Rows, kpi: Kpi, name: str, **look: dict) -> go.Scatter:
    return go.Scatter(
        x=[row["month"] for row in rows],
        y=floats(rows, "value"),
        mode="lines+markers",
        customdata=[
            [
                worded(row["value"], kpi.unit),
                _of(row, kpi),
                text.number(row["cases"]),
                "" if row["is_mature"] else "<br>may still change, or is not whole",
            ]
            for row in rows
        ],
        hovertemplate=f"{_plain(name)}, %{{x|%b %Y}}: %{{customdata[0]}}<br>%{{customdata[1]}}n = %{{customdata[2]}}"
        "%{customdata[3]}<extra></extra>",
        **look,
    )


def _level(side: Side, name: str, *, is_mine: bool) -> go.Scatter:
    """A period: a line across its days, and of what is owed a point on its last day."""
    kpi = side.figures[name]
    colour = theme.COLLECTED if is_mine else theme.soft_ink()
    is_level = name in LEVELS
    return go.Scatter(
        x=[side.span.end] if is_level else list(side.span),
        y=[kpi.value] if is_level else [kpi.value, kpi.value],
        mode="markers" if is_level else "lines",
        line={"color": colour, "width": 5 if is_mine else 3, "dash": "solid" if is_mine else "dot"},
        marker={
            "color": colour,
            "size": 13 if is_mine else 11,
            "symbol": "line-ew",
            "line": {"width": 4, "color": colour},
        },
        hovertemplate=f"{_plain(side.name)}: {worded(kpi.value, kpi.unit)}, n = {kpi.cases:,}<extra></extra>",
    )


def _of(row: dict, kpi: Kpi) -> str:
    """`41 of 802<br>`; nothing of a median, which has no numerator."""
    if row["numerator"] is None or row["denominator"] is None:
        return ""
    above = text.number(row["numerator"]) if kpi.parts == "count" else text.money(row["numerator"])
    below = text.money(row["denominator"]) if kpi.parts == "dollars" else text.number(row["denominator"])
    return f"{above} {'of' if kpi.unit == 'share' else 'over'} {below}<br>"


def _plain(name: str) -> str:
    """A name that is no markup and no place holder to the drawing library."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace("%{", "% {").replace("{", "&#123;")


def _room(name: str, kpi: Kpi, mine: Side, others: Sequence[Side]) -> tuple[float, float]:
    """From 0, unless a share is best near 1: there from what is drawn lowest."""
    sides = (mine, *others)
    values = [row["value"] for side in sides for row in side.months.get(name, [])]
    values += [side.figures[name].value for side in sides] + [kpi.benchmark_low, kpi.benchmark_high]
    known = [float(value) for value in values if value is not None] or [0.0, 1.0]
    if kpi.unit == "share" and kpi.better == "higher":
        low, high = min(known), max(1.0, *known)
        return max(0.0, low - (high - low) * 0.15), high + (high - low) * 0.05
    return 0.0, max(known) * 1.12 or 1.0
