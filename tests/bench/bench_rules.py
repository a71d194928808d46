"""Changed payer rules on a practice of a million lines: storing them, making again what reads them. One JSON line.

    python tests/bench/bench_rules.py [--lines 1000000]

The practice of bench_answers.py, its lines given modifiers (one in twelve lacks GP, some carry GO, 59, KX or CQ) and
assistants' minutes, so that the rules of modifiers have work. Each change is laid over the shipped rules and followed
by pipeline.rebuild(changed=RULES); slowest_change_s is the slowest of them. The baseline is a bare GROUP BY of the
billing rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from bench_answers import BASELINE, DRESSED, STAGING, seconds

from analytics import pipeline, steps
from analytics.rules.payer_text import from_yaml
from analytics.rules.payers import PayerRules, shipped_rules, store
from analytics.workspace import Workspace

FORM = "payers:\n- payer: {}\n  versions:\n  - {{effective: 2026-01-01, {}, source: bench}}\n"
CHANGES = {
    "unit_rule": FORM.format("Cigna", "unit_rule: cms"),
    "mppr": FORM.format("Medicare Part B", "mppr: none"),
    "appeal_days": FORM.format("Medicare Part B", "appeal_days: 110"),
    "daily_cap": FORM.format("Aetna", "daily_cap: {kind: units, amount: 4}"),
}


def change(workspace: Workspace, rules: PayerRules) -> None:
    """Store rules and make again what reads them."""
    store(workspace.cursor(), rules)
    pipeline.rebuild(workspace, changed=steps.RULES)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lines", type=int, default=999_999)
    lines = arguments.parse_args().lines // 3 * 3
    with Workspace(threads=2) as workspace:
        pipeline.load_rules(workspace)
        for sql in STAGING:
            workspace.cursor().execute(sql, {"lines": lines} if "$lines" in sql else None).fetchall()
        workspace.cursor().execute(DRESSED).fetchall()
        rebuilt, shipped, took = seconds(lambda: pipeline.rebuild(workspace)), shipped_rules(), {}
        for name, text in CHANGES.items():
            rules = shipped.overlay(from_yaml((f"{name}.yaml", text)))
            took[name] = seconds(lambda rules=rules: change(workspace, rules))
        gaps = workspace.rows("select count(*) from modifier_gap")[0][0]
        grouped = seconds(lambda: workspace.rows(BASELINE))
    figures = {"bench": "rules", "lines": lines, "modifier_gaps": gaps, "rebuild_s": round(rebuilt, 2)}
    figures |= {"group_by_s": round(grouped, 3), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
    figures |= {"slowest_change_s": round(max(took.values()), 2)}
    print(json.dumps(figures | {f"change_{name}_s": round(value, 2) for name, value in took.items()}))


if __name__ == "__main__":
    main()
