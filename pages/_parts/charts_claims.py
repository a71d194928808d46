"""Pictures of claims: who denies what, which reasons matter, which months the files cover."""

from __future__ import annotations

import plotly.graph_objects as go

from pages._parts import text, theme
from pages._parts.charts import Rows, figure, floats, wrapped, written

FEWEST_LINES = 10  # below it a rate is shown with its n and said to be small


def cells(rows: Rows, measure: str) -> go.Figure:
    """Heatmap payer x family of reasons; measure: expected (dollars) | rate (share of the payer's answered lines)."""
    payers = list(dict.fromkeys(row["payer"] for row in reversed(rows)))
    families = sorted({row["family"] for row in rows}, key=lambda name: _of_family(rows, name))
    by_cell = {(row["payer"], row["family"]): row for row in rows}
    grid = [[by_cell.get((payer, family)) for payer in payers] for family in families]
    as_text = text.money if measure == "expected" else text.percent
    heat = go.Heatmap(
        x=[wrapped(payer, 12) for payer in payers],
        y=[wrapped(text.label(family), 16) for family in families],
        z=[[float(cell[measure]) if cell else None for cell in row] for row in grid],
        text=[[as_text(cell[measure]) if cell else "" for cell in row] for row in grid],
        texttemplate="%{text}",
        textfont={"color": theme.ink(), "size": 12 if len(payers) < 7 else 10},
        customdata=[[_cell_words(cell) for cell in row] for row in grid],
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
        colorscale=theme.HEAT,
        zmin=0,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    drawn = figure(heat, height=len(families) * 38 + 80)
    drawn.update_xaxes(side="top", showgrid=False, tickfont=written(11), type="category")
    drawn.update_yaxes(showgrid=False, type="category")
    return drawn


def _of_family(rows: Rows, family: str) -> float:
    return next(float(row["family_dollars"]) for row in rows if row["family"] == family)


def _cell_words(cell: dict | None) -> str:
    if cell is None:
        return ""
    small = f", n = {cell['lines']}: small" if cell["lines"] < FEWEST_LINES else ""
    return (
        f"{cell['payer']}, {text.label(cell['family'])}:<br>"
        f"{text.counted(cell['lines'], 'line')} of {text.number(cell['adjudicated'])} answered"
        f" ({text.percent(cell['rate'], 2)}),<br>{text.money(cell['expected'])} expected{small}"
    )


def reasons(rows: Rows) -> go.Figure:
    """Pareto of reason codes by what can still be recovered; the share reached so far beside each bar."""
    bars = go.Bar(
        y=[wrapped(f"{row['carc']} {row['root_cause']}") for row in rows],
        x=floats(rows, "recoverable"),
        orientation="h",
        marker={"color": theme.LOST},
        text=[f"{text.money(row['recoverable'])} · {text.percent(row['running_share'], 0)}" for row in rows],
        textposition="outside",
        textfont=written(),
        cliponaxis=False,
        customdata=[text.counted(row["lines"], "line") for row in rows],
        hovertemplate="%{y}: %{text}, %{customdata}<extra></extra>",
    )
    drawn = figure(bars, height=len(rows) * 40 + 20)
    most = max(floats(rows, "recoverable"), default=0) or 1
    drawn.update_xaxes(range=[0, most * 1.75], showticklabels=False, showgrid=False)
    drawn.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return drawn


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
