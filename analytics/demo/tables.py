"""Writes what a practice's own systems would export: billing lines and treatment minutes, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from analytics.demo.adjudicate import Answer
from analytics.demo.practice import Practice, dollars
from analytics.demo.schedule import Line, Patient, Visit

BILLING_HEADER = (
    *("Practice", "Clinic", "Patient ID", "Patient Name", "DOB", "Claim #", "Line", "DOS", "CPT Code"),
    *("Mod 1", "Mod 2", "Mod 3", "Mod 4", "Units", "Charge Amount", "Patient Paid", "Insurance", "Insurance Class"),
    *("Therapist", "Credential", "Dx 1", "POS", "Bill Date"),
)
MINUTES_HEADER = ("Patient ID", "Patient Name", "DOS", "CPT", "Minutes", "Discipline", "Therapist", "Credential")
OFFICE = "11"


def write_billing(practice: Practice, answers: list[Answer], file: Path) -> int:
    """Write one row per billed line, with what its patient has paid; returns how many."""
    rows = (
        _line(practice, answer.visit, line, answer.patient_paid(line))
        for answer in answers
        for line in answer.visit.lines
    )
    return _write(file, BILLING_HEADER, rows)


def write_minutes(visits: list[Visit], file: Path) -> int:
    """Write one row per documented code, timed or not; an undetermined visit has none. Returns how many."""
    documented = (visit for visit in visits if visit.event != "undetermined")
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


def _line(practice: Practice, visit: Visit, line: Line, paid: int) -> tuple:
    patient = visit.patient
    return (
        *(practice.name, patient.location, patient.patient_id, patient_name(patient), _us(patient.born)),
        *(visit.claim_id, line.number, _us(visit.dos), line.code, *line.modifiers, *[""] * (4 - len(line.modifiers))),
        *(line.units, f"${dollars(line.charge)}", f"${dollars(paid)}", patient.payer.name, patient.payer.payer_class),
        *(patient.therapist, patient.discipline.credential, patient.diagnosis, OFFICE, _us(visit.bill_date)),
    )


def _spent(visit: Visit, code: str) -> tuple:
    patient, minutes = visit.patient, visit.documented[code]
    who = (patient.discipline.name, patient.therapist, patient.discipline.credential)
    return (patient.patient_id, patient_name(patient), _us(visit.dos), code, minutes, *who)


def patient_name(patient: Patient) -> str:
    """`DEMO, PATIENT 0001`: nobody."""
    return ", ".join(patient.name)


def _us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
