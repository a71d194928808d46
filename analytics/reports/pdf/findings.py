"""What was lost and what could be taken back: by category, with the dearest findings and their arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analytics.reports.pdf.blocks import Block, heading, table, text
from analytics.reports.pdf.facts import DEAREST, Facts, Row
from analytics.reports.words import cents, cut, day, label, number, percent


def leaks(facts: Facts) -> list[Block]:
    rows, steps = facts.found("leak"), facts.rows["revenue_steps"]
    ledger = [[label(row["step"]), cents(row["amount"]), percent(row["share_of_earned"])] for row in steps]
    blocks = [
        text("A dollar stands in one leak at most. Money is the allowed amount, at the correct units.", "lead"),
        heading("From earned to collected"),
        table(["*Step", ">Dollars", ">Share of earned"], ledger),
        *_yearly(facts),
    ]
    if not rows:
        return [*blocks, heading("Findings by category"), text("No leak was found among these lines.")]
    told = [
        [
            label(row["category"]),
            number(row["findings"]),
            cents(row["amount"]),
            cents(row["recoverable"]),
            day(row["next_deadline"]),
        ]
        for row in rows
    ]
    blocks += [
        heading("Findings by category"),
        table(["*Category", ">Findings", ">Dollars", ">Recoverable", ">Next deadline"], told),
        *_risk(facts),
        *_evidence(facts, "leak", rows),
    ]
    return blocks


def _yearly(facts: Facts) -> list[Block]:
    yearly = facts.summary["annualized"]
    if yearly["total"]["base"] is None:
        return [text(f"No yearly figure: {yearly['note']}.", "small")]
    rows = [
        [label(row["category"]), *(cents(row[end]) for end in ("base", "low", "high"))] for row in yearly["by_category"]
    ]
    total = ["All leaks", *(cents(yearly["total"][end]) for end in ("base", "low", "high"))]
    expected, kept = yearly["recoverable_expected"], yearly["preventable"]
    said = [
        f"Recoverable now: {cents(yearly['recoverable_now'])}; likely to come back: {_spread(expected)}.",
        f"Preventable in a year to come, if better habits hold: {_spread(kept)}.",
        "No dollar stands in both.",
    ]
    return [
        heading("The loss of a year"),
        table(["*Category", ">A year", ">Low", ">High"], rows, total=total),
        text(" ".join(said)),
        *([text(f"{yearly['note']}.", "small")] if yearly["note"] else []),
    ]


def _spread(ends: Row) -> str:
    if ends["base"] is None:
        return "not known"
    return cents(ends["base"]) + (
        f" ({cents(ends['low'])} to {cents(ends['high'])})" if ends["low"] is not None else ""
    )


def _risk(facts: Facts) -> list[Block]:
    rows = facts.found("at_risk")
    if not rows:
        return []
    told = [[label(row["category"]), number(row["findings"]), cents(row["amount"])] for row in rows]
    return [
        heading("At risk: unpaid, not yet lost"),
        table(["*Category", ">Findings", ">Dollars"], told),
    ]


def exposure(facts: Facts) -> list[Block]:
    rows = facts.found("exposure")
    lead = "A liability of its own, of the same weight as what is lost. It is in no leak and is netted against none."
    if not rows:
        return [text(lead, "lead"), text("Nothing was found that an auditor could take back.")]
    told = [
        [label(row["category"]), number(row["findings"]), number(row["priced"]), cents(row["amount"])] for row in rows
    ]
    total = ["All exposure", "", "", cents(facts.summary["exposure"]["total"])]
    return [
        text(lead, "lead"),
        heading("By category"),
        table(["*Category", ">Findings", ">With a price", ">Dollars"], told, total=total),
        *_evidence(facts, "exposure", rows),
    ]


def _evidence(facts: Facts, kind: str, rows: Iterable[Row]) -> list[Block]:
    """The dearest findings of each category with their arithmetic, rule and source."""
    blocks = []
    for row in rows:
        shown = [
            one
            for one in facts.rows["report_findings"]
            if (one["kind"], one["category"]) == (kind, row["category"]) and one["place"] <= DEAREST
        ]
        if shown:
            of = f"The {len(shown)} dearest of {number(row['findings'])}." if len(shown) < row["findings"] else ""
            blocks += [
                heading(f"{label(row['category'])}: {cents(row['amount']) if row['priced'] else 'no known price'}"),
                *([text(of, "small")] if of else []),
                {"kind": "evidence", "rows": [_found(facts, one) for one in shown]},
            ]
    return blocks


def _found(facts: Facts, one: Row) -> dict[str, Any]:
    billed = " / ".join(part for part in (cut(facts.claim(one["claim_id"])), one["line_no"]) if part)
    claim = billed if one["claim_id"] else "never billed"
    place = f"{cut(one['file'], 30)}, row {one['row_no']}" if one["file"] and one["row_no"] else ""
    return {
        "line": [claim, cut(facts.patient(one["patient_id"])), day(one["dos"]), *([place] if place else [])],
        "billed": [cut(one["cpt"]), cut(one["payer"]), cut(one["provider"])],
        "what": facts.told(one["explanation"]),
        "source": ". ".join(
            part for part in (label(one["rule_id"]) if one["rule_id"] else "", one["citation"]) if part
        ),
        "amount": cents(one["amount"]),
        "open": f"{cents(one['recoverable'])} open" if one["recoverable"] else "",
    }
