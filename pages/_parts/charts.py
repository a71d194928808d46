"""Pictures: plotly figures in the house's colours, each in a frame whose title says what it shows, with an alt text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages._parts import explain, filters, link, session, text, theme

CONFIG = {
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "modeBarButtonsToRemove": ["sendChartToCloud"],
}
ROW = 34  # pixels of a horizontal bar with its room
MOST_PAYERS = 15
Rows = Sequence[dict[str, Any]]
Mark = tuple[str, dict[str, Any]]  # what was clicked, in words; the parts of the filter it sets


@contextmanager
def frame(
    title: str, note: str = "", figure: str | tuple[str, ...] = "", given: Mapping[str, str] | None = None
) -> Iterator[None]:
    """The border a picture stands in, with its title and a quiet line under it.

    figure: what the picture shows in the catalogue (analytics.figures), given: its parameters; then a button under it
    explains that.
    """
    with st.container(border=True, height="stretch"):
        with st.container(gap=None):
            st.markdown(f"**{text.md(title)}**")
            if note:
                st.caption(text.md(note))
        yield
        if figure:
            explain.button(figure, place="frame", given=given)


def choice(name: str, options: Sequence[str], key: str, *, is_named: bool = False) -> str:
    """A small switch, kept in the page's URL; the first option is the one to begin with.

    is_named: its name is seen and not only heard.
    """
    _follow(key, options)
    first = {} if key in st.session_state else {"default": options[0]}
    picked = st.segmented_control(
        name,
        options,
        key=key,
        required=True,
        label_visibility="visible" if is_named else "collapsed",
        persist_state="session",
        **first,
    )
    link.put(key, "" if picked == options[0] else picked)
    return picked


def _follow(key: str, options: Sequence[str]) -> None:
    """Set a switch to what a URL or saved view says of it."""
    if link.is_news(key):
        st.session_state[key] = link.state(key) if link.state(key) in options else options[0]


def select(name: str, options: Mapping[str, str], key: str) -> str:
    """A list to choose from, kept in the page's URL; options: what is kept, and our words for it."""
    _follow(key, list(options))
    picked = st.selectbox(name, list(options), format_func=options.__getitem__, key=key, persist_state="session")
    link.put(key, "" if picked == next(iter(options)) else picked)
    return picked


def chosen(options: Sequence[str], key: str) -> str:
    """What a switch that is drawn further down will say."""
    wanted = link.state(key) if link.is_news(key, peek=True) else st.session_state.get(key)
    return wanted if wanted in options else options[0]


def tabs(names: Sequence[str], key: str) -> dict[str, DeltaGenerator]:
    """Tabs of which only the open one is worked out; which one is kept in the page's URL."""
    _follow(key, names)
    shown = dict(zip(names, st.tabs(names, key=key, on_change="rerun"), strict=True))
    opened = next((name for name, tab in shown.items() if tab.open), names[0])
    link.put(key, "" if opened == names[0] else opened)
    return shown


def draw(drawn: go.Figure, alt: str, key: str) -> None:
    """Draw a figure where we are."""
    st.plotly_chart(drawn, width="stretch", config=CONFIG, alt=alt, key=key)


def pick(drawn: go.Figure, alt: str, key: str, on_pick: Callable[[], None]) -> None:
    """Draw a figure whose points can be clicked; st.session_state[key] holds the selection when on_pick is called."""
    st.plotly_chart(drawn, width="stretch", config=CONFIG, alt=alt, key=key, on_select=on_pick, selection_mode="points")


def narrowing(drawn: go.Figure, alt: str, key: str, marks: Sequence[Mark]) -> None:
    """Draw a figure whose marks filter the page when they are clicked; marks in the order of the points of a trace."""
    key = f"{key}_{filters.turn()}_{session.audit().version}_{hash(tuple(said for said, _ in marks))}"
    pick(drawn, alt, key, lambda: _narrow(key, marks))


def _narrow(key: str, marks: Sequence[Mark]) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        said, parts = marks[points[0]["point_index"]]
        filters.narrow(said, **parts)


def show(
    drawn: go.Figure,
    title: str,
    alt: str,
    *,
    key: str,
    note: str = "",
    figure: str | tuple[str, ...] = "",
    given: Mapping[str, str] | None = None,
) -> None:
    """Draw a figure in a frame under its title; figure, given: as in frame."""
    with frame(title, note, figure, given):
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


def wrapped(words: str, width: int = 22, most: int | None = None) -> str:
    """Long labels over several lines (at most so many), so that they leave room for the bars on a narrow screen."""
    return "<br>".join(textwrap.wrap(words, width, max_lines=most, placeholder=" …"))


def figure(*traces: Any, height: int, **layout: Any) -> go.Figure:
    """A figure with the house's margins, no background of its own, and axes that do not move under a finger."""
    axis = {"fixedrange": True, "automargin": True, "tickfont": written()}
    whole = {  # in one piece: each update costs the library as much again
        "height": height,
        "font": {"color": theme.soft_ink(), "size": 12},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "bargap": 0.32,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": written()},
        "xaxis": axis | {"zerolinecolor": theme.CONTEXT},
        "yaxis": axis | {"ticklabelstandoff": 6, "ticks": ""},
    }
    return go.Figure(list(traces), whole | layout)


def housed(drawn: go.Figure, *, height: int, **layout: Any) -> go.Figure:
    """The same for a figure of several pictures; only the first one's axes are set.

    Set whole: the library's own update of such a figure takes ten times as long.
    """
    house, own = figure(height=height, **layout).layout.to_plotly_json(), drawn.layout.to_plotly_json()
    merged = {
        name: own[name] | value if isinstance(value, dict) and name in own else value for name, value in house.items()
    }
    drawn.layout = own | merged
    return drawn


def written(size: int = 12) -> dict[str, Any]:
    """The font of labels: dark enough to read in either theme."""
    return {"color": theme.soft_ink(), "size": size}
