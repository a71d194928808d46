"""The audit after the pages for the meeting, in the order it is read."""

from __future__ import annotations

from typing import Any

from analytics.reports.pdf import answers, findings, method, visits
from analytics.reports.pdf.facts import Facts


def chapters(facts: Facts) -> list[dict[str, Any]]:
    """Title and pieces of each chapter."""
    return [
        {"title": "What was earned and never collected", "blocks": findings.leaks(facts)},
        {"title": "What could be taken back", "blocks": findings.exposure(facts)},
        {"title": "Units and minutes", "blocks": visits.units(facts)},
        {"title": "Modifiers", "blocks": visits.modifiers(facts)},
        {"title": "Denials", "blocks": answers.denials(facts)},
        {"title": "Payments below the agreed rate", "blocks": answers.payments(facts)},
        {"title": "What is owed, and how old it is", "blocks": answers.aging(facts)},
        *method.chapters(facts),
    ]
