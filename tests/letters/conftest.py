"""One practice for all tests of letters: a claim per story, one rebuild."""

from __future__ import annotations

import datetime

import pytest
from practice import Practice

DAY = datetime.date(2026, 3, 2)
HOSTILE = 'O\'NEIL\x00\x0b, #image("/etc/passwd") <w:t>&amp; [BILLER: x] {charge} **\u202egnp.exe ' + "long" * 60
HOSTILE_PAYER = '../..\\#read("/etc/passwd")/<b>$x$'


def refuse(practice: Practice, claim: str, cpt: str, group: str, carc: str, remarks=(), units=1, **given) -> None:
    """A claim of one line, refused in full."""
    charge, payer = 60 * units, given.get("payer_name", "Medicare")
    date = given.pop("answered", datetime.date(2026, 3, 20))
    number = given.pop("payer_claim_id", f"PCN{claim}")
    line = given.setdefault("line_no", "1")
    bill = {"claim_id": claim, "dos": DAY, "patient_id": f"P-{claim}", "patient_name": f"DEMO, {claim}"}
    bill |= {"dob": datetime.date(1960, 7, 4), "member_id": f"M-{claim}", "practice": "Clinic", "dx": ["M54.5"]}
    practice.bill(cpt, units, **bill | given)
    answer = {"date": date, "payer_name": payer, "payer_claim_id": number, "remarks": list(remarks), "dos": DAY}
    practice.remit(claim, cpt, charge=charge, line=line, adjustments=[(group, carc, charge)], **answer)


def stories(practice: Practice) -> None:
    """A claim per story: 1 units, 2 need, 3 MA130, 4 late, 5 capped, 6 paid since, 7 overbilled, 8 hostile, 9 bundled,
    10 and 11 authorization with a number and without, 12 no minutes, 13 two lines of two reasons, 14 a
    payer whose unit rule was read, 15 and 16 paid in
    part, by an agreed price and without one."""
    refuse(practice, "C1", "97110", "CO", "151", units=2)
    practice.bill("97140", 1, claim_id="C1", line_no="2", dos=DAY, patient_id="P-C1", practice="Clinic")
    practice.document("97110", 23, dos=DAY, patient_id="P-C1", practice="Clinic")
    practice.document("97140", 15, dos=DAY, patient_id="P-C1", practice="Clinic")
    refuse(practice, "C2", "97112", "CO", "50", ["N661"])
    refuse(practice, "C3", "97110", "CO", "16", ["MA130", "N286"])
    refuse(practice, "C4", "97110", "CO", "29", submit_date=datetime.date(2026, 3, 5))
    refuse(practice, "C5", "97110", "CO", "222")
    refuse(practice, "C6", "97110", "CO", "50")
    paid = {"date": datetime.date(2026, 5, 1), "dos": DAY}
    practice.remit("C6", "97110", paid=60, line="1", **paid)
    refuse(practice, "C7", "97110", "CO", "151", units=3)
    practice.document("97110", 20, dos=DAY, patient_id="P-C7", practice="Clinic")
    refuse(
        practice,
        "C8",
        "97110",
        "CO",
        "252",
        ["N900"],
        patient_name=HOSTILE,
        payer_name=HOSTILE_PAYER,
        member_id="<M>&1",
    )
    refuse(practice, "C9", "97140", "CO", "97", modifiers=["GP", "59"])
    refuse(practice, "C10", "97110", "CO", "197", auth_number="A-77")
    refuse(practice, "C11", "97110", "CO", "197")
    refuse(practice, "C12", "97110", "CO", "151", units=2, payer_name="Aetna")
    refuse(practice, "C15", "97112", "CO", "50")
    practice.remit("C15", "97112", paid=9, line="1", adjustments=[("CO", "45", 51)], **paid)
    for claim, amount in (
        ("C16", 9),
        ("C17", 30),
        ("C18", 30),
        ("C19", 30),
        ("C20", 30),
        ("C21", 30),
    ):  # and what it usually pays
        refuse(practice, claim, "97112", "CO", "50", payer_name="Cigna")
        practice.remit(
            claim, "97112", paid=amount, line="1", payer_name="Cigna", adjustments=[("CO", "45", 60 - amount)], **paid
        )
    refuse(practice, "C14", "97110", "CO", "151", units=2, payer_name="UnitedHealthcare")
    practice.document("97110", 25, dos=DAY, patient_id="P-C14", practice="Clinic")
    refuse(practice, "C13", "97530", "CO", "50")
    practice.bill("97110", 2, claim_id="C13", line_no="2", dos=DAY, patient_id="P-C13", practice="Clinic")
    answer = {"date": datetime.date(2026, 3, 20), "remarks": ["N640"], "dos": DAY}
    practice.remit("C13", "97110", charge=120, line="2", adjustments=[("CO", "151", 120)], **answer)
    several_answers(practice)


