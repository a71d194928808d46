"""Pictures of denials: who refuses what, which reasons hold the money, and where the rate is higher than elsewhere."""

from __future__ import annotations

import textwrap
from typing import Any

import plotly.graph_objects as go

from pages._parts import charts_grid, text, theme
from pages._parts.charts import Rows, figure, floats, wrapped, written

FEWEST_LINES = 30  # lines answered, below which a rate is hatched or grey and said to be small
EIGHTY = 0.8  # the share a Pareto asks for
Place = tuple[str, str]  # payer, family


def cells(rows: Rows, measure: str, chosen: Place) -> go.Figure:
    """Payer by family; measure: rate | expected | change. Small cells are hatched, the chosen one is framed."""
    families = list(dict.fromkeys(row["family"] for row in sorted(rows, key=_of_family)))
    return charts_grid.grid(
        [
            charts_grid.Cell(
                row["payer"],
                row["family"],
                None if row[measure] is None else float(row[measure]),
                figure_of(row, measure),
                cell_words(row, measure),
                is_hatched=is_small(row, measure),
            )
            for row in rows
        ],
        list(dict.fromkeys(row["payer"] for row in reversed(rows))),
        families,
        scale=theme.CHANGED if measure == "change" else theme.HEAT,
        labels={family: text.label(family) for family in families},
        chosen=chosen,
        is_change=measure == "change",
    )


def is_small(row: dict[str, Any], measure: str) -> bool:
    """Whether a cell rests on too few answered lines of its payer; a change on those of either period."""
    return row["is_change_small"] if measure == "change" else row["is_small"]


def _of_family(row: dict[str, Any]) -> tuple[float, str]:
    return float(row["family_dollars"]), row["family"]


def figure_of(row: dict[str, Any], measure: str) -> str:
    """What stands in a cell: $1,240, 2.4 % or +1.3 (points)."""
    if measure == "expected":
        return text.short_money(row["expected"])
    if measure == "rate":
        return text.percent(row["rate"])
    return text.UNKNOWN if row["change"] is None else points(row["change"])


def points(change: float) -> str:
    """A change of a rate in percentage points: +1.3, -0.4, 0.0."""
    said = f"{100 * float(change):+.1f}"
    return "0.0" if said in ("+0.0", "-0.0") else said


def cell_words(row: dict[str, Any], measure: str) -> str:
    """A cell in words, with both of its counts; of a change those of both periods."""
    head = f"{row['payer']}, {text.label(row['family'])}:<br>"
    if measure != "change":
        small = f"<br>fewer than {FEWEST_LINES} lines answered: small" if row["is_small"] else ""
        return (
            f"{head}{text.counted(row['lines'], 'line')} of {text.number(row['adjudicated'])} answered"
            f" ({text.percent(row['rate'], 2)}),<br>{text.money(row['expected'])} expected{small}"
        )
    now, before = (_of_period(row, name) for name in ("now", "before"))
    small = f"<br>fewer than {FEWEST_LINES} lines in a period: small" if row["is_change_small"] else ""
    return f"{head}{now} {_days(row, 'now')},<br>{before} {_days(row, 'before')}{small}"


def _of_period(row: dict[str, Any], name: str) -> str:
    answered = row[f"{name}_adjudicated"]
    if not answered:
        return "no line answered"
    return f"{row[f'{name}_lines']} of {text.number(answered)} ({text.percent(row[f'{name}_rate'], 2)})"


def _days(row: dict[str, Any], name: str) -> str:
    return f"{text.day(row[f'{name}_from'])} to {text.day(row[f'{name}_to'])}"


