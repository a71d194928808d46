"""Who comes when and what is documented: patients in episodes of care, visits with minutes by code."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from analytics.demo.practice import Discipline, Payer, Practice, cents
from analytics.demo.unit_rules import RULES, TIMED_CODES
from analytics.demo.workdays import first_of_period, workdays

MINUTE_DRAWS = 30


@dataclass(slots=True)
class Patient:
    """One invented patient: one payer, one discipline, one therapist, one location."""

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
        return f"{self.payer.edi_id}{self.number:06d}"


@dataclass(slots=True)
class Line:
    """One billed line; charge and allowed (what its payer allows for it) in cents."""

    number: int
    code: str
    units: int
    modifiers: tuple[str, ...]
    charge: int
    allowed: int


@dataclass(slots=True)
class Visit:
    """One visit: what was documented, what is right and what was billed (one claim).

    `event` names what was planted in it: a key of `leaks`, a denial category, or nothing.
    """

    number: int
    patient: Patient
    dos: date
    documented: dict[str, int]  # minutes by code, in the order of treatment
    correct: dict[str, int] = field(default_factory=dict)
    tie: bool = False
    billed: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    bill_date: date = date.max
    pay_date: date | None = None  # None: not answered by the last day
    event: str = ""
    struck: frozenset[int] = frozenset()  # the lines its event denies or bills to the patient

    @property
    def claim_id(self) -> str:
        return f"C{self.number:06d}"

    @property
    def payer(self) -> Payer:
        return self.patient.payer

    def judge(self) -> None:
        """Work out the correct units from what is documented, and bill exactly those."""
        timed = {code: spent for code, spent in self.documented.items() if code in TIMED_CODES}
        units, self.tie = RULES[self.payer.rule](timed)
        self.correct = {code: units.get(code, 1) for code in self.documented}
        self.billed = dict(self.correct)

    def timed_units(self, units: dict[str, int]) -> int:
        return sum(count for code, count in units.items() if code in TIMED_CODES)


class Schedule:
    """Fills the clinic's days: patients under treatment first, new patients where there is room."""

    def __init__(self, practice: Practice, rng: Random, visits_per_day: int, months: int) -> None:
        self.practice = practice
        self.rng = rng
        self.patients = 0
        self.days = workdays(first_of_period(practice.last_day, months), practice.last_day)
        self.capacity = self._capacities(visits_per_day)
        self.therapists = self._therapists()

    def visits(self) -> list[Visit]:
        """All visits in order of date, claims numbered in that order."""
        due: dict[str, dict[date, list[Patient]]] = {d.name: defaultdict(list) for d in self.practice.disciplines}
        waiting: dict[str, deque[Patient]] = {d.name: deque() for d in self.practice.disciplines}
        visits: list[Visit] = []
        for position, day in enumerate(self.days):
            for discipline in self.practice.disciplines:
                queue = waiting[discipline.name]
                calendar = due[discipline.name]
                for arrival in [booked for booked in calendar if booked <= day]:
                    queue.extend(calendar.pop(arrival))
                for _ in range(self._places(discipline)):
                    patient = queue.popleft() if queue else self._new_patient(discipline, day, position)
                    visits.append(self._visit(len(visits) + 1, patient, day))
                    if patient.visits_left:
                        calendar[day + timedelta(days=self.practice.days_between.draw(self.rng))].append(patient)
        return visits

    def _capacities(self, visits_per_day: int) -> dict[str, int]:
        first, *others = self.practice.disciplines
        capacity = {d.name: round(visits_per_day * d.share) for d in others}
        return {first.name: visits_per_day - sum(capacity.values()), **capacity}

    def _therapists(self) -> dict[str, list[str]]:
        """`Therapist A, PT`, `Therapist B, OT`; larger practices go on with C, D, ..., then with numbers."""
        per_day = int(self.practice.visits["per_therapist_and_day"])
        names: dict[str, list[str]] = {d.name: [] for d in self.practice.disciplines}
        needed = {name: max(1, math.ceil(places / per_day)) for name, places in self.capacity.items()}
        count = 0
        while any(len(names[name]) < needed[name] for name in names):
            for discipline in self.practice.disciplines:
                if len(names[discipline.name]) < needed[discipline.name]:
                    label = chr(ord("A") + count) if count < 26 else str(count + 1)
                    names[discipline.name].append(f"Therapist {label}, {discipline.credential}")
                    count += 1
        return names

    def _places(self, discipline: Discipline) -> int:
        places = self.capacity[discipline.name]
        jitter = round(places * float(self.practice.visits["jitter"]))
        return max(1, places + self.rng.randint(-jitter, jitter))

    def _new_patient(self, discipline: Discipline, day: date, position: int) -> Patient:
        rng, practice = self.rng, self.practice
        episode = practice.visits["episode"]
        payer = practice.payer_choice.draw(rng)
        length = rng.randint(int(episode["shortest"]), int(episode["longest"]))
        running = position < 10 and rng.random() < float(practice.visits["under_treatment_at_start"])
        done = rng.randint(1, length - 1) if running else 0
        self.patients += 1
        age = rng.randint(66, 88) if payer.payer_class == "Medicare" else rng.randint(19, 64)
        shares = practice.raw["cost_shares"]
        return Patient(
            number=self.patients,
            born=date(day.year - age, rng.randint(1, 12), rng.randint(1, 28)),
            payer=payer,
            discipline=discipline,
            location=practice.locations.draw(rng),
            therapist=rng.choice(self.therapists[discipline.name]),
            diagnosis=rng.choice(discipline.diagnoses),
            cost_share=payer.cost_share.draw(rng),
            visits_left=length - done,
            visits_done=done,
            copay=cents(rng.choice(shares["copays"])),
            coinsurance=int(rng.choice(shares["coinsurances"])),
        )

    def _visit(self, number: int, patient: Patient, day: date) -> Visit:
        visit = Visit(number, patient, day, {})
        while not self._documented(visit, self._codes(patient)):
            pass
        patient.visits_done += 1
        patient.visits_left -= 1
        return visit

    def _documented(self, visit: Visit, codes: list[str]) -> bool:
        """Draw minutes for the codes until they make a visit a clinic would have; false if they hardly can."""
        for _ in range(MINUTE_DRAWS):
            visit.documented = self._minutes(codes)
            visit.judge()
            if self._plausible(visit):
                return True
        return False

    def _plausible(self, visit: Visit) -> bool:
        limits = self.practice.visits
        timed = [spent for code, spent in visit.documented.items() if code in TIMED_CODES]
        alone = len(timed) == len(visit.documented)
        fewest = int(limits["fewest_timed_minutes"]) if alone else 0
        units = visit.timed_units(visit.correct)
        most_units = int(limits["most_timed_units"])
        return fewest <= sum(timed) <= int(limits["most_timed_minutes"]) and 1 <= units <= most_units

    def _minutes(self, codes: list[str]) -> dict[str, int]:
        untimed = self.practice.visits["untimed_minutes"]
        drawn = self.practice.minutes.many(self.rng, len(codes))
        return {code: int(untimed.get(code, spent)) for code, spent in zip(codes, drawn, strict=True)}

    def _codes(self, patient: Patient) -> list[str]:
        """The codes of one visit: an evaluation where one is due, timed treatment, at times a modality or a group."""
        rng, practice, payer, discipline = self.rng, self.practice, patient.payer, patient.discipline
        limits = practice.visits
        due = self._evaluation_due(patient)
        if not due and rng.random() < float(limits["group"]) and practice.allows(payer, ["97150", "97035"]):
            return ["97150", "97035"]
        count = (practice.timed_codes_with_evaluation if due else practice.timed_codes).draw(rng)
        codes = due
        for code in discipline.timed.many(rng, count * 2):
            if len(codes) - len(due) < count and code not in codes and practice.allows(payer, [*codes, code]):
                codes = [*codes, code]
        modality = [*codes, payer.electrical_stimulation]
        if rng.random() < float(limits["electrical_stimulation"]) and practice.allows(payer, modality):
            codes = modality
        return codes

    def _evaluation_due(self, patient: Patient) -> list[str]:
        if patient.visits_done == 0:
            code = patient.discipline.evaluation
        elif patient.visits_done % int(self.practice.visits["reevaluate_every"]) == 0:
            code = patient.discipline.reevaluation
        else:
            return []
        return [code] if code in patient.payer.rates else []
