"""A practice under test: a workspace with rules loaded, and a short way to put rows in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics import pipeline
from analytics.workspace import Workspace

LINES = tuple(step for step in pipeline.STEPS if not step.startswith(("payments/", "prices/rate_")))


def behind(sql: str) -> set[str]:
    """The steps that make what a query names, and all that those read, however far behind."""
    named, steps = set(re.findall(r"[a-z_0-9]+", sql)), set()
    named |= {"cut"} if "$filter" in sql else set()  # the macro `selected` reads it
    for step in reversed(pipeline.STEPS):
        if step.rsplit("/", 1)[-1] in named:
            named |= pipeline.inputs_of(step)
            steps.add(step)
    return steps


@cache
def _template() -> TemporaryDirectory:
    """A folder with a workspace file in which the rules are loaded: made once a process, gone with it."""
    folder = TemporaryDirectory(prefix="template-")
    with Workspace(Path(folder.name) / "rules.duckdb", threads=1) as workspace:
        pipeline.load_rules(workspace)
    return folder


class Ruled(Workspace):
    """A new workspace in memory, its rules loaded: copied, because loading them costs four times as much."""

    def __init__(self, *, threads: int | None = 1) -> None:
        super().__init__(threads=threads)

    def _furnish(self) -> None:
        for statement in (
            f"attach '{Path(_template().name) / 'rules.duckdb'}' as template (read_only)",
            "copy from database template to memory",
            "detach template",
            "set enable_external_access = false",
        ):
            self._connection.execute(statement).fetchall()


class Practice:
    """A workspace under test: add rows, rebuild, ask.

    A table is made when it is first asked for, with all that it reads; whoever takes the workspace finds every one.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._workspace = Workspace(path, threads=1) if path else Ruled()
        self._due: tuple[str, ...] = ()
        if path:
            pipeline.load_rules(self._workspace)
        self.rows = 0

    @property
    def workspace(self) -> Workspace:
        """Everything of the last rebuild, made."""
        self._make(self._due)
        return self._workspace

    def _make(self, steps: Collection[str]) -> None:
        now = tuple(step for step in self._due if step in steps)
        self._due = tuple(step for step in self._due if step not in steps)
        if now:
            pipeline.make(self._workspace, None, steps=now)

    def close(self) -> None:
        self._workspace.close()

    def _insert(self, table: str, values: dict) -> int:
        self.rows += 1
        values = {"file_id": 1, "row_no": self.rows + 1, "is_duplicate": False} | values
        names = ", ".join(values)
        marks = ", ".join(f"${name}" for name in values)
        self.workspace.cursor().execute(f"insert into {table} ({names}) values ({marks})", values).fetchall()
        return self.rows

    def bill(self, cpt: str, units=1, **given) -> None:
        values = {
            "row_key": (1 << 32) + self.rows + 1,
            "patient_id": "P1",
            "dos": datetime.date(2026, 1, 5),
            "cpt": cpt,
            "units": units,
            "payer_name": "Medicare",
            "modifiers": ["GP"],
            "charge": 60 * units,
        }
        self._insert("billing_row", values | given)

    def document(self, cpt: str | None, minutes=None, **given) -> None:
        values = {
            "row_key": (2 << 32) + self.rows + 1,
            "file_id": 2,
            "patient_id": "P1",
            "dos": datetime.date(2026, 1, 5),
            "cpt": cpt,
            "minutes": minutes,
        }
        self._insert("minutes_row", values | given)

    def rate(self, payer: str, cpt: str, rate, **given) -> None:
        values = {
            "row_key": (3 << 32) + self.rows + 1,
            "file_id": 3,
            "payer": payer,
            "cpt": cpt,
            "rate": rate,
            "basis": "unit",
        }
        self._insert("fee_row", values | given)

    def remit(self, claim_id: str, cpt: str, *, charge=60, paid=0, line=None, adjustments=(), **given) -> None:
        """One payment with one claim and one line; adjustments: (group, carc, amount) triplets."""
        key = (4 << 32) + self.rows + 1
        payment = {"payment_key": key, "file_id": 4, "payer_name": "Medicare", "amount": paid}
        payment["payment_date"] = given.pop("date", datetime.date(2026, 2, 1))
        payment["payer_name"] = given.pop("payer_name", "Medicare")
        claim = {"claim_key": key, "payment_key": key, "file_id": 4, "sequence": 1, "claim_id": claim_id}
        claim |= {"status": given.pop("status", "1"), "charge": charge, "paid": paid}
        for name in ("patient_record_id", "patient_last", "patient_first", "payer_claim_id"):
            if name in given:
                claim[name] = given.pop(name)
        service = {"line_key": key, "claim_key": key, "payment_key": key, "file_id": 4, "sequence": 1, "code": cpt}
        service |= {"charge": charge, "paid": paid, "line_control": line, "modifiers": ["GP"]}
        service |= {"dos": datetime.date(2026, 1, 5)} | given
        self._insert("remit_payment", payment)
        cursor = self.workspace.cursor()
        for table, values in (("remit_claim", claim), ("remit_line", service)):
            values["row_no"] = 1
            cursor.execute(
                f"insert into {table} ({', '.join(values)}) values ({', '.join('$' + name for name in values)})", values
            ).fetchall()
        for order, (group, carc, amount) in enumerate(adjustments):
            cursor.execute(
                "insert into remit_adjustment values ($key, $key, 4, $order, $group, $carc, $amount, null)",
                {"key": key, "order": order, "group": group, "carc": carc, "amount": amount},
            ).fetchall()

    def rebuild(self, as_of=None, steps=None) -> None:
        """All but what no single line needs: payments of their own, patterns of rates; named steps are made at once."""
        pipeline.rebuild(self._workspace, as_of=as_of, steps=steps or ())
        self._due = LINES if steps is None else ()

    def ask(self, sql: str, **parameters) -> list[tuple]:
        self._make(behind(sql))
        return self._workspace.rows(sql, **parameters)

    def records(self, sql: str) -> list[dict]:
        self._make(behind(sql))
        return self._workspace.records(sql)

    def submit(self, claim_id: str, *lines: dict, member="M1", frequency="1", sequence="P", **given) -> None:
        """One submitted claim (837P); lines: code, charge, units, line_no, line_control ... of submitted_line."""
        key = (5 << 32) + self.rows + 1
        claim = {"claim_key": key, "file_id": 5, "sequence": 1, "claim_id": claim_id, "frequency": frequency}
        claim |= {"subscriber_member_id": member, "payer_sequence": sequence, "payer_name": "Medicare"}
        claim |= {"patient_last": "DEMO", "patient_first": "ONE", "subscriber_first": "ONE"}
        self._insert("submitted_claim", claim | given)
        for number, line in enumerate(lines, 1):
            values = {"line_key": (5 << 32) + self.rows + 1, "claim_key": key, "file_id": 5, "sequence": number}
            values |= {"line_no": str(number), "units": 1, "charge": 60, "modifiers": ["GP"]}
            values |= {"dos": datetime.date(2026, 1, 5)}
            self._put("submitted_line", values | line)

    def _put(self, table: str, values: dict) -> None:
        self.rows += 1
        values = {"row_no": self.rows + 1} | values
        self.workspace.cursor().execute(
            f"insert into {table} ({', '.join(values)}) values ({', '.join('$' + name for name in values)})", values
        ).fetchall()
