"""Pictures of what is owed: how old it is, since when, what falls due, and how long payers take."""

from __future__ import annotations

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.contract import AGING_BUCKETS
from pages._parts import text, theme
from pages._parts.charts import ROW, Rows, figure, floats, housed, wrapped, written

MEASURES = {"balance": text.money, "claims": text.number}
AGED = dict(zip(AGING_BUCKETS, ("to_30", "to_60", "to_90", "to_120", "over_120"), strict=True))
GOOD = (0.12, 0.15)  # share over 90 days of good practices, as third parties tell MGMA's figure (kpi.csv)
KINDS = {  # of money with a deadline
    "denied": ("Open denials", theme.LOST),
    "unanswered": ("Never answered", "#F2C49B"),
    "unbilled_visit": ("Visits not billed", theme.OPEN),
}


def named(rows: Rows) -> list[str]:
    """The names of the bars of ages(), from below."""
    return list(dict.fromkeys(row["name"] for row in reversed(rows)))


def ages(rows: Rows, measure: str) -> go.Figure:
    """Stacked bars of aging_on: a bar per name, a part per age bucket, the oldest darkest.

    measure: balance (dollars) | claims.
    """
    names = named(rows)
    parts = []
    for bucket in AGING_BUCKETS:
        own = {row["name"]: row for row in rows if row["bucket"] == bucket}
        parts.append(
            go.Bar(
                y=[wrapped(name, 18) for name in names],
                x=[float(own[name][measure]) if name in own else 0 for name in names],
                name=f"{bucket} days",
                orientation="h",
                marker={"color": theme.AGES[bucket]},
                customdata=[_age_words(own.get(name)) for name in names],
                hovertemplate="%{y}, " + bucket + " days: %{customdata}<extra></extra>",
            )
        )
    drawn = figure(*parts, height=max(len(names) * 46 + 90, 190), barmode="stack")
    totals = {row["name"]: row[f"name_{measure}"] for row in rows}
    for name in names:
        drawn.add_annotation(
            y=wrapped(name, 18),
            x=float(totals[name]),
            text=MEASURES[measure](totals[name]),
            font=written(),
            showarrow=False,
            xanchor="left",
            xshift=6,
        )
    drawn.update_layout(showlegend=True, legend={"traceorder": "normal"})
    drawn.update_xaxes(range=[0, float(max(totals.values()) or 1) * 1.28], nticks=5)
    if measure == "balance":
        drawn.update_xaxes(tickprefix="$", tickformat="~s")
    drawn.update_yaxes(showgrid=False, type="category")
    return drawn


def _age_words(row: dict | None) -> str:
    if row is None:
        return "nothing"
    return (
        f"{text.money(row['balance'])} in {text.counted(row['claims'], 'claim')},"
        f"<br>insurer {text.money(row['insurance_balance'])}, patient {text.money(row['patient_balance'])}"
    )


def parties(rows: Rows, measure: str) -> go.Figure:
    """What insurers and what patients owe, side by side per age bucket, the youngest on top."""
    by_bucket = {row["bucket"]: row for row in rows}
    bars, most = [], 1.0
    for party, words, colour in (
        ("insurance", "Insurers", theme.COLLECTED),
        ("patient", "Patients", theme.OPEN),
    ):
        column = f"{party}_{measure}"
        values = [by_bucket[bucket][column] if bucket in by_bucket else 0 for bucket in AGING_BUCKETS]
        lines = [by_bucket[bucket][f"{party}_lines"] if bucket in by_bucket else 0 for bucket in AGING_BUCKETS]
        most = max(most, *(float(value) for value in values))
        bars.append(
            go.Bar(
                y=[f"{bucket} d" for bucket in AGING_BUCKETS],
                x=[float(value) for value in values],
                name=words,
                orientation="h",
                marker={"color": colour},
                text=[text.short_money(value) if measure == "balance" else text.number(value) for value in values],
                textposition="outside",
                textfont=written(11),
                cliponaxis=False,
                customdata=[text.counted(count, "line") for count in lines],
                hovertemplate=words + ", %{y}: %{text} in %{customdata}<extra></extra>",
            )
        )
    drawn = figure(*bars, height=320, barmode="group", bargap=0.25)
    drawn.update_layout(showlegend=True, legend={"traceorder": "normal"})
    drawn.update_xaxes(range=[0, most * 1.3], showticklabels=False, showgrid=False)
    drawn.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return drawn