def several_answers(practice: Practice) -> None:
    """22 two lines refused on two days, 23 each visit on its own day, 24 an appeal in vain, 25 one that came too late,
    26 one account of two payers, 27 two lines of which one has an earlier deadline, 28 one line of two upheld, 29 two
    appeals in vain."""
    april = datetime.date(2026, 4, 10)
    refuse(practice, "C22", "97110", "CO", "50", payer_claim_id="FIRST")
    add(practice, "C22", "97140", "151", date=april, payer_claim_id="SECOND")
    refuse(practice, "C23", "97110", "CO", "50", payer_claim_id="ONE")
    for line, (day, answered) in enumerate(((4, 21), (6, 23)), 2):
        answer = {"date": datetime.date(2026, 3, answered), "payer_claim_id": f"DAY{day}"}
        add(practice, "C23", "97110", "50", line=str(line), dos=datetime.date(2026, 3, day), **answer)
    for claim, carc in (("C24", "193"), ("C25", "286")):
        refuse(practice, claim, "97110", "CO", "50", payer_claim_id=f"{claim}FIRST")
        again = {"line": "1", "dos": DAY, "adjustments": [("CO", carc, 60)], "payer_claim_id": f"{claim}AGAIN"}
        practice.remit(claim, "97110", date=april, **again)
    for payer, cpt, number, line in (("Medicare", "97110", "OFM", "1"), ("Aetna", "97140", "OFA", "2")):
        who = {"line_no": line, "patient_id": "P-C26", "payer_name": payer, "member_id": f"M-{payer}"}
        refuse(practice, "C26", cpt, "CO", "50", payer_claim_id=number, **who)
        practice._insert(
            "claim_acknowledgement",
            {
                "row_key": (6 << 32) + practice.rows,
                "claim_id": "C26",
                "reference": f"ACK{number}",
                "outcome": "accepted",
            }
            | {"status_date": datetime.date(2026, 3, 5), "payer_name": payer, "member_id": f"M-{payer}"},
        )
    refuse(practice, "C27", "97530", "CO", "16", ["N290"], units=3)
    add(practice, "C27", "97140", "50")
    refuse(practice, "C28", "97110", "CO", "50", payer_claim_id="OLD")
    add(practice, "C28", "97140", "50", payer_claim_id="OLD")
    again = {"line": "1", "dos": DAY, "adjustments": [("CO", "193", 60)], "payer_claim_id": "NEW"}
    practice.remit("C28", "97110", date=april, **again)
    refuse(practice, "C29", "97110", "CO", "50")
    for date in (april, april + datetime.timedelta(days=3)):
        practice.remit("C29", "97110", date=date, **again)


def add(practice: Practice, claim: str, cpt: str, carc: str, line="2", dos=DAY, **answer) -> None:
    """One more line of a claim, refused in an answer of its own."""
    who = {"patient_id": f"P-{claim}", "practice": "Clinic", "patient_name": f"DEMO, {claim}"}
    practice.bill(cpt, 1, claim_id=claim, line_no=line, dos=dos, **who)
    answer = {"date": datetime.date(2026, 3, 20), "payer_claim_id": f"PCN{claim}"} | answer
    practice.remit(claim, cpt, line=line, dos=dos, adjustments=[("CO", carc, 60)], **answer)


@pytest.fixture(scope="session")
def clinic():
    made = Practice()
    stories(made)
    made.rebuild(as_of=datetime.date(2026, 4, 15))
    yield made.workspace
    made.close()


@pytest.fixture(scope="session")
def refs(clinic) -> dict[str, str]:
    """claim_ref by claim."""
    return dict(clinic.rows("select claim_id, any_value(claim_ref) from denial group by claim_id"))
