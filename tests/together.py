"""Cases that share one practice and one rebuild, although each is written, named and told apart like a test of its own.

A case is a generator: it tells its rows, yields where the practice is made, then asks.

    @together
    def test_untimed_minutes_are_never_pooled(story):
        story.bill("97110", 1, minutes=22)
        yield
        assert story.ask("select units_correct from unit_audit") == [(1,)]

All cases of a file tell first, then one rebuild, then each asks. A story puts a mark before its patients, claims and
numbers, and sees only its own rows, without the mark. A case that depends on what is known of the whole practice
(habits, rates a payer usually pays, the last day of all files) has a practice of its own instead.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from practice import Practice, behind

MARKED = ("patient_id", "claim_id", "patient_name", "patient_last", "patient_record_id", "payer_claim_id", "member_id")
OWNERS = {  # of what names neither patient nor claim
    "line_key": "billed_line",
    "remitted_key": "remitted_line",
    "visit_key": "billed_line",
}
COLUMNS = "select table_name, list(column_name) from duckdb_columns() where schema_name = 'main' group by table_name"


def together(case: Callable[..., Iterator[None]]) -> Callable[..., None]:
    """A test of the second half of a case; the fixture `story` has told the first."""

    def test(*, story: Story, **_: Any) -> None:
        story.go_on()

    functools.update_wrapper(test, case)
    del test.__wrapped__
    test.__signature__ = inspect.signature(case)
    test.case = case
    return test


class Story:
    """One case's view of the shared practice: it adds to it as Practice does, and finds its own rows alone."""

    def __init__(self, practice: Practice, number: int) -> None:
        self.practice, self.mark = practice, f"K{number:03}"
        self.rest: Iterator[None] = iter(())
        self.columns: dict[str, list[str]] = {}

    def begin(self, case: Callable[..., Iterator[None]], given: dict[str, Any]) -> None:
        self.rest = case(story=self, **given)
        next(self.rest)

    def go_on(self) -> None:
        assert next(self.rest, "done") == "done", "a case yields once"

    def bill(self, cpt: str, units=1, **given) -> None:
        self.practice.bill(cpt, units, **self._marked({"patient_id": "P1"} | given))

    def document(self, cpt: str | None, minutes=None, **given) -> None:
        self.practice.document(cpt, minutes, **self._marked({"patient_id": "P1"} | given))

    def remit(self, claim_id: str, cpt: str, **given) -> None:
        self.practice.remit(self.mark + claim_id, cpt, **self._marked(given))

    def submit(self, claim_id: str, *lines: dict, member="M1", **given) -> None:
        given = self._marked({"patient_last": "DEMO"} | given)
        self.practice.submit(self.mark + claim_id, *lines, member=self.mark + member, **given)

    def rate(self, payer: str, cpt: str, rate) -> None:
        """What holds for every case of the file: a case with another rate for the same is refused."""
        known = dict(self.practice.ask("select payer || cpt, rate from fee_row"))
        if payer + cpt not in known:
            self.practice.rate(payer, cpt, rate)
        assert known.get(payer + cpt, rate) == rate, f"another case has another rate for {cpt}"

    def _marked(self, given: dict[str, Any]) -> dict[str, Any]:
        return {name: self.mark + value if name in MARKED and value else value for name, value in given.items()}

    def ask(self, sql: str, **parameters: Any) -> list[tuple]:
        return self.practice.ask(self._own(sql), **parameters)

    def records(self, sql: str) -> list[dict]:
        return self.practice.records(self._own(sql))

    def _own(self, sql: str) -> str:
        """The query over the rows of this case."""
        self.practice._make(behind(f"{sql} billed_line remitted_line"))
        self.columns = dict(self.practice._workspace.rows(COLUMNS))
        tables = sorted(set(re.findall(r"\b(?:from|join) ([a-z_0-9]+)", sql)))
        for name in tables:
            assert not self.practice.ask(f"select 1 from {name} where ({self._is_own(name)}) is null limit 1"), name
        return f"with {', '.join(f'{name} as ({self._rows(name)})' for name in tables)} {sql}"

    def _rows(self, table: str) -> str:
        shown = ", ".join(
            f"if(starts_with({name}, '{self.mark}'), {name}[{len(self.mark) + 1}:], {name}) as {name}"
            for name in MARKED if name in self.columns[table]
        )  # fmt: skip
        return f"select * {f'replace ({shown})' if shown else ''} from main.{table} where {self._is_own(table)}"

    def _is_own(self, table: str) -> str:
        names = [name for name in ("patient_id", "claim_id") if name in self.columns[table]]
        if names:
            return f"starts_with(coalesce({', '.join(names)}), '{self.mark}')"
        for key, owner in OWNERS.items():
            if key in self.columns[table]:
                return f"{key} in (select {key} from main.{owner} where {self._is_own(owner)})"
        raise AssertionError(f"nothing in {table} tells whose row it is")
