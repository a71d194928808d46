"""How fast the 835 reader is, against a plain Python loop over the same segments into the same tables.

    python tests/bench/bench_835.py [--mb 100] [--threads 2]

Writes a seeded, balanced 835 to a temporary folder, reads it with each in a process of its own, asserts that both
found the same sums, and prints one JSON line: wall and CPU seconds, MB per second and peak memory, and the ratio of
the wall times, each the better of two rounds. On a machine that does other work as well, compare the CPU seconds.
The loop does less: no rejects, no duplicates, no control totals, no checks.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from bench_835_file import generate
from bench_835_loop import Loop

from analytics.sources.x12 import remittance
from analytics.workspace import Workspace

READERS = ("rehabledger", "loop")
ROUNDS = 2


def measure(reader: str, path: Path, threads: int) -> dict:
    """One reader on one file in this process: seconds, peak memory in MB, and the sums of its tables."""
    data = path.read_bytes()
    with Workspace(threads=threads) as workspace:
        cursor = workspace.cursor()
        cursor.execute(
            "insert into input_file (file_id, name, sha256, bytes, kind, status) "
            "values (1, '', '', 0, 'x12_835', 'loaded')"
        ).fetchall()
        start, start_cpu = time.perf_counter(), time.process_time()
        if reader == "rehabledger":
            remittance.load(cursor, 1, data)
        else:
            loop = Loop(1)
            loop.read(data.decode())
            loop.insert(cursor)
        return {
            "seconds": time.perf_counter() - start,
            "cpu_seconds": time.process_time() - start_cpu,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "sums": sums(workspace),
        }


def sums(workspace) -> list[str]:
    """Every table as one line of counts, sums and keys, for both readers to agree on."""
    queries = (
        "select count(*), sum(amount), max(payment_date), count(distinct trace_number), sum(payment_key) "
        "from remit_payment",
        "select count(*), sum(charge), sum(paid), sum(patient_resp), sum(claim_key), sum(sequence), "
        "count(distinct patient_member_id), count(distinct patient_record_id), max(rendering_name), "
        "sum(statement_to - date '2000-01-01') from remit_claim",
        "select count(*), sum(charge), sum(paid), sum(units), sum(submitted_units), sum(allowed), sum(line_key), "
        "sum(claim_key), sum(sequence), sum(len(modifiers)), sum(len(remarks)), sum(dos - date '2000-01-01'), "
        "sum(dos_to - date '2000-01-01'), count(distinct code), sum(line_control::bigint) from remit_line",
        "select count(*), sum(amount), sum(line_key), sum(claim_key), sum(sequence), count(distinct carc) "
        "from remit_adjustment",
        "select count(*), sum(amount), max(reason), sum(payment_key) from remit_provider_adjustment",
    )
    return [" ".join(str(value) for value in workspace.rows(query)[0]) for query in queries]


def in_own_process(reader: str, path: Path, threads: int) -> dict:
    """`measure` in a fresh interpreter, because peak memory never goes down again."""
    command = [sys.executable, __file__, "--measure", reader, str(path), "--threads", str(threads)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=float, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        reader, path = arguments.measure
        print(json.dumps(measure(reader, Path(path), arguments.threads)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "remittance.835"
        generate(path, int(arguments.mb * 1_000_000))
        runs = [[in_own_process(reader, path, arguments.threads) for reader in READERS] for _ in range(ROUNDS)]
        ours, loop = (min(results, key=lambda result: result["seconds"]) for results in zip(*runs, strict=True))
        size = path.stat().st_size / 1_000_000
    assert ours["sums"] == loop["sums"], (ours["sums"], loop["sums"])
    figures = {
        "mb": round(size, 1),
        "lines": int(ours["sums"][2].split()[0]),
        "seconds": round(ours["seconds"], 2),
        "mb_per_second": round(size / ours["seconds"], 1),
        "cpu_seconds": round(ours["cpu_seconds"], 2),
        "peak_mb": round(ours["peak_mb"]),
        "loop_seconds": round(loop["seconds"], 2),
        "loop_cpu_seconds": round(loop["cpu_seconds"], 2),
        "loop_peak_mb": round(loop["peak_mb"]),
        "times_faster": round(loop["seconds"] / ours["seconds"], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
