"""Quirks of values, columns and headers (stage rows): how an export spells what it knows."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from analytics.workspace import REFERENCE

from .export import TYPES, Export
from .registry import quirk

EPOCH = datetime.date(1899, 12, 30)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MODIFIERS = tuple(f"modifier_{i}" for i in range(1, 5))


def _form(name: str, family: str, types: tuple[str, ...], form: Callable[[Any], Any], doc: str) -> None:
    """Register a quirk that spells every value of some types in one form."""

    def apply(export: Export, random: Random) -> None:
        for each in types:
            export.forms[each] = form

    apply.__name__, apply.__doc__ = name, doc
    quirk(family, "rows")(apply)


def _signed(value: Decimal, before: str, after: str, start: str = "") -> str:
    return f"{before}{start}{abs(value):,.2f}{after}" if value < 0 else f"{start}{value:,.2f}"


def _whole(value: Decimal) -> str:
    return f"{value:.0f}" if value == value.to_integral() else f"{value:.2f}"


MONEY = ("money", "amounts")
_form("money_dollars", "money", MONEY, lambda v: _signed(v, "-", "", "$"), "$1,234.50 and -$1,234.50")
_form("money_parentheses", "money", MONEY, lambda v: _signed(v, "(", ")"), "(1,234.50) is less than nothing")
_form("money_dollars_in_parentheses", "money", MONEY, lambda v: _signed(v, "(", ")", "$"), "($1,234.50)")
_form("money_minus_behind", "money", MONEY, lambda v: _signed(v, "", "-"), "1,234.50-")
_form("money_credit", "money", MONEY, lambda v: _signed(v, "", " CR"), "1,234.50 CR")
_form("money_without_cents", "money", MONEY, _whole, "62 for 62.00")

DATE = ("date",)
_form("date_us", "date", DATE, lambda d: f"{d.month}/{d.day}/{d.year}", "4/1/2026")
_form("date_us_short", "date", DATE, lambda d: f"{d:%m/%d/%y}", "04/01/26")
_form("date_compact", "date", DATE, lambda d: f"{d:%Y%m%d}", "20260401")
_form("date_words", "date", DATE, lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}", "Apr 1, 2026")
_form("date_serial", "date", DATE, lambda d: str((d - EPOCH).days), "46113, as Excel counts days")
_form("date_midnight", "date", DATE, lambda d: f"{d.month}/{d.day}/{d.year} 12:00:00 AM", "4/1/2026 12:00:00 AM")
_form("date_iso_time", "date", DATE, lambda d: f"{d.isoformat()}T00:00:00", "2026-04-01T00:00:00")
_form("date_range", "date", DATE, lambda d: f"{d:%m/%d/%Y} - {d:%m/%d/%Y}", "04/01/2026 - 04/01/2026")

_form("numbers_with_decimals", "number", ("number",), lambda n: f"{n}.0", "2.0 units")
_form("modifiers_lower", "modifier", ("modifiers",), lambda m: (m if isinstance(m, str) else ",".join(m)).lower(), "gp")


def _coded(export: Export, spell: Callable[[str, list[str]], str]) -> None:
    """Codes that carry their modifiers: the columns of modifiers go."""
    if "modifiers" in export.rows[0]:
        export.forms["coded"] = lambda row: spell(row["cpt"], row["modifiers"])
        for key in ("modifiers", *MODIFIERS):
            export.columns.pop(key, None)


@quirk("code", "rows", without=("modifier",))
def code_dot_modifiers(export: Export, random: Random) -> None:
    """97110.GP.59"""
    _coded(export, lambda code, modifiers: ".".join([code, *modifiers]))


@quirk("code", "rows", without=("modifier",))
def code_dash_modifiers(export: Export, random: Random) -> None:
    """97110-GP-59"""
    _coded(export, lambda code, modifiers: "-".join([code, *modifiers]))


@quirk("code", "rows", without=("modifier",))
def code_space_modifiers(export: Export, random: Random) -> None:
    """97110 GP 59"""
    _coded(export, lambda code, modifiers: " ".join([code, *modifiers]))


@quirk("code", "rows")
def code_with_text(export: Export, random: Random) -> None:
    """97110 - exercise, one on one"""
    export.forms["cpt"] = lambda code: f"{code} - exercise, one on one"


@quirk("code", "rows")
def code_as_decimal(export: Export, random: Random) -> None:
    """97110.0, as a spreadsheet makes of a code"""
    export.forms["cpt"] = lambda code: f"{code}.0" if code.isdigit() else code


def _one_column(export: Export, mark: str) -> None:
    if "modifier_1" in export.columns:
        export.columns = {
            "modifiers" if key == "modifier_1" else key: "Modifiers" if key == "modifier_1" else header
            for key, header in export.columns.items()
            if key not in MODIFIERS[1:]
        }
        export.forms["modifiers"] = mark.join


@quirk("modifier", "rows")
def modifiers_with_commas(export: Export, random: Random) -> None:
    """GP,59 in one column"""
    _one_column(export, ",")


@quirk("modifier", "rows")
def modifiers_with_spaces(export: Export, random: Random) -> None:
    """GP 59 in one column"""
    _one_column(export, " ")


@quirk("modifier", "rows")
def modifiers_with_colons(export: Export, random: Random) -> None:
    """GP:59 in one column"""
    _one_column(export, ":")


@quirk("modifier", "rows")
def modifiers_run_together(export: Export, random: Random) -> None:
    """GP59 in one column"""
    _one_column(export, "")


@quirk("blank", "rows")
def blank_dashes(export: Export, random: Random) -> None:
    """-- where there is nothing"""
    export.blank = "--"


@quirk("blank", "rows")
def blank_not_available(export: Export, random: Random) -> None:
    """N/A where there is nothing"""
    export.blank = "N/A"


@quirk("column order", "rows")
def columns_shuffled(export: Export, random: Random) -> None:
    """The columns in another order"""
    keys = list(export.columns)
    random.shuffle(keys)
    export.columns = {key: export.columns[key] for key in keys}


@quirk("row order", "rows")
def rows_shuffled(export: Export, random: Random) -> None:
    """The rows in another order"""
    random.shuffle(export.rows)


@quirk("row order", "rows")
def rows_newest_first(export: Export, random: Random) -> None:
    """The latest date of service first"""
    export.rows.sort(key=lambda row: row["dos"], reverse=True)


@quirk("extra column", "rows")
def extra_columns(export: Export, random: Random) -> None:
    """Columns that mean nothing here, with separators, quotation marks and accents in their values"""
    values = {
        "Referred By": ["Dr. Café, Zoë", "O’Brien; Ann", 'the "old" desk', ""],
        "Batch Key": ["A|1", "B\t2", "0007"],
        "Memo": ["called — no answer", "see chart", "2 lines\nof text", ""],
    }
    for key, choices in values.items():
        for row in export.rows:
            row[key] = random.choice(choices)
    keys = list(export.columns)
    for key in values:
        keys.insert(random.randrange(len(keys) + 1), key)
    export.columns = {key: export.columns.get(key, key) for key in keys}


@quirk("extra column", "rows")
def accents(export: Export, random: Random) -> None:
    """A column of words that are no ASCII"""
    for row in export.rows:
        row["Employer"] = random.choice(["Müller’s Bäckerei", "Peña & Söhne", "“Quoted” — Inc."])
    export.columns["Employer"] = "Employer"


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """field -> its synonyms in data/reference/column_synonym.csv"""
    found: dict[str, list[str]] = {}
    with (REFERENCE / "column_synonym.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found.setdefault(row["field"], []).append(row["synonym"])
    return {field: tuple(names) for field, names in found.items()}


def choices(kind: str, field: str) -> list[str]:
    """The synonyms of a field that no other field of the kind shares."""
    others = [other for other in TYPES[kind] if other != field]
    taken = {name for other in others for name in (other.replace("_", " "), *synonyms().get(other, ()))}
    return [name for name in synonyms().get(field, ()) if name not in taken]


def styled(name: str, random: Random) -> str:
    """A synonym as somebody's export would write it."""
    end, other = random.choice([("", ""), (" no", " #"), (" no", " Number"), (" amount", " amt")])
    name = name.removesuffix(end) + other if name.endswith(end) else name
    shape = random.choice(("{}", "{}", " {} ", "{}:"))
    return shape.format(random.choice((str, str.title, str.upper, lambda n: n.replace(" ", "_")))(name))


@quirk("header", "rows")
def odd_headers(export: Export, random: Random) -> None:
    """Headers drawn from every synonym a column is known by"""
    for key in export.columns:
        names = choices(export.kind, key)
        if names:
            export.columns[key] = styled(random.choice(names), random)


@quirk("header", "rows")
def canonical_headers(export: Export, random: Random) -> None:
    """The canonical names themselves"""
    export.columns = {key: key if key in TYPES[export.kind] else header for key, header in export.columns.items()}
