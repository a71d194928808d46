"""Who denies what: rates both ways of counting, payers against families, and the reasons that hold the money.

The chosen cell (payer and family) is kept for the session: the tables and pictures of the page follow it.
"""

from __future__ import annotations

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_denials, explain, layout, link, overview_links, session, tables, text
from pages._parts.charts_denials import Place
from pages._parts.tables import Column

EVERYTHING: Place = ("", "")
MEASURES = {"Rate": "rate", "Dollars": "expected", "Change": "change"}
HOLDING = {"Recoverable": "recoverable", "Denied": "expected", "Lines": "lines"}
MOST_REASONS = 10
MOST_COLUMNS = 8  # payers whose figures can be told apart on a telephone
COUNTED = {
    "lines": "Lines",
    "claims": "Claims, any line denied",
    "claims_whole": "Claims, every line denied",
    "dollars": "Dollars charged ($)",
}
RATES = {
    "counted": Column("Counted"),
    "first_rate": Column("First pass", "percent", "First answers that were denials, over everything answered"),
    "first_denied": Column("Denied", "number"),
    "first_answered": Column("of answered", "number"),
    "final_rate": Column("Final", "percent", "Still denied, of what was first answered 90 days ago and earlier"),
    "final_denied": Column("Still denied", "number"),
    "final_answered": Column("of answered", "number", "First answered 90 days ago and earlier"),
    "younger": Column("Too young", "number", "Answered within the last 90 days: still being worked, in no final rate"),
}


def chosen(rows: charts.Rows) -> Place:
    """The chosen cell, as long as the filter still has it."""
    cells = [(row["payer"], row["family"]) for row in rows]
    if link.is_news("cell"):
        _keep(link.chosen("cell", cells, EVERYTHING))
    cell = st.session_state.get("denial_cell", EVERYTHING)
    cell = cell if cell in cells else EVERYTHING
    link.choose("cell", cell, [EVERYTHING])
    return cell


def given(cell: Place) -> dict[str, str]:
    """The cell as parameters of a question."""
    return {"payer": cell[0], "family": cell[1]}


def in_words(cell: Place) -> str:
    """`Cigna, authorization`."""
    return f"{cell[0]}, {text.inside(cell[1])}"


def _rates(active: Filter) -> None:
    """The rates by lines, claims and dollars, first pass and final, each with its two counts."""
    rows = session.ask("denial_rates", active)
    with st.container(gap=None):
        st.subheader("Denial rates, counted four ways", anchor=False)
        layout.nothing("First pass: the first answer was a denial. Final: still denied 90 days and more after it.")
    said = [row | {"counted": COUNTED[row["counted"]]} for row in rows]
    words = "; ".join(f"{row['counted']} {text.percent(row['first_rate'])}" for row in said)
    tables.plain(said, RATES, alt=f"First-pass and final denial rates with their counts: {words}")


def undo(cell: Place) -> None:
    """Say which cell everything below follows, let go of it with one click, or work its payer's claims."""
    if cell == EVERYTHING:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text.md(f"Only {in_words(cell)}"), width="content")
        st.button("Show all", on_click=_keep, args=(EVERYTHING,), icon=":material/undo:", key="denial_all")
        overview_links.to_worklist(cell[0], "denial_work")


def draw(active: Filter, rows: charts.Rows, cell: Place) -> None:
    """The heat map, below it the reasons of what is chosen in it, and the rates of all."""
    if rows:
        _heatmap(active, rows, cell)
    else:
        layout.nothing("No line was denied at first.")
    _pareto(active, cell)
    _rates(active)


def _heatmap(active: Filter, rows: charts.Rows, cell: Place) -> None:
    with st.container(border=True):
        title = st.container()
        measure = MEASURES[charts.choice("Show", list(MEASURES), "denials_by")]
        title.markdown(f"**{text.md(finding(rows, measure))}**")
        st.caption(text.md(_note(rows, measure)))
        own = rows if measure == "change" else [row for row in rows if row["lines"]]
        if not own:
            return layout.nothing("No line of these days was denied at first.")
        if measure == "change" and all(row["change"] is None for row in own):
            return layout.nothing("Nothing can be compared: one of the two periods has no answered line.")
        own = _that_fit(own)
        said = "; ".join(charts_denials.cell_words(row, measure).replace("<br>", " ") for row in own)
        turn = st.session_state.setdefault("denial_turn", 0)
        key = f"denial_cells_{measure}_{turn}_{session.audit().version}_{hash(active)}"
        drawn = charts_denials.cells(own, measure, cell)
        charts.pick(drawn, f"Heat map of payers and causes: {said}", key, lambda: _clicked(key))
        _choose(rows, cell)
        return explain.button("denial_cell", place="frame")


def _that_fit(rows: charts.Rows) -> charts.Rows:
    """The payers with most, as many as a telephone has room for, until the reader asks for all."""
    payers = list(dict.fromkeys(row["payer"] for row in reversed(rows)))
    if len(payers) <= MOST_COLUMNS or st.toggle(f"Draw all {len(payers)} payers", key="denials_every_payer"):
        return rows
    return [row for row in rows if row["payer"] in payers[:MOST_COLUMNS]]


