"""How does this client compare with others, or with itself a quarter ago?"""

from __future__ import annotations

import itertools
from dataclasses import replace

import streamlit as st

from analytics import compare
from analytics.compare import Side
from analytics.reports.safe_csv import to_csv
from analytics.selection import Filter
from pages._parts import (
    charts,
    charts_compare,
    compare_sides,
    compare_words,
    filters,
    kpis,
    layout,
    session,
    tables,
    text,
)
from pages._parts.charts_kpis import worded
from pages._parts.tables import Column

QUESTION = "How does this client compare?"
CLIENTS, PERIODS = "Other clients", "Two periods"
TILE = 250  # pixels: three side by side at 1280, one on a telephone
COLUMNS = {
    "figure": Column("Figure", width="medium"),
    "who": Column("Who", width="medium"),
    "value": Column("Value"),
    "parts": Column("Of what", width="large", help="Numerator and denominator, or how many cases a median has"),
    "cases": Column("n", "number", "Lines, visits or claims the figure rests on"),
    "difference": Column("Difference", help="The first one's value less this one's"),
    "verdict": Column(
        "The first is",
        help="Better or worse by the sense of the figure, from 30 cases on. May be chance: 95 % interval holds 0",
    ),
    "range": Column("Published range", help="How the value stands to the range that somebody published"),
    "source": Column("Who published it", width="medium"),
    "note": Column("Note", width="large"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    answer = st.container()
    known = compare_sides.others()
    kind = charts.choice("Compare with", (CLIENTS, PERIODS) if known else (PERIODS, CLIENTS), "compare_kind")
    if kind == CLIENTS and not known:
        with answer:
            layout.head(QUESTION, "There is no other client on this machine to compare with.", active)
        return _nobody()
    sides = _of_clients(active, known) if kind == CLIENTS else _of_periods(active)
    with answer:
        said = compare_words.answer(*sides) if sides else "There are no two periods to compare yet."
        layout.head(QUESTION, said, active)
    if sides:
        _multiples(*sides)
        _table(*sides)
    layout.footer(active)
    return None


def _nobody() -> None:
    if session.only_file():
        layout.nothing("This dashboard was started for one workspace file (REHABLEDGER_WORKSPACE): it has no clients.")
    else:
        layout.nothing("Keep a second audit as a client, then the two can stand beside each other.")
        st.page_link("clients.py", label="Clients", icon=":material/groups:")


def _of_clients(active: Filter, known: list) -> tuple[Side, list[Side]]:
    picked = compare_sides.choose_others(known)
    dropped = compare.left_out(active)
    if dropped:
        st.caption(f":material/info: {text.md(compare_words.dropped(dropped))}")
    return compare_sides.of_clients(picked, active)


def _of_periods(active: Filter) -> tuple[Side, list[Side]] | None:
    spans = compare_sides.choose_periods(active)
    if active.start:
        layout.nothing("The dates of the filter are set aside here: the two periods take their place.")
    if not spans:
        return None
    now, before = compare_sides.of_periods(spans, active)
    always = replace(active, start=None, end=None, basis="service")
    return replace(now, months=compare_sides.months(always)), [before]


def _multiples(mine: Side, others: list[Side]) -> None:
    st.caption(text.md(_key(mine, others)))
    with st.grid(3, min_column_width=TILE, gap="small"):
        for place, name in enumerate(compare.FIGURES):
            with st.container(border=True, height="stretch", gap="xsmall"):
                _multiple(name, mine, others, place)


def _key(mine: Side, others: list[Side]) -> str:
    signs = (charts_compare.BEFORE,) if mine.span else charts_compare.SIGNS
    first = charts_compare.NOW if mine.span else charts_compare.OWN
    who = [f"{first} {mine.name}", *(f"{sign} {side.name}" for sign, side in zip(signs, others, strict=False))]
    hollow = "hollow: a month that may still change, or whose oldest balances cannot be known"
    return f"{' · '.join(who)}. By month; {hollow}."


def _multiple(name: str, mine: Side, others: list[Side], place: int) -> None:
    kpi = mine.figures[name]
    st.markdown(f"**{text.md(kpis.sentence(name))}**", help=text.md(f"{kpis.sentence(kpi.formula)}."))
    if kpi.value is None:
        st.caption(text.md(f"{mine.name}: cannot be told, {compare.why_not(kpi)}"))
    else:
        st.markdown(f"#### {text.md(worded(kpi.value, kpi.unit))}")
        st.caption(text.md(f"{compare_words.parts(kpi)}, {compare_words.basis(kpi, mine)}"))
    signs = (charts_compare.BEFORE,) if mine.span else charts_compare.SIGNS
    for sign, other in zip(signs, others, strict=False):
        st.markdown(compare_words.beside(kpi, other, sign))
    if mine.span and name == "net collection rate":
        layout.nothing("The later period has had less time to be paid: its rate may still rise.")
    if any(side.months.get(name) for side in (mine, *others)):
        drawn = charts_compare.multiple(name, mine, others)
        charts.draw(drawn, charts_compare.alt(name, mine, others), f"compare_{place}")
    else:
        layout.nothing("No month to show.")
    layout.nothing(compare_words.published(kpi))


def _table(mine: Side, others: list[Side]) -> None:
    rows = compare.rows(mine, others)
    help = "Every number with its parts, range and source; no patient data"
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None):
            st.subheader("Every number", anchor=False)
            st.caption(text.counted(len(rows), "row"))
        tables.csv_button(lambda: to_csv(rows), "comparison", help, key="compare_csv")
    sides = itertools.cycle((mine, *others))
    shown = [_shown(row, mine, side) for row, side in zip(rows, sides, strict=False)]
    tables.plain(shown, COLUMNS, alt="Six key figures of each side with their parts")


def _shown(row: compare.Row, mine: Side, side: Side) -> dict[str, object]:
    kpi, own = side.figures[row["figure"]], mine.figures[row["figure"]]
    return {
        "figure": kpis.sentence(row["figure"]),
        "who": row["who"],
        "value": worded(kpi.value, kpi.unit),
        "parts": kpis.parts(kpi) if kpi.value is not None else text.UNKNOWN,
        "cases": row["cases"],
        "difference": compare_words.gap(own, kpi) if row["verdict"] else "",
        "verdict": {"chance": "may be chance"}.get(row["verdict"], row["verdict"]),
        "range": row["published_range"],
        "source": row["source"],
        "note": row["note"],
    }


if not layout.needs_data(QUESTION, "Load billing lines on Files, or open a client that has some on Clients."):
    draw(filters.chosen())
