"""The invented practice as data/demo/practice.yaml describes it, typed once; money becomes whole cents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from random import Random

import yaml

PRACTICE_FILE = Path(__file__).resolve().parents[2] / "data" / "demo" / "practice.yaml"
STATUTORY_CLASS = "Medicare"


def cents(amount: str) -> int:
    """`"29.06"` -> 2906; the text of an amount never passes through a float."""
    return int((Decimal(amount) * 100).to_integral_value(ROUND_HALF_UP))


def dollars(amount: int) -> str:
    """2906 -> `"29.06"`."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def percent_of(amount: int, percent: int) -> int:
    """`percent` of a positive amount in cents, half a cent rounded up."""
    return (amount * percent + 50) // 100


@dataclass(frozen=True)
class Choice:
    """Values with weights, drawn from a given generator of random numbers."""

    values: tuple
    weights: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[str, str], kind: type = str) -> Choice:
        return cls(tuple(kind(value) for value in weights), tuple(float(weight) for weight in weights.values()))

    def draw(self, rng: Random) -> object:
        return rng.choices(self.values, self.weights)[0]

    def many(self, rng: Random, count: int) -> list:
        return rng.choices(self.values, self.weights, k=count)


@dataclass(frozen=True)
class Dialect:
    """The delimiters one payer writes its X12 files with."""

    element: str = "*"
    component: str = ":"
    segment: str = "~"
    line_break: str = "\n"


@dataclass(frozen=True)
class Fee:
    """One unit in the Medicare fee schedule: in full, reduced (both cents), and its practice expense (1/100 RVU)."""

    full: int
    reduced: int
    practice_expense: int


@dataclass(frozen=True)
class Payer:
    """One payer as the front desk spells it; `rates` in cents per unit by code, `schedule` by year and code."""

    name: str
    payer_class: str
    share: float
    rule: str
    edi_id: str
    tin: str
    filing: str
    pays_after: int
    late: float
    weekday: int
    electrical_stimulation: str
    bundles: tuple[str, str] | None
    cost_share: Choice
    denial_rate: float
    denials: Choice
    dialect: Dialect
    rates: Mapping[str, int]
    schedule: Mapping[int, Mapping[str, Fee]] | None


@dataclass(frozen=True)
class Discipline:
    """PT or OT: its modifier, its untimed evaluations and what a day's treatment is made of."""

    name: str
    share: float
    modifier: str
    credential: str
    evaluation: str
    reevaluation: str
    timed: Choice
    diagnoses: tuple[str, ...]


@dataclass(frozen=True)
class Denial:
    """How one kind of denial looks in a remittance."""

    category: str
    carc: str
    rarc: str | None
    whole_claim: bool
    bill_days_late: int
    recoverable: bool


class Practice:
    """practice.yaml, typed. `raw` keeps what has no type of its own (visits, cost_shares, leaks)."""

    def __init__(self, raw: Mapping, banned: Iterable[tuple[str, str]] = ()) -> None:
        """`banned`: pairs of payer and code that are never used, because they would be paid too seldom."""
        self.raw = raw
        self.banned = frozenset(banned)
        self.name: str = raw["practice"]
        self.npi: str = raw["npi"]
        self.tin: str = raw["tin"]
        self.last_day = date.fromisoformat(raw["last_day"])
        self.locations = Choice.of(raw["locations"])
        self.visits = raw["visits"]
        self.leaks = raw["leaks"]
        self.minutes = Choice.of(self.visits["minutes"], int)
        self.days_between = Choice.of(self.visits["days_between"], int)
        self.timed_codes = Choice.of(self.visits["timed_codes"], int)
        self.timed_codes_with_evaluation = Choice.of(self.visits["timed_codes_with_evaluation"], int)
        self.charges = {code: cents(row["charge"]) for code, row in raw["fees"].items()}
        self.apart = {frozenset((one, other)) for one, others in raw["apart"].items() for other in others}
        self.disciplines = [self._discipline(name, row) for name, row in raw["disciplines"].items()]
        self.payers = [self._payer(name, row) for name, row in raw["payers"].items()]
        self.denials = {name: _denial(name, row) for name, row in raw["denials"].items()}

    @classmethod
    def load(cls, banned: Iterable[tuple[str, str]] = ()) -> Practice:
        # BaseLoader leaves every scalar a text, so no amount becomes a float on the way in
        return cls(yaml.load(PRACTICE_FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader), banned)

    @cached_property
    def payer_choice(self) -> Choice:
        return Choice(tuple(self.payers), tuple(payer.share for payer in self.payers))

    def allows(self, payer: Payer, codes: list[str]) -> bool:
        """True where the payer has a rate for all codes and no two of them are kept apart."""
        if payer.bundles and set(payer.bundles) <= set(codes):
            return False
        if any(frozenset((a, b)) in self.apart for i, a in enumerate(codes) for b in codes[i + 1 :]):
            return False
        return all(code in payer.rates for code in codes)

    def _discipline(self, name: str, row: Mapping) -> Discipline:
        return Discipline(
            name,
            float(row["share"]),
            row["modifier"],
            row["credential"],
            row["evaluation"],
            row["reevaluation"],
            Choice.of(row["timed"]),
            tuple(self.raw["diagnoses"][name]),
        )

    def _payer(self, name: str, row: Mapping) -> Payer:
        rates = {code: cents(fees[name]) for code, fees in self.raw["fees"].items() if name in fees}
        return Payer(
            name=name,
            payer_class=row["class"],
            share=float(row["share"]),
            rule=row["rule"],
            edi_id=row["id"],
            tin=row["tin"],
            filing=row["filing"],
            pays_after=int(row["pays_after"]),
            late=float(row["late"]),
            weekday=int(row["weekday"]),
            electrical_stimulation=row.get("electrical_stimulation", "97014"),
            bundles=tuple(row["bundles"]) if "bundles" in row else None,
            cost_share=Choice.of(row["cost_share"]),
            denial_rate=float(row["denial_rate"]),
            denials=Choice.of(row["denials"]),
            dialect=Dialect(**row.get("delimiters", {})),
            rates={code: rate for code, rate in rates.items() if (name, code) not in self.banned},
            schedule=self._schedule() if row.get("pricing") == "medicare" else None,
        )

    def _schedule(self) -> dict[int, dict[str, Fee]]:
        years = self.raw["medicare_fee_schedule"]
        return {
            int(year): {code: Fee(*(cents(each) for each in fee)) for code, fee in fees.items()}
            for year, fees in years.items()
        }


def _denial(name: str, row: Mapping) -> Denial:
    return Denial(
        category=name,
        carc=row["carc"],
        rarc=row.get("rarc"),
        whole_claim=row["lines"] == "claim",
        bill_days_late=int(row.get("bill_days_late", 0)),
        recoverable=row.get("recoverable", "yes") == "yes",
    )
