"""What a table cannot tell by itself is asked: day and month, what units are, columns that may be money."""

from __future__ import annotations

import pytest
from tables_case import HEADER, Loaded, billing, load


def asked(loaded: Loaded, question: str) -> list[tuple]:
    sql = """select column_name, assumed, said from file_question
             where file_id = $id and question = $question order by all"""
    return loaded.workspace.rows(sql, id=loaded.file_id, question=question)


def days(loaded: Loaded) -> list[str]:
    return [str(row["dos"]) for row in loaded.rows]


def test_day_and_month_are_asked_for_where_no_date_tells() -> None:
    table = f"{HEADER}\n1,03/04/2026,97110,GP,1,5,Aetna\n"
    loaded = load(table)
    assert (asked(loaded, "date_order"), days(loaded)) == ([(None, "mdy", False)], ["2026-03-04"])
    loaded = load(table, date_order="dmy")
    assert (asked(loaded, "date_order"), days(loaded)) == ([(None, "dmy", True)], ["2026-04-03"])


@pytest.mark.parametrize(("dob", "day"), [("12/25/1960", "2026-03-04"), ("25/12/1960", "2026-04-03")])
def test_another_column_proves_it_for_all(dob: str, day: str) -> None:
    loaded = load(f"{HEADER},DOB\n1,03/04/2026,97110,GP,1,5,Aetna,{dob}\n")
    assert (asked(loaded, "date_order"), days(loaded)) == ([], [day])


def test_columns_that_contradict_each_other_are_judged_each() -> None:
    loaded = load(f"{HEADER},DOB,Bill Date\n1,03/04/2026,97110,GP,1,5,Aetna,25/12/1960,01/13/2026\n")
    assert asked(loaded, "date_order") == [("Date of Service", "mdy", False)]
    assert str(loaded.rows[0]["dob"]) == "1960-12-25" and str(loaded.rows[0]["submit_date"]) == "2026-01-13"


def test_a_column_that_contradicts_itself_is_asked_for() -> None:
    loaded = billing("1,25/01/2026,97110,GP,1,5,Aetna", "2,01/14/2026,97110,GP,1,5,Aetna")
    assert asked(loaded, "date_order") == [("Date of Service", "mdy", False)]
    ((evidence,),) = loaded.workspace.rows("select evidence from file_question where file_id = $id", id=loaded.file_id)
    assert evidence.startswith("both orders are proved: 1 different dates of the column can only be month/day, 1 only")


def test_what_a_column_proves_goes_before_what_was_said() -> None:
    assert days(billing("1,01/13/2026,97110,GP,1,5,Aetna")) == ["2026-01-13"]
    assert days(load(f"{HEADER}\n1,01/13/2026,97110,GP,1,5,Aetna\n", date_order="dmy")) == ["2026-01-13"]


@pytest.mark.parametrize("day", ["2026-03-04", "Mar 4, 2026", "03/03/2026", "20260304"])
def test_nothing_is_asked_of_dates_that_are_clear(day: str) -> None:
    assert asked(load(f'{HEADER}\n1,"{day}",97110,GP,1,5,Aetna\n'), "date_order") == []


MINUTES = (
    f"{HEADER}\n1,2026-01-13,97110,GP,45,5,Aetna\n1,2026-01-14,97140,GP,15,5,Aetna\n1,2026-01-14,97161,GP,1,9,Aetna\n"
)


def test_units_that_read_like_minutes_are_asked_for_and_not_loaded() -> None:
    loaded = load(MINUTES)
    assert asked(loaded, "units_are") == [("Units", None, False)]
    assert [(row, reason) for row, _, _, reason in loaded.rejects] == [(n, "units read like minutes") for n in (2, 3)]
    assert loaded.counts == (3, 1, 2, 0)


def test_units_that_are_units_all_the_same() -> None:
    loaded = load(MINUTES, units_are="units")
    assert (loaded.counts, asked(loaded, "units_are")) == ((3, 3, 0, 0), [("Units", "units", True)])


def test_units_that_are_minutes() -> None:
    loaded = load(
        "\n".join(row.replace(",5,", ",").replace(",9,", ",") for row in MINUTES.replace("Charge,", "").split("\n")),
        units_are="minutes",
    )
    assert loaded.kind == "minutes"
    assert [row["minutes"] for row in loaded.rows] == [45, 15, 1]
    assert loaded.fields["Units"] == ("minutes", "said")


def test_a_bill_in_minutes_keeps_its_charges() -> None:
    loaded = load(MINUTES, units_are="minutes")
    assert (loaded.kind, loaded.rejects, loaded.counts) == ("billing", [], (3, 3, 0, 0))
    assert [(row["units"], row["minutes"]) for row in loaded.rows] == [(None, 45), (None, 15), (None, 1)]
    assert loaded.totals["charge"] == (19, 19, 0, 0, 0)
    assert asked(loaded, "units_are") == [("Units", "minutes", True)]


def test_a_table_said_to_be_a_bill_stays_one() -> None:
    loaded = load(
        "patient_id,dos,cpt,units,payer_name\n1,2026-01-13,97110,45,Aetna\n", units_are="minutes", kind="billing"
    )
    assert [(row["units"], row["minutes"]) for row in loaded.rows] == [(None, 45)]
    assert loaded.kind == "billing"


def test_one_line_of_too_many_units() -> None:
    rows = ["1,2026-01-13,97110,GP,2,5,Aetna", "2,2026-01-13,97110,GP,3,5,Aetna", "3,2026-01-13,97110,GP,25,5,Aetna"]
    loaded = billing(*rows, "4,2026-01-13,97150,GP,30,5,Aetna")
    assert loaded.rejects == [(4, "Units", "25", "units read like minutes")]
    assert asked(loaded, "units_are") == []


def test_a_guess_at_money_is_asked_and_never_taken() -> None:
    header = HEADER.replace("Charge", "Charge Amount Total To Date")
    loaded = billing("1,2026-01-13,97110,GP,1,$45.00,Aetna", header=header)
    assert asked(loaded, "money_guess") == [("Charge Amount Total To Date", None, False)]
    assert loaded.rows[0]["charge"] is None
    named = load(f"{header}\n1,2026-01-13,97110,GP,1,$45.00,Aetna\n", mapping={"Charge Amount Total To Date": "charge"})
    assert (asked(named, "money_guess"), named.rows[0]["charge"]) == ([], 45)
    left = load(f"{header}\n1,2026-01-13,97110,GP,1,$45.00,Aetna\n", mapping={"Charge Amount Total To Date": ""})
    assert (asked(left, "money_guess"), left.rows[0]["charge"]) == ([], None)


def test_money_by_its_values_alone_is_asked() -> None:
    loaded = billing("1,2026-01-13,97110,GP,1,$45.00,Aetna", header=HEADER.replace("Charge", "Wert"))
    assert asked(loaded, "money_guess") == [("Wert", None, False)]


def test_balances_and_aggregates_are_not_asked_for() -> None:
    loaded = billing("1,2026-01-13,97110,GP,1,$45.00,Aetna", header=HEADER.replace("Charge", "Balance Due"))
    assert asked(loaded, "money_guess") == []
