"""Writes the answers to submissions as X12 277CA files (005010X214): one per month, one transaction per batch."""

from __future__ import annotations

from itertools import count, groupby
from operator import attrgetter
from pathlib import Path

from analytics.demo.claims import clearinghouse, organization, reference
from analytics.demo.payer import Dialect
from analytics.demo.practice import Practice
from analytics.demo.submissions import Submission
from analytics.demo.x12 import Envelope, Segment, amount, closed, written

VERSION = "005010X214"
RECEIVED = "A1:19:PR"


def write_acknowledgements(practice: Practice, made: list[Submission], directory: Path) -> int:
    """Write `<month>.277` files into `directory`: every claim is answered on the day it comes; returns how many."""
    directory.mkdir(parents=True, exist_ok=True)
    controls = count(1)
    files = 0
    by_day = sorted(made, key=attrgetter("day"))  # within a day still in order of payer
    for month, group in groupby(by_day, key=lambda each: f"{each.day:%Y-%m}"):
        batches = [list(batch) for _, batch in groupby(group, key=lambda each: (each.day, each.visit.payer.name))]
        day, sender = batches[-1][0].day, clearinghouse(practice)[-1]
        envelope = Envelope(sender, practice.tin, "HN", VERSION, day, next(controls))
        transactions = [_transaction(practice, batch, f"{position:04d}") for position, batch in enumerate(batches, 1)]
        text = written(envelope.around(transactions), Dialect())
        (directory / f"{month}.277").write_bytes(text.encode("ascii"))
        files += 1
    return files


def _transaction(practice: Practice, batch: list[Submission], control: str) -> list[Segment]:
    payer, day = batch[0].visit.payer, f"{batch[0].day:%Y%m%d}"
    name = practice.name.upper()
    segments: list[Segment] = [
        ("ST", "277", control, VERSION),
        ("BHT", "0085", "08", f"R{reference(batch)}", day, "1800", "TH"),
        ("HL", "1", "", "20", "1"),
        organization("PR", payer.name, "46", payer.edi_id),
        ("TRN", "1", f"R{reference(batch)}"),
        ("DTP", "050", "D8", day),
        ("DTP", "009", "D8", day),
        ("HL", "2", "1", "21", "1"),
        organization("41", name, "46", practice.tin),
        ("TRN", "2", reference(batch)),
        ("STC", RECEIVED, day, "WQ", amount(sum(each.charge for each in batch))),
        *_counted(batch),
        ("HL", "3", "2", "19", "1"),
        organization("85", name, "XX", practice.npi),
    ]
    for level, each in enumerate(batch, 4):
        segments += _answer(each, str(level), day)
    return closed(segments)


def _counted(batch: list[Submission]) -> list[Segment]:
    """How many claims, and how much of their charges, were accepted and rejected."""
    parts = [[each for each in batch if each.rejected is rejected] for rejected in (False, True)]
    counts = [("QTY", name, str(len(part))) for name, part in zip(("90", "AA"), parts, strict=True) if part]
    sums = [(name, sum(each.charge for each in part)) for name, part in zip(("YU", "YY"), parts, strict=True) if part]
    return counts + [("AMT", name, amount(charge)) for name, charge in sums]


def _answer(each: Submission, level: str, day: str) -> list[Segment]:
    visit, patient = each.visit, each.visit.patient
    return [
        ("HL", level, "3", "PT", "0"),
        ("NM1", "QC", "1", *patient.name, "", "", "", "MI", patient.member_id),
        ("TRN", "2", each.claim_id),
        ("STC", each.status, day, "U" if each.rejected else "WQ", amount(each.charge)),
        ("DTP", "472", "D8", f"{visit.dos:%Y%m%d}"),
    ]
