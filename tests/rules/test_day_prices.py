"""What a patient's day is worth to the payer: every case of tests/golden/prices_day.yaml, all in one practice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from practice import Practice

from analytics import pipeline

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "prices_day.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


def money(value) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


@pytest.fixture(scope="module")
def priced():
    """{case number: its lines of line_price in order}: patient P000 is the first case."""
    practice = Practice()
    pipeline.load_rules(practice.workspace, Path(__file__).with_name("price_payers.yaml"))
    rates = {(case["payer"], code): rate for case in CASES for code, rate in case.get("rates", {}).items()}
    for (payer, code), rate in rates.items():
        cpt, _, modifier = code.partition(" ")
        practice.rate(payer, cpt, rate, modifier=modifier or None)
    for number, case in enumerate(CASES):
        for order, (cpt, units, *marks) in enumerate(case["lines"], 1):
            practice.bill(
                cpt,
                units,
                patient_id=f"P{number:03}",
                claim_id=f"C{number:03}",
                line_no=str(order),
                dos=case["dos"],
                modifiers=(marks[0] if marks else "GP").split(),
                payer_name=case.get("payer", "Medicare"),
            )
    practice.rebuild()
    found: dict[int, list[dict]] = {}
    for row in practice.records(
        "select b.patient_id, p.* from line_price as p join billed_line as b using (line_key) order by p.line_key"
    ):
        found.setdefault(int(row["patient_id"][1:]), []).append(row)
    yield found, practice.workspace
    practice.close()


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["case"] for case in CASES])
def test_the_price_of_a_day(priced, number):
    case, rows = CASES[number], priced[0][number]
    assert [row["cpt"] for row in rows] == [line[0] for line in case["lines"]]
    if "worth" in case:
        assert [row["billed"] for row in rows] == [money(value) for value in case["worth"]]
        assert [row["correct"] for row in rows] == [money(value) for value in case["worth"]]  # no minutes: as billed
    if "day" in case:
        assert sum(row["billed"] for row in rows if row["billed"] is not None) == money(case["day"])
    if "first_full" in case:
        assert [row["cpt"] for row in rows if row["is_first"]] == [case["first_full"]]
    assert {row["is_assumed"] for row in rows} == {case.get("is_assumed", False)}


@pytest.mark.parametrize(
    "number", [n for n, case in enumerate(CASES) if "conversion_factor" in case], ids=lambda n: CASES[n]["case"]
)
def test_the_conversion_factor_is_that_of_the_day(priced, number):
    rows, workspace = priced[0][number], priced[1]
    factor = workspace.rows(
        "select conversion_factor, r.release from rvu_release as r where $day between first_day and last_day",
        day=CASES[number]["dos"],
    )[0]
    assert factor[0] == Decimal(str(CASES[number]["conversion_factor"]))
    total = workspace.rows(
        "select work_rvu + pe_rvu + mp_rvu from rvu where release = $release and hcpcs = '97110'", release=factor[1]
    )[0][0]
    assert rows[0]["billed"] == money(Decimal(total) * factor[0])


def test_a_locality_moves_every_price(priced):
    workspace = priced[1]
    pipeline.rebuild(workspace, locality="01182-18")
    by_code = dict(workspace.rows("select cpt, full_price from medicare_rate where release = '2026C'"))
    golden = {"97110": "32.07"}  # Los Angeles 2026: work 1.041, practice expense 1.183, malpractice 0.664
    assert {code: by_code[code] for code in golden} == {code: money(value) for code, value in golden.items()}
    pipeline.rebuild(workspace)
    assert workspace.rows("select locality from setting") == [("01182-18",)]  # kept until another is said
    pipeline.rebuild(workspace, locality=pipeline.NATIONAL)
    assert dict(workspace.rows("select cpt, full_price from medicare_rate where release = '2026C'"))["97110"] == money(
        "29.06"
    )


def test_a_locality_nobody_knows_is_refused(priced):
    from analytics.errors import InputError

    with pytest.raises(InputError, match="99999-99 is no Medicare locality"):
        pipeline.rebuild(priced[1], locality="99999-99")
