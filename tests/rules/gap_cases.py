"""Golden cases of the modifier rules: every case of a file is a patient of one practice, rebuilt once.

A line: what `Practice.bill` takes, with `payer` for payer_name, and what the payer answered: `allowed` (80 % paid, the
rest coinsurance; `paid`, `seq` where it was otherwise), or `denied` (a reason in group CO), on the day `answered`.
`opening`: {bucket: amount} of the year of the first line. `notes`: rows of a treatment-minutes file.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import yaml
from practice import Practice

from analytics import pipeline

GOLDEN = Path(__file__).parents[1] / "golden"
PAYERS = Path(__file__).with_name("threshold_payers.yaml")
DAY, ANSWERED = datetime.date(2026, 3, 2), datetime.date(2026, 4, 1)
# Round rates, so that a case can be added up in the head.
RATES = {
    "97110": 40,
    "97112": 30,
    "97140": 25,
    "97530": 50,
    "97035": 10,
    "97535": 45,
    "97161": 100,
    "97150": 20,
    "92507": 80,
}
RATED = (
    "Lantern Threshold",
    "Beacon Share",
    "Quarry Allowed",
    "Plain Plan",
    "Cap Order",
    "Cap Best",
    "Cap Discipline",
    "Cap Evaluation",
    "Cap Dollars",
)


def cases(name: str) -> list[dict]:
    return yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))


def money(amount: object) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def made(*files: list[dict]) -> Practice:
    """A practice of these cases, with the payers of the tests, rebuilt."""
    practice = Practice()
    pipeline.load_rules(practice.workspace, PAYERS)
    for payer in RATED:
        for cpt, rate in RATES.items():
            practice.rate(payer, cpt, rate)
    for case in (case for file in files for case in file):
        _add(practice, case)
    practice.rebuild()
    return practice


def _add(practice: Practice, case: dict) -> None:
    patient = case["case"]
    for number, line in enumerate(case["lines"], start=1):
        _bill(practice, patient, number, dict(line))
    for row in case.get("notes", []):
        practice.document(
            row["cpt"], row.get("minutes"), **{"patient_id": patient, "dos": DAY} | _rest(row, "cpt", "minutes")
        )
    year = case["lines"][0].get("dos", DAY).year
    for bucket, amount in case.get("opening", {}).items():
        opening(practice, patient, case.get("opening_year", year), bucket, amount)


def _bill(practice: Practice, patient: str, number: int, line: dict) -> None:
    answer = {key: line.pop(key) for key in ("allowed", "denied", "answered", "paid", "seq") if key in line}
    cpt, units, payer = line.pop("cpt", "97110"), line.pop("units", 1), line.pop("payer", "Medicare")
    values = {"patient_id": patient, "claim_id": f"{patient}-{number}", "line_no": "1", "dos": DAY, "charge": 900}
    values |= {"payer_name": payer} | line
    practice.bill(cpt, units, **values)
    if answer:
        _answer(practice, cpt, values, answer)


def _answer(practice: Practice, cpt: str, values: dict, answer: dict) -> None:
    claim, charge = values["claim_id"], money(values["charge"])
    given = {"charge": charge, "line": "1", "dos": values["dos"], "date": answer.get("answered", ANSWERED)}
    given |= {"payer_name": values["payer_name"]}
    if "denied" in answer:
        practice.remit(claim, cpt, paid=0, adjustments=[("CO", str(answer["denied"]), charge)], **given)
        return
    allowed, cut = money(answer["allowed"]), money(answer.get("seq", 0))
    paid = money(answer["paid"]) if "paid" in answer else money(allowed * Decimal("0.8")) - cut
    shares = [("PR", "2", allowed - paid - cut), ("CO", "45", charge - allowed)]
    shares += [("CO", "253", cut)] if cut else []
    practice.remit(claim, cpt, paid=paid, adjustments=[share for share in shares if share[2]], **given)


def opening(practice: Practice, patient: str, year: int, bucket: str, amount: object, shop: str | None = None) -> None:
    values = {"row_key": (9 << 32) + practice.rows + 1, "file_id": 9, "practice": shop, "patient_id": patient}
    practice._insert("opening_balance", values | {"year": year, "bucket": bucket, "amount": amount, "source": "portal"})


def found(practice: Practice, table: str) -> dict[str, list[dict]]:
    """The gaps of a table by case; `line` and `related` are the numbers of the lines in their case."""
    rows = practice.records(
        f"""select b.patient_id as patient, cast(split_part(b.claim_id, '-', -1) as integer) as line,
            g.modifier, g.rule_id as rule, g.verdict, g.trust, g.at_stake, g.explanation, g.citation,
            cast(split_part(r.claim_id, '-', -1) as integer) as related
        from {table} as g
        join billed_line as b on b.line_key = g.line_key
        left join billed_line as r on r.line_key = g.related_line_key
        order by b.patient_id, b.line_key, g.rule_id"""
    )
    gaps: dict[str, list[dict]] = {}
    for row in rows:
        gaps.setdefault(row.pop("patient"), []).append(row)
    return gaps


def compare(case: dict, gaps: list[dict]) -> None:
    """Every expected gap and no other; of a gap only the keys that the case names. `says`: words of the explanation."""
    assert [(gap["line"], gap["rule"]) for gap in gaps] == [(want["line"], want["rule"]) for want in case["expect"]]
    for gap, want in zip(gaps, case["expect"], strict=True):
        for words in want.get("says", []):
            assert words in gap["explanation"]
        for words in want.get("cites", []):
            assert words in gap["citation"]
        for words in want.get("hides", []):
            assert words not in gap["explanation"] + gap["citation"]
        given = {key: value for key, value in want.items() if key not in ("says", "cites", "hides")}
        if "at_stake" in given:
            given["at_stake"] = None if given["at_stake"] is None else money(given["at_stake"])
        assert {key: gap[key] for key in given} == given


def _rest(row: dict, *names: str) -> dict:
    return {key: value for key, value in row.items() if key not in names}
