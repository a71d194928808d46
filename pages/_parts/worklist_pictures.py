"""Pictures of the worklist: what is worth most and due first, when deadlines fall, and which causes hold the money."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from pages._parts import text, theme
from pages._parts.charts import Rows, figure, floats, written

FARTHEST = 120  # days; later deadlines, and claims without one, stand at the right edge
MOST_POINTS, MOST_CAUSES = 400, 10
TURNS = {1: ("Follow-up due", theme.EXPOSURE), 2: ("Deadline within 14 days", theme.LOST), 3: ("Later", theme.OPEN)}


def points(rows: Rows) -> go.Figure:
    """Claims by days left and expected value, the dearest on top; customdata: the row's place in the list."""
    priced = [(place, row) for place, row in enumerate(rows[:MOST_POINTS]) if row["value"] is not None]
    traces = []
    for turn, (words, colour) in TURNS.items():
        own = [(place, row) for place, row in priced if row["turn"] == turn]
        traces.append(
            go.Scatter(
                x=[_days(row["days_left"]) for _, row in own],
                y=[float(row["value"]) for _, row in own],
                mode="markers",
                name=words,
                marker={"color": colour, "size": 9, "opacity": 0.75, "line": {"width": 0}},
                customdata=[[place, _point_words(row)] for place, row in own],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )
    drawn = figure(*traces, height=300, showlegend=True)
    drawn.update_layout(legend={"traceorder": "normal"})
    ticks = [0, 14, 30, 60, 90, FARTHEST]
    drawn.update_xaxes(
        tickvals=ticks,
        ticktext=["0", "14", "30", "60", "90", f"{FARTHEST}+"],
        range=[-4, FARTHEST + 6],
        showgrid=False,
        title={"text": "Days left to the deadline (right edge: later, or none known)", "font": written()},
    )
    drawn.update_yaxes(tickprefix="$", tickformat="~s", nticks=5, rangemode="tozero")
    return drawn


def _days(left: int | None) -> int:
    return FARTHEST if left is None else max(0, min(left, FARTHEST))


def _point_words(row: dict) -> str:
    left = "no deadline known" if row["days_left"] is None else f"{text.counted(row['days_left'], 'day')} left"
    return (
        f"{row['payer']}, {text.day(row['dos'])}: {text.money(row['value'])}<br>"
        f"{text.money(row['recoverable'])} at {text.percent(row['chance'], 0)}, {left}<br>{text.label(row['state'])}"
    )


def deadlines(rows: Rows) -> go.Figure:
    """Stacked bars by week of the deadline: dollars by the payer's own rule, and by one nobody chose."""
    weeks = [f"{row['first_day'].day} {row['first_day']:%b}" for row in rows]
    whole, assumed = floats(rows, "recoverable"), floats(rows, "assumed")
    parts = {
        "By the payer's rule": ([all_ - some for all_, some in zip(whole, assumed, strict=True)], theme.LOST),
        "Nobody chose this deadline": (assumed, "#F2C49B"),
    }
    bars = [
        go.Bar(
            x=weeks,
            y=dollars,
            name=words,
            marker={"color": colour},
            customdata=[
                f"{text.counted(row['claims'], 'claim')} due {text.day(row['first_day'])} to"
                f" {text.day(row['last_day'])},<br>{text.money(row['value'])} expected of"
                f" {text.money(row['recoverable'])}"
                for row in rows
            ],
            hovertemplate=words + ": $%{y:,.0f}<br>%{customdata}<extra></extra>",
        )
        for words, (dollars, colour) in parts.items()
    ]
    drawn = figure(*bars, height=300, barmode="stack", bargap=0.2, showlegend=True)
    drawn.update_layout(legend={"traceorder": "normal"})
    drawn.update_xaxes(showgrid=False, type="category", tickangle=-45)
    drawn.update_yaxes(tickprefix="$", tickformat="~s", nticks=5, range=[0, (max(whole) or 1) * 1.12])
    return drawn


def _amount(row: dict) -> str:
    return f"{text.money(row['cause_value'])} · {text.counted(row['cause_claims'], 'claim')}"


def causes(rows: Rows, chosen: str) -> go.Figure:
    """Bars by root cause: expected value; the chosen one in full colour. customdata: the cause."""
    bars = go.Bar(
        y=[f"{textwrap.shorten(row['cause_label'], 30, placeholder=' …')}<br>{_amount(row)}" for row in rows],
        x=floats(rows, "cause_value"),
        orientation="h",
        marker={"color": theme.LOST, "opacity": [1 if chosen in ("", row["cause"]) else 0.35 for row in rows]},
        customdata=[
            [
                row["cause"],
                f"{row['cause_label']}:<br>{_amount(row)}, of {text.money(row['cause_recoverable'])} recoverable",
            ]
            for row in rows
        ],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )
    drawn = figure(bars, height=len(rows) * 40 + 30)
    drawn.update_xaxes(rangemode="tozero", showticklabels=False, showgrid=False)
    drawn.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return drawn
