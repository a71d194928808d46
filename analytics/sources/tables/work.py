"""From the sheets of one kind to the table work_text: the mapped columns as clean text, and rows that are no data."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.contract import FIELDS
from analytics.sources.tables.layout import BLOCK
from analytics.sources.tables.mapping import Mapped
from analytics.sources.tables.sheet import Sheet, first_bytes
from analytics.sources.tables.typing import is_text

# The fields of which a data row fills at least one; a row without any of them is a total, a heading or a footer.
KEYS = {
    "billing": ("patient_id", "dos", "cpt"),
    "minutes": ("patient_id", "dos", "cpt"),
    "remittance": ("claim_id", "patient_id", "dos", "cpt"),
    "fee_schedule": ("cpt",),
    "claim_status": ("claim_id",),
}
CHECK_KEYS = ("check_number",)  # of a list of checks, which has none of a remittance's keys
MONEY = ("money", "amounts", "number", "minutes")
LABEL = r"^[^a-z0-9]*((grand|sub|report|page|overall|final)[ -]*)?totals?\b|\btotals?[: ]*$"
TOTAL = "a total row"
# The first bytes of cells that the macros clean and clean_value change: ' = - # n, and those of words for "nothing".
WRAPPED = frozenset(b"'=-#nN")
NOTHING = frozenset(b"bBtT$0")


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
    Table work_total has the records that state totals: their label, and for one below the table its amount.
    """
    fields = {field for part in parts for field in part.fields()}
    names = [field.name for field in FIELDS[kind] if field.name in fields]
    columns = ", ".join(f"{name} varchar" for name in names)
    cursor.execute(
        "create or replace table work_text (ordinal bigint, sheet varchar, row_no bigint, "
        f"furniture varchar, surplus varchar, {columns})"
    ).fetchall()
    cursor.execute(
        "create or replace table work_total "
        "(ordinal bigint, sheet varchar, row_no bigint, label varchar, amount varchar)"
    ).fetchall()
    for part in parts:
        _insert(cursor, part)
    return fields


def _insert(cursor: duckdb.DuckDBPyConnection, part: Part) -> None:
    data = part.sheet.table.combine_chunks()  # many small chunks cost DuckDB twice the time
    data = data.append_column("ordinal", pa.array(np.arange(part.first, part.first + data.num_rows)))
    data = data.slice(int(np.searchsorted(data["row_no"].to_numpy(), part.header_row, side="right")))
    data = data.set_column(data.column_names.index("furniture"), "furniture", _judged(cursor, part, data))
    types = {field.name: field for field in FIELDS[part.kind]}
    cells = ", ".join(
        f"{_cleaned(data, f'c{column.position}', is_text(types[name]))} as {name}"
        for name, column in part.fields().items()
    )
    cursor.register("incoming", data)
    cursor.execute(
        f"insert into work_text by name "
        f"select ordinal, $sheet::varchar as sheet, row_no, furniture, surplus, {cells} from incoming",
        {"sheet": part.sheet.name},
    ).fetchall()
    cursor.unregister("incoming")
    _insert_totals(cursor, part)


def _insert_totals(cursor: duckdb.DuckDBPyConnection, part: Part) -> None:
    """The records of the part that state totals, with their first value that names one."""
    found = cursor.execute(
        f"select ordinal from work_text where furniture in ('{TOTAL}', '{BLOCK}') and ordinal >= $first "
        "order by ordinal",
        {"first": part.first},
    ).fetchall()
    if not found:
        return
    ordinals = pa.array([ordinal for (ordinal,) in found], pa.int64())
    rows = part.sheet.table.take(pc.subtract(ordinals, part.first)).append_column("ordinal", ordinals)
    labels = ", ".join(f"case when regexp_matches(lower({cell}), '{LABEL}') then {cell} end" for cell in _columns(part))
    cursor.register("incoming", rows)
    cursor.execute(
        f"insert into work_total "
        f"select ordinal, $sheet::varchar, row_no, coalesce(label, {labels}) as label, amount from incoming",
        {"sheet": part.sheet.name},
    ).fetchall()
    cursor.unregister("incoming")


def _judged(cursor: duckdb.DuckDBPyConnection, part: Part, data: pa.Table) -> pa.Array | pa.ChunkedArray:
    """The column furniture: what the layout found, and why further records are no data.

    Rows that fill every key, as nearly all do, are judged by their keys alone: only the others are looked at closely.
    """
    keys = _keys(part)
    plain = " and ".join(f"{key} <> '' and not contains({key}, 'otal') and not contains({key}, 'OTAL')" for key in keys)
    cursor.register("incoming", data)
    unlike = f"not coalesce({plain} and {keys[0]} <> {_quoted(_header_of(part, keys[0]))}, false)" if keys else "true"
    rows = cursor.sql(f"select ordinal from incoming where furniture is null and {unlike}").to_arrow_table()
    cursor.unregister("incoming")
    places = rows["ordinal"].to_numpy() - data["ordinal"][0].as_py() if rows.num_rows else []
    if not len(places):
        return data["furniture"]
    cursor.register("incoming", data.take(pa.array(places)))
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


def _cleaned(data: pa.Table, name: str, as_text: bool) -> str:
    """The cell as a clean text. A column in which no cell starts as a wrapped or empty one does is taken as it is."""
    starts = first_bytes(data[name])
    if starts & (WRAPPED if as_text else WRAPPED | NOTHING):
        return f"{'clean' if as_text else 'clean_value'}({name})"
    return f"nullif({name}, '')" if 0 in starts else name


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
    keyless = [f"(clean({key}) is null or regexp_matches(lower({key}), '{LABEL}'))" for key in _keys(part)]
    return f"""
        case
            when ({repeats or 0}) >= {max(1, min(3, len(own)))} then 'the header row again'
            when {len(cells)} >= 4 and filled = 1 then 'a line of text outside the table'
            when not ({" and ".join(keyless) or "true"}) then null
            when {labelled} then '{TOTAL}'
            when {" and ".join(f"clean({cell}) is null" for cell in others) or "false"} then '{TOTAL}'
        end"""
