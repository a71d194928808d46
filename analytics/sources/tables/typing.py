"""Text columns to typed ones, and a fault for every text that is there but cannot be read.

A practice's columns hold few different values: each is read once, in a table temp_word_<type> of all columns of a type,
and put back in its place by number, not by joining texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from analytics.contract import FIELDS, Field
from analytics.sources.tables import work
from analytics.sources.tables.cells import is_text
from analytics.sources.tables.kinds import Need, needs
from analytics.sources.tables.layout import CUT_SHORT
from analytics.sources.tables.presets import Preset
from analytics.sources.tables.work import Text

# type -> (DuckDB type, reading, reason, fix) of the text in the column `text`
READINGS = {
    "date": ("date", "", "date_reason(first, day)", "write the date as 2026-01-31"),
    "time": ("time", "parse_time(text)", "'not a time of day'", "write the time as 09:05 or 9:05 AM"),
    "money": ("decimal(12, 2)", "parse_money(text)", "money_reason(text)", "write the amount as 1234.50"),
    "amounts": ("decimal(12, 2)[]", "parse_amounts(text)", "money_reason(text)", "write the amount as 1234.50"),
    "number": ("decimal(9, 2)", "parse_number(text)", "number_reason(text)", "write the number as 2 or 2.5"),
    "minutes": ("decimal(9, 2)", "parse_minutes(text)", "minutes_reason(text)", "write the minutes of treatment"),
    "year": ("integer", "parse_year(text)", "'not a year'", "write the calendar year as 2026"),
    "code": ("varchar", "parse_code(text)", "'not a CPT or HCPCS code'", "write the code as 97110"),
    "rate_code": ("varchar", "parse_rate_code(text)", "'not a CPT or HCPCS code'", "write the code as 97110, or *"),
    "modifiers": (
        "varchar[]",
        "parse_modifiers(text)",
        "'a modifier has two characters'",
        "write the modifiers as GP or 59,GP",
    ),
    "carc": (
        "struct(group_code varchar, carc varchar, amount decimal(12, 2))[]",
        "parse_carc(text)",
        "'no adjustment reason code'",
        "write the reason as CO-45",
    ),
}
COSTLY = ("money", "amounts", "minutes")  # unreadable: the row is rejected, for no dollar and no verdict may rest on it
NO_CODE = "no procedure code; minutes of a whole visit belong in a column of their own"
NAME_CODE = "fill in the code, or put the minutes in a column Total Timed Minutes"
# What a row lacks, by the first field of the need.
LACKS = {
    "patient_id": "no patient id",
    "dos": "no date of service",
    "cpt": "no procedure code",
    "units": "no units",
    "payer_name": "no payer",
    "payer": "no payer",
    "claim_id": "no claim id",
    "check_number": "no check number",
    "check_amount": "no amount of the check",
    "claim_status": "no status",
    "paid": "no payment, allowed amount or adjustment",
    "rate": "no rate",
    "year": "no year",
    "discipline": "no discipline",
    "amount": "no amount",
}


def make_values(
    cursor: duckdb.DuckDBPyConnection, kind: str, text: Text, presets: dict[str | None, Preset | None]
) -> set[str]:
    """temp_value from temp_text: every field of the kind typed; cpt_marks, the modifiers a code carries; dos_last, the
    last day of a date of service. One row per record that is data. Gives back the fields with a text nobody can read.

    The order of day and month must have been decided (dates.decide made temp_word_date).
    presets: sheet -> the layout whose words are put into the practice's own (a 3 that means Medicare).
    """
    fields = FIELDS[kind]
    data = text.data
    typed, unreadable = data.drop_columns(["furniture"]), set()
    for type_, named in _by_type(fields, text.fields).items():
        words = _read_words(cursor, type_, data, named)
        for name in named:
            mine = words.filter(pc.equal(words["field"], name)) if type_ == "date" else words
            column = data[name].combine_chunks()
            place = pc.index_in(column.dictionary, mine["text"].combine_chunks())
            read = {wanted: mine[wanted].combine_chunks().take(place) for wanted in mine.column_names}
            typed = _replaced(typed, name, column.indices, read["value"])
            if read["value"].null_count:
                unreadable.add(name)
            if name == "cpt":
                typed = _replaced(typed, "cpt_marks", column.indices, read["marks"])
            if name == "dos" and kind != "fee_schedule":
                typed = _replaced(typed, "dos_last", column.indices, read["value_to"])
    work.put(cursor, "temp_typed", typed)
    columns = ", ".join(_column(field, text.fields, presets) for field in fields)
    marks = "coalesce(cpt_marks, [])" if "cpt_marks" in typed.column_names else "[]::varchar[]"
    last = "dos_last" if "dos_last" in typed.column_names else "null::date"
    # A remittance adds to the table, and reads it many times over.
    form = "temp view" if typed.num_rows > work.COPIED and kind != "remittance" else "table"
    cursor.execute(
        f"create or replace {form} temp_value as "
        f"select ordinal, sheet, row_no, surplus, {columns}, {marks} as cpt_marks, {last} as dos_last "
        "from temp_typed as row"
    ).fetchall()
    return unreadable


def _by_type(fields: Sequence[Field], mapped: set[str]) -> dict[str, list[str]]:
    """type -> the mapped fields of it, without those that stay as the text they are."""
    named: dict[str, list[str]] = {}
    for field in fields:
        if field.name in mapped and not is_text(field):
            named.setdefault(field.type, []).append(field.name)
    return named


def _read_words(cursor: duckdb.DuckDBPyConnection, type_: str, data: pa.Table, names: list[str]) -> pa.Table:
    """temp_word_<type>: the different texts of all columns of a type, and what each reads as."""
    if type_ != "date":
        kind, reading, _, _ = READINGS[type_]
        marks = ", code_modifiers(text) as marks" if type_ in ("code", "rate_code") else ""
        cursor.register("incoming", pa.table({"text": _words_of(data, names)}))
        cursor.execute(
            f"create or replace table temp_word_{type_} as select text, ({reading})::{kind} as value{marks} "
            "from incoming"
        ).fetchall()
        cursor.unregister("incoming")
    return cursor.sql(f"select * from temp_word_{type_}").to_arrow_table()


def _words_of(data: pa.Table, names: Sequence[str]) -> pa.Array:
    """The different texts of some dictionary columns."""
    return pa.chunked_array([data[name].combine_chunks().dictionary for name in names], pa.string()).unique()


def _replaced(table: pa.Table, name: str, indices: pa.Array, values: pa.Array) -> pa.Table:
    column = pa.DictionaryArray.from_arrays(indices, values)
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def _column(field: Field, mapped: set[str], presets: dict[str | None, Preset | None]) -> str:
    name = field.name
    if not is_text(field):
        return name if name in mapped else f"null::{READINGS[field.type][0]} as {name}"
    if name not in mapped:
        return f"null::varchar as {name}"
    spelled = [
        f"when row.sheet is not distinct from {quoted(sheet)} and lower(row.{name}) = {quoted(word.lower())} "
        f"then {quoted(meaning)}"
        for sheet, preset in presets.items()
        if preset
        for word, meaning in preset.words_of(name).items()
    ]
    return f"case {' '.join(spelled)} else row.{name} end as {name}" if spelled else f"row.{name}"


def quoted(text: str | None) -> str:
    """A text as an SQL literal."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def make_faults(
    cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str], unreadable: set[str], checks: str
) -> None:
    """Table temp_fault: one row per unreadable or missing value (ordinal, field, value, reason, fix, fatal).

    fatal: the row is rejected; else only the value is lost. unreadable: the fields with a text nobody can read (of
    make_values). checks: a select of the same shape with what only this kind can judge. temp_left_out, of the same
    shape, has the rows that are not wanted: nothing else is said of those, nor of records with too many or too few
    values, which have them in the wrong columns.
    """
    # A need that no column can meet is asked of no row: the units of a bill whose units column holds minutes.
    asked = [need for need in needs(kind, mapped) if any(mapped.issuperset(names) for names in need)]
    needed = {name for need in asked if len(need) == 1 for name in need[0]}
    parts = [*_unreadable(kind, unreadable, needed, mapped), *(_missing(need, mapped) for need in asked), checks]
    costly = " union all ".join(_unmet(need, mapped) for need in asked)
    cursor.execute(
        f"""
        create or replace table temp_fault as
        with apart as (
            select ordinal, field, value, reason, fix, fatal from temp_left_out
            union all
            select ordinal, null as field, null as value, surplus as reason,
                case
                    when surplus = '{CUT_SHORT}' then 'export the table again: the file is cut off here'
                    else 'put quotation marks around values that hold the separator'
                end as fix,
                true as fatal
            from temp_value
            where surplus is not null and ordinal not in (select ordinal from temp_left_out)
        )
        , judged as ({" union all ".join(parts)})
        , unmet as ({costly})
        select ordinal, field, value, reason, fix,
            fatal or (ordinal, field) in (select (ordinal, field) from unmet) as fatal
        from judged
        where ordinal not in (select ordinal from apart)
        union all
        select ordinal, field, value, reason, fix, fatal from apart
        """
    ).fetchall()


