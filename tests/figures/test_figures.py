"""Every figure of the catalogue: it can be asked, its parts give its value, and its lines add up to it."""

from __future__ import annotations

import ast
import datetime
import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from analytics import figures, questions
from analytics.figures import Figure
from analytics.figures.reading import kept, names, wanted
from analytics.kpis import kpis
from analytics.loss import annualized
from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace

PAGES = ROOT.parent / "pages"
FIGURES = figures.catalogue()
EVERYTHING, MOST_CELLS = Filter(), 4
UNTOLD = {"denied_recovered", "kpi_days_in_ar_net"}  # their entries say why their lines do not add up
ROUNDED = {"days": 0.06, "money": 0.006, "percent": 1e-4}  # as answers round them


@pytest.fixture(scope="module")
def practices(made_once, tmp_path_factory) -> Iterator[dict[str, Workspace]]:
    """Every event of money, and every way in which modifiers go wrong."""
    made = {"ledger": made_once.ledger_file(), "gaps": made_once.gap_file()}
    own = {name: shutil.copy(path, tmp_path_factory.mktemp(name)) for name, path in made.items()}
    with Workspace(own["ledger"], threads=2) as ledger, Workspace(own["gaps"], threads=2) as gaps:
        yield {"ledger": ledger, "gaps": gaps}


@cache
def asker(workspace: Workspace) -> Callable[..., list[dict]]:
    """What asks the questions, each under each filter once: many figures are made of the same answers."""
    answers: dict[tuple, list[dict]] = {}

    def ask(question: str, chosen: Filter = EVERYTHING, **given: str) -> list[dict]:
        asked = (question, chosen, *sorted(given.items()))
        if asked not in answers:
            answers[asked] = questions.ask(workspace, question, chosen, **given)
        return answers[asked]

    return ask


@cache
def filters(workspace: Workspace) -> list[Filter]:
    """Nothing chosen, the payer with most lines, and that with dates of submission."""
    ((payer, first),) = workspace.rows(
        "select payer, min(dos) from billed_line where payer is not null group by payer"
        " order by count(*) desc, payer limit 1"
    )
    later = first + datetime.timedelta(40)
    dated = Filter(payers=(payer,), start=first, end=later, basis="submission")
    return [EVERYTHING, Filter(payers=(payer,)), dated]


def cases(ask, figure: Figure, chosen: Filter) -> list[dict[str, str]]:
    """The parameters a figure is held with: of one that stands for many, the first few."""
    if figure.each is None:
        return [{}]
    rows = ask(figure.each.question, chosen, **figure.each.given)
    told = [
        {name: "" if row[column] is None else str(row[column]) for name, column in figure.each.parameters.items()}
        for row in rows
    ]
    return [dict(one) for one in dict.fromkeys(tuple(one.items()) for one in told)][:MOST_CELLS]


def near(left, right, figure: Figure) -> bool:
    return abs(float(left or 0) - float(right or 0)) <= ROUNDED.get(figure.unit, 1e-6)


@pytest.mark.parametrize("practice", ["ledger", "gaps"])
@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_its_parts_and_its_lines(figure, practice, practices):
    workspace = practices[practice]
    ask = asker(workspace)
    for chosen in filters(workspace):
        for given in cases(ask, figure, chosen):
            reading = figures.read(ask, figure, chosen, given)
            if reading.quotient() is not None and reading.value is not None:
                assert near(reading.quotient(), reading.value, figure)
            if figure.lines and figure.lines.adds != "no":
                lines = figure.lines
                rows = kept(ask(lines.question, chosen, **wanted(lines, reading.given)), lines, reading.given)
                amounts = [row[lines.column] or 0 if lines.column else 1 for row in rows]
                if lines.adds == "median":
                    assert not amounts or abs(float(statistics.median(amounts)) - float(reading.value)) <= 0.5
                else:
                    assert near(sum(amounts), reading.numerator if figure.numerator else reading.value, figure)


@pytest.mark.parametrize("practice", ["ledger", "gaps"])
def test_a_key_figure_and_its_explanation_say_the_same(practice, practices):
    workspace = practices[practice]
    ask = asker(workspace)
    for chosen in filters(workspace):
        for kpi in kpis(workspace, chosen):
            if kpi.value is not None:
                said = figures.read(ask, figures.of_kpi(kpi.name), chosen).value
                assert float(said) == pytest.approx(kpi.value), kpi.name


def test_the_yearly_loss_and_its_causes_are_those_of_the_page(practices):
    workspace = practices["ledger"]
    ask = asker(workspace)
    for chosen in filters(workspace)[:3]:
        loss = annualized(workspace, chosen)
        if loss.total:
            assert figures.read(ask, FIGURES["loss_year"], chosen).value == loss.total.base
            for category, own in loss.by_category.items():
                told = figures.read(ask, FIGURES["loss_category"], chosen, {"category": category})
                assert told.value == own.base


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_an_entry_is_whole(figure):
    parts = [figure.value, figure.numerator, figure.denominator, figure.times, figure.lines, *figure.left_out]
    for part in parts:
        if part is not None and part.question:
            assert (ROOT / "answers" / "shown" / f"{part.question}.sql").exists()
            assert set(part.given) <= set(names(part.question)), part.question
    assert figure.formula.endswith(".")
    assert figure.date_basis.endswith(".")
    assert figure.lines or figure.no_lines
    assert (figure.numerator is None) or figure.denominator is not None
    assert figure.value or figure.denominator or figure.no_lines
    if figure.lines and figure.lines.adds == "no":
        assert figure.lines.why
        assert figure.id in UNTOLD


def tiles() -> list[tuple[str, ast.Call]]:
    paths = [*PAGES.glob("*.py"), *(PAGES / "_parts").glob("*.py")]
    found = []
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Tile":
                found.append((f"{path.name}:{node.lineno}", node))
    return found


def named(node: ast.expr) -> list[str]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]


@pytest.mark.parametrize(("where", "call"), tiles(), ids=[where for where, _ in tiles()])
def test_every_tile_can_be_explained(where, call):
    said = [keyword.value for keyword in call.keywords if keyword.arg == "figure"] or call.args[5:6]
    assert said, f"{where} names no figure"
    assert set(named(said[0])) <= set(FIGURES)
    assert named(said[0])


def test_every_key_figure_has_an_entry(practices):
    assert all(figures.of_kpi(kpi.name) for kpi in kpis(practices["ledger"]))


def test_every_step_of_the_ledger_has_an_entry(practices):
    steps = [row["step"] for row in questions.ask(practices["ledger"], "revenue_steps")]
    assert {f"step_{step}" for step in steps} <= set(FIGURES)


def test_questions_made_for_figures_say_their_row_and_take_nothing_unknown():
    for path in sorted((ROOT / "answers" / "shown").glob("figure_*.sql")):
        text = path.read_text(encoding="utf-8")
        assert re.match(r"-- one row", text), path.name
        assert "-- inputs:" in text, path.name
        used = any(path.stem in figures_of(figure) for figure in FIGURES.values())
        assert used, f"no figure asks {path.name}"


def figures_of(figure: Figure) -> set[str]:
    parts = [figure.value, figure.numerator, figure.denominator, figure.times, figure.lines, *figure.left_out]
    return {part.question for part in parts if part} | ({figure.each.question} if figure.each else set())


def test_the_document_names_every_figure():
    text = figures.to_markdown()
    assert all(f"`{name}`" in text for name in FIGURES)
    kept_text = Path(ROOT.parent / "docs" / "figures.md").read_text(encoding="utf-8")
    assert kept_text == text, "make docs"
