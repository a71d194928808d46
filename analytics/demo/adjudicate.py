"""What the payers answer: first adjudications, reversals, corrections, duplicates, in whole cents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from analytics.demo.payer import Payer
from analytics.demo.practice import Practice, cents, percent_of
from analytics.demo.visit import Line, Patient, Visit
from analytics.demo.workdays import next_weekday

REVERSAL, FORWARDED, SECONDARY = "22", "19", "2"
LATER = {SECONDARY, "3", "20", "21"}  # answers of those who pay after the first insurer
ABOVE_CAP = "above_cap"
ASSISTANT_CUT = "N851"
Adjustment = tuple[str, str, int]  # group, carc, cents


@dataclass(slots=True)
class RemitLine:
    """One service line of an answer. `allowed` is None where the payer states none."""

    line: Line
    modifiers: tuple[str, ...]
    charge: int
    paid: int
    adjustments: list[Adjustment]
    allowed: int | None = None
    remark: str | None = None
    patient_paid: int = 0  # what the patient has paid of it by the last day
    assistant_cut: int = 0  # taken from the payer's share for an assistant
    reduced: int = 0  # taken for an assistant in all: from the payer's share or from the allowed amount
    units: int | None = None  # paid units, where they are not those of the line
    code: str | None = None  # paid as another code than the one submitted
    copaid: int = 0  # the line's part of a copay that the payer takes from the claim as a whole

    @property
    def patient_share(self) -> int:
        return sum(amount for group, _, amount in self.adjustments if group == "PR") + self.copaid

    def negated(self) -> RemitLine:
        adjustments = [(group, carc, -amount) for group, carc, amount in self.adjustments]
        return RemitLine(self.line, self.modifiers, -self.charge, -self.paid, adjustments)


@dataclass(slots=True)
class RemitClaim:
    """One answer of one payer to one claim: a CLP with its lines."""

    visit: Visit
    payer: Payer
    day: date
    status: str
    number: str  # the payer's own claim number
    lines: list[RemitLine]
    original: str | None = None  # a corrected claim names the payer's number of the first
    sent_as: str | None = None  # the practice's number, where it is not that of the visit
    adjustments: list[Adjustment] = field(default_factory=list)  # of the claim as a whole, beside those of its lines
    interest: int = 0

    @property
    def claim_id(self) -> str:
        return self.sent_as or self.visit.claim_id

    @property
    def charge(self) -> int:
        return sum(line.charge for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def patient_share(self) -> int:
        return sum(line.patient_share for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rebilled:
    """A visit billed once more under another claim number: on which day, as which kind of claim (frequency)."""

    claim_id: str
    day: date
    frequency: str


@dataclass(slots=True)
class Answer:
    """All that was answered to one visit, and which of it holds in the end."""

    visit: Visit
    first: RemitClaim | None = None
    current: RemitClaim | None = None
    secondary: RemitClaim | None = None  # what the patient's other insurer answered
    claims: list[RemitClaim] = field(default_factory=list)
    at_desk: dict[int, int] = field(default_factory=dict)  # cents by line that no insurer's answer asked for
    first_lines: list[Line] | None = None  # as billed at first, where a correction changed their units
    rebilled: Rebilled | None = None
    is_void: bool = False  # billed by mistake and taken back

    @property
    def reversed(self) -> bool:
        """The first answer was taken back: the pair leaves no trace in any rate or sum."""
        return any(claim.status == REVERSAL for claim in self.claims)

    @property
    def later(self) -> list[RemitClaim]:
        """The answers of those who pay after the first insurer, in order of date."""
        return [claim for claim in self.claims if claim.status in LATER]

    def supplemented(self, line: Line) -> RemitLine | None:
        """What the last of the patient's other insurers answered to a line."""
        return next((each for claim in self.later[-1:] for each in claim.lines if each.line is line), None)

    def patient_share(self, line: RemitLine) -> int:
        """Cents left to the patient when all insurers have answered."""
        return (self.supplemented(line.line) or line).patient_share

    def patient_paid(self, line: Line) -> int:
        """Cents the patient has paid of a line."""
        posted = sum(each.patient_paid for each in self.current.lines if each.line is line) if self.current else 0
        return posted + self.at_desk.get(line.number, 0)

    @property
    def recovered(self) -> bool:
        return self.first is not self.current and bool(self.visit.struck)


