"""Layouts that are known by name: those that ship (data/mappings) and a user's own, one YAML file each.

A preset holds headers and field names, never a value of a patient. A shipped one applies to a file that has all its
headers; a user's own to a file whose headers are the very ones it was saved from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources.tables.mapping import normalise
from analytics.workspace import ROOT

SHIPPED = ROOT.parent / "data" / "mappings"


class Skip(BaseModel):
    """Rows to leave out: those whose column holds one of the values, whatever its case. reason: why, in a few words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    column: str
    values: tuple[str, ...]
    reason: str


class Preset(BaseModel):
    """One layout. headers: what must be there; columns: header -> field; leave: header -> why it is not read;
    words: header -> what the system's own codes in it mean; own: saved by the user, not shipped."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str = ""
    source: str = ""
    verified: bool = False
    kind: Literal["billing", "minutes", "remittance", "fee_schedule", "claim_status", "opening_balance"]
    grain: Literal["check", "claim", "line", "adjustment", "transaction"] | None = None
    headers: tuple[str, ...]
    columns: dict[str, str]
    leave: dict[str, str] = {}
    skip: tuple[Skip, ...] = ()
    words: dict[str, dict[str, str]] = {}
    date_order: Literal["mdy", "dmy"] | None = None
    units_are: Literal["units", "minutes"] | None = None
    notes: tuple[str, ...] = ()
    own: bool = False

    @model_validator(mode="after")
    def _fields_exist(self) -> Preset:
        known = {field.name for field in FIELDS[self.kind]}
        unknown = sorted(field for field in self.columns.values() if field and field not in known)
        if unknown:
            raise ValueError(f'"{unknown[0]}" is no field of a {self.kind} table')
        stray = sorted(
            column for column in (*self.words, *(s.column for s in self.skip)) if not self.columns.get(column)
        )
        if stray:
            raise ValueError(f'"{stray[0]}" is named, and mapped to no field')
        return self

    @property
    def shape(self) -> tuple[str, ...]:
        """The normalised headers, in their order."""
        return tuple(map(normalise, self.headers))

    def mapping(self) -> dict[str, str | None]:
        """header -> field, None for a column that is not to be read."""
        return {**self.columns, **dict.fromkeys(self.leave)}

    def words_of(self, field: str) -> dict[str, str]:
        """What the system's codes in a field's column mean."""
        return {
            word: sense
            for header, all_ in self.words.items()
            if self.columns[header] == field
            for word, sense in all_.items()
        }

    def fits(self, headers: list[str]) -> bool:
        """Whether the preset applies to a table of these headers."""
        shape = tuple(map(normalise, headers))
        return shape == self.shape if self.own else set(self.shape) <= set(shape)


def own_folder() -> Path:
    """Where a user's own presets are: $REHABLEDGER_HOME/mappings, else ~/.rehabledger/mappings."""
    home = os.environ.get("REHABLEDGER_HOME")
    return (Path(home) if home else Path.home() / ".rehabledger") / "mappings"


def save(
    name: str,
    kind: str,
    grain: str | None,
    mapping: Mapping[str, str],
    headers: list[str],
    *,
    date_order: str | None = None,
    units_are: str | None = None,
) -> Path:
    """Keep a mapping (header -> field, '' for a column to be left alone) for files of these very headers.

    A preset of the same name is replaced. Returns the file. Raises InputError for a mapping that cannot be kept.
    """
    path = own_folder() / f"{_slug(name)}.yaml"
    content = {
        "name": name.strip(),
        "kind": kind,
        "grain": grain,
        "headers": list(headers),
        "columns": dict(mapping),
        "date_order": date_order,
        "units_are": units_are,
    }
    _checked({**content, "own": True}, path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
        path.chmod(0o600)
    except OSError as error:
        raise InputError("the mapping cannot be saved", file=str(path), fix="check that you may write there") from error
    return path


def remove(name: str) -> bool:
    """Forget a preset of one's own; False if there is none of that name."""
    path = own_folder() / f"{_slug(name)}.yaml"
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def named(name: str) -> Preset:
    """The preset of a name, one's own before a shipped one. Raises InputError if there is none."""
    for preset in all():
        if _slug(preset.name) == _slug(name):
            return preset
    known = ", ".join(preset.name for preset in all())
    raise InputError(f'there is no saved mapping "{name}"', fix=f"name one of: {known}")


def all() -> list[Preset]:
    """Every preset, a user's own first, the latest first. Raises InputError for a file that cannot be used."""
    return [*(_read(path, own=True) for path in _own_files()), *_shipped()]


def find(headers: list[str]) -> Preset | None:
    """The preset that applies to a table of these headers: one's own, else the shipped one that asks for most.

    A file of one's own that cannot be used is passed over here: all() and named() say what is wrong with it.
    """
    for path in _own_files():
        try:
            preset = _read(path, own=True)
        except InputError:
            continue
        if preset.fits(headers):
            return preset
    fitting = [preset for preset in _shipped() if preset.fits(headers)]
    return max(fitting, key=lambda preset: len(preset.headers), default=None)


def headers_known() -> dict[str, str]:
    """The headers every preset maps, to find a header row by: header -> field."""
    presets = list(_shipped())
    for path in _own_files():
        try:
            presets.append(_read(path, own=True))
        except InputError:
            continue
    return {header: field for preset in presets for header, field in preset.columns.items() if field}


def _own_files() -> list[Path]:
    try:
        found = [(path.stat().st_mtime_ns, path) for path in own_folder().glob("*.yaml")]
    except OSError:
        return []
    return [path for _, path in sorted(found, reverse=True)]


@cache
def _shipped() -> tuple[Preset, ...]:
    return tuple(_read(path, own=False) for path in sorted(SHIPPED.glob("*.yaml")))


def _read(path: Path, *, own: bool) -> Preset:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise InputError("the saved mapping cannot be read", file=path.name, fix="save it again") from error
    if not isinstance(content, dict):
        raise InputError("the saved mapping is empty", file=path.name, fix="save it again")
    return _checked({**content, "own": own}, path)


def _checked(content: dict, path: Path) -> Preset:
    try:
        return Preset.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or None
        what = first["msg"].removeprefix("Value error, ")
        raise InputError(f"the mapping cannot be used: {what}", file=path.name, column=place, fix="mend it") from error


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    if not slug:
        raise InputError("a saved mapping needs a name", fix="give it one of letters or digits")
    return slug
