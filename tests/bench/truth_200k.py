"""The practice in which everything happens to money, at 200,000 lines: every figure against what was planted.

    python -m tests.bench.truth_200k [--lines 200000] [--seed 20260101] [--all]

Prints how long generation and audit took and every figure that differs; exit status 1 where one does. --all: the
claims and their acknowledgements beside the tables.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from demo.ledger_figures import audited, differences, found_figures, told_figures

from analytics import demo

LINES, SEED = 200_000, 20260101
LINES_A_DAY = 585  # of a year that one visit a day more brings: a little less than it is
TABLES = ("billing.csv", "minutes.csv", "fee_schedule.csv", "remittances")
MOST_SHOWN = 200


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        started = time.perf_counter()
        counts = demo.generate(
            folder, seed=options.seed, preset="ledger", visits_per_day=math.ceil(options.lines / LINES_A_DAY)
        )
        generated = time.perf_counter() - started
        truth = json.loads((folder / "truth" / "planted.json").read_text(encoding="utf-8"))
        started = time.perf_counter()
        with audited(folder, *(() if options.all else TABLES)) as workspace:
            took = time.perf_counter() - started
            told = told_figures(truth)
            wrong = differences(found_figures(workspace, truth), told)
    print("\n".join(wrong[:MOST_SHOWN]))
    figures = {"lines": counts["lines"], "figures": len(told), "different": len(wrong)}
    print(json.dumps({"bench": "truth", **figures, "generation_s": round(generated, 1), "audit_s": round(took, 1)}))
    return 1 if wrong or counts["lines"] < options.lines else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=LINES, help="at least so many billed lines")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--all", action="store_true", help="audit the claims too")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
