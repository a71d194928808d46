"""The audit of the demo practice against the truth its generator planted: every leak found, nothing else, to the cent."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal

import pytest

from analytics import demo, pipeline, sources
from analytics.questions import ask
from analytics.sources.inputs import expand
from analytics.summary import summarize
from analytics.workspace import Workspace


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("practice") / "demo"
    demo.generate(folder)
    workspace = Workspace()
    pipeline.load_rules(workspace)
    sources.load(workspace, expand(folder))
    pipeline.rebuild(workspace)
    truth = json.loads((folder / "truth" / "planted.json").read_text(encoding="utf-8"))
    yield workspace, truth
    workspace.close()


def money(value) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_every_planted_finding_is_found_and_nothing_else(audited):
    workspace, truth = audited
    found = Counter(
        (row[0], row[1], row[2], str(row[3]), money(row[4]))
        for row in workspace.rows("select kind, category, claim_id, dos, amount from finding")
    )
    planted = Counter(
        (row["kind"], row["category"], row["claim_id"], row["dos"], money(row["amount"])) for row in truth["findings"]
    )
    assert len(planted) > 500
    assert sorted((found - planted).elements()) == []
    assert sorted((planted - found).elements()) == []
