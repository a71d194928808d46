"""`python -m analytics report`: report.pdf and report.xlsx of an audit that is kept, without auditing again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from analytics import pipeline
from analytics.errors import InputError
from analytics.reports import brand as brands
from analytics.reports.files import write_reports
from analytics.summary import summarize
from analytics.workspace import Workspace, opened

ANEW = (
    "this audit was made by another release: its tables are made again with the rules that ship and those kept in it."
    " A file that was given with --rules is not kept: run the audit again with it."
)


def add(subparsers: Any) -> None:
    """Add the command to those of the command line. subparsers: what ArgumentParser.add_subparsers gives."""
    command = subparsers.add_parser("report", help="report.pdf and report.xlsx of an audit that is kept")
    command.add_argument("--workspace", metavar="FILE", required=True, help="the DuckDB file the audit is kept in")
    command.add_argument("--out", metavar="DIR", required=True, help="where the two files go")
    command.add_argument("--mask", action="store_true", help="pseudonyms for patients")
    add_brand(command)


def add_brand(command: argparse.ArgumentParser) -> None:
    """The option of whose report it is."""
    command.add_argument("--brand", metavar="FILE", help="name, contact, logo and colours of the report (YAML)")


def run(options: argparse.Namespace) -> int:
    """Write report.pdf and report.xlsx of a kept audit; returns the exit status. Raises InputError."""
    brand = brands.from_file(options.brand) if options.brand else None
    if not Path(options.workspace).is_file():
        raise InputError("is no file", file=options.workspace, fix="name the one that `audit --workspace` made")
    with opened(options.workspace) as workspace:
        _made(workspace)
        write_reports(workspace, Path(options.out), summarize(workspace), brand=brand, mask=options.mask)
    print(f"Written to {options.out}")
    return 0


def _made(workspace: Workspace) -> None:
    """Every table as this release makes it: a file of an earlier one lacks what came later."""
    if not pipeline.is_built(workspace):
        print(f"rehabledger: {ANEW}", file=sys.stderr)
        pipeline.load_rules(workspace)
        pipeline.rebuild(workspace)
