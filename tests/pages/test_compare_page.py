"""The page Compare without a browser: beside other clients, and two periods of one."""

from __future__ import annotations

import shutil

import pytest
from clients.elsewhere import opened as opened_elsewhere

from analytics import clients, compare
from analytics.compare import FIGURES
from analytics.selection import Filter
from pages._parts import charts_compare, session
from pages._parts.charts_kpis import worded


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("REHABLEDGER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def two(stranger, practice_file, nothing_loaded):
    """A reader of Elm, beside whom there are Oak, which has the last payer's lines only, and Ash, which has none."""
    elm, oak, ash = (clients.create(name) for name in ("Elm", "Oak", "Ash"))
    for client, file in ((elm, practice_file), (oak, practice_file), (ash, nothing_loaded)):
        shutil.copy(file, client.path)
    stranger.app.session_state[session.CLIENT] = elm.id
    return stranger, elm, oak, ash


def headings(reader) -> list[str]:
    return [part.value for part in reader.app.markdown if part.value.startswith("**")]


def test_nothing_is_loaded(reader):
    reader.turn_to("compare")
    assert "Nothing can be said yet." in reader.said()


def test_beside_another_client(two):
    reader, _, oak, ash = two
    app = reader.turn_to("compare")
    assert app.title[0].value == "How does this client compare?"
    app.multiselect(key="compare_with").set_value([oak.id]).run()
    reader.sound()
    words = reader.said().replace("\u202f", " ")
    assert "Elm against Oak: level on" in words  # the same audit twice
    assert "● Elm · ◆ Oak" in words and "= the same :gray-badge[level]" in words
    assert len(headings(reader)) == 6 and "Shaded: at most 5 % in rehabilitation (Continuity Practice Partners" in words
    app.multiselect(key="compare_with").set_value([oak.id, ash.id]).run()
    reader.sound()
    assert "Ash holds no billed lines to compare with." in reader.said()
    assert app.dataframe[0].value.shape[0] == 12


def test_the_numbers_are_those_of_overview(two):
    reader, elm, oak, _ = two
    app = reader.turn_to("compare")
    app.multiselect(key="compare_with").set_value([oak.id]).run()
    audit = session.audit_of(elm.id)
    side = compare.client(audit.workspace, "Elm", Filter())
    shown = app.dataframe[0].value
    mine = shown[shown["who"] == "Elm"]
    assert list(mine["value"]) == [worded(side.figures[name].value, side.figures[name].unit) for name in FIGURES]
    assert list(mine["cases"]) == [side.figures[name].cases for name in FIGURES]


def test_names_of_the_filter_hold_for_this_client_only(two):
    reader, _, oak, _ = two
    app = reader.turn_to("compare")
    payer = session.audit_of(oak.id).workspace.rows("select payer from billed_line group by 1 order by count(*) desc")[
        0
    ][0]
    app.session_state[session.FILTER] = Filter(payers=(payer,))
    app.multiselect(key="compare_with").set_value([oak.id]).run()
    reader.sound()
    assert "The filter by payer holds for this client only" in reader.said()
    shown = app.dataframe[0].value
    assert shown["cases"][0] < shown["cases"][1]


def test_two_periods(two):
    reader, elm, *_ = two
    app = reader.turn_to("compare")
    app.button_group(key="compare_kind").set_value("Two periods").run()
    reader.sound()
    audit = session.audit_of(elm.id)
    now, before = compare.periods(audit.workspace, Filter())
    assert [tuple(box.value) for box in app.date_input if box.key.startswith("compare_")] == [tuple(now), tuple(before)]
    words = reader.said()
    assert "━" in words and "┅" in words and "The later period has had less time to be paid" in words
    side = compare.period(audit.workspace, "now", Filter(), now)
    shown = app.dataframe[0].value
    assert list(shown["value"][::2]) == [worded(side.figures[name].value, side.figures[name].unit) for name in FIGURES]
    box = next(box for box in app.date_input if box.key.startswith("compare_before"))
    box.set_value((before.start, before.start)).run()
    reader.sound()


def test_one_audit_alone_has_periods(filled):
    clients.create("Oak")
    filled.turn_to("compare")
    assert "against" in filled.said() and "This period" in [box.label for box in filled.app.date_input]
    filled.app.button_group(key="compare_kind").set_value("Other clients").run()
    filled.sound()
    assert "started for one workspace file" in filled.said()


def test_a_client_that_cannot_be_opened_is_said(two):
    reader, _, oak, _ = two
    with opened_elsewhere(oak.path):
        app = reader.turn_to("compare")
        app.multiselect(key="compare_with").set_value([oak.id]).run()
        assert list(app.exception) == []
        assert [part.value.replace("\\", "") for part in app.warning] == [
            "Oak cannot be compared: this audit is open in another window or program; close it there, then try again."
        ]


def test_a_picture_has_its_sides_its_band_and_words(practice):
    side = compare.client(practice, "Elm <b>%{x}", Filter())
    for name in FIGURES:
        drawn = charts_compare.multiple(name, side, [side])
        assert len(drawn.data) == (2 if side.months[name] else 0)
        assert len(drawn.layout.shapes) == (1 if side.figures[name].benchmark_text else 0)
        assert "%{x}<" not in "".join(trace.hovertemplate for trace in drawn.data)
        assert name in charts_compare.alt(name, side, [side])
