"""How fast the 835 reader is, against oxedi and against a plain Python loop, from a file to tables in DuckDB.

    python tests/bench/bench_835.py [--mb 100] [--threads 2] [--rounds 3]

Writes a seeded, balanced 835 to a temporary folder and reads it with each in turn, in a process of its own, several
rounds over. Asserts that the loop fills the same tables with the same values and that oxedi finds the same lines,
payments and adjustments. Prints one JSON line: wall and CPU seconds (user and system) as median, least and most, peak
memory, and how many times faster the reader is, by the medians. On a machine that does other work as well, compare the
CPU seconds. The two others do less: no rejects, no duplicates, no control totals; oxedi checks balances, the loop none.
oxedi runs twice: as it comes, and told to read the columns that our tables hold and its own leave out.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
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

READERS = ("rehabledger", "oxedi", "oxedi_same_columns", "loop")
TOTALS = (
    "select count(*) from remit_line",
    "select sum(paid) from remit_line",
    "select sum(amount) from remit_adjustment",
)


def measure(reader: str, path: Path, threads: int) -> dict:
    """One reader on one file in this process: seconds, peak memory in MB, and what its tables hold."""
    with Workspace(threads=threads) as workspace:
        cursor = workspace.cursor()
        cursor.execute(
            "insert into input_file (file_id, name, sha256, bytes, kind, status) "
            "values (1, '', '', 0, 'x12_835', 'loaded')"
        ).fetchall()
        start, start_cpu = time.perf_counter(), time.process_time()
        if reader == "loop":
            loop = Loop(1)
            loop.read(path.read_text(encoding="ascii"))
            loop.insert(cursor)
        elif reader.startswith("oxedi"):
            import bench_835_oxedi

            spec = bench_835_oxedi.same_columns() if reader == "oxedi_same_columns" else None
            bench_835_oxedi.read(workspace, path, spec)
        else:
            if reader == "transaction":
                cursor.begin()
            remittance.load(cursor, 1, path.read_bytes)
        figures = {
            "seconds": time.perf_counter() - start,
            "cpu_seconds": time.process_time() - start_cpu,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        }
        if reader == "transaction":
            cursor.commit()
        if reader.startswith("oxedi"):
            return figures | {"totals": bench_835_oxedi.totals(workspace)}
        totals = [str(workspace.rows(query)[0][0]) for query in TOTALS]
        return figures | {"totals": totals, "sums": sums(workspace)}


def sums(workspace: Workspace) -> list[str]:
    """Every table as one line of counts, sums and keys, for the reader and the loop to agree on."""
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


def spread(runs: list[dict], figure: str) -> dict[str, float]:
    """The median, least and most of one figure over the rounds."""
    values = [run[figure] for run in runs]
    return {
        figure: round(statistics.median(values), 2),
        f"{figure}_least": round(min(values), 2),
        f"{figure}_most": round(max(values), 2),
    }


def compare(runs: dict[str, list[dict]], size: float) -> dict:
    """The figures of a run of the benchmark; size: of the file in MB."""
    ours = runs["rehabledger"]
    peak = max(run["peak_mb"] for run in ours)
    figures = {"mb": round(size, 1)} | dict(zip(("lines", "paid", "adjustments"), ours[0]["totals"], strict=True))
    figures |= spread(ours, "seconds") | spread(ours, "cpu_seconds")
    figures |= {"mb_per_second": round(size / figures["seconds"], 1)}
    figures |= {"peak_mb": round(peak), "peak_times_file": round(peak / size, 2)}
    for other in READERS[1:]:
        theirs = runs[other]
        figures |= {
            f"{other}_{name}": value
            for name, value in (spread(theirs, "seconds") | spread(theirs, "cpu_seconds")).items()
        }
        figures[f"{other}_peak_mb"] = round(max(run["peak_mb"] for run in theirs))
        figures[f"times_faster_than_{other}"] = round(figures[f"{other}_seconds"] / figures["seconds"], 2)
        figures[f"times_less_cpu_than_{other}"] = round(figures[f"{other}_cpu_seconds"] / figures["cpu_seconds"], 2)
    return figures


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=float, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        reader, path = arguments.measure
        print(json.dumps(measure(reader, Path(path), arguments.threads)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "remittance.835"
        generate(path, int(arguments.mb * 1_000_000))
        rounds = [
            {reader: in_own_process(reader, path, arguments.threads) for reader in READERS}
            for _ in range(arguments.rounds)
        ]
        kept_together = in_own_process("transaction", path, arguments.threads)
        size = path.stat().st_size / 1_000_000
    runs = {reader: [results[reader] for results in rounds] for reader in READERS}
    assert len({json.dumps(run["totals"]) for results in runs.values() for run in results}) == 1, runs
    assert len({json.dumps(run["sums"]) for reader in ("rehabledger", "loop") for run in runs[reader]}) == 1, runs
    figures = compare(runs, size) | {"transaction_peak_mb": round(kept_together["peak_mb"])}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
