"""Where every earned dollar of the demo stands: the revenue ledger of the audit, told from the generator's side.

Worked out line by line in whole cents from the definitions of the audit, never from the written files: earned is what
the payer's contract allows for the correct units; what of it arrived, what the patient owes, what a payer refused, paid
below its contract or never answered follows from the answer that stands in the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from analytics.demo.adjudicate import Answer
from analytics.demo.leaks import UnitChange
from analytics.demo.practice import dollars
from analytics.demo.standing import Standing, standings
from analytics.demo.visit import Line, Visit

KEYS = ("earned", "unbilled_units", "denied", "underpaid", "statutory", "written_off", "open_insurance", "open_patient")
KEYS += ("collected", "above_expected", "unexplained")
# Where a line's claimed amount is, but for what the patient has paid of it. The ledger counts allowed amounts: of a
# line left to the patient no more is open than it is worth.
LEFT_IN = {"self_pay": "open_patient", "unanswered": "open_insurance", "denied": "denied"}
LEFT_IN |= {"patient_billed": "open_patient", "bundled": "written_off"}
Amounts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: its visit, its code and its amounts (KEYS) in cents. `line`: None where nothing was
    billed; excess: what its billed units are worth above the correct ones."""

    visit: Visit
    code: str
    amounts: Amounts
    line: Line | None = None
    excess: int = 0

    @property
    def overpaid(self) -> int:
        """Allowed above the price of the line as billed."""
        return self.amounts.get("above_expected", 0) - self.excess

    @property
    def is_closed(self) -> bool:
        right = sum(value for name, value in self.amounts.items() if name not in ("earned", "above_expected"))
        return self.amounts["earned"] + self.amounts.get("above_expected", 0) == right


CUTS: dict[str, Callable[[Entry], str]] = {
    "payer": lambda entry: entry.visit.payer.name,
    "month": lambda entry: f"{entry.visit.dos:%Y-%m}",
    "provider": lambda entry: entry.visit.therapist,
    "code": lambda entry: entry.code,
    "location": lambda entry: entry.visit.patient.location,
}


def entries(answers: list[Answer], changes: list[UnitChange], unbilled: list[Visit]) -> Iterator[Entry]:
    """Every line of the ledger: billed lines, codes documented and not billed, visits never billed."""
    moved = {change.visit.number: change for change in changes}
    for answer in answers:
        yield from _of_visit(answer, moved.get(answer.visit.number))
    for visit in unbilled:
        worth = visit.value(visit.correct)
        code = max(visit.documented, key=visit.documented.__getitem__)
        yield Entry(visit, code, {"earned": worth, "unbilled_units": worth})


def revenue_totals(found: Iterable[Entry]) -> dict:
    """The sums in total and by each of CUTS, amounts as text with two decimals."""
    total: Amounts = defaultdict(int)
    cuts: dict[str, dict[str, Amounts]] = {name: defaultdict(lambda: defaultdict(int)) for name in CUTS}
    for entry in found:
        rows = (total, *(cuts[name][key(entry)] for name, key in CUTS.items()))
        for name, amount in entry.amounts.items():
            if amount:
                for row in rows:
                    row[name] += amount
    by = {f"by_{name}": {key: _shown(row) for key, row in sorted(rows.items())} for name, rows in cuts.items()}
    return {"total": _shown(total), **by}


def _shown(amounts: Amounts) -> dict[str, str]:
    return {name: dollars(amounts.get(name, 0)) for name in KEYS}


def _of_visit(answer: Answer, change: UnitChange | None) -> Iterator[Entry]:
    """A visit's lines; what it billed too little or too much stands on the line of the code that was misjudged."""
    visit, value = answer.visit, change.value if change else 0
    pinned = _pinned(visit, change, value) if change else None
    for line, state in standings(answer):
        if state.outcome != "capitated":  # paid by the head
            moved = value if line is pinned else 0
            yield Entry(visit, line.code, _amounts(line, state, moved), line, max(-moved, 0))
    if value > 0 and pinned is None:
        yield Entry(visit, change.code, {"earned": value, "unbilled_units": value})


def _pinned(visit: Visit, change: UnitChange, value: int) -> Line | None:
    code = change.other if change.other and value < 0 else change.code
    return next((line for line in visit.lines if line.code == code), None)


def _amounts(line: Line, state: Standing, moved: int) -> Amounts:
    """What of a line is where. moved: what the correct units are worth above (or below) the billed ones."""
    claimed = line.allowed + min(moved, 0)
    amounts = {"earned": claimed + max(moved, 0), "unbilled_units": max(moved, 0)}
    if state.outcome in LEFT_IN:
        ahead = min(state.patient_paid, claimed)
        return amounts | {"collected": ahead, LEFT_IN[state.outcome]: claimed - ahead}
    settled = min(state.patient_paid, state.share)
    lawful = state.withheld + state.reduced
    given = state.paid + state.share + lawful
    return amounts | {
        "collected": state.paid + settled,
        "open_patient": state.share - settled,
        "statutory": lawful,
        "underpaid": max(claimed - given, 0),
        "above_expected": max(given - claimed, 0),
    }
