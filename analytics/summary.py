"""summary.json: every headline figure of an audit, from the same questions the pages ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analytics.contract import EXPOSURE_CATEGORIES, LEAK_CATEGORIES
from analytics.kpi_parts import Asked
from analytics.kpis import SUMMARIES, kpis
from analytics.loss import Loss, Range, annualized
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace

SCHEMA = 1
KPI_KEYS = (
    *("name", "value", "numerator", "denominator", "formula", "missing"),
    *("date_basis", "unit", "target", "warn", "status", "cases", "note", "lines_left_out", "left_out_why"),
)
UNIT_SUMS = ("visits", "visits_under", "visits_over", "visits_mixed", "visits_undetermined")
UNIT_TOTALS = ("billed", "correct", "missed", "excess", "missed_value", "excess_value")

BLIND = (  # steps of the money that nobody can know without an answer, or without minutes, and what to say then
    (
        ("denied", "underpaid"),
        "No remittance answers these lines: denials, payments below the rate and what payers paid are unknown, not 0,"
        " and in no figure.",
    ),
    (
        ("unbilled_units",),
        "No visit could be held against treatment minutes: units and visits never billed, and units billed too many,"
        " are unknown, not 0, and in no figure.",
    ),
)


def summarize(workspace: Workspace, chosen: Filter | None = None, *, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """The summary of a rebuilt workspace as plain values (dates, Decimals): shape and meaning of summary.json."""
    asked = _Asked(workspace, chosen)
    head, known = _head(asked), dict(zip(SUMMARIES, (asked.units, asked.denials, asked.receivables), strict=True))
    return {
        "schema": SCHEMA,
        **{name: head[name] for name in ("as_of", "period", "inputs")},
        "questions": ask(workspace, "open_questions"),
        "coverage": head["coverage"],
        "units": head["units"]
        | {f"by_{part}": ask(workspace, f"summary_units_by_{part}", chosen) for part in ("payer", "code", "provider")},
        "modifiers": {"gaps": ask(workspace, "modifier_gaps", chosen)},
        "denials": head["denials"]
        | {f"by_{part}": ask(workspace, f"summary_denials_by_{part}", chosen) for part in ("payer", "carc", "family")},
        "revenue": ask(workspace, "summary_revenue", chosen)[0],
        **{name: head[name] for name in ("annualized", "findings", "exposure", "ar")},
        "kpis": _kpis(workspace, chosen, known),
        "pricing": asked.pricing,
        "notes": [
            *notes,
            *blind_notes(*_seen(asked)),
            *denial_notes(asked.denials),
            *price_notes(asked.pricing),
            *(f"Yearly loss: {warning}." for warning in asked.loss.warnings),
        ],
    }


def headline(workspace: Workspace, chosen: Filter | None = None) -> dict[str, Any]:
    """The part of a summary that a report's first pages read, with a third of its questions."""
    return _head(_Asked(workspace, chosen))


class _Asked:
    """The one-row answers that several parts of a summary read."""

    def __init__(self, workspace: Workspace, chosen: Filter | None):
        self.period = ask(workspace, "summary_period", chosen)[0]
        self.inputs = ask(workspace, "inputs")
        self.coverage = ask(workspace, "summary_coverage")[0]
        self.denials = ask(workspace, "summary_denials", chosen)[0]
        self.units = ask(workspace, "summary_units", chosen)[0]
        self.findings = ask(workspace, "summary_findings", chosen)
        self.receivables = ask(workspace, "summary_receivables", chosen)[0]
        self.pricing = ask(workspace, "summary_pricing")[0]
        self.loss = annualized(workspace, chosen)


def _head(asked: _Asked) -> dict[str, Any]:
    days = {"from": "first_day", "to": "last_day", "days": "days", "mature_to": "mature_to"}
    return {
        "as_of": asked.period["as_of"],
        "period": {name: asked.period[column] for name, column in days.items()},
        "inputs": asked.inputs,
        "coverage": asked.coverage,
        "units": {name: asked.units[name] for name in (*UNIT_SUMS, *UNIT_TOTALS)},
        "denials": asked.denials,
        "annualized": _annualized(asked.loss),
        "findings": asked.findings,
        "exposure": _exposure(asked.findings),
        "ar": _receivables(asked.receivables),
        "pricing": asked.pricing,
    }


