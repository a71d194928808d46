"""Writes what a practice's own systems would export: billing lines and treatment minutes, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from analytics.demo.adjudicate import Answer
from analytics.demo.payer import Payer
from analytics.demo.practice import Practice, dollars
from analytics.demo.supplements import billed
from analytics.demo.visit import Line, Patient, Visit

BILLING_HEADER = (
    *("Practice", "Clinic", "Patient ID", "Patient Name", "DOB", "Claim #", "Line", "DOS", "CPT Code"),
    *("Mod 1", "Mod 2", "Mod 3", "Mod 4", "Units", "Charge Amount", "Patient Paid", "Insurance", "Insurance Class"),
    *("Payer Order", "Therapist", "Credential", "Dx 1", "POS", "Bill Date"),
)
MINUTES_HEADER = (
    *("Patient ID", "Patient Name", "DOS", "CPT", "Minutes", "Assistant Minutes"),
    *("Discipline", "Therapist", "Credential"),
)
FEES_HEADER = ("Insurance", "CPT Code", "Effective Date", "Fee")
OFFICE = "11"
SECOND_CLAIM = "S"


def write_billing(practice: Practice, answers: list[Answer], file: Path) -> int:
    """Write one row per line billed to a first payer, with what its patient has paid, then lines billed once more or
    taken back, then those billed to a second payer (order 2, under a claim number of their own); returns how many.
    The frequency of a claim stands in a column of its own where the practice has such events."""
    first = (
        _line(practice, answer.visit, line, answer.visit.payer, 0 if answer.rebilled else answer.patient_paid(line))
        for answer in answers
        for line in (answer.rebilled and answer.first_lines) or answer.visit.lines
    )
    second = (
        _line(practice, answer.visit, line, answer.visit.patient.supplement, 0, answer.first.day)
        for answer, line in billed(answers)
    )
    if not practice.events:
        return _write(file, BILLING_HEADER, chain(first, second))
    again = chain.from_iterable(_again(practice, answer) for answer in answers)
    rows = chain(((*row, "1") for row in first), again, ((*row, "1") for row in second))
    return _write(file, (*BILLING_HEADER, "Claim Frequency"), rows)


def _again(practice: Practice, answer: Answer) -> Iterator[tuple]:
    """The rows of a claim sent once more under another number, and those that take a mistaken bill back."""
    visit, once_more = answer.visit, answer.rebilled
    if once_more is not None:
        for line in visit.lines:
            row = _line(practice, visit, line, visit.payer, answer.patient_paid(line))
            claim, sent = BILLING_HEADER.index("Claim #"), BILLING_HEADER.index("Bill Date")
            yield (*row[:claim], once_more.claim_id, *row[claim + 1 : sent], _us(once_more.day), once_more.frequency)
    if answer.is_void:
        for line in visit.lines:
            taken_back = replace(line, units=-line.units, charge=-line.charge)
            yield (*_line(practice, visit, taken_back, visit.payer, 0), "1")


def write_fees(practice: Practice, file: Path) -> int:
    """Write one row per contract rate of the payers whose rates the practice has in writing; returns how many."""
    start = _us(date.fromisoformat(practice.raw["contracts_from"]))
    rows = (
        (payer.name, code, start, f"${dollars(rate)}")
        for payer in practice.payers
        if payer.is_listed and payer.pricing != "medicare"
        for code, rate in payer.rates.items()
    )
    return _write(file, FEES_HEADER, rows)


def write_minutes(visits: list[Visit], file: Path) -> int:
    """Write one row per documented code, timed or not; an undetermined visit has none, nor one that never was. Returns
    how many."""
    documented = (visit for visit in visits if visit.event not in ("undetermined", "void"))
    return _write(file, MINUTES_HEADER, (_spent(visit, code) for visit in documented for code in visit.documented))


def _write(file: Path, header: tuple[str, ...], rows: Iterable[tuple]) -> int:
    written = -1
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for written, row in enumerate(rows):
            if not written:
                writer.writerow(header)
            writer.writerow(row)
    return written + 1


def _line(practice: Practice, visit: Visit, line: Line, payer: Payer, paid: int, sent: date | None = None) -> tuple:
    """`sent`: the day of a bill to a second payer, which follows the first one's answer."""
    patient = visit.patient
    claim = f"{visit.claim_id}{SECOND_CLAIM if sent else ''}"
    return (
        *(practice.name, patient.location, patient.patient_id, patient_name(patient), _us(patient.born)),
        *(claim, line.number, _us(visit.dos), line.code, *line.modifiers, *[""] * (4 - len(line.modifiers))),
        *(line.units, f"${dollars(line.charge)}", f"${dollars(paid)}", payer.name, payer.payer_class),
        *("2" if sent else "1", visit.therapist, visit.discipline.credential, patient.diagnosis, OFFICE),
        _us(sent or visit.bill_date),
    )


def _spent(visit: Visit, code: str) -> tuple:
    patient = visit.patient
    minutes = visit.documented[code], visit.assisted.get(code, 0)
    who = (visit.discipline.name, visit.therapist, visit.discipline.credential)
    return (patient.patient_id, patient_name(patient), _us(visit.dos), code, *minutes, *who)


def patient_name(patient: Patient) -> str:
    """`DEMO, PATIENT 0001`: nobody."""
    return ", ".join(patient.name)


def _us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
