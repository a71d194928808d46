"""A payer-rules file as plain values with the line of every key: a narrow, safe part of YAML.

Anchors, aliases, tags, several documents, duplicate keys, deep nesting and files over 1 MB are refused: none of them
is needed to write rules down, and each of them can hide something from a reader or blow up memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from analytics.errors import InputError

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

KeyPath = tuple[str | int, ...]

# The C reader is ten times as fast; both give the same events and lines.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"


def read_document(file: Path) -> tuple[Any, dict[KeyPath, int]]:
    """The file's values (dicts, lists, scalars as written, None) and the 1-based line of each key and list item.

    Scalars stay text so that 0.85 never passes through a float and 59 never loses a leading zero.
    Raises InputError with file, row and, where there is one, the key.
    """
    text = _text(file)
    try:
        _refuse_unsafe(text)
        node = yaml.compose(text, Loader=_Loader)
    except InputError as fault:
        raise fault.located(file.name) from None
    except yaml.YAMLError as fault:
        raise _syntax(fault, text, file.name) from None
    lines: dict[KeyPath, int] = {(): 1}
    try:
        return (None if node is None else _plain(node, (), lines)), lines
    except InputError as fault:
        raise fault.located(file.name) from None


def _text(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{size:,} bytes is too large for a rules file", fix="keep it below 1 MB", file=file.name)
        raw = file.read_bytes()
    except OSError as fault:
        what = f"cannot be read ({fault.strerror or 'unknown error'})"
        raise InputError(what, fix="check the name and the permissions", file=file.name) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = raw.count(b"\n", 0, fault.start) + 1
        raise InputError("not UTF-8 text", fix="save it as UTF-8", file=file.name, row=row) from None


def _refuse_unsafe(text: str) -> None:
    """Walk the event stream, which never expands an alias, before anything is built from it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        row = event.start_mark.line + 1
        if getattr(event, "anchor", None):
            raise InputError("anchors and aliases (& and *) are not used here", fix="write the value out", row=row)
        if getattr(event, "tag", None):
            raise InputError(f"the tag {event.tag[:40]} is not used here", fix="write a plain value", row=row)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError("nested too deeply", fix="follow the form of data/payers/README.md", row=row)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise InputError("more than one document (---)", fix="put all payers under one payers:", row=row)


def _plain(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), lines) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    return None if node.tag == _NULL else node.value


def _mapping(node: yaml.MappingNode, path: KeyPath, lines: dict[KeyPath, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        row = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError("a key must be a plain word", fix="follow the form of data/payers/README.md", row=row)
        key = key_node.value
        if key in values:
            first = lines[(*path, key)]
            raise InputError(f"the key stands twice (first in row {first})", fix="keep one", row=row, column=key)
        lines[(*path, key)] = row
        values[key] = _plain(value_node, (*path, key), lines)
    return values


def _syntax(fault: yaml.YAMLError, text: str, file: str) -> InputError:
    mark = getattr(fault, "problem_mark", None)
    position = getattr(fault, "position", None)
    row = mark.line + 1 if mark else text.count("\n", 0, position) + 1 if position is not None else None
    problem = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "cannot be parsed"
    return InputError(f"not valid YAML: {problem}", fix="check indentation, colons and quotes", file=file, row=row)
