"""Random whole practices: made-up patients, one story each, of bills and of what payers and patients did with them.

Money is drawn in cents and written as decimals; a story is drawn from the seed and its own number alone, so that
leaving other stories out, shuffling rows or copying the practice changes none of it.
"""

from __future__ import annotations

import atexit
import datetime
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
from ledger.random_case import Story, cents
from ledger.random_stories import STORIES

from analytics import pipeline
from analytics.workspace import Workspace

OVERLAY = """\
payers:
  - payer: Visit Plan
    class: commercial
    match: ["visit plan"]
    versions: [{effective: 2000-01-01, unit_rule: per_visit, visit_rate: 91.37, source: test, verified: unverified}]
  - payer: Dollar Plan
    class: commercial
    match: ["dollar plan"]
    versions: [{effective: 2000-01-01, unit_rule: ama, mppr: none, daily_cap: {kind: dollars, amount: 75.55},
                source: test, verified: unverified}]
  - payer: Head Plan
    class: commercial
    match: ["head plan"]
    versions: [{effective: 2000-01-01, unit_rule: ama, mppr: none, capitated: true, source: test, verified: unverified}]
"""
CODES = {
    **{"97110": 2791, "97112": 3267, "97140": 2615, "97530": 3455, "97161": 10117, "97032": 1384},
    **{"G0283": 1046, "G0999": 5555},
}
BILLS = ("billing_row", "minutes_row", "fee_row")
STAGING = (*BILLS, "remit_payment", "remit_claim", "remit_line", "remit_adjustment")
KEYS = {"billing_row": "row_key", "minutes_row": "row_key", "fee_row": "row_key", "remit_line": "line_key"}


@dataclass(frozen=True)
class Plan:
    """What a practice is drawn from. copies: how often every story is told, with other patients and claims.

    schedules: "some" payers have a fee schedule, or "all"; shuffle: a seed for another order of rows and files;
    until: what was sent or paid after this day is not here yet; only: the stories of these numbers; without: stories
    that are not told.
    """

    seed: int
    size: int
    copies: int = 1
    schedules: str = "some"
    shuffle: int | None = None
    until: datetime.date | None = None
    only: frozenset[int] | None = None
    without: frozenset[str] = frozenset()


@dataclass
class Rows:
    """The staging tables of a practice, each a list of rows; told: patient -> the story's name and payer."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, str] = field(default_factory=dict)


def drawn(plan: Plan) -> Rows:
    """The rows of the practice."""
    rows = Rows()
    for copy in range(plan.copies):
        for number in range(plan.size) if plan.only is None else sorted(plan.only):
            random = Random(f"{plan.seed}-{number}")
            story = Story(f"{number}{'x' * copy}", random)
            told = random.choice([name for name in sorted(STORIES) if name not in plan.without])
            STORIES[told](story)
            rows.told[story.patient] = f"{number}: {told}, {story.payer}"
            for table, lines in story.tables.items():
                rows.tables[table] += lines
    _add_fees(rows, Random(plan.seed), plan.schedules)
    if plan.until:
        _forget_after(rows.tables, plan.until)
    _number(rows.tables, None if plan.shuffle is None else Random(plan.shuffle))
    return rows


def _add_fees(rows: Rows, random: Random, schedules: str) -> None:
    """Rates of payers, for all codes or some of them, changing in February; of one plan by the visit."""
    for payer in Story.PAYERS:
        listed = {code: rate for code, rate in CODES.items() if schedules == "all" or random.random() < 0.8}
        has_one = random.random() < 0.5
        if schedules != "all" and not has_one:
            continue
        factor = random.randrange(80, 140)
        for effective, change in ((datetime.date(2025, 1, 1), 0), (datetime.date(2026, 2, 1), 3)):
            rates = {"*": 8713} if payer == "Visit Plan" else listed
            rows.tables["fee_row"] += [
                {"payer": payer, "cpt": cpt, "effective": effective, "rate": cents(rate * (factor + change) // 100)}
                | {"basis": "visit" if cpt == "*" else "unit"}
                for cpt, rate in rates.items()
            ]


def _forget_after(tables: dict[str, list[dict]], day: datetime.date) -> None:
    tables["billing_row"] = [row for row in tables["billing_row"] if row["submit_date"] <= day]
    late = {row["payment_key"] for row in tables["remit_payment"] if (row["payment_date"] or day) > day}
    for table in ("remit_payment", "remit_claim", "remit_line", "remit_adjustment"):
        tables[table] = [row for row in tables[table] if row["payment_key"] not in late]


def _number(tables: dict[str, list[dict]], shuffle: Random | None) -> None:
    """Names become keys: (file << 32) + ordinal, in the order drawn or in any; remittances lie in two files."""
    files = {"billing_row": 1, "minutes_row": 2, "fee_row": 3, "remit_payment": 4, "remit_claim": 4, "remit_line": 4}
    names: dict[tuple[str, str], int] = {}
    for table, file in files.items():
        order = list(range(1, len(tables[table]) + 1))
        if shuffle:
            shuffle.shuffle(order)
        for row, place in zip(tables[table], order, strict=True):
            own = file + (5 if shuffle and shuffle.random() < 0.5 else 0)
            key = (own << 32) + place
            column = KEYS.get(table, table.removeprefix("remit_") + "_key")
            names[column, row.get(column, "")] = key
            row |= {column: key, "file_id": own, "row_no": place}
            if table in ("billing_row", "minutes_row", "fee_row", "remit_payment"):
                row["is_duplicate"] = False
    for table in ("remit_claim", "remit_line", "remit_adjustment"):
        for row in tables[table]:
            row["file_id"] = 4
            for column in ("payment_key", "claim_key", "line_key"):
                if isinstance(row.get(column), str):
                    row[column] = names[column, row[column]]
    for row in tables["remit_adjustment"]:
        row.pop("payment_key")


@cache
def _shared() -> Workspace:
    """One workspace with the rules for every practice: loading them costs a third of a rebuild."""
    workspace = Workspace(threads=2)
    atexit.register(workspace.close)
    with tempfile.TemporaryDirectory() as folder:
        overlay = Path(folder) / "payers.yaml"
        overlay.write_text(OVERLAY, encoding="utf-8")
        pipeline.load_rules(workspace, overlay)
    return workspace


def rebuilt(plan: Plan, *, as_of: datetime.date | None = None) -> tuple[Workspace, Rows]:
    """Everything made from the practice, in the one workspace there is: the practice before is gone."""
    rows, workspace = drawn(plan), _shared()
    for table in STAGING:
        workspace.cursor().execute(f"delete from {table}").fetchall()
    for table, lines in rows.tables.items():
        _insert(workspace, table, lines)
    pipeline.rebuild(workspace, as_of=as_of)
    return workspace, rows


def _insert(workspace: Workspace, table: str, lines: Iterable[dict[str, Any]]) -> None:
    if lines:
        names = dict.fromkeys(name for line in lines for name in line)
        cursor = workspace.cursor()
        cursor.register("incoming", pa.table({name: [line.get(name) for line in lines] for name in names}))
        cursor.execute(f"insert into {table} by name select * from incoming").fetchall()
        cursor.unregister("incoming")
