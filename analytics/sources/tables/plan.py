"""What each sheet of a file is taken for, before a row of it is loaded: its layout, kind, mapping and open guesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources.choices import Choices
from analytics.sources.tables import header, kinds, mapping, presets
from analytics.sources.tables.layout import read_layout
from analytics.sources.tables.mapping import Guess, Mapped, normalise
from analytics.sources.tables.presets import Preset
from analytics.sources.tables.records import Sheet
from analytics.sources.tables.work import Part


class Planned(NamedTuple):
    """A sheet to load. choices: the user's own, filled up with those of the preset. guesses: columns not read.
    grain_said: the grain is a user's word, of this file or of its layout; not what a shipped preset says."""

    part: Part
    preset: Preset | None
    choices: Choices
    guesses: list[Guess]
    grain_said: bool


class LeftOut(NamedTuple):
    """A sheet of a workbook that is not loaded, and why."""

    name: str | None
    row_no: int | None
    reason: str
    fix: str


def plan(sheets: list[Sheet], choices: Choices) -> tuple[list[Planned], list[LeftOut]]:
    """The sheets to load, and those that are left out.

    One sheet that cannot be used does not cost the others: its fault is raised only if no sheet can be loaded.
    Raises InputError for a mapping to a field that does not exist.
    """
    _check_fields(choices.mapping)
    planned: list[Planned] = []
    left_out: list[LeftOut] = []
    errors: list[InputError] = []
    ordinal = 1
    for sheet in sheets:
        try:
            found = _plan_sheet(sheet, choices, ordinal)
            if found:
                planned.append(found)
            else:
                left_out.append(
                    LeftOut(sheet.name, None, "a sheet of no known kind", "name its columns, if it is needed")
                )
        except InputError as error:
            errors.append(error)
            left_out.append(LeftOut(sheet.name, error.row, error.what, error.fix))
        ordinal += sheet.table.num_rows
    if errors and not planned:
        raise errors[0]
    return planned, left_out


def _check_fields(said: Mapping[str, str]) -> None:
    known = {field.name for fields in FIELDS.values() for field in fields}
    for name, field in said.items():
        if field and field not in known:
            raise InputError(
                f'the mapping names an unknown field "{field}"', column=name, fix="use a canonical column name"
            )


def _plan_sheet(sheet: Sheet, choices: Choices, first: int) -> Planned | None:
    layout = read_layout(sheet, {**presets.headers_known(), **choices.mapping}, choices.header_row)
    if layout is None:
        if choices.kind or header.headless(sheet.sample()):
            raise InputError(
                f"no header row in the first {header.SEARCHED} rows: no row names two columns such as Patient ID, "
                "Date of Service, CPT, Units, Minutes, Payer, Claim #, Paid or Rate",
                fix="put the column names in one row above the data",
            )
        return None
    samples = layout.sample()
    preset, decided = _decide(layout.headers, samples, choices)
    if decided is None:
        return None
    settled = _filled_up(choices, preset)
    kind, mapped = decided
    if kind == "billing" and settled.units_are == "minutes":
        if choices.kind == "billing" or any(column.field == "charge" for column in mapped):
            mapped = _minutes_for_units(mapped)
        else:
            kind, mapped = _units_as_minutes(layout.headers, samples, settled, preset, mapped)
    part = Part(layout.sheet, kind, layout.header_row, layout.headers, mapped, first)
    closed = frozenset(map(normalise, [*settled.mapping, *(preset.mapping() if preset else ())]))
    guesses = mapping.money_guesses(kind, mapped, samples, closed)
    said = bool(choices.grain or (preset and preset.own and preset.grain))
    return Planned(part, preset, settled, guesses, said)


def _decide(
    headers: list[str], samples: list[list[str]], choices: Choices
) -> tuple[Preset | None, tuple[str, list[Mapped]] | None]:
    """The preset of the layout, as far as it makes a whole table of the kind wanted; the kind and the mapping."""
    preset = presets.find(headers)
    if preset and choices.kind in (None, preset.kind):
        try:
            return preset, kinds.decide(headers, samples, choices.mapping, preset.kind, preset.mapping())
        except InputError:
            pass  # a layout that was cut down: judged like any other table
    return None, kinds.decide(headers, samples, choices.mapping, choices.kind)


def _filled_up(choices: Choices, preset: Preset | None) -> Choices:
    """What the user said of this file, and where nothing, what was said of its layout."""
    if preset is None:
        return choices
    return replace(
        choices,
        date_order=choices.date_order or preset.date_order,
        units_are=choices.units_are or preset.units_are,
        grain=choices.grain or (preset.grain if preset.own or preset.grain in ("claim", "transaction") else None),
    )


def _minutes_for_units(mapped: list[Mapped]) -> list[Mapped]:
    """A bill whose units column holds minutes: its units are unknown, its charges stay."""
    field = None if any(column.field == "minutes" for column in mapped) else "minutes"
    return [
        column._replace(field=field, basis="said" if field else None) if column.field == "units" else column
        for column in mapped
    ]


def _units_as_minutes(
    headers: list[str], samples: list[list[str]], choices: Choices, preset: Preset | None, mapped: list[Mapped]
) -> tuple[str, list[Mapped]]:
    """The same table when its units column holds minutes: a bill without units and charges is a table of minutes."""
    fields = {column.field: column.header for column in mapped if column.field}
    said = {**choices.mapping, fields["units"]: "" if "minutes" in fields else "minutes"}
    found = kinds.decide(headers, samples, said, "minutes", preset.mapping() if preset else None)
    assert found is not None  # a forced kind is decided or refused
    return found
