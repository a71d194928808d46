"""How one patient's day is priced, step by step: every figure of the arithmetic, written out.

The figures are those of answers/shown/price_steps.sql; nothing is counted here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from pages._parts import layout, session, tables, text
from pages._parts.tables import Column

LINES = {
    "cpt": Column("Code"),
    "modifiers": Column("Modifiers"),
    "price": Column("First unit", "money"),
    "price_later": Column("Later units", "money", "Every unit but one, where the payer cuts several procedures"),
    "units_billed": Column("Billed", "number"),
    "billed": Column("As billed", "money"),
    "units_correct": Column("Supported", "number"),
    "correct": Column("As supported", "money"),
    "billed_above": Column("Above cap", "money", "Not owed, because it is above the payer's daily cap"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
}
SIDES = ("billed", "correct")
MEDIAN_OF = {"payer_median": "this payer", "class_median": "payers of its class", "practice_median": "all payers"}
CUT = {
    "medicare": "half of their practice expense part",
    "pe50_no_gpci": "half of the practice expense share of the rate",
    "total50": "half of the rate",
}


def draw(day_key: str) -> None:
    """The arithmetic of a day where we are; day_key as text, as the tables hand it on."""
    rows = session.ask("price_steps", day_key=day_key)
    if not rows:
        return layout.nothing("No line of this day has units, so nothing is priced.")
    tables.plain(rows, LINES, alt="Lines of the day with their price, as billed and as the minutes support them")
    st.markdown("\n".join(f"{number}. {text.md(step)}" for number, step in enumerate(steps(rows), 1)))
    assumed = next((row for row in rows if row["is_assumed"]), None)
    if assumed:
        st.caption(text.md(layout.assumed_prices(assumed["last_day"]).capitalize()))
    return None


def steps(rows: list[dict[str, Any]]) -> list[str]:
    """The sentences of the arithmetic, in order: bases, reduction, lines, caps, the day, what the law takes."""
    if rows[0]["unit_rule"] == "per_visit":
        rate = f": {money(rows[0]['visit_rate'])} a visit" if rows[0]["visit_rate"] is not None else ""
        return [f"{rows[0]['rule_payer']} pays per visit{rate}. Units do not move the payment."]
    bases = {row["cpt"]: _base(row) for row in rows if any(row[f"units_{side}"] for side in SIDES)}
    return [
        *_schedule(rows),
        *(f"{cpt}: {words}" for cpt, words in bases.items()),
        *_reduction(rows),
        *(_line(row) for row in rows),
        *_cap(rows),
        _day(rows),
        *(_by_law(row) for row in rows if row["assistant_cut"]),
        *(_sequestered(row) for row in rows if row["sequestration"]),
    ]


def _schedule(rows: list[dict[str, Any]]) -> list[str]:
    row = next((row for row in rows if row["price_basis"] == "medicare"), None)
    if row is None:
        return []
    return [
        f"Medicare fee schedule {row['release']} ({_days(row)}), {_place(row)}: (work × GPCI + practice expense × GPCI"
        f" + malpractice × GPCI) × conversion factor {row['conversion_factor']}, rounded to cents, prices a unit."
    ]


def _base(row: dict[str, Any]) -> str:
    if row["price"] is None:
        return "no price is known: no payer has paid it and no fee schedule lists it."
    match row["price_basis"]:
        case "fee_schedule":
            since = f", from {text.day(row['fee_from'])}" if row["fee_from"] and row["fee_from"].year > 1900 else ""
            modifier = f" with {row['fee_modifier']}" if row["fee_modifier"] else ""
            return f"{money(row['price'])} in the loaded fee schedule{modifier}{since}."
        case "medicare":
            return f"{_formula(row)} = {money(row['price'])}."
        case _:
            lines = text.counted(row["median_lines"], "paid line")
            return f"{money(row['price'])}, the median per unit of {lines} of {MEDIAN_OF[row['price_basis']]}."


def _days(row: dict[str, Any]) -> str:
    return f"{text.day(row['first_day'])} to {text.day(row['last_day'])}"


def _place(row: dict[str, Any]) -> str:
    return f"{row['locality']} {row['locality_name'] or ''}".strip() if row["locality"] else "national, all GPCI 1.0"


def _formula(row: dict[str, Any], half: str = "") -> str:
    """Work, practice expense and malpractice RVUs by their GPCIs, times the conversion factor."""
    return (
        f"({row['work_rvu']} × {row['work_gpci']:.3f} + {row['release_pe_rvu']} × {row['pe_gpci']:.3f}{half}"
        f" + {row['mp_rvu']} × {row['mp_gpci']:.3f}) × {row['conversion_factor']}"
    )


def _reduction(rows: list[dict[str, Any]]) -> list[str]:
    cut = [row for row in rows if row["is_ranked"] and row["price"] is not None and row["price_later"] < row["price"]]
    cut_units = [row for row in cut if any(row[f"units_{side}"] > row[f"{side}_first"] for side in SIDES)]
    if not cut_units:
        return []
    first = {name: next((row for row in rows if row[f"{name}_first"]), None) for name in SIDES}
    said = [_first(first["billed"], "")] if first["billed"] else []
    if first["correct"] and (not first["billed"] or first["correct"]["cpt"] != first["billed"]["cpt"]):
        said.append(_first(first["correct"], "As the minutes support it, "))
    by_code = {row["cpt"]: row for row in cut_units}
    return [*said, *(f"Later units of {cpt} lose {CUT[row['mppr']]}: {_later(row)}." for cpt, row in by_code.items())]


def _first(row: dict[str, Any], begin: str) -> str:
    return (
        f"{begin}{row['cpt']} comes first: its practice expense is the highest of the day ({row['pe_rvu']} RVU;"
        " of equal ones the dearest). One unit of it is paid in full."
    )


def _later(row: dict[str, Any]) -> str:
    now = money(row["price_later"])
    if row["price_basis"] == "medicare":
        return f"{_formula(row, ' × 0.5')} = {now}"
    if row["mppr"] == "medicare":
        return f"{money(row['price'])} × {money(row['reduced_price'])} / {money(row['full_price'])} = {now}"
    if row["mppr"] == "pe50_no_gpci":
        return f"{money(row['price'])} × (1 - 0.5 × {row['pe_rvu']} / {row['total_rvu']}) = {now}"
    return f"{money(row['price'])} × 0.5 = {now}"


def _line(row: dict[str, Any]) -> str:
    where = f", claim {row['claim_id']} line {row['line_no']}" if row["claim_id"] and row["line_no"] else ""
    billed = "documented, not billed" if row["never_billed"] else f"billed {units(row, 'billed')}"
    if row["units_billed"] == row["units_correct"] and row["billed"] == row["correct"]:
        rest = "; its minutes support no unit" if row["never_billed"] else ""
        return f"{row['cpt']}{where}: {billed}{rest}."
    return f"{row['cpt']}{where}: {billed}; supported {units(row, 'correct')}."


def units(row: dict[str, Any], side: str) -> str:
    """`1 × $35.74 + 2 × $25.56 = $86.86`, less what is above a cap; side: billed | correct."""
    if row["price"] is None:
        return "without a price"
    count = row[f"units_{side}"]
    parts = _parts(row, side, count)
    said = " + ".join(f"{text.number(many)} × {money(each)}" for many, each in parts)
    above = row[f"{side}_above"]
    if above:
        return f"{said} = {money(row[f'{side}_whole'])}, less {money(above)} above the cap = {money(row[side])}"
    return f"{said} = {money(row[side])}"


def _parts(row: dict[str, Any], side: str, count: Decimal) -> list[tuple[Decimal, Decimal]]:
    """How many units at which price."""
    if not row[f"{side}_first"] or row["price"] == row["price_later"]:
        return [(count, row["price_later"])]
    first = min(count, Decimal(1))
    return [(first, row["price"])] + ([(count - first, row["price_later"])] if count > first else [])


def _cap(rows: list[dict[str, Any]]) -> list[str]:
    kinds = {row["cap_kind"]: row for row in rows if row["cap_kind"]}
    order = {"highest_paid": "the dearest first"}
    return [
        f"{row['rule_payer']} has a daily cap ({text.inside(kind)}: {_amounts(row)}),"
        f" {order.get(row['cap_keep'], 'in the order of the claim')}. Above it nothing is owed."
        for kind, row in kinds.items()
    ]


def _amounts(row: dict[str, Any]) -> str:
    others = (("cap_evaluation", "with an evaluation"), ("cap_reevaluation", "with a re-evaluation"))
    told = [f"{text.number(row[name])} {words}" for name, words in others if row[name] is not None]
    return ", ".join([text.number(row["cap_amount"]), *told])


def _day(rows: list[dict[str, Any]]) -> str:
    day = rows[0]
    open_lines = (
        f" {text.counted(day['lines_without_price'], 'line')} without a price left out."
        if day["lines_without_price"]
        else ""
    )
    if not day["day_difference"]:
        return f"The day as billed {money(day['day_billed'])}; no difference is known.{open_lines}"
    return (
        f"The day as billed {money(day['day_billed'])}, as supported {money(day['day_correct'])}:"
        f" difference {money(day['day_difference'])}.{open_lines}"
    )


def _by_law(row: dict[str, Any]) -> str:
    share = text.percent(1 - row["assistant_share"], 0)
    part = f"80{text.THIN}% of " if row["assistant_base"] == "payer_share" else ""
    return (
        f"By law, not a lower price: {row['cpt']} was given by an assistant, so {share} of {part}{money(row['billed'])}"
        f" = {money(row['assistant_cut'])} is not paid."
    )


def _sequestered(row: dict[str, Any]) -> str:
    return f"By law, not a lower price: {money(row['sequestration'])} of {row['cpt']} was taken as sequestration."


def money(amount: Decimal | None) -> str:
    """Dollars and cents."""
    return text.money(amount, cents=True)
