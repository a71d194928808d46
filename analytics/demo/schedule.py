"""Who comes when and what is documented: patients in episodes of care, visits with minutes by code."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from analytics.demo.payer import Choice
from analytics.demo.practice import Discipline, Practice, cents
from analytics.demo.unit_rules import TIMED_CODES
from analytics.demo.visit import Patient, Visit
from analytics.demo.workdays import workdays

MINUTE_DRAWS = 30
GROUP, EXERCISE, ULTRASOUND = "97150", "97110", "97035"


class Schedule:
    """Fills the clinic's days: patients under treatment first, new patients where there is room."""

    def __init__(self, practice: Practice, rng: Random, visits_per_day: int, first_day: date) -> None:
        self.practice = practice
        self.rng = rng
        self.patients = 0
        opened = {int(weekday) for weekday in practice.visits["open_days"]}
        self.days = [day for day in workdays(first_day, practice.last_day) if day.weekday() in opened]
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
                    visits += self._day(len(visits) + 1, patient, day)
                    if patient.visits_left:
                        calendar[day + timedelta(days=self._days_between(patient))].append(patient)
        return visits

    def _days_between(self, patient: Patient) -> int:
        choice = self.practice.long_days_between if patient.is_long_course else self.practice.days_between
        return choice.draw(self.rng)

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
        payer = practice.payer_choice.draw(rng)
        long_course = payer.has_threshold and rng.random() < float(practice.visits["long_course"])
        episode = practice.visits["long_episode" if long_course else "episode"]
        length = rng.randint(int(episode["shortest"]), int(episode["longest"]))
        running = position < 10 and rng.random() < float(practice.visits["under_treatment_at_start"])
        done = rng.randint(1, length - 1) if running and not long_course else 0
        second = self._second_discipline(discipline) if not long_course and not payer.daily_cap else None
        self.patients += 1
        age = rng.randint(66, 88) if payer.is_statutory else rng.randint(19, 64)
        shares, supplements = practice.raw["cost_shares"], practice.raw["supplements"]
        supplemented = payer.is_statutory and rng.random() < float(supplements["share"])
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
            second=second,
            second_therapist=rng.choice(self.therapists[second.name]) if second else "",
            is_long_course=long_course,
            has_long_visits=rng.random() < payer.long_visits,
            supplement=practice.supplement_choice.draw(rng) if supplemented else None,
            is_supplement_billed=rng.random() < float(supplements["billed"]),
        )

    def _second_discipline(self, discipline: Discipline) -> Discipline | None:
        name = self.practice.visits["secondly"].get(discipline.name)
        wanted = name is not None and self.rng.random() < float(self.practice.visits["second_discipline"])
        return next(each for each in self.practice.disciplines if each.name == name) if wanted else None

    def _day(self, number: int, patient: Patient, day: date) -> list[Visit]:
        """The visits of a patient's day: one, or a second one in another discipline."""
        visit = self._visit(Visit(number, patient, day, patient.discipline, patient.therapist), ())
        day_visits = [visit]
        if patient.second and self.rng.random() < float(self.practice.visits["second_on_a_day"]):
            other = Visit(number + 1, patient, day, patient.second, patient.second_therapist)
            day_visits.append(self._visit(other, visit.documented))
            visit.beside, other.beside = other, visit
        patient.visits_done += 1
        patient.visits_left -= 1
        return day_visits

    def _visit(self, visit: Visit, beside: Iterable[str]) -> Visit:
        while not self._documented(visit, self._codes(visit, list(beside))):
            pass
        self._assist(visit)
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
        if not timed:
            return visit.discipline.timed is None
        alone = len(timed) == len(visit.documented)
        fewest = int(limits["fewest_timed_minutes"]) if alone else 0
        units = visit.timed_units(visit.correct)
        most_minutes, most_units = int(limits["most_timed_minutes"]), int(limits["most_timed_units"])
        if visit.patient.has_long_visits:
            most_minutes, most_units = int(limits["longest_visit"]["minutes"]), int(limits["longest_visit"]["units"])
        if any(visit.correct[code] > int(most) for code, most in limits["most_units"].items() if code in visit.correct):
            return False
        return fewest <= sum(timed) <= most_minutes and 1 <= units <= most_units

    def _minutes(self, codes: list[str]) -> dict[str, int]:
        untimed = self.practice.visits["untimed_minutes"]
        drawn = self.practice.minutes.many(self.rng, len(codes))
        return {code: int(untimed.get(code, spent)) for code, spent in zip(codes, drawn, strict=True)}

    def _codes(self, visit: Visit, beside: list[str]) -> list[str]:
        """The codes of one visit: an evaluation where one is due, treatment, at times a modality or a group.

        None of them is kept apart from another, or from those of the same day's visit before (`beside`).
        """
        rng, practice, payer, discipline = self.rng, self.practice, visit.payer, visit.discipline
        limits = practice.visits
        due = [code for code in self._evaluation_due(visit) if practice.allows(payer, [code, *beside])]
        if not due and not beside and discipline.timed is not None:
            for share, codes in (("group", [GROUP, ULTRASOUND]), ("group_with_treatment", [GROUP, EXERCISE])):
                if rng.random() < float(limits[share]) and practice.allows(payer, codes):
                    return codes
        menu, count = self._menu(visit, bool(due))
        codes = due
        for code in menu.many(rng, count * 2):
            fits = code not in codes and practice.allows(payer, [*beside, *codes, code])
            if len(codes) - len(due) < count and fits:
                codes = [*codes, code]
        if not codes and discipline.timed is None:  # none of those drawn is covered: the first one that is
            codes = [code for code in menu.values if practice.allows(payer, [*beside, code])][:1]
        modality = [*codes, payer.electrical_stimulation]
        wanted = rng.random() < float(limits["electrical_stimulation"]) and discipline.timed is not None
        return modality if wanted and practice.allows(payer, [*beside, *modality]) else codes

    def _menu(self, visit: Visit, is_evaluation: bool) -> tuple[Choice, int]:
        """What the treatment is drawn from, and how many codes."""
        practice, discipline = self.practice, visit.discipline
        if discipline.timed is None:
            return discipline.untimed, practice.untimed_codes.draw(self.rng)
        counts = practice.timed_codes_with_evaluation if is_evaluation else practice.timed_codes
        most = int(practice.visits["longest_visit"]["timed_codes"])
        long = visit.patient.has_long_visits and not is_evaluation
        return discipline.timed, most if long else counts.draw(self.rng)

    def _evaluation_due(self, visit: Visit) -> list[str]:
        done, discipline = visit.patient.visits_done, visit.discipline
        if done == 0:
            covered = [code for code in discipline.evaluations.values if code in visit.payer.rates]
            drawn = discipline.evaluations.draw(self.rng)
            code = drawn if drawn in covered or not covered else covered[0]
        elif done % int(self.practice.visits["reevaluate_every"]) == 0:
            code = discipline.reevaluation
        else:
            return []
        return [code] if code in visit.payer.rates else []

    def _assist(self, visit: Visit) -> None:
        """An assistant treats in some visits: the whole of it, some codes, or minutes of one code."""
        rng, terms = self.rng, self.practice.raw["assistants"]
        wanted = visit.discipline.assistant_modifier is not None and rng.random() < float(terms["share"])
        if not wanted or visit.patient.has_long_visits:
            return
        own = {*visit.discipline.evaluations.values, visit.discipline.reevaluation}
        codes = [code for code in visit.documented if code not in own]
        kind = self.practice.assistant_kinds.draw(rng)
        if kind == "part":
            timed = [code for code in codes if code in TIMED_CODES]
            code = rng.choice(timed)
            visit.assisted = {code: min(self.practice.assistant_part.draw(rng), visit.documented[code])}
        else:
            chosen = codes if kind == "whole" else rng.sample(codes, rng.randint(1, len(codes)))
            visit.assisted = {code: visit.documented[code] for code in codes if code in chosen}
