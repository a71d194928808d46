"""`python -m analytics clients`: one audit a client, and the audits of all of them in one folder of this machine."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from analytics import clients
from analytics.clients import Client
from analytics.errors import InputError
from analytics.workspace import Workspace, opened

UNKNOWN = "-"


def add(subparsers: Any) -> None:
    """Add the command to those of the command line. subparsers: what ArgumentParser.add_subparsers gives."""
    command = subparsers.add_parser("clients", help="clients: list, create, rename, copy, archive, restore, delete")
    actions = command.add_subparsers(dest="action", metavar="ACTION")
    parts = {name: actions.add_parser(name, help=run.__doc__, description=run.__doc__) for name, run in ACTIONS.items()}
    for name, part in parts.items():
        if name != "list":
            part.add_argument("name", metavar="NAME", help="the client's name, or its id as listed")
    for name in ("rename", "copy"):
        parts[name].add_argument("new", metavar="NEW", help="the other name")
    parts["delete"].add_argument("--yes", metavar="NAME", default="", help="the name once more, exactly as listed")
    command.set_defaults(action="list")


def run(options: argparse.Namespace) -> int:
    """Run one of the actions; returns the exit status. Raises InputError."""
    ACTIONS[options.action](options)
    return 0


@contextmanager
def workspace_of(client: str | None, path: str | None) -> Iterator[Workspace]:
    """The workspace an audit is kept in: a client's, a file's, or one in memory.

    A client nobody knows is made, and goes away again where the audit fails. Raises InputError where both are named, or
    the client is archived.
    """
    if client is None:
        with opened(path) as workspace:
            yield workspace
        return
    if path:
        raise InputError("--client and --workspace name two places to keep the audit", fix="give one of them")
    found = _found(client)
    if found and found.archived:
        raise InputError(f"{found.name} is archived", fix=f"say `clients restore {found.id}` first")
    kept = found or clients.create(client)
    try:
        with opened(str(kept.path)) as workspace:
            yield workspace
            clients.note(kept.id, workspace)
    except BaseException:
        if not found:
            clients.delete(kept.id, kept.name)
        raise


def _list(options: argparse.Namespace) -> None:
    """every client, with the size and the days of its audit"""
    told = clients.known(archived=True)
    head = ("id", "name", "created", "size", "lines", "from", "to", "")
    if told:
        print(_aligned([head, *map(_line, told)]))
    else:
        print(f"No clients yet. They would be kept in {clients.home() / 'clients'}.")
    for fault in clients.faults():
        print(fault)


def _line(client: Client) -> tuple[str, ...]:
    size = f"{client.bytes / 1e6:,.1f} MB" if client.bytes else UNKNOWN
    lines = UNKNOWN if client.lines is None else f"{client.lines:,}"
    days = [str(day or UNKNOWN) for day in (client.first_day, client.last_day)]
    return (
        client.id,
        client.name,
        f"{client.created:%Y-%m-%d}",
        size,
        lines,
        *days,
        "archived" if client.archived else "",
    )


def _create(options: argparse.Namespace) -> None:
    """make a client without data"""
    made = clients.create(options.name)
    print(f"Made {made.name}, kept in {made.path.parent}. It will hold patient data: the disk should be encrypted.")


def _rename(options: argparse.Namespace) -> None:
    """give a client another name"""
    before = _named(options.name)
    print(f"{before.name} is now {clients.rename(before.id, options.new).name}.")


def _copy(options: argparse.Namespace) -> None:
    """make a client of its own with all that another holds"""
    source = _named(options.name)
    print(f"Copied {source.name} to {clients.copy(source.id, options.new).name}.")


def _archive(options: argparse.Namespace) -> None:
    """take a client out of those in use; nothing is removed"""
    print(f"{clients.archive(_named(options.name).id).name} is archived.")


def _restore(options: argparse.Namespace) -> None:
    """take an archived client back into use"""
    print(f"{clients.restore(_named(options.name).id).name} is in use again.")


def _delete(options: argparse.Namespace) -> None:
    """remove a client and its audit for good"""
    client = _named(options.name)
    if not options.yes:
        raise InputError(f"nothing was deleted: this removes {client.name} for good", fix="write --yes and its name")
    clients.delete(client.id, options.yes)
    print(f"Deleted {client.name} and its audit.")


def _found(name: str) -> Client | None:
    wanted = " ".join(name.split())
    every = clients.known(archived=True)
    by_name = [client for client in every if client.name.casefold() == wanted.casefold()]
    return next(iter([*by_name, *(client for client in every if client.id == wanted)]), None)


def _named(name: str) -> Client:
    found = _found(name)
    if not found:
        raise InputError(f"{name}: no such client", fix="take a name of `clients list`")
    return found


def _aligned(lines: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [[part.ljust(width) for part, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("  ".join(parts).rstrip() for parts in padded)


ACTIONS = {
    "list": _list,
    "create": _create,
    "rename": _rename,
    "copy": _copy,
    "archive": _archive,
    "restore": _restore,
    "delete": _delete,
}
