"""One audit a client: a folder each, named by a random id, so that neither a path nor a URL names anybody.

<home>/clients/<id>/client.json holds the name, when the client was created and archived, and how many lines of which
days the audit held when it was last looked at; audit.duckdb beside it is the workspace. Nothing is written before
somebody makes a client. A folder is made and removed under a hidden name, so that nobody ever sees half a client.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analytics.client_files import GONE, HALF, alone, copy_closed, journal, pour, settled
from analytics.errors import InputError
from analytics.workspace import Workspace

LONGEST = 80
CARD, AUDIT = "client.json", "audit.duckdb"


@dataclass(frozen=True)
class Client:
    """A client: created and archived in UTC (None: in use); bytes: of the audit, 0 before it was ever opened.

    lines, first_day, last_day: billed lines and their days of service when the audit was last looked at (note).
    """

    id: str
    name: str
    created: datetime.datetime
    archived: datetime.datetime | None
    path: Path
    bytes: int = 0
    lines: int | None = None
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None


def home() -> Path:
    """Where clients are kept: $REHABLEDGER_HOME, else ~/.rehabledger; made with the first client."""
    stated = os.environ.get("REHABLEDGER_HOME")
    return Path(stated).expanduser() if stated else Path.home() / ".rehabledger"


def _place() -> Path:
    return home() / "clients"


def known(archived: bool = False) -> list[Client]:
    """The clients in use, by name; archived: the archived ones too. One whose card is damaged is in faults()."""
    every = [client for client in map(_read_or_none, _folders()) if client]
    return sorted((one for one in every if archived or not one.archived), key=lambda one: (one.name.casefold(), one.id))


def faults() -> list[str]:
    """A sentence for each folder whose card cannot be read."""
    said = []
    for folder in _folders():
        try:
            _read(folder)
        except InputError as error:
            said.append(error.sentence())
    return said


def find(client_id: str) -> Client:
    """The client of an id, archived or not. Raises InputError where there is none, or its card is damaged."""
    folder = _place() / client_id
    if not _is_id(client_id) or not folder.is_dir():
        raise InputError("this client is not on this machine", fix="open another on the page Clients")
    return _read(folder)


def create(name: str) -> Client:
    """A client without data. Raises InputError for a name that is empty, too long or taken."""
    with alone(_place()), _half(_fresh(name)) as folder:
        pass
    return find(folder.name.removeprefix(HALF))


def rename(client_id: str, name: str) -> Client:
    """Give a client another name; its audit is not touched, and may be open. Raises InputError as create does."""
    with alone(_place()):
        return _change(client_id, name=_fresh(name, but=client_id))


def archive(client_id: str) -> Client:
    """Take a client out of the list of those in use; nothing is removed."""
    with alone(_place()):
        return _change(client_id, archived=find(client_id).archived or _now())


def restore(client_id: str) -> Client:
    """Take an archived client back into use."""
    with alone(_place()):
        return _change(client_id, archived=None)


def copy(client_id: str, name: str) -> Client:
    """A client of its own with all that this one holds. Raises InputError also while its audit is open anywhere."""
    with alone(_place()):
        source = find(client_id)
        told = {"lines": source.lines, "first_day": source.first_day, "last_day": source.last_day}
        with _half(_fresh(name), **told) as folder:
            if source.path.exists():
                copy_closed(source.path, folder / AUDIT)
    return find(folder.name.removeprefix(HALF))


def delete(client_id: str, typed: str) -> None:
    """Remove a client and its audit for good; typed: its name. Raises InputError for another, and while it is open."""
    with alone(_place()):
        client = find(client_id)
        if typed.strip() != client.name:
            raise InputError("what was typed is not the client's name", fix="type it exactly as it is written")
        settled(client.path)
        gone = client.path.parent.with_name(GONE + client_id)
        client.path.parent.rename(gone)
        shutil.rmtree(gone)


def keep(workspace: Workspace, name: str) -> Client:
    """Make a client of an audit, usually one in memory: every table and view of it, value for value.

    The workspace must not change meanwhile. Raises InputError as create does.
    """
    with alone(_place()), _half(_fresh(name), **_span(workspace)) as folder:
        try:
            pour(workspace, folder / AUDIT)
        except duckdb.Error:
            raise InputError("this audit could not be kept", fix="check that the disk has room for it") from None
    return find(folder.name.removeprefix(HALF))


def note(client_id: str, workspace: Workspace) -> Client:
    """Write down how many lines of which days a client's audit holds, for the list of clients."""
    found, span = find(client_id), _span(workspace)
    if all(getattr(found, key) == value for key, value in span.items()):
        return found
    with alone(_place()):
        return _change(client_id, **span)


