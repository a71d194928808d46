"""Text columns to typed ones, and a reject for every text that is there but cannot be read."""

from __future__ import annotations

import duckdb

from analytics.contract import FIELDS, Field
from analytics.sources.tables.kinds import NEEDS, Need

# type -> (DuckDB type, reading, reason, fix); {f} is the column, {day_first} what the whole column proves
READINGS = {
    "date": (
        "date",
        "parse_date({f}, {day_first}, date '{earliest}')",
        "date_reason({f}, {day_first})",
        "write the date as 2026-01-31",
    ),
    "time": ("time", "parse_time({f})", "'not a time of day'", "write the time as 09:05 or 9:05 AM"),
    "money": ("decimal(12, 2)", "parse_money({f})", "'not an amount of money'", "write the amount as 1234.50"),
    "amounts": ("decimal(12, 2)[]", "parse_amounts({f})", "'not an amount of money'", "write the amount as 1234.50"),
    "number": ("decimal(9, 2)", "parse_number({f})", "'not a number'", "write the number as 2 or 2.5"),
    "code": ("varchar", "parse_code({f})", "'not a CPT or HCPCS code'", "write the code as 97110"),
    "modifiers": (
        "varchar[]",
        "parse_modifiers({f})",
        "'a modifier has two characters'",
        "write the modifiers as GP or 59,GP",
    ),
    "carc": (
        "struct(group_code varchar, carc varchar, amount decimal(12, 2))[]",
        "parse_carc({f})",
        "'no adjustment reason code'",
        "write the reason as CO-45",
    ),
}
# What a row lacks, by the first field of the need.
LACKS = {
    "patient_id": "no patient id",
    "dos": "no date of service",
    "cpt": "no procedure code",
    "units": "no units",
    "payer_name": "no payer",
    "payer": "no payer",
    "claim_id": "no claim id",
    "paid": "no payment, allowed amount or adjustment",
    "rate": "no rate",
}


def is_text(field: Field) -> bool:
    """Whether the field is kept as the text it is."""
    return field.type in ("text", "payer")


def day_first(cursor: duckdb.DuckDBPyConnection, field: str) -> bool:
    """Whether a date column of work_text is proved to be day/month: some first part above 12 and no second one."""
    sql = f"""
        with head as (select distinct {field}[1:5] as day from work_text where furniture is null)
        , part as (
            select regexp_extract(day, '^([0-9]{{1,2}})[-/.]', 1) as first,
                   regexp_extract(day, '^[0-9]{{1,2}}[-/.]([0-9]{{1,2}})', 1) as second
            from head
        )
        select coalesce(bool_or(try_cast(first as integer) > 12), false)
               and not coalesce(bool_or(try_cast(second as integer) > 12), false)
        from part
    """
    return cursor.execute(sql).fetchall()[0][0]


def make_values(cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str]) -> None:
    """Table work_value from work_text: every field of the kind typed, the text beside it as <field>_text."""
    columns = ", ".join(_typed(cursor, field, mapped) for field in FIELDS[kind])
    cursor.execute(
        "create or replace table work_value as "
        f"select ordinal, sheet, row_no, surplus, {columns} from work_text where furniture is null"
    ).fetchall()


def make_faults(cursor: duckdb.DuckDBPyConnection, kind: str, mapped: set[str], checks: str) -> None:
    """Table work_fault: one row per unreadable or missing value (ordinal, field, value, reason, fix).

    checks: a select of the same shape with what only this kind can judge.
    """
    parts = [
        f"select ordinal, '{f.name}' as field, {f.name}_text as value, {_reading(cursor, f)[2]} as reason, "
        f"'{READINGS[f.type][3]}' as fix from work_value where {f.name}_text is not null and {f.name} is null"
        for f in FIELDS[kind]
        if f.name in mapped and not is_text(f)
    ]
    parts += [_missing(kind, need, mapped) for need in NEEDS[kind]]
    parts.append(checks)
    # A record with too many or too few values has them in the wrong columns: only that is said of it.
    cursor.execute(
        f"""
        create or replace table work_fault as
        with judged as ({" union all ".join(parts)})
        select * from judged where ordinal not in (select ordinal from work_value where surplus is not null)
        union all
        select ordinal, null, null, surplus, 'put quotation marks around values that hold the separator'
        from work_value where surplus is not null
        """
    ).fetchall()


def _typed(cursor: duckdb.DuckDBPyConnection, field: Field, mapped: set[str]) -> str:
    name = field.name
    if is_text(field):
        return name if name in mapped else f"null::varchar as {name}"
    kind, reading, _, _ = _reading(cursor, field) if name in mapped else (READINGS[field.type][0], "null", "", "")
    text = name if name in mapped else "null"
    return f"({reading})::{kind} as {name}, {text}::varchar as {name}_text"


def _reading(cursor: duckdb.DuckDBPyConnection, field: Field) -> tuple[str, str, str, str]:
    kind, reading, reason, fix = READINGS[field.type]
    if field.type != "date":
        return kind, reading.format(f=field.name), reason, fix
    first = str(day_first(cursor, field.name)).lower()
    earliest = "1880-01-01" if field.name == "dob" else "1990-01-01"
    given = {"day_first": first, "earliest": earliest}
    return kind, reading.format(f=field.name, **given), reason.format(f=f"{field.name}_text", **given), fix


def _missing(kind: str, need: Need, mapped: set[str]) -> str:
    """Rows that fill no combination of a need; the first of its columns that the table has is named."""
    text = {f.name: f.name if is_text(f) else f"{f.name}_text" for f in FIELDS[kind]}
    filled = " or ".join("(" + " and ".join(f"{text[n]} is not null" for n in names) + ")" for names in need)
    blamed = next(name for names in need for name in names if name in mapped)
    reason = LACKS[need[0][0]] if need[0][0] in LACKS and len(need[0]) == 1 else "no minutes"
    return (
        f"select ordinal, '{blamed}' as field, null as value, '{reason}' as reason, 'fill it in' as fix "
        f"from work_value where not ({filled})"
    )
