"""A patient of the demo practice, a visit and its billed lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from analytics.demo.payer import Payer
from analytics.demo.practice import Discipline
from analytics.demo.pricing import Item, value
from analytics.demo.unit_rules import RULES, TIMED_CODES


@dataclass(slots=True)
class Patient:
    """One invented patient: one payer, one location, one discipline and therapist; a few have a second of each.

    `supplement` pays after Medicare; `is_long_course`: comes so often that the year's therapy threshold is passed.
    """

    number: int
    born: date
    payer: Payer
    discipline: Discipline
    location: str
    therapist: str
    diagnosis: str
    cost_share: str
    visits_left: int
    visits_done: int = 0
    copay: int = 0
    coinsurance: int = 0
    second: Discipline | None = None
    second_therapist: str = ""
    is_long_course: bool = False
    has_long_visits: bool = False
    supplement: Payer | None = None
    is_supplement_billed: bool = False
    deductibles: dict[int, int] = field(default_factory=dict)  # what is left of it in cents, by calendar year

    @property
    def patient_id(self) -> str:
        return f"P{self.number:05d}"

    @property
    def name(self) -> tuple[str, str]:
        """Last and first name of nobody: `DEMO`, `PATIENT 0001`."""
        return "DEMO", f"PATIENT {self.number:04d}"

    @property
    def member_id(self) -> str:
        """What the payer knows the patient by; never the number of the practice."""
        return self.member_id_of(self.payer)

    def member_id_of(self, payer: Payer) -> str:
        return f"{payer.edi_id}{self.number:06d}"


@dataclass(slots=True)
class Line:
    """One billed line; charge and allowed (what its payer allows for it) in cents.

    `modifiers`: as billed; `right`: those it should have.
    """

    number: int
    code: str
    units: int
    modifiers: tuple[str, ...]
    right: tuple[str, ...]
    charge: int
    allowed: int = 0
    is_assisted: bool = False
    is_crossing: bool = False  # it takes what was used up above the therapy threshold

    def carries(self, *modifiers: str) -> bool:
        return not set(modifiers).isdisjoint(self.modifiers)

    def add(self, modifier: str) -> None:
        """Bill the line with a modifier more."""
        self.modifiers = (*self.modifiers, modifier)

    def leave_out(self, *modifiers: str) -> None:
        """Bill the line without modifiers it has."""
        self.modifiers = tuple(each for each in self.modifiers if each not in modifiers)


@dataclass(slots=True)
class Visit:
    """One visit: what was documented, what is right and what was billed (one claim).

    `event` names what was planted in it: a key of `leaks`, a denial category, or nothing.
    """

    number: int
    patient: Patient
    dos: date
    discipline: Discipline
    therapist: str
    documented: dict[str, int] = field(default_factory=dict)  # minutes by code, in the order of treatment
    assisted: dict[str, int] = field(default_factory=dict)  # those of them an assistant furnished alone
    beside: Visit | None = None  # the patient's other visit of the day, in another discipline
    correct: dict[str, int] = field(default_factory=dict)
    tie: bool = False
    billed: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    bill_date: date = date.max
    pay_date: date | None = None  # None: not answered by the last day
    event: str = ""
    turned: str = ""  # the code its payer has begun to refuse
    struck: frozenset[int] = frozenset()  # the lines its event denies or bills to the patient
    touched: frozenset[int] = frozenset()  # the lines whose modifiers its event changed
    reason: tuple[str, str | None] = ("", None)  # of its denial: carc and rarc
    best: int = 0  # what the day would be allowed in the best order of its lines

    @property
    def claim_id(self) -> str:
        return f"C{self.number:06d}"

    @property
    def payer(self) -> Payer:
        return self.patient.payer

    @property
    def is_timed(self) -> bool:
        """Some of it counts by the minutes."""
        return any(code in TIMED_CODES for code in self.documented)

    @property
    def is_over_cap(self) -> bool:
        """More timed units were furnished than the payer's daily cap leaves."""
        return self.payer.caps(self.dos) and self.timed_units(self.correct) > self.payer.daily_cap

    def judge(self) -> None:
        """Work out the correct units from what is documented, and bill exactly those."""
        timed = {code: spent for code, spent in self.documented.items() if code in TIMED_CODES}
        units, self.tie = RULES[self.payer.rule_on(self.dos)](timed)
        self.correct = {code: units.get(code, 1) for code in self.documented}
        self.billed = dict(self.correct)

    def timed_units(self, units: dict[str, int]) -> int:
        return sum(count for code, count in units.items() if code in TIMED_CODES)

    def items(self) -> list[Item]:
        """The billed lines as far as prices go."""
        return [Item(line.code, line.units) for line in self.lines]

    def value(self, units: dict[str, int]) -> int:
        """Allowed cents of the patient's day with these units of this visit and the other visit as it was billed."""
        return value(self.payer, self.dos, units, self.beside.items() if self.beside else ())
