"""Every page under a changed filter on a practice of a million lines. Prints one JSON line.

    python tests/bench/bench_pages.py [--lines 1000000] [--pages overview,denials] [--rounds 3] [--kept FILE]

The practice of money_practice.py. The pages run as they are, through the shell, by Streamlit's own test runner: what is
measured is the server's work from a click on the filter to the finished page, questions, figures and tables, with
nothing of the new filter asked before. Closed expanders are not drawn, nor is what a browser does. A filter's figure is
the median of its rounds: `*_median_s` and `*_worst_s` are over the filters, `all_*` over pages and filters, `*_cpu_s`
is the most processor time, to go by where other work runs on the machine. `*_open_s`: the page opened unfiltered,
nothing asked before. Baselines: `*_again_s`, the same page drawn again, nothing changed; and a bare GROUP BY of the
billing rows. --kept: a workspace file to take the practice from, or to make it in where there is none: for a second
look; a file is up to a tenth slower or faster than memory.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import logging
import resource
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import money_practice
import streamlit as st
from bench_answers import BASELINE, seconds
from streamlit.testing.v1 import AppTest

from analytics.selection import Filter
from analytics.workspace import Workspace
from pages._parts import filters, session

PAGES = (
    "overview",
    "units",
    "modifiers",
    "denials",
    "payments",
    "aging",
    "compliance",
    "explore",
    "worklist",
    "reports",
    "compare",
    "files",
    "payer_rules",
)
QUARTER = {"start": datetime.date(2025, 10, 1), "end": datetime.date(2025, 12, 31)}
FILTERS = {
    "payer": Filter(payers=("Medicare Part B",)),
    "class": Filter(payer_classes=("commercial",)),
    "provider": Filter(providers=("Therapist 7",)),
    "discipline": Filter(disciplines=("GP",)),
    "location": Filter(locations=("Clinic 3",)),
    "code": Filter(codes=("97110",)),
    "quarter": Filter(**QUARTER),
    "submitted": Filter(**QUARTER, basis="submission"),
    "answered": Filter(**QUARTER, basis="remittance"),
    "payer_month": Filter(payers=("Cigna",), start=datetime.date(2026, 1, 1), end=datetime.date(2026, 1, 31)),
}
TURNS = itertools.count(1)
Took = tuple[float, float]  # seconds by the clock, seconds of the processor


def main() -> None:
    """Print one JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--lines", type=int, default=999_999)
    arguments.add_argument("--pages", default=",".join(PAGES))
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--kept", type=Path)
    given = arguments.parse_args()
    lines = given.lines // 3 * 3
    logging.disable(logging.WARNING)
    with money_practice.opened(lines, given.kept) as (workspace, rebuilt):
        grouped = statistics.median(seconds(lambda: workspace.rows(BASELINE)) for _ in range(given.rounds))
        found = pages_under_filters(workspace, given.pages.split(","), given.rounds)
    figures = {"bench": "pages", "lines": lines, "rebuild_s": round(rebuilt, 2), "group_by_s": round(grouped, 3)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures | {"peak_mb": peak} | {name: round(value, 3) for name, value in found.items()}))


def pages_under_filters(workspace: Workspace, pages: list[str], rounds: int) -> dict[str, float]:
    """What each page takes, in seconds, and which filter takes it longest."""
    audit = session.Audit(workspace)
    session.audit = lambda: audit
    app = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=300)
    app.run()
    figures: dict[str, float] = {}
    everything: dict[str, float] = {}
    for page in pages:
        changed: dict[str, list[Took]] = {name: [] for name in FILTERS}
        opened: list[Took] = []
        again: list[Took] = []
        for _ in range(rounds):
            for name, chosen in FILTERS.items():
                st.cache_data.clear()
                choose(app, Filter())
                app.switch_page(f"{page}.py")
                opened.append(drawn(app))
                choose(app, chosen)
                changed[name].append(drawn(app))
                again.append(drawn(app))
        walls = {name: statistics.median(wall for wall, _ in took) for name, took in changed.items()}
        cpus = [statistics.median(cpu for _, cpu in took) for took in changed.values()]
        figures |= {f"{page}_median_s": statistics.median(walls.values()), f"{page}_worst_s": max(walls.values())}
        figures |= {f"{page}_cpu_s": max(cpus), f"{page}_open_s": statistics.median(wall for wall, _ in opened)}
        figures[f"{page}_again_s"] = statistics.median(wall for wall, _ in again)
        everything |= {f"{page}_{name}_s": wall for name, wall in walls.items()}
    every = sorted(everything.values())
    figures |= {"all_median_s": statistics.median(every), "all_worst_s": every[-1]}
    return figures | everything


def choose(app: AppTest, chosen: Filter) -> None:
    """Set the filter as a click on a picture does; nothing is drawn before the next run."""
    app.session_state[session.FILTER] = chosen
    app.session_state[filters.TURN] = next(TURNS)


def drawn(app: AppTest) -> Took:
    """Draw the page and see that it stands."""
    started, cpu = time.perf_counter(), time.process_time()
    app.run()
    took = time.perf_counter() - started, time.process_time() - cpu
    assert not app.exception and not app.error, [one.value for one in (*app.exception, *app.error)]
    assert app.title, "no page stands"
    return took


if __name__ == "__main__":
    main()
