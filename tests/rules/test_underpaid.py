"""Underpaid and overpaid against an agreed rate: every case of tests/golden/underpaid.yaml, all in one practice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from practice import Practice

from analytics import assumptions, pipeline

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "underpaid.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
DAY, LOS_ANGELES = datetime.date(2026, 7, 6), "01182-18"
RATES = {"97110": 40, "97140": 25, "97530": 50, "97162": 200}
RATED = ("Plain Plan", "Share Plan", "Half Plan", "Guess Plan", "Cap Plan", "Aide Plan", "Self pay")
FOUND = """select b.patient_id as patient, b.line_no, g.kind, g.amount, g.explanation, g.citation
    from payment_gap as g join episode as b on b.episode_key = g.episode_key order by all"""


def money(value) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def answer(practice: Practice, given: dict, line: dict) -> None:
    """What the payers answered, in the order in which it came."""
    charge = money(line.get("charge") or 100)
    said = {"payer_name": given["payer_name"], "dos": given["dos"], "line": given["line_no"], "charge": charge}
    claim, cpt = given["claim_id"], given["cpt"]
    for carc in filter(None, (line.get("first"), line.get("denied"))):
        practice.remit(claim, cpt, adjustments=[("CO", carc, charge)], date=datetime.date(2026, 8, 1), **said)
    if "reversed" in line:
        low = money(line["reversed"])
        rest, first = [("CO", "45", charge - low)], said | {"payer_claim_id": f"{claim}-A", "units": 1}
        practice.remit(claim, cpt, paid=low, adjustments=rest, date=datetime.date(2026, 8, 1), **first)
        back = {"status": "22", "charge": -charge, "paid": -low, "date": datetime.date(2026, 8, 9)}
        practice.remit(claim, cpt, adjustments=[("CO", "45", low - charge)], **first | back)
    if "allowed" in line:
        _pay(practice, claim, cpt, line, said | {"date": datetime.date(2026, 8, 20)})
    if "second" in line:
        paid = money(line["second"])
        later = said | {"status": "2", "payer_name": "Second Plan", "date": datetime.date(2026, 9, 20)}
        practice.remit(claim, cpt, paid=paid, adjustments=[("OA", "23", charge - paid)], **later)


def _pay(practice: Practice, claim: str, cpt: str, line: dict, said: dict) -> None:
    allowed, cut = money(line["allowed"]), money(line.get("seq", 0))
    paid = money(line["paid"]) if "paid" in line else money(allowed * Decimal("0.8")) - cut
    patient = money(line["resp"]) if "resp" in line else allowed - paid - cut
    held = [("CO", line["held"][0], money(line["held"][1]))] if "held" in line else []
    rest = said["charge"] - paid - patient - cut - sum(amount for *_, amount in held)
    shares = [("PR", "2", patient), ("CO", "253", cut), ("CO", "45", rest), *held]
    given = said | {"units": line.get("paid_units", line.get("units", 1))}
    stated = {"allowed": allowed} if line.get("stated") else {}
    practice.remit(claim, cpt, paid=paid, adjustments=[share for share in shares if share[2]], **given, **stated)


def bill(practice: Practice, case: dict) -> None:
    for number, line in enumerate(case["lines"], 1):
        given = {"patient_id": case["case"], "claim_id": case["case"], "line_no": str(number), "cpt": "97110"}
        given |= {"payer_name": case["payer"], "dos": case.get("dos", DAY), "charge": 100}
        given |= {key: line[key] for key in ("cpt", "charge") if key in line}
        practice.bill(units=line.get("units", 1), modifiers=line.get("modifiers", "GP").split(), **given)
        answer(practice, given, line)
        if "minutes" in line:
            practice.document(given["cpt"], line["minutes"], patient_id=case["case"], dos=given["dos"])


@pytest.fixture(scope="module")
def judged() -> Iterator[tuple[dict[str, list[dict]], Practice]]:
    """What was found of each case, and the practice."""
    practice = Practice()
    pipeline.load_rules(practice.workspace, Path(__file__).with_name("underpaid_payers.yaml"))
    for payer in RATED:
        for cpt, rate in RATES.items():
            practice.rate(payer, cpt, rate)
        practice.rate(payer, "97112", 30)
        practice.rate(payer, "97112", 33, effective=datetime.date(2026, 4, 1))
    practice.rate("Plain Plan", "97110", 34, modifier="CQ")
    practice.rate("Visit Plan", "*", 80, basis="visit")
    for case in CASES:
        bill(practice, case)
    pipeline.rebuild(practice.workspace, locality=LOS_ANGELES)
    yield found(practice), practice
    practice.close()


def found(practice: Practice) -> dict[str, list[dict]]:
    practice.workspace.build("answers/payment_gap")
    gaps: dict[str, list[dict]] = {}
    for row in practice.records(FOUND):
        gaps.setdefault(row.pop("patient"), []).append(row)
    return gaps


def marked(case: dict):
    marks = [pytest.mark.xfail(strict=True, reason=case["fails"])] if "fails" in case else []
    return pytest.param(case, id=case["case"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_a_case(judged, case):
    gaps = [(int(row["line_no"]), row["kind"], row["amount"]) for row in judged[0].get(case["case"], [])]
    assert gaps == [(line, kind, money(amount)) for line, kind, amount in case["expect"]]


def test_a_line_has_one_gap_at_most_and_words_for_it(judged):
    gaps = [gap for rows in judged[0].values() for gap in rows]
    assert all(gap["amount"] > 1 and gap["explanation"].startswith("allowed ") for gap in gaps)
    assert len({(patient, row["line_no"]) for patient, rows in judged[0].items() for row in rows}) == len(gaps)
    words = {patient: rows[0]["explanation"] for patient, rows in judged[0].items()}
    assert words["cut as an assistant's without CQ"] == "allowed 28.22 for 1 unit; its part of the day's price is 32.07"
    assert words["an assistant's cut and a low rate"].endswith("is 40.00, less 6.00 for the assistant")
    assert words["less than a charge below the rate"].endswith("; the charge of 30.00 is below it")
    assert words["sequestration of five per cent"].endswith(
        "; 2.60 of the sequestration of 4.33 is above 2 % of the payment"
    )
    assert words["the same behind a full allowed amount"].endswith("; 3.85 of the allowed amount was not paid")
    assert words["a visit paid too low"] == "allowed 50.00 for 1 unit; the rate of the visit is 80.00"


def test_findings_are_the_gaps(judged):
    if "answers/payment_gap" not in pipeline.STEPS:
        pytest.skip("payment_gap is no step yet")
    gaps = set(judged[1].ask("select episode_key, kind, amount from payment_gap"))
    told = judged[1].ask(
        "select line_key, category, amount, kind from finding where rule_id in ('underpaid', 'overpaid')"
    )
    assert {row[:3] for row in told} == gaps
    assert {(row[1], row[3]) for row in told} == {("underpaid", "leak"), ("overpaid", "exposure")}


def test_the_tolerances_are_the_users(judged):
    workspace = judged[1].workspace
    try:
        assumptions.keep(workspace, "underpaid_tolerance_dollars", "0.99")
        assumptions.keep(workspace, "underpaid_tolerance_share", "0")
        gaps = found(judged[1])
        assert {"a dollar below is none", "a dollar above is none", "one per cent below is none"} <= gaps.keys()
        assumptions.keep(workspace, "underpaid_tolerance_share", "0.1")
        assumptions.keep(workspace, "underpaid_tolerance_dollars", "0")
        gaps = found(judged[1])
        assert "three units" in gaps  # 15 of 120
        assert {
            "Medicare pays the national price",
            "a cent more than a dollar",
            "one of two units paid",
        } & gaps.keys() == {"one of two units paid"}
    finally:
        for name in ("underpaid_tolerance_dollars", "underpaid_tolerance_share"):
            assumptions.forget(workspace, name)
        found(judged[1])


def test_national_prices_are_nobodys(judged):
    """Last in this file: the practice is priced anew."""
    pipeline.rebuild(judged[1].workspace, locality=pipeline.NATIONAL)
    medicare = {case["case"] for case in CASES if case["payer"] == "Medicare"}
    gaps = found(judged[1])
    assert gaps
    assert not medicare & gaps.keys()
