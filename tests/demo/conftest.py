"""The demo practice, generated once for its tests, and a small reader of its 835 files that checks X12's balances."""

from __future__ import annotations

import csv
import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.demo import generate

SECONDARY = "2"


@dataclass
class Service:
    code: str
    modifiers: list[str]
    charge: Decimal
    paid: Decimal
    number: str = ""
    allowed: Decimal | None = None
    remarks: list[str] = field(default_factory=list)
    adjustments: list[tuple[str, str, Decimal]] = field(default_factory=list)


@dataclass
class Claim:
    claim_id: str
    status: str
    charge: Decimal
    paid: Decimal
    patient: Decimal
    number: str
    day: str
    services: list[Service] = field(default_factory=list)


@dataclass
class Transaction:
    amount: Decimal
    day: str
    trace: str
    claims: list[Claim] = field(default_factory=list)
    outside: Decimal = Decimal(0)

    def check(self) -> None:
        """Line, claim and payment: charge less adjustments is what was paid; payments less PLB is what arrived."""
        for claim in self.claims:
            for service in claim.services:
                assert service.charge - sum(amount for *_, amount in service.adjustments) == service.paid
            assert sum(service.charge for service in claim.services) == claim.charge
            assert sum(service.paid for service in claim.services) == claim.paid
            if claim.status != "22":
                shares = (amount for each in claim.services for group, _, amount in each.adjustments if group == "PR")
                assert sum(shares) == claim.patient
        assert sum(claim.paid for claim in self.claims) - self.outside == self.amount >= 0


def interchanges(text: str) -> list[list[list[str]]]:
    """The segments of every interchange, each split by the delimiters its own ISA declares."""
    found = []
    for part in text.split("ISA")[1:]:
        part = "ISA" + part
        element, component, end = part[3], part[104], part[105]
        body = part.replace("\n", "").split(end)[:-1]
        found.append([seg.replace(component, ":").split(element) for seg in body])
    return found


def transactions(segments: list[list[str]]) -> list[Transaction]:
    """Read one interchange and check its envelope on the way."""
    isa, group, *inner, group_end, interchange_end = segments
    assert [segment[0] for segment in (isa, group, group_end, interchange_end)] == ["ISA", "GS", "GE", "IEA"]
    assert len("*".join(isa)) == 105
    assert isa[13] == interchange_end[2]
    assert interchange_end[1] == "1"
    assert group[6] == group_end[2]
    found, start = [], 0
    for position, segment in enumerate(inner):
        if segment[0] == "ST":
            start = position
        elif segment[0] == "SE":
            assert segment[1] == str(position - start + 1)
            assert segment[2] == inner[start][2]
            found.append(_transaction(inner[start:position]))
    assert group_end[1] == str(len(found))
    assert inner[-1][0] == "SE"
    return found


def _transaction(segments: list[list[str]]) -> Transaction:
    made = Transaction(Decimal(0), "", "")
    for name, *rest in segments:
        if name == "BPR":
            made.amount, made.day = Decimal(rest[1]), rest[15]
        elif name == "TRN":
            made.trace = rest[1]
        elif name == "CLP":
            money = [Decimal(each or 0) for each in rest[2:5]]
            made.claims.append(Claim(rest[0], rest[1], *money, rest[6], made.day))
        elif name == "SVC":
            code, *modifiers = rest[0].split(":")[1:]
            made.claims[-1].services.append(Service(code, modifiers, Decimal(rest[1]), Decimal(rest[2])))
        elif name == "PLB":
            made.outside += sum(map(Decimal, rest[3::2]))
        elif made.claims and made.claims[-1].services:
            _detail(made.claims[-1].services[-1], name, rest)
    return made


def _detail(service: Service, name: str, rest: list[str]) -> None:
    if name == "CAS":
        reasons = zip(rest[1::3], rest[2::3], strict=True)
        service.adjustments += [(rest[0], carc, Decimal(amount)) for carc, amount in reasons]
    elif name == "REF" and rest[0] == "6R":
        service.number = rest[1]
    elif name == "AMT" and rest[0] == "B6":
        service.allowed = Decimal(rest[1])
    elif name == "LQ":
        service.remarks.append(rest[1])


def rows(file: Path) -> list[dict]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    directory = tmp_path_factory.mktemp("demo") / "practice"
    started = time.process_time()
    counts = generate(directory)
    return directory, counts, time.process_time() - started


@pytest.fixture(scope="session")
def truth(demo):
    return json.loads((demo[0] / "truth" / "planted.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def billing(demo):
    """The lines billed to a first payer."""
    return [row for row in rows(demo[0] / "billing.csv") if row["Payer Order"] == "1"]


@pytest.fixture(scope="session")
def billed_again(demo):
    """The lines billed to a second payer."""
    return [row for row in rows(demo[0] / "billing.csv") if row["Payer Order"] == "2"]


@pytest.fixture(scope="session")
def minutes(demo):
    return rows(demo[0] / "minutes.csv")


@pytest.fixture(scope="session")
def payments(demo):
    files = sorted((demo[0] / "remittances").glob("*.835"))
    parts = [part for file in files for part in interchanges(file.read_text(encoding="ascii"))]
    return sorted((made for part in parts for made in transactions(part)), key=lambda made: made.day)


@pytest.fixture(scope="session")
def first_payments(payments):
    """The payments of first payers."""
    return [made for made in payments if not any(claim.status == SECONDARY for claim in made.claims)]


@pytest.fixture(scope="session")
def second_payments(payments):
    """The payments of those who pay after Medicare."""
    return [made for made in payments if any(claim.status == SECONDARY for claim in made.claims)]
