"""The published examples and the known contradictions of guides, as rows in and units out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analytics import pipeline
from analytics.rules import payers

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "units.yaml").read_text(encoding="utf-8"))
RULES = """
payers:
  - payer: Rule {rule}
    match: ["rule {rule}"]
    class: commercial
    versions:
      - {{effective: 2020-01-01, unit_rule: {rule}, source: test, verified: unverified}}
"""


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Every case under every rule, audited at once: {(case, rule): [(cpt, units, tie)]}."""
    from practice import Practice

    made = Practice()
    folder = tmp_path_factory.mktemp("rules")
    rules = payers.shipped_rules()
    for rule in ("cms", "ama", "strict15"):
        file = folder / f"{rule}.yaml"
        file.write_text(RULES.format(rule=rule), encoding="utf-8")
        rules = rules.overlay(payers.load_rules(file))
    payers.store(made.workspace.cursor(), rules)
    for case in CASES:
        for rule in ("cms", "ama", "strict15"):
            for cpt, minutes in case["minutes"].items():
                made.bill(cpt, 1, minutes=minutes, patient_id=case["case"], payer_name=f"Rule {rule}")
    pipeline.rebuild(made.workspace)
    found = {}
    for name, rule, cpt, units, tie in made.ask(
        "select patient_id, rule, cpt, units_correct, tie from unit_audit order by patient_id"
    ):
        found.setdefault((name, rule), {})[cpt] = (int(units), tie)
    yield found
    made.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
@pytest.mark.parametrize("rule", ["cms", "ama", "strict15"])
def test_units(audited, case, rule):
    got = [audited[case["case"], rule][cpt][0] for cpt in case["minutes"]]
    if rule == "cms" and "cms_total" in case:
        assert (sum(got), max(got)) == (case["cms_total"], case["cms_most"])
    else:
        assert got == case[rule]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_tie_is_flagged_where_the_manual_leaves_the_choice(audited, case):
    ties = [audited[case["case"], "cms"][cpt][1] for cpt in case["minutes"]]
    assert any(ties) == case.get("tie", False)
    assert not any(audited[case["case"], "ama"][cpt][1] for cpt in case["minutes"])


def test_every_case_has_a_source():
    assert len(CASES) >= 35
    assert all(case["source"] for case in CASES)
