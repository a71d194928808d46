"""Practices that tests of several folders read, made once in a run of the tests, whichever of its processes asks first.

Whoever opens a workspace file takes a copy of it: a file can be open in one process only.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import gap_practice

from analytics import demo, pipeline, sources
from analytics.workspace import Workspace

TABLES = ("billing.csv", "minutes.csv", "remittances")
ALL_BUT_RULES = ("billing.csv", "minutes.csv", "fee_schedule.csv", "claims", "acknowledgements", "remittances")


class MadeOnce:
    """Folders and files by their name, below the folder of the whole run."""

    def __init__(self, own: Path) -> None:
        """own: the temporary folder of this process; with several, theirs lie in one folder of the run."""
        self.root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made_once"
        self.root.mkdir(exist_ok=True)

    def _made(self, name: str, make: Callable[[Path], None]) -> Path:
        """Whoever comes second waits; what was left half done is made again."""
        place, draft = self.root / name, self.root / f"half-{name}"
        with (self.root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.exists():
                shutil.rmtree(draft, ignore_errors=True)
                draft.mkdir()
                make(draft)
                draft.rename(place)
        return place

    def two_months(self) -> Path:
        """The folder with the files of two months of the demo practice."""
        return self._made("two_months", lambda folder: demo.generate(folder, months=2))

    def ledger(self) -> Path:
        """The folder with the files of the demo practice in which everything happens to money."""
        return self._made("ledger", lambda folder: demo.generate(folder, preset="ledger"))

    def two_months_file(self) -> Path:
        """A workspace file of billing, minutes and remittances of the two months, by the shipped rules."""
        folder = self.two_months()
        return self._made("two_months_file", lambda made: _audit(made, folder, TABLES)) / "practice.duckdb"

    def ledger_file(self) -> Path:
        """A workspace file of the ledger practice, by its own rules."""
        folder = self.ledger()
        made = self._made("ledger_file", lambda made: _audit(made, folder, ALL_BUT_RULES, folder / "rules.yaml"))
        return made / "practice.duckdb"

    def gap_file(self) -> Path:
        """A workspace file of the practice whose modifiers go wrong in every way."""
        return self._made("gaps", lambda made: gap_practice.make(made / "practice.duckdb")) / "practice.duckdb"


def _audit(made: Path, folder: Path, names: Iterable[str], rules: Path | None = None) -> None:
    with Workspace(made / "practice.duckdb", threads=2) as workspace:
        pipeline.load_rules(workspace, rules)
        sources.load(workspace, [file for name in names for file in sources.expand(folder / name)])
        pipeline.rebuild(workspace)
