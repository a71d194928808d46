"""Payer rules as rows: what holds for each payer on each day, the source of every key, which names lead to a payer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from analytics.rules import payer_model as model

if TYPE_CHECKING:
    from analytics.rules.payers import Entry, PayerRules, Version

UNKNOWN = "Unknown payer"


def spans(entry: Entry, rules: PayerRules) -> Iterator[dict[str, Any]]:
    """One row per span: the payer's own days, and the days on which an inherited value or its source changes."""
    layers = _layers(entry, rules)
    own = {version.effective for version in entry.versions}
    days = {version.effective for layer in layers for version in layer}
    rows: list[dict[str, Any]] = []
    for day in sorted(days):
        row = _row(entry, layers, day)
        if not rows or day in own or any(row[key] != rows[-1][key] for key in (*model.KEYS, "key_sources")):
            rows.append(row)
    ends = [row["effective_from"] for row in rows[1:]]
    for row, end in zip(rows, [*ends, None], strict=True):
        yield row | {"effective_to": end}


def _layers(entry: Entry, rules: PayerRules) -> list[tuple[Version, ...]]:
    fallbacks = (*rules.defaults_of(entry.class_), rules.entries.get(UNKNOWN.lower()))
    return [entry.versions, *(other.versions for other in fallbacks if other and other.key != entry.key)]


def _row(entry: Entry, layers: list[tuple[Version, ...]], day: date) -> dict[str, Any]:
    is_default = entry.key.endswith("(default)") or entry.key == UNKNOWN.lower()
    stating = {key: _stating(key, layers, day) for key in model.KEYS}
    for key, version in stating.items():
        if version is None:
            raise entry.fault(f"payer {entry.payer} has no value", "write the key", key)
    own = {id(version) for version in entry.versions}
    current = next((version for version in reversed(entry.versions) if version.effective <= day), None)
    before = f"before {entry.versions[0].effective}, the first version of this payer: the default of its class"
    return {key: version.values[key] for key, version in stating.items()} | {
        "payer": entry.payer,
        "class": entry.class_,
        "is_default": is_default,
        "effective_from": day,
        "source": current.source if current else before,
        "verified": current.verified if current else None,
        "unverified": [key for key, version in stating.items() if version.checked[key] is None],
        "assumed": [key for key, version in stating.items() if is_default or id(version) not in own],
        "key_sources": [
            {"key": key, "source": version.sources[key], "verified": version.checked[key]}
            for key, version in stating.items()
        ],
    }


def _stating(key: str, layers: list[tuple[Version, ...]], day: date) -> Version | None:
    """The version that gives a key its value on a day; a fallback's first version also holds for the days before."""
    for layer in layers:
        until = day if layer is layers[0] else max(day, layer[0].effective)
        found = next(
            (version for version in reversed(layer) if version.effective <= until and key in version.values), None
        )
        if found:
            return found
    return None


def patterns(entry: Entry) -> Iterator[dict[str, Any]]:
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
