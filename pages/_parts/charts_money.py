"""Pictures of dollars: where earned money stands, what is lost a year, and month by month."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import plotly.graph_objects as go

from pages._parts import text, theme
from pages._parts.charts import ROW, Rows, figure, floats, names, written

DARK = ("earned", "collected", "lost")  # steps whose bars carry white words
WINDOWS = ("Within 30 days", "31 to 60 days", "61 to 90 days", "Later", "No date known")


def steps(rows: Rows, unknown: Collection[str] = ()) -> go.Figure:
    """Waterfall of answers/shown/revenue_steps.sql: a floating bar per step, its dollars and share beside it.

    unknown: steps that no file tells.
    """
    labels = [
        "not known"
        if row["step"] in unknown
        else f"{text.money(row['amount'])}  ({text.percent(row['share_of_earned'])})"
        for row in rows
    ]
    bars = go.Bar(
        y=names(rows, "step"),
        x=floats(rows, "amount"),
        base=floats(rows, "start"),
        orientation="h",
        marker={"color": [theme.STEP[row["kind"]] for row in rows]},
        text=labels,
        customdata=[row["step"] for row in rows],
        hovertemplate="%{y}: %{text}<extra></extra>",
        textposition="none",
        unselected={"marker": {"opacity": 1}},
    )
    drawn = figure(bars, height=len(rows) * ROW + 40, clickmode="event+select", dragmode=False)
    most = max(row["start"] + row["amount"] for row in rows)
    for row, words in zip(rows, labels, strict=True):
        drawn.add_annotation(y=text.label(row["step"]), text=words, showarrow=False, **_beside(row, float(most)))
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(range=[0, float(most) * 1.01], tickprefix="$", tickformat="~s", nticks=6)
    return drawn


def _beside(row: dict[str, Any], most: float) -> dict[str, Any]:
    """Where the words of a step have room: in its bar, left of it, or right of it."""
    start, amount = float(row["start"]), float(row["amount"])
    room = {"in": amount, "left": start, "right": most - start - amount}
    match max(room, key=room.get):
        case "in":
            ink = "#FFFFFF" if row["kind"] in DARK else "#1F2933"
            return {"x": start, "xanchor": "left", "xshift": 8, "font": {"color": ink, "size": 12}}
        case "left":
            return {"x": start, "xanchor": "right", "xshift": -6, "font": written()}
        case _:
            return {"x": start + amount, "xanchor": "left", "xshift": 6, "font": written()}


def ranges(rows: Rows) -> go.Figure:
    """Bars with their range: rows of name, base, low, high (low and high may be null)."""
    known = all(row["low"] is not None for row in rows)
    whisker = {
        "type": "data",
        "symmetric": False,
        "array": [float(row["high"] - row["base"]) for row in rows] if known else [],
        "arrayminus": [float(row["base"] - row["low"]) for row in rows] if known else [],
        "color": theme.OPEN,
        "thickness": 1.5,
        "width": 4,
    }
    bars = go.Bar(
        y=names(rows, "name"),
        x=floats(rows, "base"),
        orientation="h",
        marker={"color": theme.LOST},
        error_x=whisker if known else None,
        hovertemplate="%{y}: $%{x:,.0f} a year<extra></extra>",
    )
    drawn = figure(bars, height=len(rows) * ROW + 40)
    furthest = max(float(row["high"] or row["base"]) for row in rows)
    for row in rows:
        drawn.add_annotation(
            y=text.label(row["name"]),
            x=float(row["high"] or row["base"]),
            text=text.money(row["base"]),
            font=written(),
            showarrow=False,
            xanchor="left",
            xshift=8,
        )
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(range=[0, furthest * 1.22], tickprefix="$", tickformat="~s", nticks=5)
    return drawn


def months(rows: Rows) -> go.Figure:
    """Leak share by month of service; months not yet answered are grey."""
    bars = go.Bar(
        x=[row["month"] for row in rows],
        y=floats(rows, "share"),
        marker={"color": [theme.LOST if row["is_mature"] else theme.QUIET for row in rows]},
        customdata=[
            [text.money(row["leaked"]), "" if row["is_mature"] else ", not yet fully answered"] for row in rows
        ],
        hovertemplate="%{x|%b %Y}: %{y:.1%} of earned, %{customdata[0]}%{customdata[1]}<extra></extra>",
    )
    drawn = figure(bars, height=300)
    drawn.update_xaxes(tickformat="%b\n%Y", showgrid=False, nticks=7)
    drawn.update_yaxes(tickformat=".0%", rangemode="tozero", nticks=5)
    return drawn


def windows(rows: Rows) -> dict[str, Any]:
    """Open dollars by the time left, from the running sums of answers/shown/recoverable_now.sql."""
    to_30, to_60, to_90, undated, whole = (
        sum(row[name] for row in rows) for name in ("due_30", "due_60", "due_90", "undated", "recoverable")
    )
    parts = (to_30, to_60 - to_30, to_90 - to_60, whole - to_90 - undated, undated)
    return dict(zip(WINDOWS, parts, strict=True))


def deadlines(rows: Rows) -> go.Figure:
    """Open dollars by the time left: the sooner the stronger the colour."""
    parts = windows(rows)
    return _bars(list(parts), list(parts.values()), [theme.LOST, "#E89A55", "#F2C49B", theme.CONTEXT, theme.QUIET])


def prevented(rows: Rows) -> go.Figure:
    """Preventable dollars a year by leak category (rows of category and kept), the five largest."""
    most = rows[:5]
    return _bars(names(most, "category"), [row["kept"] for row in most], theme.COLLECTED)


def _bars(labels: list[str], dollars: list[Any], colour: Any) -> go.Figure:
    bars = go.Bar(
        y=labels,
        x=[float(amount) for amount in dollars],
        orientation="h",
        marker={"color": colour},
        hovertemplate="%{y}: $%{x:,.0f}<extra></extra>",
    )
    drawn = figure(bars, height=len(labels) * 28 + 36)
    for name, amount in zip(labels, dollars, strict=True):
        drawn.add_annotation(
            y=name, x=float(amount), text=text.money(amount), showarrow=False, xanchor="left", xshift=6, font=written()
        )
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(range=[0, float(max(dollars)) * 1.28 or 1], showticklabels=False, showgrid=False)
    return drawn
