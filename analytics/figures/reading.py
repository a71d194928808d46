"""A figure under a filter: its value and what it is made of, each asked of the question the catalogue names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics import questions
from analytics.figures.model import Figure, LeftOut, Part
from analytics.selection import Filter

Rows = list[dict[str, Any]]
Ask = Callable[..., Rows]  # question, filter, its parameters: analytics.questions.ask with its workspace


@dataclass(frozen=True)
class Reading:
    """What a figure comes to. given: its parameters; parts are None where it has none, or nothing is known.

    left_out: (what, its count or None where nobody counts it).
    """

    figure: Figure
    given: dict[str, str]
    value: Any
    numerator: Any
    denominator: Any
    times: Any
    left_out: tuple[tuple[LeftOut, Any], ...]

    def quotient(self) -> float | None:
        """Numerator / denominator x times; None where one is missing or nothing stands below the line."""
        if self.numerator is None or not self.denominator:
            return None
        return float(self.numerator) / float(self.denominator) * float(1 if self.times is None else self.times)


def read(ask: Ask, figure: Figure, chosen: Filter, given: Mapping[str, str] | None = None) -> Reading:
    """Ask for a figure and its parts. given: its parameters; those not given keep their defaults."""
    scope = parameters(ask, figure, chosen, given)

    def told(part: Part | None) -> Any:
        return None if part is None else amount(ask, part, chosen, scope)

    reading = Reading(
        figure,
        scope,
        told(figure.value),
        told(figure.numerator),
        told(figure.denominator),
        told(figure.times),
        tuple((one, told(one) if one.question else None) for one in figure.left_out),
    )
    if figure.value is not None:
        return reading
    return Reading(**{**reading.__dict__, "value": reading.quotient()})


def parameters(ask: Ask, figure: Figure, chosen: Filter, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parameters of a figure: its defaults, what the row of `takes` says, and what was given; all of them text."""
    taken = ask(figure.takes, chosen)[0] if figure.takes else {}
    told = {name: "" if value is None else str(value) for name, value in taken.items()}
    return {**told, **figure.parameters, **(given or {})}


def amount(ask: Ask, part: Part, chosen: Filter, scope: Mapping[str, str]) -> Any:
    """A part's number: the sum of its column over its rows, or how many rows there are; None where nothing is known."""
    if part.number is not None:
        return part.number
    rows = kept(ask(part.question, chosen, **wanted(part, scope)), part, scope)
    if not part.column:
        return len(rows)
    values = [row[part.column] for row in rows if row[part.column] is not None]
    if len(rows) == 1:
        return values[0] if values else None
    return sum(values, Decimal(0)) if values else 0


def kept(rows: Rows, part: Part, scope: Mapping[str, str]) -> Rows:
    """The rows a part speaks of."""
    where = {name: _filled(value, scope) for name, value in part.where.items()}
    return [row for row in rows if all(_text(row[name]) == value for name, value in where.items())] if where else rows


def wanted(part: Part, scope: Mapping[str, str]) -> dict[str, str]:
    """The parameters a part's question takes beside the filter: its own, else the figure's, else empty."""
    own = {name: _filled(value, scope) for name, value in part.given.items()}
    return {name: own.get(name, scope.get(name, "")) for name in names(part.question)}


def names(question: str) -> list[str]:
    """The parameters a question takes beside the filter, in the order they stand."""
    sql = re.sub(r"--.*", "", questions.text(question))
    return [name for name in dict.fromkeys(re.findall(r"\$([a-z_]+)", sql)) if name not in ("filter", "shown")]


def _filled(value: str, scope: Mapping[str, str]) -> str:
    return scope.get(value[1:], "") if value.startswith("$") else value


def _text(value: Any) -> str:
    return "" if value is None else str(value)
