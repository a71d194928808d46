"""All fuzzers one after the other, FUZZ_SECONDS each: PYTHONPATH=tests python -m fuzz.

What is found lies in .fuzz/crashes and is named at the end; the exit status is 1 then.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from . import seeds

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".fuzz"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))
STRATEGIES = (
    "tests/fuzz",
    "tests/sources/test_tables_fuzz.py",
    "tests/sources/test_x12_fuzz.py",
    "tests/units/test_unit_properties.py",
)
LIMITS = ("-timeout=5", "-rss_limit_mb=1024", "-len_control=0", "-max_len=300000", "-print_final_stats=1")


def run(target: str) -> list[Path]:
    """Fuzz one target; the inputs that broke something."""
    corpus, crashes = PLACE / "corpus" / target, PLACE / "crashes" / target
    crashes.mkdir(parents=True, exist_ok=True)
    seeds.write(target, corpus)
    before = set(crashes.iterdir())
    command = [sys.executable, "-m", "fuzz.harness", target, str(corpus), f"-artifact_prefix={crashes}/", *LIMITS]
    ended = subprocess.run([*command, f"-max_total_time={SECONDS}"], cwd=ROOT, check=False)
    found = sorted(set(crashes.iterdir()) - before)
    if ended.returncode and not found:
        sys.exit(f"the fuzzer of {target} ended with status {ended.returncode} and left no input")
    return found


def strategies() -> int:
    """The hypothesis strategies with many examples."""
    environment = os.environ | {"HYPOTHESIS_PROFILE": "fuzz"}
    command = [sys.executable, "-m", "pytest", "-n", "2", "--timeout=0", *STRATEGIES]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> None:
    found = [path for target in ("x12", "tables") for path in run(target)]
    for path in found:
        print(
            f"found: {path.relative_to(ROOT)}; again: PYTHONPATH=tests python -m fuzz.harness {path.parent.name} {path}"
        )
    sys.exit(1 if strategies() or found else 0)


if __name__ == "__main__":
    main()
