"""The tables of the Payments page: suspected patterns, lines below and above the agreed rate, fees that are too low."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import line_story, price_steps, tables, text
from pages._parts.tables import Column

SELECT = "Select a row to see how it is priced and what happened to it."
UNDERPAID = {
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "cpt": Column("Code"),
    "amount": Column("Underpaid", "money"),
    "expected": Column("Expected", "money", "Its part of the price of the day"),
    "allowed": Column("Allowed", "money"),
    "units": Column("Units", "number"),
    "deadline": Column("Appeal by", "date", "Empty where the payer's rules give no deadline"),
    "explanation": Column("Why", width="large"),
    "modifiers": Column("Modifiers"),
    "charge": Column("Charge", "money"),
    "price": Column("First unit", "money", "Price of the day's first unit"),
    "price_later": Column("Later units", "money", "Every unit but one, where the payer cuts several procedures"),
    "price_basis": Column("Price from", "name"),
    "assistant_cut": Column("Assistant", "money", "What is lawfully taken for an assistant's units"),
    "paid": Column("Paid", "money"),
    "patient_resp": Column("Patient's share", "money"),
    "sequestration": Column("Sequestration", "money"),
    "patient_id": Column("Patient"),
    "provider": Column("Provider"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "paid_on": Column("Paid on", "date"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}
OVERPAID = {
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "cpt": Column("Code"),
    "amount": Column("Overpaid", "money"),
    "expected": Column("Price", "money", "The agreed price as billed; empty where two codes are never paid together"),
    "allowed": Column("Allowed", "money"),
    "units": Column("Units", "number"),
    "explanation": Column("Why", width="large"),
    "modifiers": Column("Modifiers"),
    "charge": Column("Charge", "money"),
    "price_basis": Column("Price from", "name"),
    "patient_id": Column("Patient"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "paid_on": Column("Paid on", "date"),
    "citation": Column("Source"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}
PATTERNS = {
    "payer": Column("Payer"),
    "cpt": Column("Code"),
    "kind": Column("What", "name", "The rate was cut, fewer units were paid, or less than the usual rate was allowed"),
    "from_rate": Column("Usual", "money", "Per unit: what the payer allows as a rule, or did before the cut"),
    "low_rate": Column("Now", "money", "The repeated lower amount per unit; empty where amounts are scattered"),
    "first_date": Column("Since", "date"),
    "last_date": Column("Last", "date"),
    "lines": Column("Lines", "number"),
    "shortfall": Column("Dollars", "money", "Suspected, in no sum of losses"),
    "share": Column("Share", "percent", "Of this payer's lines of the code in that stretch of time"),
    "only_where": Column("Only", help="All of these lines, and none at the usual rate since, are of this one"),
    "explanation": Column("Why", width="large"),
    "variant": Column("With", help="Modifiers or discipline with a rate of their own"),
    "goes_on": Column("Newest", help="yes: in the payer's newest stretch of time, so it may go on"),
}
PATTERN_LINES = {
    "dos": Column("Date", "date"),
    "shortfall": Column("Dollars", "money"),
    "units": Column("Units", "number"),
    "paid_units": Column("Paid units", "number"),
    "allowed": Column("Allowed", "money"),
    "line_rate": Column("Per unit", "money"),
    "expected_rate": Column("Usual", "money"),
    "provider": Column("Provider"),
    "location": Column("Location"),
    "patient_id": Column("Patient"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "modifiers": Column("Modifiers"),
    "paid_on": Column("Paid on", "date"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}
FEES = {
    "payer": Column("Payer"),
    "cpt": Column("Code"),
    "charge": Column("Lowest charge", "money", "Per unit"),
    "rate": Column("Agreed", "money", "Per unit, the first of a day"),
    "lines": Column("Lines", "number"),
    "lost": Column("Lost", "money", "Agreed price less the charge"),
    "first_day": Column("From", "date"),
    "last_day": Column("To", "date"),
    "price_basis": Column("Price from", "name"),
}


def draw(active: Filter, paid: dict[str, Any], fees: list[dict[str, Any]]) -> None:
    """All of them, in the order of what they are worth to the reader."""
    _patterns(active)
    _lines(active, paid)
    if paid["overpaid_lines"]:
        _overpaid(active, paid)
    if fees:
        _fees(active, fees)


def _patterns(active: Filter) -> None:
    pattern = tables.show(
        "rate_patterns",
        PATTERNS,
        active,
        title="Suspected: below a payer's own usual rate",
        none="Where no rate is loaded, no payer allowed less than it usually does.",
        alt="Patterns of payments below the usual rate with since when, lines and dollars, the most dollars first",
        selectable=True,
        height=250,
        hint="Select a row to see its lines.",
    )
    if not pattern:
        return
    with st.container(border=True):
        st.markdown(f"**{text.md(pattern['payer'])}, {pattern['cpt']}**: {text.md(pattern['explanation'])}")
        line = tables.show(
            "rate_pattern_lines",
            PATTERN_LINES,
            active,
            title="Lines of this pattern",
            none="No line of it is among these.",
            alt="Lines of the chosen pattern, the largest shortfall first",
            given={
                "payer": pattern["payer"],
                "code": pattern["cpt"],
                "variant": pattern["variant"],
                "kind": pattern["kind"],
                "since": pattern["since"],
                "rate": pattern["rate_text"],
            },
            selectable=True,
            hint=line_story.HINT,
        )
    if line:
        line_story.beside(line | {"cpt": pattern["cpt"]})


def _lines(active: Filter, paid: dict[str, Any]) -> None:
    line = tables.show(
        "underpaid_lines",
        UNDERPAID,
        active,
        title="Underpaid lines",
        none=(
            f"None of {text.counted(paid['rated_lines'], 'paid line')} with a known rate was paid below it."
            if paid["rated_lines"]
            else "No rate is known: load fee schedules, or state the Medicare locality on Files."
        ),
        alt="Lines paid below the agreed rate with expected and allowed amount, the most dollars first",
        selectable=True,
        hint=SELECT,
    )
    if line:
        _evidence(line)


def _overpaid(active: Filter, paid: dict[str, Any]) -> None:
    many = text.counted(paid["overpaid_lines"], "line")
    if not st.toggle(f"Show what was paid above the agreed rate ({many})", key="payment_overpaid"):
        return
    line = tables.show(
        "overpaid_lines",
        OVERPAID,
        active,
        title="Overpaid lines",
        none="No line was paid above the agreed rate.",
        alt="Lines paid above the agreed rate, the most dollars first; a payer may ask them back",
        selectable=True,
        hint=SELECT,
    )
    if line:
        _evidence(line)


def _fees(active: Filter, fees: list[dict[str, Any]]) -> None:
    tables.show(
        "charge_below_rate",
        FEES,
        active,
        asked=fees,
        title="Charged below the agreed rate",
        none="No code is charged below an agreed rate.",
        alt="Payers and codes charged below the agreed rate with what that loses, the most dollars first",
        height=250,
    )
    st.caption(
        text.md(
            "No payer owes more than the charge: raise the practice's own fee for these codes."
            f" Lost so far: {text.money(fees[0]['all_lost'])} on {text.counted(fees[0]['all_lines'], 'line')};"
            " no payer has underpaid it."
        )
    )


def _evidence(line: dict[str, Any]) -> None:
    """One line: what it should have been, by which price, step by step."""
    with st.container(border=True):
        st.markdown(f"**{text.md(line['patient_id'])}, {text.day(line['dos'])}, {line['cpt']}**")
        said = line["explanation"][:1].upper() + line["explanation"][1:]
        st.markdown(text.md(f"{said}. Difference: {text.money(line['amount'], cents=True)}."))
        st.caption(text.md(f"Price: {line['citation']}"))
        if line["day_key"]:
            with st.expander("How this day is priced"):
                price_steps.draw(line["day_key"])
        st.markdown("**What happened to this line**")
        line_story.draw(line["episode_key"])
