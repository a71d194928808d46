"""What a report says, asked once: the summary, and the questions that the pages ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics.questions import ask
from analytics.reports.brand import Brand
from analytics.reports.private import Private
from analytics.selection import Filter
from analytics.summary import summarize
from analytics.workspace import Workspace

Row = dict[str, Any]
DEAREST = 6  # findings shown of each category
UNFILTERED = ("report_files", "report_totals", "report_references", "loss_assumptions")
ASKED: dict[str, dict[str, str]] = {
    "filter_choices": {},
    "leak_groups": {},
    "revenue_steps": {},
    "recoverable_now": {},
    "leak_months": {},
    "unit_capture": {},
    "exposure_total": {},
    "report_findings": {"most": str(DEAREST)},
    "denial_rates": {},
    "denial_breakdown": {"by": "payer", "payer": "", "family": ""},
    "denial_pareto": {"measure": "expected", "payer": "", "family": ""},
    "denial_cells": {},
    "modifier_summary": {},
    "payment_summary": {},
    "rate_patterns": {},
    "aging": {},
    "aging_on": {"day": "", "basis": "service", "by": "payer"},
    "rules_in_force": {},
    "coverage_questions": {},
    "kpi_trend": {"figure": "first-pass denial rate, lines"},
    **{name: {} for name in UNFILTERED},
}
FRONT = (
    "filter_choices",
    "leak_groups",
    "revenue_steps",
    "leak_months",
    "unit_capture",
    "exposure_total",
    "report_findings",
    "kpi_trend",
)


@dataclass(frozen=True)
class Facts:
    """A report's figures.

    summary: analytics.summary; rows: the answers by their question; private: what hides patients, where that is wanted.
    """

    summary: dict[str, Any]
    rows: dict[str, list[Row]]
    chosen: Filter
    brand: Brand
    private: Private | None

    def one(self, question: str) -> Row:
        """The single row of an answer that has one."""
        return self.rows[question][0]

    def patient(self, identifier: str | None) -> str | None:
        """A patient's id as the report may show it."""
        return self.private.pseudonym(identifier) if self.private else identifier

    def claim(self, claim_id: str | None) -> str | None:
        """A claim's number as the report may show it: some are made of the patient's id."""
        return self.private.claim(claim_id) if self.private else claim_id

    def told(self, explanation: str | None) -> str:
        """An explanation as the report may show it, as a sentence."""
        words = (self.private.sentence(explanation) if self.private else explanation) or ""
        return words[:1].upper() + words[1:]

    def found(self, kind: str) -> list[Row]:
        """The summary's categories of a kind of finding, the dearest first."""
        return sorted(
            (row for row in self.summary["findings"] if row["kind"] == kind), key=lambda row: -(row["amount"] or 0)
        )


def gather(
    workspace: Workspace,
    chosen: Filter | None,
    brand: Brand,
    *,
    mask: bool,
    summary: dict[str, Any] | None = None,
    questions: tuple[str, ...] = tuple(ASKED),
) -> Facts:
    """Ask what a report needs. summary: of the same lines, where it was made already."""
    chosen = chosen or Filter()
    rows = {name: ask(workspace, name, None if name in UNFILTERED else chosen, **ASKED[name]) for name in questions}
    said = summary if summary is not None else summarize(workspace, chosen)
    return Facts(said, rows, chosen, brand, Private(workspace) if mask else None)
