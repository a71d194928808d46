"""The payer rules people changed in a workspace: every edit stays, the last one of each payer holds."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from analytics.errors import InputError
from analytics.rules import payers
from analytics.rules.payer_text import from_yaml
from analytics.workspace import ROOT, Workspace

NAME = "rules kept in this workspace"
EDITS = "select payer, after from payer_rule_edit order by edit_id"


class Change(NamedTuple):
    """What an edit does to one payer: its own rules before and after, in the form of a rules file; None = none."""

    payer: str
    action: str
    before: str | None
    after: str | None


def texts(workspace: Workspace) -> dict[str, str]:
    """The rules file of every payer that was changed, by the payer's name in lower case; in the order of names."""
    _table(workspace)
    last = {payer.lower(): after for payer, after in workspace.rows(EDITS)}
    return {payer: after for payer, after in sorted(last.items()) if after is not None}


def kept(workspace: Workspace) -> payers.PayerRules | None:
    """The rules that were changed in this workspace, to lie over the shipped ones; None where nobody changed any."""
    found = texts(workspace)
    return from_yaml(*((NAME, text) for text in found.values())) if found else None


def shipped() -> payers.PayerRules:
    """The rules of data/payers, read once as long as no file there changes."""
    return _shipped(tuple((file, file.stat().st_mtime_ns) for file in sorted(payers.PAYERS.glob("*.yaml"))))


@functools.lru_cache(maxsize=2)
def _shipped(_files: tuple) -> payers.PayerRules:
    return payers.shipped_rules()


def in_force(workspace: Workspace, overlay: Path | None = None) -> payers.PayerRules:
    """The shipped rules, over them those kept in the workspace, over these a file.

    Raises InputError for a file that cannot be used.
    """
    rules = shipped()
    mine = kept(workspace)
    if mine:
        rules = rules.overlay(mine)
    return rules.overlay(payers.load_rules(overlay)) if overlay else rules


def add(workspace: Workspace, changes: Iterable[Change], saved_by: str, reason: str) -> list[int]:
    """Write edits down, all or none; returns their numbers. Raises InputError where nobody says who or why."""
    check_said(saved_by, reason)
    _table(workspace)
    first = workspace.rows("select coalesce(max(edit_id), 0) + 1 from payer_rule_edit")[0][0]
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    rows = [
        (number, now, saved_by.strip(), reason.strip(), *change) for number, change in enumerate(changes, start=first)
    ]
    cursor = workspace.cursor()
    marks = ", ".join("(?, ?, ?, ?, ?, ?, ?, ?)" for _ in rows)
    if rows:
        cursor.execute(
            f"insert into payer_rule_edit values {marks}", [value for row in rows for value in row]
        ).fetchall()
    return [row[0] for row in rows]


def take_back(workspace: Workspace, edit_ids: list[int]) -> None:
    """Forget edits that could not be carried out: for no other use, an edit that held is undone by another."""
    workspace.rows("delete from payer_rule_edit where list_contains($ids, edit_id)", ids=edit_ids)


def check_said(saved_by: str | None, reason: str | None) -> None:
    """Raises InputError where nobody says who changes a rule, or why."""
    for words, what, fix in (
        (saved_by, "nobody is named who changes the rules", "say who"),
        (reason, "no reason is given for the change", "say why"),
    ):
        if not (words or "").strip():
            raise InputError(what, fix=fix)


def _table(workspace: Workspace) -> None:
    workspace.cursor().execute((ROOT / "rules" / "edits.sql").read_text(encoding="utf-8")).fetchall()
