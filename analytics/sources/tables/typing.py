"""Text columns to typed ones, and a fault for every text that is there but cannot be read.

A practice's columns hold few different values: each is read once, in a table work_word_<field> of its own, and joined
back to the rows.
"""

from __future__ import annotations

import duckdb

from analytics.contract import FIELDS, Field
from analytics.sources.tables.kinds import Need, needs
from analytics.sources.tables.presets import Preset

# type -> (DuckDB type, reading, reason, fix) of the text in the column `text`
READINGS = {
    "date": ("date", "", "date_reason(first, day)", "write the date as 2026-01-31"),
    "time": ("time", "parse_time(text)", "'not a time of day'", "write the time as 09:05 or 9:05 AM"),
    "money": ("decimal(12, 2)", "parse_money(text)", "money_reason(text)", "write the amount as 1234.50"),
    "amounts": ("decimal(12, 2)[]", "parse_amounts(text)", "money_reason(text)", "write the amount as 1234.50"),
    "number": ("decimal(9, 2)", "parse_number(text)", "number_reason(text)", "write the number as 2 or 2.5"),
    "minutes": ("decimal(9, 2)", "parse_minutes(text)", "minutes_reason(text)", "write the minutes of treatment"),
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
}


def is_text(field: Field) -> bool:
    """Whether the field is kept as the text it is."""
    return field.type in ("text", "payer")


def make_values(
    cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str], presets: dict[str | None, Preset | None]
) -> None:
    """Table work_value from work_text: every field of the kind typed; cpt_marks, the modifiers a code carries;
    dos_last, the last day of a date of service. One row per record that is data.

    The order of day and month must have been decided (dates.decide made the words of the dates).
    presets: sheet -> the layout whose words are put into the practice's own (a 3 that means Medicare).
    """
    fields = FIELDS[kind]
    typed = [field for field in fields if field.name in mapped and not is_text(field)]
    for field in typed:
        if field.type != "date":
            _make_words(cursor, field)
    columns = ", ".join(_column(field, mapped, presets) for field in fields)
    words = " ".join(f"left join work_word_{f.name} on work_word_{f.name}.text = row.{f.name}" for f in typed)
    marks = "coalesce(work_word_cpt.marks, [])" if "cpt" in mapped else "[]::varchar[]"
    last = "work_word_dos.value_to" if "dos" in mapped and kind != "fee_schedule" else "null::date"
    cursor.execute(
        "create or replace table work_value as "
        f"select row.ordinal, row.sheet, row.row_no, row.surplus, {columns}, {marks} as cpt_marks, {last} as dos_last "
        f"from work_text as row {words} where row.furniture is null"
    ).fetchall()


def _make_words(cursor: duckdb.DuckDBPyConnection, field: Field) -> None:
    kind, reading, _, _ = READINGS[field.type]
    marks = ", code_modifiers(text) as marks" if field.type in ("code", "rate_code") else ""
    cursor.execute(
        f"create or replace table work_word_{field.name} as "
        f"with word as (select distinct {field.name} as text from work_text where {field.name} is not null) "
        f"select text, ({reading})::{kind} as value{marks} from word"
    ).fetchall()


def _column(field: Field, mapped: set[str], presets: dict[str | None, Preset | None]) -> str:
    name = field.name
    if not is_text(field):
        given = f"work_word_{name}.value" if name in mapped else f"null::{READINGS[field.type][0]}"
        return f"{given} as {name}"
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


def make_faults(cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str], checks: str, left_out: str) -> None:
    """Table work_fault: one row per unreadable or missing value (ordinal, field, value, reason, fix, fatal).

    fatal: the row is rejected; else only the value is lost. checks: a select of the same shape with what only this
    kind can judge. left_out: one of the same shape with the rows that are not wanted: nothing else is said of those,
    nor of records with too many or too few values, which have them in the wrong columns.
    """
    asked = needs(kind, mapped)
    needed = {name for need in asked if len(need) == 1 for name in need[0]}
    parts = [*_unreadable(cursor, kind, mapped, needed), *(_missing(need, mapped) for need in asked), checks]
    costly = " union all ".join(_unmet(need, mapped) for need in asked)
    cursor.execute(
        f"""
        create or replace table work_fault as
        with apart as (
            {left_out}
            union all
            select ordinal, null as field, null as value, surplus as reason,
                'put quotation marks around values that hold the separator' as fix, true as fatal
            from work_value where surplus is not null
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


def _unreadable(cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str], needed: set[str]) -> list[str]:
    """One select for each column that holds a text nobody can read."""
    fields = [field for field in FIELDS[kind] if field.name in mapped and not is_text(field)]
    if not fields:
        return []
    counts = ", ".join(f"(select count(*) from work_word_{f.name} where value is null)" for f in fields)
    found = cursor.execute(f"select {counts}").fetchall()[0]
    return [
        f"select row.ordinal, '{field.name}' as field, word.text as value, "
        f"{READINGS[field.type][2]} as reason, {quoted(READINGS[field.type][3])} as fix, "
        f"{str(field.name in needed or field.type in COSTLY).lower()} as fatal "
        f"from work_text as row join work_word_{field.name} as word on word.text = row.{field.name} "
        "where word.value is null and row.furniture is null"
        for field, count in zip(fields, found, strict=True)
        if count
    ]


def _filled(need: Need, mapped: set[str], source: str) -> str:
    """Condition of a row of `source` that fills a combination of the need."""
    combinations = [names for names in need if mapped.issuperset(names)]
    filled = ["(" + " and ".join(f"{source}.{name} is not null" for name in names) + ")" for names in combinations]
    return " or ".join(filled) or "false"


def _missing(need: Need, mapped: set[str]) -> str:
    """Rows that fill no combination of a need; the first of its columns that the table has is named."""
    blamed = next(name for names in need for name in names if name in mapped)
    reason = "no minutes" if ("cpt", "minutes") in need else LACKS[need[0][0]]
    return (
        f"select row.ordinal, '{blamed}' as field, null as value, '{reason}' as reason, 'fill it in' as fix, "
        f"true as fatal from work_text as row where row.furniture is null and not ({_filled(need, mapped, 'row')})"
    )


def _unmet(need: Need, mapped: set[str]) -> str:
    """(ordinal, field) of rows that lack what they need because a text cannot be read: that text costs the row."""
    names = [name for name in dict.fromkeys(name for names in need for name in names) if name in mapped]
    listed = ", ".join(f"'{name}'" for name in names)
    return (
        f"select ordinal, unnest([{listed}]) as field from work_value as row where not ({_filled(need, mapped, 'row')})"
    )


def date_fields(kind: str, mapped: set[str]) -> list[str]:
    """The fields of dates that a table has."""
    return [field.name for field in FIELDS[kind] if field.type == "date" and field.name in mapped]