def month_ends(rows: Rows, chosen: str) -> go.Figure:
    """Month end by month end: the share older than 90 days over stacked bars by age; chosen: the day marked."""
    months = _months(rows)
    drawn = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.36, 0.64], vertical_spacing=0.06)
    shares = [
        float(row["over_90_share"]) if row["is_whole"] and row["over_90_share"] is not None else None for row in rows
    ]
    drawn.add_trace(
        go.Scatter(
            x=months,
            y=shares,
            mode="lines+markers+text",
            line={"color": theme.LOST, "width": 2},
            marker={"size": 7},
            # on a narrow screen there is room for every third label; the last month has one
            text=["" if share is None or gap % 3 else text.percent(share, 0) for gap, share in _backwards(shares)],
            textposition="top center",
            textfont=written(11),
            cliponaxis=False,
            showlegend=False,
            customdata=[str(row["day"]) for row in rows],
            hovertemplate="%{x}: %{y:.0%} older than 90 days<extra></extra>",
        ),
        row=1,
        col=1,
    )
    for bucket, column in AGED.items():
        drawn.add_trace(
            go.Bar(
                x=months,
                y=floats(rows, column),
                name=f"{bucket} days",
                marker={"color": theme.AGES[bucket], "opacity": [1 if row["is_whole"] else 0.45 for row in rows]},
                customdata=[str(row["day"]) for row in rows],
                hovertemplate="%{x}, " + bucket + " days: $%{y:,.0f}<extra></extra>",
            ),
            row=2,
            col=1,
        )
    housed(drawn, height=400, barmode="stack", bargap=0.22, showlegend=True)
    drawn.layout.legend.traceorder = "normal"
    drawn.add_hrect(*GOOD, row=1, col=1, fillcolor=theme.QUIET, line_width=0, layer="below")
    axis = {
        "fixedrange": True,
        "automargin": True,
        "title": None,
        "tickfont": written(),
        "zerolinecolor": theme.CONTEXT,
    }
    drawn.update_xaxes(**axis | {"tickfont": written(11)}, showgrid=False, type="category", tickangle=0)
    drawn.update_yaxes(**axis)
    top = max([share for share in shares if share is not None], default=0.2)
    drawn.update_yaxes(range=[0, max(top * 1.4, 0.2)], tickformat=".0%", nticks=4, row=1, col=1)
    drawn.update_yaxes(tickprefix="$", tickformat="~s", nticks=5, rangemode="tozero", row=2, col=1)
    drawn.update_xaxes(showticklabels=False, row=1, col=1)
    marked = [month for month, row in zip(months, rows, strict=True) if str(row["day"]) == chosen]
    if marked:
        place = months.index(marked[0])
        drawn.add_vrect(
            x0=place - 0.5,
            x1=place + 0.5,
            row=2,
            col=1,
            line={"color": theme.OPEN, "width": 1},
            fillcolor="rgba(0,0,0,0)",
        )
    return drawn


def _months(rows: Rows) -> list[str]:
    """Jul 2025, Aug, Sep ... Jan 2026: the year where one begins."""
    return [
        f"{row['day']:%b}<br>{row['day']:%Y}" if place == 0 or row["day"].month == 1 else f"{row['day']:%b}"
        for place, row in enumerate(rows)
    ]


def _backwards(values: list[float | None]) -> list[tuple[int, float | None]]:
    """Each value with how many come after it."""
    return [(len(values) - 1 - place, value) for place, value in enumerate(values)]


