"""Units and minutes, and the modifiers that lines lack."""

from __future__ import annotations

from typing import Any

from analytics.reports.pdf import charts
from analytics.reports.pdf.blocks import Block, heading, table, text
from analytics.reports.pdf.facts import Facts, Row
from analytics.reports.words import UNKNOWN, cents, counted, cut, label, money, number

MATRIX = 8  # modifiers side by side


def units(facts: Facts) -> list[Block]:
    said = facts.summary["units"]
    if not said["visits"]:
        return [text("No visit with timed codes is among these lines.", "lead")]
    lead = (
        f"{number(said['billed'])} units billed, {number(said['correct'])} supported by the minutes:"
        f" {number(said['missed'])} missed ({cents(said['missed_value'])}), {number(said['excess'])} too many"
        f" ({cents(said['excess_value'])})."
    )
    verdicts = ("under", "over", "mixed", "undetermined")
    counts = [[label(name), number(said[f"visits_{name}"])] for name in verdicts]
    blocks = [
        text(lead, "lead"),
        heading("Visits"),
        table(["*Verdict", ">Visits"], counts, total=["All visits with timed codes", number(said["visits"])]),
    ]
    worth = [(row["payer"], row["missed_value"]) for row in said["by_payer"][:15] if row["missed_value"]]
    if worth:
        blocks += [heading("Missed units by payer"), charts.bars(worth, "", noun=" of dollars missed, by payer")]
    for part, name, first in (
        ("payer", "By payer", "Payer"),
        ("provider", "By therapist", "Therapist"),
        ("cpt", "By code", "Code"),
    ):
        blocks += _units_by(said["by_code" if part == "cpt" else f"by_{part}"], part, name, first)
    return blocks


def _units_by(rows: list[Row], part: str, name: str, first: str) -> list[Block]:
    if not rows:
        return []
    columns = [f"*{first}", *(["Rule"] if part == "payer" else [])]
    columns += [">Billed", ">Supported", ">Missed", ">Too many", ">Missed, dollars", ">Too many, dollars"]
    told = [
        [
            cut(row[part]),
            *([label(row["rule"])] if part == "payer" else []),
            *(number(row[one]) for one in ("billed", "correct", "missed", "excess")),
            *(cents(row[one]) for one in ("missed_value", "excess_value")),
        ]
        for row in rows
    ]
    return [heading(name), table(columns, told)]


def modifiers(facts: Facts) -> list[Block]:
    gaps, said = facts.summary["modifiers"]["gaps"], facts.one("modifier_summary")
    if not said["lines_told"]:
        return [text("The billing files have no modifiers, so nothing can be said about them.", "lead")]
    if not gaps:
        return [
            text(f"None of {counted(said['lines_told'], 'line')} lacks a modifier that its payer requires.", "lead")
        ]
    lead = (
        f"{counted(said['lines_missing'], 'line')} of {number(said['lines_told'])} lack a modifier that their payer"
        f" requires; {counted(said['lines_denied'], 'of them was', 'of them were')} denied for it, worth"
        f" {cents(said['denied_amount'])}."
    )
    told = [
        [
            cut(row["payer"]),
            row["modifier"] or UNKNOWN,
            number(row["lines"]),
            number(row["denied_lines"]),
            cents(row["denied_amount"]),
        ]
        for row in gaps
    ]
    return [
        text(lead, "lead"),
        heading("Missing modifiers by payer"),
        text("Lines that lack it; where lines were denied for it, the dollars. Grey: no loss so far.", "small"),
        *_matrix(gaps),
        heading("Every gap"),
        table(["*Payer", "Modifier", ">Lines", ">Denied for it", ">Dollars denied"], told),
    ]


def _matrix(gaps: list[Row]) -> list[Block]:
    modifiers = list(dict.fromkeys(row["modifier"] or UNKNOWN for row in gaps))
    payers = list(dict.fromkeys(row["payer"] for row in gaps))
    cells = {(row["payer"], row["modifier"] or UNKNOWN): row for row in gaps}
    most = float(max((row["denied_amount"] or 0 for row in gaps), default=0)) or 1.0
    parts = [modifiers[first : first + MATRIX] for first in range(0, len(modifiers), MATRIX)]
    return [
        {
            "kind": "matrix",
            "columns": part,
            "rows": [
                {"label": cut(payer), "cells": [_cell(cells.get((payer, one)), most) for one in part]}
                for payer in payers
                if any((payer, one) in cells for one in part)
            ],
        }
        for part in parts
    ]


def _cell(row: Row | None, most: float) -> dict[str, Any]:
    if row is None:
        return {"lines": "", "text": "", "share": 0}
    lost = row["denied_amount"] or 0
    return {"lines": number(row["lines"]), "text": money(lost), "share": max(0.0, float(lost) / most)}
