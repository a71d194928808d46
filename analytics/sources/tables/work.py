"""From the sheets of one kind to the table work_text: the mapped columns as clean text, and rows that are no data."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pyarrow as pa

from analytics.contract import FIELDS
from analytics.sources.tables.mapping import Mapped
from analytics.sources.tables.records import Sheet
from analytics.sources.tables.typing import is_text

# The fields of which a data row fills at least one; a row without any of them is a total, a heading or a footer.
KEYS = {
    "billing": ("patient_id", "dos", "cpt"),
    "minutes": ("patient_id", "dos", "cpt"),
    "remittance": ("claim_id", "patient_id", "dos", "cpt"),
    "fee_schedule": ("cpt",),
}
MONEY = ("money", "amounts", "number")
LABEL = r"^[^a-z0-9]*((grand|sub|report|page|overall)[ -]*)?totals?\b"


class Part(NamedTuple):
    """The data of one sheet. header_row: its row number; first: ordinal of the sheet's first record in the file."""

    sheet: Sheet
    kind: str
    header_row: int
    headers: list[str]
    mapped: list[Mapped]
    first: int

    def fields(self) -> dict[str, Mapped]:
        """field -> the column it was found in."""
        return {column.field: column for column in self.mapped if column.field}


def make_text(cursor: duckdb.DuckDBPyConnection, kind: str, parts: list[Part]) -> set[str]:
    """Table work_text of all parts, one row per record below the header; gives back the fields that are mapped.

    furniture: null, or why a record is no data; surplus: null, or the reason a record with too many values is refused.
    """
    fields = {field for part in parts for field in part.fields()}
    names = [field.name for field in FIELDS[kind] if field.name in fields]
    columns = ", ".join(f"{name} varchar" for name in names)
    cursor.execute(
        "create or replace table work_text (ordinal bigint, sheet varchar, row_no bigint, "
        f"furniture varchar, surplus varchar, {columns})"
    ).fetchall()
    for part in parts:
        _insert(cursor, part)
    return fields


def _insert(cursor: duckdb.DuckDBPyConnection, part: Part) -> None:
    data = part.sheet.table
    data = data.append_column("ordinal", pa.array(range(part.first, part.first + data.num_rows), pa.int64()))
    cursor.register("incoming", data)
    types = {field.name: field for field in FIELDS[part.kind]}
    cells = ", ".join(
        f"{'clean' if is_text(types[name]) else 'clean_value'}(c{column.position}) as {name}"
        for name, column in part.fields().items()
    )
    cursor.execute(
        f"""
        insert into work_text by name
        select ordinal, $sheet::varchar as sheet, row_no, {_furniture(part)} as furniture,
               {_surplus(part)} as surplus, {cells}
        from incoming where row_no > $header_row
        """,
        {"sheet": part.sheet.name, "header_row": part.header_row},
    ).fetchall()
    cursor.unregister("incoming")


def _columns(part: Part) -> list[str]:
    return [name for name in part.sheet.table.column_names if name[0] == "c" and name[1:].isdigit()]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _furniture(part: Part) -> str:
    """Why a record is no data. Rows that fill every key, as nearly all do, are judged by their keys alone."""
    fields = part.fields()
    keys = [f"c{fields[name].position}" for name in KEYS[part.kind] if name in fields]
    types = {field.name: field.type for field in FIELDS[part.kind]}
    cells = _columns(part)
    others = [f"c{column.position}" for name, column in fields.items() if types[name] not in MONEY]
    repeats = " + ".join(
        f"coalesce((c{column.position} = {_quoted(column.header)})::integer, 0)" for column in fields.values()
    )
    plain = " and ".join(f"{key} <> '' and {key} not ilike '%total%'" for key in keys)
    new = f"{keys[0]} <> {_quoted(next(c.header for c in fields.values() if f'c{c.position}' == keys[0]))}"
    labelled = " or ".join(f"regexp_matches(lower({cell}), '{LABEL}')" for cell in cells)
    keyless = " and ".join(f"(clean({key}) is null or regexp_matches(lower({key}), '{LABEL}'))" for key in keys)
    filled = " + ".join(f"(clean({cell}) is not null)::integer" for cell in cells)
    return f"""
        case
            when {plain} and {new} then null
            when ({repeats}) >= {min(3, len(fields))} then 'the header row again'
            when {len(cells)} >= 4 and ({filled}) = 1 then 'a line of text outside the table'
            when not ({keyless}) then null
            when {labelled} then 'a total row'
            when {" and ".join(f"clean({cell}) is null" for cell in others)} then 'a total row'
        end"""


def _surplus(part: Part) -> str:
    """Reason for a record with more values than the header has, or one that swallowed the lines below it."""
    count = len(part.headers)
    beyond = [f"clean({name}) is not null" for name in _columns(part)[count:]]
    extra = " or ".join([f"width > {len(_columns(part))}", *beyond])
    return f"""
        case
            when {extra} then width::varchar || ' values where the header names {count} columns'
            when lines > 1 and width < {count} then 'a quotation mark opened in this row closes '
                || (lines - 1)::varchar || ' lines below, and ' || width::varchar
                || ' values are left where the header names {count} columns'
        end"""
