"""A made-up patient with a payer: bills, minutes and answers become rows whose keys are still names."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

FIRST = datetime.date(2026, 1, 2)
CODES = ("97110", "97112", "97140", "97530", "97161", "97032", "G0283", "G0999")
DENIALS = ("50", "197", "29", "16", "27", "151", "97", "4", "96", "109", "45")
Adjustment = tuple[str, str | None, int]  # group, reason, cents


def cents(amount: int | None) -> Decimal | None:
    """A number of cents as money."""
    return None if amount is None else Decimal(amount).scaleb(-2)


@dataclass(frozen=True)
class Line:
    """A billed line: its charge in cents, None where the file has none."""

    no: str
    cpt: str
    units: int
    charge: int | None


@dataclass(frozen=True)
class Said:
    """What a payer says of one line: cents, and why."""

    line: Line
    paid: int = 0
    adjustments: tuple[Adjustment, ...] = ()
    charge: int | None = None  # default: the line's
    allowed: int | None = None
    cpt: str | None = None

    def negative(self) -> Said:
        """The same taken back."""
        taken = tuple((group, carc, -amount) for group, carc, amount in self.adjustments)
        return Said(self.line, -self.paid, taken, -self.asked(), None, self.cpt)

    def asked(self) -> int:
        return (self.line.charge or 0) if self.charge is None else self.charge


class Story:
    """A patient with a payer; bills and answers are added as rows whose keys are still names."""

    PAYERS: ClassVar[dict[str, str | None]] = {
        **{"Medicare": None, "Aetna": None, "UnitedHealthcare": None, "Cigna": None, "TRICARE West": None},
        **{"Humana Medicare Advantage": None, "Independence Blue Cross": None, "Acme Health": "commercial"},
        **{"Zeta Mutual": None, "State Aid": "medicaid", "State Fund": "workers comp", "Road Mutual": "auto"},
        **{"Self Pay": "self pay", "Visit Plan": None, "Dollar Plan": None, "Head Plan": None},
    }

    def __init__(self, name: str, random: Random) -> None:
        self.random = random
        self.patient, self.name, self.answers, self.copies = f"P{name}", name, 0, 0
        self.payer = random.choice(list(self.PAYERS))
        self.dos = FIRST + datetime.timedelta(random.randrange(110))
        self.place = {"practice": "Demo", "location": random.choice(["Main", "East", None])}
        self.provider = random.choice(["A", "B", None])
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.known: dict[
            str, dict[str, Decimal | None]
        ] = {}  # what a line's rows say of patient and practice, every time

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some_lines(self, *, most: int = 3, charged: bool = False) -> list[Line]:
        """The lines of a visit; charged: none without a charge."""
        lines = []
        for place, cpt in enumerate(self.random.sample(CODES, self.random.randint(1, most)), 1):
            units = 1 if cpt == "97161" else self.random.choice([1, 1, 2, 2, 3, 4])
            charge = units * self.random.randrange(3001, 9000)
            if not charged and self.chance(0.06):
                charge = self.random.choice([None, 0])
            lines.append(Line(str(place), cpt, units, charge))
        return lines

    def billed(self, *, charged: bool = False) -> list[Line]:
        """The lines of a visit, and its first claim."""
        lines = self.some_lines(charged=charged)
        self.bill("a", lines)
        return lines

    def bill(self, claim: str, lines: list[Line], *, days: int = 2, **given: Any) -> None:
        """A claim in the billing export, submitted some days after the visit; some have minutes, or a payment."""
        has_minutes = self.random.choice(["none", "none", "column", "file"])
        modifiers = ["GP", "CQ"] if self.chance(0.1) else ["GP"]
        for line in lines:
            minutes = max(8, 15 * line.units + self.random.randrange(-20, 21))
            row = {"patient_id": self.patient, "claim_id": self.claim(claim), "line_no": line.no, "dos": self.dos}
            row |= {"cpt": line.cpt, "units": line.units, "charge": cents(line.charge), "modifiers": modifiers}
            row |= {"payer_name": self.payer, "payer_class": self.PAYERS[self.payer]} | self.place
            row |= {"rendering_provider": self.provider, "submit_date": self.dos + datetime.timedelta(days)}
            row |= self.known.setdefault(line.no, self.some_money(line))
            row |= {"minutes": minutes if has_minutes == "column" else None}
            self.tables["billing_row"].append(row | given)
            if has_minutes == "file":
                self.document(line.cpt, minutes)

    def document(self, cpt: str, minutes: int, *, days: int = 0) -> None:
        row = {"patient_id": self.patient, "dos": self.dos + datetime.timedelta(days), "cpt": cpt, "minutes": minutes}
        self.tables["minutes_row"].append(row | self.place | {"rendering_provider": self.provider})

    def some_money(self, line: Line) -> dict[str, Decimal | None]:
        return {"patient_paid": cents(self.some_payment(line)), "written_off": cents(self.some_write_off(line))}

    def some_payment(self, line: Line) -> int | None:
        """What the patient paid: mostly nothing, a copay, too much, or a refund."""
        share = self.random.random()
        if share < 0.65:
            return None if share < 0.4 else 0
        if share < 0.9:
            return self.random.randrange(500, 4000)
        return (line.charge or 0) + 1234 if share < 0.97 else -777

    def some_write_off(self, line: Line) -> int | None:
        share = self.random.random()
        if share < 0.85:
            return None
        return self.random.choice([437, 1999, line.charge or 0, (line.charge or 0) + 500, -311, 0])

    def claim(self, letter: str) -> str:
        return f"C{self.name}{letter}"

    def some_answer(self, line: Line) -> Said:
        """A payment that adds up: the contract's cut, the patient's share, the statutory cut."""
        charge = line.charge or 0
        allowed = charge * self.random.randrange(30, 101) // 100
        share = allowed * self.random.choice([0, 0, 20, 35, 100]) // 100
        statutory = (allowed - share) * 2 // 100 if self.payer in ("Medicare", "TRICARE West") else 0
        adjustments = [("CO", "45", charge - allowed), ("PR", self.random.choice("123"), share)]
        adjustments += [("CO", "253", statutory)]
        kept = tuple(one for one in adjustments if one[2])
        stated = allowed if self.chance(0.3) else None
        return Said(line, allowed - share - statutory, kept, allowed=stated)

    def some_denial(self, line: Line, carc: str | None = None) -> Said:
        return Said(line, 0, (("CO", carc or self.random.choice(DENIALS), line.charge or 0),))

    def answer(self, claim: str, said: list[Said], *, days: int | None = 20, status: str = "1", **given: Any) -> None:
        """One payment with one claim, days after the visit (None: without a date).

        given: payer, claim_level (adjustments), control (line numbers are told), lines (False: the claim alone).
        """
        self.answers += 1
        key = f"{self.name}.{self.answers}"
        date = None if days is None else self.dos + datetime.timedelta(days)
        payer, claim_level = given.get("payer", self.payer), given.get("claim_level", ())
        paid = sum(one.paid for one in said) - sum(amount for *_, amount in claim_level)
        payment = {"payment_key": key, "payment_date": date, "payer_name": payer, "amount": cents(paid)}
        self.tables["remit_payment"].append(payment | {"trace_number": f"T{key}"})
        head = {"claim_key": key, "payment_key": key, "sequence": 1, "claim_id": self.claim(claim), "status": status}
        head |= {"charge": cents(sum(one.asked() for one in said)), "paid": cents(paid)}
        head |= {"payer_claim_id": f"ICN{self.name}{claim}", "patient_record_id": self.patient}
        self.tables["remit_claim"].append(head)
        self.adjust(key, None, claim_level)
        for place, one in enumerate(said if given.get("lines", True) else [], 1):
            self.serve(key, place, one, given.get("control", True))

    def serve(self, key: str, place: int, one: Said, control: bool) -> None:
        name = f"{key}.{place}"
        row = {"line_key": name, "claim_key": key, "payment_key": key, "sequence": place, "dos": self.dos}
        row |= {
            "code": one.cpt or one.line.cpt,
            "modifiers": ["GP"],
            "units": one.line.units,
            "allowed": cents(one.allowed),
        }
        row |= {"submitted_code": one.line.cpt if one.cpt else None, "line_control": one.line.no if control else None}
        self.tables["remit_line"].append(row | {"charge": cents(one.asked()), "paid": cents(one.paid)})
        self.adjust(key, name, one.adjustments)

    def adjust(self, key: str, line: str | None, adjustments: tuple[Adjustment, ...]) -> None:
        self.tables["remit_adjustment"] += [
            {"payment_key": key, "claim_key": key, "line_key": line, "sequence": place, "group_code": group}
            | {"carc": carc, "amount": cents(amount)}
            for place, (group, carc, amount) in enumerate(adjustments)
        ]
