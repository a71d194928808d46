"""Payer rules as text: the file a person reads, changes and gives to another, and the way back.

What is written says where and when each value was read, so that reading it gives the same rules again.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from analytics.rules import payer_model as model
from analytics.rules.payers import Entry, PayerRules, Version, load_rules

WIDTH = 118


class _Dumper(yaml.SafeDumper):
    """Decimals as they stand, lists of codes on one line, no aliases (a rules file may not hold any)."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _list(dumper: _Dumper, items: list) -> yaml.SequenceNode:
    return dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=not any(isinstance(item, dict) for item in items)
    )


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(list, _list)


def to_yaml(entries: Iterable[Entry]) -> str:
    """The payers as a rules file (data/payers/README.md), in the order given."""
    return document([_payer(entry) for entry in entries])


def document(payers: list[Mapping[str, Any]]) -> str:
    """Plain values (text, date, Decimal, bool, int, list, dict, None) in the form of a rules file, as its text."""
    if not payers:
        return "payers: []\n"
    texts = [
        yaml.dump([payer], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False)
        for payer in payers
    ]
    return "payers:\n" + "\n".join(re.sub(r"^(?=.)", "  ", text, flags=re.MULTILINE) for text in texts)


def from_yaml(*files: tuple[str, str | bytes]) -> PayerRules:
    """Named texts as one set of rules. Raises InputError as payers.load_rules does, with name, row and key."""
    with tempfile.TemporaryDirectory(prefix="rehabledger-rules-") as folder:
        paths = []
        for order, (name, text) in enumerate(files):
            safe = re.sub(r"[^\w .()-]", "_", Path(name).name)[-100:]
            path = Path(folder) / str(order) / (safe if safe.strip(". ") else "rules.yaml")
            path.parent.mkdir()
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
            paths.append(path)
        return load_rules(*paths)


def _payer(entry: Entry) -> dict[str, Any]:
    match = None if entry.match is None else list(entry.match)
    stated = {"payer": entry.payer, "class": entry.class_, "match": match}
    shown = {key: value for key, value in stated.items() if value is not None}
    return shown | ({"versions": [_version(version) for version in entry.versions]} if entry.versions else {})


def _version(version: Version) -> dict[str, Any]:
    """A key's own source and date stand under `sources` where they differ from those of its version."""
    own = {
        key: {"source": version.sources[key], "verified": _checked(version.checked[key])}
        for key in version.values
        if (version.sources[key], version.checked[key]) != (version.source, version.verified)
    }
    values = {key: _plain(value) for key, value in version.values.items()}
    shown = {"effective": version.effective} | values
    shown |= {"source": version.source, "verified": _checked(version.verified)}
    return shown | ({"sources": own} if own else {})


def _checked(day: date | None) -> date | str:
    return day or model.UNVERIFIED


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_none=True)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
