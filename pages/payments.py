"""Who pays less than agreed?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import (
    charts,
    charts_payments,
    deposits,
    filters,
    layout,
    link,
    payers_compared,
    payment_tables,
    session,
    text,
)
from pages._parts.layout import Tile

QUESTION = "Who pays less than agreed?"
Cell = tuple[str, str]


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    paid, fees = session.ask_one("payment_summary", active), session.ask("charge_below_rate", active)
    layout.head(QUESTION, _answer(paid), active)
    if not paid["paid_lines"]:
        layout.lacking("835 files, or a remittance table", active)
    else:
        _tiles(paid, fees)
        _rates(active, paid)
        payment_tables.draw(active, paid, fees)
        payers_compared.draw(active)
    st.subheader("Payments and deposits", anchor=False)
    deposits.section(active)
    layout.footer(active)


def _answer(paid: dict[str, Any]) -> str:
    if not paid["paid_lines"]:
        return "Nothing can be said yet: no remittance pays these lines."
    if not paid["rated_lines"]:
        return (
            f"No agreed rate is known for these {text.counted(paid['paid_lines'], 'paid line')}: load fee schedules,"
            f" and state the Medicare locality on Files.{_suspicion(paid)}"
        )
    known = (
        f"{text.number(paid['rated_lines'])} paid lines whose rate is known"
        f" ({text.percent(paid['coverage'], 0)} of all paid)"
    )
    if not paid["underpaid_lines"]:
        return f"Nobody: none of the {known} was paid below it.{_suspicion(paid)}"
    return (
        f"{text.counted(paid['underpaid_lines'], 'line')} of {known} {_were(paid['underpaid_lines'])} paid below it, by"
        f" {text.money(paid['underpaid'])}; most by {paid['worst_payer']}"
        f" ({text.money(paid['worst_amount'])}).{_suspicion(paid)}"
    )


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _suspicion(paid: dict[str, Any]) -> str:
    if not paid["judged_lines"]:
        return ""
    if not paid["suspected_lines"]:
        return " Payers without a loaded rate keep to their own usual amounts."
    return (
        f" Where no rate is loaded, {text.counted(paid['suspected_lines'], 'line')} came in below the payer's own usual"
        f" amount, by {text.money(paid['suspected'])}: suspected, in no sum."
    )


def _tiles(paid: dict[str, Any], fees: list[dict[str, Any]]) -> None:
    lost = fees[0]["all_lost"] if fees else 0
    layout.tiles(
        [
            Tile(
                "Underpaid",
                text.short_money(paid["underpaid"]),
                text.counted(paid["underpaid_lines"], "line"),
                "Allowed or paid less than the agreed rate, beyond the tolerance",
                "lost",
                figure="payments_underpaid",
            ),
            Tile(
                "Rate known",
                text.percent(paid["coverage"], 0),
                f"of {text.counted(paid['paid_lines'], 'line')}",
                "Share of paid lines with a loaded fee schedule, or priced by Medicare in a stated locality",
                figure="payments_rate_known",
            ),
            Tile(
                "Overpaid",
                text.short_money(paid["overpaid"]),
                text.counted(paid["overpaid_lines"], "line"),
                "Allowed more than the agreed rate: a payer may ask it back. Never netted against what is underpaid",
                "exposure",
                figure="payments_overpaid",
            ),
            Tile(
                "Days to pay",
                text.days(paid["days_median"]),
                _days_note(paid),
                _days_help(paid),
                figure="payments_days",
            ),
            Tile(
                "Suspected",
                text.short_money(paid["suspected"]),
                text.counted(paid["suspected_lines"], "line"),
                "Below the payer's own usual amount where no rate is loaded;"
                f" {text.counted(paid['judged_lines'], 'line')} could be compared. In no sum of losses",
                figure="payments_suspected",
            ),
            Tile(
                "Fee too low",
                text.short_money(lost),
                text.counted(fees[0]["all_lines"] if fees else 0, "line"),
                "The practice charges less than the agreed rate, and no payer owes more than the charge",
                figure="payments_fee_low",
            ),
        ]
    )


def _days_note(paid: dict[str, Any]) -> str:
    return f"9 of 10 in {text.days(paid['days_p90'])}" if paid["days_p90"] is not None else ""


def _days_help(paid: dict[str, Any]) -> str:
    said = (
        "From the date of service to the payment that stands: median, and the days within which nine of ten were paid."
    )
    if not paid["submitted_lines"]:
        return f"{said} When lines were sent is not known."
    return (
        f"{said} From submission: {text.days(paid['submitted_median'])} and {text.days(paid['submitted_p90'])} days,"
        f" {text.counted(paid['submitted_lines'], 'line')}."
    )


def _rates(active: Filter, paid: dict[str, Any]) -> None:
    """Both pictures: every payer and code around 100 %, and the chosen one over time."""
    rows = session.ask("paid_over_expected", active)
    if not rows:
        return layout.nothing(
            "No paid line can be compared: no rate is loaded, and no payer paid a code five times alike."
        )
    cell = _cell(active, rows, paid)
    _ratios(active, rows, cell, paid)
    _history(active, rows, cell)
    return None


def _cell(active: Filter, rows: charts.Rows, paid: dict[str, Any]) -> Cell:
    """The chosen payer and code as long as the filter still has them, else the one with most dollars missing.

    Where none misses any, that of the largest suspected pattern: a payer that lowers its own rate keeps to it.
    """
    known = list(dict.fromkeys((row["payer"], row["cpt"]) for row in rows))
    if link.is_news("cell"):
        st.session_state.payment_cell = link.chosen("cell", known, None)
    chosen = st.session_state.get("payment_cell")
    link.choose("cell", chosen if chosen in known else None, [None])
    if chosen in known:
        return chosen
    suspected = [(row["payer"], row["cpt"]) for row in session.ask("rate_patterns", active)]
    if not paid["underpaid_lines"] and suspected and suspected[0] in known:
        return suspected[0]
    worst = max(rows, key=lambda row: row["expected"] - row["allowed"])
    return worst["payer"], worst["cpt"]


def _ratios(active: Filter, rows: charts.Rows, cell: Cell, paid: dict[str, Any]) -> None:
    left_out = paid["paid_lines"] - paid["rated_lines"] - paid["judged_lines"]
    note = (
        "Allowed over expected, by payer and procedure code; the larger the dot, the more dollars. Hollow: no rate is"
        f" loaded, 100{text.THIN}% is the payer's own usual amount. Click a dot, or choose below, to see its rate over"
        " time."
    )
    if left_out > 0:
        note += (
            f" {text.counted(left_out, 'line')} left out: no rate known, and paid per visit, above a daily cap,"
            " cut after a day's first unit, or too few to show a usual amount."
        )
    with charts.frame(_shortest(paid), note + charts.shortened(rows), "payments_cell"):
        turn = st.session_state.setdefault("payment_turn", 0)
        key = f"payment_ratios_{turn}_{session.audit().version}_{hash(active)}"
        said = "; ".join(charts_payments.in_words(row).replace("<br>", " ") for row in rows)
        charts.pick(charts_payments.ratios(rows, cell), f"Dots around 100 per cent: {said}", key, lambda: _clicked(key))


def _shortest(paid: dict[str, Any]) -> str:
    """The finding: who falls short of what was agreed."""
    if paid["underpaid_lines"]:
        return f"{paid['worst_payer']} falls shortest of the agreed rates, by {text.money(paid['worst_amount'])}"
    if paid["suspected_lines"]:
        return f"No agreed rate was paid short; {text.money(paid['suspected'])} below usual amounts is suspected"
    return "Payers keep to the agreed rates and to their own usual amounts"


def _clicked(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        st.session_state.payment_cell = tuple(points[0]["customdata"])


def _history(active: Filter, rows: charts.Rows, cell: Cell) -> None:
    options = list(dict.fromkeys((row["payer"], row["cpt"]) for row in rows))
    key = f"payment_box_{session.audit().version}_{hash((*options, cell))}"

    def chosen() -> None:
        st.session_state.payment_turn += 1  # the picture forgets what was clicked before
        st.session_state.payment_cell = st.session_state[key]

    history = session.ask("rate_history", active, payer=cell[0], code=cell[1])
    note = "The amount most often allowed per unit, by month of service"
    if any(row["is_cut"] for row in history):
        note += ". This payer cuts every unit but a day's first, so two amounts are lawful."
    else:
        note += f"; changes of more than 1{text.THIN}% are marked."
    with charts.frame(f"A unit of {cell[1]} at {cell[0]}: {_moved(history)}", note):
        st.selectbox(
            "Payer and code",
            options,
            index=options.index(cell),
            format_func=", ".join,
            key=key,
            on_change=chosen,
        )
        said = "; ".join(f"{row['month']:%b %Y} {text.money(row['rate'], cents=True)}" for row in history)
        charts.draw(charts_payments.history(history), f"Steps of the usual rate by month: {said}", "payment_history")


def _moved(history: charts.Rows) -> str:
    """The finding: the last step of the usual rate, or that there is none."""
    changes = charts_payments.steps(history)
    now = text.money(history[-1]["rate"], cents=True) if history else text.UNKNOWN
    if not changes:
        return f"{now} in {history[-1]['month']:%b %Y}" if history else "no month to show"
    month, change = changes[-1]
    return f"{now}, {'up' if change > 0 else 'down'} {text.percent(abs(change))} in {month:%b %Y}"


if not layout.needs_data(
    QUESTION, "Remittances answer it, together with fee schedules or the Medicare locality of the practice."
):
    draw(filters.chosen())
