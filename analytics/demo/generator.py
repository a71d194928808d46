"""Draws a year of an invented therapy practice and writes its files, with the truth beside them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from analytics.demo import events, supplements, unbilled
from analytics.demo.acknowledgements import write_acknowledgements
from analytics.demo.adjudicate import Adjudicator, Answer
from analytics.demo.claims import write_claims
from analytics.demo.era import write_remittances
from analytics.demo.leaks import Planter, UnitChange
from analytics.demo.patients import collect
from analytics.demo.payment_truth import payment_findings, rate_cuts, turns
from analytics.demo.payments import Payment, payments
from analytics.demo.practice import PRESET, Practice
from analytics.demo.readme import README, TRUTH_README
from analytics.demo.receivables import Receivables
from analytics.demo.revenue import entries, revenue_totals
from analytics.demo.schedule import Schedule
from analytics.demo.submissions import Submission, submissions
from analytics.demo.tables import write_billing, write_fees, write_minutes
from analytics.demo.terms import write_rules
from analytics.demo.totals import deposit_totals, submission_totals, totals, unbilled_totals
from analytics.demo.truth import denied_lines, findings, modifier_gaps, not_leaks
from analytics.demo.visit import Visit
from analytics.demo.workdays import first_of_period
from analytics.errors import InputError

ENOUGH_PAID_LINES = 5
FEWEST_TIMED_CODES = 2


@dataclass(frozen=True)
class Drawn:
    """A drawn practice. visits: all, with those never billed (`unbilled`); answers: of the billed ones."""

    practice: Practice
    visits: list[Visit]
    answers: list[Answer]
    changes: list[UnitChange]
    unbilled: list[Visit]
    sent: list[Submission]
    payments: list[Payment]


def generate(
    directory: Path,
    *,
    seed: int = 20260101,
    visits_per_day: int | None = None,
    months: int = 12,
    first_day: date | None = None,
    preset: str = PRESET,
) -> dict:
    """Write the demo practice into `directory` and return the counts of what was written.

    The period ends on the last day of practice.yaml (2026-06-30) and is `months` months long, or begins on `first_day`.
    `visits_per_day`: as the preset says where left out. `preset` names a file of data/demo laid over practice.yaml;
    `years` is a few visits a week from 2019 on, for rules that change with the years; `ledger` is a small practice in
    which every kind of money event happens (analytics/demo/events). The same arguments give the same bytes.
    Files: billing.csv, minutes.csv, fee_schedule.csv, rules.yaml, claims/*.837, acknowledgements/*.277,
    remittances/*.835, README.txt, truth/planted.json and truth/README.txt.
    Returned: visits, patients, lines (those billed to a second payer included), minutes_rows, fee_rows, claim_files,
    sent_claims, acknowledgement_files, remittance_files, payments, remitted_claims, findings, modifier_gaps, not_leaks,
    denied_lines.
    Raises InputError where the folder holds something else, or where the practice is too small for rates to be seen in
    its payments.
    """
    directory = Path(directory)
    _refuse_strangers(directory)
    drawn = _draw(seed, visits_per_day, months, first_day, preset)
    _make_room(directory)
    truth = _truth(drawn)
    counts = {
        "visits": len(drawn.visits),
        "patients": truth["totals"]["patients"],
        **_write(drawn, directory),
        **{name: len(truth[name]) for name in ("findings", "modifier_gaps", "not_leaks", "denied_lines")},
    }
    _write_text(directory / "README.txt", README)
    _write_text(directory / "truth" / "README.txt", TRUTH_README)
    _write_text(directory / "truth" / "planted.json", json.dumps(truth, indent=1) + "\n")
    return counts


def _write(drawn: Drawn, directory: Path) -> dict[str, int]:
    """Write all but the truth; how much of what."""
    practice, sent, paid = drawn.practice, drawn.sent, drawn.payments
    write_rules(practice, directory / "rules.yaml")
    return {
        "lines": write_billing(practice, drawn.answers, directory / "billing.csv"),
        "minutes_rows": write_minutes(drawn.visits, directory / "minutes.csv"),
        "fee_rows": write_fees(practice, directory / "fee_schedule.csv"),
        "claim_files": write_claims(practice, sent, directory / "claims"),
        "sent_claims": len(sent),
        "acknowledgement_files": write_acknowledgements(practice, sent, directory / "acknowledgements"),
        "remittance_files": write_remittances(practice, paid, directory / "remittances"),
        "payments": len(paid),
        "remitted_claims": sum(len(payment.claims) for payment in paid),
    }


def _refuse_strangers(directory: Path) -> None:
    """Only a new or empty folder, or one that holds an earlier demo, is written to."""
    earlier = (directory / "truth" / "planted.json").exists()
    if directory.exists() and not earlier and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError("the place for the demo is not empty", fix="name a new or empty folder", file=directory.name)


def _make_room(directory: Path) -> None:
    """X12 files of an earlier demo go, because its months and payers need not be this one's."""
    (directory / "truth").mkdir(parents=True, exist_ok=True)
    for pattern in ("claims/*.837", "acknowledgements/*.277", "remittances/*.835"):
        for file in directory.glob(pattern):
            file.unlink()


def _draw(seed: int, visits_per_day: int | None, months: int, first_day: date | None, preset: str) -> Drawn:
    """Draw until every code a payer is billed for is paid often enough that its rate can be seen."""
    banned: set[tuple[str, str]] = set()
    while True:
        practice = Practice.load(banned, preset)
        per_day = practice.visits_per_day if visits_per_day is None else visits_per_day
        _check_size(practice, per_day, months)
        start = first_day or practice.first_day or first_of_period(practice.last_day, months)
        visits = Schedule(practice, _random(seed, "schedule"), per_day, start).visits()
        changes = Planter(practice, _random(seed, "leaks")).plant(visits)
        adjudicator = Adjudicator(practice, _random(seed, "answers"))
        answers = [adjudicator.answer(visit) for visit in visits]
        seldom = _seldom_paid(answers)
        if not seldom:
            supplements.answer(practice, _random(seed, "supplements"), answers)
            events.plant(practice, seed, answers, collected=False)
            collect(practice, _random(seed, "patients"), answers)
            events.plant(practice, seed, answers, collected=True)
            return _finished(practice, seed, answers, changes)
        banned |= seldom


def _finished(practice: Practice, seed: int, answers: list[Answer], changes: list[UnitChange]) -> Drawn:
    """What follows from the answers once the visits nobody billed are out: claims sent and payments."""
    never = unbilled.pick(practice, _random(seed, "unbilled"), answers, ENOUGH_PAID_LINES)
    gone = {visit.number for visit in never}
    billed = [answer for answer in answers if answer.visit.number not in gone]
    sent = submissions(practice, _random(seed, "submissions"), billed)
    paid = payments(practice, _random(seed, "payments"), billed)
    events.take_money(practice, seed, paid)
    return Drawn(practice, [answer.visit for answer in answers], billed, changes, never, sent, paid)


def _random(seed: int, stage: str) -> Random:
    """Every stage draws from its own stream, so that a change in one leaves the others as they were."""
    return Random(f"{seed} {stage}")


def _check_size(practice: Practice, visits_per_day: int, months: int) -> None:
    menus = [
        payer.rates.keys() & each.timed.values
        for payer in practice.payers
        for each in practice.disciplines
        if each.timed
    ]
    if visits_per_day < 1 or months < 1 or min(map(len, menus)) < FEWEST_TIMED_CODES:
        raise InputError(
            f"a demo practice of {visits_per_day} visits a day over {months} months is too small",
            fix="ask for more visits a day or more months",
        )


def _seldom_paid(answers: list[Answer]) -> set[tuple[str, str]]:
    """Pairs of payer and code with fewer paid lines than a rate can be read from, where nothing else tells it."""
    used: set[tuple[str, str]] = set()
    paid: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        payer = answer.visit.payer.name
        if answer.visit.payer.is_listed:
            continue
        used.update((payer, code) for code in answer.visit.documented)
        paid.update(
            (payer, line.line.code) for line in (answer.current.lines if answer.current else ()) if line.paid > 0
        )
    return {pair for pair in used if paid[pair] < ENOUGH_PAID_LINES}


def _truth(drawn: Drawn) -> dict:
    practice, answers, changes = drawn.practice, drawn.answers, drawn.changes
    ledger = list(entries(answers, changes, drawn.unbilled))
    found = findings(practice, answers, changes, drawn.unbilled) + payment_findings(ledger)
    receivables = Receivables(practice, answers)
    sums = totals(practice, answers, changes, drawn.payments, found, receivables)
    sums |= {"unbilled_visits": unbilled_totals(drawn.unbilled), "submissions": submission_totals(drawn.sent)}
    return {
        "findings": found,
        "totals": sums,
        "revenue": revenue_totals(ledger),
        "ar": receivables.totals(),
        "deposits": deposit_totals(drawn.payments),
        "rate_cuts": rate_cuts(answers),
        "turns": turns(answers),
        "events": dict(sorted(Counter(answer.visit.event for answer in answers if answer.visit.event).items())),
        "denied_lines": denied_lines(practice, answers),
        "modifier_gaps": modifier_gaps(answers),
        "not_leaks": not_leaks(answers, changes),
    }


def _write_text(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8"))
