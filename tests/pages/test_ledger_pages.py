"""The money pages over a practice with every event of money: deposits, silent cuts, write-offs, unmatched money."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.kpis import kpis
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace
from pages._parts import line_story, overview_links, payers_compared, text

PAGES = ("overview", "payments", "aging")
STORY = """
from pages._parts import line_story
line_story.draw({key!r})
"""


@pytest.fixture(scope="module")
def ledger_file(made_once, tmp_path_factory) -> Path:
    """A workspace file with that practice."""
    return Path(shutil.copy(made_once.ledger_file(), tmp_path_factory.mktemp("ledger")))


@pytest.fixture(scope="module")
def ledger(ledger_file) -> Iterator[Workspace]:
    """The same tables, to hold the pages against."""
    copy = ledger_file.with_name("copy.duckdb")
    shutil.copy(ledger_file, copy)
    with Workspace(copy, threads=2) as workspace:
        yield workspace


@pytest.fixture
def owner(ledger_file, monkeypatch, reader):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(ledger_file))
    return reader


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_drawn_whole_and_for_one_payer(page, owner):
    app = owner.turn_to(page)
    assert len(app.metric) == 6
    assert app.dataframe
    app.multiselect[0].set_value([app.multiselect[0].options[-1]]).run()
    owner.sound()


def test_pictures_say_their_finding(owner, ledger):
    owner.turn_to("overview")
    steps = {row["step"]: row for row in ask(ledger, "revenue_steps")}
    share, earned = text.percent(steps["collected"]["share_of_earned"]), text.money(steps["earned"]["amount"])
    assert f"{share} of the {earned} earned was collected" in owner.said()
    owner.turn_to("payments")
    paid = ask(ledger, "payment_summary")[0]
    assert f"{paid['worst_payer']} falls shortest of the agreed rates, by {text.money(paid['worst_amount'])}" in (
        owner.said()
    )
    owner.turn_to("aging")
    owed = ask(ledger, "ar_days", day="", basis="service")[0]
    assert f"Insurers owe {text.money(owed['insurance'])}, patients {text.money(owed['patient'])}" in owner.said()


def test_key_figures_wait_until_they_are_opened(owner):
    app = owner.turn_to("overview")
    assert "First-pass denial rate" not in owner.said()
    assert "Key figures" in {part.label.split(",")[0] for part in app.expander}


def test_every_step_that_is_worked_on_leads_to_a_page(ledger):
    for row in ask(ledger, "revenue_steps"):
        assert (overview_links.PAGES / overview_links.place(row["step"])).exists()


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("aging_on_lines", {"day": "", "basis": "service"}),
        ("credit_lines", {"day": ""}),
        ("underpaid_lines", {}),
        ("overpaid_lines", {}),
        ("denial_lines", {"payer": "", "family": ""}),
    ],
)
def test_lines_know_their_story(question, given, ledger):
    rows = ask(ledger, question, **given)
    assert rows
    for row in (rows[0], rows[-1]):
        events = ask(ledger, "episode_events", episode=row["episode_key"])
        assert {event["claim_id"] for event in events} >= {row["claim_id"]}
        assert events[0]["event"] == "billed"


def test_a_story_is_told_in_order_with_what_was_taken_back(ledger_file, ledger, monkeypatch):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(ledger_file))
    ((key,),) = ledger.rows(
        "select cast(e.episode_key as varchar) from adjudication as a join episode_line as e on e.line_key = a.line_key"
        " where not a.is_standing order by 1 limit 1"
    )
    app = AppTest.from_string(STORY.format(key=key), default_timeout=60).run()
    assert list(app.exception) == []
    shown = app.dataframe[0].value
    assert shown["what"].iloc[0] == "Billed"
    assert "Taken back" in set(shown["what"])
    assert shown["amount"].tolist() == [
        None if event["amount"] is None else float(event["amount"])
        for event in ask(ledger, "episode_events", episode=key)
    ]
    assert shown["day"].dropna().is_monotonic_increasing


def test_a_line_without_a_story_says_so(ledger_file, monkeypatch):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(ledger_file))
    for key in (None, "-1"):
        app = AppTest.from_string(STORY.format(key=key), default_timeout=60).run()
        assert list(app.exception) == []
        assert app.caption[0].value == "No event of this line is known."


def test_events_in_words():
    assert (
        line_story.in_words([{"event": "later payer: patient_billed", "day": None, "amount": 3}])
        == "Later payer: left to patient – $3.00"
    )


def test_payers_side_by_side_count_as_the_key_figures(ledger):
    rows = ask(ledger, "payers_compared")
    for row in rows[:3]:
        told = {kpi.name: kpi for kpi in kpis(ledger, Filter(payers=(row["payer"],)))}
        assert round(told["payment per visit"].value, 2) == float(row["per_visit"])
        assert told["first-pass denial rate, lines"].value == pytest.approx(float(row["denial_rate"]))
        assert row["days_median"] == ask(ledger, "payment_summary", Filter(payers=(row["payer"],)))[0]["days_median"]
    assert "A visit brings most at" in payers_compared.finding(rows)
    assert payers_compared.finding(rows[:1]) == ""
    assert ask(ledger, "payers_compared", Filter(payers=("nobody",))) == []


def test_deadlines_are_told_of_every_code_alone(ledger):
    """The database engine once failed on lists that went through two joins, for some codes only."""
    for (code,) in ledger.rows("select distinct cpt from billed_line order by 1"):
        assert ask(ledger, "deadlines_ahead", Filter(codes=(code,)))