def deadlines(rows: Rows) -> go.Figure:
    """Stacked bars of deadlines_ahead: dollars by week of their deadline, a part per kind."""
    bars = []
    for kind, (words, colour) in KINDS.items():
        own = [row for row in rows if row["kind"] == kind]
        bars.append(
            go.Bar(
                x=[f"{row['first_day'].day} {row['first_day']:%b}" for row in own],
                y=floats(own, "dollars"),
                name=words,
                marker={"color": colour},
                customdata=[
                    f"{text.money(row['dollars'])}, {row['items']} due {text.day(row['first_day'])} to"
                    f" {text.day(row['last_day'])}"
                    + (f",<br>{text.money(row['assumed'])} on an assumed deadline" if row["assumed"] else "")
                    for row in own
                ],
                hovertemplate=words + ": %{customdata}<extra></extra>",
            )
        )
    drawn = figure(*bars, height=320, barmode="stack", bargap=0.2, showlegend=True)
    drawn.update_layout(legend={"traceorder": "normal"})
    drawn.update_xaxes(showgrid=False, type="category", tickangle=-45)
    # room for a legend of two lines above the highest week
    drawn.update_yaxes(tickprefix="$", tickformat="~s", nticks=5, range=[0, max(floats(rows, "week_dollars")) * 1.12])
    return drawn


def lags(rows: Rows) -> go.Figure:
    """A payer a row: a dot where half of the lines had come, a bar on to where nine tenths had."""
    names = [wrapped(row["payer"], 18) for row in rows]
    spread = go.Bar(
        y=names,
        x=[row["p90_days"] - row["median_days"] for row in rows],
        base=[row["median_days"] for row in rows],
        orientation="h",
        marker={"color": theme.QUIET},
        hoverinfo="skip",
        width=0.3,
    )
    dots = go.Scatter(
        y=names,
        x=[row["median_days"] for row in rows],
        mode="markers",
        marker={"color": theme.COLLECTED, "size": 10},
        customdata=[
            f"half within {row['median_days']} days, nine of ten within {row['p90_days']},"
            f" {text.counted(row['lines'], 'line')}"
            for row in rows
        ],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    drawn = figure(spread, dots, height=len(rows) * ROW + 60)
    most = max(row["p90_days"] for row in rows) or 1
    for row, name in zip(rows, names, strict=True):
        drawn.add_annotation(
            y=name,
            x=row["p90_days"],
            text=f"{row['median_days']} · {row['p90_days']}" + (f"  n = {row['lines']}" if row["lines"] < 10 else ""),
            font=written(11),
            showarrow=False,
            xanchor="left",
            xshift=10,
        )
    drawn.update_xaxes(range=[0, most * 1.35], nticks=6, ticksuffix=" d", rangemode="tozero")
    drawn.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return drawn


def lag_months(rows: Rows) -> go.Figure:
    """Median and 90th percentile by month of service; months whose slow answers are still to come are hollow."""
    months = [row["month"] for row in rows]
    lines = [
        go.Scatter(
            x=months,
            y=[row[column] for row in rows],
            name=words,
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={
                "size": 8,
                "color": [colour if row["is_mature"] else theme.paper() for row in rows],
                "line": {"color": colour, "width": 2},
            },
            customdata=[text.counted(row["lines"], "line") for row in rows],
            hovertemplate="%{x|%b %Y}: " + words.lower() + " %{y} days, %{customdata}<extra></extra>",
        )
        for column, words, colour in (
            ("p90_days", "Nine of ten", theme.OPEN),
            ("median_days", "Half", theme.COLLECTED),
        )
    ]
    drawn = figure(*lines, height=280, showlegend=True)
    drawn.update_xaxes(showgrid=False, tickformat="%b<br>%Y", nticks=7)
    drawn.update_yaxes(rangemode="tozero", ticksuffix=" d", nticks=5)
    return drawn
