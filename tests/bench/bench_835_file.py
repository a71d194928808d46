"""A seeded, balanced 835 of any size, for the benchmark of the reader."""

from __future__ import annotations

import random
from pathlib import Path

SERVICES = (
    ("97110", 4200), ("97112", 4400), ("97140", 3900), ("97530", 5200), ("97161", 11500), ("97035", 1900),
    ("G0283", 2300), ("97150", 2600), ("97535", 4700), ("92507", 9800),
)  # fmt: skip
DENIALS, REMARKS = ("197", "50", "97", "119", "16"), ("N130", "M15", "N362", "MA130", "N519")
CLAIMS_PER_PAYMENT = 400


def dollars(cents: int) -> str:
    """12345 -> "123.45", without the zeros X12 leaves out."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    text = f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
    return sign + text


def service_line(chance: random.Random, claim: int, number: int, day: str) -> tuple[list[str], int, int, int]:
    """The segments of one service line, and its charge, paid and patient responsibility in cents."""
    code, rate = chance.choice(SERVICES)
    units = chance.choice((1, 1, 1, 2, 2, 3))
    charge = rate * units
    reference = f"REF*6R*{claim}{number}"
    if chance.random() < 0.08:
        head = [f"SVC*HC:{code}:GP*{dollars(charge)}*0**0**{units}", f"DTM*472*{day}"]
        cas = f"CAS*CO*{chance.choice(DENIALS)}*{dollars(charge)}"
        return [*head, cas, reference, f"LQ*HE*{chance.choice(REMARKS)}"], charge, 0, 0
    allowed = int(charge * chance.choice((0.55, 0.6, 0.72, 0.8)))
    patient = chance.choice((0, 0, allowed // 5))
    sequestered = (allowed - patient) // 50 if chance.random() < 0.3 else 0
    paid = allowed - patient - sequestered
    more = f"**253*{dollars(sequestered)}" if sequestered else ""
    modifiers = ":GP:59" if code == "97140" and chance.random() < 0.3 else ":GP"
    segments = [
        f"SVC*HC:{code}{modifiers}*{dollars(charge)}*{dollars(paid)}**{units}",
        f"DTM*472*{day}",
        f"CAS*CO*45*{dollars(charge - allowed)}{more}",
        *([f"CAS*PR*{chance.choice('123')}*{dollars(patient)}"] if patient else []),
        reference,
        f"AMT*B6*{dollars(allowed)}",
        *([f"LQ*HE*{chance.choice(REMARKS)}"] if chance.random() < 0.1 else []),
    ]
    return segments, charge, paid, patient


def claim_segments(chance: random.Random, claim: int) -> tuple[list[str], int]:
    """The segments of one claim and what it pays in cents."""
    day = f"2025{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    lines = [service_line(chance, claim, number, day) for number in range(1, chance.randint(1, 5) + 1)]
    charge, paid, patient = (sum(line[part] for line in lines) for part in (1, 2, 3))
    head = [
        f"CLP*PCN{claim:08d}*{chance.choice('11112')}*{dollars(charge)}*{dollars(paid)}*{dollars(patient)}"
        f"*12*ICN{claim:010d}*11*1",
        f"NM1*QC*1*LAST{chance.randint(0, 99999):05d}*FIRST{chance.randint(0, 9999):04d}"
        f"****MI*W{chance.randint(0, 999999999):09d}",
        "NM1*82*1*THERAPIST*PAT****XX*1234567893",
        f"REF*EA*MRN{chance.randint(0, 9999999):07d}",
        f"DTM*232*{day}",
        f"DTM*233*{day}",
    ]
    return head + [segment for line in lines for segment in line[0]], paid


def payment_segments(chance: random.Random, number: int) -> list[str]:
    """One transaction, ST to SE, that balances to the cent."""
    first = (number - 1) * CLAIMS_PER_PAYMENT + 1
    claims = [claim_segments(chance, claim) for claim in range(first, first + CLAIMS_PER_PAYMENT)]
    recovered = chance.choice((0, 0, 1500, -320))
    total = dollars(sum(paid for _, paid in claims) - recovered)
    segments = [
        f"ST*835*{number:04d}",
        f"BPR*I*{total}*C*ACH*CCP*01*999999999*DA*1234567*1512345678**01*999988880*DA*98765*20260115",
        f"TRN*1*EFT{number:08d}*1512345678",
        "DTM*405*20260115",
        f"N1*PR*BIG PAYER {number % 7}",
        "N3*1 MAIN",
        "N4*CITY*TX*75001",
        "PER*BL*EDI*TE*8005551212",
        "N1*PE*THERAPY CLINIC*XX*1234567893",
        "REF*TJ*123456789",
        "LX*1",
        *(segment for claim, _ in claims for segment in claim),
        *([f"PLB*1234567893*20261231*WO:ADJ{number}*{dollars(recovered)}"] if recovered else []),
    ]
    return [*segments, f"SE*{len(segments) + 1}*{number:04d}"]


def generate(path: Path, size: int, seed: int = 1) -> None:
    """A balanced 835 of at least `size` bytes."""
    chance = random.Random(seed)
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(
            "ISA*00*          *00*          *ZZ*PAYERID        *ZZ*CLINICID       "
            "*260115*1200*^*00501*000000001*0*P*:~\n"
            "GS*HP*PAYERID*CLINICID*20260115*1200*1*X*005010X221A1~\n"
        )
        number = 0
        while file.tell() < size:
            number += 1
            file.write("~\n".join(payment_segments(chance, number)) + "~\n")
        file.write(f"GE*{number}*1~\nIEA*1*000000001~\n")
