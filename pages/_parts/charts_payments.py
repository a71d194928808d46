"""Pictures of payments: what was allowed over what was expected, and the rate of one code over time."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from pages._parts import text, theme
from pages._parts.charts import Rows, figure, written

BAND = 84  # pixels of a payer: its name above, its dots below
NEAR = 0.01  # within it a dot is as agreed
FURTHEST = 0.2  # dots further from 100 % stand on the edge, their figure beside them
SMALLEST, LARGEST = 8, 20  # pixels across
MOST_LABELS = 4  # of one payer, the furthest from 100 %
LABEL, LABEL_HEIGHT = 0.4, 0.14  # of the reach to one side, on a narrow screen; of a band
ASIDE = (0, 0.15, -0.15, 0.28, -0.28, 0.08, -0.08, 0.22, -0.22)  # of a band, where dots would lie on each other
Cell = tuple[str, str]  # payer, code
Key = tuple[str, str, str]  # payer, code, basis


def ratios(rows: Rows, chosen: Cell | None) -> go.Figure:
    """Payer by code as dots around 100 %: size by dollars, hollow where only the payer's own habit is known."""
    payers = list(dict.fromkeys(row["payer"] for row in rows))[::-1]
    places = _places(rows, payers)
    reach = max(0.06, *(abs(_shown(row) - 1) for row in rows)) * 1.3
    labels = _labels(rows, places, reach)
    most = max(float(row["expected"]) for row in rows)
    drawn = figure(
        *(_dots(some, places, most, labels, chosen) for some in _kinds(rows)), height=len(payers) * BAND + 50
    )
    drawn.update_layout(clickmode="event+select", dragmode=False)
    drawn.add_vline(x=1, line={"color": theme.soft_ink(), "width": 1}, layer="below")
    drawn.add_vrect(x0=1 - NEAR, x1=1 + NEAR, fillcolor=theme.QUIET, opacity=0.5, line_width=0, layer="below")
    drawn.update_xaxes(
        range=[1 - reach, 1 + reach], tickformat=".0%", side="top", showgrid=False, nticks=5, tickangle=0
    )
    drawn.update_yaxes(showticklabels=False, showgrid=False, zeroline=False, range=[-0.5, len(payers) - 0.35])
    for place, payer in enumerate(payers):
        drawn.add_annotation(
            x=0, xref="x domain", y=place, text=payer, xanchor="left", yshift=36, showarrow=False, font=written()
        )
    return drawn


def _kinds(rows: Rows) -> list[list[dict[str, Any]]]:
    parts = [[row for row in rows if row["basis"] == basis] for basis in ("agreed", "own")]
    return [some for some in parts if some]


def _places(rows: Rows, payers: Sequence[str]) -> dict[Key, float]:
    """How high each dot stands: in its payer's band, one beside the other; those off 100 % apart from the others."""
    met: dict[tuple[str, str], int] = {}
    places = {}
    for row in sorted(rows, key=_off, reverse=True):
        near = (row["payer"], "off" if _off(row) > NEAR else "near")
        met[near] = met.get(near, -1) + 1
        places[_key(row)] = payers.index(row["payer"]) + ASIDE[met[near] % len(ASIDE)]
    return places


def _labels(rows: Rows, places: dict[Key, float], reach: float) -> dict[Key, str]:
    """The words beside dots off 100 %, the furthest of each payer; with the figure where a dot stands on the edge.

    A dot has none where it would lie on another dot: its words show under the pointer.
    """
    labels: dict[Key, str] = {}
    for payer in {row["payer"] for row in rows}:
        off = [row for row in rows if row["payer"] == payer and _off(row) > NEAR]
        for row in sorted(off, key=_off)[-MOST_LABELS:]:
            figures = f" {text.percent(row['ratio'], 0)}" if _off(row) > FURTHEST else ""
            if not any(_covers(row, other, places, reach) for other in rows):
                labels[_key(row)] = f"{row['cpt']}{figures}"
    return labels


def _covers(row: dict[str, Any], other: dict[str, Any], places: dict[Key, float], reach: float) -> bool:
    """Whether the label of one dot would lie on another."""
    if _key(row) == _key(other) or abs(places[_key(row)] - places[_key(other)]) > LABEL_HEIGHT:
        return False
    side = -1 if _is_left(row) else 1
    return 0 <= (_shown(other) - _shown(row)) * side < LABEL * reach


def _is_left(row: dict[str, Any]) -> bool:
    """Whether the label stands left of its dot: outward, but from the edge inward."""
    return (row["ratio"] < 1) == (_off(row) <= FURTHEST)


def _off(row: dict[str, Any]) -> float:
    return abs(float(row["ratio"]) - 1)


def _shown(row: dict[str, Any]) -> float:
    """Where a dot stands: on the edge where it is further off."""
    return min(max(float(row["ratio"]), 1 - FURTHEST), 1 + FURTHEST)


def _key(row: dict[str, Any]) -> Key:
    return row["payer"], row["cpt"], row["basis"]


