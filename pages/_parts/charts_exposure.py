"""Pictures of what could be taken back: by kind and month, and each patient against the therapy threshold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from pages._parts import charts_grid, text, theme
from pages._parts.charts import Rows, figure, written

STATES = {  # of a patient: colour (after Okabe and Ito) and mark
    "threshold_below": ("#8A94A0", "circle"),
    "threshold_near": ("#E69F00", "diamond"),
    "threshold_over": (theme.EXPOSURE, "square"),
    "threshold_review": (theme.EXPOSURE, "x"),
}
BUCKETS = {"PT+SLP": "PT and SLP", "OT": "OT"}


def months(rows: Rows) -> go.Figure:
    """Month by kind of exposure, the latest on top: dollars in each cell, or how many cases where none is at stake.

    What is clicked: kind and month (ISO).
    """
    kinds, shown = list(dict.fromkeys(row["category"] for row in rows)), sorted({row["month"] for row in rows})
    labels = {kind: text.label(kind) for kind in kinds} | {str(month): f"{month:%b %Y}" for month in shown}
    cells = [
        charts_grid.Cell(row["category"], str(row["month"]), float(row["amount"]), _cell(row), _cell_words(row))
        for row in rows
    ]
    return charts_grid.grid(cells, kinds, [str(month) for month in shown], scale=theme.EXPOSED, labels=labels)


def _cell(cell: dict[str, Any]) -> str:
    return text.thousands(cell["amount"]) if cell["amount"] else f"n = {cell['cases']}"


def _cell_words(cell: dict[str, Any]) -> str:
    return (
        f"{text.label(cell['category'])}, {cell['month']:%b %Y}:<br>"
        f"{text.money(cell['amount'])} in {text.counted(cell['cases'], 'case')}"
    )


def thresholds(rows: Rows) -> go.Figure:
    """A dot per patient along the dollars of the year, PT and SLP apart from OT, against both amounts."""
    buckets = [bucket for bucket in BUCKETS if any(row["bucket"] == bucket for row in rows)]
    drawn = figure(
        *(_state(rows, buckets, state) for state in STATES if any(row["state"] == state for row in rows)),
        height=130 * len(buckets) + 90,
    )
    lines = {row["bucket"]: row for row in rows}
    for amount, ats in _shared(lines, buckets, "threshold"):
        _line(drawn, ats, amount, "solid", f"threshold {text.money(amount)}", "bottom")
    for amount, ats in _shared(lines, buckets, "review"):
        _line(drawn, ats, amount, "dash", f"review {text.money(amount)}", "top")
    most = max(max(float(row["total"]), float(row["review"])) for row in rows)
    drawn.update_layout(showlegend=True, legend={"traceorder": "normal"})
    drawn.update_xaxes(range=[-most * 0.02, most * 1.08], tickprefix="$", tickformat=",", nticks=5, zeroline=False)
    drawn.update_yaxes(
        tickvals=list(range(len(buckets))), ticktext=[BUCKETS[bucket] for bucket in buckets],
        range=[len(buckets) - 0.4, -0.64], showgrid=False, zeroline=False,
    )  # fmt: skip
    return drawn


def _state(rows: Rows, buckets: list[str], state: str) -> go.Scatter:
    own = [row for row in rows if row["state"] == state]
    colour, mark = STATES[state]
    return go.Scatter(
        x=[float(row["total"]) for row in own],
        y=[buckets.index(row["bucket"]) + (row["place"] - 3) * 0.09 for row in own],
        mode="markers",
        name=text.label(state),
        marker={
            "color": colour,
            "symbol": mark,
            "size": 9,
            "opacity": 0.85,
            "line": {"color": theme.paper(), "width": 1},
        },
        customdata=[_patient(row) for row in own],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _patient(row: dict[str, Any]) -> str:
    left = "" if row["visits_left"] is None or row["state"] in ("threshold_over", "threshold_review") else (
        f"<br>{text.counted(row['visits_left'], 'visit')} left"
    )  # fmt: skip
    return f"{row['patient_id']}, {row['payer']}:<br>{text.money(row['total'])} of {text.money(row['threshold'])}{left}"


def _shared(lines: dict[str, dict[str, Any]], buckets: list[str], name: str) -> list[tuple[Decimal, list[int]]]:
    """An amount and the buckets that have it, which lie beside each other."""
    amounts = dict.fromkeys(lines[bucket][name] for bucket in buckets)
    return [(amount, [at for at, bucket in enumerate(buckets) if lines[bucket][name] == amount]) for amount in amounts]


def _line(drawn: go.Figure, ats: list[int], amount: Decimal, dash: str, words: str, side: str) -> None:
    """A line across buckets, its words at its upper end (they stand on their bottom there) or at its lower one."""
    x, top, end = float(amount), ats[0] - 0.42, ats[-1] + 0.42
    stroke = {"color": theme.soft_ink(), "width": 1.5, "dash": dash}
    drawn.add_shape(type="line", x0=x, x1=x, y0=top, y1=end, line=stroke)
    y = end if side == "top" else top
    drawn.add_annotation(
        x=x, y=y, text=words, showarrow=False, xanchor="right", xshift=4, yanchor=side, font=written(11)
    )
