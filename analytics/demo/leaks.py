"""What goes wrong, on purpose: at most one event per visit, drawn from the shares of practice.yaml."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import permutations
from random import Random

from analytics.demo.billing import bill
from analytics.demo.pairs import DISTINCT
from analytics.demo.payer import Choice
from analytics.demo.practice import Practice
from analytics.demo.pricing import Item, day_prices
from analytics.demo.slips import SLIPS, is_therapy
from analytics.demo.threshold import Threshold
from analytics.demo.unit_rules import TIMED_CODES
from analytics.demo.visit import Line, Visit
from analytics.demo.workdays import next_weekday, next_workday

MOST_WAITING = 3  # of a kind and payer, so that what fits nobody for years does not come all at once
ANSWERED_LONG_AGO = timedelta(days=60)
DENIAL = "denial"
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
        """What the payer would allow for the day's correct units less what it allows for the billed ones, in cents."""
        return self.visit.value(self.visit.correct) - self.visit.value(self.visit.billed)


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
            "undetermined": lambda visit: visit.is_timed and not visit.assisted,
            "never_answered": self._never_answered,
        }
        self.planters.update(dict.fromkeys(ANSWER_EVENTS, self._answered))
        self.planters.update({name: partial(self._slip, slip) for name, slip in SLIPS.items()})
        self.planters.update({name: partial(self._denial, name) for name in practice.denials})

    def plant(self, visits: list[Visit]) -> list[UnitChange]:
        """Decide every visit's dates, event, lines and prices; returns the moved units."""
        for visit in visits:
            self._date(visit, 0)
            visit.lines = bill(self.practice, visit)
            self._draw(visit)
            self._strike(visit)
        for visit in visits:
            _price(visit)
        Threshold(self.practice, self.rng).mark(visits)
        return self.changes

    def _draw(self, visit: Visit) -> None:
        """A patient who passes the threshold is left alone here: what was used up must not be in doubt."""
        event = self._turn(visit) or self.choices[visit.payer.name].draw(self.rng)
        if event == DENIAL:
            event = visit.payer.denials.draw(self.rng)
        waiting = self.waiting[visit.payer.name]
        if event and not self._put(visit, event):
            if waiting.count(event) < MOST_WAITING:
                waiting.append(event)
        elif not event:
            placed = next((each for each in waiting if self._put(visit, each)), None)
            if placed is not None:
                waiting.remove(placed)

    def _turn(self, visit: Visit) -> str:
        """What a payer that has changed its ways refuses this visit's code for, if it does."""
        turn = visit.payer.turn
        if turn is None or visit.pay_date is None or visit.pay_date < turn.since:
            return ""
        if turn.code not in visit.billed or self.rng.random() >= turn.share:
            return ""
        visit.turned = turn.code
        return turn.denial

    def _choice(self, denial_rate: float) -> Choice:
        events = (*UNIT_EVENTS, "undetermined", "never_answered", *ANSWER_EVENTS, *SLIPS)
        shares = [float(self.practice.leaks[event]) for event in events]
        nothing = 1 - sum(shares) - denial_rate
        return Choice((*events, DENIAL, ""), (*shares, denial_rate, nothing))

    def _put(self, visit: Visit, event: str) -> bool:
        is_taken = visit.patient.is_long_course or (visit.beside is not None and visit.beside.event)
        is_taken = is_taken or visit.payer.is_self_pay or visit.payer.is_capitated
        if is_taken or (visit.is_over_cap and event != "wasted_cap"):
            return False
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
        if not _is_plain(visit):
            return False
        two = self.rng.random() < float(self.practice.leaks["two_units_of_those"])
        missing = 2 if two else 1
        codes = [code for code, units in visit.correct.items() if code in TIMED_CODES and units >= missing]
        if not codes or visit.timed_units(visit.correct) <= missing:
            return False
        self._move(visit, "unbilled_units", self.rng.choice(codes), missing)
        return True

    def _excess(self, visit: Visit) -> bool:
        # the fourth unit of a visit stays the last one: beyond it payers' daily caps would blur what is owed
        most = int(self.practice.visits["most_timed_units"])
        limits = self.practice.visits["most_units"]
        codes = [code for code, units in visit.correct.items() if code in TIMED_CODES and units]
        codes = [code for code in codes if visit.correct[code] < int(limits.get(code, most))]
        if not _is_plain(visit) or not codes or visit.timed_units(visit.correct) >= most:
            return False
        self._move(visit, "excess_units", self.rng.choice(codes), -1)
        return True

    def _mixed(self, visit: Visit) -> bool:
        timed = [(code, units) for code, units in visit.correct.items() if code in TIMED_CODES and units]
        short = [code for code, units in timed if units > 1]
        if not _is_plain(visit) or not short or len(timed) < 2:
            return False
        code = self.rng.choice(short)
        other = self.rng.choice([candidate for candidate, _ in timed if candidate != code])
        self._move(visit, "mixed", code, 1, other)
        return True

    def _move(self, visit: Visit, event: str, code: str, units: int, other: str = "") -> None:
        visit.billed[code] -= units
        if other:
            visit.billed[other] += units
        visit.lines = bill(self.practice, visit)
        self.changes.append(UnitChange(visit, event, code, units, other))

    def _never_answered(self, visit: Visit) -> bool:
        if visit.pay_date is None or visit.dos > self.practice.last_day - ANSWERED_LONG_AGO:
            return False
        visit.pay_date = None
        return True

    def _answered(self, visit: Visit) -> bool:
        return visit.pay_date is not None

    def _denial(self, category: str, visit: Visit) -> bool:
        late = self.practice.denials[category].bill_days_late
        if late:
            self._date(visit, late + self.rng.randint(0, 20))
        if visit.pay_date is None:
            if late:
                self._date(visit, 0)
            return False
        visit.event = category if self._candidates(visit, category) else ""
        return bool(visit.event)

    def _slip(self, slip: Callable[[Visit, Random], bool], visit: Visit) -> bool:
        return visit.pay_date is not None and slip(visit, self.rng)

    def _candidates(self, visit: Visit, category: str) -> list[int]:
        """The lines that a denial of this kind can strike."""
        discipline, lines = visit.discipline, visit.lines
        if visit.turned:
            lines = [line for line in lines if line.code == visit.turned]
        elif category == "bundled":
            lines = [line for line in lines if line.carries(DISTINCT)]
        elif category == "missing_modifier":
            # beside another discipline's visit a line without its modifier would belong to neither
            lines = [
                line for line in lines if line.carries(discipline.modifier) and is_therapy(line) and not visit.beside
            ]
        elif category == "wrong_discipline":
            lines = [line for line in lines if discipline.name == "OT" and line.code in discipline.evaluations.values]
        return [line.number for line in lines]

    def _strike(self, visit: Visit) -> None:
        """Choose the lines that the visit's denial (or bill to the patient) is about."""
        denial = self.practice.denials.get(visit.event)
        if denial is None and visit.event != "patient_billed":
            return
        numbers = self._candidates(visit, visit.event)
        if denial is None or not denial.whole_claim:
            numbers = [self.rng.choice(numbers)]
        visit.struck = frozenset(numbers)
        visit.reason = self.rng.choice(denial.reasons) if denial else visit.reason
        for line in visit.lines:
            if line.number in visit.struck and visit.event in SENT_WRONG:
                line.modifiers = SENT_WRONG[visit.event](line.modifiers)
                visit.touched = visit.struck


