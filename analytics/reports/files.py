"""The audit's output files: one CSV per table, findings as Parquet too, summary.json, report.xlsx and report.pdf."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from analytics.errors import InputError
from analytics.questions import parameters, text
from analytics.reports import brand as brands
from analytics.reports import pdf
from analytics.reports.brand import Brand
from analytics.reports.private import Private, Word
from analytics.reports.safe_csv import write_csv
from analytics.selection import Filter
from analytics.workspace import Workspace

TABLES = {
    "units.csv": "units_csv",
    "findings.csv": "findings_csv",
    "denials.csv": "denials_csv",
    "worklist.csv": "worklist_csv",
    "aging.csv": "aging",
    "rejects.csv": "rejects_csv",
    "reconciliation.csv": "reconciliation_csv",
    "unmatched.csv": "unmatched_csv",
}
BLOCK = 20_000


def write_files(
    workspace: Workspace, directory: Path, summary: dict[str, Any], *, mask: bool = False, brand: Brand | None = None
) -> list[Path]:
    """Write every output file into a folder (made if need be); returns their paths.

    mask: patient ids become pseudonyms, also in claim numbers made of one, and the values of rejected cells are left
    out (they can be anything).
    brand: whose reports they are; default the one kept in the workspace. Raises InputError if the folder cannot be
    written.
    """
    with _writable(directory):
        paths = write_tables(workspace, directory, mask=mask)
        path = directory / "summary.json"
        with _whole(path) as half:
            half.write_text(to_json(summary), encoding="utf-8")
    return [*paths, path, *write_reports(workspace, directory, summary, mask=mask, brand=brand)]


def write_tables(workspace: Workspace, directory: Path, *, mask: bool = False) -> list[Path]:
    """Write the CSVs and findings.parquet into a folder that is there; returns their paths. Raises OSError."""
    private = Private(workspace) if mask else None
    paths = [_write_table(workspace, directory / name, question, private) for name, question in TABLES.items()]
    return [*paths, _write_parquet(workspace, directory / "findings.parquet", private)]


def write_reports(
    workspace: Workspace, directory: Path, summary: dict[str, Any], *, mask: bool = False, brand: Brand | None = None
) -> list[Path]:
    """Write report.xlsx and report.pdf into a folder (made if need be); returns the paths. The rest as write_files."""
    from analytics.reports import workbook  # its writer is needed for this alone

    brand = brands.load(workspace) if brand is None else brand
    makers = {directory / "report.xlsx": workbook.write, directory / "report.pdf": pdf.write}
    with _writable(directory), ThreadPoolExecutor(len(makers)) as threads:  # setting pages leaves Python free
        made = [
            threads.submit(_report, write, workspace, target, summary, brand=brand, mask=mask)
            for target, write in makers.items()
        ]
        for one in made:
            one.result()
    return list(makers)


def _report(write: Callable[..., Any], workspace: Workspace, target: Path, *told: Any, **choices: Any) -> None:
    with _whole(target) as half:
        write(workspace, half, *told, **choices)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Where to write a file so that it stands under its name only once it is whole."""
    half = path.with_name(f".{path.name}.half")
    try:
        yield half
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _writable(directory: Path) -> Iterator[None]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise InputError("cannot be written", file=str(directory), fix="choose another folder for --out") from error


def _query(workspace: Workspace, question: str):
    sql = text(question)
    return workspace.cursor().execute(sql, parameters(sql, Filter()) or None)


def _write_table(workspace: Workspace, path: Path, question: str, private: Private | None) -> Path:
    cursor = _query(workspace, question)
    columns = [column[0] for column in cursor.description]
    hide = _hider(columns, private) if private else None

    def rows():
        while block := cursor.fetchmany(BLOCK):
            yield from (hide(row) for row in block) if hide else block

    with _whole(path) as half, half.open("w", encoding="utf-8", newline="") as handle:
        write_csv(handle, columns, rows())
    return path


def _hider(columns: list[str], private: Private) -> Callable[[tuple], list]:
    """What makes a row fit to leave the house."""
    words: list[Word | None] = [private.word(column) for column in columns]
    return lambda row: [word(value) if word else value for word, value in zip(words, row, strict=True)]


def _write_parquet(workspace: Workspace, path: Path, private: Private | None) -> Path:
    table = workspace.arrow(text("findings_csv"))
    with _whole(path) as half:
        pq.write_table(private.masked(table) if private else table, half, compression="zstd")
    return path


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def to_json(summary: dict[str, Any]) -> str:
    """summary.json's text: ISO dates, dollars as plain numbers, null for what is not known."""
    return json.dumps(summary, default=_plain, indent=1, ensure_ascii=False) + "\n"
