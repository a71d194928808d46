"""Explain: a button beside every figure, a drawer with its parts and lines, and the whole story of one line."""

from __future__ import annotations

import datetime
import os
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from analytics import figures
from analytics.questions import ask
from analytics.selection import Filter
from pages._parts import explain_drawer, explain_lines, explain_sql, line_story_whole

DRAWER = """
from pages._parts import explain_drawer
explain_drawer.draw({ids!r}, "shown", {given!r})
"""
STORY = """
from pages._parts import line_story
line_story.whole({key!r})
"""
KEYS = {
    "denied": "select episode_key from denial order by expected desc nulls last, episode_key limit 1",
    "underbilled": "select pinned.shown_key from unit_visit where verdict = 'under' order by value desc limit 1",
    "unbilled": "select first_row_key from unbilled_value order by 1 limit 1",
    "documented": "select row_key from documented order by 1 limit 1",
    "unanswered": "select episode_key from episode where outcome is null and not is_void order by 1 limit 1",
}


@pytest.fixture
def run(practice_file, monkeypatch):
    """Draw something over the practice and hand back what stands there."""
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(practice_file))

    def draw(script: str) -> AppTest:
        app = AppTest.from_string(script, default_timeout=60).run()
        assert list(app.exception) == []
        return app

    return draw


def said(app: AppTest) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption]).replace("\\", "").replace("\u202f", " ")


@pytest.mark.parametrize("page", ["overview", "units", "modifiers", "denials", "payments", "aging", "compliance"])
def test_every_tile_has_its_button(page, filled):
    app = filled.turn_to(page)
    labels = [button.label.replace("\\", "") for button in app.button if (button.key or "").startswith("explain_tile")]
    assert labels == [f"Explain {metric.value}" for metric in app.metric[: len(labels)]] and len(labels) >= 4


def test_a_tile_opens_its_drawer(filled, practice):
    app = filled.turn_to("denials")
    button = next(button for button in app.button if (button.key or "").startswith("explain_tile0"))
    button.click().run()
    filled.sound()
    rates = ask(practice, "denial_rates")[0]
    sentence = f"{rates['first_denied']:,.0f} denied / {rates['first_answered']:,.0f} answered = "
    assert sentence in filled.said()
    assert "The lines behind it" in filled.said()


@pytest.mark.parametrize("figure", figures.catalogue())
def test_every_drawer_is_drawn(figure, run):
    entry = figures.find(figure)
    app = run(DRAWER.format(ids=(figure,), given={}))
    assert f"Source: {entry.source.text}" in said(app)
    assert entry.formula in said(app)
    if entry.value or entry.denominator:
        assert app.code


def test_several_figures_share_a_drawer(run):
    ids = ("units_missed", "units_excess")
    app = run(DRAWER.format(ids=ids, given={}))
    app.selectbox[0].set_value("units_excess").run()
    assert list(app.exception) == []
    assert figures.find("units_excess").formula in said(app)


def test_a_figure_without_a_question_shows_what_the_page_shows(run):
    assert run(DRAWER.format(ids=("denial_new_patterns",), given={})).metric[0].value == "shown"


def test_a_cell_is_told_by_its_parameters(run, practice):
    row = ask(practice, "denial_cells")[0]
    app = run(DRAWER.format(ids=("denial_cell",), given={"payer": row["payer"], "family": row["family"]}))
    assert len(app.selectbox) == 0
    assert f"{row['lines']} denied for this family / {row['adjudicated']}" in said(app)


@pytest.mark.parametrize("kind", KEYS)
def test_a_story_has_every_part(kind, run, practice):
    rows = practice.rows(KEYS[kind])
    if not rows:
        pytest.skip("no such line in this practice")
    app = run(STORY.format(key=str(rows[0][0])))
    for part in ("Where it stands in your files", "Minutes of the visit", "Rule", "Price", "What happened", "Findings"):
        assert f"**{part}" in said(app)


def test_a_key_nobody_knows_is_said(run):
    assert "Nothing is known of this line." in said(run(STORY.format(key="-1")))


