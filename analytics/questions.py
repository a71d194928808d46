"""Ask a workspace one of the questions of `answers/shown/*.sql`, for what the user has filtered."""

from __future__ import annotations

from typing import Any

from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace


def text(name: str) -> str:
    """The SQL of answers/shown/<name>.sql."""
    return (ROOT / "answers" / "shown" / f"{name}.sql").read_text(encoding="utf-8")


def ask(workspace: Workspace, name: str, chosen: Filter | None = None, **given: str) -> list[dict[str, Any]]:
    """The rows of answers/shown/<name>.sql under a filter; columns as the file's header says, money as Decimal.

    given: the other parameters of that file, all of them text.
    """
    sql = text(name)
    return workspace.records(sql, **parameters(sql, chosen or Filter()), **given)


def parameters(sql: str, chosen: Filter) -> dict[str, Any]:
    """The filter, where a question takes one: an engine refuses a parameter that its text does not name."""
    return {"filter": chosen.parameters()} if "$filter" in sql else {}
