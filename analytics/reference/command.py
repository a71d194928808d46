"""`python -m analytics reference`: load what CMS publishes, list what is known, drop what was loaded."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.errors import InputError
from analytics.reference import cms
from analytics.reference.cms.kinds import NAMED
from analytics.workspace import Workspace, opened

COLUMNS = ("table", "release", "first day", "last day", "rows", "trust", "number", "kept", "file")


def add(subparsers: Any) -> None:
    """Add the command to those of the command line. subparsers: what ArgumentParser.add_subparsers gives."""
    reference = subparsers.add_parser("reference", help="what CMS publishes: load its files, list them, drop them")
    actions = reference.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser(
        "load", help="check CMS's own files and keep them in a workspace", description=_load.__doc__
    )
    load.add_argument(
        "files", nargs="+", metavar="FILE", help="PPRRVU, GPCI, ccipra, MUE, ZIP5 files, or CMS's archives"
    )
    load.add_argument("--partial", action="store_true", help="the files are excerpts: fewer rows than CMS's are right")
    listing = actions.add_parser("list", help="what is shipped and what is kept", description=_list.__doc__)
    drop = actions.add_parser("drop", help="forget a file that is kept", description=_drop.__doc__)
    drop.add_argument("kept_id", type=int, metavar="NUMBER", help="its number in the list")
    for action in (load, listing, drop):
        action.add_argument("--workspace", metavar="FILE", help="the practice's DuckDB file")


def run(options: argparse.Namespace) -> int:
    """Run one of the actions; returns the exit status. Raises InputError."""
    return {"load": _load, "list": _list, "drop": _drop}[options.action](options)


def _load(options: argparse.Namespace) -> int:
    """Check CMS's own files and keep them in a workspace: every audit of it uses them from then on."""
    with _open(options.workspace) as workspace:
        done = cms.load(workspace, options.files, partial=options.partial)
    for file in done.kept:
        note = f" ({file.note})" if file.note else ""
        print(
            f"Kept {file.kept_id}  {file.file_name}: {NAMED[file.kind].title}, release {file.release}{note}; "
            f"{file.read:,} rows read, {file.rows:,} kept."
        )
    for release, parts in done.missing.items():
        which = ", ".join(map(str, parts))
        print(f"Missing  pair edits of {release}: part {which} of 4. Pairs of a missing part stand as they were.")
    if done.repeated:
        print(f"Kept already  {', '.join(done.repeated)}.")
    if done.left_out:
        print(f"Not needed  {', '.join(sorted(done.left_out))}.")
    return 0


def _list(options: argparse.Namespace) -> int:
    """What is known, shipped or kept: per table and release its days, rows and trust."""
    with _open(options.workspace, must_exist=True) if options.workspace else Workspace() as workspace:
        rows = cms.listed(workspace)
    print(_aligned([COLUMNS, *(_shown(row) for row in rows)]))
    return 0


def _drop(options: argparse.Namespace) -> int:
    """Forget a file that is kept; what was shipped stands again."""
    with _open(options.workspace, must_exist=True) as workspace:
        print(f"Dropped {options.kept_id}  {cms.drop(workspace, options.kept_id)}.")
    return 0


def _open(path: str | None, *, must_exist: bool = False) -> Workspace:
    if not path:
        raise InputError(
            "no workspace named",
            fix="add --workspace FILE: what is loaded is kept there, for every audit of that practice",
        )
    if must_exist and not Path(path).is_file():
        raise InputError("no such workspace", file=path, fix="check the path")
    return opened(path)


def _shown(row: dict[str, Any]) -> tuple[str, ...]:
    """A row of the list as texts."""
    return tuple("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row.values())


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts in columns of equal width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