def test_a_denied_line_tells_its_reason_and_its_files(practice):
    ((key,),) = practice.rows(KEYS["denied"])
    reason, remit = practice.rows("select carc, first_denied from denial where episode_key = $key", key=key)[0]
    told = ask(practice, "story_adjustments", episode=str(key))
    assert any(row["carc"] == reason and row["day"] == remit and row["label"] for row in told)
    line = ask(practice, "story_line", line=str(key))[0]
    places = ask(practice, "story_files", episode=str(key), visit=line["visit_key"])
    assert {"billed", "remittance"} <= {row["what"] for row in places}
    assert all(row["file"] and row["row_no"] for row in places)
    found = ask(practice, "story_findings", episode=str(key), visit=line["visit_key"])
    assert {
        row["line_key"] for row in practice.records("select line_key from finding") if row["line_key"] == key
    } == set() or found


def test_a_visit_never_billed_says_its_minutes(practice):
    rows = practice.rows(KEYS["unbilled"])
    if not rows:
        pytest.skip("every visit was billed")
    line = ask(practice, "story_line", line=str(rows[0][0]))[0]
    assert line["kind"] == "unbilled"
    assert line["unbilled_explanation"].startswith("Documented and never billed")
    assert line_story_whole.summary(line) == line_story_whole.KINDS["unbilled"]


def test_a_line_in_one_sentence():
    line = {"kind": "billed", "units": 2, "charge": 120, "is_void": False, "outcome": "paid", "first_outcome": "denied"}
    line |= {"paid": 40, "allowed": 50, "patient_resp": None}
    assert line_story_whole.summary(line) == (
        "Billed 2 units for $120.00; paid: paid $40.00, allowed $50.00. Its first answer was: denied."
    )
    assert (
        line_story_whole.summary(line | {"outcome": None}) == "Billed 2 units for $120.00; no payer has answered yet."
    )
    assert line_story_whole.summary(line | {"is_void": True}) == "Billed 2 units for $120.00, and voided."


def test_a_rule_says_its_days_and_who_checked_it():
    row = {
        "unit_rule": "cms",
        "rule_payer": "Medicare",
        "effective_from": datetime.date(2022, 4, 1),
        "effective_to": None,
    }
    row |= {"rule_verified": None, "rule_assumed": True}
    assert line_story_whole.rule(row) == (
        "CMS 8-minute, by the rules of Medicare, in force from 1 Apr 2022; not verified by anybody."
        " It is the default of the payer's class: its own was not found."
    )


def test_the_sql_runs_as_it_is_shown(practice):
    chosen = Filter(payers=("O'Brien",), codes=("97110",), start=datetime.date(2026, 1, 2), basis="submission")
    for name in ("denial_rate", "units_captured", "aging_bucket_patient", "loss_year"):
        reading = figures.read(partial(ask, practice), figures.find(name), chosen)
        for question, given in explain_sql.asked(reading).items():
            rows = practice.cursor().execute(explain_sql.statement(question, chosen, given)).fetchall()
            assert rows == [tuple(row.values()) for row in ask(practice, question, chosen, **given)]


def test_lines_say_how_many_and_what_they_add_up_to():
    figure = figures.find("units_missed_value")
    assert explain_lines.said(figure, 200, 1204, 12340.5).startswith(
        "The first 200 of 1,204 rows, together $12,340.50. "
    )
    assert explain_lines.said(figure, 0, 0, 0) == "No line stands behind it."


def test_a_formula_is_written_with_its_numbers():
    figure = figures.find("denial_rate")
    reading = figures.Reading(figure, {}, 0.25, 1, 4, None, ())
    assert explain_drawer.arithmetic(reading).replace("\u202f", " ") == "1 denied / 4 answered = 25.0 %"
    nothing = figures.Reading(figure, {}, None, 0, 0, None, ())
    assert explain_drawer.arithmetic(nothing).endswith("nothing to divide by")
    days = figures.Reading(figures.find("aging_days"), {}, 30.0, 100, 300, 90, ())
    assert explain_drawer.arithmetic(days) == "$100.00 owed less credits / $300.00 charged × 90 days = 30 days"
