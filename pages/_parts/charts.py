"""Pictures: plotly figures in the house's colours, each in a frame whose title says what it shows, with an alt text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages._parts import text, theme

CONFIG = {
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "modeBarButtonsToRemove": ["sendChartToCloud"],
}
ROW = 34  # pixels of a horizontal bar with its room
MOST_PAYERS = 15
Rows = Sequence[dict[str, Any]]


@contextmanager
def frame(title: str, note: str = "") -> Iterator[None]:
    """The border a picture stands in, with its title and a quiet line under it."""
    with st.container(border=True, height="stretch"):
        with st.container(gap=None):
            st.markdown(f"**{text.md(title)}**")
            if note:
                st.caption(text.md(note))
        yield


def choice(name: str, options: Sequence[str], key: str) -> str:
    """A small switch inside a frame; the first option is the one to begin with."""
    return st.segmented_control(
        name, options, default=options[0], key=key, required=True, label_visibility="collapsed", persist_state="session"
    )


def draw(drawn: go.Figure, alt: str, key: str) -> None:
    """Draw a figure where we are."""
    st.plotly_chart(drawn, width="stretch", config=CONFIG, alt=alt, key=key)


def pick(drawn: go.Figure, alt: str, key: str, on_pick: Callable[[], None]) -> None:
    """Draw a figure whose points can be clicked; st.session_state[key] holds the selection when on_pick is called."""
    st.plotly_chart(drawn, width="stretch", config=CONFIG, alt=alt, key=key, on_select=on_pick, selection_mode="points")


def show(drawn: go.Figure, title: str, alt: str, *, key: str, note: str = "") -> None:
    """Draw a figure in a frame under its title."""
    with frame(title, note):
        draw(drawn, alt, key)


def floats(rows: Rows, name: str) -> list[float | None]:
    """A column as the drawing library wants it."""
    return [None if row[name] is None else float(row[name]) for row in rows]


def names(rows: Rows, name: str) -> list[str]:
    """A column of code names in our words."""
    return [text.label(row[name]) for row in rows]


def shortened(rows: Rows) -> str:
    """What a picture of payers says where it leaves some out (the SQL keeps the MOST_PAYERS with most dollars)."""
    kept = len({row["payer"] for row in rows})
    return f" Only the {kept} payers with most are shown." if kept == MOST_PAYERS else ""


def wrapped(words: str, width: int = 22) -> str:
    """Long labels over several lines, so that they leave room for the bars on a narrow screen."""
    return "<br>".join(textwrap.wrap(words, width))


def figure(*traces: Any, height: int, **layout: Any) -> go.Figure:
    """A figure with the house's margins, no background of its own, and axes that do not move under a finger."""
    drawn = go.Figure(list(traces))
    drawn.update_layout(
        height=height,
        font={"color": theme.soft_ink(), "size": 12},
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.32,
        hoverlabel={"align": "left"},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "title": None, "font": written()},
    )
    drawn.update_layout(**layout)
    axis = {"fixedrange": True, "automargin": True, "title": None, "tickfont": written()}
    drawn.update_xaxes(**axis, zerolinecolor=theme.CONTEXT)
    drawn.update_yaxes(**axis, ticklabelstandoff=6, ticks="")
    return drawn


def written(size: int = 12) -> dict[str, Any]:
    """The font of labels: dark enough to read in either theme."""
    return {"color": theme.soft_ink(), "size": size}
