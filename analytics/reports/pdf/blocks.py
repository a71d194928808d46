"""The pieces a report is made of, as plain values that report.typ sets: texts only, never markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]
SHORT, LONG = 24, 72  # characters: columns of shorter texts are as wide as those, longer ones share the room
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # turns the order of letters around, or cannot be seen


def clean(value: Any) -> Any:
    """The same value, however nested, with every text free of control and hidden characters."""
    if isinstance(value, str):
        kept = "".join(sign if _is_shown(sign) else " " if sign.isspace() else "" for sign in value)
        return kept
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return value


def _is_shown(sign: str) -> bool:
    return sign == "\u202f" or (unicodedata.category(sign) not in HIDDEN and sign not in "\u2028\u2029")


def heading(text: str, level: int = 2) -> Block:
    return {"kind": "heading", "text": text, "level": level}


def text(words: str, style: str = "") -> Block:
    """style: lead (under a heading) | small | empty."""
    return {"kind": "text", "text": words, "style": style}


def items(words: Iterable[str]) -> Block:
    return {"kind": "list", "items": list(words)}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, total: Sequence[str] | None = None) -> Block:
    """columns: headers; one that begins with > is set right (figures), with * takes room that is left.

    A column of long texts shares that room by their length, so that none starves. total: a last row, set apart.
    """
    rows = [list(row) for row in rows]
    told = [_column(name, max((len(row[place]) for row in rows), default=0)) for place, name in enumerate(columns)]
    return {"kind": "table", "columns": told, "rows": rows, "total": list(total or [])}


def _column(name: str, longest: int) -> Block:
    label, is_right = name.lstrip(">*"), name.startswith(">")
    takes_room = not is_right and (name.startswith("*") or longest > SHORT)
    return {"label": label, "right": is_right, "share": min(max(longest, SHORT), LONG) if takes_room else 0}


def chart(form: str, title: str, alt: str, **data: Any) -> Block:
    """form: a picture of charts.typ; alt: what it shows, in words."""
    return {"kind": "chart", "form": form, "title": title, "alt": alt, **data}


def ticks(most: float, count: int = 4) -> list[float]:
    """Round numbers from 0 up to the first one that reaches most, about so many."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / count
    power = 10.0 ** _exponent(rough)
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999)
    reached = [0.0]
    while reached[-1] < most * 0.999:
        reached.append(round(reached[-1] + step, 10))
    return reached


def _exponent(number: float) -> int:
    return int(f"{number:e}".partition("e")[2])
