"""Payer rules as people change them: saved with who, when and why, undone, and handed on as a file.

What is saved for a payer is that payer's whole own part, laid over the shipped rules key by key; payers that a file
does not name stay as they are. A file given for one run (`--rules`) is laid over what is kept here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analytics import pipeline, steps
from analytics.errors import InputError
from analytics.rules import payers
from analytics.rules.kept import NAME, Change, add, check_said, in_force, kept, shipped, take_back, texts
from analytics.rules.payer_model import UNVERIFIED
from analytics.rules.payer_text import document, from_yaml, to_yaml
from analytics.workspace import Workspace

FILE = "rules.yaml"


@dataclass(frozen=True)
class Candidate:
    """Rules as they would stand after a change, checked. changes: one per payer that comes out otherwise."""

    rules: payers.PayerRules
    changes: tuple[Change, ...]


def candidate(workspace: Workspace, text: str | bytes, *, name: str = FILE, imported: bool = False) -> Candidate:
    """The rules of the workspace with those payers replaced that the text names.

    Raises InputError (file, row, key) where the text, or what it makes together with the other rules, cannot be used.
    """
    before, new, base = texts(workspace), from_yaml((name, text)), shipped()
    after = {key: to_yaml([entry]) for key, entry in new.entries.items()}
    changes = tuple(
        Change(entry.payer, _action(entry, base, before, imported), before.get(key), after[key])
        for key, entry in new.entries.items()
        if after[key] != before.get(key)
    )
    others = [(NAME, stated) for key, stated in before.items() if key not in after]
    return Candidate(base.overlay(from_yaml(*others, (name, text))), changes)


def version(
    workspace: Workspace,
    payer: str,
    effective: date,
    values: Mapping[str, Any],
    *,
    source: str,
    verified: date | None,
    payer_class: str | None = None,
) -> str:
    """The own rules of a payer, as text, with some values changed from a day on; the rest of them stands.

    values: key of data/payers/README.md -> value, by its own type or as text. payer_class: of a payer without an entry;
    it then gets one that matches exactly its name. Raises InputError for a value that cannot be used.
    """
    if not source.strip():
        raise InputError("no source is given", fix="say where the rule was read: a contract, a manual, a page")
    key = " ".join(payer.lower().split())
    stated = {"effective": effective, **values, "source": source.strip(), "verified": verified or UNVERIFIED}
    known = in_force(workspace).entries.get(key)
    head: dict[str, Any] = {"payer": known.payer if known else payer}
    if not known:
        head |= {"class": payer_class or "unknown", "match": [re.sub(r"[\[\]\\*?]", "?", key)]}
    new = from_yaml((FILE, document([head | {"versions": [stated]}]))).entries[key]
    mine = kept(workspace)
    under = mine.entries.get(key) if mine else None
    return to_yaml([_merged(under, new) if under else new])


def save(
    workspace: Workspace,
    text: str | bytes,
    saved_by: str,
    reason: str,
    *,
    name: str = FILE,
    imported: bool = False,
) -> list[int]:
    """Keep the rules of a text and make again what rests on them; returns the numbers of the edits, none if none was.

    Raises InputError where who or why is missing or the rules cannot be used: then nothing is changed.
    """
    check_said(saved_by, reason)
    return _carry_out(workspace, candidate(workspace, text, name=name, imported=imported).changes, saved_by, reason)


def undo(workspace: Workspace, *edit_ids: int, saved_by: str, reason: str = "") -> list[int]:
    """Put back what stood before these edits; the undoing is an edit itself and can be undone.

    Raises InputError for an edit that is not there, or whose payer was changed again since.
    """
    if not edit_ids:
        raise InputError("no edit is named", fix="take its number from the history")
    known = {row["edit_id"]: row for row in history(workspace)}
    standing, changes = texts(workspace), []
    for edit_id in sorted(set(edit_ids), reverse=True):  # the last first, so that several of one payer can go at once
        edit = known.get(edit_id)
        if edit is None:
            raise InputError(f"there is no edit {edit_id}", fix="take its number from the history")
        key = edit["payer"].lower()
        if standing.get(key) != edit["after"]:
            what = f"the rules of {edit['payer']} were changed again after edit {edit_id}"
            raise InputError(what, fix="undo the later edit first")
        changes.append(Change(edit["payer"], "undone", edit["after"], edit["before"]))
        standing[key] = edit["before"]
    left = [(NAME, stated) for stated in standing.values() if stated is not None]
    shipped().overlay(from_yaml(*left))
    numbers = ", ".join(str(edit_id) for edit_id in sorted(set(edit_ids)))
    return _carry_out(workspace, tuple(changes), saved_by, reason.strip() or f"undoes edit {numbers}")


def history(workspace: Workspace) -> list[dict[str, Any]]:
    """Every edit, the last first: the columns of payer_rule_edit, and is_standing: what it made is what holds now."""
    standing = texts(workspace)
    rows = workspace.records("select * from payer_rule_edit order by edit_id desc")
    return [row | {"is_standing": standing.get(row["payer"].lower()) == row["after"]} for row in rows]


def export(workspace: Workspace) -> str:
    """What was changed in this workspace as one rules file; importing it again changes nothing."""
    mine = kept(workspace)
    return to_yaml(mine.entries.values() if mine else [])


def export_all(workspace: Workspace) -> str:
    """The rules of every payer, shipped and changed ones together, with the source and date of every value."""
    return to_yaml(in_force(workspace).entries.values())


def _carry_out(workspace: Workspace, changes: tuple[Change, ...], saved_by: str, reason: str) -> list[int]:
    """Write the edits down, store the rules, make again what reads them; if that fails everything is put back."""
    ids = add(workspace, changes, saved_by, reason)
    if not ids:
        return ids
    try:
        _apply(workspace)
    except BaseException:
        take_back(workspace, ids)
        _apply(workspace)
        raise
    return ids


def _apply(workspace: Workspace) -> None:
    payers.store(workspace.cursor(), in_force(workspace))
    if not pipeline.is_built(workspace):  # a file of an earlier release lacks more than rules
        pipeline.load_rules(workspace)
        return pipeline.rebuild(workspace)
    as_of = workspace.rows("select as_of from setting")[0][0]  # the day somebody chose stays
    return pipeline.rebuild(workspace, as_of=as_of, changed=steps.RULES)


def _action(entry: payers.Entry, base: payers.PayerRules, before: Mapping[str, str], imported: bool) -> str:
    if imported:
        return "imported"
    old = base.entries.get(entry.key)
    days = {version.effective for version in old.versions} if old else set()
    if entry.key in before:
        kept_entry = from_yaml((NAME, before[entry.key])).entries[entry.key]
        days |= {version.effective for version in kept_entry.versions}
    return "version changed" if {version.effective for version in entry.versions} <= days else "version added"


def _merged(under: payers.Entry, new: payers.Entry) -> payers.Entry:
    """The payer's own rules with the values of a new version among them, each with its own source and date."""
    (added,) = new.versions
    versions = {version.effective: version for version in under.versions}
    old = versions.get(added.effective)
    if old:
        added = replace(
            old,
            values=old.values | added.values,
            sources=old.sources | added.sources,
            checked=old.checked | added.checked,
        )
    versions[added.effective] = added
    return replace(under, versions=tuple(versions[day] for day in sorted(versions)))
