"""Rates nobody loaded: what a payer allows as a rule, since when, and what falls below it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

import pyarrow as pa
import pytest
from practice import Practice

from analytics import pipeline
from analytics.questions import ask
from analytics.selection import Filter

FIRST, NEW_YEAR, CUT = datetime.date(2025, 9, 1), datetime.date(2026, 1, 1), datetime.date(2026, 3, 9)
LINES = 60  # of each payer, every fourth day
Rate = Callable[[int, datetime.date], float]


def is_low(number: int) -> bool:
    return number % 6 == 5


def mixed(number: int, day: datetime.date) -> float:
    """Two plans of one payer: neither is a cut of the other, though one has more lines in some months."""
    return 31 if number % 9 in (0, 2, 4, 6, 8) else 27


def thin(number: int, day: datetime.date) -> float:
    """A few odd amounts in one month are no rate of their own."""
    return 20 if day.month == 11 and number % 2 else 31


# payer: amount per unit, and how a line of it differs
PAYERS: dict[str, tuple[Rate, dict]] = {
    "Rising": (lambda number, day: 31 if day < NEW_YEAR else 32, {}),
    "Cutting": (lambda number, day: 31 if day < CUT else 28, {}),
    "Cutting in the month": (lambda number, day: 31 if day < datetime.date(2026, 2, 18) else 28, {"units": 2}),
    "One provider": (lambda number, day: 27.5 if is_low(number) else 31, {"only": "rendering_provider"}),
    "One place": (lambda number, day: 27.5 if is_low(number) else 31, {"only": "location"}),
    "Scattered": (lambda number, day: 31 - is_low(number) * (3 + number / 50), {}),
    "Fewer units": (lambda number, day: 15.5 if is_low(number) else 31, {"units": 2, "paid_units": 1}),
    "Mixed": (mixed, {}),
    "Thin": (thin, {}),
    "Cents": (lambda number, day: 31 - is_low(number) * 0.9, {}),
    "Assisted": (lambda number, day: 26.35 if is_low(number) else 31, {"modifiers": ["GP", "CQ"]}),
    "Wild": (lambda number, day: 20 + number / 4, {}),
}


def rows_of(payer: str, number: int, key: int) -> dict[str, dict]:
    """One billed line and its payment, by staging table."""
    day = FIRST + datetime.timedelta(4 * number)
    rate, given = PAYERS[payer]
    units, claim, low = given.get("units", 1), f"{payer} {number}", is_low(number)
    allowed = Decimal(str(rate(number, day))).quantize(Decimal("0.01")) * units
    who = {"rendering_provider": "Ann", "location": "Main", "modifiers": ["GP"]}
    who |= {given["only"]: "Other"} if low and "only" in given else {}
    who |= {"modifiers": given["modifiers"]} if low and "modifiers" in given else {}
    ours = {"file_id": 1, "row_no": key, "is_duplicate": False}
    bill = {"row_key": (1 << 32) + key, "patient_id": claim, "claim_id": claim, "line_no": "1", "dos": day}
    bill |= {"cpt": "97110", "units": units, "charge": Decimal(200), "payer_name": payer}
    keys = {name: (4 << 32) + key for name in ("payment_key", "claim_key", "line_key")}
    theirs = {"file_id": 4, "row_no": 1}
    payment = {"payment_key": keys["payment_key"], "is_duplicate": False, "payer_name": payer, "amount": allowed}
    payment |= {"payment_date": day + datetime.timedelta(20)}
    claims = {"claim_key": keys["claim_key"], "payment_key": keys["payment_key"], "sequence": 1, "claim_id": claim}
    line = {"sequence": 1, "code": "97110", "modifiers": ["GP"], "line_control": "1", "dos": day}
    line |= {"charge": Decimal(200), "paid": allowed, "units": given.get("paid_units", units) if low else units}
    rest = {"claim_key": keys["claim_key"], "line_key": keys["line_key"], "file_id": 4, "sequence": 1}
    return {
        "billing_row": ours | bill | who,
        "remit_payment": theirs | payment,
        "remit_claim": theirs | claims | {"status": "1", "charge": Decimal(200), "paid": allowed},
        "remit_line": theirs | keys | line,
        "remit_adjustment": rest | {"group_code": "CO", "carc": "45", "amount": 200 - allowed},
    }


def fill(practice: Practice) -> None:
    """Every payer's lines, a table in one insert."""
    lines = [(payer, number) for payer in PAYERS for number in range(LINES)]
    made = [rows_of(payer, number, key) for key, (payer, number) in enumerate(lines, 1)]
    cursor = practice.workspace.cursor()
    for table in made[0]:
        cursor.register("incoming", pa.Table.from_pylist([rows[table] for rows in made]))
        cursor.execute(f"insert into {table} by name select * from incoming").fetchall()
        cursor.unregister("incoming")


