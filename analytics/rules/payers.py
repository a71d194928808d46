"""Payer rules: load the dated files of data/payers, lay a practice's own file over them, store them as tables.

The form of a file and the meaning of every key: data/payers/README.md. A value is looked up in the payer's own
versions (the latest that states the key), then in the default of its class, then in `Unknown payer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from analytics.errors import InputError
from analytics.rules import payer_model as model
from analytics.rules.payer_store import write
from analytics.rules.payer_yaml import read_document

PAYERS = Path(__file__).resolve().parents[2] / "data" / "payers"
UNKNOWN = "Unknown payer"


@dataclass(frozen=True)
class Version:
    """What was stated for one payer from one day on; `checked` says per key when somebody last verified it."""

    effective: date
    values: dict[str, Any]
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
    """The payers of one or more files, by normalized name; immutable."""

    entries: dict[str, Entry]

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
        rules = PayerRules(merged)
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
        wanted = f"{model.CLASS_PREFIX}{payer_class}"
        return next((entry for entry in self.entries.values() if wanted in (entry.match or ())), None)


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
    return PayerRules(entries)


def shipped_rules() -> PayerRules:
    """The rules of data/payers, complete."""
    rules = load_rules(*sorted(PAYERS.glob("*.yaml")))
    rules.check_complete()
    return rules


def store(cursor: duckdb.DuckDBPyConnection, rules: PayerRules) -> None:
    """(Re)make the tables payer_rule and payer_match (columns: docs/reference-tables.md) from complete rules.

    payer_rule: one row per payer and span of days in which nothing changes, end exclusive or null.
    payer_match: one row per payer and pattern; the row with the highest specificity wins.
    Raises InputError where a payer isn't complete or a key has no value anywhere.
    """
    rules.check_complete()
    spans = [row for entry in rules.entries.values() for row in _spans(entry, rules)]
    write(cursor, spans, [row for entry in rules.entries.values() for row in _patterns(entry)])


def _read(file: Path) -> Iterator[Entry]:
    document, lines = read_document(file)
    if not isinstance(document, dict):
        raise InputError("no payers: in the file", fix="start it with payers:", file=file.name, row=1, column="payers")
    for index, payer in enumerate(model.check(document, lines, file.name).payers):
        path = ("payers", index, "versions")
        for later, (before, after) in enumerate(pairwise(payer.versions), start=1):
            if after.effective <= before.effective:
                row = lines[(*path, later, "effective")]
                what = f"{after.effective} does not come after {before.effective}"
                raise InputError(what, fix="sort the versions by date", file=file.name, row=row, column="effective")
        match = tuple(dict.fromkeys(payer.match)) if payer.match is not None else None
        versions = tuple(_version(version, file.name) for version in payer.versions)
        row = lines[("payers", index, "payer")]
        match_row = lines.get(("payers", index, "match"), row)
        yield Entry(" ".join(payer.payer.split()), payer.class_, match, versions, file.name, row, match_row)


def _version(stated: model.Version, file: str) -> Version:
    values = {key: getattr(stated, key) for key in model.KEYS if key in stated.model_fields_set}
    checked = dict.fromkeys(values, stated.verified)
    return Version(stated.effective, values, checked, stated.source or f"{file}, no source given", stated.verified)


def _claim(entry: Entry, owners: dict[tuple[bool, str], Entry]) -> None:
    """Two patterns with the same fixed text match the same name equally well: nobody could say who wins."""
    for pattern in entry.match or ():
        text = model.literal(pattern)
        owner = owners.setdefault((text == pattern, text), entry)
        if owner is not entry:
            what = f'"{pattern}" also matches for {owner.payer} ({owner.file}, row {owner.row})'
            raise entry.fault(what, "leave it to one of the two", "match")


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
    return Version(base.effective, values, base.checked | top.checked, source, top.verified)


def _layers(entry: Entry, rules: PayerRules) -> list[tuple[Version, ...]]:
    fallbacks = (rules.default_of(entry.class_), rules.entries.get(UNKNOWN.lower()))
    return [entry.versions, *(other.versions for other in fallbacks if other and other.key != entry.key)]


def _spans(entry: Entry, rules: PayerRules) -> Iterator[dict[str, Any]]:
    """One row per span: the payer's own days, and the days on which an inherited value changes."""
    layers = _layers(entry, rules)
    first = entry.versions[0].effective
    own = {version.effective for version in entry.versions}
    inherited = {version.effective for layer in layers[1:] for version in layer if version.effective > first}
    rows: list[dict[str, Any]] = []
    for day in sorted(own | inherited):
        row = _row(entry, layers, day)
        if day in own or any(row[key] != rows[-1][key] for key in model.KEYS):
            rows.append(row)
    ends = [row["effective_from"] for row in rows[1:]]
    for row, end in zip(rows, [*ends, None], strict=True):
        yield row | {"effective_to": end}


def _row(entry: Entry, layers: list[tuple[Version, ...]], day: date) -> dict[str, Any]:
    values: dict[str, Any] = {}
    unverified: list[str] = []
    for key in model.KEYS:
        version = _stating(key, layers, day)
        if version is None:
            raise entry.fault(f"payer {entry.payer} has no value", "write the key", key)
        values[key] = version.values[key]
        if version.checked[key] is None:
            unverified.append(key)
    current = [version for version in entry.versions if version.effective <= day][-1]
    return values | {
        "payer": entry.payer,
        "class": entry.class_,
        "is_default": entry.key.endswith("(default)") or entry.key == UNKNOWN.lower(),
        "effective_from": day,
        "source": current.source,
        "verified": current.verified,
        "unverified": unverified,
    }


def _stating(key: str, layers: Iterable[tuple[Version, ...]], day: date) -> Version | None:
    """The version that gives a key its value on a day; a fallback's first version also holds for the days before."""
    for layer in layers:
        until = max(day, layer[0].effective)
        stating = [version for version in layer if version.effective <= until and key in version.values]
        if stating:
            return stating[-1]
    return None


def _patterns(entry: Entry) -> Iterator[dict[str, Any]]:
    """specificity: fixed characters twice, plus 1 for a practice's own file; exact names and ids before any glob."""
    for pattern in entry.match or ():
        fixed = 2 * len(model.literal(pattern)) + (pattern in entry.laid_over)
        if pattern.startswith(model.CLASS_PREFIX):
            yield {"pattern": pattern, "payer": entry.payer, "kind": "class", "specificity": 0}
            continue
        exact = model.literal(pattern) == pattern
        specificity = fixed + 1000 * exact
        yield {"pattern": pattern, "payer": entry.payer, "kind": "glob", "specificity": specificity}
        if exact and " " not in pattern:
            yield {"pattern": pattern, "payer": entry.payer, "kind": "id", "specificity": fixed + 2000}
