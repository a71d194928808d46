"""The picture of a series of denials: weekly rates between the limits of chance, its baseline and its change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.statistics.changes import Change
from analytics.statistics.control_chart import SMALL, Chart, Point
from pages._parts import text, theme
from pages._parts.charts import figure, written

HEIGHT = 320
WEEK = 7 * 24 * 3600 * 1000  # milliseconds, as the axis counts


def weekly(shown: Chart, changes: Sequence[Change]) -> go.Figure:
    """Rate by week; beyond the limits filled in the colour of lost money, weeks with few patients hollow."""
    weeks = [point.week for point in shown.points]
    drawn = figure(_band(shown), *_baseline(shown), _rates(shown), height=HEIGHT)
    drawn.update_layout(showlegend=True, bargap=0)
    drawn.update_xaxes(showgrid=False, tickformat="%b<br>%Y", nticks=7, tickangle=0, range=_span(weeks))
    drawn.update_yaxes(tickformat=".0%", nticks=5, range=[0, _top(shown)])
    for change in changes:
        _line(drawn, change.began, f"{'rise' if change.direction == 'up' else 'fall'} {text.day(change.began)}")
        if change.ended:
            _line(drawn, change.ended, f"ended {text.day(change.ended)}")
    return drawn


def _span(weeks: Sequence[datetime.date]) -> list[datetime.date]:
    """The weeks with room at both ends."""
    return [weeks[0] - datetime.timedelta(4), weeks[-1] + datetime.timedelta(4)]


def _top(shown: Chart) -> float:
    """Room for every rate that says something, and a little for the words above; a small week may stand on the edge."""
    telling = [point for point in shown.points if point.rate is not None and (point.is_beyond or not point.is_small)]
    return min(max([point.rate for point in telling], default=0.5) * 1.3 + 0.02, 1.05)


def _band(shown: Chart) -> go.Bar:
    """What chance reaches, a bar a week: the gap of a week that says nothing would tear a filled line apart."""
    points = [point for point in shown.points if point.low is not None and point.high is not None]
    return go.Bar(
        x=[point.week for point in points],
        base=[point.low for point in points],
        y=[point.high - point.low for point in points],
        width=WEEK,
        name="Within chance",
        marker={"color": theme.QUIET, "line": {"width": 0}},
        hoverinfo="skip",
    )


def _baseline(shown: Chart) -> list[go.Scatter]:
    if shown.rate is None:
        return []
    return [
        go.Scatter(
            x=[shown.first, shown.last],
            y=[shown.rate, shown.rate],
            name=f"Baseline {text.percent(shown.rate)}",
            mode="lines",
            line={"color": theme.soft_ink(), "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
        )
    ]


def _rates(shown: Chart) -> go.Scatter:
    top = _top(shown)
    return go.Scatter(
        x=[point.week for point in shown.points],
        y=[None if point.rate is None else min(point.rate, top) for point in shown.points],
        name="Patients refused",
        mode="lines+markers",
        line={"color": theme.OPEN, "width": 1},
        marker={
            "size": [8 if point.is_beyond else 6 for point in shown.points],
            "symbol": ["circle-open" if point.is_small else "circle" for point in shown.points],
            "color": [_colour(point, shown.rate) for point in shown.points],
        },
        customdata=[in_words(point) for point in shown.points],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _colour(point: Point, rate: float | None) -> str:
    if not point.is_beyond:
        return theme.OPEN
    return theme.LOST if point.rate > rate else theme.COLLECTED


def _line(drawn: go.Figure, week: datetime.date, words: str) -> None:
    drawn.add_vline(x=week, line={"color": theme.soft_ink(), "width": 1.5, "dash": "dash"})
    drawn.add_annotation(
        x=week, y=1, yref="paper", text=words, showarrow=False, xanchor="right", xshift=-4, font=written(11)
    )


def in_words(point: Point) -> str:
    """`week of 3 Mar 2026: 7 of 60 patients refused (11.7 %), ...`, for a pointer and for a reader without pictures."""
    said = f"week of {text.day(point.week)}: "
    if point.rate is None:
        return said + "nothing answered"
    said += f"{point.refused} of {text.counted(point.cases, 'patient')} refused ({text.percent(point.rate)}),"
    said += f"<br>{point.denied} of {text.counted(point.lines, 'line')} denied"
    if point.low is not None:
        said += f",<br>chance reaches {text.percent(point.low)} to {text.percent(point.high)}"
    return said + (f"<br>fewer than {SMALL} patients: says little" if point.is_small else "")
