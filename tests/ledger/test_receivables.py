"""Receivables on any day: rows in, balances out, and the figures that stand on them.

A case is a claim of one patient: how it was billed, what was answered on which day, and what is owed on the days after.
All cases share one practice and one rebuild; 97110 at $60.00 on 5 January 2026, sent two days later.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

import pytest
from practice import Practice

from analytics.contract import AGING_BUCKETS
from analytics.questions import ask
from analytics.selection import Filter

SERVICE, SENT = datetime.date(2026, 1, 5), datetime.date(2026, 1, 7)
LATEST = datetime.date(2026, 6, 30)
DENIED, PAID = [("CO", "50", 60)], [("CO", "45", 20), ("PR", "2", 10)]
BASES = ("service", "submission", "responsibility")


def on(month: int, day: int) -> datetime.date:
    return datetime.date(2026, month, day)


def unanswered(since: datetime.date = SENT, amount: int = 60) -> tuple:
    return ("unanswered", amount, 0, 0, since)


def denied(since: datetime.date) -> tuple:
    return ("denied", 60, 0, 0, since)


def share(since: datetime.date, amount: int = 10) -> tuple:
    return ("patient share", 0, amount, 0, since)


# claim: how it was billed, the answers (day, paid, adjustments, more), on a day: state, insurer, patient, credit, since
CASES: dict[str, tuple[list[dict], list[tuple], dict[datetime.date, tuple | None]]] = {
    "unanswered": ([{}], [], {on(1, 4): None, SERVICE: unanswered(), on(6, 30): unanswered()}),
    "not sent yet": ([{"submit_date": None}], [], {on(3, 1): unanswered(SERVICE)}),
    "denied": ([{}], [(on(2, 1), 0, DENIED, {})], {on(1, 31): unanswered(), on(2, 1): denied(on(2, 1))}),
    "paid in full": ([{}], [(on(2, 1), 40, [("CO", "45", 20)], {})], {on(1, 31): unanswered(), on(2, 1): None}),
    "a share left": ([{}], [(on(2, 1), 30, PAID, {})], {on(2, 1): share(on(2, 1)), on(6, 30): share(on(2, 1))}),
    "a share part paid": (
        [{"patient_paid": 4}],
        [(on(2, 1), 30, PAID, {})],
        {on(1, 20): unanswered(), on(3, 1): share(on(2, 1), 6)},
    ),
    "a copay above the share": (
        [{"patient_paid": 25}],
        [(on(2, 1), 30, PAID, {})],
        {on(1, 31): unanswered(), on(2, 1): ("credit", 0, 0, 15, on(2, 1))},
    ),
    "denied, then paid": (
        [{}],
        [(on(2, 1), 0, DENIED, {}), (on(4, 1), 30, PAID, {})],
        {on(2, 1): denied(on(2, 1)), on(3, 31): denied(on(2, 1)), on(4, 1): share(on(4, 1))},
    ),
    "paid, then reversed": (
        [{}],
        [
            (on(2, 1), 30, PAID, {}),
            (on(3, 1), -30, [("CO", "45", -20), ("PR", "2", -10)], {"status": "22", "charge": -60}),
        ],
        {on(1, 31): unanswered(), on(2, 28): share(on(2, 1)), on(3, 1): unanswered(), on(6, 30): unanswered()},
    ),
    "paid, reversed, corrected and denied": (
        [{}],
        [
            (on(2, 1), 30, PAID, {}),
            (on(3, 1), -30, [("CO", "45", -20), ("PR", "2", -10)], {"status": "22", "charge": -60}),
            (on(3, 20), 0, DENIED, {}),
        ],
        {on(2, 28): share(on(2, 1)), on(3, 10): unanswered(), on(3, 20): denied(on(3, 20))},
    ),
    "denied, a corrected claim, then a share": (
        [{}, {"claim_id": "corrected", "claim_frequency": "7", "submit_date": on(2, 20)}],
        [(on(2, 1), 0, DENIED, {}), (on(3, 15), 30, PAID, {"claim": "corrected"})],
        {on(1, 31): unanswered(), on(3, 14): denied(on(2, 1)), on(3, 15): share(on(3, 15))},
    ),
    "taken back by the biller": (
        [{}, {"claim_id": "voided", "claim_frequency": "8", "submit_date": on(2, 20)}],
        [],
        {on(1, 31): None, on(3, 1): None},
    ),
    "left to the patient": (
        [{}],
        [(on(2, 1), 0, [("PR", "204", 60)], {})],
        {on(1, 31): unanswered(), on(2, 1): share(on(2, 1), 60)},
    ),
    "self pay": (
        [{"payer_name": "Self Pay", "payer_class": "self pay", "patient_paid": 20, "submit_date": None}],
        [],
        {on(1, 4): None, SERVICE: ("self pay", 0, 40, 0, SERVICE), on(6, 30): ("self pay", 0, 40, 0, SERVICE)},
    ),
    "self pay, paid too much": (
        [{"payer_name": "Self Pay", "payer_class": "self pay", "patient_paid": 75}],
        [],
        {on(3, 1): ("credit", 0, 0, 15, SERVICE)},
    ),
    "answered before the service": ([{}], [(on(1, 2), 0, DENIED, {})], {on(1, 4): None, SERVICE: denied(on(1, 2))}),
}
DAYS = [(case, day) for case, (_bills, _answers, days) in CASES.items() for day in days]


@pytest.fixture(scope="module")
def told() -> Iterator[Practice]:
    """The cases, and beside them a claim of the latest day, so that the last day of the inputs is fixed."""
    practice = Practice()
    for case, (bills, answers, _days) in CASES.items():
        for bill in bills:
            practice.bill("97110", **{"patient_id": case, "claim_id": case, "line_no": "1", "submit_date": SENT} | bill)
        for day, paid, adjustments, more in answers:
            given = dict(more)
            practice.remit(
                given.pop("claim", case), "97110", line="1", paid=paid, date=day, adjustments=adjustments, **given
            )
    basis(practice)
    claims(practice)
    practice.bill("97110", patient_id="last", claim_id="last", dos=LATEST, submit_date=LATEST)
    practice.rebuild()

    yield practice
    practice.close()


@pytest.mark.parametrize(("case", "day"), DAYS, ids=[f"{case} on {day:%m-%d}" for case, day in DAYS])
def test_what_is_owed_on_a_day(told, case, day):
    expected = CASES[case][2][day]
    assert told.ask(
        """select state, insurance_balance, patient_balance, credit, responsible_since from balance_span
        where patient_id = $patient and $day between first_day and coalesce(last_day, date '2999-12-31')""",
        patient=case, day=day,
    ) == ([expected] if expected else [])  # fmt: skip


def test_no_line_is_owed_twice_on_a_day(told):
    assert told.ask(
        """select a.episode_key from balance_span as a
        join balance_span as b on b.episode_key = a.episode_key and b.first_day > a.first_day
            and b.first_day <= coalesce(a.last_day, date '2999-12-31')"""
    ) == []  # fmt: skip
    assert told.ask("select count(*) from balance_span where last_day < first_day") == [(0,)]


def aged(practice: Practice, by: str = "payer", basis: str = "service", day: object = "", chosen: Filter | None = None):
    rows = ask(practice.workspace, "aging_on", chosen, by=by, basis=basis, day=str(day))
    return {(row["name"], row["bucket"]): row for row in rows}


def same_as_receivable(practice: Practice) -> None:
    """On the latest day the spans say what receivable and aging.csv say of each payer and bucket, to the cent."""
    now, csv = aged(practice), ask(practice.workspace, "aging")
    money = ("insurance_balance", "patient_balance", "credit")
    assert {(row["payer"], row["bucket"]): tuple(row[name] for name in money) for row in csv} == {
        key: tuple(row[name] for name in money) for key, row in now.items()
    }
    owed, said = ask(practice.workspace, "summary_receivables")[0], figures(practice)
    for name in ("insurance", "patient", "credits", "total", "over_120", "lines_never_answered", "never_answered"):
        assert said[name] == owed[name], name
    assert said["over_90_share"] == owed["over_90_share"]
    assert said["over_120_share"] == owed["over_120_share"]


def figures(practice: Practice, day: object = "", basis: str = "service", chosen: Filter | None = None) -> dict:
    return ask(practice.workspace, "ar_days", chosen, day=str(day), basis=basis)[0]


def test_the_latest_day_is_receivable(told):
    same_as_receivable(told)
    assert told.ask(
        """select count(*) from receivable as r
        join balance_span as b on b.episode_key = r.episode_key and b.last_day is null
        where r.responsible_since is distinct from b.responsible_since
            or r.submit_date is distinct from b.submit_date"""
    ) == [(0,)]  # fmt: skip


def test_any_history_ends_as_receivable():
    practice, dice = Practice(), random.Random(1)
    for number in range(250):
        random_history(practice, dice, f"H{number}")
    practice.rebuild()

    same_as_receivable(practice)
    for basis in BASES:
        assert sum(row["balance"] for row in aged(practice, basis=basis).values()) == figures(practice)["total"]
    for month in ask(practice.workspace, "aging_month_ends", basis="service"):
        past = figures(practice, month["day"])
        assert (month["total"], month["insurance"], month["credit"], month["over_120"]) == (
            past["total"], past["insurance"], past["credits"], past["over_120"],
        )  # fmt: skip
        buckets = [month[name] for name in ("to_30", "to_60", "to_90", "to_120", "over_120")]
        assert sum(buckets) == month["total"]
        by_bucket = aged(practice, by="all", day=month["day"])
        assert buckets == [
            by_bucket["all", name]["balance"] if ("all", name) in by_bucket else 0 for name in AGING_BUCKETS
        ]
    practice.close()


def random_history(practice: Practice, dice: random.Random, claim: str) -> None:
    """A line with up to three answers, any of which may be taken back."""
    service = SERVICE + datetime.timedelta(days=dice.randrange(150))
    payer = dice.choice(["Medicare", "Acme", "Zeta"])
    given = {"patient_id": f"P{dice.randrange(40)}", "claim_id": claim, "line_no": "1", "dos": service}
    given |= {
        "payer_name": payer,
        "patient_paid": dice.choice([0, 0, 5, 20]),
        "rendering_provider": dice.choice(["A", "B", None]),
    }
    given["submit_date"] = dice.choice([None, service + datetime.timedelta(days=dice.randrange(20))])
    practice.bill("97110", **given)
    day = service
    for _ in range(dice.randrange(4)):
        day += datetime.timedelta(days=dice.randrange(1, 50))
        paid, adjustments = dice.choice([(0, DENIED), (30, PAID), (40, [("CO", "45", 20)]), (0, [("PR", "1", 60)])])
        said = {"line": "1", "payer_name": payer, "dos": service}
        practice.remit(claim, "97110", paid=paid, adjustments=adjustments, date=day, **said)
        if dice.random() < 0.3:
            day += datetime.timedelta(days=dice.randrange(1, 40))
            back = [(group, carc, -amount) for group, carc, amount in adjustments]
            practice.remit(claim, "97110", charge=-60, paid=-paid, adjustments=back, date=day, status="22", **said)


def test_the_basis_decides_the_age(told):
    may, here = on(5, 1), Filter(locations=("Basis",))
    buckets = {
        basis: {(bucket, row["balance"]) for (_, bucket), row in aged(told, basis=basis, day=may, chosen=here).items()}
        for basis in BASES
    }
    assert buckets["service"] == {("91-120", 70)}
    assert buckets["submission"] == {("61-90", 10), ("91-120", 60)}  # without a submission: from the service
    assert buckets["responsibility"] == {("0-30", 10), ("91-120", 60)}
    assert figures(told, may, "submission", here)["lines_without_submission"] == 1
    lines = ask(told.workspace, "aging_on_lines", here, day=str(may), basis="responsibility")
    assert [(line["claim_id"], line["age"], line["responsible"], line["state"]) for line in lines] == [
        ("B2", 116, "insurance", "unanswered"),
        ("B1", 21, "patient", "patient share"),
    ]
    assert lines[0]["deadline"] == SERVICE + datetime.timedelta(days=365)


def basis(practice: Practice) -> None:
    given = {"line_no": "1", "patient_id": "basis", "location": "Basis"}
    practice.bill("97110", claim_id="B1", submit_date=on(2, 20), **given)
    practice.remit("B1", "97110", line="1", paid=30, adjustments=PAID, date=on(4, 10))
    practice.bill("97112", claim_id="B2", submit_date=None, **given)


def test_a_claim_counts_once_per_bucket_and_party(told):
    february, here = on(2, 1), Filter(locations=("North", "South"))
    row = aged(told, by="all", day=february, chosen=here)["all", "0-30"]
    assert (row["lines"], row["claims"], row["insurance_claims"], row["patient_claims"]) == (6, 2, 2, 1)
    assert (row["insurance_lines"], row["patient_lines"]) == (4, 2)
    providers = aged(told, by="provider", day=february, chosen=here)
    assert {name: line["claims"] for (name, _), line in providers.items()} == {"A": 2, "B": 1}
    places = aged(told, by="location", day=february, chosen=here)
    assert {name: line["balance"] for (name, _), line in places.items()} == {"North": 140, "South": 120}


def claims(practice: Practice) -> None:
    """A claim of four lines of which two were answered, and two lines of one day without a claim id."""
    for line, cpt in enumerate(("97110", "97112", "97140", "97530"), 1):
        given = {"rendering_provider": "A", "location": "North", "patient_id": "claims"}
        practice.bill(cpt, claim_id="K1", line_no=str(line), dos=on(1, 6), **given)
    for line, cpt in (("1", "97110"), ("2", "97112")):
        practice.remit("K1", cpt, line=line, paid=30, adjustments=PAID, dos=on(1, 6))
    for provider, cpt in (("A", "97110"), ("B", "97112")):
        given = {"rendering_provider": provider, "location": "South", "patient_id": "claims"}
        practice.bill(cpt, dos=on(1, 7), **given)


def test_credits_are_listed_and_never_netted(told):
    rows = ask(told.workspace, "credit_lines", day="")
    assert {(row["patient_id"], row["credit"], row["credit_since"]) for row in rows} == {
        ("a copay above the share", 15, on(2, 1)),
        ("self pay, paid too much", 15, SERVICE),
    }
    assert [row["patient_id"] for row in ask(told.workspace, "credit_lines", day="2026-01-20")] == [
        "self pay, paid too much"
    ]
    assert figures(told)["credits"] == 30
    total = figures(told)["total"]
    assert total == sum(line["insurance_balance"] + line["patient_balance"] for line in aged(told).values())


def test_what_cannot_be_read_as_a_day_is_the_as_of_day(told):
    assert figures(told, "nonsense") == figures(told)
    assert figures(told, LATEST) == figures(told)
