"""From the sheets of one kind to temp_text: the mapped columns as clean text, and rows that are no data."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.contract import FIELDS
from analytics.sources.tables import cells
from analytics.sources.tables.layout import BLOCK
from analytics.sources.tables.mapping import Mapped
from analytics.sources.tables.sheet import Sheet

# The fields of which a data row fills at least one; a row without any of them is a total, a heading or a footer.
KEYS = {
    "billing": ("patient_id", "dos", "cpt"),
    "minutes": ("patient_id", "dos", "cpt"),
    "remittance": ("claim_id", "patient_id", "dos", "cpt"),
    "fee_schedule": ("cpt",),
    "claim_status": ("claim_id",),
    "opening_balance": ("patient_id",),
}
CHECK_KEYS = ("check_number",)  # of a list of checks, which has none of a remittance's keys
MONEY = ("money", "amounts", "number", "minutes")
LABEL = r"^[^a-z0-9]*((grand|sub|report|page|overall|final)[ -]*)?totals?\b|\btotals?[: ]*$"
TOTAL = "a total row"
COPIED = 20_000  # rows, up to which a table is copied into the workspace: reading it where it is has a cost, too


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


class Text(NamedTuple):
    """The records below the headers. data: those of temp_text that are data, as Arrow; fields: its mapped columns."""

    data: pa.Table
    fields: set[str]


def make_text(cursor: duckdb.DuckDBPyConnection, kind: str, parts: list[Part]) -> Text:
    """temp_text of all parts, one row per record below the header: ordinal, sheet, row_no, furniture (null, or why a
    record is no data), surplus (null, or the reason a record with too many values is refused), and the mapped fields.

    Table temp_total has the records that state totals: their label, and for one below the table its amount.
    """
    cursor.execute(
        "create or replace table temp_total "
        "(ordinal bigint, sheet varchar, row_no bigint, label varchar, amount varchar)"
    ).fetchall()
    tables = [_text_of(cursor, part, alone=len(parts) == 1) for part in parts]
    table = tables[0]
    if len(tables) > 1:
        table = pa.concat_tables(tables, promote_options="default").unify_dictionaries().combine_chunks()
    put(cursor, "temp_text", table)
    return Text(_data_rows(table), {field for part in parts for field in part.fields()})


def _data_rows(table: pa.Table) -> pa.Table:
    """The records that are data, with the words that stand in them only."""
    furniture = table["furniture"]
    if furniture.null_count == len(furniture):
        return table
    data = table.filter(furniture.is_null())
    columns = [column.combine_chunks() for column in data.columns]
    return pa.table([cells.compact(column) for column in columns], names=data.column_names)


def put(cursor: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table that is not there yet: a big one is not copied, but read where it is."""
    if table.num_rows > COPIED:
        cursor.register(name, table)
        return
    cursor.register("incoming", table)
    cursor.execute(f"create or replace table {name} as select * from incoming").fetchall()
    cursor.unregister("incoming")


def clear(cursor: duckdb.DuckDBPyConnection) -> None:
    """Remove every table and view that a load has worked with, before one kind of table and after the last."""
    found = cursor.execute(
        "select 'view', view_name from duckdb_views() where starts_with(view_name, 'temp_') union all "
        "select 'table', table_name from duckdb_tables() where starts_with(table_name, 'temp_')"
    ).fetchall()
    for form, name in found:
        cursor.unregister(name)
        cursor.execute(f"drop {form} if exists {name}").fetchall()


def leave(cursor: duckdb.DuckDBPyConnection) -> None:
    """Clear up after a load, also after one that failed: nothing of it may stand in the way of the next one.

    A transaction that the failure has ended can do nothing more, and takes what the load made along when its owner
    rolls it back; the failure itself is what has to be reported then.
    """
    with suppress(duckdb.TransactionException):
        cursor.unregister("incoming")
        clear(cursor)


def _text_of(cursor: duckdb.DuckDBPyConnection, part: Part, *, alone: bool) -> pa.Table:
    data = part.sheet.table
    data = data.append_column("ordinal", pa.array(np.arange(part.first, part.first + data.num_rows)))
    data = data.slice(int(np.searchsorted(data["row_no"].to_numpy(), part.header_row, side="right")))
    data = data.set_column(data.column_names.index("furniture"), "furniture", _judged(cursor, part, data))
    _insert_totals(cursor, part, data)
    texts = frozenset(field.name for field in FIELDS[part.kind] if cells.is_text(field))
    columns = {name: data[f"c{column.position}"] for name, column in part.fields().items()}
    shape = {
        "ordinal": data["ordinal"],
        "sheet": pa.repeat(pa.scalar(part.sheet.name, pa.string()), data.num_rows),
        **{name: data[name] for name in ("row_no", "furniture", "surplus")},
    }
    return pa.table({**shape, **cells.clean(cursor, columns, texts, always=not alone)}).combine_chunks()


