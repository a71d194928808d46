"""Every benchmark, one after the other, each in a process of its own: a table on the screen, figures in .bench/.

    python tests/bench/run.py [NAME ...]

Exit status 1 where a figure misses the bound the project holds itself to (docs/performance.md).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHES = {
    "units": ["bench_units.py"],
    "835": ["bench_835.py", "--mb", "100"],
    "demo": ["bench_demo.py"],
    "answers": ["bench_answers.py"],
    "pages": ["bench_pages.py"],
    "explore": ["bench_explore.py"],
    "tables": ["bench_tables.py"],
    "rules": ["bench_rules.py"],
    "rule_edits": ["bench_rule_edits.py"],
}
# bench -> figure -> (bound, "most" or "least")
BOUNDS = {
    "units": {"times_visit": (6, "most")},
    "tables": {"times_peer": (4, "most"), "xlsx_median_s": (8, "most")},
    "answers": {"slowest_s": (0.3, "most")},
    "demo": {"cold_s": (6, "most")},
    "pages": {"all_median_s": (0.3, "most"), "all_worst_s": (1.0, "most")},
    "explore": {"explore_worst_s": (1.0, "most"), "drawer_worst_s": (0.5, "most"), "story_worst_s": (0.2, "most")},
    "rules": {"slowest_change_s": (15, "most")},
    "835": {
        "times_faster_than_oxedi": (1, "least"),
        "times_faster_than_oxedi_same_columns": (1, "least"),
        "times_faster_than_loop": (6, "least"),
        "peak_times_file": (8, "most"),
    },
}


def main() -> int:
    chosen = sys.argv[1:] or list(BENCHES)
    folder = ROOT / ".bench"
    folder.mkdir(exist_ok=True)
    missed = 0
    for name in chosen:
        script, *options = BENCHES[name]
        command = [sys.executable, str(ROOT / "tests" / "bench" / script), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: failed\n{done.stderr}", file=sys.stderr)
            return 1
        figures = json.loads(done.stdout.strip().splitlines()[-1])
        (folder / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        print(name)
        for figure, value in figures.items():
            bound, kind = BOUNDS.get(name, {}).get(figure, (None, None))
            kept = bound is None or (value <= bound if kind == "most" else value >= bound)
            missed += not kept
            print(
                f"  {figure:28} {value!s:>14}"
                + (f"   at {kind} {bound}: {'kept' if kept else 'MISSED'}" if bound else "")
            )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
