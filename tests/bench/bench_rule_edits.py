"""The effect of changed payer rules on a practice of a million lines, and saving them. Prints one JSON line.

    python tests/bench/bench_rule_edits.py [--lines 1000000]

The staging tables are those of bench_answers.py. A value of one payer from a day on; then rules for a payer that had
none, which changes whose rules a line follows and makes most of the ledger again.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from bench_answers import ROUNDS, STAGING, seconds

from analytics import pipeline
from analytics.rules import edits
from analytics.rules.effect import effect, reach
from analytics.workspace import Workspace

VALUE = "payers:\n- payer: Cigna\n  versions:\n  - {effective: 2026-01-01, unit_rule: cms, source: bench}\n"
PAYER = (
    "payers:\n- payer: Blue Cross\n  class: commercial\n  match: [blue cross]\n"
    "  versions:\n  - {effective: 2000-01-01, unit_rule: cms, source: bench}\n"
)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lines", type=int, default=999_999)
    lines = arguments.parse_args().lines // 3 * 3
    with Workspace(threads=2) as workspace:
        pipeline.load_rules(workspace)
        for sql in STAGING:
            workspace.cursor().execute(sql, {"lines": lines} if "$lines" in sql else None).fetchall()
        took = {"rebuild": seconds(lambda: pipeline.rebuild(workspace))}
        for name, text in (("value", VALUE), ("payer", PAYER)):
            rules = edits.candidate(workspace, text).rules
            took[f"reach_{name}"] = statistics.median(
                seconds(lambda r=rules: reach(workspace, r)) for _ in range(ROUNDS)
            )
            started = time.perf_counter()
            took[f"lines_{name}"] = effect(workspace, rules).reach.lines
            took[f"effect_{name}"] = time.perf_counter() - started
        took["save_value"] = seconds(lambda: edits.save(workspace, VALUE, "bench", "bench"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {"bench": "rule_edits", "lines": lines, "peak_mb": peak, **{k: round(v, 2) for k, v in took.items()}}
        )
    )


if __name__ == "__main__":
    main()
