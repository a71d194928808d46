"""What payers paid off their rates: lines below or above a loaded schedule, and codes cut where none is loaded."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from analytics.demo.adjudicate import Answer
from analytics.demo.practice import dollars
from analytics.demo.revenue import Entry
from analytics.demo.truth import line_row

NO_DIFFERENCE = 1_00  # cents, or a hundredth of the price


def payment_findings(ledger: list[Entry]) -> list[dict]:
    """One row per line allowed less (or more) than its payer's loaded schedule, by more than what counts as no
    difference."""
    rows = []
    for each in ledger:
        if each.line is None or not each.visit.payer.is_listed:
            continue
        least = max(NO_DIFFERENCE, each.line.allowed // 100)
        for kind, category, amount in (
            ("leak", "underpaid", each.amounts.get("underpaid", 0)),
            ("exposure", "overpaid", each.overpaid),
        ):
            if amount > least:
                what = {"category": category, "kind": kind, "rule_id": category}
                rows.append({**line_row(each.visit, each.line), **what, "amount": dollars(amount)})
    return rows


def rate_cuts(answers: list[Answer]) -> list[dict]:
    """One row per payer and code that is paid less from a day on, and nobody said so: both rates, units and dollars."""
    found: dict[tuple[str, str], list[tuple[date, int, int]]] = defaultdict(list)  # day and both rates of each unit
    for answer in answers:
        for part in answer.first.lines if answer.visit.event == "rate_cut" else ():
            if part.allowed != part.line.allowed:
                units = part.line.units
                cut = answer.visit.dos, part.line.allowed // units, part.allowed // units
                found[answer.visit.payer.name, part.line.code] += [cut] * units
    return [
        {
            **{"payer": payer, "cpt": code, "since": min(day for day, *_ in rows).isoformat(), "units": len(rows)},
            **{"rate": dollars(rows[0][1]), "cut_to": dollars(rows[0][2])},
            "amount": dollars(sum(old - new for _, old, new in rows)),
        }
        for (payer, code), rows in sorted(found.items())
    ]


def turns(answers: list[Answer]) -> list[dict]:
    """Codes that a payer refuses more often from a day on, and how many visits of them it has refused for it."""
    refused = [answer.visit for answer in answers if answer.visit.turned and answer.visit.event]
    visits = Counter(visit.payer.name for visit in refused)
    turned = {visit.payer.name: visit.payer.turn for visit in refused}
    return [
        {"payer": name, "cpt": turn.code, "since": turn.since.isoformat(), "visits": visits[name]}
        for name, turn in turned.items()
    ]
