"""Writes submissions as X12 837P files (005010X222A1): one per payer and month, one transaction per day."""

from __future__ import annotations

from itertools import count, groupby
from pathlib import Path

from analytics.demo.payer import Dialect
from analytics.demo.practice import Practice
from analytics.demo.submissions import Sent, Submission
from analytics.demo.tables import OFFICE
from analytics.demo.visit import Patient
from analytics.demo.x12 import Envelope, Segment, amount, closed, written

VERSION = "005010X222A1"
ADDRESS = (("N3", "1 SAMPLE PLAZA"), ("N4", "ANYTOWN", "OH", "432150000"))


def write_claims(practice: Practice, made: list[Submission], directory: Path) -> int:
    """Write `<payer>_<month>.837` files into `directory`; returns how many."""
    directory.mkdir(parents=True, exist_ok=True)
    controls = count(1)
    files = 0
    for (payer, month), group in groupby(made, key=lambda each: (each.visit.payer.name, f"{each.day:%Y-%m}")):
        days = [list(of_day) for _, of_day in groupby(group, key=lambda each: each.day)]
        envelope = Envelope(practice.tin, clearinghouse(practice)[-1], "HC", VERSION, days[-1][0].day, next(controls))
        transactions = [_transaction(practice, batch, f"{position:04d}") for position, batch in enumerate(days, 1)]
        text = written(envelope.around(transactions), Dialect())
        (directory / f"{payer.lower().replace(' ', '_')}_{month}.837").write_bytes(text.encode("ascii"))
        files += 1
    return files


def reference(batch: list[Submission]) -> str:
    """What a day's claims to one payer are called (BHT03); their acknowledgement repeats it."""
    return f"{batch[0].visit.payer.edi_id}{batch[0].day:%y%m%d}"


def clearinghouse(practice: Practice) -> tuple[str, str]:
    """Name and id of the one all claims go through."""
    name, number = practice.raw["claims"]["clearinghouse"]
    return name, number


def organization(role: str, name: str, qualifier: str, number: str) -> Segment:
    """An NM1 segment of a party that is no person."""
    return ("NM1", role, "2", name, "", "", "", "", qualifier, number)


def _transaction(practice: Practice, batch: list[Submission], control: str) -> list[Segment]:
    name = practice.name.upper()
    house, house_id = clearinghouse(practice)
    segments: list[Segment] = [
        ("ST", "837", control, VERSION),
        ("BHT", "0019", "00", reference(batch), f"{batch[0].day:%Y%m%d}", "0600", "CH"),
        organization("41", name, "46", practice.tin),
        ("PER", "IC", "BILLING DESK", "TE", "8005550101"),
        organization("40", house, "46", house_id),
        ("HL", "1", "", "20", "1"),
        organization("85", name, "XX", practice.npi),
        *ADDRESS,
        ("REF", "EI", practice.tin),
    ]
    for level, each in enumerate(batch, 2):
        segments += [*_subscriber(each.visit.patient, str(level)), *_claim(practice, each)]
    return closed(segments)


def _subscriber(patient: Patient, level: str) -> list[Segment]:
    payer = patient.payer
    return [
        ("HL", level, "1", "22", "0"),
        ("SBR", "P", "18", "", "", "", "", "", "", payer.filing),
        ("NM1", "IL", "1", *patient.name, "", "", "", "MI", patient.member_id),
        *ADDRESS,
        ("DMG", "D8", f"{patient.born:%Y%m%d}", "U"),
        organization("PR", payer.name, "PI", payer.edi_id),
    ]


def _claim(practice: Practice, each: Submission) -> list[Segment]:
    visit = each.visit
    place = f"{OFFICE}:B:{each.frequency}"
    segments: list[Segment] = [("CLM", each.claim_id, amount(each.charge), "", "", place, "Y", "A", "Y", "Y")]
    if each.original:
        segments.append(("REF", "F8", each.original))
    segments.append(("HI", f"ABK:{visit.patient.diagnosis.replace('.', '')}"))
    segments.append(_therapist(practice, visit.therapist))
    for number, line in enumerate(each.lines, 1):
        segments += _line(each, str(number), line)
    return segments


def _therapist(practice: Practice, therapist: str) -> Segment:
    """`Therapist A, PT`, with a number no provider has: an NPI begins with 1 or 2."""
    last, _, first = therapist.partition(", ")
    number = practice.raw["claims"]["first_therapist_number"]
    label = last.rpartition(" ")[2]
    place = int(label) - 1 if label.isdecimal() else ord(label) - ord("A")
    return ("NM1", "82", "1", last, first, "", "", "", "XX", str(int(number) + place))


def _line(each: Submission, number: str, sent: Sent) -> list[Segment]:
    line, modifiers = sent
    code = ":".join(("HC", line.code, *modifiers))
    return [
        ("LX", number),
        ("SV1", code, amount(line.charge), "UN", str(line.units), "", "", "1"),
        ("DTP", "472", "D8", f"{each.visit.dos:%Y%m%d}"),
        ("REF", "6R", str(line.number)),
    ]
