"""The figures of the aging page: its six tiles, and every way to count days in receivables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages._parts import layout, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

DAYS = {
    "kind": Column("Days in AR"),
    "days": Column("Days", "number"),
    "numerator": Column("Owed", "money"),
    "denominator": Column("Per day, of", "money"),
    "span": Column("Over days", "number"),
    "formula": Column("Formula", width="large"),
}
KINDS = (  # kind, and the columns of ar_days: its days, numerator, denominator a day, days of that
    ("Gross", "days_gross", "gross_balances", "charges_a_day", "days"),
    ("Adjusted", "days_adjusted", "total", "adjusted_a_day", "days"),
    ("Net", "days_net", "net_receivables", "revenue_a_day", "days"),
    ("Gross, whole period", "whole_days_gross", "gross_balances", "whole_charges_a_day", "whole_days"),
)
FORMULAS = {
    "Gross": "Balances less credits / charges a day",
    "Adjusted": "Balances / charges less contractual adjustments, a day",
    "Net": "Balances at the expected allowed amount less credits / allowed (else expected) amounts a day",
    "Gross, whole period": "As gross, over all days of service loaded up to that day",
}


def tiles(owed: dict[str, Any], given: Mapping[str, str]) -> None:
    """What is owed, how old it is, and what it stands for; owed: the row of ar_days; given: its day and basis."""
    layout.tiles(
        [
            Tile(
                "Insurers owe",
                text.short_money(owed["insurance"]),
                "as charged",
                "Charges not answered yet, or whose denial is open; nothing once an amount was allowed",
                figure="aging_insurance",
            ),
            Tile(
                "Patients owe",
                text.short_money(owed["patient"]),
                "their share",
                "Patient responsibility less patient payments",
                figure="aging_patient",
            ),
            Tile(
                "Over 90",
                text.percent(owed["over_90_share"], 0),
                f"over 120: {text.percent(owed['over_120_share'], 0)}",
                f"Balances older than 90 days, {text.money(owed['over_90'])}, over all balances,"
                f" {text.money(owed['total'])}. Good practices have 12 to 15 %, as third parties tell MGMA's figure.",
                "lost",
                figure="aging_over_90",
            ),
            Tile(
                "Days in AR",
                text.days(owed["days_gross"]),
                f"last {owed['days'] or 0} days",
                _days_help(owed),
                figure="aging_days",
            ),
            Tile(
                "Unanswered",
                text.number(owed["lines_never_answered"]),
                f"{text.thousands(owed['never_answered'])} charged",
                "Billed lines no remittance speaks of, also those sent yesterday."
                " The list below holds the claims that wait longer than their payer usually takes.",
                figure="aging_unanswered",
            ),
            Tile(
                "Credits",
                text.short_money(owed["credits"]),
                "to give back",
                "Paid beyond what was owed. Never set against a balance.",
                "exposure",
                figure="aging_credits",
            ),
        ],
        given,
    )


def _days_help(owed: dict[str, Any]) -> str:
    if not owed["charges"]:
        return f"No line was charged in the 90 days up to {text.day(owed['day'])}."
    return (
        f"Balances less credits, {text.money(owed['gross_balances'])}, over charges a day:"
        f" {text.money(owed['charges'])} in {owed['days']} days of service. Over all {owed['whole_days']} days"
        f" {text.number(owed['whole_days_gross'])}. Adjusted and net days stand at the foot of the page."
    )


def days_in_ar(owed: dict[str, Any]) -> None:
    """Every way to count days in receivables, with what is divided by what; owed: the row of ar_days."""
    if not owed["charges"]:
        return
    with st.expander("How days in AR are counted"):
        rows = [
            {
                "kind": kind,
                "days": owed[days],
                "numerator": owed[top],
                "denominator": owed[under],
                "span": owed[over],
                "formula": FORMULAS[kind],
            }
            for kind, days, top, under, over in KINDS
        ]
        tables.plain(rows, DAYS, alt="Four ways to count days in receivables, with numerator and denominator")
        if owed["lines_without_price"]:
            left_out = text.counted(owed["lines_without_price"], "open line")
            layout.nothing(f"{left_out} without a price add nothing to the net figure.")