def _without(*modifiers: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    return lambda sent: tuple(each for each in sent if each not in modifiers)


# How the modifiers of a line go wrong that is denied for them.
SENT_WRONG = {
    "bundled": _without(DISTINCT),
    "missing_modifier": _without("GP", "GO", "GN"),
    "wrong_discipline": lambda sent: tuple("GP" if each == "GO" else each for each in sent),
}


def _is_plain(visit: Visit) -> bool:
    """Only the minutes decide: no tie, no assistant's units on a line of their own, no pair of codes."""
    return not visit.tie and not visit.assisted and not any(line.carries(DISTINCT) for line in visit.lines)


def _price(visit: Visit) -> None:
    """What the payer allows for each line: the patient's day priced together, in the order of the claims."""
    visits = sorted((visit, *([visit.beside] if visit.beside else [])), key=lambda each: each.number)
    items = [item for each in visits for item in each.items()]
    amounts = iter(day_prices(visit.payer, visit.dos, items))
    for each in visits:
        for line in each.lines:
            line.allowed = next(amounts)
    if visit.is_over_cap:
        visit.best = max(sum(_prices(visit, order)) for order in permutations(visit.lines))


def _prices(visit: Visit, lines: Iterable[Line]) -> list[int]:
    return day_prices(visit.payer, visit.dos, [Item(line.code, line.units) for line in lines])