class Adjudicator:
    """Answers visits in order of date, so that patients' deductibles run down as they would."""

    def __init__(self, practice: Practice, rng: Random) -> None:
        self.practice = practice
        self.rng = rng
        self.shares = practice.raw["cost_shares"]
        self.numbers: Counter[str] = Counter()

    def answer(self, visit: Visit) -> Answer:
        answer = Answer(visit)
        if visit.pay_date is None:
            return answer
        before = self._deductible(visit)
        clean, after = self._settle(visit, visit.lines, before)
        self._use(visit, after)
        struck = self._strike(visit, before) if visit.struck else clean
        answer.first = answer.current = self._claim(visit, visit.pay_date, self._status(visit), struck)
        answer.claims.append(answer.first)
        self._follow(answer, clean)
        return answer

    def _follow(self, answer: Answer, clean: list[RemitLine]) -> None:
        """What comes weeks later: a correction of a denial, a correction that changes nothing, a duplicate."""
        visit = answer.visit
        denial = self.practice.denials.get(visit.event)
        again = visit.event in ("reversal", "duplicate")
        if denial is not None and denial.recoverable:
            again = self.rng.random() < float(self.practice.leaks["denials_recovered"])
            # once others have passed the threshold, the line that should have would count behind them
            again = again and not any(line.is_crossing for line in visit.lines if line.number in visit.struck)
        day = self._rework_day(visit)
        if not again or day > self.practice.last_day:
            return
        if visit.event == "duplicate":
            answer.claims.append(self._duplicate(visit, day))
            return
        if denial is None or len(visit.struck) < len(visit.lines):
            # money or cost share was posted on the first answer: the payer takes all of it back before it corrects
            reversal = self._claim(visit, day, REVERSAL, [line.negated() for line in answer.first.lines])
            reversal.original = answer.first.number
            answer.claims.append(reversal)
        correction = self._claim(visit, day, "1", [self._mended(visit, line) for line in clean])
        correction.original = answer.first.number
        answer.claims.append(correction)
        answer.current = correction

    def _settle(self, visit: Visit, lines: list[Line], left: int) -> tuple[list[RemitLine], int]:
        """Pay `lines` in full: contractual reduction, cost share, sequestration; returns what is left to deduct."""
        patient, copay = visit.patient, visit.patient.copay if visit.patient.cost_share == "copay" else 0
        settled = []
        for line in lines:
            if not line.allowed:
                settled.append(self._refused(line, ABOVE_CAP, self.practice.denials[ABOVE_CAP].reasons[0]))
                continue
            allowed = line.allowed - self._assistant_cut(visit, line, line.allowed, off_allowed=True)
            deducted = min(left, allowed)
            left -= deducted
            copaid = min(copay, allowed)
            copay = 0  # a visit owes one copay, on its first line, up to what that line allows
            coinsured = percent_of(allowed - deducted, self._coinsurance(patient))
            payable = allowed - deducted - coinsured - copaid
            cut = self._assistant_cut(visit, line, payable, off_allowed=False)
            withheld = percent_of(payable - cut, self._sequestration(visit))
            adjustments = [
                ("CO", "45", line.charge - allowed + cut),
                ("CO", "253", withheld),
                ("PR", "1", deducted),
                ("PR", "2", coinsured),
                ("PR", "3", copaid),
            ]
            kept = [adjustment for adjustment in adjustments if adjustment[2]]
            remark = ASSISTANT_CUT if cut or allowed < line.allowed else None
            paid, reduced = payable - cut - withheld, line.allowed - allowed + cut
            taken = {"assistant_cut": cut, "reduced": reduced}
            settled.append(RemitLine(line, line.modifiers, line.charge, paid, kept, allowed, remark, **taken))
        return settled, left

    def _assistant_cut(self, visit: Visit, line: Line, amount: int, *, off_allowed: bool) -> int:
        """What the payer takes off an assistant's line, from the allowed amount or from its own share."""
        terms = visit.payer.assistants
        is_cut = line.carries("CQ", "CO") and terms.cut_from <= visit.dos and terms.off_allowed is off_allowed
        return amount - percent_of(amount, 100 - terms.cut) if is_cut else 0

    def _strike(self, visit: Visit, left: int) -> list[RemitLine]:
        """The first answer to a claim with struck lines: those unpaid, the others settled as if alone."""
        alone, _ = self._settle(visit, [line for line in visit.lines if line.number not in visit.struck], left)
        settled = {line.line.number: line for line in alone}
        return [settled.get(line.number) or self._unpaid(visit, line) for line in visit.lines]

    def _unpaid(self, visit: Visit, line: Line) -> RemitLine:
        if visit.event not in self.practice.denials:  # not covered and the patient's to pay
            return RemitLine(line, line.modifiers, line.charge, 0, [("PR", "96", line.charge)], None, "N130")
        return self._refused(line, visit.event, visit.reason)

    def _refused(self, line: Line, event: str, reason: tuple[str, str | None]) -> RemitLine:
        carc, rarc = reason
        adjustments = [(self.practice.denials[event].group, carc, line.charge)]
        return RemitLine(line, line.modifiers, line.charge, 0, adjustments, None, rarc)

    def _mended(self, visit: Visit, line: RemitLine) -> RemitLine:
        """The line as corrected: with the modifiers whose absence had it denied."""
        if line.line.number in visit.struck:
            line.modifiers = line.line.right
        return line

    def _duplicate(self, visit: Visit, day: date) -> RemitClaim:
        lines = [RemitLine(ln, ln.modifiers, ln.charge, 0, [("OA", "18", ln.charge)]) for ln in visit.lines]
        return self._claim(visit, day, self.rng.choice(("1", "4")), lines)

    def _claim(self, visit: Visit, day: date, status: str, lines: list[RemitLine]) -> RemitClaim:
        payer = visit.payer
        self.numbers[payer.name] += 1
        number = f"{payer.edi_id[-1]}{day:%y%j}{self.numbers[payer.name]:07d}"
        return RemitClaim(visit, payer, day, status, number, lines)

    def _status(self, visit: Visit) -> str:
        """Payers misuse status 4 for claims without a payable line; it says nothing by itself."""
        whole = visit.event in self.practice.denials and len(visit.struck) == len(visit.lines)
        return "4" if whole and self.rng.random() < 0.5 else "1"

    def _rework_day(self, visit: Visit) -> date:
        days = self.practice.leaks["rework_days"]
        wait = self.rng.randint(int(days["shortest"]), int(days["longest"]))
        return next_weekday(visit.pay_date + timedelta(days=wait), visit.payer.weekday)

    def _coinsurance(self, patient: Patient) -> int:
        of_kind = {"coinsurance": patient.coinsurance, "copay": 0}
        if patient.cost_share in of_kind:
            return of_kind[patient.cost_share]
        terms = self.shares["medicare" if patient.payer.is_statutory else "deductibles"]
        return int(terms["coinsurance"])

    def _sequestration(self, visit: Visit) -> int:
        return self.practice.sequestration_on(visit.dos) if visit.payer.is_statutory else 0

    def _deductible(self, visit: Visit) -> int:
        """What the patient still has to pay before the payer does, on the day of this visit."""
        left, year = visit.patient.deductibles, visit.dos.year
        if year not in left:
            left[year] = self._new_deductible(visit)
        return left[year]

    def _new_deductible(self, visit: Visit) -> int:
        patient = visit.patient
        if patient.payer.is_statutory:
            terms = self.shares["medicare"]
            owed = visit.dos.month == 1 and self.rng.random() < float(terms["january_share"])
        else:
            terms = self.shares["deductibles"]
            owed = patient.cost_share == "deductible"
        return self.rng.randint(cents(terms["lowest"]), cents(terms["highest"])) if owed else 0

    def _use(self, visit: Visit, left: int) -> None:
        visit.patient.deductibles[visit.dos.year] = left
