"""`python -m analytics rules`: what holds for each payer, and changes that say who made them and why."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.errors import InputError
from analytics.rules import edits, values
from analytics.rules.effect import Effect, effect
from analytics.rules.payer_model import KEYS
from analytics.rules.payer_yaml import MAX_BYTES
from analytics.rules.payers import PayerRules, store
from analytics.workspace import Workspace, opened


def add(subparsers: Any) -> None:
    """Add the command to those of the command line. subparsers: what ArgumentParser.add_subparsers gives."""
    rules = subparsers.add_parser("rules", help="payer rules: list, show, check, export, import, effect, history, undo")
    actions = rules.add_subparsers(dest="action", required=True, metavar="ACTION")
    parts = {name: actions.add_parser(name, help=run.__doc__, description=run.__doc__) for name, run in ACTIONS.items()}
    parts["show"].add_argument("payer", metavar="PAYER", help="its name as listed, or the first letters of it")
    parts["show"].add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="the day of service; default: today")
    for name in ("check", "import", "effect"):
        parts[name].add_argument("file", metavar="FILE", help="payer rules (data/payers/README.md)")
    parts["export"].add_argument("--all", action="store_true", help="the shipped rules too: every payer, every source")
    parts["undo"].add_argument("edits", nargs="+", type=int, metavar="EDIT_ID", help="its number in the history")
    for name in ("import", "undo"):
        parts[name].add_argument("--who", default="", metavar="NAME", help="who makes the change")
        parts[name].add_argument("--why", default="", metavar="TEXT", help="the reason, kept with it")
    for part in parts.values():
        part.add_argument("--workspace", metavar="FILE", help="the practice's DuckDB file")


def run(options: argparse.Namespace) -> int:
    """Run one of the actions; returns the exit status. Raises InputError."""
    with _open(options.workspace, needed=options.action in ("import", "effect", "history", "undo")) as workspace:
        ACTIONS[options.action](workspace, options)
    return 0


def _list(workspace: Workspace, options: argparse.Namespace) -> None:
    """every payer, how many versions it has, and how many of its values somebody verified"""
    rows = _rows(edits.in_force(workspace), "where effective_to is null order by is_default, payer")
    print(
        _aligned([("payer", "class", "unit rule", "since", "verified", "class default")] + [_line(row) for row in rows])
    )


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    told = f"{len(KEYS) - len(row['unverified'])} of {len(KEYS)}"
    return row["payer"], row["class"], row["unit_rule"], str(row["effective_from"]), told, str(len(row["assumed"]))


def _show(workspace: Workspace, options: argparse.Namespace) -> None:
    """every value of a payer on a day, with its source and when somebody verified it"""
    rules = edits.in_force(workspace)
    wanted = " ".join(options.payer.lower().split())
    names = [entry.payer for key, entry in rules.entries.items() if key == wanted]
    names = names or [entry.payer for key, entry in rules.entries.items() if key.startswith(wanted)]
    if len(names) != 1:
        what = f"{len(names)} payers are called so" if names else "no such payer"
        raise InputError(f"{options.payer}: {what}", fix="take a name of `rules list`")
    day = options.on or datetime.date.today()
    found = _rows(
        rules,
        "where payer = $payer and effective_from <= $day and (effective_to is null or $day < effective_to)",
        payer=names[0],
        day=day,
    )
    if not found:
        raise InputError(f"nothing is known of {names[0]} on {day}", fix="name a later day")
    row = found[0]
    print(f"{row['payer']} ({row['class']}) on {day}, since {row['effective_from']}")
    lines = [("key", "value", "verified", "source")]
    for stated in row["key_sources"]:
        checked = str(stated["verified"] or "unverified")
        if stated["key"] in row["assumed"]:
            checked = "class default"
        lines.append((stated["key"], values.shown(row, stated["key"]), checked, stated["source"]))
    print(_aligned(lines))


def _check(workspace: Workspace, options: argparse.Namespace) -> None:
    """read a file as an import would, and say whether it can be used; nothing is changed"""
    change = edits.candidate(workspace, _text(options.file), name=Path(options.file).name)
    named = ", ".join(one.payer for one in change.changes) or "nothing"
    print(f"{options.file} can be used. It would change {named}.")


def _export(workspace: Workspace, options: argparse.Namespace) -> None:
    """print what was changed in the workspace as a rules file"""
    print(edits.export_all(workspace) if options.all else edits.export(workspace), end="")


def _import(workspace: Workspace, options: argparse.Namespace) -> None:
    """keep the rules of a file in the workspace: each payer it names stands afterwards as the file says"""
    name = Path(options.file).name
    ids = edits.save(workspace, _text(options.file), options.who, options.why, name=name, imported=True)
    saved = ", ".join(map(str, ids))
    print(f"Saved as edit {saved}; every figure follows these rules now." if ids else "Nothing was changed.")


def _effect(workspace: Workspace, options: argparse.Namespace) -> None:
    """what the rules of a file would change, before they are imported"""
    change = edits.candidate(workspace, _text(options.file), name=Path(options.file).name)
    if not _is_audited(workspace):
        raise InputError("no audit in this workspace", file=options.workspace, fix="run `audit --workspace` first")
    print(_told(effect(workspace, change.rules)))


def _history(workspace: Workspace, options: argparse.Namespace) -> None:
    """every change of rules in the workspace, the last first"""
    rows = edits.history(workspace)
    head = ("edit", "saved (UTC)", "by", "payer", "what", "holds", "why")
    lines = [
        (
            str(row["edit_id"]),
            f"{row['saved_at']:%Y-%m-%d %H:%M}",
            row["saved_by"],
            row["payer"],
            row["action"],
            "yes" if row["is_standing"] else "no",
            row["reason"],
        )
        for row in rows
    ]
    print(_aligned([head, *lines]) if lines else "Nobody changed a rule in this workspace.")


def _undo(workspace: Workspace, options: argparse.Namespace) -> None:
    """put back what stood before these edits"""
    ids = edits.undo(workspace, *options.edits, saved_by=options.who, reason=options.why)
    print(f"Undone as edit {', '.join(map(str, ids))}.")


ACTIONS = {
    "list": _list,
    "show": _show,
    "check": _check,
    "export": _export,
    "import": _import,
    "effect": _effect,
    "history": _history,
    "undo": _undo,
}


def _told(found: Effect) -> str:
    reach = found.reach
    if not reach.lines:
        first = "No billed line would be judged by other rules."
    else:
        first = (
            f"{reach.lines:,} of {reach.lines_loaded:,} billed lines in {reach.visits:,} visits would be judged by "
            f"other rules, {reach.first_day} to {reach.last_day}."
        )
    moved = [one for one in found.figures if one.moves]
    if not moved:
        return f"{first}\nNo figure moves."
    head = ("figure", "", "now", "then", "dollars now", "dollars then", "difference")
    rows = [
        (
            one.kind,
            one.category,
            f"{one.number:,.0f}",
            f"{one.number_then:,.0f}",
            f"{one.amount:,.2f}",
            f"{one.amount_then:,.2f}",
            f"{one.amount_then - one.amount:+,.2f}",
        )
        for one in moved
    ]
    return f"{first}\n{_aligned([head, *rows])}"


def _rows(rules: PayerRules, where: str, **given: Any) -> list[dict[str, Any]]:
    with Workspace() as scratch:
        store(scratch.cursor(), rules)
        return scratch.records(f"select * from payer_rule {where}", **given)


def _is_audited(workspace: Workspace) -> bool:
    return bool(workspace.rows("select 1 from information_schema.tables where table_name = 'finding'"))


def _text(file: str) -> bytes:
    try:
        with Path(file).open("rb") as handle:
            return handle.read(MAX_BYTES + 1)  # one more than is allowed is refused as too large
    except OSError as fault:
        what = f"cannot be read ({fault.strerror or 'unknown error'})"
        raise InputError(what, fix="check the name and the permissions", file=file) from None


def _open(path: str | None, *, needed: bool) -> Workspace:
    if not path and needed:
        raise InputError("no workspace named", fix="add --workspace FILE: changes of rules are kept there")
    if path and not Path(path).is_file():
        raise InputError("no such workspace", file=path, fix="check the path, or make one with `audit --workspace`")
    return opened(path)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2026-06-30") from None


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns of a table; the last one is as wide as it is."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    )
