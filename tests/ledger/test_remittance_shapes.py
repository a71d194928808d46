"""Remittances as payers and exports shape them, file to ledger: what was paid, owed, denied and left."""

from __future__ import annotations

import re

import pytest
from practice import Practice
from together import Story, together

from analytics import pipeline, sources
from analytics.questions import ask
from analytics.sources.inputs import from_bytes

BILL = "patient_id,claim_id,line_no,dos,cpt,modifiers,units,charge,payer_name\n"
FEES = b"payer,cpt,rate\nACME,97110,40\nACME,97140,35\nACME,97530,45\n"
ONE = BILL + "p1,C1,1,2026-03-02,97110,GP,1,60,ACME\n"
CSV = "claim_id,line_no,dos,cpt,charge,allowed,paid,patient_resp,group_code,carc,adjustment_amount,paid_date,"
CSV += "check_number,payer_name\n"
REVENUE = (
    "denied, underpaid, statutory, written_off, open_insurance, open_patient, collected, above_expected, unexplained"
)


def era(*claims: str, date: str = "20260401", payer: str = "ACME", trace: str = "T1") -> bytes:
    body = "~".join(claims)
    return (
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260401*1200*^*00501*000000001*0*P*:~"
        f"GS*HP*P*C*20260401*1200*1*X*005010X221A1~ST*835*0001~BPR*I*0*C*ACH************{date}~TRN*1*{trace}*1512345678~"
        f"N1*PR*{payer}~N1*PE*CLINIC*XX*1234567893~LX*1~{body}~SE*9*0001~GE*1*1~IEA*1*000000001~"
    ).encode()


def clp(status="1", charge="60", paid="32", patient="8", icn="I1", claim="C1", *segments: str) -> str:
    return "~".join([f"CLP*{claim}*{status}*{charge}*{paid}*{patient}*12*{icn}", *segments])


ORIGINAL = clp(
    "1",
    "60",
    "32",
    "8",
    "I1",
    "C1",
    "SVC*HC:97110:GP*60*32**1",
    "DTM*472*20260302",
    "CAS*CO*45*20",
    "CAS*PR*2*8",
    "REF*6R*1",
)
REVERSAL = clp(
    "22",
    "-60",
    "-32",
    "",
    "I2",
    "C1",
    "SVC*HC:97110:GP*-60*-32**1",
    "DTM*472*20260302",
    "CAS*CO*45*-20",
    "CAS*PR*2*-8",
    "REF*6R*1",
)
CORRECTED = clp(
    "1",
    "60",
    "24",
    "6",
    "I3",
    "C1",
    "SVC*HC:97110:GP*60*24**1",
    "DTM*472*20260302",
    "CAS*CO*45*30",
    "CAS*PR*2*6",
    "REF*6R*1",
)


OWN = re.compile(rb"\b(p\d|C\d|I\d|T\d|OTHER)\b")  # patients, claims, the payer's numbers and payments
BILLS: dict[bytes, bytes] = {}  # rows by their header
REMITTANCES: list[bytes] = []


@pytest.fixture
def practice():
    made = Practice()
    yield made
    made.close()


def tell(story: Story, bill: str, *remittances: bytes) -> None:
    """Bills and remittances of a case, its mark before all that is its own; read once all cases have told theirs."""
    header, rows = OWN.sub(story.mark.encode() + rb"\1", bill.encode()).split(b"\n", 1)
    BILLS[header] = BILLS.get(header, b"") + rows
    REMITTANCES.extend(OWN.sub(story.mark.encode() + rb"\1", data) for data in remittances)


def all_told(practice: Practice) -> None:
    load(practice, *(header + b"\n" + rows for header, rows in BILLS.items()), *REMITTANCES)


def load(practice: Practice, *files: bytes) -> None:
    named = [("fees.csv", FEES), *((f"f{number}", data) for number, data in enumerate(files))]
    sources.load(practice.workspace, [file for name, data in named for file in from_bytes(name, data)])
    assert practice.ask("select name, reason from input_file where status = 'refused'") == []


def audited(practice: Practice, bill: str, rules=None) -> None:
    """A practice of its own."""
    if rules:
        pipeline.load_rules(practice.workspace, rules)
    load(practice, bill.encode())
    practice.rebuild()
    assert_closed(practice)


