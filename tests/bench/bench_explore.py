"""Explore, the drawer behind a number and the story of a line, on a practice of a million lines. Prints one JSON line.

    python tests/bench/bench_explore.py [--lines 1000000] [--rounds 3] [--kept FILE]

The practice of money_practice.py. Explore: every measure by payer, by provider and by day, and by payer and month, as
the page asks; the work of the engine and of putting the answer together, without drawing. The drawer: every figure of
the catalogue with its parts and the first lines behind it, unfiltered, where each of many cells could be meant the
first one. The story: all questions of one line, of the line that was answered most often. Nothing is kept between two.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import money_practice
from bench_answers import LONGEST_STORY, seconds

from analytics import figures, questions
from analytics.explore import query
from analytics.explore.catalogue import catalogue
from analytics.explore.spec import Spec
from analytics.figures.reading import names, wanted
from analytics.selection import Filter
from analytics.workspace import Workspace

CUTS = ((("payer",), ""), (("provider",), ""), (("service_day",), ""), (("payer",), "service_month"))
FIRST_LINES = 200  # as the drawer shows them
STORY = ("story_files", "story_minutes", "story_adjustments", "story_findings", "episode_events", "price_steps")
Timed = dict[str, float]


def main() -> None:
    """Print one JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--lines", type=int, default=999_999)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--kept", type=Path)
    given = arguments.parse_args()
    lines = given.lines // 3 * 3
    logging.disable(logging.WARNING)
    with money_practice.opened(lines, given.kept) as (workspace, _):
        parts = {"explore": explored(workspace), "drawer": drawers(workspace), "story": stories(workspace)}
        took = {
            part: {name: statistics.median(seconds(ask) for _ in range(given.rounds)) for name, ask in asked.items()}
            for part, asked in parts.items()
        }
    print(json.dumps({"bench": "explore", "lines": lines} | _told(took)))


def explored(workspace: Workspace) -> dict[str, Callable[[], object]]:
    """Every measure by every cut that fits it."""
    known = catalogue()
    return {
        f"{measure.name} by {' '.join(filter(None, (*rows, column)))}": lambda spec=spec: query.ask(workspace, spec)
        for measure in known.measures.values()
        for rows, column in CUTS
        if all(known.dimension(name).fits(measure) for name in (*rows, *filter(None, [column])))
        for spec in [Spec(measures=(measure.name,), rows=rows, column=column)]
    }


def drawers(workspace: Workspace) -> dict[str, Callable[[], object]]:
    """What the drawer of each figure asks."""
    return {name: lambda figure=figure: _drawer(workspace, figure) for name, figure in figures.catalogue().items()}


def _drawer(workspace: Workspace, figure: figures.Figure) -> None:
    kept: dict[tuple, list] = {}

    def ask(name: str, chosen: Filter | None = None, **given: str) -> list:
        key = (name, chosen, *given.items())
        if key not in kept:  # as a session does
            kept[key] = questions.ask(workspace, name, chosen, **given)
        return kept[key]

    each = figure.each
    rows = ask(each.question, Filter(), **each.given) if each else []
    cell = {name: _text(rows[0][column]) for name, column in each.parameters.items()} if rows else {}
    reading = figures.read(ask, figure, Filter(), cell)
    if figure.lines is not None:
        given = wanted(figure.lines, reading.given)
        if figure.lines.where:
            ask(figure.lines.question, Filter(), **given)
        else:
            questions.ask_first(workspace, figure.lines.question, Filter(), FIRST_LINES, figure.lines.column, **given)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def stories(workspace: Workspace) -> dict[str, Callable[[], object]]:
    """The whole story of the line that was answered most often."""
    key = workspace.records(LONGEST_STORY)[0]["episode"]

    def story() -> None:
        line = questions.ask(workspace, "story_line", line=key)[0]
        told = {"episode": line["episode_key"], "visit": line["visit_key"], "day_key": line["day_key"]}
        for question in STORY:
            questions.ask(workspace, question, **{name: told[name] or "" for name in names(question)})
        if line["claim_ref"]:
            questions.ask(workspace, "story_work", claim=line["claim_ref"])

    return {"whole": story}


def _told(took: dict[str, Timed]) -> Timed:
    told: Timed = {}
    for part, times in took.items():
        slowest = sorted(times, key=times.get, reverse=True)
        told |= {f"{part}s": len(times), f"{part}_median_s": round(statistics.median(times.values()), 3)}
        told |= {f"{part}_worst_s": round(times[slowest[0]], 3)}
        told |= {f"s_{part} {name}": round(times[name], 3) for name in slowest[:10]}
    return told


if __name__ == "__main__":
    main()
