"""What goes wrong, on purpose: at most one event per visit, drawn from the shares of practice.yaml."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from analytics.demo.practice import Choice, Practice
from analytics.demo.pricing import allowed, value
from analytics.demo.schedule import Line, Visit
from analytics.demo.unit_rules import TIMED_CODES
from analytics.demo.workdays import next_weekday, next_workday

ANSWERED_LONG_AGO = timedelta(days=60)
UNIT_EVENTS = ("unbilled_units", "excess_units", "mixed")
ANSWER_EVENTS = ("patient_billed", "reversal", "duplicate")


@dataclass(frozen=True, slots=True)
class UnitChange:
    """Units moved by an event: `code` was billed `units` too few (positive) or too many (negative)."""

    visit: Visit
    event: str
    code: str
    units: int
    other: str = ""  # mixed: the code that was billed one unit too many instead

    @property
    def value(self) -> int:
        """What the payer would allow for the correct units less what it allows for the billed ones, in cents."""
        visit = self.visit
        return value(visit.payer, visit.dos, visit.correct) - value(visit.payer, visit.dos, visit.billed)


class Planter:
    """Puts events on visits, in order; an event that does not fit one visit waits for the next that it fits."""

    def __init__(self, practice: Practice, rng: Random) -> None:
        self.practice = practice
        self.rng = rng
        self.changes: list[UnitChange] = []
        self.waiting: dict[str, deque[str]] = {payer.name: deque() for payer in practice.payers}
        self.choices = {payer.name: self._choice(payer.denial_rate) for payer in practice.payers}
        self.planters: dict[str, Callable[[Visit], bool]] = {
            "unbilled_units": self._unbilled,
            "excess_units": self._excess,
            "mixed": self._mixed,
            "undetermined": lambda visit: True,
            "never_answered": self._never_answered,
            "denial": self._denial,
        }
        self.planters.update(dict.fromkeys(ANSWER_EVENTS, self._answered))

    def plant(self, visits: list[Visit]) -> list[UnitChange]:
        """Decide every visit's event, lines and dates; returns the moved units."""
        for visit in visits:
            self._date(visit, 0)
            event = self.choices[visit.payer.name].draw(self.rng)
            waiting = self.waiting[visit.payer.name]
            if event and not self._put(visit, event):
                waiting.append(event)
            elif not event and waiting and self._put(visit, waiting[0]):
                waiting.popleft()
            visit.lines = self._lines(visit)
            self._strike(visit)
        return self.changes

    def _choice(self, denial_rate: float) -> Choice:
        events = (*UNIT_EVENTS, "undetermined", "never_answered", *ANSWER_EVENTS)
        shares = [float(self.practice.leaks[event]) for event in events]
        nothing = 1 - sum(shares) - denial_rate
        return Choice((*events, "denial", ""), (*shares, denial_rate, nothing))

    def _put(self, visit: Visit, event: str) -> bool:
        if not self.planters[event](visit):
            return False
        visit.event = visit.event or event
        return True

    def _date(self, visit: Visit, days_late: int) -> None:
        """Billed on the next workday; paid on the payer's weekday, some a week later; nothing after the last day."""
        last = self.practice.last_day
        sent = next_workday(visit.dos + timedelta(days=days_late or 1))
        visit.bill_date = min(sent, last)
        lag = visit.payer.pays_after + (7 if self.rng.random() < visit.payer.late else 0)
        paid = next_weekday((sent if days_late else visit.dos) + timedelta(days=lag), visit.payer.weekday)
        visit.pay_date = paid if paid <= last else None

    def _unbilled(self, visit: Visit) -> bool:
        two = self.rng.random() < float(self.practice.leaks["two_units_of_those"])
        missing = 2 if two else 1
        codes = [code for code, units in visit.correct.items() if code in TIMED_CODES and units >= missing]
        if visit.tie or not codes or visit.timed_units(visit.correct) <= missing:
            return False
        self._move(visit, "unbilled_units", self.rng.choice(codes), missing)
        return True

    def _excess(self, visit: Visit) -> bool:
        # the fourth unit of a visit stays the last one: beyond it payers' daily caps would blur what is owed
        most = int(self.practice.visits["most_timed_units"])
        codes = [code for code, units in visit.correct.items() if code in TIMED_CODES and units]
        if visit.tie or visit.timed_units(visit.correct) >= most:
            return False
        self._move(visit, "excess_units", self.rng.choice(codes), -1)
        return True

    def _mixed(self, visit: Visit) -> bool:
        timed = [(code, units) for code, units in visit.correct.items() if code in TIMED_CODES and units]
        short = [code for code, units in timed if units > 1]
        if visit.tie or not short or len(timed) < 2:
            return False
        code = self.rng.choice(short)
        other = self.rng.choice([candidate for candidate, _ in timed if candidate != code])
        self._move(visit, "mixed", code, 1, other)
        return True

    def _move(self, visit: Visit, event: str, code: str, units: int, other: str = "") -> None:
        visit.billed[code] -= units
        if other:
            visit.billed[other] += units
        self.changes.append(UnitChange(visit, event, code, units, other))

    def _never_answered(self, visit: Visit) -> bool:
        if visit.pay_date is None or visit.dos > self.practice.last_day - ANSWERED_LONG_AGO:
            return False
        visit.pay_date = None
        return True

    def _answered(self, visit: Visit) -> bool:
        return visit.pay_date is not None

    def _denial(self, visit: Visit) -> bool:
        category = visit.payer.denials.draw(self.rng)
        late = self.practice.denials[category].bill_days_late
        if late:
            self._date(visit, late + self.rng.randint(0, 20))
        if visit.pay_date is None:
            if late:
                self._date(visit, 0)
            return False
        if category == "bundled" and not self._bundle(visit):
            return False
        visit.event = category
        return True

    def _bundle(self, visit: Visit) -> bool:
        """Make the visit hold both codes of the payer's pair, each with a unit, by renaming one treatment code."""
        kept, dropped = visit.payer.bundles
        others = [code for code in visit.documented if code in TIMED_CODES and code != kept]
        if not visit.billed.get(kept) or not others or "97760" in others or visit.payer.rates.get(dropped) is None:
            return False
        renamed = next((code for code in others if visit.billed[code]), None)
        if renamed is None:
            return False
        visit.documented = {dropped if code == renamed else code: m for code, m in visit.documented.items()}
        visit.judge()
        return True

    def _lines(self, visit: Visit) -> list[Line]:
        modifiers = (visit.patient.discipline.modifier,)
        billed = {code: units for code, units in visit.billed.items() if units}
        amounts = allowed(visit.payer, visit.dos, billed)
        charges = self.practice.charges
        return [
            Line(number, code, units, modifiers, charges[code] * units, amounts[code])
            for number, (code, units) in enumerate(billed.items(), 1)
        ]

    def _strike(self, visit: Visit) -> None:
        """Choose the lines that the visit's denial (or bill to the patient) is about."""
        denial = self.practice.denials.get(visit.event)
        if denial is None and visit.event != "patient_billed":
            return
        numbers = [line.number for line in visit.lines]
        if visit.event == "bundled":
            numbers = [line.number for line in visit.lines if line.code == visit.payer.bundles[1]]
        elif denial is None or not denial.whole_claim:
            numbers = [self.rng.choice(numbers)]
        visit.struck = frozenset(numbers)
        if visit.event == "missing_modifier":
            for line in visit.lines:
                line.modifiers = () if line.number in visit.struck else line.modifiers
