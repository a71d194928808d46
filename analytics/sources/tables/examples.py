"""What the columns of a table hold: a few of their values, beside the field each was taken for."""

from __future__ import annotations

from analytics.sources.choices import Choices
from analytics.sources.tables import presets, records
from analytics.sources.tables.layout import read_layout


def examples(data: bytes, choices: Choices, count: int) -> dict[tuple[str | None, int], list[str]]:
    """(sheet, position) -> up to `count` values of that column, as the file has them.

    Raises InputError as load does.
    """
    known = {**presets.headers_known(), **choices.mapping}
    layouts = [layout for sheet in records.read(data) if (layout := read_layout(sheet, known, choices.header_row))]
    return {
        (layout.sheet.name, position): values[:count]
        for layout in layouts
        for position, values in enumerate(layout.sample())
    }
