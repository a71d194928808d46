"""Remittances as payers and exports shape them, file to ledger: what was paid, owed, denied and left."""

from __future__ import annotations

import pytest
from practice import Practice

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


@pytest.fixture
def audit():
    made = []

    def run(bill: str, *remittances: bytes, rules=None) -> Practice:
        practice = Practice()
        made.append(practice)
        if rules:
            pipeline.load_rules(practice.workspace, rules)
        files = [("b.csv", bill.encode()), *((f"r{i}", data) for i, data in enumerate(remittances)), ("fees.csv", FEES)]
        sources.load(practice.workspace, [file for name, data in files for file in from_bytes(name, data)])
        assert practice.ask("select name, reason from input_file where status = 'refused'") == []
        practice.rebuild()
        right = " + ".join(name for name in REVENUE.split(", ") if name != "above_expected")
        closes = f"earned + above_expected = unbilled_units + {right}"
        assert practice.ask(f"select * from ledger_line where not ({closes})") == []
        return practice

    yield run
    for practice in made:
        practice.close()


def stands(practice: Practice) -> dict[str, float]:
    """What is not zero in the revenue ledger."""
    row = practice.records(
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
def test_a_remittance_table_of_one_row_per_line(audit, row, expected):
    assert stands(audit(ONE, (CSV + row).encode())) == expected


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
def test_a_reversal_cancels_the_original_in_any_order(audit, remittances):
    assert stands(audit(ONE, *remittances)) == {"collected": 24, "open_patient": 6, "underpaid": 10}


def test_a_reversal_may_name_the_payers_claim_number_only(audit):
    by_number = REVERSAL.replace("CLP*C1*", "CLP*OTHER*").replace("*I2", "*I1")
    assert stands(audit(ONE, era(ORIGINAL), era(by_number, date="20260501", trace="T2"))) == {"open_insurance": 40}


def test_only_the_later_payers_answer_is_counted_once(audit):
    later = clp(
        "2", "60", "8", "0", "I1", "C1", "SVC*HC:97110:GP*60*8**1", "DTM*472*20260302", "CAS*OA*23*52", "REF*6R*1"
    )
    practice = audit(ONE, era(later))
    assert stands(practice)["collected"] == 8
    assert practice.ask("select * from finding") == []


def test_what_speaks_of_an_earlier_payer_is_a_later_payers_answer_whatever_its_status(audit):
    later = clp(
        "1", "60", "8", "0", "I9", "C1", "SVC*HC:97110:GP*60*8**1", "DTM*472*20260302", "CAS*OA*23*52", "REF*6R*1"
    )
    practice = audit(ONE, era(ORIGINAL), era(later, date="20260501", payer="SECOND", trace="T2"))
    assert stands(practice) == {"collected": 40}


def test_a_claim_level_adjustment_beside_lines_is_shared_by_what_they_were_paid(audit):
    two = ONE + "p1,C1,2,2026-03-02,97140,GP,1,50,ACME\n"
    claim = clp("1", "110", "60", "10", "I1", "C1", "CAS*PR*1*10", "SVC*HC:97110:GP*60*40**1", "DTM*472*20260302",
                "CAS*CO*45*20", "REF*6R*1", "SVC*HC:97140:GP*50*30**1", "DTM*472*20260302", "CAS*CO*45*20",
                "REF*6R*2")  # fmt: skip
    practice = audit(two, era(claim))
    assert stands(practice) == {"collected": 60, "open_patient": 10, "underpaid": 5}
    assert practice.ask("select sum(patient_balance) from receivable") == [(10,)]


def test_paid_nothing_for_a_reason_that_is_no_denial_is_written_off(audit):
    claim = clp(
        "1", "60", "0", "0", "I1", "C1", "SVC*HC:97110:GP*60*0**1", "DTM*472*20260302", "CAS*CO*B4*60", "REF*6R*1"
    )
    assert stands(audit(ONE, era(claim))) == {"written_off": 40}


def test_a_payment_nobody_reversed_stands_against_a_later_denial(audit):
    denied = clp(
        "1", "60", "0", "0", "I9", "C1", "SVC*HC:97110:GP*60*0**1", "DTM*472*20260302", "CAS*CO*50*60", "REF*6R*1"
    )
    assert stands(audit(ONE, era(ORIGINAL), era(denied, date="20260501", trace="T2"))) == {
        "collected": 32,
        "open_patient": 8,
    }


def test_a_void_and_its_charge_leave_before_anything_is_counted(audit):
    practice = audit(ONE + "p1,C1,1,2026-03-02,97110,GP,-1,-60,ACME\n" + "p2,C2,1,2026-03-02,97140,GP,-1,-50,ACME\n")
    assert practice.ask("select patient_id, insurance_balance, credit from receivable") == [("p2", 0, 50)]


def test_a_line_denied_in_part_above_the_minutes_is_worth_what_they_support(audit):
    bill = BILL.replace("units,", "units,minutes,") + "p1,C1,1,2026-03-02,97110,GP,3,15,180,ACME\n"
    claim = clp(
        "1", "180", "0", "0", "I1", "C1", "SVC*HC:97110:GP*180*0**3", "DTM*472*20260302", "CAS*CO*50*180", "REF*6R*1"
    )
    practice = audit(bill, era(claim))
    assert practice.ask("select category, kind, amount from finding") == [("medical_necessity", "leak", 40)]
    assert stands(practice) == {"denied": 40}


def test_fewer_units_worth_more_are_no_leak(audit):
    bill = BILL.replace("units,", "units,minutes,")
    bill += "p1,C1,1,2026-03-02,97530,GP,2,8,90,ACME\np1,C1,2,2026-03-02,97140,GP,0,30,0,ACME\n"
    bill += "p2,C2,1,2026-03-02,97530,GP,5,8,225,ACME\np2,C2,2,2026-03-02,97140,GP,0,75,0,ACME\n"  # +1 unit, -$5
    practice = audit(bill + "p1,C1,3,2026-03-02,97110,GP,0,7,0,ACME\n")
    assert practice.ask("select verdict, value from unit_visit where patient_id = 'p2'") == [("under", -5)]
    assert practice.ask("select kind, category, amount from finding where amount <= 0") == []
    summed, by_payer = ask(practice.workspace, "summary_units")[0], ask(practice.workspace, "units_by_payer")
    assert summed["missed_value"] == sum(row["missed_value"] for row in by_payer)
    assert (
        summed["missed_value"]
        == practice.ask("select coalesce(sum(amount), 0) from finding where category = 'unbilled_units'")[0][0]
    )


def test_a_copay_taken_ahead_is_collected(audit):
    bill = BILL.replace("charge,", "charge,patient_paid,") + "p1,C1,1,2026-03-02,97110,GP,1,60,10,ACME\n"
    assert stands(audit(bill)) == {"collected": 10, "open_insurance": 30}


def test_a_per_visit_rate_is_shared_by_the_visits_lines(audit, tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "payers:\n  - payer: Acme\n    match: [acme]\n    class: commercial\n    versions:\n"
        "      - {effective: 2020-01-01, unit_rule: per_visit, visit_rate: 95, source: contract}\n",
        encoding="utf-8",
    )
    two = ONE + "p1,C1,2,2026-03-02,97140,GP,1,50,ACME\n"
    practice = audit(two, rules=rules)
    assert practice.ask("select sum(expected), min(price_basis) from line_value") == [(95, "visit_rate")]
    assert stands(practice) == {"open_insurance": 95}