def assert_closed(told: Practice | Story) -> None:
    right = " + ".join(name for name in REVENUE.split(", ") if name != "above_expected")
    closes = f"earned + above_expected = unbilled_units + {right}"
    assert told.ask(f"select * from ledger_line where not ({closes})") == []


def stands(told: Practice | Story) -> dict[str, float]:
    """What is not zero in the revenue ledger, which closes."""
    assert_closed(told)
    row = told.records(
        f"select {', '.join(f'sum({name}) as {name}' for name in REVENUE.split(', '))} from ledger_line"
    )[0]
    return {name: float(value) for name, value in row.items() if value}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("C1,1,2026-03-02,97110,60,40,32,8,CO,45,20,2026-04-01,1,ACME\n", {"open_patient": 8, "collected": 32}),
        ("C1,1,2026-03-02,97110,60,40,0,40,CO,45,20,2026-04-01,1,ACME\n", {"open_patient": 40}),
        ("C1,1,2026-03-02,97110,60,0,0,,CO,197,,2026-04-01,1,ACME\n", {"denied": 40}),
        ("C1,1,2026-03-02,97110,60,0,0,,,CO-97; N19,,2026-04-01,1,ACME\n", {"denied": 40}),
        ("C1,1,2026-03-02,97110,60,0,0,,,CO:45:25|CO:197:35,,2026-04-01,1,ACME\n", {"denied": 40}),
        (
            "C1,1,2026-03-02,97110,60,40,32,8,,CO:45:20|PR:2:8,,2026-04-01,1,ACME\n",
            {"open_patient": 8, "collected": 32},
        ),
    ],
)
@together
def test_a_remittance_table_of_one_row_per_line(story, row, expected):
    tell(story, ONE, (CSV + row).encode())
    yield
    assert stands(story) == expected


@pytest.mark.parametrize(
    "remittances",
    [
        [era(ORIGINAL), era(REVERSAL, CORRECTED, date="20260501", trace="T2")],
        [era(ORIGINAL), era(CORRECTED, REVERSAL, date="20260501", trace="T2")],
        [era(CORRECTED, REVERSAL, date="20260501", trace="T2"), era(ORIGINAL)],
        [era(ORIGINAL), era(REVERSAL, CORRECTED, trace="T2")],
        [era(REVERSAL, CORRECTED, trace="T2"), era(ORIGINAL)],
        [era(ORIGINAL), era(REVERSAL, CORRECTED, date="20260501", trace="T2", payer="ACME INC")],
    ],
)
@together
def test_a_reversal_cancels_the_original_in_any_order(story, remittances):
    tell(story, ONE, *remittances)
    yield
    assert stands(story) == {"collected": 24, "open_patient": 6, "underpaid": 10}


@together
def test_a_reversal_may_name_the_payers_claim_number_only(story):
    by_number = REVERSAL.replace("CLP*C1*", "CLP*OTHER*").replace("*I2", "*I1")
    tell(story, ONE, era(ORIGINAL), era(by_number, date="20260501", trace="T2"))
    yield
    assert stands(story) == {"open_insurance": 40}


@together
def test_only_the_later_payers_answer_is_counted_once(story):
    later = clp(
        "2", "60", "8", "0", "I1", "C1", "SVC*HC:97110:GP*60*8**1", "DTM*472*20260302", "CAS*OA*23*52", "REF*6R*1"
    )
    tell(story, ONE, era(later))
    yield
    assert stands(story)["collected"] == 8
    assert story.ask("select * from finding") == []


@together
def test_what_speaks_of_an_earlier_payer_is_a_later_payers_answer_whatever_its_status(story):
    later = clp(
        "1", "60", "8", "0", "I9", "C1", "SVC*HC:97110:GP*60*8**1", "DTM*472*20260302", "CAS*OA*23*52", "REF*6R*1"
    )
    tell(story, ONE, era(ORIGINAL), era(later, date="20260501", payer="SECOND", trace="T2"))
    yield
    assert stands(story) == {"collected": 40}


@together
def test_a_claim_level_adjustment_beside_lines_is_shared_by_what_they_were_paid(story):
    two = ONE + "p1,C1,2,2026-03-02,97140,GP,1,50,ACME\n"
    claim = clp("1", "110", "60", "10", "I1", "C1", "CAS*PR*1*10", "SVC*HC:97110:GP*60*40**1", "DTM*472*20260302",
                "CAS*CO*45*20", "REF*6R*1", "SVC*HC:97140:GP*50*30**1", "DTM*472*20260302", "CAS*CO*45*20",
                "REF*6R*2")  # fmt: skip
    tell(story, two, era(claim))
    yield
    assert stands(story) == {"collected": 60, "open_patient": 10, "underpaid": 5}
    assert story.ask("select sum(patient_balance) from receivable") == [(10,)]


