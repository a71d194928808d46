"""Draws a year of an invented therapy practice and writes its files, with the truth beside them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from analytics.demo import unbilled
from analytics.demo.acknowledgements import write_acknowledgements
from analytics.demo.adjudicate import Adjudicator, Answer
from analytics.demo.claims import write_claims
from analytics.demo.era import write_remittances
from analytics.demo.leaks import Planter, UnitChange
from analytics.demo.patients import collect
from analytics.demo.payments import Payment, payments
from analytics.demo.practice import Practice
from analytics.demo.schedule import Schedule, Visit
from analytics.demo.submissions import Submission, submissions
from analytics.demo.tables import write_billing, write_minutes
from analytics.demo.totals import submission_totals, totals, unbilled_totals
from analytics.demo.truth import denied_lines, findings, not_leaks
from analytics.errors import InputError

ENOUGH_PAID_LINES = 5
FEWEST_TIMED_CODES = 2

README = """\
This folder was generated. No person, patient, therapist or payment in it is real, and the payers' names are only
spelled as a front desk would spell them: rates, denials and payments are invented.

  billing.csv       billed lines of a physical and occupational therapy practice, one row per claim line
  minutes.csv       documented treatment minutes, one row per visit and procedure code
  claims/           the same lines as electronic claims (X12 837P), one file per payer and month
  acknowledgements/ what was answered to the claims before they were judged (X12 277CA), one file per month
  remittances/      electronic remittances (X12 835), one file per payer and month
  truth/            what was planted in the files above; keep it away from whoever is to find it

