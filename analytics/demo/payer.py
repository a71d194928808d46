"""A payer of the demo practice, as practice.yaml describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from analytics.demo.pairs import Pair

STATUTORY_CLASS = "Medicare"
SELF_PAY_CLASS = "Self Pay"
NEVER = date.max


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
class Assistants:
    """What a payer wants to know of assistants: CQ and CO from `since`, `cut` percent off from `cut_from`."""

    since: date = NEVER
    cut_from: date = NEVER
    cut: int = 0
    off_allowed: bool = False  # off the whole allowed amount, else off the payer's share


@dataclass(frozen=True)
class Turn:
    """A payer's change of ways: in answers from `since` on it refuses this share of the visits' lines of one code."""

    since: date
    code: str
    denial: str
    share: float


@dataclass(frozen=True)
class Payer:
    """One payer as the front desk spells it; `rates` in cents per unit by code (0 where `pricing` is medicare)."""

    name: str
    payer_class: str
    share: float
    rule: str
    pricing: str  # flat | medicare | pe50
    edi_id: str
    tin: str
    filing: str
    pays_after: int
    late: float
    weekday: int
    dialect: Dialect
    rates: Mapping[str, int] = field(default_factory=dict)
    is_listed: bool = False  # its rates are known beforehand: a contract or CMS
    electrical_stimulation: str = "97014"
    cost_share: Choice = Choice((), ())
    denial_rate: float = 0
    denials: Choice = Choice((), ())
    turn: Turn | None = None
    rule_before: tuple[str, date] = ("", date.min)  # another rule, before that day
    discipline_from: date = date.min  # GP, GO, GN are sent from then on
    discipline_required: bool = False
    assistants: Assistants = Assistants()
    pairs: tuple[Pair, ...] = ()
    extra_pairs: tuple[tuple[str, str], ...] = ()
    has_threshold: bool = False
    daily_cap: int = 0  # timed units; 0: none
    cap_from: date = NEVER
    long_visits: float = 0
    has_line_numbers: bool = True  # its remittances repeat the practice's own (REF 6R)
    rules: Mapping = field(default_factory=dict)  # what an audit must be told of it: keys of a payer-rules file

    @property
    def is_self_pay(self) -> bool:
        return self.payer_class == SELF_PAY_CLASS

    @property
    def is_capitated(self) -> bool:
        """It pays by the head, nothing for a service."""
        return bool(self.rules.get("capitated"))

    @property
    def is_statutory(self) -> bool:
        return self.payer_class == STATUTORY_CLASS

    def rule_on(self, day: date) -> str:
        earlier, end = self.rule_before
        return earlier if day < end else self.rule

    def caps(self, day: date) -> bool:
        """True on days on which nothing is owed above a number of timed units."""
        return self.cap_from <= day

    def wants_assistants(self, day: date) -> bool:
        return self.assistants.since <= day
