"""The catalogue as a document."""

from __future__ import annotations

from collections.abc import Iterable

from analytics.figures.model import Figure, LeftOut, Part

HEAD = """# Figures

Every number of the dashboard: what it is made of, which day decides, what it leaves out, whose definition it is, and
which question (`analytics/answers/shown/<question>.sql`) gives it and its lines. Made from `analytics/figures/*.yaml`;
the same stands on the page behind **Explain**. A test holds each: its parts give its value, its lines add up to it.
"""
UNITS = {"percent": "%", "money": "dollars", "count": "count", "units": "units", "days": "days", "number": "number"}
STATUS = {
    "definition": "own definition",
    "verified": "verified at its source",
    "unverified": "not verified at its source",
}
FOLLOWS = {
    "filter": "The whole filter applies.",
    "part": "Only a part of the filter applies.",
    "none": "The filter does not apply.",
}


def to_markdown() -> str:
    """docs/figures.md: a section a page, an entry a figure."""
    from analytics.figures import catalogue

    pages: dict[str, list[Figure]] = {}
    for figure in catalogue().values():
        pages.setdefault(figure.page, []).append(figure)
    sections = [f"## {_titled(page)}\n\n" + "\n".join(_entry(one) for one in own) for page, own in pages.items()]
    return "\n".join([HEAD, *sections])


def _titled(page: str) -> str:
    return page.replace("_", " ").capitalize()


def _entry(figure: Figure) -> str:
    said = [
        f"### {figure.name}",
        "",
        f"`{figure.id}`, in {UNITS[figure.unit]}. {figure.formula}",
        "",
        *_parts(figure),
        f"- **Dates**: {figure.date_basis} {FOLLOWS[figure.follows]}",
        *(f"- **Left out**: {_left_out(one)}" for one in figure.left_out),
        f"- **Lines**: {_lines(figure)}",
        f"- **Source**: {figure.source.text} ({STATUS[figure.source.status]})",
    ]
    return "\n".join(said) + "\n"


def _parts(figure: Figure) -> Iterable[str]:
    named = (("Value", figure.value), ("Numerator", figure.numerator), ("Denominator", figure.denominator))
    for name, part in (*named, ("Times", figure.times)):
        if part is not None:
            yield f"- **{name}**: {_part(part)}"


def _part(part: Part) -> str:
    if part.number is not None:
        return f"{part.number} {part.words}".strip()
    column = f"`{part.question}.{part.column}`" if part.column else f"rows of `{part.question}`"
    where = " and ".join(f"{name} {value}" for name, value in part.where.items())
    given = ", ".join(f"{name} {value}" for name, value in part.given.items())
    said = ", ".join(filter(None, (column, given, f"where {where}" if where else "")))
    return f"{part.words}: {said}" if part.words else said


def _left_out(one: LeftOut) -> str:
    counted = f" ({_part(one.model_copy(update={'words': ''}))})" if one.question else ""
    return f"{one.words}: {one.why}{counted}"


def _lines(figure: Figure) -> str:
    if figure.lines is None:
        return figure.no_lines
    adds = {
        "yes": "add up to it",
        "median": "have it as their median",
        "no": f"do not add up to it: {figure.lines.why}",
    }
    return f"{_part(figure.lines)}; they {adds[figure.lines.adds]}"
