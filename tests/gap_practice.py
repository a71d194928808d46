"""A practice whose modifiers go wrong in every way: made-up patients, one per way, over five months."""

from __future__ import annotations

import datetime
from pathlib import Path

from practice import Practice

from analytics import pipeline

MONTHS = [datetime.date(2026, month, 5) for month in range(1, 6)]
DAY = MONTHS[0]


class GapPractice(Practice):
    """The practice, kept in a file that a dashboard can open."""

    def line(self, patient: str, cpt: str, units=1, *, dos=DAY, answer=None, modifiers=("GP",), **given) -> None:
        """A billed line and its answer: None, dollars allowed, or a reason (group, carc, remark)."""
        claim, charge = f"{patient}-{self.rows}", 100 * units
        payer = given.setdefault("payer_name", "Medicare")
        given.setdefault("rendering_provider", "Provider A")
        values = {"patient_id": patient, "dos": dos, "modifiers": list(modifiers), "claim_id": claim, "line_no": "1"}
        self.bill(
            cpt, units, **values, charge=charge, provider_credential=given.pop("provider_credential", "PT"), **given
        )
        said = {"charge": charge, "line": "1", "dos": dos, "date": dos + datetime.timedelta(20), "payer_name": payer}
        if isinstance(answer, tuple):
            group, carc, remark = answer
            self.remit(claim, cpt, adjustments=[(group, carc, charge)], remarks=[remark] if remark else [], **said)
        elif answer:
            paid = round(answer * 0.8, 2)
            shares = [("PR", "2", round(answer - paid, 2)), ("CO", "45", charge - answer)]
            self.remit(claim, cpt, paid=paid, adjustments=shares, **said)


def make(path: Path) -> None:
    """Write the workspace file."""
    practice = GapPractice(path)
    _disciplines(practice)
    _pairs(practice)
    _thresholds(practice)
    _others(practice)
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()


def _disciplines(practice: GapPractice) -> None:
    missing = ("CO", "16", "N822")
    for at, month in enumerate(MONTHS):
        for turn in range(12):
            day, provider = month + datetime.timedelta(turn), f"Provider {'ABC'[turn % 3]}"
            given = {"dos": day, "rendering_provider": provider}
            lacks = turn < at + 1
            practice.line(
                f"G{turn}", "97110", 2, modifiers=() if lacks else ("GP",), answer=missing if lacks else 60, **given
            )
            practice.line(
                f"H{turn}", "97530", 1, modifiers=() if turn == 1 else ("GP",), answer=35, payer_name="Anthem", **given
            )
    practice.line("W1", "97110", modifiers=("GP", "GO"), answer=("CO", "4", None))
    practice.line("W2", "97161", 2, answer=90)
    practice.line("W3", "97110", modifiers=("GP", "KX", "GA"))
    for patient in ("R1", "R2"):
        practice.line(patient, "97110", 2, dos=MONTHS[-1], modifiers=())


def _pairs(practice: GapPractice) -> None:
    for turn in range(4):
        patient = f"B{turn}"
        practice.line(patient, "97530", answer=("CO", "97", None) if turn else None)
        practice.line(patient, "97150", answer=18)
    practice.line("B9", "97110", modifiers=("GP", "59"), answer=28)
    practice.line("B9", "97112", answer=30)
    for cpt in ("97761", "97763"):
        practice.line("B8", cpt, answer=40)


def _thresholds(practice: GapPractice) -> None:
    for patient, amount in (("K1", 2400), ("K2", 2300), ("K3", 2950), ("K4", 1200)):
        _elsewhere(practice, patient, 2026, amount)
        for month in MONTHS[:2]:
            practice.line(patient, "97110", 2, dos=month, answer=56)
    practice.line("K5", "97110", modifiers=("GP", "KX"), answer=28)
    for month in MONTHS:
        practice.line("K6", "97530", 2, dos=month, modifiers=("GO",), provider_credential="OTR", answer=70)


def _others(practice: GapPractice) -> None:
    for month in MONTHS:
        practice.line("A1", "97110", 2, dos=month, answer=56)
        practice.document("97110", 30, patient_id="A1", dos=month, assistant_minutes=30)
        practice.line("E1", "97110", 4, dos=month, answer=100)
        practice.document("97110", 30, patient_id="E1", dos=month)
    for cpt, units in (("97140", 1), ("97110", 3), ("97530", 2)):
        practice.line("C1", cpt, units, dos=datetime.date(2026, 2, 3), payer_name="BCBS of ND", answer=30 * units)
        practice.line("M1", cpt, units, dos=datetime.date(2026, 2, 3), answer=28 * units, modifiers=("GP", "59"))
        practice.document(cpt, 15 * units, patient_id="M1", dos=datetime.date(2026, 2, 3))
    practice.document("97110", 45, patient_id="F1", dos=datetime.date(2026, 2, 4))
    practice.line("F1", "97110", 2, dos=datetime.date(2026, 2, 4), payer_name="Example Plan", answer=40)
    practice.rate("Example Plan", "97110", 31)
    for patient, amount in (("N1", 2475), ("N2", 2440)):
        _elsewhere(practice, patient, 2027, amount)
        practice.line(patient, "97110", dos=datetime.date(2027, 1, 12))


def _elsewhere(practice: GapPractice, patient: str, year: int, amount: int) -> None:
    values = {"row_key": (9 << 32) + practice.rows + 1, "file_id": 9, "practice": None, "patient_id": patient}
    practice._insert(
        "opening_balance", values | {"year": year, "bucket": "PT+SLP", "amount": amount, "source": "portal"}
    )
