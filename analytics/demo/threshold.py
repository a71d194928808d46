"""Medicare's therapy threshold: which lines need KX, and a few that lack it or have it long before.

A patient's allowed amounts add up over a calendar year of service in the order in which they are paid, PT and SLP
together, OT apart; the line that passes the threshold and all after it carry KX (42 USC 1395l(g)).
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from analytics.demo.practice import Practice
from analytics.demo.visit import Line, Visit

KX, DISTINCT = "KX", "59"
MISSING, EARLY = "missing_threshold", "threshold_early"
FIRST_YEAR = 2018
NARROW = 10_00  # cents: less is left before the threshold than any line costs


class Threshold:
    """What every patient has used up, visit by visit in the order in which they are paid."""

    def __init__(self, practice: Practice, rng: Random) -> None:
        self.practice = practice
        self.rng = rng
        self.used: Counter[tuple[int, int, bool]] = Counter()

    def mark(self, visits: list[Visit]) -> None:
        for visit in sorted(visits, key=lambda each: (each.pay_date or date.max, each.dos, each.number)):
            self._mark(visit)

    def _mark(self, visit: Visit) -> None:
        """Put KX on a priced visit's lines above the threshold, and plant what is wrong with it."""
        if not visit.payer.has_threshold or visit.dos.year < FIRST_YEAR:
            return
        account = visit.patient.number, visit.dos.year, visit.discipline.modifier == "GO"
        limit = self.practice.thresholds[visit.dos.year]
        before, above = self.used[account], []
        for line in visit.lines:
            self.used[account] += line.allowed
            if self.used[account] > limit:
                line.is_crossing = self.used[account] - line.allowed <= limit
                above.append(line)
                line.modifiers, line.right = _with_kx(line.modifiers), _with_kx(line.right)
        if visit.patient.is_long_course and not visit.event:
            # a line that is denied uses up nothing: the one after it must pass the threshold all the same
            sure = [line for line in above if not line.is_crossing or limit - before < NARROW]
            self._plant(visit, sure, not above and before < limit * float(self.practice.leaks["early_below"]))
            self.used[account] -= sum(line.allowed for line in visit.lines if line.number in visit.struck)

    def _plant(self, visit: Visit, above: list[Line], is_early: bool) -> None:
        leaks = self.practice.leaks
        first = [line for line in above if line.is_crossing]
        share = "threshold_missing_first" if first else "threshold_missing"
        if above and visit.pay_date is not None and self.rng.random() < float(leaks[share]):
            line = self.rng.choice(first or above)
            line.leave_out(KX)
            visit.event, visit.struck = MISSING, frozenset({line.number})
            visit.touched = visit.struck
            visit.reason = self.practice.denials[MISSING].reasons[0]
        elif is_early and self.rng.random() < float(leaks["threshold_early"]):
            for line in visit.lines:
                line.modifiers = _with_kx(line.modifiers)
            visit.event, visit.touched = EARLY, frozenset(line.number for line in visit.lines)


def _with_kx(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """GP CQ KX 59: the order in which billers write them."""
    kept = tuple(each for each in modifiers if each != DISTINCT)
    return (*kept, KX, *modifiers[len(kept) :])
