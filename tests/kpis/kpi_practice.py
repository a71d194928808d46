"""A practice small enough to count by hand: one therapist a story, so that the filter tells them apart.

Payer `Elm Health` pays 30 a unit of 97110 by its contract and nothing is agreed on 97140; a unit is charged 60. Aged on
30 June 2026. Every first answer comes 20 days after the service, so that dates of service up to 10 June are mature.
"""

from __future__ import annotations

import datetime

from practice import Practice

from analytics import pipeline

MARCH, MAY, JUNE = datetime.date(2026, 3, 2), datetime.date(2026, 5, 21), datetime.date(2026, 6, 20)
AS_OF = datetime.date(2026, 6, 30)
DENIED = (("CO", "197", 60),)
PAID = (("CO", "45", 30), ("PR", "2", 6))
IN_FULL = (("CO", "45", 30),)


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def bill(practice: Practice, provider: str, claim: str, dos: datetime.date, cpt="97110", units=1, **given) -> None:
    """One line of one claim of a patient of its own."""
    values = {"patient_id": f"P-{claim}", "payer_name": "Elm Health", "payer_class": "Commercial"}
    values |= {"claim_id": claim, "line_no": "1", "rendering_provider": provider, "dos": dos, "charge": 60 * units}
    practice.bill(cpt, units, **values | given)


def answer(practice: Practice, claim: str, dos: datetime.date, *, after=20, cpt="97110", **given) -> None:
    """What the payer says of it, some days after the service."""
    practice.remit(claim, cpt, dos=dos, date=dos + days(after), **{"payer_name": "Elm Health"} | given)


def ann(practice: Practice) -> None:
    """Four lines of March (paid twice, denied and paid later, denied for good) and one of June nobody has answered."""
    bill(practice, "ann", "A1", MARCH, submit_date=MARCH + days(1), patient_paid=6)
    bill(practice, "ann", "A2", MARCH, submit_date=MARCH + days(3))
    bill(practice, "ann", "A3", MARCH, submit_date=MARCH + days(5))
    bill(practice, "ann", "A4", MARCH)
    bill(
        practice, "ann", "A5", JUNE, units=2, submit_date=JUNE - days(10)
    )  # sent before it was delivered: a wrong date
    answer(practice, "A1", MARCH, paid=24, adjustments=PAID)
    answer(practice, "A2", MARCH, paid=24, adjustments=PAID)
    answer(practice, "A3", MARCH, adjustments=DENIED)
    answer(practice, "A3", MARCH, after=60, paid=30, adjustments=IN_FULL)
    answer(practice, "A4", MARCH, adjustments=DENIED)


def bob(practice: Practice) -> None:
    """10 short of the contract, 50 cents short (within the tolerance), and a code without a rate."""
    for claim, cpt in (("B1", "97110"), ("B2", "97110"), ("B3", "97140")):
        bill(practice, "bob", claim, MARCH, cpt)
    answer(practice, "B1", MARCH, paid=20, adjustments=(("CO", "45", 40),))
    answer(practice, "B2", MARCH, paid="29.50", adjustments=(("CO", "45", "30.50"),))
    answer(practice, "B3", MARCH, paid=25, cpt="97140", adjustments=(("CO", "45", 35),))


def cyd(practice: Practice) -> None:
    """Answers of the past four weeks: denied, paid (and by a second payer), all deductible, duplicate, taken back."""
    for number in range(1, 6):
        bill(practice, "cyd", f"C{number}", MAY)
    answer(practice, "C1", MAY, adjustments=(("CO", "50", 60),))
    answer(practice, "C2", MAY, paid=24, adjustments=PAID)
    answer(practice, "C2", MAY, after=30, paid=6, status="2", adjustments=(("OA", "23", 54),))
    answer(practice, "C3", MAY, adjustments=(("CO", "45", 30), ("PR", "1", 30)))
    answer(practice, "C4", MAY, adjustments=(("CO", "18", 60),))
    answer(practice, "C5", MAY, paid=30, adjustments=IN_FULL, payer_claim_id="X5")
    answer(
        practice,
        "C5",
        MAY,
        after=22,
        charge=-60,
        paid=-30,
        status="22",
        adjustments=(("CO", "45", -30),),
        payer_claim_id="X5",
    )


def dot(practice: Practice) -> None:
    """Minutes: 40 support 3 units and 1 was billed, 30 support the 2 billed, and a visit without minutes."""
    bill(practice, "dot", "D1", MARCH)
    bill(practice, "dot", "D2", MARCH, units=2)
    bill(practice, "dot", "D3", MARCH)
    practice.document("97110", 40, patient_id="P-D1", dos=MARCH)
    practice.document("97110", 30, patient_id="P-D2", dos=MARCH)


def eve(practice: Practice) -> None:
    """Two denials, one written off whole and one by half, and a paid line; in March."""
    bill(practice, "eve", "E1", MARCH, written_off=60)
    bill(practice, "eve", "E2", MARCH, written_off=30)
    bill(practice, "eve", "E3", MARCH)
    answer(practice, "E1", MARCH, adjustments=DENIED)
    answer(practice, "E2", MARCH, adjustments=DENIED)
    answer(practice, "E3", MARCH, paid=30, adjustments=IN_FULL)


def hal(practice: Practice) -> None:
    """Two payers of one therapist, one in March and one in May."""
    bill(practice, "hal", "H1", MARCH)
    bill(practice, "hal", "H2", MAY, payer_name="Oak Plan")
    answer(practice, "H1", MARCH, paid=30, adjustments=IN_FULL)
    answer(practice, "H2", MAY, adjustments=DENIED, payer_name="Oak Plan")


def gus(practice: Practice) -> None:
    """One young line: nothing to divide by."""
    bill(practice, "gus", "G1", JUNE, charge=None)


def acknowledged(practice: Practice) -> None:
    """Three claims answered before adjudication: two accepted at once, one after a rejection."""
    for claim, outcome, after in (
        ("A1", "accepted", 1),
        ("A2", "accepted", 1),
        ("A3", "rejected", 1),
        ("A3", "accepted", 9),
    ):
        values = {
            "row_key": practice.rows + 1,
            "claim_id": claim,
            "outcome": outcome,
            "status_date": MARCH + days(after),
        }
        practice._insert("claim_acknowledgement", values)


def make() -> Practice:
    """All stories in one workspace, rebuilt once."""
    practice = Practice()
    practice.rate("Elm Health", "97110", 30)
    for story in (ann, bob, cyd, dot, eve, hal, gus, acknowledged):
        story(practice)
    practice.rebuild(as_of=AS_OF, steps=pipeline.STEPS)
    return practice
