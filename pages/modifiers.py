"""Which modifiers are missing, and which absences cost money?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_modifiers, filters, layout, line_story, link, price_steps, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "Which modifiers are missing, and which absences cost money?"
KINDS = {"Missing": "missing", "Wrong": "wrong", "Unneeded": "unneeded"}
NOTHING = {
    "missing": "No needed modifier is missing.",
    "wrong": "No modifier is wrong or contradicts another.",
    "unneeded": "No modifier is unneeded.",
}
LINES = {
    "modifier": Column("Modifier"),
    "verdict": Column("Verdict", "name"),
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "cpt": Column("Code"),
    "modifiers": Column("Billed with", help="The modifiers on the line"),
    "denied_amount": Column("Denied for it", "money", "Expected allowed amount of a line refused because of it"),
    "answer": Column("What the payer answered", width="medium"),
    "rule_id": Column("Rule", "name", width="medium"),
    "explanation": Column("Why", width="large"),
    "at_stake": Column("At stake", "money"),
    "expected": Column("Expected", "money", "Expected allowed amount"),
    "patient_id": Column("Patient"),
    "provider": Column("Provider"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "beside_claim": Column("Other claim", help="The claim, line and code that this one is judged beside"),
    "beside_line": Column("Other line"),
    "beside_code": Column("Other code"),
    "citation": Column("Source", width="medium"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}
EVERY_CELL = ("", "")


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    gaps, patients = session.ask_one("modifier_summary", active), session.ask_one("threshold_summary", active)
    layout.head(QUESTION, _answer(gaps), active)
    if gaps["lines"] and not gaps["lines_told"]:
        layout.lacking("billing lines with their modifiers, or the claims (837P) that have them", active)
        return layout.footer(active)
    _tiles(gaps, patients)
    kind, cell = _matrix(active)
    rows = session.ask("modifier_trend", active)
    if rows:
        _trend(rows)
    _lines(active, kind, cell)
    _doubtful(active, gaps)
    return layout.footer(active)


def _answer(gaps: dict[str, Any]) -> str:
    if not gaps["lines"]:
        return "No billed line is among these."
    if not gaps["lines_told"]:
        return "Nothing can be said: these lines come without modifiers."
    others = _others(gaps)
    if not gaps["lines_missing"]:
        return f"No needed modifier is missing on {text.counted(gaps['lines_told'], 'line')}.{others}"
    cost = (
        f"{text.number(gaps['lines_denied'])} of them came back denied because of it,"
        f" {text.money(gaps['denied_amount'])} of allowed amount"
        if gaps["lines_denied"]
        else "none of them was denied because of it"
    )
    return (
        f"{text.counted(gaps['lines_missing'], 'line')} of {text.number(gaps['lines_told'])}"
        f" {'lacks' if gaps['lines_missing'] == 1 else 'lack'} a modifier the payer asks for; {cost}.{others}"
    )


def _others(gaps: dict[str, Any]) -> str:
    """The rest of the sentence: what is wrong or unneeded, and what could not be judged."""
    carry = "carries" if gaps["lines_wrong"] == 1 else "carry"
    untold = gaps["lines"] - gaps["lines_told"]
    unknown = f" {text.counted(untold, 'line')} of files without modifiers could not be judged." if untold else ""
    return (
        f" {text.counted(gaps['lines_wrong'], 'line')} {carry} a wrong or contradicting one,"
        f" {text.number(gaps['lines_unneeded'])} one that is not needed.{unknown}"
    )


def _tiles(gaps: dict[str, Any], patients: dict[str, Any]) -> None:
    year = f" in {patients['year']}" if patients["year"] else ""
    layout.tiles(
        [
            Tile(
                "Missing",
                text.number(gaps["lines_missing"]),
                f"of {text.counted(gaps['lines_told'], 'line')}",
                "Lines without a modifier that the payer's rules ask for. Most of them cost nothing.",
                figure="modifiers_missing",
            ),
            Tile(
                "Denied",
                text.short_money(gaps["denied_amount"]),
                f"{text.counted(gaps['lines_denied'], 'line')}",
                "Expected allowed amount of the lines whose reason code says that this modifier is missing",
                "lost",
                figure="modifiers_denied",
            ),
            Tile(
                "At risk",
                text.short_money(gaps["at_risk"]),
                f"{text.counted(gaps['lines_at_risk'], 'line')} unpaid",
                "Lines that lack a modifier and were not answered yet: correct them before the payer does",
                figure="modifiers_at_risk",
            ),
            Tile(
                "Unneeded",
                text.number(gaps["lines_unneeded_59"]),
                "lines with 59",
                "59 or an X modifier where no edit of the day pairs the line with another: what reviewers look for",
                figure="modifiers_unneeded",
            ),
            Tile(
                "Near KX",
                text.number(patients["patients_near"]),
                f"of {text.counted(patients['patients'], 'patient')}",
                f"Patients within two visits of the therapy threshold{year}: above it every line needs KX",
                figure="modifiers_near_kx",
            ),
            Tile(
                "Wrong",
                text.number(gaps["lines_wrong"]),
                f"lines, {text.short_money(gaps['denied_wrong'])}",
                "Lines whose modifiers contradict each other, the code or the therapist, and pairs never paid together;"
                " beside it the dollars denied for that",
                figure="modifiers_wrong",
            ),
        ]
    )


def _matrix(active: Filter) -> tuple[str, tuple[str, str]]:
    """The picture of payers and modifiers; returns the kind of gap shown and the cell that is chosen in it."""
    rows = session.ask("modifier_cells", active)
    note = (
        "Dollars denied because of it (expected allowed amount); below them how many lines. Grey: nothing was denied."
        " Click a cell, or choose it below, to see its lines."
    )
    kind = KINDS[charts.chosen(list(KINDS), "modifier_kind")]
    own = [row for row in rows if row["kind"] == kind]
    with charts.frame(charts_modifiers.dearest(own, kind) if own else NOTHING[kind].rstrip("."), note, "modifier_cell"):
        charts.choice("Show", list(KINDS), "modifier_kind")
        if not own:
            layout.nothing(NOTHING[kind])
            return kind, EVERY_CELL
        cell = _cell(kind, own)
        shortened = charts.shortened(own)
        if shortened:
            layout.nothing(shortened)
        said = "; ".join(
            f"{row['payer']}, {row['modifier']}: {text.money(row['denied_amount'])} denied, {row['lines']} lines"
            for row in own
        )
        turn = st.session_state.setdefault("modifier_turn", 0)
        key = f"modifier_cells_{kind}_{turn}_{session.audit().version}_{hash(active)}"
        charts.pick(
            charts_modifiers.cells(own, cell),
            f"Matrix of payers and modifiers: {said}",
            key,
            lambda: _clicked(key, kind),
        )
        _choose(kind, own, cell)
    return kind, cell


def _cell(kind: str, rows: charts.Rows) -> tuple[str, str]:
    """The chosen cell, as long as the filter still has it."""
    cells = [(row["payer"], row["modifier"]) for row in rows]
    if link.is_news("cell"):
        _keep(kind, link.chosen("cell", cells, EVERY_CELL))
    chosen = st.session_state.get(f"modifier_cell_{kind}", EVERY_CELL)
    chosen = chosen if chosen in cells else EVERY_CELL
    link.choose("cell", chosen, [EVERY_CELL])
    return chosen


def _clicked(key: str, kind: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    _keep(kind, tuple(points[0]["customdata"])[::-1] if points else EVERY_CELL)


def _keep(kind: str, cell: tuple[str, str]) -> None:
    st.session_state[f"modifier_cell_{kind}"] = cell


def _choose(kind: str, rows: charts.Rows, cell: tuple[str, str]) -> None:
    """The same choice for who does not use a pointer, and the way back."""
    words = {EVERY_CELL: "All payers and modifiers"} | {
        (row["payer"], row["modifier"]): f"{row['payer']}, {row['modifier']} ({text.counted(row['lines'], 'line')})"
        for row in rows
    }
    options = list(words)
    key = f"modifier_box_{kind}_{session.audit().version}_{hash((*options, cell))}"

    def chosen() -> None:
        st.session_state.modifier_turn += 1  # the picture forgets what was clicked before
        _keep(kind, st.session_state[key])

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Lines shown below", options, index=options.index(cell), format_func=words.get, key=key, on_change=chosen
        )
        if cell != EVERY_CELL:
            st.button("Show all", on_click=_all, args=(kind,), icon=":material/undo:")


def _all(kind: str) -> None:
    st.session_state.modifier_turn += 1
    _keep(kind, EVERY_CELL)


def _trend(rows: charts.Rows) -> None:
    latest = {row["provider"]: row for row in rows}
    said = "; ".join(f"{name} {text.percent(row['rate'])} in {row['month']:%b %Y}" for name, row in latest.items())
    charts.show(
        charts_modifiers.trend(rows),
        charts_modifiers.worst(rows),
        f"A line per provider: {said}",
        key="modifier_trend",
        note="Share of a provider's lines without a needed modifier, by month; the five with most such lines. Hollow:"
        " fewer than 10 lines that month.",
    )


def _lines(active: Filter, kind: str, cell: tuple[str, str]) -> None:
    payer, modifier = cell
    picked = tables.show(
        "modifier_lines",
        LINES,
        active,
        title=f"{text.md(payer)}, {text.md(modifier)}" if payer else "Lines",
        none=NOTHING[kind],
        alt="Lines with the rule they do not keep, its source and what the payer answered, the dearest refusals first",
        selectable=True,
        given={"trust": "finding", "payer": payer, "modifier": modifier, "kind": kind},
    )
    if picked:
        _evidence(picked)


def _doubtful(active: Filter, gaps: dict[str, Any]) -> None:
    if not gaps["lines_doubtful"]:
        return
    if st.toggle(
        f"Show doubtful cases ({text.counted(gaps['lines_doubtful'], 'line')})",
        key="modifier_doubts",
        help="Cases that something unknown could explain: an edit whose first day is not known, a rule nobody verified."
        " They are in no figure above.",
    ):
        picked = tables.show(
            "modifier_lines",
            LINES,
            active,
            title="Doubtful cases",
            none="No case is doubtful.",
            alt="Lines that may not keep a rule, with what is not known about it",
            selectable=True,
            key="modifier_hints",
            given={"trust": "hint", "payer": "", "modifier": "", "kind": ""},
        )
        if picked:
            _evidence(picked)


def _evidence(line: dict[str, Any]) -> None:
    """One line: why, by which rule, what was answered, and how its day is priced."""
    with st.container(border=True):
        st.markdown(
            f"**{text.md(line['patient_id'])}, {text.day(line['dos'])}, {line['cpt']}: {text.label(line['rule_id'])}**"
        )
        st.markdown(text.md(line["explanation"]))
        st.markdown(text.md(f"The payer's answer: {line['answer']}."))
        st.caption(text.md(f"Rule: {line['citation']}"))
        with st.expander("How this day is priced"):
            price_steps.draw(line["day_key"])
        line_story.button(line["line_key"], place="gap")


if not layout.needs_data(QUESTION, "Billing lines with their modifiers answer it; remittances say what it cost."):
    draw(filters.chosen())
