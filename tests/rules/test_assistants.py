"""CQ and CO: units by minutes against a second implementation; lines that lack the modifier or have a wrong one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from practice import Practice
from rules.gap_cases import cases, compare, found, made

CASES = [
    case | {"lines": [{"payer": "Beacon Share"} | line for line in case["lines"]]}
    for case in cases("modifiers_assistants")
]
GRID = range(100)


@pytest.fixture(scope="module")
def audited():
    practice = made(CASES)
    rows = practice.ask(
        "select b.patient_id, u.cpt, cast(units_assistant as integer), cast(units_therapist as integer)"
        " from assistant_unit as u join billed_line as b on b.line_key = u.line_key"
    )
    yield found(practice, "assistant_gap"), {(patient, cpt): [with_, without] for patient, cpt, with_, without in rows}
    practice.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_gaps(audited, case):
    compare(case, audited[0].get(case["case"], []))


@pytest.mark.parametrize("case", [case for case in CASES if "split" in case], ids=lambda case: case["case"])
def test_units(audited, case):
    assert {cpt: audited[1][case["case"], cpt] for cpt in case["split"]} == case["split"]


def units(minutes: int) -> int:
    """Units of one timed code, counted up: a unit from its eighth minute on."""
    return sum(1 for middle in range(8, minutes + 1, 15))


def assistant_units(therapist: int, assistant: int) -> int:
    """The other implementation: quarter hours are taken off one by one until fewer than 15 minutes of each are left."""
    left, marked = units(therapist + assistant), 0
    while therapist >= 15:
        therapist, left = therapist - 15, left - 1
    while assistant >= 15:
        assistant, left, marked = assistant - 15, left - 1, marked + 1
    if left == 2:
        return marked + 1
    if left == 1 and therapist < 8 and (assistant >= 8 or Fraction(assistant, therapist + assistant) > Fraction(1, 10)):
        return marked + 1
    return marked


def is_due(therapist: int, assistant: int) -> bool:
    """An untimed code, by the manual's two ways of counting 10 % and by the exact share."""
    total = therapist + assistant
    exact = Fraction(assistant, total) > Fraction(1, 10)
    whole = int(Fraction(100 * assistant, total) + Fraction(1, 2)) >= 11
    tenth = assistant >= int(Fraction(total, 10) + Fraction(1, 2)) + 1
    return exact or whole or tenth


@pytest.fixture(scope="module")
def grid():
    """Every pair of minutes from 0 to 99 as a patient of a timed and of an untimed code: {(t, a, code): row}."""
    practice = Practice()
    practice.workspace.cursor().execute(
        """insert into billing_row (row_key, file_id, row_no, is_duplicate, patient_id, dos, cpt, units, minutes,
            assistant_minutes, payer_name, modifiers, charge)
        select 4294967296 + (t * 100 + a) * 2 + n, 1, (t * 100 + a) * 2 + n, false, t || '-' || a, date '2026-03-02',
            case n when 0 then '97110' else '97150' end,
            case n when 0 then greatest(floor((t + a + 7) / 15), 1) else 1 end, t + a, a, 'Medicare', ['GP'], 60
        from unnest(range(100)) as x(t), unnest(range(100)) as y(a), unnest([0, 1]) as z(n)"""
    ).fetchall()
    practice.rebuild()
    rows = practice.ask(
        "select b.patient_id, u.cpt, u.units, u.units_assistant, u.units_therapist, u.units_least, u.units_most,"
        " u.doubt from assistant_unit as u join billed_line as b on b.line_key = u.line_key"
    )
    yield {(*(int(part) for part in patient.split("-")), cpt): row for patient, cpt, *row in rows}
    practice.close()


def test_the_grid_is_whole(grid):
    assert len(grid) == 2 * len(GRID) ** 2


def test_units_add_up_and_match_the_second_implementation(grid):
    for (t, a, cpt), (billed, with_, without, least, most, doubt) in grid.items():
        if cpt == "97110" and t + a >= 8:
            assert billed == units(t + a) == with_ + without, (t, a)
            assert with_ == assistant_units(t, a) == least == most and doubt is None, (t, a)


def test_more_of_the_assistant_never_takes_units_off(grid):
    for (t, a, cpt), (_, with_, *_) in grid.items():
        if cpt == "97110" and t > 0 and a < 99 and t + a >= 8:
            assert grid[t - 1, a + 1, cpt][1] >= with_, (t, a)


def test_untimed_codes_match_the_second_implementation(grid):
    for (t, a, cpt), (_, with_, _, least, most, doubt) in grid.items():
        if cpt == "97150" and t + a > 0:
            assert with_ == is_due(t, a), (t, a)
            assert least <= with_ <= most and (doubt is None) == (least == most), (t, a)
            assert doubt is None or Fraction(1, 10) < Fraction(a, t + a) < Fraction(105, 1000), (t, a)
    assert grid[17, 2, "97150"][5] is None and grid[44, 5, "97150"][5] is not None


def test_units_stay_within_what_was_billed(practice):
    """Whatever was billed beside the minutes: the answer within its range, the range within the bill."""
    practice.workspace.cursor().execute(
        """insert into billing_row (row_key, file_id, row_no, is_duplicate, patient_id, dos, cpt, units, minutes,
            assistant_minutes, payer_name, modifiers, charge)
        select 4294967296 + (t * 100 + a) * 10 + n, 1, (t * 100 + a) * 10 + n, false, t || '-' || a,
            date '2026-03-02' + cast(n as integer), '97110', n, t + a, a, 'Medicare', ['GP'], 60
        from unnest(range(0, 50)) as x(t), unnest(range(0, 50)) as y(a), unnest(range(1, 7)) as z(n)"""
    ).fetchall()
    practice.rebuild()
    wrong = practice.ask(
        "select units, minutes, assistant_minutes, units_least, units_assistant, units_most from assistant_unit"
        " where units_assistant is null or not (0 <= units_least and units_least <= units_assistant"
        " and units_assistant <= units_most and units_most <= units)"
    )
    assert wrong == [] and practice.ask("select count(*) from assistant_unit") == [(15000,)]
    beyond = practice.ask(
        "select count(*) from assistant_unit"
        " where doubt is not null and (assistant_minutes = 0 or therapist_minutes = 0)"
    )
    assert beyond == [(0,)], "one pair of hands leaves no doubt"


def test_one_row_per_line_and_rule(audited):
    for gaps in audited[0].values():
        told = [(gap["line"], gap["rule"]) for gap in gaps]
        assert len(told) == len(set(told))
