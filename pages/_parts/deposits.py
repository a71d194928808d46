"""What arrived at the bank: payments that balance or not, money moved outside claims, remittances that seem missing.

A payment is filtered by its payer only; it has a day of its own, and neither provider, code nor date of service.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, layout, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

PARTS = ("Deposits", "Money moved outside claims", "Remittances that seem to be missing", "Checks that failed")
MOST_TILES = 6
KINDS = {
    "recoupment": ("Recouped", "Overpayments taken back, and those left with you for now"),
    "forward_balance": ("Carried forward", "Balances you owed that a later payment takes"),
    "refund": ("Refunds", "Money you sent back, as the payer acknowledges it"),
    "interest": ("Interest", "Interest for late payment; part of no line"),
    "adjustment": ("Adjustments", "What the payer calls an adjustment: its letter says why"),
    "levy": ("Levies", "Withheld for the tax authority or another creditor"),
    "penalty": ("Penalties", "Penalties and interest charged to you"),
    "capital": ("Capital", "Capital payments of an institution"),
    "other": ("Other", "Everything else, with its reason as sent"),
}
DEPOSITS = {
    "mark": Column("", width=36, help="● marks what differs"),
    "payer": Column("Payer"),
    "payment_date": Column("Paid on", "date"),
    "state": Column("State", "name", "Balances, differs, unknown, or no payment"),
    "amount": Column("Paid", "money", "What the remittance says arrives at the bank"),
    "expected": Column("Comes to", "money", "Its claims, and the money moved outside them"),
    "difference": Column("Difference", "money"),
    "claims_paid": Column("Claims paid", "money"),
    "moved_by": Column("Moved", "money", "Money moved outside claims; below zero: taken"),
    "claims": Column("Claims", "number"),
    "reversals": Column("Reversals", "number"),
    "trace_number": Column("Check or EFT"),
    "method": Column("Method"),
    "note": Column("Why unknown", width="medium"),
    "file": Column("File"),
}
MOVED = {
    "mark": Column("", width=36, help="● marks money taken without its reversal in the files"),
    "payer": Column("Payer"),
    "payment_date": Column("Paid on", "date"),
    "label": Column("What"),
    "amount": Column("Changed the payment by", "money", "Below zero: taken from you"),
    "claim_id": Column("Claim", help="The one claim its reference names"),
    "note": Column("What it means", width=470),
    "tie": Column("Tied by", "name", "How the reference names the claim, or why it names none"),
    "reference": Column("Reference", help="As sent"),
    "reason": Column("Code"),
    "trace_number": Column("Check or EFT"),
    "file": Column("File"),
    "row_no": Column("Segment", "number"),
}
MISSING = {
    "payer": Column("Payer"),
    "kind": Column("Sign", "name"),
    "first_day": Column("From", "date", "It should lie between these days"),
    "last_day": Column("To", "date"),
    "lines": Column("Lines", "number"),
    "charge": Column("Concerned", "money", "Charges of those lines, or the balance that moved"),
    "evidence": Column("Why it seems missing", width=680),
    "trace_number": Column("Check or EFT", help="The missing one where it is known, else the one the sign rests on"),
    "claim_id": Column("Claim"),
    "file": Column("File"),
}
FAILED = {
    "meaning": Column("What failed", width=560),
    "difference": Column("Difference", "number"),
    "payer": Column("Payer"),
    "payment_date": Column("Paid on", "date"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line", "number"),
    "trace_number": Column("Check or EFT"),
    "measure": Column("Check", "name"),
    "file": Column("File"),
    "reference": Column("Where in the file"),
}


def section(active: Filter) -> None:
    """Draw the four parts, each in a tab and only while it is open, with what to look at said in a sentence."""
    summary = session.ask_one("deposit_summary", active)
    if not summary["deposits"]:
        layout.nothing("No payments are loaded: remittances (X12 835, or tables) answer this.")
        return
    if active != Filter(payers=active.payers, payer_classes=active.payer_classes):
        layout.nothing(
            "Payments follow the choice of payers and their classes only, not of provider, place, code or date."
        )
    draws = (_deposits, _moved, _missing, _failed)
    for tab, draw in zip(charts.tabs(PARTS, "deposit_parts").values(), draws, strict=True):
        if tab.open:
            with tab:
                draw(active, summary)


def _deposits(active: Filter, summary: dict[str, Any]) -> None:
    st.markdown(text.md(_balance(summary)))
    tables.show(
        "deposits",
        DEPOSITS,
        active,
        title=PARTS[0],
        none="No payment of these payers is loaded.",
        alt="Payments with what they should come to and what was paid, those that differ first",
    )


def _balance(summary: dict[str, Any]) -> str:
    deposits, differing, unknown = (summary[name] for name in ("deposits", "differing", "unknown"))
    said = (
        f"{text.number(differing)} of {text.counted(deposits, 'payment')}"
        f" {'differs from what its' if differing == 1 else 'differ from what their'} claims come to,"
        f" by {text.money(summary['difference'], cents=True)} in all."
        if differing
        else f"Every payment that can be checked comes to the cent: {text.number(summary['balanced'])}"
        f" of {text.number(deposits)}."
    )
    open_end = f" {text.counted(unknown, 'payment')} cannot be checked: the table says why." if unknown else ""
    return said + open_end


def _moved(active: Filter, summary: dict[str, Any]) -> None:
    if not summary["adjustments"]:
        layout.nothing("No money moved outside claims in these payments.")
        return
    st.markdown(text.md(_look(summary)))
    kinds = session.ask("money_moved_kinds", active)
    layout.tiles([_tile(row) for row in kinds[:MOST_TILES]])
    tables.show(
        "money_moved_lines",
        MOVED,
        active,
        title=PARTS[1],
        none="No money moved outside claims in these payments.",
        alt="Provider-level adjustments with their claim, those to look at first",
    )


def _look(summary: dict[str, Any]) -> str:
    moved = (
        f"Payers took {text.money(-summary['taken'])} and added {text.money(summary['added'])} outside claims;"
        " no line of a claim is changed by it."
    )
    if not summary["to_look_at"]:
        return moved
    return (
        f"{text.money(summary['to_look_at_amount'])} was taken back in {text.counted(summary['to_look_at'], 'case')}"
        f" without a reversal in the files: ask the payer why. {moved}"
    )


def _tile(row: dict[str, Any]) -> Tile:
    name, meaning = KINDS.get(row["kind"], (text.label(row["kind"]), ""))
    both = row["taken"] and row["added"]
    note = f"{text.short_money(-row['taken'])} taken" if both else text.counted(row["adjustments"], "adjustment")
    return Tile(
        name,
        text.short_money(row["moved_by"]),
        note,
        meaning,
        "lost" if row["to_look_at"] else "",
        "money_moved",
        {"kind": row["kind"]},
    )


def _missing(active: Filter, summary: dict[str, Any]) -> None:
    st.markdown(text.md(_signs(summary)))
    tables.show(
        "missing_deposits",
        MISSING,
        active,
        title=PARTS[2],
        none="Nothing in the files says that a remittance between them is missing.",
        alt="Signs that a remittance is missing, with the days it should lie between, the most dollars first",
    )


def _signs(summary: dict[str, Any]) -> str:
    span = f"between {text.day(summary['first_day'])} and {text.day(summary['last_day'])}"
    if not summary["missing_signs"]:
        return f"The remittances {span} seem to be whole."
    return (
        f"{text.counted(summary['missing_signs'], 'sign')} that a remittance {span} is not here: look for it at the"
        " payer's portal or the bank. Several signs may speak of one remittance."
    )


def _failed(active: Filter, _summary: dict[str, Any]) -> None:
    if session.ask_most("failed_checks", active)[1]:
        st.markdown("What does not add up in the payers' own files. It is loaded and flagged, never corrected.")
    tables.show(
        "failed_checks",
        FAILED,
        active,
        title=PARTS[3],
        none="Every line, claim and payment of the remittances adds up.",
        alt="Checks of remittances that failed, with the difference and what it means",
    )
