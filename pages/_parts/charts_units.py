"""Pictures of units and minutes."""

from __future__ import annotations

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages._parts import text, theme
from pages._parts.charts import Rows, figure, floats, housed, wrapped, written

ACROSS, MOST_CODES = 4, 8  # small histograms beside each other, and in all


def diverging(rows: Rows) -> go.Figure:
    """Missed units to the left, excess units to the right, on one scale, each with its number."""
    left, right = (max(float(row[side]) for row in rows) for side in ("missed", "excess"))
    room = 0.12 * max(left + right, 1.0)  # for the number at the end of a bar

    def side(column: str, shown: str, value: str, colour: str, words: str) -> go.Bar:
        return go.Bar(
            y=[wrapped(row["name"]) for row in rows],
            x=floats(rows, column),
            orientation="h",
            name=words,
            marker={"color": colour},
            text=[text.number(row[shown]) for row in rows],
            textfont=written(),
            textposition="outside",
            cliponaxis=False,
            customdata=[[row["name"], text.money(row[value])] for row in rows],
            hovertemplate="%{customdata[0]}: %{text} " + words.lower() + ", %{customdata[1]}<extra></extra>",
        )

    drawn = figure(
        side("missed_left", "missed", "missed_value", theme.LOST, "Missed units"),
        side("excess", "excess", "excess_value", theme.EXPOSURE, "Excess units"),
        height=max(len(rows) * 44 + 70, 190),
        barmode="relative",
    )
    drawn.update_layout(showlegend=True)
    drawn.update_xaxes(range=[-left - room, right + room], showticklabels=False, showgrid=False, zeroline=True)
    drawn.update_yaxes(showgrid=False)
    return drawn


def left_over(rows: Rows) -> go.Figure:
    """One small histogram per code: minutes left after full quarter hours, as shares of the code's documented times."""
    codes = sorted({(-row["times_of_code"], row["cpt"]) for row in rows})[:MOST_CODES]
    drawn = make_subplots(
        rows=-(-len(codes) // ACROSS),
        cols=ACROSS,
        subplot_titles=[code for _, code in codes],
        shared_xaxes=True,
        shared_yaxes="all",
        vertical_spacing=0.16,
        horizontal_spacing=0.03,
    )
    for place, (_, code) in enumerate(codes):
        own = [row for row in rows if row["cpt"] == code]
        bars = go.Bar(
            x=[row["minutes_left"] for row in own],
            y=floats(own, "share"),
            marker={"color": [theme.COLLECTED if row["minutes_left"] in (0, 8) else theme.CONTEXT for row in own]},
            customdata=[text.number(row["times"]) for row in own],
            hovertemplate=code + ", %{x} min left: %{y:.1%} (%{customdata} times)<extra></extra>",
        )
        drawn.add_trace(bars, row=place // ACROSS + 1, col=place % ACROSS + 1)
    margin = {"l": 8, "r": 8, "t": 28, "b": 8}
    housed(drawn, height=150 * -(-len(codes) // ACROSS) + 30, margin=margin, bargap=0.15)
    drawn.update_annotations(font=written())
    drawn.update_xaxes(fixedrange=True, showgrid=False, tickvals=[0, 4, 8, 12], tickfont=written(11))
    drawn.update_yaxes(fixedrange=True, tickformat=".0%", nticks=3, rangemode="tozero", tickfont=written(11))
    return drawn


def quarter_hours(rows: Rows) -> go.Figure:
    """The minutes of one visit: a bar per code cut into full quarter hours, and the minutes left over in grey."""
    documented = list(rows)  # only rows with minutes
    most = max((row["full_blocks"] for row in documented), default=0)
    codes = [f"{row['cpt']}{' (not billed)' if row['never_billed'] else ''}" for row in documented]
    blocks = [
        go.Bar(
            y=codes,
            x=[15 if row["full_blocks"] > place else 0 for row in documented],
            orientation="h",
            marker={"color": theme.COLLECTED, "line": {"color": theme.paper(), "width": 2}},
            text=["15" if row["full_blocks"] > place else "" for row in documented],
            textfont={"color": "#FFFFFF"},
            insidetextanchor="middle",
            hovertemplate="%{y}: a full quarter hour<extra></extra>",
        )
        for place in range(most)
    ]
    left = go.Bar(
        y=codes,
        x=[row["minutes_left"] for row in documented],
        orientation="h",
        marker={"color": theme.CONTEXT, "line": {"color": theme.paper(), "width": 2}},
        text=[f"{row['minutes_left']:g}" if row["minutes_left"] else "" for row in documented],
        textfont={"color": "#1F2933"},
        insidetextanchor="middle",
        hovertemplate="%{y}: %{x:g} minutes left<extra></extra>",
    )
    drawn = figure(*blocks, left, height=len(documented) * 40 + 60, barmode="stack")
    drawn.update_xaxes(dtick=15, ticksuffix=" min", rangemode="tozero")
    drawn.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return drawn
