"""Questions that join only the rows a page shows ($shown): first rows, their number and their sums are those of all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from analytics import figures, questions
from analytics.figures.reading import names, wanted
from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace

SHOWN = sorted(
    path.stem for path in (ROOT / "answers" / "shown").glob("*.sql") if "$shown" in path.read_text(encoding="utf-8")
)
FEW = 3
OWN = {
    "aging_on_lines": [{"day": "", "basis": "service"}],
    "exposure_lines": [{}],
    "modifier_lines": [{"trust": trust, "payer": "", "modifier": "", "kind": ""} for trust in ("finding", "hint")],
}


@pytest.fixture(scope="module")
def practices(made_once, tmp_path_factory) -> Iterator[list[Workspace]]:
    files = (made_once.ledger_file(), made_once.gap_file())
    own = [shutil.copy(file, tmp_path_factory.mktemp("first") / "audit.duckdb") for file in files]
    with Workspace(own[0], threads=2) as ledger, Workspace(own[1], threads=2) as gaps:
        yield [ledger, gaps]


def asked(question: str) -> list[dict[str, str]]:
    """What a page or the drawer gives a question: each of its ways once."""
    given = OWN.get(question, [])
    lines = [figure for figure in figures.catalogue().values() if figure.lines and figure.lines.question == question]
    given = given + [wanted(figure.lines, figure.parameters) for figure in lines]
    return [dict(one) for one in dict.fromkeys(tuple(one.items()) for one in given)]


@pytest.mark.parametrize("question", SHOWN)
def test_the_first_rows_are_those_of_all(question, practices):
    found = 0
    for given in asked(question):
        assert set(given) == set(names(question)), given
        for workspace in practices:
            rows = questions.ask(workspace, question, Filter(), **given)
            column = "amount" if rows and "amount" in rows[0] else ""
            told = sum(row[column] or 0 for row in rows) if column else len(rows)
            shown = questions.ask_first(workspace, question, Filter(), FEW, column, **given)
            assert shown == (rows[:FEW], len(rows), told), given
            found += len(rows)
    assert found > FEW
