"""The dated reference tables of a workspace: the shipped CSV files united with what the practice loaded from CMS.

Each table is the SQL file of its name beside this module; it reads the text of data/reference/<table>.csv as
`shipped_<table>` and the tables of schema.sql (`kept_*`). docs/reference-tables.md says what the columns mean.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from pyarrow import csv as arrow_csv

from analytics.errors import InputError
from analytics.workspace import REFERENCE, Workspace, together

ROOM = Path(__file__).resolve().parent
# In this order: gpci reads rvu_release.
TABLES = (
    "rvu_release",
    "rvu",
    "gpci",
    "ncci_pair",
    "mue",
    "therapy_threshold",
    "place_of_service",
    "modifier_denial",
)


class Locality(NamedTuple):
    """A Medicare pricing locality. needs_plus4: only ZIP+4 tells which one, this need not be it."""

    mac: str
    locality: str
    state: str
    needs_plus4: bool


def prepare(workspace: Workspace) -> None:
    """Make the empty tables of what a practice loads itself (kept_*), where they aren't there yet."""
    workspace.cursor().execute(_sql("schema")).fetchall()


def store(workspace: Workspace, folder: Path = REFERENCE) -> None:
    """(Re)make all of TABLES in one transaction: a reader sees the old ones or the new ones, never half of each.

    Raises duckdb.ConversionException or pyarrow.ArrowInvalid for a shipped file with a bad cell; the tables stay.
    """
    shipped = {table: _text(folder / f"{table}.csv") for table in TABLES}
    prepare(workspace)
    cursor = workspace.cursor()
    with together(cursor):
        for table, text in shipped.items():
            cursor.register(f"shipped_{table}", text)
            cursor.execute(f"create or replace table {table} as\n{_sql(table)}").fetchall()
            cursor.unregister(f"shipped_{table}")


def locality_of_zip(zip5: str, workspace: Workspace | None = None) -> list[Locality]:
    """The pricing localities of a ZIP code (five digits, or ZIP+4 of which the first five are read); unknown: none.

    workspace: a file of ZIP codes loaded there stands before the shipped one.
    Raises InputError for a text that is no ZIP code.
    """
    zip5 = _five_digits(zip5)
    kept = _kept_localities(workspace, zip5) if workspace else []
    if kept:
        return kept
    text = (REFERENCE / "zip_locality.csv").read_text(encoding="utf-8")
    found = re.findall(rf"^{zip5},(\w+),(\w+),(\w+),(\w+)$", text, re.MULTILINE)
    return [Locality(mac, locality, state, needs_plus4 == "true") for mac, locality, state, needs_plus4 in found]


def _kept_localities(workspace: Workspace, zip5: str) -> list[Locality]:
    prepare(workspace)
    rows = workspace.rows(
        """select mac, locality, state, needs_plus4 from kept_zip_locality
        where zip5 = $zip5 and kept_id = (select max(kept_id) from kept_zip_locality) order by mac, locality""",
        zip5=zip5,
    )
    return [Locality(*row) for row in rows]


def _five_digits(text: str) -> str:
    found = re.fullmatch(r"\s*([0-9]{5})(-?[0-9]{4})?\s*", text)
    if not found:
        raise InputError(f'"{text}" is not a ZIP code', fix="write five digits, such as 99501")
    return found[1]


def _text(file: Path) -> pa.Table:
    """Every column text, empty = null; a line with too few or too many cells raises pyarrow.ArrowInvalid."""
    with file.open(encoding="utf-8") as handle:
        columns = handle.readline().strip().split(",")
    options = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(columns, pa.string()), null_values=[""], strings_can_be_null=True
    )
    return arrow_csv.read_csv(file, convert_options=options)


def _sql(name: str) -> str:
    return (ROOM / f"{name}.sql").read_text(encoding="utf-8")
