"""A billing export of half a million rows, and a workbook of a hundred thousand, file to staging. Prints one JSON line.

    python tests/bench/bench_tables.py [--rows 500000] [--workbook-rows 100000] [--rounds 3]

The rows are the demo practice's own, repeated with other patients and claims. The peer is what DuckDB needs to read the
same CSV into a table with its own reader, types guessed, nothing judged. Each round is a fresh workspace.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb
import xlsxwriter

from analytics import demo, sources
from analytics.sources.tables import plan, records
from analytics.workspace import Workspace

IN_WORKBOOK = (
    *("Patient ID", "Patient Name", "Claim #", "Line", "DOS", "CPT Code", "Mod 1", "Units", "Charge Amount"),
    *("Insurance", "Therapist", "Dx 1"),
)


def rows_without_end(header: list[str], rows: list[list[str]]) -> Iterator[list[str]]:
    """The rows over and over, each time of other patients."""
    named = [header.index(name) for name in ("Patient ID", "Claim #")]
    for turn in count():
        for row in rows:
            changed = list(row)
            for place in named:
                changed[place] = f"{row[place]}-{turn}"
            yield changed


def make_files(folder: Path, rows: int, workbook_rows: int) -> tuple[Path, Path]:
    demo.generate(folder / "demo")
    with (folder / "demo" / "billing.csv").open(encoding="utf-8", newline="") as handle:
        header, *known = csv.reader(handle)
    text, book = folder / "billing.csv", folder / "billing.xlsx"
    with text.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(islice(rows_without_end(header, known), rows))
    places = [header.index(name) for name in IN_WORKBOOK]
    workbook = xlsxwriter.Workbook(book, {"constant_memory": True})
    sheet = workbook.add_worksheet("Charges")
    sheet.write_row(0, 0, IN_WORKBOOK)
    for number, row in enumerate(islice(rows_without_end(header, known), workbook_rows), 1):
        sheet.write_row(number, 0, [row[place] for place in places])
    workbook.close()
    return text, book


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def load(file: Path, rows: int) -> None:
    with Workspace(threads=2) as workspace:
        sources.load(workspace, sources.expand(file))
        assert workspace.rows("select sum(loaded) from input_file") == [(rows,)]


def read_by_peer(file: Path) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"create table t as select * from read_csv('{file}')").fetchall()


def read_only(file: Path) -> None:
    """The share of the readers: bytes to sheets, their layout and mapping."""
    plan.plan(records.read(file.read_bytes()), sources.Choices())


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=500_000)
    arguments.add_argument("--workbook-rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="rehabledger-bench-") as name:
        text, book = make_files(Path(name), given.rows, given.workbook_rows)
        megabytes = text.stat().st_size / 1e6
        took: dict[str, list[float]] = {"csv": [], "peer": [], "csv_read": [], "xlsx": []}
        for _ in range(given.rounds):  # one after the other, so that what else the machine does meets all alike
            took["peer"].append(seconds(lambda: read_by_peer(text)))
            took["csv"].append(seconds(lambda: load(text, given.rows)))
            took["csv_read"].append(seconds(lambda: read_only(text)))
            took["xlsx"].append(seconds(lambda: load(book, given.workbook_rows)))
    figures = {
        f"{name}_{word}": round(judge(times), 2)
        for name, times in took.items()
        for word, judge in (("min_s", min), ("median_s", statistics.median), ("max_s", max))
    }
    print(
        json.dumps(
            {
                "bench": "tables",
                "rows": given.rows,
                "mb": round(megabytes, 1),
                "times_peer": round(statistics.median(took["csv"]) / statistics.median(took["peer"]), 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                **figures,
            }
        )
    )


if __name__ == "__main__":
    main()
