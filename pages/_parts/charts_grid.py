"""A grid of cells: one hand draws every heat map, so that all of them read, hatch, frame and click alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from pages._parts import theme
from pages._parts.charts import figure, wrapped, written

ROW, BAND, CELL = 38, 66, 40  # pixels of a line of cells; of one under its name, and of its cells
STRIPES = (-0.6, -0.3, 0.0, 0.3, 0.6)  # of a hatched cell: where its diagonals cross the middle
GREY = [(0.0, theme.QUIET), (1.0, theme.QUIET)]
ROOMY = 7  # columns that leave room for words at full size
LONGEST = 18  # letters of a narrow column's name
Place = tuple[str, str]  # column, line


class Cell(NamedTuple):
    """A cell: its place, what colours it (None: no colour), what stands in it, and what it says under a pointer."""

    column: str
    line: str
    value: float | None
    words: str
    hover: str
    is_hatched: bool = False
    is_grey: bool = False


def grid(
    cells: Sequence[Cell],
    columns: Sequence[str],
    lines: Sequence[str],
    *,
    scale: list[tuple[float, str]],
    labels: dict[str, str] | None = None,
    chosen: Place | None = None,
    is_change: bool = False,
    is_banded: bool = False,
) -> go.Figure:
    """Columns side by side, lines from below; the place of a cell is its customdata when it is clicked.

    labels: our words for a column or a line. chosen: the framed cell. is_change: colours both ways from nought.
    is_banded: a line's name stands above its cells, where beside them it would take a telephone's whole width.
    """
    named = {name: (labels or {}).get(name, name) for name in (*columns, *lines)}
    place = {(cell.column, cell.line): (columns.index(cell.column), lines.index(cell.line)) for cell in cells}
    most = _most(cells, lambda cell: not cell.is_grey and not cell.is_hatched) or _most(
        cells, lambda cell: not cell.is_grey
    )
    ends = (-(most or 1) if is_change else 0, most or 1)
    half = CELL / BAND / 2 if is_banded else 0.46
    drawn = figure(
        _heat([cell for cell in cells if cell.is_grey], place, (columns, lines), GREY, (0, 1), is_banded),
        _heat([cell for cell in cells if not cell.is_grey], place, (columns, lines), scale, ends, is_banded),
        _hatched([place[cell.column, cell.line] for cell in cells if cell.is_hatched], half / 0.46),
        _targets(cells, place, len(columns)),
        height=len(lines) * (BAND if is_banded else ROW) + (50 if is_banded else 90),
        clickmode="event+select",
        dragmode=False,
    )
    _axes(drawn, [named[name] for name in columns], [named[name] for name in lines], is_banded)
    if chosen in place:
        x, y = place[chosen]
        edge = {"color": theme.ink(), "width": 2}
        drawn.add_shape(type="rect", x0=x - 0.48, x1=x + 0.48, y0=y - half, y1=y + half, line=edge)
    return drawn


def _most(cells: Sequence[Cell], counts: Callable[[Cell], bool]) -> float:
    """The value of the darkest colour: one of few cases must not make all the others pale."""
    return max((abs(cell.value) for cell in cells if cell.value is not None and counts(cell)), default=0)


def _axes(drawn: go.Figure, columns: list[str], lines: list[str], is_banded: bool) -> None:
    bare = {"showgrid": False, "zeroline": False}
    drawn.update_xaxes(side="top", range=[-0.5, len(columns) - 0.5], tickvals=list(range(len(columns))), **bare)
    drawn.update_xaxes(autotickangles=[0, -90], ticktext=[_heading(name, len(columns)) for name in columns])  # or stand
    drawn.update_xaxes(tickfont=written(11 if len(columns) < ROOMY else 9))
    drawn.update_yaxes(range=[-0.5, len(lines) - 0.5], showticklabels=not is_banded, **bare)
    drawn.update_yaxes(tickvals=list(range(len(lines))), ticktext=[wrapped(name, 16, 2) for name in lines])
    if is_banded:
        above = {"x": 0, "xref": "x domain", "xanchor": "left", "yshift": CELL / 2 + 10, "showarrow": False}
        for y, name in enumerate(lines):
            drawn.add_annotation(y=y, text=name, font=written(), **above)


def _heading(name: str, columns: int) -> str:
    """The name of a column: over two lines, or cut to one where columns are narrow; the hover holds all of it."""
    if columns < ROOMY:
        return wrapped(name, 16)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _heat(
    cells: Sequence[Cell],
    place: dict[Place, tuple[int, int]],
    sides: tuple[Sequence[str], Sequence[str]],
    scale: list[tuple[float, str]],
    ends: tuple[float, float],
    is_banded: bool,
) -> go.Heatmap:
    columns, lines = sides
    values: list[list[float | None]] = [[None] * len(columns) for _ in lines]
    for cell in cells:
        x, y = place[cell.column, cell.line]
        values[y][x] = cell.value
    return go.Heatmap(
        z=values,
        colorscale=scale,
        zmin=ends[0],
        zmax=ends[1],
        hoverinfo="skip",
        hoverongaps=False,
        showscale=False,
        xgap=3 if is_banded else 2,
        ygap=BAND - CELL if is_banded else 2,
    )


def _hatched(places: Sequence[tuple[int, int]], tall: float) -> go.Scatter:
    """Diagonals over cells, so tall of a whole one: a mark that neither theme nor colour blindness takes away."""
    x: list[float | None] = []
    y: list[float | None] = []
    for column, line in places:
        for at in STRIPES:
            left, right = max(-0.48, at - 0.46), min(0.48, at + 0.46)
            x += [column + left, column + right, None]
            y += [line + (left - at) * tall, line + (right - at) * tall, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": theme.soft_ink(), "width": 1}, opacity=0.55, hoverinfo="skip"
    )


def _targets(cells: Sequence[Cell], place: dict[Place, tuple[int, int]], columns: int) -> go.Scatter:
    """The words of the cells: they are what can be clicked, because a heat map's own cells cannot be selected."""
    shown: dict[str, Any] = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[place[cell.column, cell.line][0] for cell in cells],
        y=[place[cell.column, cell.line][1] for cell in cells],
        mode="markers+text",
        marker={"symbol": "square", "size": 36, "opacity": 0},
        selected=shown,
        unselected=shown | {"textfont": {"color": theme.ink()}},
        text=[cell.words for cell in cells],
        textfont={"color": theme.ink(), "size": 12 if columns < ROOMY else 9},
        customdata=[[cell.column, cell.line] for cell in cells],
        hovertext=[cell.hover for cell in cells],
        hoverinfo="text",
        cliponaxis=False,
    )