The same seed and sizes give the same bytes.
"""

TRUTH_README = """\
planted.json says what an audit of the files beside this folder must find, to the cent. Amounts are texts with two
decimals, in dollars; unless said otherwise they are allowed amounts (units x the payer's rate for the code).

  findings      must be found: unbilled_units (leak) and excess_units (exposure), one per visit and code; unbilled_visit
                (leak), one per visit that has minutes and no line, claim or remittance, worth all its correct units;
                one leak per denied line nobody recovered, under the category of its reason. line_no is null where the
                code was documented and not billed at all, claim_id too where the visit was not. No two findings share
                a visit, save the lines of one denied claim.
  denied_lines  every line whose first adjudication denied it, with its state on the last day.
  not_leaks     must not become a finding. verdict: mixed (right total, one unit on the wrong code), undetermined (no
                minutes), never_answered, tie (billed as the default allocation has it), duplicate, reversal,
                reversal_after_denial, cost_share_only (allowed, nothing paid), patient_billed.
  totals        units: timed codes only; visits without minutes are counted, their units kept apart. missed and excess
                are those of visits under and over; the unit of a mixed visit is in neither. Visits never billed are
                unbilled_visits and nowhere else. denials: line episodes by their first adjudication. money: state on
                the last day; collected is what payers paid on claims, payments.bank is what arrived, the difference
                is payments.outside_claims (interest, recoupments). aging: insurance_balance is the charge of lines
                unanswered or denied, patient_balance their share. submissions: claims as they were sent and answered
                before adjudication; clean are those whose first answer accepted them.
"""


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


def generate(directory: Path, *, seed: int = 20260101, visits_per_day: int = 22, months: int = 12) -> dict:
    """Write the demo practice into `directory` and return the counts of what was written.

    The period is the `months` months that end on the last day of practice.yaml (2026-06-30); the same arguments give
    the same bytes. Files: billing.csv, minutes.csv, claims/*.837, acknowledgements/*.277, remittances/*.835,
    README.txt, truth/planted.json and truth/README.txt. Returned: visits, patients, lines, minutes_rows, claim_files,
    sent_claims, acknowledgement_files, remittance_files, payments, remitted_claims, findings, not_leaks, denied_lines.
    Raises InputError where the folder holds something else, or where the practice is too small for rates to be seen in
    its payments.
    """
    directory = Path(directory)
    _refuse_strangers(directory)
    drawn = _draw(seed, visits_per_day, months)
    _make_room(directory)
    truth = _truth(drawn)
    counts = {
        "visits": len(drawn.visits),
        "patients": truth["totals"]["patients"],
        **_write(drawn, directory),
        **{name: len(truth[name]) for name in ("findings", "not_leaks", "denied_lines")},
    }
    _write_text(directory / "README.txt", README)
    _write_text(directory / "truth" / "README.txt", TRUTH_README)
    _write_text(directory / "truth" / "planted.json", json.dumps(truth, indent=1) + "\n")
    return counts


def _write(drawn: Drawn, directory: Path) -> dict[str, int]:
    """Write all but the truth; how much of what."""
    practice, sent, paid = drawn.practice, drawn.sent, drawn.payments
    return {
        "lines": write_billing(practice, drawn.answers, directory / "billing.csv"),
        "minutes_rows": write_minutes(drawn.visits, directory / "minutes.csv"),
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


def _draw(seed: int, visits_per_day: int, months: int) -> Drawn:
    """Draw until every code a payer is billed for is paid often enough that its rate can be seen."""
    banned: set[tuple[str, str]] = set()
    while True:
        practice = Practice.load(banned)
        _check_size(practice, visits_per_day, months)
        visits = Schedule(practice, _random(seed, "schedule"), visits_per_day, months).visits()
        changes = Planter(practice, _random(seed, "leaks")).plant(visits)
        adjudicator = Adjudicator(practice, _random(seed, "answers"))
        answers = [adjudicator.answer(visit) for visit in visits]
        seldom = _seldom_paid(answers)
        if not seldom:
            collect(practice, _random(seed, "patients"), answers)
            return _finished(practice, seed, answers, changes)
        banned |= seldom


def _finished(practice: Practice, seed: int, answers: list[Answer], changes: list[UnitChange]) -> Drawn:
    """What follows from the answers once the visits nobody billed are out: claims sent and payments."""
    never = unbilled.pick(practice, _random(seed, "unbilled"), answers, ENOUGH_PAID_LINES)
    gone = {visit.number for visit in never}
    billed = [answer for answer in answers if answer.visit.number not in gone]
    sent = submissions(practice, _random(seed, "submissions"), billed)
    paid = payments(practice, _random(seed, "payments"), billed)
    return Drawn(practice, [answer.visit for answer in answers], billed, changes, never, sent, paid)


def _random(seed: int, stage: str) -> Random:
    """Every stage draws from its own stream, so that a change in one leaves the others as they were."""
    return Random(f"{seed} {stage}")


def _check_size(practice: Practice, visits_per_day: int, months: int) -> None:
    menus = [payer.rates.keys() & each.timed.values for payer in practice.payers for each in practice.disciplines]
    if visits_per_day < 1 or months < 1 or min(map(len, menus)) < FEWEST_TIMED_CODES:
        raise InputError(
            f"a demo practice of {visits_per_day} visits a day over {months} months is too small",
            fix="ask for more visits a day or more months",
        )


def _seldom_paid(answers: list[Answer]) -> set[tuple[str, str]]:
    """Pairs of payer and code with fewer paid lines than a rate can be read from."""
    used: set[tuple[str, str]] = set()
    paid: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        payer = answer.visit.payer.name
        used.update((payer, code) for code in answer.visit.documented)
        paid.update(
            (payer, line.line.code) for line in (answer.current.lines if answer.current else ()) if line.paid > 0
        )
    return {pair for pair in used if paid[pair] < ENOUGH_PAID_LINES}


def _truth(drawn: Drawn) -> dict:
    practice, answers, changes = drawn.practice, drawn.answers, drawn.changes
    found = findings(practice, answers, changes, drawn.unbilled)
    sums = totals(practice, answers, changes, drawn.payments, found)
    sums |= {"unbilled_visits": unbilled_totals(drawn.unbilled), "submissions": submission_totals(drawn.sent)}
    return {
        "findings": found,
        "totals": sums,
        "denied_lines": denied_lines(practice, answers),
        "not_leaks": not_leaks(answers, changes),
    }


def _write_text(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8"))