def _unreadable(kind: str, names: set[str], needed: set[str], mapped: set[str]) -> list[str]:
    """One select for each column that holds a text nobody can read."""
    # What a transaction's service column says is not read: a payment names its payer there.
    unread = {"cpt": " and row.transaction_amount is null"} if "transaction_amount" in mapped else {}
    return [
        f"select row.ordinal, '{field.name}' as field, word.text as value, "
        f"{READINGS[field.type][2]} as reason, {quoted(READINGS[field.type][3])} as fix, "
        f"{str(field.name in needed or field.type in COSTLY).lower()} as fatal "
        f"from temp_text as row join temp_word_{field.type} as word on word.text = row.{field.name} "
        f"where word.value is null and row.furniture is null{_of_column(field)}{unread.get(field.name, '')}"
        for field in FIELDS[kind]
        if field.name in names
    ]


def _of_column(field: Field) -> str:
    return f" and word.field = '{field.name}'" if field.type == "date" else ""


def _filled(need: Need, mapped: set[str], source: str) -> str:
    """Condition of a row of `source` that fills a combination of the need."""
    combinations = [names for names in need if mapped.issuperset(names)]
    filled = ["(" + " and ".join(f"{source}.{name} is not null" for name in names) + ")" for names in combinations]
    return " or ".join(filled) or "false"


