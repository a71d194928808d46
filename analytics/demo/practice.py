"""The invented practice as data/demo/practice.yaml describes it, typed once; money becomes whole cents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path

import yaml

from analytics.demo.fee_schedule import fee_schedule
from analytics.demo.pairs import Pair
from analytics.demo.payer import NEVER, Assistants, Choice, Dialect, Payer, Turn

PRESETS = Path(__file__).resolve().parents[2] / "data" / "demo"
PRESET = "practice"
SAID = {"yes": True, "no": False}


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
class Discipline:
    """PT, OT or SLP: its modifiers, its untimed evaluations and what a day's treatment is made of."""

    name: str
    share: float
    modifier: str
    assistant_modifier: str | None
    credential: str
    evaluations: Choice
    reevaluation: str | None
    timed: Choice | None
    untimed: Choice | None
    diagnoses: tuple[str, ...]


@dataclass(frozen=True)
class Denial:
    """How one kind of denial looks in a remittance: one of `reasons` (carc, rarc)."""

    category: str
    group: str
    reasons: tuple[tuple[str, str | None], ...]
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
        self.last_day = _day(raw["last_day"])
        self.first_day = _day(raw["first_day"]) if "first_day" in raw else None
        self.locations = Choice.of(raw["locations"])
        self.visits = raw["visits"]
        self.visits_per_day = int(self.visits["per_day"])
        self.leaks = raw["leaks"]
        self.minutes = Choice.of(self.visits["minutes"], int)
        self.days_between = Choice.of(self.visits["days_between"], int)
        self.timed_codes = Choice.of(self.visits["timed_codes"], int)
        self.timed_codes_with_evaluation = Choice.of(self.visits["timed_codes_with_evaluation"], int)
        self.long_days_between = Choice.of(self.visits["long_days_between"], int)
        self.untimed_codes = Choice.of(self.visits["untimed_codes"], int)
        self.assistant_kinds = Choice.of(raw["assistants"]["kinds"])
        self.assistant_part = Choice.of(raw["assistants"]["part"], int)
        self.charges = {code: cents(row["charge"]) for code, row in raw["fees"].items()}
        self.apart = {frozenset((one, other)) for one, others in raw["apart"].items() for other in others}
        self.pairs = tuple(_pair(*row) for row in raw["pairs"])
        self.thresholds = {int(year): cents(amount) for year, amount in raw["thresholds"].items()}
        self.sequestration = sorted((_day(day), int(percent)) for day, percent in raw["sequestration"].items())
        self.disciplines = [self._discipline(name, row) for name, row in raw["disciplines"].items()]
        self.payers = [self._payer(name, row) for name, row in raw["payers"].items()]
        self.supplements = [_supplement(name, row) for name, row in raw["supplements"]["payers"].items()]
        self.tertiaries = [_supplement(name, row) for name, row in raw.get("tertiaries", {}).items()]
        self.events: Mapping[str, str] = raw.get("events", {})
        self.denials = {name: _denial(name, row) for name, row in raw["denials"].items()}

    @classmethod
    def load(cls, banned: Iterable[tuple[str, str]] = (), preset: str = PRESET) -> Practice:
        """A preset of data/demo; every other one than practice.yaml says only what differs from it."""
        raw = _read(PRESET)
        return cls(raw if preset == PRESET else _laid_over(raw, _read(preset)), banned)

    @cached_property
    def payer_choice(self) -> Choice:
        return Choice(tuple(self.payers), tuple(payer.share for payer in self.payers))

    @cached_property
    def supplement_choice(self) -> Choice:
        return Choice(tuple(self.supplements), tuple(payer.share for payer in self.supplements))

    def sequestration_on(self, day: date) -> int:
        """Percent the law takes from what Medicare pays."""
        return next((percent for start, percent in reversed(self.sequestration) if start <= day), 0)

    def allows(self, payer: Payer, codes: list[str]) -> bool:
        """True where the payer covers all codes and no two of them are kept apart."""
        if any(frozenset((a, b)) in self.apart for i, a in enumerate(codes) for b in codes[i + 1 :]):
            return False
        return all(code in payer.rates for code in codes)

    def _discipline(self, name: str, row: Mapping) -> Discipline:
        return Discipline(
            name=name,
            share=float(row["share"]),
            modifier=row["modifier"],
            assistant_modifier=row.get("assistant_modifier"),
            credential=row["credential"],
            evaluations=Choice.of(row["evaluations"]),
            reevaluation=row.get("reevaluation"),
            timed=Choice.of(row["timed"]) if "timed" in row else None,
            untimed=Choice.of(row["untimed"]) if "untimed" in row else None,
            diagnoses=tuple(self.raw["diagnoses"][name]),
        )

    def _payer(self, name: str, row: Mapping) -> Payer:
        extra = tuple((one, other) for one, other in row.get("extra_pairs", ()))
        cap = row.get("daily_cap", {})
        return Payer(
            **_sender(name, row),
            share=float(row["share"]),
            rule=row["rule"],
            rule_before=(row["rule_before"][0], _day(row["rule_before"][1]))
            if "rule_before" in row
            else ("", date.min),
            pricing=row.get("pricing", "flat"),
            rates=self._rates(name, row),
            is_listed=row.get("listed", "yes") == "yes",
            electrical_stimulation=row.get("electrical_stimulation", "97014"),
            cost_share=Choice.of(row["cost_share"]),
            denial_rate=float(row["denial_rate"]),
            denials=Choice.of(row["denials"]),
            turn=_turn(row["turn"]) if "turn" in row else None,
            discipline_from=_day(row.get("discipline_from", "2000-01-01")),
            discipline_required=row.get("discipline_required") == "yes",
            assistants=_assistants(row["assistants"]) if "assistants" in row else Assistants(),
            pairs=self.pairs + tuple(Pair(*each, date.min, NEVER) for each in extra),
            extra_pairs=extra,
            has_threshold=row.get("threshold") == "yes",
            daily_cap=int(cap.get("units", 0)),
            cap_from=_day(cap["from"]) if cap else NEVER,
            long_visits=float(cap.get("long_visits", 0)),
            has_line_numbers=row.get("line_numbers", "yes") == "yes",
            rules={key: SAID.get(value, value) for key, value in row.get("rules", {}).items()},
        )

    def _rates(self, name: str, row: Mapping) -> dict[str, int]:
        """Cents by code; Medicare covers what its fee schedule has, at the fee schedule's price."""
        if row.get("pricing") == "medicare":
            covered = fee_schedule().on(self.last_day)
            rates = {code: 0 for code in self.raw["fees"] if code in covered}
        else:
            rates = {code: cents(fees[name]) for code, fees in self.raw["fees"].items() if name in fees}
        return {code: rate for code, rate in rates.items() if (name, code) not in self.banned}


