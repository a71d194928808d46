"""Cuts: their totals are those of the pages, their parts add up, and nothing of a user's text reaches the SQL."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from analytics import questions
from analytics.errors import InputError
from analytics.explore import query, views
from analytics.explore.catalogue import catalogue
from analytics.explore.spec import Spec, drawn, fitting, from_state
from analytics.explore.spread import spread
from analytics.explore.table import OTHERS
from analytics.selection import Filter

CHOSEN = {
    "everything": Filter(),
    "one payer": Filter(payers=("UnitedHealthcare",)),
    "a code and days": Filter(codes=("97110", "97530"), start=datetime.date(2026, 1, 1), end=datetime.date(2030, 1, 1)),
    "answered days": Filter(start=datetime.date(2020, 1, 1), end=datetime.date(2030, 1, 1), basis="remittance"),
    "a discipline": Filter(disciplines=("GP",), payer_classes=("commercial",)),
}


def total(practice, measure: str, chosen: Filter, suffix: str = ""):
    answer = query.ask(practice, Spec((measure,), ()), chosen)
    return answer.total[answer.place(measure + suffix)] or 0


@pytest.fixture(params=CHOSEN)
def chosen(request) -> Filter:
    return CHOSEN[request.param]


def test_lost_by_payer_is_that_of_the_overview(practice, chosen):
    rows = questions.ask(practice, "leak_groups", chosen)
    for measure, column in (("lost", "amount"), ("recoverable", "recoverable"), ("leaks", "cases")):
        wanted: dict = {}
        for row in rows:
            wanted[row["payer"]] = wanted.get(row["payer"], 0) + row[column]
        answer = query.ask(practice, Spec((measure,), ("payer",), top=100), chosen)
        found = {row[0]: row[1] or 0 for row in answer.rows}
        assert {payer: amount for payer, amount in found.items() if amount} == {p: a for p, a in wanted.items() if a}


def test_denial_rates_are_those_of_the_denials_page(practice, chosen):
    wanted = {row["counted"]: row for row in questions.ask(practice, "denial_rates", chosen)}
    for measure, counted in (("denial_rate", "lines"), ("denial_rate_dollars", "dollars")):
        assert total(practice, measure, chosen, "_part") == wanted[counted]["first_denied"]
        assert total(practice, measure, chosen, "_of") == wanted[counted]["first_answered"]
    money = questions.ask(practice, "denial_money", chosen)[0]
    assert total(practice, "denied_expected", chosen) == money["expected_denied"]
    assert total(practice, "recovered", chosen) == money["recovered"]


def test_units_are_those_of_the_units_page(practice, chosen):
    wanted = questions.ask(practice, "summary_units", chosen)[0]
    assert total(practice, "value_missed", chosen) == wanted["missed_value"]
    assert total(practice, "value_excess", chosen) == wanted["excess_value"]
    if not chosen.codes:  # a visit is chosen by any of its codes, a line by its own
        names = {
            "billed": "units_billed",
            "correct": "units_supported",
            "missed": "units_missed",
            "excess": "units_excess",
        }
        assert {n: total(practice, m, chosen) for n, m in names.items()} == {n: wanted[n] for n in names}
        rate = questions.ask(practice, "unit_capture", chosen)[0]["capture_rate"] or 0
        assert total(practice, "capture_rate", chosen) == pytest.approx(float(rate))


def test_money_is_that_of_the_other_pages(practice, chosen):
    steps = {row["step"]: row["amount"] for row in questions.ask(practice, "revenue_steps", chosen)}
    assert total(practice, "earned", chosen) == (steps.get("earned") or 0)
    assert total(practice, "collected", chosen) == (steps.get("collected") or 0)
    aging = questions.ask(practice, "aging", chosen)
    assert total(practice, "insurance_balance", chosen) == sum(row["insurance_balance"] for row in aging)
    exposure = [row for row in questions.ask(practice, "summary_findings", chosen) if row["kind"] == "exposure"]
    assert total(practice, "exposure", chosen) == sum(row["amount"] for row in exposure)


def test_days_to_answer_are_those_of_the_kpis(practice, chosen):
    wanted = {
        r["payer"]: r["median_days"] for r in questions.ask(practice, "lags", chosen) if r["lag"] == "service_to_answer"
    }
    answer = query.ask(practice, Spec(("days_to_answer",), ("payer",), top=100), chosen)
    found = {row[0]: row[1] for row in answer.rows if row[1] is not None}
    assert found == {payer: days for payer, days in wanted.items() if days is not None}


@pytest.mark.parametrize("name", [m.name for m in catalogue().measures.values() if m.adds == "sum"])
def test_parts_add_up_to_the_total(practice, name):
    fit = [d.name for d in catalogue().dimensions.values() if d.fits(catalogue().measure(name)) and d.kind != "date"]
    for dimension in fit:
        answer = query.ask(practice, Spec((name,), (dimension,), "service_month", top=3))
        whole = answer.total[answer.place(name)] or 0
        for rows in (answer.rows, answer.row_totals, answer.column_totals):
            assert sum(row[answer.place(name)] or 0 for row in rows) == whole, dimension


def test_what_is_beyond_the_top_is_gathered(practice):
    whole = query.ask(practice, Spec(("charge", "patients"), ("code",), top=100))
    few = query.ask(practice, Spec(("charge", "patients"), ("code",), top=3))
    assert [row[0] for row in few.rows[:3]] == [row[0] for row in whole.rows[:3]]
    assert few.rows[3][0] == OTHERS and len(few.rows) == 4
    assert few.rows[3][1] == sum(row[1] for row in whole.rows[3:])
    assert few.rows[3][2] < sum(row[2] for row in whole.rows[3:]), "a patient of two codes is one patient"
    assert few.total == whole.total


def test_measures_of_several_views_meet_on_their_rows(practice):
    both = query.ask(practice, Spec(("charge", "lost", "units_missed", "earned"), ("payer",)))
    for place, name in enumerate(("charge", "lost", "units_missed", "earned"), 1):
        alone = {row[0]: row[1] for row in query.ask(practice, Spec((name,), ("payer",))).rows}
        assert {row[0]: row[place] for row in both.rows if row[place] is not None} == {
            k: v for k, v in alone.items() if v is not None
        }
    assert all(isinstance(row[1], Decimal) for row in both.rows)


def test_dates_steps_and_weekdays_keep_their_own_order(practice):
    for name in ("service_week", "charge_bin", "age_bucket", "service_quarter"):
        values = [row[0] for row in query.ask(practice, Spec(("lines",), (name,))).rows if row[0] is not None]
        key = (lambda value: int(value.split("-")[0].rstrip("+"))) if name == "age_bucket" else None
        assert values == sorted(values, key=key) and values
    days = [row[0] for row in query.ask(practice, Spec(("lines",), ("weekday",))).rows]
    assert days[:5] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def test_a_box_is_made_of_single_rows(practice):
    spec = Spec(("charge",), ("payer",), chart="box")
    found = spread(practice, spec, Filter(), query.ask(practice, spec))
    for row in found.records():
        assert row["p05"] <= row["q1"] <= row["half"] <= row["q3"] <= row["p95"]
        half = practice.rows(
            "select quantile_disc(charge, 0.5), count(charge) from ex_line where payer = $p", p=row["payer"]
        )
        assert (row["half"], row["n"]) == (float(half[0][0]), half[0][1])


def test_no_measure_is_offered_with_a_dimension_it_cannot_be_cut_by(practice):
    for measure in catalogue().measures.values():
        assert measure.view in views.VIEWS
        for dimension in catalogue().dimensions.values():
            if dimension.fits(measure):
                query.ask(practice, Spec((measure.name,), (dimension.name,)))
            else:
                with pytest.raises(InputError, match="cannot be cut"):
                    Spec((measure.name,), (dimension.name,))


@pytest.mark.parametrize("view", views.VIEWS)
def test_leaving_out_joins_changes_no_row(practice, view):
    views.views(practice)
    whole = practice.rows(f"select count(*) from {view}")[0][0]
    for column in views.parts(view).columns:
        narrow = views.narrowed(view, [column])
        same = f"select count(*), bit_xor(hash({column})) from"
        assert practice.rows(f"{same} ({narrow}) AS n") == practice.rows(f"{same} {view}")
        assert practice.rows(f"select count(*) from ({narrow}) AS n")[0][0] == whole


def test_a_spec_goes_to_an_address_and_back():
    spec = Spec(("charge", "denial_rate"), ("payer", "code"), "service_month", "table", "name", 25, 10)
    assert from_state(spec.to_state()) == spec
    assert from_state({}) == Spec()
    assert set(Spec().to_state().values()) == {""}
    assert from_state(Spec(("lines",), ()).to_state()).rows == ()
    assert all(len(value) < 300 for value in spec.to_state().values())


WRONG = [
    {"m": "charge; drop table x"}, {"r": "payer) --"}, {"c": "nonsense"}, {"g": "pie"}, {"o": "random()"}, {"n": "-1"},
    {"n": "99999999"}, {"n": "²"}, {"s": "1e9"}, {"m": "charge.charge"}, {"r": "payer.payer"},
    {"r": "payer", "c": "payer"},
    {"r": "payer.code.provider.location"}, {"m": "visits_judged", "r": "code"}, {"m": "."}, {"n": "0"},
    {"m": ".".join(["charge"] * 20)},
]  # fmt: skip


@pytest.mark.parametrize("state", WRONG, ids=str)
def test_an_address_that_means_nothing_is_refused(state):
    with pytest.raises(InputError):
        from_state(state)


def test_pictures_follow_the_cut():
    assert "heat" in fitting(Spec(("lines",), ("payer",), "code"))
    assert "trend" in fitting(Spec(("lines",), ("service_month",)))
    assert "pareto" not in fitting(Spec(("denial_rate",), ("payer",)))
    assert "box" not in fitting(Spec(("denial_rate",), ("payer",)))
    assert fitting(Spec(("lines",), ("payer", "code", "provider"), "service_month")) == ["table"]
    assert drawn(replace(Spec(), rows=(), chart="bars")).chart == "table"


def test_nothing_a_user_writes_is_in_the_sql():
    text, given = query.sql(
        Spec(("charge",), ("payer",)), Filter(payers=("'; drop table x --",)), {"payer": ["O'Neil"]}
    )
    assert "drop" not in text and "O'Neil" not in text
    assert given["kept_payer"] == ["O'Neil"]