def _span(workspace: Workspace) -> dict[str, Any]:
    built = workspace.rows("select 1 from information_schema.tables where table_name = 'billed_line'")
    if not built:
        return {"lines": 0, "first_day": None, "last_day": None}
    return workspace.records("select count(*) as lines, min(dos) as first_day, max(dos) as last_day from billed_line")[
        0
    ]


def _is_id(words: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}", words))


def _folders() -> list[Path]:
    try:
        return sorted(one for one in (_place()).iterdir() if _is_id(one.name) and one.is_dir())
    except OSError:  # none was ever made, or this user may not look
        return []


def _read_or_none(folder: Path) -> Client | None:
    try:
        return _read(folder)
    except InputError:
        return None


def _read(folder: Path) -> Client:
    path = folder / AUDIT
    try:
        told = json.loads((folder / CARD).read_text(encoding="utf-8"))
        return Client(
            id=folder.name,
            name=_checked(told["name"]),
            created=datetime.datetime.fromisoformat(told["created"]),
            archived=told["archived"] and datetime.datetime.fromisoformat(told["archived"]),
            path=path,
            bytes=sum(one.stat().st_size for one in (path, journal(path)) if one.exists()),
            lines=None if told.get("lines") is None else int(told["lines"]),
            first_day=_day(told.get("first_day")),
            last_day=_day(told.get("last_day")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            "is damaged or missing; the audit beside it is untouched",
            file=f"clients/{folder.name}/{CARD}",
            fix="put the file back from a backup, or remove the folder",
        ) from None


def _day(written: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


def _write(folder: Path, told: dict[str, Any]) -> None:
    """The whole card or none: it takes its place only once it stands on the disk."""
    draft = folder / (CARD + ".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1, default=lambda moment: moment.isoformat())
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)
    draft.replace(folder / CARD)


def _change(client_id: str, **new: Any) -> Client:
    client = find(client_id)
    told = {name: getattr(client, name) for name in ("name", "created", "archived", "lines", "first_day", "last_day")}
    _write(client.path.parent, told | new)
    return find(client_id)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def _checked(name: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy or len(tidy) > LONGEST or not tidy.isprintable():
        raise InputError("this cannot be a client's name", fix=f"write 1 to {LONGEST} letters, digits or signs")
    return tidy


def _fresh(name: str, but: str = "") -> str:
    """A tidy name that no other client has, archived or not, in any case."""
    tidy = _checked(name)
    same = [one for one in known(archived=True) if one.id != but and one.name.casefold() == tidy.casefold()]
    if same:
        fix = "restore it, or take another name" if same[0].archived else "take another name"
        raise InputError(f"{'an archived' if same[0].archived else 'a'} client is named {same[0].name}", fix=fix)
    return tidy


@contextmanager
def _half(name: str, **told: Any) -> Iterator[Path]:
    """A folder to fill that becomes a client when all went well, and nothing otherwise."""
    place = _place()
    client_id = next(one for one in iter(lambda: secrets.token_hex(4), "") if not (place / one).exists())
    folder = place / (HALF + client_id)
    folder.mkdir(mode=0o700)
    try:
        _write(folder, {"name": name, "created": _now(), "archived": None, **told})
        yield folder
        folder.rename(place / client_id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