def _sender(name: str, row: Mapping) -> dict:
    """What every sender of remittances has."""
    return {
        "name": name,
        "payer_class": row["class"],
        "edi_id": row["id"],
        "tin": row["tin"],
        "filing": row["filing"],
        "pays_after": int(row["pays_after"]),
        "late": float(row["late"]),
        "weekday": int(row["weekday"]),
        "dialect": Dialect(**row.get("delimiters", {})),
    }


def _supplement(name: str, row: Mapping) -> Payer:
    """An insurer that only pays after Medicare: it has no rules and no rates of its own."""
    return Payer(**_sender(name, row), share=float(row["share"]), rule="", pricing="flat")


def _assistants(row: Mapping) -> Assistants:
    return Assistants(_day(row["from"]), _day(row["cut_from"]), int(row["cut"]), row["base"] == "allowed")


def _turn(row: Mapping) -> Turn:
    return Turn(_day(row["from"]), row["code"], row["denial"], float(row["share"]))


def _denial(name: str, row: Mapping) -> Denial:
    return Denial(
        category=name,
        group=row.get("group", "CO"),
        reasons=tuple((carc, rarc or None) for carc, _, rarc in (each.partition(" ") for each in row["reasons"])),
        whole_claim=row["lines"] == "claim",
        bill_days_late=int(row.get("bill_days_late", 0)),
        recoverable=row.get("recoverable", "yes") == "yes",
    )


def _pair(column_1: str, column_2: str, first: str, last: str = "") -> Pair:
    return Pair(column_1, column_2, _day(first), _day(last) if last else NEVER)


def _until(rule: str, end: str) -> tuple[str, date]:
    return rule, _day(end)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _read(preset: str) -> dict:
    # BaseLoader leaves every scalar a text, so no amount becomes a float on the way in
    return yaml.load((PRESETS / f"{preset}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _laid_over(below: Mapping, above: Mapping) -> dict:
    """`below` with the keys of `above`, mappings merged key by key."""
    merged = {
        key: _laid_over(below[key], each) if isinstance(each, Mapping) and isinstance(below.get(key), Mapping) else each
        for key, each in above.items()
    }
    return {**below, **merged}
