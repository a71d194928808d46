"""What payers answered: denials, payments below the rate, and what is still owed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analytics.reports.pdf import charts
from analytics.reports.pdf.blocks import Block, heading, table, text
from analytics.reports.pdf.facts import Facts, Row
from analytics.reports.words import UNKNOWN, cents, counted, cut, day, label, number, percent

MOST_REASONS, MOST_CELLS = 20, 10
DOLLARS = ("charge_denied", "expected_denied", "recovered", "open", "recoverable")


def denials(facts: Facts) -> list[Block]:
    said = facts.summary["denials"]
    if not said["lines_adjudicated"]:
        return [text("No remittance answers any of these lines, so nothing can be said about denials.", "lead")]
    lead = (
        f"{number(said['lines_denied'])} of {counted(said['lines_adjudicated'], 'answered line')} were denied at first"
        f" ({percent(said['rate_lines'])}); {cents(said['expected_denied'])} in allowed dollars, of which"
        f" {cents(said['recovered'])} came back and {cents(said['open'])} is open."
    )
    rates = [[label(row["counted"]), *_rate(row, "first"), *_rate(row, "final")] for row in facts.rows["denial_rates"]]
    blocks = [
        text(lead, "lead"),
        heading("Rates"),
        table(
            ["*Counted in", ">Answered", ">Denied", ">First rate", ">90 days old", ">Still denied", ">Final rate"],
            rates,
        ),
    ]
    if not said["lines_denied"]:
        return blocks
    return [*blocks, *_by_family(said), *_by_payer(facts), *_reasons(facts), *_moved(facts)]


def _rate(row: Row, when: str) -> list[str]:
    say: Callable[[Any], str] = cents if row["counted"] in ("dollars", "charges") else number
    return [say(row[f"{when}_answered"]), say(row[f"{when}_denied"]), percent(row[f"{when}_rate"])]


def _by_family(said: Row) -> list[Block]:
    told = [
        [label(row["family"]), number(row["lines_denied"]), *(cents(row[one]) for one in DOLLARS)]
        for row in said["by_family"]
    ]
    heads = ["*Why", ">Lines", ">Charges", ">Allowed", ">Came back", ">Open", ">Recoverable"]
    return [heading("Why lines were denied"), table(heads, told)]


def _by_payer(facts: Facts) -> list[Block]:
    rows = [
        {
            "name": f"{cut(row['value'], 22)} (n {number(row['answered'])})",
            "base": row["rate"],
            "low": row["low"],
            "high": row["high"],
        }
        for row in facts.rows["denial_breakdown"][:15]
        if row["rate"] is not None
    ]
    told = [
        [cut(row["payer"]), number(row["lines_denied"]), *(cents(row[one]) for one in DOLLARS)]
        for row in facts.summary["denials"]["by_payer"]
    ]
    heads = ["*Payer", ">Lines", ">Charges", ">Allowed", ">Came back", ">Open", ">Recoverable"]
    drawn = charts.whiskers(
        rows, "Rate of first denials, with its 95 % interval", percent, marked=charts._share, noun="by payer"
    )
    return [heading("By payer"), *([drawn] if rows else []), table(heads, told)]


def _reasons(facts: Facts) -> list[Block]:
    rows = facts.rows["denial_pareto"]
    told = [
        [
            row["reason"],
            row["cause"] or UNKNOWN,
            number(row["lines"]),
            cents(row["expected"]),
            cents(row["recoverable"]),
        ]
        for row in rows[:MOST_REASONS]
    ]
    of = f"The {MOST_REASONS} dearest of {len(rows)}." if len(rows) > MOST_REASONS else ""
    return [
        heading("Reasons given"),
        *([text(of, "small")] if of else []),
        table(["Group, reason, remarks", "*What it means", ">Lines", ">Allowed", ">Recoverable"], told),
    ]


def _moved(facts: Facts) -> list[Block]:
    rows = [row for row in facts.rows["denial_cells"] if row["change"] and not row["is_change_small"]]
    rows = sorted(rows, key=lambda row: -abs(row["change"]))[:MOST_CELLS]
    if not rows:
        return []
    told = [
        [
            cut(row["payer"]),
            label(row["family"]),
            percent(row["before_rate"]),
            percent(row["now_rate"]),
            _points(row["change"]),
        ]
        for row in rows
    ]
    one = rows[0]
    spans = (
        f"{day(one['now_from'])} to {day(one['now_to'])} against {day(one['before_from'])} to {day(one['before_to'])}."
    )
    return [
        heading("Where the rate moved"),
        text(spans, "small"),
        table(["*Payer", "Why", ">Before", ">Now", ">Change"], told),
    ]


def _points(change: Any) -> str:
    return f"{'+' if change > 0 else '−'}{abs(float(change)) * 100:.1f} points"


def payments(facts: Facts) -> list[Block]:
    said = facts.one("payment_summary")
    if not said["paid_lines"]:
        return [text("No remittance pays any of these lines, so no payment can be held against a rate.", "lead")]
    rated, share = counted(said["rated_lines"], "paid line"), percent(said["coverage"])
    known = f"{rated} whose rate is known ({share} of all paid lines)"
    short = counted(said["underpaid_lines"], "line was", "lines were")
    lead = f"{short} paid {cents(said['underpaid'])} below the agreed rate, of {known}."
    if not said["underpaid_lines"]:
        lead = f"None of {known} was paid below it."
    rows = facts.rows["rate_patterns"]
    pays = (
        f"Half of the lines were paid within {number(said['days_median'])} days of service,"
        f" nine tenths within {number(said['days_p90'])}."
    )
    blocks = [text(lead, "lead"), *([text(pays)] if said["days_median"] is not None else [])]
    if not rows:
        return [
            *blocks,
            text(
                f"Among {counted(said['judged_lines'], 'other line')} no payment fell below its payer's own usual rate."
            ),
        ]
    told = [
        [cut(row["payer"]), row["cpt"], row["explanation"] or "", number(row["lines"]), cents(row["shortfall"])]
        for row in rows[:MOST_REASONS]
    ]
    return [
        *blocks,
        heading("Suspected: below a payer's own usual rate"),
        text(
            f"{cents(said['suspected'])} on {counted(said['suspected_lines'], 'line')}, in no leak:"
            " no agreed rate is known.",
            "small",
        ),
        table(["Payer", "Code", "*What is seen", ">Lines", ">Short"], told),
    ]


def aging(facts: Facts) -> list[Block]:
    owed = facts.summary["ar"]
    lead = (
        f"{cents(owed['total'])} is owed: {cents(owed['insurance'])} by insurers, {cents(owed['patient'])} by patients."
        f" Credits of {cents(owed['credits'])} stand apart."
    )
    buckets = [[f"{name} days", cents(amount)] for name, amount in owed["buckets"].items()]
    blocks = [
        text(lead, "lead"),
        heading("By age"),
        table(["*Days from the date of service", ">Owed"], buckets, total=["All", cents(owed["total"])]),
    ]
    drawn = charts.stacked(facts.rows["aging_on"], "")
    if drawn:
        blocks += [heading("By payer and age"), drawn]
    rows = [
        [
            cut(row["payer"]),
            row["bucket"],
            number(row["lines"]),
            number(row["claims"]),
            cents(row["insurance_balance"]),
            cents(row["patient_balance"]),
        ]
        for row in facts.rows["aging"]
    ]
    if rows:
        blocks += [
            heading("Every balance"),
            table(["*Payer", "Days", ">Lines", ">Claims", ">Insurance", ">Patient"], rows),
        ]
    return blocks