@pytest.fixture(scope="module")
def practice() -> Iterator[Practice]:
    made = Practice()
    fill(made)
    made.rebuild(steps=pipeline.STEPS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def patterns(practice) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in practice.records("select * from rate_pattern order by payer, shortfall desc"):
        found.setdefault(row["payer"], []).append(row)
    return found


@pytest.mark.parametrize("payer", ["Rising", "Cents", "Assisted", "Wild"])
def test_lawful_rates_are_no_pattern(patterns, payer):
    """A rise, less than a dollar, an assistant's rate of its own, and amounts without any rule."""
    assert payer not in patterns


def test_a_rise_is_two_stretches(practice):
    rows = practice.ask(
        """select first_day, last_day, rate, is_dominant from rate_stretch
        where payer_no = (select payer_no from episode where payer = 'Rising' limit 1) order by first_day"""
    )
    assert [(rate, dominant) for _, _, rate, dominant in rows] == [(Decimal(31), True), (Decimal(32), True)]
    assert rows[1][0] - rows[0][1] == datetime.timedelta(1)
    assert rows[1][0] == datetime.date(2026, 1, 3)  # the first line after new year


@pytest.mark.parametrize(
    ("payer", "since", "units"),
    [("Cutting", datetime.date(2026, 3, 12), 1), ("Cutting in the month", datetime.date(2026, 2, 20), 2)],
)
def test_a_cut_has_its_day_and_its_dollars(patterns, payer, since, units):
    (cut,) = patterns[payer]
    lines = sum(FIRST + datetime.timedelta(4 * number) >= since for number in range(LINES))
    assert (cut["kind"], cut["first_date"], cut["from_rate"], cut["low_rate"]) == ("rate_cut", since, 31, 28)
    assert (cut["lines"], cut["shortfall"], cut["share"]) == (lines, 3 * lines * units, 1)
    assert cut["is_newest"] and cut["stretch_to"] is None
    assert cut["explanation"].startswith("Suspected: a unit was allowed 31.00 before ")


@pytest.mark.parametrize(("payer", "where"), [("One provider", "provider Other"), ("One place", "location Other")])
def test_low_lines_of_one_provider_or_place(patterns, payer, where):
    (low,) = patterns[payer]
    assert (low["kind"], low["low_rate"], low["lines"], low["shortfall"]) == ("below_own_rate", Decimal("27.5"), 10, 35)
    assert low["only_where"] == where
    assert where in low["explanation"]


def test_scattered_amounts_are_one_pattern(patterns):
    (low,) = patterns["Scattered"]
    assert (low["kind"], low["low_rate"], low["lines"], low["only_where"]) == ("below_own_rate", None, 10, None)
    assert low["lowest"] < low["highest"] < low["from_rate"]


def test_fewer_units_than_billed(patterns):
    (low,) = patterns["Fewer units"]
    assert (low["kind"], low["lines"], low["shortfall"]) == ("units_cut", 10, 310)


def test_two_plans_of_one_payer_are_no_cut(patterns):
    (low,) = patterns["Mixed"]
    assert (low["kind"], low["low_rate"], low["from_rate"]) == ("below_own_rate", 27, 31)
    assert "another plan" in low["explanation"]


def test_a_few_odd_amounts_are_no_stretch(patterns):
    (low,) = patterns["Thin"]
    assert (low["kind"], low["low_rate"], low["first_date"].month, low["last_date"].month) == (
        "below_own_rate",
        20,
        11,
        11,
    )


def test_the_lines_of_a_pattern_add_up_to_it(practice):
    everything = ask(practice.workspace, "rate_patterns")
    for row in everything:
        given = {"payer": row["payer"], "code": row["cpt"], "variant": row["variant"], "kind": row["kind"]}
        lines = ask(practice.workspace, "rate_pattern_lines", **given, since=row["since"], rate=row["rate_text"])
        assert len(lines) == row["lines"]
        assert sum(line["shortfall"] for line in lines) == row["shortfall"]
    summary = ask(practice.workspace, "payment_summary")[0]
    assert summary["suspected"] == sum(row["shortfall"] for row in everything)
    assert summary["underpaid"] == summary["rated_lines"] == 0  # suspected is in no leak


def test_the_filter_cuts_the_lines(practice):
    chosen = Filter(payers=("Cutting",), start=datetime.date(2026, 4, 1), end=datetime.date(2026, 4, 30))
    (row,) = ask(practice.workspace, "rate_patterns", chosen)
    assert (row["lines"], row["shortfall"]) == (7, 21)
    assert ask(practice.workspace, "rate_patterns", Filter(payers=("nobody",))) == []


def test_the_history_of_a_rate(practice):
    months = ask(practice.workspace, "rate_history", payer="Cutting", code="97110")
    assert [row["rate"] for row in months] == [31] * 6 + [28] * 2 + ([28] if len(months) == 9 else [])
    assert all(row["lowest"] <= row["rate"] <= row["highest"] and row["schedule_rate"] is None for row in months)
    assert not any(row["is_cut"] for row in months)


def test_allowed_over_expected_is_held_against_the_own_rate(practice):
    rows = {row["payer"]: row for row in ask(practice.workspace, "paid_over_expected")}
    assert {row["basis"] for row in rows.values()} == {"own"}
    assert rows["Rising"]["ratio"] == 1
    assert rows["One provider"]["lines_below"] == 10
    assert "Wild" not in rows


def test_a_loaded_schedule_ends_the_suspicion(practice):
    """Last in this file: the practice gets a contract."""
    practice.rate("Cutting", "97110", 28)
    pipeline.rebuild(practice.workspace)
    assert practice.ask("select count(*) from rate_line where payer = 'Cutting'") == [(0,)]
