"""Every way of writing money, dates, codes, modifiers, units and times; every value that cannot be read."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

import pytest
from tables_case import billing, line, load, one

from analytics.sources.tables import cells, stage


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1,234.50", "1234.50"),
        ("1,234.50-", "-1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("-$5.00", "-5"),
        ("$-5.00", "-5"),
        ("($ 5.00)", "-5"),
        ("5.00 CR", "-5"),
        ("5.00CR", "-5"),
        (".5", "0.50"),
        ("0", "0"),
        ("$0.00", "0"),
        ("1.234,50", "1234.50"),
        ("12,345,678.90", "12345678.90"),
        ("-12.5", "-12.50"),
        ("\u22125.00", "-5"),
        ("45.00 USD", "45"),
        ("'45.00", "45"),
        ('="45.00"', "45"),
        ("", None),
        ("--", None),
        ("N/A", None),
        ("$ -", None),
    ],
)
def test_money(text: str, amount: str | None) -> None:
    units = "-1" if amount and amount.startswith("-") else "1"
    assert one(charge=text, units=units)["charge"] == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["15O", "12.3.4", "1,2345", "abc", "1-2", "99999999999999", "1e5", "$x"])
def test_money_that_cannot_be_read(text: str) -> None:
    assert line(charge=text).rejects == [(2, "charge", text, "not an amount of money")]


@pytest.mark.parametrize(
    "text",
    [
        "1/5/2026",
        "01/05/26",
        "1-5-2026",
        "2026-01-05",
        "2026/1/5",
        "20260105",
        "2026-01-05T00:00:00Z",
        "1/5/2026 12:00:00 AM",
        "2026-01-05 00:00:00",
        "Jan 5, 2026",
        "January 5, 2026",
        "5-Jan-2026",
        "05 Jan 26",
        "46027",
        "46027.5",
        "01/05/2026 - 01/05/2026",
    ],
)
def test_date(text: str) -> None:
    assert one(dos=text)["dos"] == date(2026, 1, 5)


def test_excel_serial_of_the_manual() -> None:
    assert one(dos="45292")["dos"] == date(2024, 1, 1)


def test_a_column_that_proves_day_first_is_read_so() -> None:
    rows = billing("1,13/01/2026,97110,GP,1,5,Aetna", "1,05/02/2026,97110,GP,1,5,Aetna").rows
    assert [row["dos"] for row in rows] == [date(2026, 1, 13), date(2026, 2, 5)]


def test_month_first_where_the_column_contradicts_itself() -> None:
    loaded = billing("1,13/01/2026,97110,GP,1,5,Aetna", "1,01/13/2026,97110,GP,1,5,Aetna")
    assert [row["dos"] for row in loaded.rows] == [date(2026, 1, 13)]
    assert loaded.rejects == [(2, "Date of Service", "13/01/2026", "no such day in the calendar")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("02/30/2026", "no such day in the calendar"),
        ("20261345", "no such day in the calendar"),
        ("01/05/1926", "a year that cannot be meant"),
        ("01/05/2126", "a year that cannot be meant"),
        ("soon", "not a date"),
    ],
)
def test_date_that_cannot_be_read(text: str, reason: str) -> None:
    assert line(dos=text).rejects == [(2, "dos", text, reason)]


def test_a_span_of_days_is_no_day_of_service() -> None:
    rejects = line(dos="01/02/2026 - 01/09/2026").rejects
    assert rejects == [(2, "dos", "2026-01-02 - 2026-01-09", "a span of several days")]


def test_birth_dates_may_be_old() -> None:
    assert one(dob="03/04/1931")["dob"] == date(1931, 3, 4)


@pytest.mark.parametrize(
    ("code", "modifier", "expected"),
    [
        ("97110.GP", "", ["GP"]),
        ("97110-GP", "59", ["GP", "59"]),
        ("97110 GP 59", "", ["GP", "59"]),
        ("97110/59", "GP", ["59", "GP"]),
        ("97110GP", "", ["GP"]),
        ("97110.0", "", []),
        ("97110 - Therapeutic ex", "GP", ["GP"]),
        ("97110 - Ex of motion", "", []),
        ("97110 GP - Therapeutic exercise", "", ["GP"]),
        ("HC:97110:GP", "", ["GP"]),
        ("97110", "59,GP", ["59", "GP"]),
        ("97110", "gp 59", ["GP", "59"]),
        ("97110", "GP:59", ["GP", "59"]),
        ("97110", "GP59KX", ["GP", "59", "KX"]),
        ("97110", "59.0", ["59"]),
        ("97110.GP", "GP", ["GP"]),
        ("97110", "", []),
    ],
)
def test_code_and_modifiers(code: str, modifier: str, expected: list[str]) -> None:
    row = one(cpt=code, modifiers=modifier)
    assert (row["cpt"], row["modifiers"]) == ("97110", expected)


def test_four_modifier_columns_keep_their_order() -> None:
    assert one(mod1="KX", mod2="GP", mod3="", mod4="59")["modifiers"] == ["KX", "GP", "59"]


def test_modifiers_are_unknown_where_the_file_never_tells_them() -> None:
    assert one()["modifiers"] is None


def test_codes_are_upper_case() -> None:
    assert one(cpt="g0283.gp")["cpt"] == "G0283"


@pytest.mark.parametrize("text", ["COPAY", "INSOVER", "9711", "971100", "*"])
def test_no_procedure_code(text: str) -> None:
    assert line(cpt=text).rejects == [(2, "cpt", text, "not a CPT or HCPCS code")]


def test_no_modifier() -> None:
    assert line(modifiers="GPX").rejects == [(2, "modifiers", "GPX", "a modifier has two characters")]


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("units", "abc", "not a number"),
        ("units", "-1", "negative units on a charge that is not negative"),
        ("minutes", "-5", "negative minutes"),
        ("minutes", "1441", "more minutes than a day has"),
        ("minutes", "ten", "not a number"),
        ("start_time", "25:00", "not a time of day"),
        ("start_time", "9", "not a time of day"),
    ],
)
def test_number_that_cannot_be_meant(field: str, text: str, reason: str) -> None:
    assert line(**{field: text}).rejects == [(2, field, text, reason)]


def test_units_and_minutes_may_have_decimals_and_a_unit() -> None:
    row = one(units="2.0", minutes="30 min")
    assert (row["units"], row["minutes"]) == (2, 30)


def test_a_reversal_has_negative_units_and_charge() -> None:
    assert one(units="-2", charge="(90.00)")["units"] == -2


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9:05 AM", time(9, 5)),
        ("9:05pm", time(21, 5)),
        ("12:05 a.m.", time(0, 5)),
        ("12:05 PM", time(12, 5)),
        ("09:05", time(9, 5)),
        ("0905", time(9, 5)),
        ("9 AM", time(9)),
        ("21:05:30", time(21, 5, 30)),
        ("1/5/2026 9:05 AM", time(9, 5)),
        ("2026-01-05T09:05:00", time(9, 5)),
        ("1899-12-31 09:04:59.981", time(9, 5)),
        ("0.375", time(9)),
    ],
)
def test_time(text: str, moment: time) -> None:
    assert one(start_time=text)["start_time"] == moment


def test_minutes_come_from_start_and_end_where_there_are_none() -> None:
    assert one(start_time="9:05 AM", end_time="9:35 AM")["minutes"] == 30
    assert one(start_time="9:05 AM", end_time="9:35 AM", minutes="25")["minutes"] == 25


def test_a_start_and_end_that_several_lines_share_is_the_visits() -> None:
    header = "patient_id,dos,cpt,units,payer,start time,end time"
    rows = billing("1,2026-01-05,97110,1,Aetna,9:00,9:45", "1,2026-01-05,97140,1,Aetna,9:00,9:45", header=header).rows
    assert [row["minutes"] for row in rows] == [None, None]


def test_a_row_without_a_needed_value_names_the_column() -> None:
    loaded = billing(",2026-01-05,97110,GP,1,5,Aetna", "1,,97110,GP,,5,", "1,2026-01-05,,GP,1,5,Aetna")
    assert loaded.rejects == [
        (2, "Patient ID", None, "no patient id"),
        (3, "Date of Service", None, "no date of service"),
        (3, "Payer", None, "no payer"),
        (3, "Units", None, "no units"),
        (4, "CPT", None, "no procedure code"),
    ]
    assert loaded.counts == (3, 0, 3, 0)


def test_names_in_two_columns_are_joined() -> None:
    assert one(**{"last name": "Doe", "first name": "Jo"})["patient_name"] == "Doe, Jo"


def test_leading_zeros_of_ids_survive() -> None:
    assert one(patient_id="00123")["patient_id"] == "00123"
    assert one(patient_id='="00123"')["patient_id"] == "00123"


def test_diagnoses_become_one_list() -> None:
    assert one(dx1="m54.5", dx2="M25.561")["dx"] == ["M54.5", "M25.561"]
    assert one(diagnosis="M54.5; M25.561")["dx"] == ["M54.5", "M25.561"]


def test_fee_schedule() -> None:
    rows = load("Payer,Code,Mod,Eff Date,Rate\nAetna,97110,GP,1/1/2026,$30.50\nAetna,*,,,95\n").rows
    assert [(row["cpt"], row["modifier"], row["effective"], row["rate"], row["basis"]) for row in rows] == [
        ("97110", "GP", date(2026, 1, 1), Decimal("30.50"), "unit"),
        ("*", None, None, Decimal(95), "visit"),
    ]


def test_minutes_per_code_and_per_visit() -> None:
    coded = load("patient_id,dos,cpt,minutes\n1,2026-01-05,97110,25\n")
    assert (coded.kind, coded.rows[0]["minutes"], coded.totals["minutes"][0]) == ("minutes", 25, 25)
    visit = load("patient_id,dos,total_timed_minutes\n1,2026-01-05,38\n")
    assert (visit.kind, visit.rows[0]["cpt"], visit.rows[0]["total_timed_minutes"]) == ("minutes", None, 38)


@pytest.mark.parametrize(
    ("dob", "day"),
    [("14565", "1939-11-16"), ("11/13/50", "1950-11-13"), ("11/13/69", "1969-11-13"), ("11/13/15", "2015-11-13")],
)
def test_days_of_birth_are_never_to_come(dob: str, day: str) -> None:
    assert str(one(dob=dob)["dob"]) == day


def test_a_span_of_days_in_two_columns_is_refused_like_one_in_a_cell() -> None:
    assert line(dos_to="2026-01-09").rejects == [
        (2, "dos_to", "2026-01-05 - 2026-01-09", "a span of several days"),
    ]
    assert not line(dos_to="2026-01-05").rejects


def test_a_fifth_modifier_is_read() -> None:
    assert one(modifier_1="GP", modifier_5="76")["modifiers"] == ["GP", "76"]


def test_what_cleaning_changes_starts_with_a_character_that_is_looked_for() -> None:
    """cells.py cleans only columns with such first characters: every word the macros change must start with one."""
    workspace = line().workspace
    words = [*map(chr, range(33, 127)), *(f"{chr(code)}x1" for code in range(33, 127))]
    words += re.findall(r"'([^'\s][^']*)'", (stage.HERE / "macros.sql").read_text(encoding="utf-8"))
    words = [word for word in dict.fromkeys([*words, *map(str.upper, words)]) if word.isascii()]
    for macro, looked_for in (("clean", cells.WRAPPED), ("clean_value", cells.WRAPPED | cells.NOTHING)):
        sql = f"select word from (select unnest($words) as word) where {macro}(word) is distinct from word"
        changed = workspace.rows(sql, words=words)
        assert changed
        assert {ord(word[0]) for (word,) in changed} <= looked_for
