"""Payer rules: load the dated files of data/payers, lay a practice's own file over them, store them as tables.

The form of a file and the meaning of every key: data/payers/README.md. A value is looked up in the payer's own
versions (the latest that states the key), then in the default of its class, then in `Unknown payer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from analytics.errors import InputError
from analytics.rules import payer_model as model
from analytics.rules.payer_spans import UNKNOWN, patterns, spans
from analytics.rules.payer_store import write
from analytics.rules.payer_yaml import KeyPath, read_document

__all__ = ["UNKNOWN", "Entry", "PayerRules", "Version", "load_rules", "shipped_rules", "store"]
PAYERS = Path(__file__).resolve().parents[2] / "data" / "payers"


@dataclass(frozen=True)
class Version:
    """What was stated for one payer from one day on.

    sources, checked: per stated key, where its value was read and when somebody last verified it.
    source, verified: of the version as a whole.
    """

    effective: date
    values: dict[str, Any]
    sources: dict[str, str]
    checked: dict[str, date | None]
    source: str
    verified: date | None


@dataclass(frozen=True)
class Entry:
    """One payer as stated by the files so far; class_ and match are None where no file stated them."""

    payer: str
    class_: str | None
    match: tuple[str, ...] | None
    versions: tuple[Version, ...]
    file: str
    row: int
    match_row: int
    laid_over: frozenset[str] = field(default_factory=frozenset)

    @property
    def key(self) -> str:
        return " ".join(self.payer.lower().split())

    def fault(self, what: str, fix: str, column: str) -> InputError:
        row = self.match_row if column == "match" else self.row
        return InputError(what, fix=fix, file=self.file, row=row, column=column)


@dataclass(frozen=True)
class PayerRules:
    """The payers of one or more files, by normalized name; immutable.

    defaults: per class the entries that are or were its default, the one in force first: a practice's own default of a
    class leaves out what the shipped one says.
    """

    entries: dict[str, Entry]
    defaults: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def overlay(self, other: PayerRules) -> PayerRules:
        """These rules with `other` laid over them, payer by payer and key by key.

        A version of the same day is merged, a new day is added; a match list replaces the old one. A name that both
        claim with the same pattern goes to `other`. What `other` changes without saying `verified` is unverified.
        Raises InputError where a new payer lacks its class, its match list or its versions.
        """
        taken = {pattern for entry in other.entries.values() for pattern in entry.match or ()}
        merged = {key: _without(entry, taken) for key, entry in self.entries.items()}
        for key, entry in other.entries.items():
            merged[key] = _merge(merged[key], entry) if key in merged else _marked(entry)
        defaults = {name: other.defaults.get(name, ()) + self.defaults.get(name, ()) for name in model.PAYER_CLASSES}
        rules = PayerRules(merged, defaults)
        rules.check_complete()
        return rules

    def check_complete(self) -> None:
        """Raises InputError for the first payer without class, match list or versions."""
        for entry in self.entries.values():
            for name, stated in (("class", entry.class_), ("match", entry.match), ("versions", entry.versions or None)):
                if stated is None:
                    raise entry.fault(f"payer {entry.payer} needs {name}", "see data/payers/README.md", name)

    def default_of(self, payer_class: str | None) -> Entry | None:
        """The entry whose match list holds `class:<payer_class>`."""
        return next(iter(self.defaults_of(payer_class)), None)

    def defaults_of(self, payer_class: str | None) -> list[Entry]:
        """The default of a class, then those it was laid over."""
        return [self.entries[key] for key in dict.fromkeys(self.defaults.get(payer_class or "", ()))]


def load_rules(*files: Path) -> PayerRules:
    """The rules of one set of files: each payer stands in one of them, no two claim the same name.

    Raises InputError (file, row, column = the key) for YAML that can't be read, an unknown key, a bad value, versions
    out of order, a payer or a pattern that stands twice. Nothing of a faulty set is returned.
    """
    entries: dict[str, Entry] = {}
    owners: dict[tuple[bool, str], Entry] = {}
    for file in files:
        for entry in _read(Path(file)):
            if entry.key in entries:
                raise entry.fault(f"payer {entry.payer} stands twice", "keep one entry", "payer")
            entries[entry.key] = entry
            _claim(entry, owners)
    return PayerRules(entries, {name: keys for name in model.PAYER_CLASSES if (keys := _defaults(name, entries))})


def shipped_rules() -> PayerRules:
    """The rules of data/payers, complete."""
    rules = load_rules(*sorted(PAYERS.glob("*.yaml")))
    rules.check_complete()
    return rules


def store(cursor: duckdb.DuckDBPyConnection, rules: PayerRules) -> None:
    """(Re)make the tables payer_rule and payer_match (columns: docs/reference-tables.md) from complete rules.

    payer_rule: one row per payer and span of days in which nothing changes, end exclusive or null; the days before a
    payer's first version are its class default's.
    payer_match: one row per payer and pattern; the row with the highest specificity wins.
    Raises InputError where a payer isn't complete or a key has no value anywhere.
    """
    rules.check_complete()
    entries = rules.entries.values()
    write(
        cursor,
        [row for entry in entries for row in spans(entry, rules)],
        [row for entry in entries for row in patterns(entry)],
    )


def _read(file: Path) -> Iterator[Entry]:
    document, lines = read_document(file)
    if not isinstance(document, dict):
        raise InputError("no payers: in the file", fix="start it with payers:", file=file.name, row=1, column="payers")
    for index, payer in enumerate(model.check(document, lines, file.name).payers):
        _check_versions(payer.versions, ("payers", index, "versions"), lines, file.name)
        match = tuple(dict.fromkeys(payer.match)) if payer.match is not None else None
        versions = tuple(_version(version, file.name) for version in payer.versions)
        row = lines[("payers", index, "payer")]
        match_row = lines.get(("payers", index, "match"), row)
        yield Entry(" ".join(payer.payer.split()), payer.class_, match, versions, file.name, row, match_row)


def _check_versions(versions: list[model.Version], path: KeyPath, lines: dict[KeyPath, int], file: str) -> None:
    """Versions come in the order of their dates, and `sources` names only keys that its version states."""
    for later, (before, after) in enumerate(pairwise(versions), start=1):
        if after.effective <= before.effective:
            row = lines[(*path, later, "effective")]
            what = f"{after.effective} does not come after {before.effective}"
            raise InputError(what, fix="sort the versions by date", file=file, row=row, column="effective")
    for index, version in enumerate(versions):
        for key in sorted(version.sources.model_fields_set - version.model_fields_set):
            row, what = lines[(*path, index, "sources", key)], "a source for a key this version does not state"
            raise InputError(what, fix="write the key beside sources, or leave it out", file=file, row=row, column=key)


def _version(stated: model.Version, file: str) -> Version:
    """A version without a source or a date of its own has those of its keys, where every key has one."""
    values = {key: getattr(stated, key) for key in model.KEYS if key in stated.model_fields_set}
    own = {key: getattr(stated.sources, key) for key in stated.sources.model_fields_set}
    named = values and own.keys() == values.keys()
    source = stated.source or ("; ".join(dict.fromkeys(own[key].source for key in values)) if named else None)
    source = source or f"{file}, no source given"
    sources = {key: own[key].source if key in own else source for key in values}
    checked = {key: own[key].verified if key in own else stated.verified for key in values}
    verified = stated.verified
    if named and "verified" not in stated.model_fields_set:
        verified = min((day for day in checked.values() if day), default=None) if all(checked.values()) else None
    return Version(stated.effective, values, sources, checked, source, verified)


def _claim(entry: Entry, owners: dict[tuple[bool, str], Entry]) -> None:
    """Two patterns with the same fixed text match the same name equally well: nobody could say who wins."""
    for pattern in entry.match or ():
        text = model.literal(pattern)
        owner = owners.setdefault((text == pattern, text), entry)
        if owner is not entry:
            what = f'"{pattern}" also matches for {owner.payer} ({owner.file}, row {owner.row})'
            raise entry.fault(what, "leave it to one of the two", "match")


def _defaults(payer_class: str, entries: dict[str, Entry]) -> tuple[str, ...]:
    wanted = f"{model.CLASS_PREFIX}{payer_class}"
    return tuple(key for key, entry in entries.items() if wanted in (entry.match or ()))


def _without(entry: Entry, taken: set[str]) -> Entry:
    kept = tuple(pattern for pattern in entry.match or () if pattern not in taken)
    return replace(entry, match=None if entry.match is None else kept)


def _marked(entry: Entry) -> Entry:
    return replace(entry, laid_over=frozenset(entry.match or ()))


def _merge(base: Entry, top: Entry) -> Entry:
    versions = {version.effective: version for version in base.versions}
    for version in top.versions:
        under = versions.get(version.effective)
        versions[version.effective] = _merge_version(under, version, top.file) if under else version
    return Entry(
        payer=top.payer,
        class_=top.class_ or base.class_,
        match=base.match if top.match is None else top.match,
        versions=tuple(versions[day] for day in sorted(versions)),
        file=top.file,
        row=top.row,
        match_row=top.match_row,
        laid_over=base.laid_over if top.match is None else frozenset(top.match),
    )


def _merge_version(base: Version, top: Version, file: str) -> Version:
    values = base.values | top.values
    source = f"{base.source}; {', '.join(top.values)}: {top.source}" if top.values else base.source
    return Version(base.effective, values, base.sources | top.sources, base.checked | top.checked, source, top.verified)
