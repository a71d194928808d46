"""The sums behind truth/planted.json, added up from visits and answers, never from the written files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from analytics.demo.adjudicate import REVERSAL, Answer
from analytics.demo.leaks import UnitChange
from analytics.demo.payments import Payment
from analytics.demo.practice import Practice, dollars
from analytics.demo.receivables import Receivables, bucket
from analytics.demo.standing import in_force
from analytics.demo.submissions import Submission, judged
from analytics.demo.supplements import billed
from analytics.demo.truth import billed_to_patient, denied, is_recovered
from analytics.demo.visit import Line, Visit

VERDICTS = {"unbilled_units": "under", "excess_units": "over", "mixed": "mixed", "undetermined": "undetermined"}
UNITS = ("visits", "visits_ok", *(f"visits_{verdict}" for verdict in VERDICTS.values()), "ties", "billed", "correct")
UNITS += ("missed", "excess", "billed_undetermined", "missed_value", "excess_value", "mixed_value")
DENIALS = ("lines_adjudicated", "claims_adjudicated", "charge_adjudicated", "lines_denied", "claims_denied")
DENIALS += ("charge_denied", "expected_denied", "lines_recovered", "recovered_allowed", "recovered_paid")
DENIALS += ("lines_open", "open_expected", "lines_patient_billed", "patient_billed_charge")
MONEY = ("lines_billed", "charge_billed", "lines_never_answered", "claims_never_answered", "allowed", "collected")
MONEY += (
    "collected_secondary",
    "patient_paid",
    "sequestration",
    "assistant_cut",
    "contract_cut",
    "insurance_balance",
    "patient_balance",
)
IN_CENTS = {*UNITS[-3:], *MONEY[-9:], "charge_adjudicated", "charge_denied", "expected_denied", "recovered_allowed"}
IN_CENTS |= {"value", "recovered_paid", "open_expected", "patient_billed_charge", "charge_billed"}
ByPayer = dict[str, Counter]


def totals(
    practice: Practice,
    answers: list[Answer],
    changes: list[UnitChange],
    payments: list[Payment],
    rows: list[dict],
    receivables: Receivables,
) -> dict:
    """All sums; `rows` are the findings. By payer and in total, money as text with two decimals."""
    last, counted = practice.last_day, [answer for answer in answers if not answer.is_void]
    return {
        "as_of": last.isoformat(),
        "period": {"from": answers[0].visit.dos.isoformat(), "to": answers[-1].visit.dos.isoformat()},
        "patients": len({answer.visit.patient.number for answer in answers}),
        "claims": len(answers),
        "lines": sum(len(answer.visit.lines) for answer in answers),
        "lines_to_second_payers": len(billed(answers)),
        "units": _shown(_units(counted, changes), UNITS),
        "denials": _shown(_denials(practice, counted), DENIALS),
        "money": _shown(_money(counted, receivables), MONEY),
        "aging": _aging(receivables, last),
        "payments": {
            "count": len(payments),
            "bank": dollars(sum(payment.amount for payment in payments)),
            "outside_claims": dollars(-sum(each.amount for payment in payments for each in payment.adjustments)),
        },
        "findings": _findings(rows),
    }


def unbilled_totals(visits: list[Visit]) -> dict:
    """Visits documented and never billed, their minutes and what they would have been allowed."""
    sums: ByPayer = defaultdict(Counter)
    for visit in visits:
        worth = visit.value(visit.correct)
        sums[visit.payer.name].update(visits=1, minutes=sum(visit.documented.values()), value=worth)
    return _shown(sums, ("visits", "minutes", "value"))


def deposit_totals(payments: list[Payment]) -> dict:
    """How many payments, what arrived at the bank, and what moved outside claims, by reason as it changed them."""
    moved: Counter = Counter()
    recouped: Counter = Counter()
    claims = {claim.number: claim for payment in payments for claim in payment.claims}
    taken_back = {claim.original for claim in claims.values() if claim.status == REVERSAL}
    for payment in payments:
        for each in payment.adjustments:
            moved[each.reason] -= each.amount
            if each.reason == "WO":
                claim = claims.get(each.reference)
                is_reversed = claim and (claim.status == REVERSAL or claim.number in taken_back)
                recouped["unnamed" if claim is None else "reversed" if is_reversed else "not_reversed"] -= each.amount
    return {
        "count": len(payments),
        "bank": dollars(sum(payment.amount for payment in payments)),
        "outside": {reason: dollars(amount) for reason, amount in sorted(moved.items())},
        "recouped": {claims: dollars(amount) for claims, amount in sorted(recouped.items())},
    }


def submission_totals(sent: list[Submission]) -> dict[str, int]:
    """claims: by id; sent: with what was sent again; clean: claims whose first answer accepted them."""
    clean = judged(sent)
    corrected = sum(each.original is not None for each in sent)
    return {"claims": len(clean), "sent": len(sent), "corrected": corrected, "clean": sum(clean.values())}


def _units(answers: list[Answer], changes: list[UnitChange]) -> ByPayer:
    """Timed units only; visits without minutes are counted, their units kept out of billed and correct."""
    sums: ByPayer = defaultdict(Counter)
    for answer in answers:
        visit = answer.visit
        if not visit.is_timed:
            continue
        verdict = VERDICTS.get(visit.event, "ok")
        of_payer = sums[visit.payer.name]
        of_payer.update(("visits", f"visits_{verdict}"))
        if verdict == "undetermined":
            of_payer["billed_undetermined"] += visit.timed_units(visit.billed)
            continue
        of_payer["ties"] += visit.tie
        of_payer["billed"] += visit.timed_units(visit.billed)
        of_payer["correct"] += visit.timed_units(visit.correct)
    for change in changes:
        of_payer = sums[change.visit.payer.name]
        if change.event == "mixed":
            of_payer["mixed_value"] += change.value
        else:
            name = "missed" if change.units > 0 else "excess"
            of_payer[name] += abs(change.units)
            of_payer[f"{name}_value"] += abs(change.value)
    return sums


def _denials(practice: Practice, answers: list[Answer]) -> ByPayer:
    """Episodes by their first adjudication; duplicates and reversals add nothing."""
    sums: ByPayer = defaultdict(Counter)
    for answer in answers:
        if in_force(answer) is None:
            continue
        visit, of_payer = answer.visit, sums[answer.visit.payer.name]
        of_payer["claims_adjudicated"] += 1
        of_payer["lines_adjudicated"] += len(visit.lines)
        of_payer["charge_adjudicated"] += sum(line.charge for line in visit.lines)
        of_payer["claims_denied"] += any(True for _ in denied(practice, [answer]))
        left = billed_to_patient(practice, answer)
        of_payer["lines_patient_billed"] += len(left)
        of_payer["patient_billed_charge"] += sum(line.charge for line in left)
    for answer, line, _ in denied(practice, answers):
        sums[answer.visit.payer.name].update(_denial(answer, line))
    return sums


def _denial(answer: Answer, line: Line) -> Counter:
    counted = Counter(lines_denied=1, charge_denied=line.charge, expected_denied=line.allowed)
    if not is_recovered(answer, line):
        return counted + Counter(lines_open=1, open_expected=line.allowed)
    mended = [each for each in answer.current.lines if each.line is line]
    allowed, paid = sum(each.allowed for each in mended), sum(each.paid for each in mended)
    return counted + Counter(lines_recovered=1, recovered_allowed=allowed, recovered_paid=paid)


def _money(answers: list[Answer], receivables: Receivables) -> ByPayer:
    sums: ByPayer = defaultdict(Counter)
    for answer in answers:
        of_payer = sums[answer.visit.payer.name]
        unanswered = answer.first is None
        of_payer["claims_never_answered"] += unanswered
        of_payer["lines_never_answered"] += unanswered * len(answer.visit.lines)
        of_payer["lines_billed"] += len(answer.visit.lines)
        of_payer["charge_billed"] += sum(line.charge for line in answer.visit.lines)
        for line in answer.current.lines if answer.current else ():
            of_payer["allowed"] += line.allowed or 0
            of_payer["collected"] += line.paid
            of_payer["patient_paid"] += line.patient_paid
            of_payer["assistant_cut"] += line.assistant_cut
            of_payer["contract_cut"] += line.reduced - line.assistant_cut
            of_payer["sequestration"] += sum(amount for _, carc, amount in line.adjustments if carc == "253")
        of_payer["patient_paid"] += sum(answer.at_desk.values())
        for line in (line for claim in answer.later for line in claim.lines):
            of_payer["collected"] += line.paid
            of_payer["collected_secondary"] += line.paid
    for answer, lines in receivables.owed():
        of_payer = sums[answer.visit.payer.name]
        of_payer["insurance_balance"] += sum(each.insurance for each in lines)
        of_payer["patient_balance"] += sum(each.patient for each in lines)
    return sums


def _aging(receivables: Receivables, last: date) -> list[dict]:
    """One row per payer and bucket; `lines` and `claims` count those with a balance."""
    sums: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for answer, lines in receivables.owed():
        owed = [each for each in lines if each.insurance or each.patient]
        if owed:
            counted = {"lines": len(owed), "claims": 1}
            counted |= {name: sum(getattr(each, name) for each in owed) for name in ("insurance", "patient")}
            sums[answer.visit.payer.name, bucket((last - answer.visit.dos).days)].update(counted)
    return [
        {
            "payer": payer,
            "bucket": bucket,
            "lines": row["lines"],
            "claims": row["claims"],
            "insurance_balance": dollars(row["insurance"]),
            "patient_balance": dollars(row["patient"]),
        }
        for (payer, bucket), row in sorted(
            sums.items(), key=lambda item: (item[0][0], int(item[0][1][:-1].split("-")[0]))
        )
    ]


def _findings(rows: list[dict]) -> list[dict]:
    """One row per category and payer."""
    sums: dict[tuple[str, str, str], Counter] = defaultdict(Counter)
    for row in rows:
        amount = int(row["amount"].replace(".", ""))
        sums[row["kind"], row["category"], row["payer"]].update(findings=1, units=row["units"], amount=amount)
    return [
        {"kind": kind, "category": category, "payer": payer, **dict(row, amount=dollars(row["amount"]))}
        for (kind, category, payer), row in sorted(sums.items())
    ]


def _shown(sums: ByPayer, names: Iterable[str]) -> dict:
    total: Counter = Counter()
    for row in sums.values():
        total.update(row)

    def shown(row: Counter) -> dict:
        return {name: dollars(row[name]) if name in IN_CENTS else row[name] for name in names}

    return {"total": shown(total), "by_payer": {payer: shown(row) for payer, row in sorted(sums.items())}}
