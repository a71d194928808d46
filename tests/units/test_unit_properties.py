"""What must hold of any visit: sums, order, untimed lines, the cap of a line. Many visits are audited at once.

A few practices of each in `make test`, many in `make fuzz`.
"""

from __future__ import annotations

import os
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from practice import Practice

from analytics.steps import UNITS, VIEWS

TIMED = ("97110", "97112", "97116", "97140", "97530", "97535")
UNTIMED = ("97161", "G0283", "97150", "97012")
FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
RULES = {"cms": "Medicare", "ama": "Acme Commercial"}

visit = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(sorted(RULES)),
        "minutes": st.dictionaries(st.sampled_from(TIMED), st.integers(0, 75), min_size=1, max_size=5),
        "billed": st.integers(0, 4),
        "untimed": st.lists(st.tuples(st.sampled_from(UNTIMED), st.integers(0, 60)), max_size=2),
    }
)


def audit(visits: list[dict], *, with_untimed: bool = True, shuffle: int | None = None) -> dict:
    """{(visit number, code): (units, tie)} and the visits' totals of a practice made of these visits."""
    practice = Practice()
    lines = [
        (number, one["payer"], code, minutes, one["billed"])
        for number, one in enumerate(visits)
        for code, minutes in one["minutes"].items()
    ]
    if with_untimed:
        lines += [
            (n, one["payer"], code, minutes, 1) for n, one in enumerate(visits) for code, minutes in one["untimed"]
        ]
    if shuffle is not None:
        random.Random(shuffle).shuffle(lines)
    for number, payer, code, minutes, billed in lines:
        practice.bill(
            code,
            billed,
            minutes=minutes,
            patient_id=f"P{number}",
            claim_id=f"C{number}",
            payer_name=RULES[payer],
            payer_class="commercial" if payer == "ama" else None,
        )
    practice.rebuild()
    rows = practice.ask("select patient_id, cpt, units_correct, tie, verdict, units_delta from unit_audit")
    practice.close()
    return {
        (int(patient[1:]), code): (int(units), tie, verdict, delta)
        for patient, code, units, tie, verdict, delta in rows
    }


@settings(max_examples=100 if FUZZ else 3, deadline=None)
@given(st.lists(visit, min_size=20, max_size=40))
def test_lines_add_up_to_the_visit_and_none_exceeds_its_full_15s_by_more_than_one(visits):
    found = audit(visits)
    for number, one in enumerate(visits):
        units = {code: found[number, code][0] for code in one["minutes"]}
        for code, minutes in one["minutes"].items():
            assert minutes // 15 <= units[code] <= minutes // 15 + 1
        if one["payer"] == "cms":
            assert sum(units.values()) == (sum(one["minutes"].values()) + 7) // 15
        else:
            assert units == {code: (minutes + 7) // 15 for code, minutes in one["minutes"].items()}
        billed = one["billed"] * len(units)
        total = sum(units.values())
        verdicts = {found[number, code][2] for code in units}
        assert len(verdicts) == 1
        expected = "under" if billed < total else "over" if billed > total else None
        assert verdicts == {expected} if expected else verdicts <= {"ok", "mixed"}


@settings(max_examples=60 if FUZZ else 2, deadline=None)
@given(st.lists(visit, min_size=10, max_size=25), st.integers(0, 1000))
def test_the_order_of_the_file_and_untimed_lines_change_nothing(visits, seed):
    assert audit(visits) == audit(visits, shuffle=seed) == audit(visits, with_untimed=False)


def test_four_partitions_by_patient_give_the_same_units_as_the_whole():
    """Every unit file runs per patient (its header says so): parts added up equal the whole."""
    maker = random.Random(7)
    visits = [
        {
            "payer": maker.choice(sorted(RULES)),
            "minutes": {code: maker.randint(0, 60) for code in maker.sample(TIMED, maker.randint(1, 4))},
            "billed": maker.randint(0, 3),
            "untimed": [],
        }
        for _ in range(120)
    ]
    whole = audit(visits)
    parts: dict = {}
    for part in range(4):
        chosen = [number for number in range(len(visits)) if number % 4 == part]
        found = audit([visits[number] for number in chosen])
        parts |= {(chosen[number], code): value for (number, code), value in found.items()}
    assert parts == whole


def test_every_unit_file_says_that_it_runs_per_patient():
    from analytics.workspace import ROOT

    for name in UNITS:
        assert "-- step: per patient" in (ROOT / f"{name}.sql").read_text(encoding="utf-8"), name
    assert {name.rsplit("/", 1)[-1] for name in UNITS} & VIEWS