@together
def test_paid_nothing_for_a_reason_that_is_no_denial_is_written_off(story):
    claim = clp(
        "1", "60", "0", "0", "I1", "C1", "SVC*HC:97110:GP*60*0**1", "DTM*472*20260302", "CAS*CO*B4*60", "REF*6R*1"
    )
    tell(story, ONE, era(claim))
    yield
    assert stands(story) == {"written_off": 40}


@together
def test_a_payment_nobody_reversed_stands_against_a_later_denial(story):
    denied = clp(
        "1", "60", "0", "0", "I9", "C1", "SVC*HC:97110:GP*60*0**1", "DTM*472*20260302", "CAS*CO*50*60", "REF*6R*1"
    )
    tell(story, ONE, era(ORIGINAL), era(denied, date="20260501", trace="T2"))
    yield
    assert stands(story) == {
        "collected": 32,
        "open_patient": 8,
    }


@together
def test_a_void_and_its_charge_leave_before_anything_is_counted(story):
    tell(story, ONE + "p1,C1,1,2026-03-02,97110,GP,-1,-60,ACME\n" + "p2,C2,1,2026-03-02,97140,GP,-1,-50,ACME\n")
    yield
    assert story.ask("select patient_id, insurance_balance, credit from receivable") == [("p2", 0, 50)]


@together
def test_a_line_denied_in_part_above_the_minutes_is_worth_what_they_support(story):
    bill = BILL.replace("units,", "units,minutes,") + "p1,C1,1,2026-03-02,97110,GP,3,15,180,ACME\n"
    claim = clp(
        "1", "180", "0", "0", "I1", "C1", "SVC*HC:97110:GP*180*0**3", "DTM*472*20260302", "CAS*CO*50*180", "REF*6R*1"
    )
    tell(story, bill, era(claim))
    yield
    assert story.ask("select category, kind, amount from finding") == [("medical_necessity", "leak", 40)]
    assert stands(story) == {"denied": 40}


def test_fewer_units_worth_more_are_no_leak(practice):
    bill = BILL.replace("units,", "units,minutes,")
    bill += "p1,C1,1,2026-03-02,97530,GP,2,8,90,ACME\np1,C1,2,2026-03-02,97140,GP,0,30,0,ACME\n"
    bill += "p2,C2,1,2026-03-02,97530,GP,5,8,225,ACME\np2,C2,2,2026-03-02,97140,GP,0,75,0,ACME\n"  # +1 unit, -$5
    audited(practice, bill + "p1,C1,3,2026-03-02,97110,GP,0,7,0,ACME\n")
    assert practice.ask("select verdict, value from unit_visit where patient_id = 'p2'") == [("under", -5)]
    assert practice.ask("select kind, category, amount from finding where amount <= 0") == []
    summed, by_payer = ask(practice.workspace, "summary_units")[0], ask(practice.workspace, "units_by_payer")
    assert summed["missed_value"] == sum(row["missed_value"] for row in by_payer)
    assert (
        summed["missed_value"]
        == practice.ask("select coalesce(sum(amount), 0) from finding where category = 'unbilled_units'")[0][0]
    )


@together
def test_a_copay_taken_ahead_is_collected(story):
    bill = BILL.replace("charge,", "charge,patient_paid,") + "p1,C1,1,2026-03-02,97110,GP,1,60,10,ACME\n"
    tell(story, bill)
    yield
    assert stands(story) == {"collected": 10, "open_insurance": 30}


def test_a_per_visit_rate_is_shared_by_the_visits_lines(practice, tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "payers:\n  - payer: Acme\n    match: [acme]\n    class: commercial\n    versions:\n"
        "      - {effective: 2020-01-01, unit_rule: per_visit, visit_rate: 95, source: contract}\n",
        encoding="utf-8",
    )
    two = ONE + "p1,C1,2,2026-03-02,97140,GP,1,50,ACME\n"
    audited(practice, two, rules=rules)
    assert practice.ask("select sum(expected), min(price_basis) from line_value") == [(95, "visit_rate")]
    assert stands(practice) == {"open_insurance": 95}
