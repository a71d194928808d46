"""A report's facts as one value that report.typ sets: texts and numbers of pictures, nothing else."""

from __future__ import annotations

from typing import Any

from analytics.reports.pdf import chapters, charts, front
from analytics.reports.pdf.blocks import clean
from analytics.reports.pdf.facts import Facts

HOLDS = "Holds patient data: keep and pass it on only where that is allowed."
MASKED = "Patients stand under pseudonyms."


def front_pages(facts: Facts) -> dict[str, Any]:
    """Pages 1 and 2 alone."""
    return _report(facts, [])


def whole(facts: Facts) -> dict[str, Any]:
    """The whole report."""
    return _report(facts, chapters.chapters(facts))


def _report(facts: Facts, parts: list[dict[str, Any]]) -> dict[str, Any]:
    head, brand = front.head(facts), facts.brand
    return clean(
        {
            "title": ": ".join(dict.fromkeys(("Revenue audit", head["practice"]))),
            "head": head,
            "running": " · ".join(dict.fromkeys((head["practice"], "Revenue audit"))),
            "banner": MASKED if facts.private else HOLDS,
            "brand": {
                "colour": brand.colour,
                "accent": brand.accent,
                "has_logo": brand.logo is not None,
                "logo_alt": f"Logo of {head['practice']}",
            },
            "answer": front.answer(facts),
            "tiles": front.tiles(facts),
            "waterfall": charts.waterfall(facts.rows["revenue_steps"], front.unknown_steps(facts)),
            "range": front.loss_range(facts),
            "actions": front.actions(facts),
            "small": front.small_charts(facts),
            "exposure": front.exposure(facts),
            "left_out": front.left_out(facts),
            "chapters": parts,
        }
    )
