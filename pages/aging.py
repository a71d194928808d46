"""How old is what they owe us?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, charts_claims, filters, layout, session, tables, text
from pages._parts.layout import Tile
from pages._parts.tables import Column

QUESTION = "How old is what they owe us?"
BALANCES = {
    "claim_id": Column("Claim"),
    "payer": Column("Payer"),
    "dos": Column("Date", "date"),
    "age": Column("Age, days", "number", "From the date of service to the as-of day"),
    "insurance_balance": Column("Insurer owes", "money"),
    "patient_balance": Column("Patient owes", "money"),
    "last_event": Column("Last event"),
    "last_date": Column("On", "date"),
    "line_no": Column("Line"),
    "cpt": Column("Code"),
    "patient_id": Column("Patient"),
    "credit": Column("Credit", "money", "Paid beyond what was owed; never set against a balance"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
}


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    owed, span = session.ask_one("summary_receivables", active), session.ask_one("line_span", active)
    as_of = text.day(span["as_of"])
    layout.head(QUESTION, _answer(owed, as_of), active)
    _tiles(owed)
    rows = session.ask("aging_buckets", active)
    if rows:
        left, right = st.columns([3, 2])
        with left:
            _by_payer(rows, as_of)
        with right:
            _by_party(active)
    tables.show(
        "aging_lines",
        BALANCES,
        active,
        title="Open lines",
        none="Nothing is owed on these lines.",
        alt="Lines with a balance or a credit, the largest first, with age and last event",
    )
    layout.footer(active)


def _answer(owed: dict[str, Any], as_of: str) -> str:
    if not owed["total"]:
        return f"Nothing is owed on these lines on {as_of}."
    return (
        f"On {as_of} insurers owe {text.money(owed['insurance'])} (as charged) and patients"
        f" {text.money(owed['patient'])}; {text.percent(owed['over_90_share'], 0)} of it is older than 90 days."
        f" {text.counted(owed['lines_never_answered'], 'line')} worth {text.money(owed['never_answered'])}"
        " were never answered."
    )


def _tiles(owed: dict[str, Any]) -> None:
    layout.tiles(
        [
            Tile(
                "Insurers owe",
                text.short_money(owed["insurance"]),
                "as charged",
                "Charges not answered yet, or whose denial is open; nothing once an amount was allowed",
            ),
            Tile(
                "Patients owe",
                text.short_money(owed["patient"]),
                "their share",
                "Patient responsibility less patient payments",
            ),
            Tile(
                "Over 90",
                text.percent(owed["over_90_share"], 0),
                "days, of both",
                "Balances older than 90 days over all balances",
                "lost",
            ),
            Tile(
                "Days in AR",
                text.days(owed["days_in_ar"]),
                "of charges",
                "Receivables over the average daily charge of the period",
            ),
            Tile(
                "Unanswered",
                text.number(owed["lines_never_answered"]),
                f"{text.thousands(owed['never_answered'])} charged",
                "Billed lines no remittance speaks of",
            ),
            Tile(
                "Credits",
                text.short_money(owed["credits"]),
                "to give back",
                "Paid beyond what was owed. Never set against a balance.",
                "exposure",
            ),
        ]
    )


def _by_payer(rows: list[dict[str, Any]], as_of: str) -> None:
    totals = {row["payer"]: row["payer_balance"] for row in rows}
    said = "; ".join(f"{payer} {text.money(total)}" for payer, total in totals.items())
    charts.show(
        charts_claims.ages(rows),
        f"What is owed on {as_of}, by payer and age",
        f"Stacked bars by payer and days from the date of service: {said}",
        key="ages",
        note="Insurer and patient together, in days from the date of service." + charts.shortened(rows),
    )


def _by_party(active: Filter) -> None:
    rows = session.ask("aging_parties", active)
    said = "; ".join(
        f"{row['bucket']} days: insurers {text.money(row['insurance_balance'])},"
        f" patients {text.money(row['patient_balance'])}"
        for row in rows
    )
    charts.show(
        charts_claims.parties(rows),
        "Who owes it, by age",
        said,
        key="parties",
        note="Insurers at charges, patients at their share.",
    )


if not layout.needs_data(QUESTION, "Billing lines and remittances answer this question."):
    draw(filters.chosen())
