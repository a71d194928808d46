"""Sentences of the page Compare: sign, difference and verdict, and the published range."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import compare
from analytics.compare import Side
from analytics.kpis import FEWEST_CASES, Kpi
from pages._parts import kpis, text
from pages._parts.charts_kpis import worded

VERDICT = {
    "better": ":blue-badge[better]",
    "worse": ":orange-badge[worse]",
    "level": ":gray-badge[level]",
    "chance": ":gray-badge[may be chance]",
    "too few": ":gray-badge[too few to judge]",
    "unknown": "",
}
RANGE = {
    "inside": "within the published range",
    "better": "better than the published range",
    "worse": "worse than the published range",
}
PARTS = {"practices": "practice", "locations": "location", "payers": "payer", "providers": "provider"}


def answer(mine: Side, others: Sequence[Side]) -> str:
    """`Against Oak: better on 3 of the 6 figures (...), worse on 1 (...), level on 1; 1 cannot be told.`"""
    if not others:
        inside = [name for name in compare.FIGURES if compare.against_range(mine.figures[name]) in ("inside", "better")]
        judged = [name for name in compare.FIGURES if compare.against_range(mine.figures[name])]
        return (
            f"{mine.name} is within or better than the published range on {len(inside)} of the {len(judged)} figures"
            " that have one. Choose whom to compare with."
        )
    return " ".join(f"{_standing(mine, other)}." for other in others)


def _standing(mine: Side, other: Side) -> str:
    found: dict[str, list[str]] = {}
    for name in compare.FIGURES:
        found.setdefault(compare.verdict(mine.figures[name], other.figures[name]), []).append(name)
    told = [f"{word} on {len(found[word])} ({'; '.join(found[word])})" for word in ("better", "worse") if word in found]
    told += [f"no more apart than chance on {len(found['chance'])}"] if "chance" in found else []
    told += [f"level on {len(found['level'])}"] if "level" in found else []
    told += [f"{len(found['too few'])} with too few cases to judge"] if "too few" in found else []
    told += [f"{len(found['unknown'])} cannot be compared"] if "unknown" in found else []
    return f"{mine.name} against {other.name}: {', '.join(told)}"


def beside(mine: Kpi, other: Side, sign: str) -> str:
    """One line under a figure: the other's value, by how much mine differs, and what that means; as Markdown."""
    theirs = other.figures[mine.name]
    if theirs.value is None:
        return f"{sign} {text.md(other.name)}: {text.UNKNOWN} ({text.md(compare.why_not(theirs))})"
    words = f"{sign} {text.md(other.name)}: **{text.md(worded(theirs.value, mine.unit))}**"
    words += f" · {text.md(parts(theirs))}"
    if mine.value is None:
        return words
    return f"{words}  \n{text.md(gap(mine, theirs))} {VERDICT[compare.verdict(mine, theirs)]}"


def gap(mine: Kpi, theirs: Kpi) -> str:
    """`▲ 1.3 points more`, `▼ 4 days fewer`, `the same`; nothing where either is not known."""
    more = compare.difference(mine, theirs)
    if more is None:
        return ""
    if more == 0:
        return "= the same"
    size = f"{abs(more) * 100:.1f} points" if mine.unit == "share" else text.counted(abs(more), "day")
    return f"{'▲' if more > 0 else '▼'} {size} {'more' if more > 0 else 'less'}"


def parts(kpi: Kpi) -> str:
    """What was divided by what; `too few to judge` where it is said of a handful."""
    few = f" (n = {text.number(kpi.cases)}: too few to judge)" if kpi.cases < FEWEST_CASES else ""
    return kpis.parts(kpi) + few


def basis(kpi: Kpi, side: Side) -> str:
    """`by date of service`; of what a period's end left owed `on 1 Jun 2026`."""
    if side.span and kpi.name in compare.LEVELS:
        return f"on {text.day(side.span.end)}"
    return f"by {kpis.BASIS[kpi.date_basis]}"


def published(kpi: Kpi) -> str:
    """`Shaded: 5 to 10 % average (AAFP ...; trust medium). This is within the published range.`, or that none is."""
    if not kpi.benchmark_text:
        return "No published range found for this figure."
    where = compare.against_range(kpi)
    said = f"Shaded: {kpi.benchmark_text} ({_whose(kpi.benchmark_source)}; trust {kpi.trust})"
    return f"{said}. This is {RANGE[where]}." if where else f"{said}."


def _whose(source: str) -> str:
    """Whose range it is, without the particulars, which the table has."""
    return ", ".join(part.split(" (")[0] for part in source.split("; "))


def dropped(names: Sequence[str]) -> str:
    """That a part of the filter cannot hold for another client."""
    words = " and ".join(PARTS[name] for name in names)
    return (
        f"The filter by {words} holds for this client only: other clients' files use names of their own. Dates, codes,"
        " payer classes and disciplines hold for all."
    )