def _dots(rows: Rows, places: dict[Key, float], most: float, labels: dict[Key, str], chosen: Cell | None) -> go.Scatter:
    """The dots of one basis; those of the payer's own habit are hollow, the chosen one has an edge."""
    is_hollow = rows[0]["basis"] == "own"
    colours = [_colour(row) for row in rows]
    is_chosen = [(row["payer"], row["cpt"]) == chosen for row in rows]
    edges = [theme.ink() if here else colour for here, colour in zip(is_chosen, colours, strict=True)]
    return go.Scatter(
        x=[_shown(row) for row in rows],
        y=[places[_key(row)] for row in rows],
        mode="markers+text",
        marker={
            "symbol": "circle-open" if is_hollow else "circle",
            "size": [SMALLEST + (LARGEST - SMALLEST) * (float(row["expected"]) / most) ** 0.5 for row in rows],
            "color": edges if is_hollow else colours,
            "opacity": 0.9,
            "line": {"width": 2, "color": edges},
        },
        text=[labels.get(_key(row), "") for row in rows],
        textposition=["middle left" if _is_left(row) else "middle right" for row in rows],
        textfont=written(11),
        unselected={"marker": {"opacity": 0.9}},
        customdata=[[row["payer"], row["cpt"]] for row in rows],
        hovertext=[in_words(row) for row in rows],
        hoverinfo="text",
        cliponaxis=False,
    )


def _colour(row: dict[str, Any]) -> str:
    if _off(row) <= NEAR:
        return theme.OPEN
    return theme.LOST if row["ratio"] < 1 else theme.EXPOSURE


def in_words(row: dict[str, Any]) -> str:
    """`Cigna, 97110: 92.1 % of the agreed price, $4,120 of $4,473, 120 lines`."""
    of = "agreed price" if row["basis"] == "agreed" else "payer's own usual rate"
    return (
        f"{row['payer']}, {row['cpt']}:<br>{text.percent(row['ratio'])} of the {of},<br>"
        f"{text.money(row['allowed'])} of {text.money(row['expected'])}, {text.counted(row['lines'], 'line')}"
    )


def history(rows: Rows) -> go.Figure:
    """The rate of a unit by month: the usual one as steps, lowest to highest behind it, the agreed one beside it."""
    months = [row["month"] for row in rows]
    spread = [*_edge(rows, months, "lowest"), *_edge(rows, months, "highest", is_filled=True)]
    usual = go.Scatter(
        x=months,
        y=[float(row["rate"]) for row in rows],
        name="Usual",
        mode="lines+markers",
        line={"color": theme.COLLECTED, "width": 2.5, "shape": "hvh"},
        marker={"size": 7},
        customdata=[_month_in_words(row) for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )
    agreed = [row["schedule_rate"] for row in rows]
    beside = (
        go.Scatter(
            x=months,
            y=[None if rate is None else float(rate) for rate in agreed],
            name="Agreed",
            mode="lines",
            line={"color": theme.soft_ink(), "width": 1.5, "dash": "dot", "shape": "hvh"},
            hoverinfo="skip",
        ),
    )
    drawn = figure(*spread, usual, *(beside if any(rate is not None for rate in agreed) else ()), height=300)
    drawn.update_layout(showlegend=True)
    drawn.update_xaxes(showgrid=False, tickformat="%b<br>%Y", nticks=7, tickangle=0)
    drawn.update_yaxes(tickprefix="$", tickformat=",.2f", nticks=5)
    _mark_steps(drawn, rows)
    return drawn


def _edge(rows: Rows, months: Sequence[datetime.date], name: str, *, is_filled: bool = False) -> list[go.Scatter]:
    """One side of the spread; the second fills down to the first."""
    return [
        go.Scatter(
            x=months,
            y=[float(row[name]) for row in rows],
            name="Lowest to highest",
            mode="lines",
            line={"width": 0, "shape": "hvh"},
            fill="tonexty" if is_filled else None,
            fillcolor=theme.QUIET,
            showlegend=is_filled,
            hoverinfo="skip",
        )
    ]


def steps(rows: Rows) -> list[tuple[datetime.date, float]]:
    """The months in which the usual rate changed by more than NEAR, and by how much; none where two are lawful."""
    if any(row["is_cut"] for row in rows):
        return []
    pairs = itertools.pairwise(rows)
    changes = [(now["month"], float(now["rate"] / before["rate"]) - 1) for before, now in pairs]
    return [(month, change) for month, change in changes if abs(change) > NEAR]


def _mark_steps(drawn: go.Figure, rows: Rows) -> None:
    rates = {row["month"]: float(row["rate"]) for row in rows}
    for month, change in steps(rows)[-6:]:
        drawn.add_annotation(
            x=month,
            y=rates[month],
            text=f"{'+' if change > 0 else '−'}{text.percent(abs(change))}",
            yshift=16 if change > 0 else -16,
            showarrow=False,
            font={"color": theme.soft_ink() if change > 0 else theme.LOST, "size": 12},
        )


def _month_in_words(row: dict[str, Any]) -> str:
    agreed = f"<br>agreed {text.money(row['schedule_rate'], cents=True)}" if row["schedule_rate"] is not None else ""
    return (
        f"{row['month']:%b %Y}: {text.money(row['rate'], cents=True)} a unit<br>on {row['lines_at_rate']} of"
        f" {text.counted(row['lines'], 'line')}, from {text.money(row['lowest'], cents=True)}"
        f" to {text.money(row['highest'], cents=True)}{agreed}"
    )
