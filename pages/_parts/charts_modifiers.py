"""Pictures of modifiers: what is missing with whom, and who leaves it out."""

from __future__ import annotations

import datetime
from typing import Any

import plotly.graph_objects as go

from pages._parts import charts_grid, text, theme
from pages._parts.charts import Rows, figure

FEWEST_LINES = 10  # below it a cell says n = and a month's rate is hollow
MOST_COLUMNS = 8  # modifiers that leave room for words in a cell
MOST_WORDED = 100  # lines from which on the number fills a telephone's cell alone
ORDER = ("GP", "GO", "GN", "GP/GO/GN", "59", "XE", "XP", "XS", "XU", "KX", "CQ", "CO")
LAST = "Code or units"


def cells(rows: Rows, chosen: tuple[str, str] | None) -> go.Figure:
    """Payer by modifier: dollars refused and lines; grey where nothing was refused; the chosen cell is framed.

    What is clicked, and chosen: payer and modifier.
    """
    modifiers = sorted({row["modifier"] for row in rows}, key=_place)
    return charts_grid.grid(
        [
            charts_grid.Cell(
                row["modifier"],
                row["payer"],
                float(row["denied_amount"]) if row["denied_lines"] else 0.0,
                _cell(row, len(modifiers)),
                _cell_words(row),
                is_grey=not row["denied_lines"],
            )
            for row in rows
        ],
        modifiers,
        list(dict.fromkeys(row["payer"] for row in rows))[::-1],
        scale=theme.HEAT,
        chosen=chosen and chosen[::-1],
        is_banded=True,
    )


def _place(modifier: str) -> tuple[int, str]:
    if modifier == LAST:
        return len(ORDER) + 1, ""
    return ORDER.index(modifier) if modifier in ORDER else len(ORDER), modifier


def _cell(row: dict[str, Any], columns: int) -> str:
    worded = columns <= MOST_COLUMNS and row["lines"] < MOST_WORDED
    many = text.counted(row["lines"], "line") if worded else text.number(row["lines"])
    lines = f"n = {row['lines']}" if row["lines"] < FEWEST_LINES else many
    if not row["denied_lines"]:
        return f"<span style='font-size:10px'>{lines}</span>"
    dollars = text.thousands(row["denied_amount"]) if row["denied_amount"] else f"{row['denied_lines']} denied"
    return f"{dollars}<br><span style='font-size:10px'>{lines}</span>"


def _cell_words(row: dict[str, Any]) -> str:
    worth = text.money(row["denied_amount"]) if row["denied_amount"] else "no price known"
    cost = f"{text.counted(row['denied_lines'], 'line')} denied because of it, {worth}"
    return (
        f"{row['payer']}, {row['modifier']}:<br>{text.counted(row['lines'], 'line')},<br>"
        f"{cost if row['denied_lines'] else 'none denied because of it'}"
    )


def trend(rows: Rows) -> go.Figure:
    """Share of lines without a needed modifier by month, a line per provider; months of few lines are hollow."""
    months = sorted({row["month"] for row in rows})
    providers = list(dict.fromkeys(row["provider"] for row in rows))
    own = {(row["provider"], row["month"]): row for row in rows}
    drawn = figure(
        *(
            _provider(provider, place, months, [own.get((provider, month)) for month in months])
            for place, provider in enumerate(providers)
        ),
        height=330,
    )
    drawn.update_layout(showlegend=True)
    drawn.update_xaxes(
        showgrid=False,
        type="category",
        tickangle=0,
        tickvals=[_month(month) for month in months[:: -(-len(months) // 7)]],
    )
    drawn.update_yaxes(tickformat=".0%", rangemode="tozero", nticks=5)
    return drawn


def _month(month: datetime.date) -> str:
    return f"{month:%b}<br>{month:%Y}"


def _provider(name: str, place: int, months: list[datetime.date], rows: list[dict[str, Any] | None]) -> go.Scatter:
    small = [row is not None and row["lines"] < FEWEST_LINES for row in rows]
    return go.Scatter(
        x=[_month(month) for month in months],
        y=[float(row["rate"]) if row else None for row in rows],
        name=name,
        mode="lines+markers",
        line={"color": theme.SERIES[place], "width": 2},
        marker={
            "symbol": [f"{theme.MARKS[place]}-open" if few else theme.MARKS[place] for few in small],
            "size": 8,
            "color": theme.SERIES[place],
        },
        customdata=[
            f"{row['month']:%b %Y}: {text.percent(row['rate'])}, {row['lines_missing']} of"
            f" {text.counted(row['lines'], 'line')}{': small' if few else ''}"
            if row
            else ""
            for row, few in zip(rows, small, strict=True)
        ],
        hovertemplate="%{fullData.name}, %{customdata}<extra></extra>",
        cliponaxis=False,
    )


def dearest(rows: Rows, kind: str) -> str:
    """The finding: the payer and modifier that cost most, else the one that happens most."""
    most = max(rows, key=lambda row: (row["denied_amount"] or 0, row["denied_lines"], row["lines"]))
    where, lines = f"{most['modifier']} at {most['payer']}", text.counted(most["lines"], "line")
    if not most["denied_lines"]:
        return f"Nothing was denied for it; most often {kind}: {where}, {lines}"
    cost = text.money(most["denied_amount"]) if most["denied_amount"] else text.counted(most["denied_lines"], "line")
    return f"{kind.capitalize()} modifiers cost most for {where}: {cost} denied, {kind} on {lines}"


def worst(rows: Rows) -> str:
    """The finding: who leaves out a needed modifier most often, over all months."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        missing, lines = sums.get(row["provider"], (0, 0))
        sums[row["provider"]] = missing + row["lines_missing"], lines + row["lines"]
    name, (missing, lines) = max(sums.items(), key=lambda pair: pair[1][0] / pair[1][1])
    return f"{name} leaves out most: {text.percent(missing / lines)} of {text.counted(lines, 'line')}"
