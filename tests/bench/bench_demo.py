"""Twelve months of the demo practice, files to answers, in a fresh process. Prints one JSON line."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analytics import demo

ROUNDS = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        counts = demo.generate(Path(folder) / "demo")
        command = [sys.executable, "-m", "analytics", "audit", f"{folder}/demo", "--out", f"{folder}/out"]
        took = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            took.append(time.perf_counter() - started)
    figures = {"lines": counts["lines"], "remittance_files": counts["remittance_files"]}
    print(json.dumps({"bench": "demo", **figures, "cold_s": round(statistics.median(took), 2)}))


if __name__ == "__main__":
    main()
