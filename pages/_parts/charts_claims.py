"""Which months the files cover."""

from __future__ import annotations

import plotly.graph_objects as go

from pages._parts import text, theme
from pages._parts.charts import Rows, figure


def covered(rows: Rows) -> go.Figure:
    """Which months each kind of source covers: a cell per month, empty where there is a gap."""
    sources = ["Remittance lines", "Minutes", "Billing lines"]
    months = sorted({row["month"] for row in rows})
    count = {(row["source"], row["month"]): row["rows"] for row in rows}
    heat = go.Heatmap(
        x=[f"{month:%b}<br>{month:%Y}" for month in months],
        y=sources,
        z=[[1 if (source, month) in count else None for month in months] for source in sources],
        text=[
            [text.number(count[source, month]) if (source, month) in count else "" for month in months]
            for source in sources
        ],
        texttemplate="%{text}" if len(months) <= 14 else "",
        textfont={"color": theme.ink(), "size": 11},
        hovertemplate="%{y}, %{x}: %{text} rows<extra></extra>",
        hoverongaps=False,
        colorscale=[(0, "rgba(0,114,178,0.28)"), (1, "rgba(0,114,178,0.28)")],
        showscale=False,
        xgap=3,
        ygap=3,
    )
    drawn = figure(heat, height=190)
    drawn.update_xaxes(showgrid=False, type="category")
    drawn.update_yaxes(showgrid=False)
    return drawn
