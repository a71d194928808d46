"""The effect of a change before it is saved: the figures that saving gives, while everybody else sees the old ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rules.rules_practice import NEW_PAYER, OVERLAY, several_payers

from analytics import pipeline
from analytics.questions import ask
from analytics.rules import edits
from analytics.rules.effect import OWN, READ, WORDS, effect, needed, reach

LATER = OVERLAY.replace("2026-01-01", "2026-01-07")
UNREACHED = OVERLAY.replace("2026-01-01", "2027-01-01")
ONLY_WORDS = "payers:\n  - payer: Cigna\n    versions:\n      - effective: 2026-01-01\n        source: said again\n"


@pytest.fixture(scope="module")
def practice():
    made = several_payers()
    yield made
    made.close()


@pytest.fixture
def workspace(practice):
    yield practice.workspace
    assert schemas(practice.workspace) == [], "no preview stays behind"


def schemas(workspace) -> list[tuple]:
    return workspace.rows(
        "select schema_name from information_schema.schemata where starts_with(schema_name, 'preview')"
    )


def figures(workspace) -> dict:
    rows = ask(workspace, "rules_figures")
    return {(row["kind"], row["category"]): (row["number"], row["amount"] or 0) for row in rows}


@pytest.mark.parametrize("text", [OVERLAY, LATER, NEW_PAYER], ids=["a value", "a later day", "a payer"])
def test_the_effect_is_what_saving_does(workspace, text):
    before = figures(workspace)
    found = effect(workspace, edits.candidate(workspace, text).rules)
    assert figures(workspace) == before, "nothing is changed"
    assert any(one.moves for one in found.figures)
    edits.save(workspace, text, "A biller", "new contract")
    after = figures(workspace)
    edits.undo(workspace, edits.history(workspace)[0]["edit_id"], saved_by="An owner")
    assert figures(workspace) == before
    for one in found.figures:
        assert (one.number, one.amount) == before.get((one.kind, one.category), (0, 0))
        assert (one.number_then, one.amount_then) == after.get((one.kind, one.category), (0, 0))
    assert {(one.kind, one.category) for one in found.figures} == before.keys() | after.keys()


@pytest.mark.parametrize(
    ("text", "lines", "visits"),
    [(OVERLAY, 6, 3), (LATER, 2, 1), (UNREACHED, 0, 0), (ONLY_WORDS, 0, 0), (NEW_PAYER, 6, 3)],
)
def test_lines_are_those_of_the_payer_on_the_days_whose_rule_changes(workspace, text, lines, visits):
    found = reach(workspace, edits.candidate(workspace, text).rules)
    assert (found.lines, found.visits, found.lines_loaded) == (lines, visits, 24)
    assert found.charge == Decimal(60 * 3 * visits)
    assert (found.first_day is None) == (lines == 0)


def test_what_reaches_no_line_is_not_counted_at_all(workspace):
    told = []
    found = effect(workspace, edits.candidate(workspace, UNREACHED).rules, lambda *what: told.append(what))
    assert told == []
    assert not any(one.moves for one in found.figures)


def test_another_reader_sees_the_old_figures_meanwhile(workspace):
    before, seen, steps = figures(workspace), [], []

    def told(table: str, done: int, of: int) -> None:
        steps.append((done, of))
        seen.append(figures(workspace))

    effect(workspace, edits.candidate(workspace, OVERLAY).rules, told)
    assert len(seen) > 10
    assert all(one == before for one in seen)
    assert steps[-1][0] == steps[-1][1]


def test_a_preview_that_fails_leaves_nothing_behind(workspace):
    before = figures(workspace)

    def fail(*_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        effect(workspace, edits.candidate(workspace, OVERLAY).rules, fail)
    assert schemas(workspace) == []
    assert figures(workspace) == before
    assert workspace.rows("select count(*) from finding")[0][0] > 0


def test_what_a_crash_left_is_cleared(workspace):
    assert not OWN.startswith("preview_dead")
    workspace.cursor().execute("create schema preview_dead_1").fetchall()
    workspace.cursor().execute("create table preview_dead_1.finding as select 1 as one").fetchall()
    reach(workspace, edits.candidate(workspace, OVERLAY).rules)
    assert schemas(workspace) == []


def test_only_what_the_figures_need_is_made():
    steps = needed(READ)
    assert [name for name in pipeline.STEPS if name in steps] == steps
    assert "answers/finding" in steps
    assert not {"answers/receivable", *(f"answers/{name}" for name in WORDS)} & {*steps}
    assert "answers/visit_explanation" in needed(READ, words=True)