def pareto(rows: Rows, measure: str) -> go.Figure:
    """Reasons by what they hold; the line is the share of the whole reached with each."""
    labels = [f"{row['reason']}: {amount(row, measure)}<br>{shortened(row['cause'])}" for row in rows]
    said = [
        f"{row['reason']}, {row['cause']}: {amount(row, measure)},"
        f" {text.counted(row['lines'], 'line')};<br>up to here {text.percent(row['running_share'], 0)}"
        for row in rows
    ]
    bars = go.Bar(
        y=labels,
        x=floats(rows, "amount"),
        orientation="h",
        marker={"color": theme.LOST},
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
    )
    line = go.Scatter(
        y=labels,
        x=floats(rows, "running_share"),
        xaxis="x2",
        mode="lines+markers",
        line={"color": theme.ink(), "width": 1.5},
        marker={"color": theme.ink(), "size": 6},
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
    )
    drawn = figure(bars, line, height=len(rows) * 40 + 50)
    drawn.update_layout(
        xaxis2={
            "overlaying": "x",
            "side": "top",
            "range": [0, 1.04],
            "tickvals": [0, 0.5, EIGHTY, 1],
            "ticktext": [f"{share}{text.THIN}%" for share in (0, 50, 80)] + [""],
            "tickfont": written(11),
            "showgrid": False,
            "fixedrange": True,
            "zeroline": False,
        }
    )
    drawn.add_shape(
        type="line",
        xref="x2",
        x0=EIGHTY,
        x1=EIGHTY,
        yref="paper",
        y0=0,
        y1=1,
        line={"color": theme.OPEN, "dash": "dot"},
    )
    drawn.update_layout(xaxis={"showticklabels": False, "showgrid": False, "rangemode": "tozero"})
    drawn.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return drawn


def shortened(words: str | None, most: int = 24) -> str:
    """A label cut where it would take the bars' room; the hover holds all of it."""
    return textwrap.shorten(words or "", most, placeholder=" …")


def amount(row: dict[str, Any], measure: str) -> str:
    """What a reason holds: dollars, or lines."""
    return text.counted(row["amount"], "line") if measure == "lines" else text.money(row["amount"])


def breakdown(rows: Rows, names: list[str], overall: float | None) -> go.Figure:
    """Rates as dots with their 95 % interval; small ones are grey and hollow, the dotted line is the rate of all.

    overall: None where the values are parts of one whole and no rate is that of all.
    """
    colours = [theme.OPEN if row["is_small"] else theme.LOST for row in rows]
    labels = [f"{wrapped(name, 24)}<br>{counts(row)}" for name, row in zip(names, rows, strict=True)]
    whiskers = [
        go.Scatter(
            x=[row["low"], row["high"]],
            y=[label, label],
            mode="lines",
            line={"color": colour, "width": 2},
            hoverinfo="skip",
        )
        for row, label, colour in zip(rows, labels, colours, strict=True)
    ]
    edge = _edge(rows, overall)
    dots = go.Scatter(
        x=[min(float(row["rate"]), edge) for row in rows],
        y=labels,
        mode="markers",
        marker={
            "symbol": ["triangle-right" if row["rate"] > edge else "circle" for row in rows],
            "color": [theme.paper() if row["is_small"] else theme.LOST for row in rows],
            "size": 10,
            "line": {"color": colours, "width": 2},
        },
        cliponaxis=False,
        customdata=[value_words(name, row) for name, row in zip(names, rows, strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    drawn = figure(*whiskers, dots, height=len(rows) * 38 + 40)
    drawn.update_xaxes(range=[0, edge], tickformat=".0%" if edge > 0.05 else ".1%", gridcolor=theme.QUIET)
    drawn.update_yaxes(showgrid=False, type="category", categoryarray=labels, categoryorder="array")
    drawn.update_yaxes(range=[len(rows) - 0.4, -0.6])
    if overall is not None:
        drawn.add_vline(x=overall, line={"color": theme.OPEN, "dash": "dot"})
    return drawn


def _edge(rows: Rows, overall: float | None) -> float:
    """Where the axis ends: small ones do not stretch it, one beyond it is a triangle at the edge."""
    ends = [float(row["high"]) for row in rows if not row["is_small"]] or [float(row["high"]) for row in rows]
    return min(max(1.1 * max([*ends, overall or 0]), 0.02), 1.0)


def counts(row: dict[str, Any]) -> str:
    """`14 of 203`, small where it is."""
    said = f"{text.number(row['denied'])} of {text.number(row['answered'])}"
    return f"{said}, small" if row["is_small"] else said


def value_words(name: str, row: dict[str, Any]) -> str:
    """A value in words: its rate, its interval, its counts and its dollars."""
    return (
        f"{name}: {text.percent(row['rate'])} ({text.percent(row['low'])} to {text.percent(row['high'])}),<br>"
        f"{counts(row)} lines, {text.money(row['expected_denied'])} expected"
    )
