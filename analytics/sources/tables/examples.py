"""What the columns of a table hold: a few of their values, beside the field each was taken for."""

from __future__ import annotations

from typing import Any

from analytics.sources.choices import Choices
from analytics.sources.tables import presets, records
from analytics.sources.tables.layout import Layout, read_layout


def examples(data: bytes, choices: Choices, count: int) -> dict[tuple[str | None, int], list[str]]:
    """(sheet, position) -> up to `count` values of that column, as the file has them.

    Raises InputError as load does.
    """
    return {
        (layout.sheet.name, position): values[:count]
        for layout in _layouts(data, choices)
        for position, values in enumerate(layout.sample())
    }


def headers(data: bytes, choices: Choices, count: int) -> list[dict[str, Any]]:
    """The columns of a table that was taken for nothing: sheet, position, header, field and basis (null), examples.

    Raises InputError as load does.
    """
    return [
        {"sheet": layout.sheet.name, "position": position, "header": header, "field": None, "basis": None}
        | {"examples": ", ".join(values[:count])}
        for layout in _layouts(data, choices)
        for position, (header, values) in enumerate(zip(layout.headers, layout.sample(), strict=False))
    ]


def _layouts(data: bytes, choices: Choices) -> list[Layout]:
    known = {**presets.headers_known(), **choices.mapping}
    return [layout for sheet in records.read(data) if (layout := read_layout(sheet, known, choices.header_row))]