def finding(rows: charts.Rows, measure: str) -> str:
    """What the heat map shows: the cell with the highest rate, most dollars or the largest rise; small ones apart."""
    sure = [row for row in rows if row[measure] is not None and not charts_denials.is_small(row, measure)]
    if not sure:
        return "First answers that were denials, payer by cause: too few lines to compare"
    top = max(sure, key=lambda row: (row[measure], row["lines"]))
    cell, figure = in_words((top["payer"], top["family"])), charts_denials.figure_of(top, measure)
    if measure == "expected":
        return f"Most denied dollars: {cell}, {text.money(top['expected'])}"
    if measure == "rate":
        return f"Highest denial rate: {cell}, {figure} of {text.counted(top['adjudicated'], 'line')}"
    if top["change"] <= 0:
        return "No cell rose on the period before"
    now, before = (text.percent(top[f"{name}_rate"]) for name in ("now", "before"))
    return f"Rose most: {cell}, from {before} to {now} of lines answered"


def _note(rows: charts.Rows, measure: str) -> str:
    """What the cells hold, which of them are small, and what is left out."""
    first = rows[0]
    said = {
        "rate": "First answers that were denials, as a share of the lines which that payer answered.",
        "expected": "First answers that were denials, by expected allowed amount.",
        "change": "Percentage points: denied of answered lines of service days "
        f"{_days(first, 'now')}, less that of {_days(first, 'before')}. Orange: more is denied, blue: less.",
    }[measure]
    small = sum(charts_denials.is_small(row, measure) for row in rows)
    if small:
        said += f" {text.counted(small, 'cell')} hatched: fewer than {charts_denials.FEWEST_LINES} lines answered."
    return f"{said} Click a cell, or choose it below: reasons, cuts and lines follow it.{charts.shortened(rows)}"


def _days(row: dict, name: str) -> str:
    return f"{text.day(row[f'{name}_from'])} to {text.day(row[f'{name}_to'])}"


def _clicked(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    st.session_state.denial_cell = tuple(points[0]["customdata"]) if points else EVERYTHING


def _keep(cell: Place) -> None:
    st.session_state.denial_turn = st.session_state.get("denial_turn", 0) + 1  # the picture forgets what was clicked
    st.session_state.denial_cell = cell


def _choose(rows: charts.Rows, cell: Place) -> None:
    """The same choice for who does not use a pointer."""
    words = {EVERYTHING: "All payers and causes"} | {
        (
            row["payer"],
            row["family"],
        ): f"{in_words((row['payer'], row['family']))} ({text.counted(row['lines'], 'line')})"
        for row in rows[::-1]
    }
    options = list(words)
    key = f"denial_box_{session.audit().version}_{hash((*options, cell))}"
    st.selectbox(
        "Payer and cause",
        options,
        index=options.index(cell),
        format_func=words.__getitem__,
        key=key,
        on_change=lambda: _keep(st.session_state[key]),
    )


def _pareto(active: Filter, cell: Place) -> None:
    where = f" ({in_words(cell)})" if cell != EVERYTHING else ""
    with st.container(border=True):
        title = st.container()
        measure = HOLDING[charts.choice("Of", list(HOLDING), "denials_holding")]
        rows = [
            row for row in session.ask("denial_pareto", active, measure=measure, **given(cell)) if row["amount"] > 0
        ]
        if not rows:
            title.markdown(f"**{text.md(f'Reasons that hold the money{where}')}**")
            return layout.nothing(
                "No denied dollar can still be recovered on the as-of day."
                if measure == "recoverable"
                else "No line was denied at first."
            )
        title.markdown(f"**{text.md(held(rows, measure) + where)}**")
        more = f" The first {MOST_REASONS} are shown." if len(rows) > MOST_REASONS else ""
        layout.nothing(f"Group, reason and remark codes; the line is the share reached so far.{more}")
        shown = rows[:MOST_REASONS]
        said = "; ".join(f"{row['reason']} {charts_denials.amount(row, measure)}" for row in shown)
        return charts.draw(charts_denials.pareto(shown, measure), f"Pareto of reasons: {said}", f"pareto_{measure}")


def held(rows: charts.Rows, measure: str) -> str:
    """How few reasons hold four fifths."""
    whole = sum(row["amount"] for row in rows)
    most = next((n for n, row in enumerate(rows, 1) if row["running_share"] >= charts_denials.EIGHTY - 1e-9), len(rows))
    what = {"recoverable": "recoverable ", "expected": "denied ", "lines": ""}[measure]
    of = text.counted(whole, "line") if measure == "lines" else text.money(whole)
    if len(rows) == 1:
        return f"One reason holds all of the {what}{of}"
    return (
        f"{text.counted(most, 'reason')} of {len(rows)} {'holds' if most == 1 else 'hold'} 80{text.THIN}% of the"
        f" {what}{of}"
    )
