"""One-on-one minutes of a provider that two patients claim at once: what counts, what fits the clock, what is lost."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

import pytest
from practice import Practice

DAY = datetime.date(2026, 1, 5)
# Every case has a provider of its own, so that all of them share one practice and one rebuild. A visit: patient, start,
# end, and what differs from one line of 97110 whose minutes are its time and whose units are those of the CMS count.
# Expected: {later patient: (earlier patient, minutes, units, dollars, or ... for the units at their later price)}.
CASES: dict[str, tuple[list[tuple], dict]] = {
    "the last quarter of one is the first of the next": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15")],
        {"B": ("A", 15, 1, ...)},
    ),
    "touching ends": ([("A", "9:00", "9:45"), ("B", "9:45", "10:30")], {}),
    "a minute is tolerated": ([("A", "9:00", "9:45"), ("B", "9:44", "10:30")], {}),
    "two minutes are not, and cost no unit": ([("A", "9:00", "9:45"), ("B", "9:43", "10:30")], {"B": ("A", 2, 0, 0)}),
    "one within the other": ([("A", "9:00", "10:00"), ("B", "9:15", "9:30")], {"B": ("A", 15, 1, ...)}),
    "the same time": ([("A", "9:00", "9:30"), ("B", "9:00", "9:30")], {"B": ("A", 30, 2, ...)}),
    "the longer one is still running": (
        [("A", "9:00", "11:00"), ("B", "9:30", "9:45"), ("C", "10:00", "10:15")],
        {"B": ("A", 15, 1, ...), "C": ("A", 15, 1, ...)},
    ),
    "three at once": (
        [("A", "9:00", "9:30"), ("B", "9:00", "9:30"), ("C", "9:00", "9:30")],
        {"B": ("A", 30, 2, ...), "C": ("B", 30, 2, ...)},
    ),
    "visits overlap and their minutes fit": (
        [("A", "9:00", "10:00", {"minutes": 38}), ("B", "9:30", "10:30", {"minutes": 38})],
        {},
    ),
    "the scenario of CMS: three patients in 45 minutes": (
        [(who, "9:00", "9:45", {"minutes": minutes}) for who, minutes in (("A", 24), ("B", 8), ("C", 13))],
        {},
    ),
    "more minutes than the clock has, though each pair fits": (
        [(who, "9:00", "9:45", {"minutes": minutes}) for who, minutes in (("A", 20), ("B", 15), ("C", 20))],
        {"C": ("A", 10, 0, 0)},
    ),
    "room before the second visit does not excuse the third": (
        [("A", "9:00", "10:00", {"minutes": 30}), ("B", "9:50", "10:30"), ("C", "10:00", "10:40")],
        {"C": ("B", 30, 2, ...)},
    ),
    "more minutes than the time they stand for": (
        [("A", "9:00", "9:30", {"minutes": 45}), ("B", "9:30", "10:00", {"minutes": 45})],
        {},
    ),
    "another practice": (
        [("A", "9:00", "9:45", {"practice": "North"}), ("B", "9:30", "10:15", {"practice": "South"})],
        {},
    ),
    "another day": ([("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"dos": DAY + datetime.timedelta(1)})], {}),
    "the name in other letters": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"provider": " UPPER "})],
        {"B": ("A", 15, 1, ...)},
    ),
    "the same patient": ([("A", "9:00", "9:45"), ("A", "9:30", "10:15", {"cpt": "97140"})], {}),
    "the same patient of two disciplines": (
        [("A", "9:00", "9:45"), ("A", "9:30", "10:15", {"cpt": "97140", "modifiers": ["GO"]})],
        {},
    ),
    "group therapy is of several": (
        [("A", "9:00", "9:45", {"cpt": "97150"}), ("B", "9:00", "9:45", {"cpt": "97150"})],
        {},
    ),
    "an untimed code needs no presence": ([("A", "9:00", "9:45"), ("B", "9:15", "9:30", {"cpt": "G0283"})], {}),
    "no end": ([("A", "9:00", "9:45"), ("B", "9:30", None, {"minutes": 45})], {}),
    "an end before the start": ([("A", "9:00", "9:45"), ("B", "9:30", "9:00", {"minutes": 30})], {}),
    "no provider": ([("A", "9:00", "9:45", {"provider": None}), ("B", "9:30", "10:15", {"provider": None})], {}),
    "an assistant under the therapist's name": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"modifiers": ["GP", "CQ"]})],
        {},
    ),
    "an assistant under her own name": (
        [
            ("A", "9:00", "9:45", {"modifiers": ["GP", "CQ"], "provider_credential": "PTA"}),
            ("B", "9:30", "10:15", {"modifiers": ["GP", "CQ"], "provider_credential": "PTA"}),
        ],
        {"B": ("A", 15, 1, ...)},
    ),
    "a second payer's copy": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"payer_order": "2", "payer_name": "Aetna"})],
        {},
    ),
    "a payer without a price": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"payer_name": "Nobody Knows"})],
        {"B": ("A", 15, 1, None)},
    ),
    "fewer units billed than the minutes support": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"units": 2})],
        {"B": ("A", 15, 0, 0)},
    ),
    "more units billed than the minutes support": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"units": 5})],
        {"B": ("A", 15, 1, ...)},
    ),
    "the whole visit on every line counts once": (
        [
            *(("A", "9:00", "9:30", {"cpt": cpt, "minutes": 15, "units": 1}) for cpt in ("97110", "97140")),
            *(("B", "9:15", "9:45", {"cpt": cpt, "minutes": 15, "units": 1}) for cpt in ("97110", "97140")),
        ],
        {"B": ("A", 15, 1, ...)},
    ),
    "a break between two lines": (
        [("A", "9:00", "9:15"), ("A", "9:45", "10:00", {"cpt": "97140"}), ("B", "9:15", "9:45")],
        {},
    ),
    "the line in the overlap is the one at stake": (
        [("A", "9:00", "9:15"), ("B", "9:00", "9:15", {"cpt": "97140"}), ("B", "9:15", "9:30")],
        {"B": ("A", 15, 1, ...)},
    ),
    "times of the minutes file, by code": (
        [("A", "9:00", "9:45", {"from": "97110"}), ("B", "9:30", "10:15", {"from": "97110"})],
        {"B": ("A", 15, 1, ...)},
    ),
    "times of the minutes file, by visit": (
        [("A", "9:00", "9:45", {"from": None}), ("B", "9:30", "10:15", {"from": None})],
        {"B": ("A", 15, 1, ...)},
    ),
    "times of both files": (
        [("A", "9:00", "9:45"), ("B", "9:30", "10:15", {"from": "97110"})],
        {"B": ("A", 15, 1, ...)},
    ),
    "the minutes file names who treated": (
        [
            ("A", "9:00", "9:45", {"from": "97110", "by": "one"}),
            ("B", "9:30", "10:15", {"from": "97110", "by": "other"}),
        ],
        {},
    ),
    "the minutes file names the assistant": (
        [
            ("A", "9:00", "9:45", {"from": "97110", "by": "pta", "modifiers": ["GP", "CQ"]}),
            ("B", "9:30", "10:15", {"from": "97110", "by": "pta", "modifiers": ["GP", "CQ"]}),
        ],
        {"B": ("A", 15, 1, ...)},
    ),
}


def _time(text: str | None) -> datetime.time | None:
    return datetime.time(*map(int, text.split(":"))) if text else None


def _length(start: str, end: str | None) -> int:
    first, last = (_time(text or start) for text in (start, end))
    return max((last.hour - first.hour) * 60 + last.minute - first.minute, 15)


def _bill(practice: Practice, case: str, visit: tuple) -> None:
    """One billed line; `from`: its times stand in the minutes file, for a code or (None) for the visit; `by`: whose."""
    patient, start, end, *rest = visit
    given = dict(rest[0]) if rest else {}
    minutes = given.pop("minutes", _length(start, end))
    provider = given.pop("provider", case)
    clock = {"start_time": _time(start), "end_time": _time(end)}
    who = {"patient_id": f"{patient}|{case}", "dos": DAY}
    if "from" in given:
        code, by = given.pop("from"), given.pop("by", None)
        told = {"minutes": minutes} if code else {"total_timed_minutes": minutes}
        practice.document(code, **who, **clock, **told, rendering_provider=by and f"{by}|{case}")
        clock = {}
    values = {**who, **clock, "claim_id": f"{patient}|{case}", "minutes": minutes if clock else None}
    values["rendering_provider"] = case.upper() + " " if provider == " UPPER " else provider
    values["units"] = given.pop("units", (minutes + 7) // 15)
    practice.bill(given.pop("cpt", "97110"), **values | given)


@pytest.fixture(scope="module")
def found():
    practice = Practice()
    for case, (visits, _) in CASES.items():
        for visit in visits:
            _bill(practice, case, visit)
    practice.rebuild()
    practice.workspace.build("units/overlapping_time")
    rows = practice.records(
        """select o.*, b.patient_id, b.cpt, a.patient_id as other_patient, p.price_later, p.price_basis
        from overlapping_time as o
        join billed_line as b on b.line_key = o.line_key
        join (select distinct visit_key, patient_id from billed_line) as a on a.visit_key = o.other_visit_key
        left join line_price as p on p.line_key = o.line_key"""
    )
    yield rows
    practice.close()


@pytest.mark.parametrize("case", CASES)
def test_overlap(found, case):
    rows = {row["patient_id"].split("|")[0]: row for row in found if row["patient_id"].endswith("|" + case)}
    expected = CASES[case][1]
    assert rows.keys() == expected.keys()
    for patient, (other, minutes, units, dollars) in expected.items():
        row = rows[patient]
        assert (row["other_patient"].split("|")[0], row["overlap_minutes"], row["units_at_stake"]) == (
            other,
            minutes,
            units,
        )
        assert row["at_stake"] == (units * row["price_later"] if dollars is ... else dollars)


def test_a_visit_has_one_row(found):
    keys = [row["visit_key"] for row in found]
    assert len(keys) == len(set(keys)) and all(row["visit_key"] != row["other_visit_key"] for row in found)


def of(found: list[dict], case: str) -> dict:
    (row,) = (row for row in found if row["patient_id"].endswith("|" + case))
    return row


def test_the_line_pinned_is_in_the_overlap(found):
    assert of(found, "the line in the overlap is the one at stake")["cpt"] == "97140"


def test_what_it_says(found):
    case = "the last quarter of one is the first of the next"
    assert of(found, case)["explanation"] == (
        f"one-on-one from 09:30 to 10:15 while the provider was with the patient of claim A|{case} (09:00 to 09:45): "
        "15 minutes are counted twice; without them 30 of 45 minutes support 2 units instead of 3"
    )
    assert "(unverified)" in of(found, case)["citation"]
    more = of(found, "more minutes than the clock has, though each pair fits")["explanation"]
    assert "10 minutes are counted twice (the visits since 09:00 claim 55 minutes of 45)" in more
    assert more.endswith("without them 10 of 20 minutes support the same units")
    assert of(found, case)["at_stake"] > Decimal(20)


def _unserved(visits: list[tuple[int, int, int]]) -> int:
    """The one-on-one minutes of (start, end, minutes) that one person cannot have given, counted minute by minute.

    Whoever has to be done first is served first: that serves the most that anybody could.
    """
    left = [minutes for *_, minutes in visits]
    for now in range(min(start for start, *_ in visits), max(end for _, end, _ in visits)):
        waiting = [(end, i) for i, (start, end, _) in enumerate(visits) if start <= now < end and left[i]]
        if waiting:
            left[min(waiting)[1]] -= 1
    return sum(left)


def test_no_minute_is_called_double_that_the_clock_has_room_for():
    """Days drawn at random: never more than must have been given at once, and all of it where no minute is idle."""
    practice, draw, days = Practice(), random.Random(7), {}
    for number in range(60):
        for patient in range(draw.randint(2, 7)):
            start, length = draw.randrange(480, 660, 5), draw.randrange(10, 65, 5)
            minutes = length if number % 2 else draw.randint(5, length)
            days.setdefault(number, []).append((start, start + length, minutes))
            clock = {
                "start_time": datetime.time(*divmod(start, 60)),
                "end_time": datetime.time(*divmod(start + length, 60)),
            }
            practice.bill(
                "97110", 1, patient_id=f"{number}-{patient}", minutes=minutes, rendering_provider=str(number), **clock
            )
    practice.rebuild()
    practice.workspace.build("units/overlapping_time")
    rows = practice.ask(
        """select cast(b.provider as integer), sum(o.overlap_minutes)
        from overlapping_time as o join billed_line as b on b.line_key = o.line_key group by all"""
    )
    practice.close()
    found = {number: int(minutes) for number, minutes in rows}
    unserved = {number: _unserved(visits) for number, visits in days.items()}
    assert all(found.get(number, 0) <= lost for number, lost in unserved.items())
    assert all(found.get(number, 0) == lost for number, lost in unserved.items() if number % 2)
    assert sum(found.values()) > 0.8 * sum(unserved.values())
