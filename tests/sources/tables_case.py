"""A table as text in, staging rows and rejects out: the helper of the test_tables_* modules."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import xlsxwriter

from analytics.sources import Choices, tables
from analytics.sources.undo import STAGING
from analytics.workspace import Workspace

HEADER = "Patient ID,Date of Service,CPT,Modifiers,Units,Charge,Payer"
TABLES = {
    "billing": "billing_row",
    "minutes": "minutes_row",
    "fee_schedule": "fee_row",
    "opening_balance": "opening_balance",
    "remittance": "remit_line",
}


class Loaded:
    """What became of one file."""

    def __init__(self, workspace: Workspace, file_id: int, kind: str | None) -> None:
        self.workspace, self.file_id, self.kind = workspace, file_id, kind

    def of(self, table: str) -> list[dict[str, Any]]:
        return self.workspace.records(f"select * from {table} where file_id = $id order by all", id=self.file_id)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.of(TABLES[self.kind])

    @property
    def rejects(self) -> list[tuple]:
        sql = "select row_no, column_name, value, reason from reject where file_id = $id order by all"
        return self.workspace.rows(sql, id=self.file_id)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        sql = "select rows, loaded, rejected, duplicate from input_file where file_id = $id"
        return self.workspace.rows(sql, id=self.file_id)[0]

    @property
    def totals(self) -> dict[str, tuple]:
        sql = "select measure, in_file, loaded, rejected, duplicate, difference from control_total where file_id = $id"
        return {measure: tuple(values) for measure, *values in self.workspace.rows(sql, id=self.file_id)}

    @property
    def fields(self) -> dict[str, tuple]:
        sql = "select header, field, basis from column_mapping where file_id = $id and field is not null"
        return {header: (field, basis) for header, field, basis in self.workspace.rows(sql, id=self.file_id)}


@cache
def shared() -> Workspace:
    """One workspace for all tests: making one costs more than most loads."""
    return Workspace(threads=1)


def emptied() -> Workspace:
    """The shared workspace without a row."""
    cursor = shared().cursor()
    for table in (*STAGING, "input_file"):
        cursor.execute(f"delete from {table}").fetchall()
    return shared()


def load(data: bytes | str, workspace: Workspace | None = None, **options: Any) -> Loaded:
    """Load one table and check that its totals close: into an empty workspace, unless that of an earlier load is given.

    The empty one is the same every time: what an earlier load without a workspace gave back is gone then.
    """
    workspace = workspace or emptied()
    file_id = workspace.rows("select coalesce(max(file_id), 0) + 1 from input_file")[0][0]
    workspace.cursor().execute(
        "insert into input_file (file_id, name, sha256, bytes, kind, status) values ($1, '', '', 0, '', 'loaded')",
        [file_id],
    ).fetchall()
    data = data.encode() if isinstance(data, str) else data
    loaded = Loaded(workspace, file_id, tables.load(workspace.cursor(), file_id, data, Choices(**options)))
    if loaded.kind:
        rows, kept, rejected, duplicate = loaded.counts
        assert rows == kept + rejected + duplicate
        counted = {name: total for name, total in loaded.totals.items() if not name.startswith("stated_")}
        assert all(total[4] == 0 for total in counted.values()), counted
    return loaded


def billing(*rows: str, header: str = HEADER) -> Loaded:
    return load("\n".join([header, *rows]) + "\n")


def one(**values: str) -> dict[str, Any]:
    """The staged row of a billing line with these values; fails if it was rejected."""
    loaded = line(**values)
    assert not loaded.rejects, loaded.rejects
    return loaded.rows[0]


def line(**values: str) -> Loaded:
    given = {"patient_id": "1", "dos": "2026-01-05", "cpt": "97110", "units": "1", "payer_name": "Aetna", **values}
    quoted = ('"' + value.replace('"', '""') + '"' for value in given.values())
    return load(",".join(given) + "\n" + ",".join(quoted) + "\n")


def workbook(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    """An XLSX file of the given cells; dates are written as Excel dates."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "mm/dd/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name in hidden:
            sheet.hide()
    book.close()
    return buffer.getvalue()
