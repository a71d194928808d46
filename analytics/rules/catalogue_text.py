"""Small pieces of Markdown for the documents that are made from the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """A text that fits into a cell of a table: one line, no bar."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with a head; a line break before and after it is the caller's."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(text) for text in line)} |" for line in lines)


def anchor(title: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-")


def link(title: str) -> str:
    """A link to a heading of the same document."""
    return f"[{title}](#{anchor(title)})"


def share(part: int, whole: int) -> str:
    """A part as a whole percentage: 36 %."""
    return f"{part / whole:.0%}".replace("%", " %") if whole else "-"


def listed(names: Iterable[str]) -> str:
    """Names as code, parted by commas."""
    return ", ".join(f"`{name}`" for name in names) or "none"


def counted(number: int) -> str:
    """How many, as a word before a list."""
    return str(number) if number else "none"