def _missing(need: Need, mapped: set[str]) -> str:
    """Rows that fill no combination of a need; the first of its columns that the table has is named."""
    blamed = next(name for names in need for name in names if name in mapped)
    reason, fix = f"'{LACKS.get(need[0][0])}'", "'fill it in'"
    if ("cpt", "minutes") in need:
        told = [f"row.{name} is not null" for name in ("minutes", "start_time") if name in mapped]
        no_code = f"row.cpt is null and ({' or '.join(told)})" if "cpt" in mapped and told else "false"
        blamed = "cpt" if "cpt" in mapped else blamed
        reason = f"case when {no_code} then {quoted(NO_CODE)} else 'no minutes' end"
        fix = f"case when {no_code} then {quoted(NAME_CODE)} else 'fill it in' end"
    return (
        f"select row.ordinal, '{blamed}' as field, null as value, {reason} as reason, {fix} as fix, "
        f"true as fatal from temp_text as row where row.furniture is null and not ({_filled(need, mapped, 'row')})"
    )


def _unmet(need: Need, mapped: set[str]) -> str:
    """(ordinal, field) of rows that lack what they need because a text cannot be read: that text costs the row."""
    names = [name for name in dict.fromkeys(name for names in need for name in names) if name in mapped]
    listed = ", ".join(f"'{name}'" for name in names)
    return (
        f"select ordinal, unnest([{listed}]) as field from temp_value as row where not ({_filled(need, mapped, 'row')})"
    )


def date_fields(kind: str, mapped: set[str]) -> list[str]:
    """The fields of dates that a table has."""
    return [field.name for field in FIELDS[kind] if field.type == "date" and field.name in mapped]
