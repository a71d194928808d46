"""One table file into the staging tables: read, map, type, refuse, tell duplicates, and close the totals."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from zlib import crc32

import duckdb
import pyarrow as pa

from analytics.sources.choices import Choices
from analytics.sources.tables import (
    amounts,
    dates,
    duplicates,
    questions,
    records,
    remittance,
    totals,
    typing,
    units,
    work,
)
from analytics.sources.tables.kinds import is_check_list
from analytics.sources.tables.mapping import Mapped
from analytics.sources.tables.plan import LeftOut, Planned, plan
from analytics.sources.tables.questions import Question
from analytics.sources.tables.typing import quoted
from analytics.sources.tables.work import Part

NOTHING_SAID = Choices()
NOT_COUNTED = "nothing to do: the layout says that such rows do not count"
NOT_HELD = "nothing to do: the visit did not take place; if it did, change its status"
SPAN = 31  # days of a row that is rejected because it spans several
HERE = Path(__file__).resolve().parent
TABLES = {
    "billing": "billing_row",
    "minutes": "minutes_row",
    "fee_schedule": "fee_row",
    "claim_status": "claim_acknowledgement",
    "opening_balance": "opening_balance",
}


def load(
    cursor: duckdb.DuckDBPyConnection,
    file_id: int,
    data: bytes,
    choices: Choices = NOTHING_SAID,
) -> str | None:
    """Load a CSV, TSV or XLSX file into the staging tables; the kind of table it is, or None if of no known kind.

    The row of input_file for file_id must exist; its kind, preset, grain, rows, loaded, rejected and duplicate are
    set. A workbook with sheets of several kinds gives them joined by '+'. Raises InputError (without the file's name)
    where the file cannot be used; nothing has been written then. Any transaction is the caller's.
    """
    planned, left_out = plan(records.read(data), choices)
    if not planned:
        return None
    _make_macros(cursor)
    try:
        _load(cursor, file_id, planned, left_out)
    finally:
        work.leave(cursor)
    return _kind(planned)


def _make_macros(cursor: duckdb.DuckDBPyConnection) -> None:
    """The macros, unless an earlier load has left the same ones: making them costs more than loading a small table."""
    texts = [_sql(name) for name in ("macros", "macros_remittance")]
    version = f"{crc32(''.join(texts).encode()):08x}"
    try:  # with a cursor of its own: a failure would end the transaction of the load
        made = cursor.cursor().execute("select table_macros()").fetchall() == [(version,)]
    except duckdb.CatalogException:
        made = False
    if not made:
        for text in (*texts, f"create or replace macro table_macros() as '{version}'"):
            cursor.execute(text).fetchall()


def _kind(planned: list[Planned]) -> str:
    return "+".join(dict.fromkeys(each.part.kind for each in planned))


def _load(cursor: duckdb.DuckDBPyConnection, file_id: int, planned: list[Planned], left_out: list[LeftOut]) -> None:
    cursor.execute(
        "update input_file set kind = $kind, preset = $preset, grain = null, rows = 0, loaded = 0, rejected = 0, "
        "duplicate = 0 where file_id = $id",
        {
            "id": file_id,
            "kind": _kind(planned),
            "preset": "+".join(dict.fromkeys(each.preset.name for each in planned if each.preset)) or None,
        },
    ).fetchall()
    _insert_rows(cursor, "column_mapping", _mapping_rows(file_id, [each.part for each in planned]))
    notes = [(file_id, sheet.name, sheet.row_no, None, None, sheet.reason, sheet.fix) for sheet in left_out]
    notes += [
        (file_id, each.part.sheet.name, fault.row_no, None, None, fault.reason, fault.fix)
        for each in planned
        for fault in each.part.sheet.faults
        if fault.row_no > each.part.header_row
    ]
    _insert_rows(cursor, "reject", notes)
    questions.ask(cursor, file_id, [question for each in planned for question in _money_questions(each)])
    for kind, group in groupby(sorted(planned, key=lambda each: each.part.kind), key=lambda each: each.part.kind):
        _load_kind(cursor, file_id, kind, list(group))


def _load_kind(cursor: duckdb.DuckDBPyConnection, file_id: int, kind: str, planned: list[Planned]) -> None:
    parts = [each.part for each in planned]
    choices = planned[0].choices
    work.clear(cursor)
    text = work.make_text(cursor, kind, parts)
    mapped = text.fields
    amounts.decide(cursor, kind, mapped)
    asked = dates.decide(cursor, text.data, typing.date_fields(kind, mapped), choices.date_order)
    presets = {each.part.sheet.name: each.preset for each in planned}
    unreadable = typing.make_values(cursor, kind, text, presets)
    checks = _sql(f"check_{kind}")
    if kind == "billing":
        more, faults = units.judge(cursor, choices.units_are)
        asked, checks = [*asked, *more], f"{checks} union all {faults}"
    _make_left_out(cursor, planned)
    typing.make_faults(cursor, kind, mapped, unreadable, checks)
    if kind == "billing":
        _keep_days(cursor, file_id)
    _shape(cursor, file_id, mapped)
    _rejects(cursor, file_id)
    if kind == "remittance":
        asked += remittance.stage(
            cursor, file_id, mapped, choices.grain, said=planned[0].grain_said, checks=is_check_list(mapped)
        )
    else:
        duplicates.stage(cursor, file_id, TABLES[kind], _sql(f"stage_{kind}"))
    questions.ask(cursor, file_id, asked)
    broken = sum(fault.row_no > part.header_row for part in parts for fault in part.sheet.faults)
    totals.close(cursor, file_id, kind, mapped, broken)


@cache
def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _money_questions(planned: Planned) -> list[Question]:
    """Columns that may hold money and are not read until somebody says so."""
    return [
        Question(
            "money_guess",
            None,
            False,
            f"it may be {guess.field}: {guess.why}",
            header=guess.header,
            sheet=planned.part.sheet.name,
        )
        for guess in planned.guesses
    ]


def _make_left_out(cursor: duckdb.DuckDBPyConnection, planned: list[Planned]) -> None:
    """Table temp_left_out: the faults of rows that a preset leaves out, and of visits that did not take place."""
    selects = ["select null::bigint as ordinal, null as field, null as value, null as reason, null as fix where false"]
    for each in planned:
        mine = f"furniture is null and sheet is not distinct from {quoted(each.part.sheet.name)}"
        for skip in each.preset.skip if each.preset else ():
            field = each.preset.columns[skip.column] if each.preset else ""
            if field in each.part.fields():
                values = ", ".join(quoted(value.lower()) for value in skip.values)
                selects.append(
                    f"select ordinal, '{field}', {field}, {quoted(skip.reason)}, {quoted(NOT_COUNTED)} "
                    f"from temp_text where lower({field}) in ({values}) and {mine}"
                )
        if "visit_status" in each.part.fields():
            selects.append(
                "select ordinal, 'visit_status', visit_status, 'left out: status ' || visit_not_held(visit_status), "
                f"{quoted(NOT_HELD)} from temp_text where visit_not_held(visit_status) is not null and {mine}"
            )
    cursor.execute(
        "create or replace table temp_left_out as "
        "select ordinal, min(field) as field, min(value) as value, min(reason) as reason, min(fix) as fix, "
        f"true as fatal from ({' union all '.join(selects)}) group by ordinal"
    ).fetchall()


def _keep_days(cursor: duckdb.DuckDBPyConnection, file_id: int) -> None:
    """Rows of rejected_day from the rejected rows of a bill: their visits were billed, whatever was wrong with a value.

    Rows left out on purpose tell of no bill. A span of days, rejected as such, is each of its days.
    """
    cursor.execute(
        f"""
        insert into rejected_day
        with day as (
            select patient_id, unnest(range(dos, least(last, dos + {SPAN}) + 1, interval 1 day))::date as dos
            from (select *, greatest(dos, dos_to, dos_last) as last from temp_value)
            where patient_id is not null and dos is not null
                and ordinal in (select ordinal from temp_fault where fatal)
                and ordinal not in (select ordinal from temp_left_out)
        )
        select distinct $id, patient_id, dos from day
        """,
        {"id": file_id},
    ).fetchall()


def _shape(cursor: duckdb.DuckDBPyConnection, file_id: int, mapped: set[str]) -> None:
    """Table temp_shape, one row: what the file as a whole tells. Modifiers are unknown, not absent, in a table that
    has no column for them and no code that carries one."""
    told = "true" if any(name.startswith("modifier") for name in mapped) else "false"
    if told == "false" and "cpt" in mapped:
        told = "coalesce((select bool_or(len(cpt_marks) > 0) from temp_value), false)"
    cursor.execute(
        f"create or replace table temp_shape as select {file_id} as file_id, {told} as tells_modifiers"
    ).fetchall()


def _rejects(cursor: duckdb.DuckDBPyConnection, file_id: int) -> None:
    """The faults and the rows that are no data, under the file's own headers."""
    cursor.execute(
        """
        insert into reject
        select $id, text.sheet, text.row_no, mapping.header, fault.value, fault.reason, fault.fix
        from temp_fault as fault
        join temp_text as text on text.ordinal = fault.ordinal
        left join column_mapping as mapping
            on mapping.file_id = $id and mapping.field = fault.field and mapping.sheet is not distinct from text.sheet
        union all
        select $id, sheet, row_no, null, null, furniture, 'nothing to do: it holds no data row of its own'
        from temp_text where furniture is not null
        """,
        {"id": file_id},
    ).fetchall()


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
