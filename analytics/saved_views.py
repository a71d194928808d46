"""Views of the dashboard kept by name in the workspace: a page, and what its URL would say (never patient data).

Table saved_view: name, page (its URL path), state (JSON object of texts), saved (when).
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from analytics.errors import InputError
from analytics.workspace import Workspace, together

LONGEST = 60
TABLE = """create table if not exists saved_view (
    name varchar primary key, page varchar not null, state varchar not null, saved timestamp not null)"""


@dataclass(frozen=True)
class SavedView:
    """A view by its name."""

    name: str
    page: str
    state: dict[str, str]
    saved: datetime.datetime


def known(workspace: Workspace) -> list[SavedView]:
    """All of them, by name."""
    workspace.cursor().execute(TABLE).fetchall()
    rows = workspace.rows("select name, page, state, saved from saved_view order by lower(name)")
    return [SavedView(name, page, _told(state), saved) for name, page, state, saved in rows]


def _told(state: str) -> dict[str, str]:
    """What a view says, as far as it is texts by name: another release may have kept something else."""
    try:
        told = json.loads(state)
    except ValueError:
        return {}
    return {name: value for name, value in told.items() if isinstance(value, str)} if isinstance(told, dict) else {}


def save(workspace: Workspace, name: str, page: str, state: dict[str, str]) -> SavedView:
    """Keep a view; one of the same name is replaced. Raises InputError for a name that is empty or too long."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise InputError("a view needs a name", fix=f"write 1 to {LONGEST} characters")
    kept = SavedView(name, page, dict(state), datetime.datetime.now().replace(microsecond=0))
    cursor = workspace.cursor()
    cursor.execute(TABLE).fetchall()
    with together(cursor):
        cursor.execute("delete from saved_view where lower(name) = lower($name)", {"name": name}).fetchall()
        cursor.execute(
            "insert into saved_view values ($name, $page, $state, $saved)",
            {"name": name, "page": page, "state": json.dumps(kept.state, sort_keys=True), "saved": kept.saved},
        ).fetchall()
    return kept


def forget(workspace: Workspace, name: str) -> None:
    """Take a view out; a name nobody saved is no fault."""
    cursor = workspace.cursor()
    cursor.execute(TABLE).fetchall()
    cursor.execute("delete from saved_view where name = $name", {"name": name}).fetchall()
