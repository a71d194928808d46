"""How figures, dates and names are written: $12,340, 4.2 %, 3 Mar 2026, and our own short words for every code name."""

from __future__ import annotations

import re

from analytics.reports.words import (
    LABELS,
    THIN,
    UNKNOWN,
    counted,
    day,
    days,
    inside,
    label,
    money,
    number,
    percent,
    short_money,
    short_range,
    thousands,
)

__all__ = [
    "LABELS",
    "THIN",
    "UNKNOWN",
    "counted",
    "day",
    "days",
    "inside",
    "label",
    "md",
    "money",
    "number",
    "percent",
    "short_money",
    "short_range",
    "thousands",
]


def md(text: str) -> str:
    """Text that Markdown shows as it stands: a dollar is no formula, a name from a file is no link."""
    return re.sub(r"([\\`*_{}\[\]<>#$|~:])", r"\\\1", text)
