"""Building a cut: what is chosen (kept in the page's URL), the controls, the picture and the table behind it."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analytics.errors import InputError
from analytics.explore.catalogue import catalogue
from analytics.explore.query import Cut
from analytics.explore.spec import KEYS, MOST_MEASURES, MOST_ROWS, TOPS, Spec, drawn, fitting, from_state
from analytics.explore.table import OTHERS
from analytics.selection import Filter
from pages._parts import charts, charts_explore, explore_ask, explore_table, filters, layout, link, session, text
from pages._parts import explore_words as words

NONE = "None"
ORDERS = {"value": "Largest first", "name": "By name"}
WIDGETS = {"measures": "explore_measures", "rows": "explore_rows", "column": "explore_column", "chart": "explore_chart"}
WIDGETS |= {"order": "explore_order", "top": "explore_top", "small": "explore_small"}
PICTURE, LEFT_OUT = "explore_picture", "explore_left_out"
CONFIG = {  # the only button saves the picture: drawn by the browser itself, sent nowhere
    "displaylogo": False,
    "displayModeBar": True,
    "scrollZoom": False,
    "modeBarButtons": [["toImage"]],
    "modeBarButtonsToRemove": ["sendChartToCloud"],
    "toImageButtonOptions": {"format": "png", "filename": "explore", "scale": 2},
}


def chosen() -> Spec:
    """What the page's URL, or the reader, has chosen; what an address has that nobody knows is said and left out."""
    try:
        return drawn(from_state({key: link.state(key) for key in KEYS}))
    except InputError as error:
        st.warning(text.md(error.sentence()))
        _keep(Spec())
        return Spec()


def draw(spec: Spec, active: Filter) -> None:
    """The controls, the picture, and the table behind it."""
    _controls(spec)
    cut = explore_ask.cut(spec, active)
    left_out = st.session_state.pop(LEFT_OUT, "")
    if left_out:
        st.caption(text.md(left_out))
    if not cut.rows:
        return layout.nothing("No row of the chosen measures is left by the filter.")
    if spec.chart != "table":
        _picture(spec, cut, active)
    return explore_table.draw(spec, cut)


def _controls(spec: Spec) -> None:
    """Every choice under its name; the widgets follow what is kept, never the other way round."""
    known = catalogue()
    dimensions = {d.name: d.label for d in known.dimensions.values() if _fits_all(d.name, spec.measures)}
    for name, key in WIDGETS.items():
        st.session_state[key] = _shown(spec, name)
    with st.container(border=True):
        what, down, across = st.columns([5, 4, 3])
        labels = {measure.name: measure.label for measure in known.measures.values()}
        _many(
            what, "Measures", labels, "measures", MOST_MEASURES, "The first one is drawn; a scatter takes two or three"
        )
        _many(down, "Rows", dimensions, "rows", MOST_ROWS, "Only what all chosen measures can be cut by is offered")
        options = [NONE, *(name for name in dimensions if name not in spec.rows)]
        across.selectbox(
            "Column",
            options,
            format_func=lambda name: dimensions.get(name, NONE),
            key=WIDGETS["column"],
            on_change=_take,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            pictures = fitting(spec)
            st.segmented_control(
                "Picture",
                pictures,
                format_func=lambda name: known.chart(name).label,
                key=WIDGETS["chart"],
                required=True,
                on_change=_take,
            )
            st.selectbox(
                "Order", list(ORDERS), format_func=ORDERS.get, key=WIDGETS["order"], on_change=_take, width=150
            )
            st.selectbox("Show the first", TOPS, key=WIDGETS["top"], on_change=_take, width=130, help=_TOP)
            st.number_input(
                "Small below", 0, 1000, step=5, key=WIDGETS["small"], on_change=_take, width=130, help=_SMALL
            )
            st.button("Start again", icon=":material/restart_alt:", type="tertiary", on_click=_keep, args=(Spec(),))


_TOP = "So many values of each row stand alone; the others are gathered as All others, and the totals hold them"
_SMALL = "Rates and medians on fewer cases are hatched, hollow or marked"


def _many(place: Any, label: str, options: dict[str, str], name: str, most: int, note: str) -> None:
    place.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=WIDGETS[name],
        max_selections=most,
        on_change=_take,
        help=note,
    )


def _shown(spec: Spec, name: str) -> Any:
    value = getattr(spec, name)
    if name == "column":
        return value or NONE
    return list(value) if isinstance(value, tuple) else value


def _fits_all(dimension: str, measures: tuple[str, ...]) -> bool:
    return all(catalogue().dimension(dimension).fits(catalogue().measure(name)) for name in measures)


def _take() -> None:
    """Keep what the controls say; a row or column that a new measure cannot be cut by is left out, and that is said."""
    said = {name: st.session_state[key] for name, key in WIDGETS.items()}
    measures = tuple(said["measures"]) or Spec().measures
    fit = [name for name in said["rows"] if _fits_all(name, measures)]
    column = said["column"] if said["column"] not in (NONE, *fit) and _fits_all(said["column"], measures) else ""
    gone = [name for name in (*said["rows"], said["column"]) if name not in (*fit, column, NONE)]
    if gone:
        labels = ", ".join(catalogue().dimension(name).label for name in gone)
        st.session_state[LEFT_OUT] = f"Left out, because these measures cannot be cut by it: {labels}."
    rest = {name: said[name] for name in ("order", "top", "small")}
    _keep(Spec(measures, tuple(fit), column, said["chart"] or "table", **rest))


def _keep(spec: Spec) -> None:
    for key, value in spec.to_state().items():
        link.put(key, value)


def _picture(spec: Spec, cut: Cut, active: Filter) -> None:
    """The picture under the finding it shows; a click on one of its marks filters by what it stands for."""
    measure = spec.measures_known()[0]
    with charts.frame(words.finding(spec, cut), _note(spec, cut)):
        made = _figure(spec, cut, active)
        key = f"{PICTURE}_{session.audit().version}_{hash((spec, active))}"
        alt = f"{catalogue().chart(spec.chart).label} of {measure.label}: {words.finding(spec, cut)}"
        st.plotly_chart(
            made,
            width="stretch",
            config=CONFIG,
            alt=alt,
            key=key,
            on_select=lambda: _clicked(spec, key),
            selection_mode="points",
        )


def _figure(spec: Spec, cut: Cut, active: Filter) -> go.Figure:
    if spec.chart == "box":
        return charts_explore.box(spec, explore_ask.spread(spec, active))
    return charts_explore.picture(spec, cut)


def _note(spec: Spec, cut: Cut) -> str:
    """What a picture leaves to the table, and what can be clicked."""
    said = [spec.measures_known()[0].help]
    if spec.chart in ("bars", "pareto", "box") and len({row[0] for row in cut.rows}) > charts_explore.MOST_BARS:
        said.append(f"the first {charts_explore.MOST_BARS} are drawn")
    if any(known.filter for known in spec.dimensions_known()) and spec.chart not in ("treemap", "box"):
        said.append("click a mark to filter by it")
    return ". ".join(part[:1].upper() + part[1:] for part in said)


def _clicked(spec: Spec, key: str) -> None:
    """Filter by what the clicked mark stands for, as far as the filter knows such a part."""
    points = st.session_state[key]["selection"]["points"]
    values = points[0].get("customdata") if points else None
    if not isinstance(values, list | tuple):
        return
    known = zip(spec.dimensions_known(), values, strict=False)
    parts = {d.filter: (value,) for d, value in known if d.filter and value and value != OTHERS}
    if parts:
        filters.narrow(", ".join(value for (value,) in parts.values()), **parts)
