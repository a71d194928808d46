"""One table file into the staging tables: read, map, type, refuse, tell duplicates, and close the totals."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources.choices import Choices
from analytics.sources.tables import header, kinds, records, remittance, totals, typing, work
from analytics.sources.tables.mapping import Mapped
from analytics.sources.tables.records import Sheet
from analytics.sources.tables.work import Part

NOTHING_SAID = Choices()
HERE = Path(__file__).resolve().parent
TABLES = {"billing": "billing_row", "minutes": "minutes_row", "fee_schedule": "fee_row"}
KEYS = ("row_key", "file_id", "sheet", "row_no", "is_duplicate")
WORK = (
    "work_text",
    "work_value",
    "work_fault",
    "work_shape",
    "work_stage",
    "work_entry",
    "work_line",
    "work_rejected",
    "work_earlier",
    "work_keyed",
)


def load(
    cursor: duckdb.DuckDBPyConnection,
    file_id: int,
    data: bytes,
    choices: Choices = NOTHING_SAID,
) -> str | None:
    """Load a CSV, TSV or XLSX file into the staging tables; the kind of table it is, or None if of no known kind.

    The row of input_file for file_id must exist; its kind, rows, loaded, rejected and duplicate are set. A workbook
    with sheets of several kinds gives them joined by '+'. Raises InputError (without the file's name) where the
    file cannot be used; nothing has been written then. Any transaction is the caller's.
    """
    _check_mapping(choices.mapping)
    sheets = records.read(data)
    parts, skipped = _plan(sheets, choices.kind, dict(choices.mapping))
    if not parts:
        return None
    cursor.execute((HERE / "macros.sql").read_text(encoding="utf-8")).fetchall()
    _load(cursor, file_id, parts, skipped)
    return "+".join(dict.fromkeys(part.kind for part in parts))


def _check_mapping(mapping: Mapping[str, str]) -> None:
    known = {field.name for fields in FIELDS.values() for field in fields}
    for name, field in mapping.items():
        if field and field not in known:
            raise InputError(
                f'the mapping names an unknown field "{field}"', column=name, fix="use a canonical column name"
            )


def _plan(sheets: list[Sheet], forced: str | None, mapping: dict[str, str]) -> tuple[list[Part], list[tuple]]:
    """The sheets to load, and (sheet, row, reason, fix) of those left out of a workbook.

    One sheet that cannot be used does not cost the others: its fault is raised only if no sheet can be loaded.
    """
    parts: list[Part] = []
    skipped: list[tuple] = []
    errors: list[InputError] = []
    ordinal = 1
    for sheet in sheets:
        try:
            part = _part(sheet, forced, mapping, ordinal)
            if part:
                parts.append(part)
            else:
                skipped.append((sheet.name, None, "a sheet of no known kind", "name its columns, if it is needed"))
        except InputError as error:
            errors.append(error)
            skipped.append((sheet.name, error.row, error.what, error.fix))
        ordinal += sheet.table.num_rows
    if errors and not parts:
        raise errors[0]
    return parts, skipped


def _part(sheet: Sheet, forced: str | None, mapping: dict[str, str], first: int) -> Part | None:
    sample = sheet.sample()
    at = header.find(sample, mapping)
    if at is None:
        if forced or header.headless(sample):
            raise InputError(
                f"no header row in the first {header.SEARCHED} rows: no row names two columns such as Patient ID, "
                "Date of Service, CPT, Units, Minutes, Payer, Claim #, Paid or Rate",
                fix="put the column names in one row above the data",
            )
        return None
    headers = header.names(sample[at])
    values = [[row[i] for row in sample[at + 1 :] if i < len(row) and row[i]] for i in range(len(headers))]
    decided = kinds.decide(headers, values, mapping, forced)
    if decided is None:
        return None
    return Part(sheet, decided[0], sheet.table["row_no"][at].as_py(), headers, decided[1], first)


def _load(cursor: duckdb.DuckDBPyConnection, file_id: int, parts: list[Part], skipped: list[tuple]) -> None:
    cursor.execute(
        "update input_file set kind = $kind, rows = 0, loaded = 0, rejected = 0, duplicate = 0 where file_id = $id",
        {"id": file_id, "kind": "+".join(dict.fromkeys(p.kind for p in parts))},
    )
    _insert_rows(cursor, "column_mapping", _mapping_rows(file_id, parts))
    notes = [(file_id, name, row, None, None, reason, fix) for name, row, reason, fix in skipped]
    notes += [
        (file_id, part.sheet.name, fault.row_no, None, None, fault.reason, fault.fix)
        for part in parts
        for fault in part.sheet.faults
        if fault.row_no > part.header_row
    ]
    _insert_rows(cursor, "reject", notes)
    for kind, group in groupby(sorted(parts, key=lambda part: part.kind), key=lambda part: part.kind):
        _load_kind(cursor, file_id, kind, list(group))
    for table in WORK:
        cursor.execute(f"drop table if exists {table}").fetchall()


def _load_kind(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, parts: list[Part]) -> None:
    mapped = work.make_text(cursor, kind, parts)
    typing.make_values(cursor, kind, mapped)
    typing.make_faults(cursor, kind, mapped, _sql(f"check_{kind}"))
    _shape(cursor, file_id, mapped)
    _rejects(cursor, file_id)
    if kind == "remittance":
        remittance.stage(cursor)
    else:
        _stage(cursor, file_id, TABLES[kind], _sql(f"stage_{kind}"))
    broken = sum(fault.row_no > part.header_row for part in parts for fault in part.sheet.faults)
    totals.close(cursor, file_id, kind, mapped, broken)


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _shape(cursor: duckdb.DuckDBPyConnection, file_id: int, mapped: set[str]) -> None:
    """Table work_shape, one row: what the file as a whole tells. Modifiers are unknown, not absent, in a table that
    has no column for them and no code that carries one."""
    columns = any(name.startswith("modifier") for name in mapped)
    told = "true" if columns else "coalesce(bool_or(len(code_modifiers(cpt_text)) > 0), false)"
    source = "" if columns or "cpt" not in mapped else "from work_value"
    told = told if columns or source else "false"
    cursor.execute(
        f"create or replace table work_shape as select {file_id} as file_id, {told} as tells_modifiers {source}"
    ).fetchall()


def _rejects(cursor: duckdb.DuckDBPyConnection, file_id: int) -> None:
    """The faults and the rows that are no data, under the file's own headers."""
    cursor.execute(
        """
        insert into reject
        select $id, text.sheet, text.row_no, mapping.header, fault.value, fault.reason, fault.fix
        from work_fault as fault
        join work_text as text on text.ordinal = fault.ordinal
        left join column_mapping as mapping
            on mapping.file_id = $id and mapping.field = fault.field and mapping.sheet is not distinct from text.sheet
        union all
        select $id, sheet, row_no, null, null, furniture, 'nothing to do: it holds no data row of its own'
        from work_text where furniture is not null
        """,
        {"id": file_id},
    ).fetchall()


def _stage(cursor: duckdb.DuckDBPyConnection, file_id: int, table: str, staged: str) -> None:
    """The accepted rows into their staging table, those that are there already marked as duplicates."""
    cursor.execute(f"create or replace table work_stage as select * from {table} limit 0").fetchall()
    cursor.execute(
        f"insert into work_stage by name with staged as ({staged}) "
        "select ($id::bigint << 32) + ordinal as row_key, $id as file_id, false as is_duplicate, * exclude (ordinal) "
        "from staged",
        {"id": file_id},
    ).fetchall()
    names = [row[0] for row in cursor.execute(f"describe {table}").fetchall()]
    content = "hash(" + ", ".join(name for name in names if name not in KEYS) + ")"
    line = "claim_id || chr(31) || line_no" if table == "billing_row" else "null::varchar"
    cursor.execute(
        f"""
        update work_stage set is_duplicate = true where row_key in (
            with here as (select row_key, {line} as line, {content} as content from work_stage)
            , earlier as (
                select {content} as content, count(*) as copies from {table} where not is_duplicate group by all
            )
            , several as (select content from here group by content having count(*) > 1)
            , counted as (
                select row_key, line, content, row_number() over (partition by content order by row_key) as copy
                from here
                where content in (select content from earlier) or content in (select content from several)
            )
            select row_key from counted left join earlier using (content)
            where copy <= coalesce(copies, 0) or (line is not null and copy > 1)
        )
        """
    ).fetchall()
    cursor.execute(f"insert into {table} select * from work_stage").fetchall()


def _mapping_rows(file_id: int, parts: list[Part]) -> list[tuple]:
    def row(part: Part, column: Mapped) -> tuple:
        return file_id, part.sheet.name, column.position, column.header, column.field, column.basis

    return [row(part, column) for part in parts for column in part.mapped]


def _insert_rows(cursor: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    if not rows:
        return
    names = [column[0] for column in cursor.execute(f"describe {table}").fetchall()]
    cursor.register("incoming", pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names))
    cursor.execute(f"insert into {table} select * from incoming").fetchall()
    cursor.unregister("incoming")