def _seen(asked: _Asked) -> tuple[int, int]:
    return asked.denials["lines_adjudicated"], asked.units["visits"] - asked.units["visits_undetermined"]


def blind_steps(answered: int, judged: int) -> frozenset[str]:
    """The steps of the money that are unknown, not 0.

    answered: lines that a payer answered; judged: visits that could be held against their minutes.
    """
    blind = [steps for count, (steps, _) in zip((answered, judged), BLIND, strict=True) if not count]
    return frozenset(step for steps in blind for step in steps)


def blind_notes(answered: int, judged: int) -> list[str]:
    """The same in sentences."""
    return [said for count, (_, said) in zip((answered, judged), BLIND, strict=True) if not count]


def denial_notes(denials: dict[str, Any]) -> list[str]:
    """What a reader must know of the denial rates; denials: the row of summary_denials."""
    if not denials["lines_untold"]:
        return []
    return [
        f"{denials['lines_untold']} lines were paid 0 without an adjustment that has a group code (CO, PI, OA, PR):"
        " whether they were denied cannot be told, and they are in no denial rate."
    ]


def price_notes(pricing: dict[str, Any]) -> list[str]:
    """What a reader must know of the Medicare prices behind the figures; pricing: the row of summary_pricing."""
    notes = []
    if pricing["lines_medicare"] and pricing["locality"] is None:
        notes.append("Medicare prices are national (every GPCI 1.0): no locality was given.")
    if pricing["lines_assumed"]:
        notes.append(
            f"{pricing['lines_assumed']} lines are outside the days of the Medicare tables, which reach to "
            f"{pricing['medicare_known_to']}: the nearest known values stand in."
        )
    return notes


def _annualized(loss: Loss) -> dict[str, Any]:
    def spread(yearly: Range | None) -> dict[str, Decimal | None]:
        return {"low": yearly and yearly.low, "base": yearly and yearly.base, "high": yearly and yearly.high}

    return {
        "method": loss.method,
        "days": loss.days,
        "weeks": loss.weeks,
        "note": loss.note,
        "total": spread(loss.total),
        "by_category": [
            {"category": category} | spread(yearly)
            for category, yearly in loss.by_category.items()
            if category in LEAK_CATEGORIES
        ],
        "recoverable_now": loss.recoverable_now,
        "recoverable_expected": spread(loss.recoverable_expected),
        "preventable": spread(loss.preventable),
    }


def _exposure(findings: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [row for row in findings if row["kind"] == "exposure" and row["category"] in EXPOSURE_CATEGORIES]
    return {
        "total": sum((row["amount"] for row in rows), Decimal("0.00")),
        "by_category": [{key: row[key] for key in ("category", "findings", "amount")} for row in rows],
    }


def _receivables(owed: dict[str, Any]) -> dict[str, Any]:
    return {name: owed[name] for name in ("total", "insurance", "patient", "credits")} | {
        "buckets": {
            "0-30": owed["to_30"],
            "31-60": owed["to_60"],
            "61-90": owed["to_90"],
            "91-120": owed["to_120"],
            "121+": owed["over_120"],
        },
        "days_in_ar": owed["days_in_ar"],
        "over_90_share": owed["over_90_share"],
        "lines_never_answered": owed["lines_never_answered"],
    }


def _kpis(workspace: Workspace, chosen: Filter | None, known: Asked) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(one, name) for name in KPI_KEYS},
            "benchmark": {
                "low": one.benchmark_low,
                "high": one.benchmark_high,
                "text": one.benchmark_text,
                "source": one.benchmark_source,
                "trust": one.trust,
            }
            if one.benchmark_text
            else None,
        }
        for one in kpis(workspace, chosen, known)
    ]


def sentence(summary: dict[str, Any]) -> str:
    """The answer in words: what is lost a year, and how sure that is."""
    total = summary["annualized"]["total"]
    if total["base"] is None:
        return "The yearly loss cannot be told: " + summary["annualized"]["note"] + "."
    spread = f" ({total['low']:,.0f} to {total['high']:,.0f})" if total["low"] is not None else ""
    why = "" if spread else f"; {summary['annualized']['note']}"
    days = summary["annualized"]["days"]
    return f"Lost a year: about ${total['base']:,.0f}{spread}, measured on {days} day{'' if days == 1 else 's'}{why}."
