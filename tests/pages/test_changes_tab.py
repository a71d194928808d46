"""The Changes tab of Denials: a payer that turns is told with its week, its chart and its first claims."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from rules import practised_practice
from rules.practised_practice import Group

from analytics import pipeline
from pages._parts import text

FIRST, WEEKS, TURN = datetime.date(2025, 9, 2), 30, 22  # a Tuesday: what is answered 20 days later begins on a Monday
BEGAN = FIRST + datetime.timedelta(7 * TURN + 20)
TURNED = ("Turncoat", "medical_necessity_documentation")
STEADY = ("Steady", "auth_referral")


def weeks() -> list[Group]:
    """Twenty patients a week of each payer: one refuses none before its turn and eight after it, one always one."""
    groups = []
    for week in range(WEEKS):
        day = str(FIRST + datetime.timedelta(7 * week))
        groups.append(Group(TURNED[0], "97530", "GP", 20, 8 if week >= TURN else 0, first=day, days=4))
        groups.append(Group(STEADY[0], "97110", "GP", 20, 1, "197", first=day, days=4))
    return groups


@pytest.fixture(scope="module")
def turned(tmp_path_factory) -> Path:
    """A workspace file with these two payers."""
    path = tmp_path_factory.mktemp("changes") / "turned.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(practised_practice, "GROUPS", weeks())
        practice = practised_practice.make(path)
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()
    return path


@pytest.fixture
def page(turned, monkeypatch, stranger):
    """A reader whose Changes tab is open."""
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(turned))
    stranger.app.session_state["denial_parts"] = "Changes"
    stranger.turn_to("denials")
    return stranger


def series(page):
    return next(box for box in page.app.selectbox if box.label == "Payer, code and family")


def test_a_payer_that_turns_is_told_as_a_sentence_with_its_week(page):
    said = f"Turncoat began to deny 97530 in the week of {text.day(BEGAN)}"
    assert f"{said}: see Changes." in page.said()
    assert said in [one.value for one in page.app.subheader]
    assert page.tiles()["New patterns"] == "1"
    assert (
        f"Turncoat began to deny 97530 (necessity or documentation) in the week of {text.day(BEGAN)}: 40.0"
        in page.said()
    )
    assert "Patients newly refused: 64 of 160, before 0 of 440." in page.said()


def test_its_chart_and_its_first_claims_are_there(page):
    assert "Turncoat, 97530, necessity or documentation: " in page.said()
    assert len(page.app.get("plotly_chart")) == 1
    claims = next(table.value for table in page.app.dataframe if "answered_on" in table.value)
    assert claims["answered_on"].iloc[0] == BEGAN
    assert len(claims) == 8 * (WEEKS - TURN)
    assert "First claims affected" in [one.value for one in page.app.subheader]


def test_the_chart_follows_the_chosen_cell(page):
    page.app.session_state["denial_cell"] = STEADY
    page.app.run()
    page.sound()
    assert series(page).value == (STEADY[0], "97110", STEADY[1])
    assert "Steady, 97110, authorization or referral: " in page.said()
    page.app.session_state["denial_cell"] = TURNED
    page.app.run()
    assert series(page).value == (TURNED[0], "97530", TURNED[1])


def test_its_claims_are_one_click_from_being_worked(page):
    next(button for button in page.app.button if button.label == "Work the claims of Turncoat").click().run()
    page.sound()
    assert [title.value for title in page.app.title] == ["What do I work today?"]
    assert next(box for box in page.app.selectbox if box.label == "Payer").value == "Turncoat"
    shown = next(table.value for table in page.app.dataframe if "why" in table.value)
    assert set(shown["payer"]) == {"Turncoat"}
