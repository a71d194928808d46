"""What rows of the demo's tables say: visits, days, modifiers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from analytics.demo import practice

PAYERS = {payer.name: payer for payer in practice.Practice.load().payers}


def visit_of(row: dict) -> tuple[str, str, str]:
    return row["Patient ID"], row["DOS"], row["Credential"]


def modifiers_of(row: dict) -> set[str]:
    return {row[f"Mod {place}"] for place in range(1, 5)} - {""}


def units_of(lines: list[dict], row: dict) -> int:
    return sum(int(each["Units"]) for each in lines if each["CPT Code"] == row["CPT Code"])


def days_billed(billing: list[dict]) -> list[tuple[date, list[dict]]]:
    """The lines of a patient's day in the order of the claims, by date."""
    days = defaultdict(list)
    for row in billing:
        days[row["Patient ID"], day_named(row["DOS"])].append(row)
    return sorted(((day, lines) for (_, day), lines in days.items()), key=lambda pair: pair[0])


def day_named(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()
