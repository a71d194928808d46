"""Rules that change with the years: the demo practice from 2019 to 2026, audited."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from demo.test_audit_of_demo import audit

from analytics import demo


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    folder = tmp_path_factory.mktemp("years") / "demo"
    demo.generate(folder, preset="years")
    truth = json.loads((folder / "truth" / "planted.json").read_text(encoding="utf-8"))
    with audit(folder, "billing.csv", "minutes.csv", "fee_schedule.csv", "remittances") as workspace:
        yield workspace, truth


def test_every_planted_leak_of_eight_years_is_found_and_none_invented(years):
    workspace, truth = years
    rows = workspace.rows("select kind, category, rule_id, claim_id, line_no from finding")
    found = Counter((kind, category, rule, claim, str(line)) for kind, category, rule, claim, line in rows)
    keys = ("kind", "category", "rule_id", "claim_id", "line_no")
    told = Counter(tuple(str(row[key]) if key == "line_no" else row[key] for key in keys) for row in truth["findings"])
    assert sorted((found - told).elements()) == []
    assert sorted((told - found).elements()) == []
    assert {rule for _, _, rule, _, _ in told} >= {
        "discipline_missing",
        "pair_missing_59",
        "kx_missing",
        "assistant_missing",
    }