def _insert_totals(cursor: duckdb.DuckDBPyConnection, part: Part, data: pa.Table) -> None:
    """The records of the part that state totals, with their first value that names one."""
    rows = data.filter(pc.is_in(data["furniture"], pa.array([TOTAL, BLOCK])))
    if not rows.num_rows:
        return
    labels = ", ".join(f"case when regexp_matches(lower({cell}), '{LABEL}') then {cell} end" for cell in _columns(part))
    cursor.register("incoming", rows)
    cursor.execute(
        f"insert into temp_total "
        f"select ordinal, $sheet::varchar, row_no, coalesce(label, {labels}) as label, amount from incoming",
        {"sheet": part.sheet.name},
    ).fetchall()
    cursor.unregister("incoming")


def _judged(cursor: duckdb.DuckDBPyConnection, part: Part, data: pa.Table) -> pa.Array | pa.ChunkedArray:
    """The column furniture: what the layout found, and why further records are no data.

    Rows that fill every key, as nearly all do, are judged by their keys alone: only the others are looked at closely.
    """
    keys, names = _keys(part), _columns(part)
    plain = " and ".join(f"{key} <> '' and not contains({key}, 'otal') and not contains({key}, 'OTAL')" for key in keys)
    narrow = data.select(["ordinal", "furniture", *keys]).combine_chunks()  # many small chunks cost twice the time
    cursor.register("incoming", narrow)
    unlike = f"not coalesce({plain} and {keys[0]} <> {_quoted(_header_of(part, keys[0]))}, false)" if keys else "true"
    rows = cursor.sql(f"select ordinal from incoming where furniture is null and {unlike}").to_arrow_table()
    cursor.unregister("incoming")
    places = rows["ordinal"].to_numpy() - data["ordinal"][0].as_py() if rows.num_rows else []
    if not len(places):
        return data["furniture"]
    unlike_rows = data.take(pa.array(places))
    cleaned = cells.clean(cursor, {name: unlike_rows[name] for name in names}, frozenset(names), always=True)
    for name, column in cleaned.items():
        unlike_rows = unlike_rows.append_column(f"clean_{name}", column)
    cursor.register("incoming", unlike_rows)
    found = cursor.sql(
        f"select ordinal, {_furniture(part)} as furniture from incoming order by ordinal"
    ).to_arrow_table()
    cursor.unregister("incoming")
    at = np.full(data.num_rows, -1)
    at[np.sort(places)] = np.arange(len(places))
    more = found["furniture"].combine_chunks().take(pa.array(at, mask=at < 0))
    return pc.coalesce(data["furniture"], more)


def _keys(part: Part) -> list[str]:
    """The table's own columns of which a data row fills at least one."""
    own = len(_columns(part))
    return [f"c{c.position}" for name, c in part.fields().items() if name in KEYS[part.kind] and c.position < own]


def _header_of(part: Part, column: str) -> str:
    return part.headers[int(column[1:])]


def _columns(part: Part) -> list[str]:
    """The columns of the table itself, without those that headings were carried down into."""
    names = part.sheet.columns()
    return names[: len(names) - part.sheet.carried]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _furniture(part: Part) -> str:
    """Why a record is no data. What is said of it in a heading above does not count: a total stands under one, too."""
    cells = _columns(part)
    own = {name: column for name, column in part.fields().items() if column.position < len(cells)}
    types = {field.name: field.type for field in FIELDS[part.kind]}
    others = [f"c{column.position}" for name, column in own.items() if types[name] not in MONEY]
    repeats = " + ".join(
        f"coalesce((c{column.position} = {_quoted(column.header)})::integer, 0)" for column in own.values()
    )
    labelled = " or ".join(f"regexp_matches(lower({cell}), '{LABEL}')" for cell in cells)
    keyless = [f"(clean_{key} is null or regexp_matches(lower({key}), '{LABEL}'))" for key in _keys(part)]
    return f"""
        case
            when ({repeats or 0}) >= {max(1, min(3, len(own)))} then 'the header row again'
            when {len(cells)} >= 4 and filled = 1 then 'a line of text outside the table'
            when not ({" and ".join(keyless) or "true"}) then null
            when {labelled} then '{TOTAL}'
            when {" and ".join(f"clean_{cell} is null" for cell in others) or "false"} then '{TOTAL}'
        end"""
