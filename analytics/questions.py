"""Ask a workspace one of the questions of `answers/shown/*.sql`, for what the user has filtered."""

from __future__ import annotations

from typing import Any

from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace


def text(name: str) -> str:
    """The SQL of answers/shown/<name>.sql."""
    return (ROOT / "answers" / "shown" / f"{name}.sql").read_text(encoding="utf-8")


def ask(workspace: Workspace, name: str, chosen: Filter | None = None) -> list[dict[str, Any]]:
    """The rows of answers/shown/<name>.sql under a filter; columns as the file's header says, money as Decimal."""
    sql = text(name)
    if "$filter" not in sql:
        return workspace.records(sql)
    return workspace.records(sql, filter=(chosen or Filter()).parameters())
