"""Pictures of key figures: the mark of one against its target and benchmark, and its months."""

from __future__ import annotations

from decimal import Decimal

import plotly.graph_objects as go

from analytics.kpis import Kpi
from pages._parts import text, theme
from pages._parts.charts import Rows, figure, floats, written

WIDTH, HEIGHT, EDGE = 200, 22, 7
MIDDLE = HEIGHT // 2
STATUS = {"good": theme.COLLECTED, "bad": theme.LOST}
TICKS = {"share": {"tickformat": ".0%"}, "dollars": {"tickprefix": "$"}, "days": {}, "number": {}}


def worded(value: float | Decimal | None, unit: str) -> str:
    """A value in its unit: 4.1 %, 42 days, $87.03, 2.9."""
    if value is None:
        return text.UNKNOWN
    if unit == "share":
        return text.percent(value, 0 if round(float(value) * 1000, 6) % 10 == 0 else 1)
    if unit == "dollars":
        return text.money(value, cents=True)
    return f"{value:,.1f}" if unit == "number" else text.counted(round(float(value), 1), "day")


def benchmark(kpi: Kpi) -> str:
    """`AAFP …: 5 to 10 % average (trust medium)`, or nothing."""
    return f"{kpi.benchmark_text} ({kpi.benchmark_source}; trust {kpi.trust})" if kpi.benchmark_text else ""


def mark(kpi: Kpi) -> str:
    """One line as SVG: where the figure stands (dot), its target (bar), and the benchmark (shaded).

    A figure with neither target nor benchmark has no line to stand on: an empty text.
    """
    known = [float(one) for one in (kpi.target, kpi.warn, kpi.benchmark_low, kpi.benchmark_high) if one is not None]
    if kpi.value is None or not known:
        return ""
    low, high = _span(kpi, [*known, kpi.value])

    def at(value: float | Decimal) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (float(value) - low) / (high - low)

    ends = f'x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{MIDDLE}" y2="{MIDDLE}"'
    drawn = [f'<line {ends} stroke="{theme.CONTEXT}" stroke-width="2"/>']
    if kpi.benchmark_text:
        left = at(low if kpi.benchmark_low is None else kpi.benchmark_low)
        right = at(high if kpi.benchmark_high is None else kpi.benchmark_high)
        size = f'x="{left - 1:.1f}" y="3" width="{right - left + 2:.1f}" height="{HEIGHT - 6}"'
        drawn.append(f'<rect {size} fill="{theme.OPEN}" fill-opacity="0.35"/>')
    if kpi.target is not None:
        ends = f'x1="{at(kpi.target):.1f}" x2="{at(kpi.target):.1f}" y1="1" y2="{HEIGHT - 1}"'
        drawn.append(f'<line {ends} stroke="{theme.soft_ink()}" stroke-width="2.5"/>')
    place = f'cx="{at(kpi.value):.1f}" cy="{MIDDLE}" r="5.5"'
    colour = STATUS.get(kpi.status, theme.OPEN)
    drawn.append(f'<circle {place} fill="{colour}" stroke="{theme.paper()}" stroke-width="1.5"/>')
    box = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(drawn)}</svg>'


def alt(kpi: Kpi) -> str:
    """What the mark shows, in words."""
    parts = [f"{kpi.name}: {worded(kpi.value, kpi.unit)}"]
    parts += [f"target {worded(kpi.target, kpi.unit)}"] if kpi.target is not None else []
    return "; ".join([*parts, *([f"benchmark {benchmark(kpi)}"] if kpi.benchmark_text else [])])


def _span(kpi: Kpi, known: list[float]) -> tuple[float, float]:
    """From 0, unless a share is best near 1: there the part that is used, up to 1."""
    room = (max(known) - min(known) or max(known) or 1) * 0.25
    if kpi.unit == "share" and kpi.better == "higher":
        return max(min(known) - max(room, 0.02), 0), max(1.0, max(known))
    return 0.0, max(known) + room


def months(rows: Rows, kpi: Kpi) -> go.Figure:
    """Month by month, with target line and shaded benchmark; months that may still change are grey."""
    line = go.Scatter(
        x=[row["month"] for row in rows],
        y=floats(rows, "value"),
        mode="lines+markers",
        line={"color": theme.CONTEXT, "width": 2},
        marker={
            "size": 10,
            "color": [theme.COLLECTED if row["is_mature"] else theme.OPEN for row in rows],
            "symbol": ["circle" if row["is_mature"] else "circle-open" for row in rows],
        },
        customdata=[
            [
                worded(row["value"], kpi.unit),
                text.number(row["cases"]),
                "" if row["is_mature"] else ", may still change",
            ]
            for row in rows
        ],
        hovertemplate="%{x|%b %Y}: %{customdata[0]}, n = %{customdata[1]}%{customdata[2]}<extra></extra>",
    )
    drawn = figure(line, height=300)
    known = [float(row["value"]) for row in rows if row["value"] is not None]
    marks = [float(one) for one in (kpi.target, kpi.benchmark_low, kpi.benchmark_high) if one is not None]
    low, high = _span(kpi, [*known, *marks])
    if kpi.benchmark_text:
        drawn.add_hrect(
            y0=float(low if kpi.benchmark_low is None else kpi.benchmark_low),
            y1=float(high if kpi.benchmark_high is None else kpi.benchmark_high),
            fillcolor=theme.QUIET,
            line_width=1 if kpi.benchmark_low == kpi.benchmark_high else 0,
            line_color=theme.OPEN,
            opacity=0.5,
            layer="below",
        )
    if kpi.target is not None:
        drawn.add_hline(
            y=float(kpi.target),
            line={"color": theme.soft_ink(), "width": 1.5, "dash": "dash"},
            annotation={"text": f"target {worded(kpi.target, kpi.unit)}", "font": written(), "xanchor": "right"},
            annotation_position="top right",
        )
    drawn.update_xaxes(tickformat="%b\n%Y", showgrid=False, nticks=7)
    drawn.update_yaxes(range=[low, high + (high - low) * 0.04], nticks=5, **TICKS[kpi.unit])
    return drawn
