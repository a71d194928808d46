"""Overview: the figures of the engine, two blocks that share no dollar, what if, and assumptions one may change."""

from __future__ import annotations

import datetime
import os
import shutil
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.loss import annualized
from analytics.questions import ask
from analytics.scenario import Scenario, compare
from analytics.selection import Filter
from pages._parts import assumptions_editor, session

BLOCKS = """
from analytics.selection import Filter
from pages._parts import {module}
{module}.draw({argument})
"""


def dollars(amount) -> str:
    return f"${amount:,.0f}"


@pytest.fixture
def own(practice_file, tmp_path, monkeypatch):
    """A practice file that a test may change."""
    path = tmp_path / "own.duckdb"
    shutil.copy(practice_file, path)
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(path))


def part(module: str, argument: str = "") -> AppTest:
    """One closed part of the page, opened alone."""
    app = AppTest.from_string(BLOCKS.format(module=module, argument=argument), default_timeout=120).run()
    assert list(app.exception) == []
    return app


def rows(app: AppTest) -> dict[str, dict]:
    frame = app.dataframe[0].value
    return {row[frame.columns[0]]: row for row in frame.to_dict("records")}


def test_the_two_blocks_say_what_the_engine_says(filled, practice):
    app = filled.turn_to("overview")
    loss, said = annualized(practice), filled.said()
    assert f"**{dollars(loss.recoverable_expected.base)}**] likely to come back" in said
    assert f"**{dollars(loss.preventable.base)}**] a year" in said
    assert "No dollar stands in both" in said
    tables = [table.value for table in app.dataframe]
    (open_dollars,) = [table for table in tables if "expected_base" in table.columns]
    assert open_dollars["recoverable"].sum() == pytest.approx(float(loss.recoverable_now))
    (kept,) = [table for table in tables if "kept" in table.columns]
    assert kept["kept"].sum() == pytest.approx(float(loss.preventable.base), abs=0.05)


def test_a_short_measurement_is_said_on_the_page(filled):
    filled.turn_to("overview")
    assert "Less than six months: the season is not in it." in filled.said()


def test_the_cards_are_those_most_likely_to_bring_money_back(filled, practice):
    filled.turn_to("overview")
    groups = sorted(ask(practice, "leak_groups"), key=lambda group: -(group["expected"] or 0))[:3]
    said = filled.said()
    places = [said.index(f"**{number}. ") for number in (1, 2, 3)]
    for group, place in zip(groups, places, strict=True):
        assert dollars(group["expected"]) in said[place : place + 400]
        assert group["payer"] in said[place : place + 100]


def test_a_filter_that_leaves_no_line_is_said_and_draws(filled, practice):
    app = filled.turn_to("overview")
    ((sunday,),) = practice.rows("select max(dos) - cast(extract(dow from max(dos)) as integer) from billed_line")
    assert practice.rows("select 1 from billed_line where dos = $day", day=sunday) == []
    app.date_input[0].set_value((sunday, sunday)).run()
    filled.sound()
    assert "no billed lines" in filled.said()


def test_the_tile_counts_denials_as_every_other_page(practice):
    for chosen in (Filter(), Filter(payers=("Cigna",)), Filter(start=datetime.date(2027, 1, 1))):
        ours, theirs = ask(practice, "loss_denial_rate", chosen)[0], ask(practice, "summary_denials", chosen)[0]
        assert ours == {name: theirs[name] for name in ours}


def test_an_assumption_is_kept_and_forgotten(own):
    app = part("assumptions_editor")
    app.selectbox(key="assumption_name").set_value("capture").run()
    app.number_input[0].set_value(50.0).run()
    next(button for button in app.button if button.label == "Use this").click().run()
    assert list(app.exception) == []
    assert "50\u202f% is used from here on" in app.success[0].value.replace("\\", "")
    loss = annualized(session.audit().workspace)
    assert loss.preventable.base == (loss.total.base / 2).quantize(Decimal("0.01"))
    next(button for button in app.button if button.label == "Back to ours").click().run()
    assert annualized(session.audit().workspace).preventable.base == (loss.total.base * Decimal("0.8")).quantize(
        Decimal("0.01")
    )


def test_keeping_an_assumption_leaves_the_as_of_day_alone(own):
    workspace = session.audit().workspace
    before = ask(workspace, "loss_span")
    assumptions_editor.keep("underpaid_tolerance_dollars", Decimal(5))
    assert ask(workspace, "loss_span") == before
    assert [row["name"] for row in ask(workspace, "loss_assumptions") if row["is_own"]] == [
        "underpaid_tolerance_dollars"
    ]
    assumptions_editor.forget("underpaid_tolerance_dollars")
    assert not any(row["is_own"] for row in ask(workspace, "loss_assumptions"))


def test_every_assumption_stands_with_its_source_and_trust(own, practice):
    frame = part("assumptions_editor").dataframe[0].value
    assert len(frame) == len(ask(practice, "loss_assumptions"))
    assert "Unverified" in set(frame["trust"])


def test_sliders_move_only_what_rests_on_shares(own, practice):
    app = part("overview_scenario", "Filter()")
    base = rows(app)
    assert all(row["base"] == row["then"] for row in base.values())
    app.slider[0].set_value(50).run()
    app.slider[1].set_value(100).run()
    moved = rows(app)
    assert {name for name, row in moved.items() if row["base"] != row["then"]} == {
        "Preventable a year",
        "Of it likely to come back",
    }
    told = compare(practice, Scenario(recovery=Decimal("0.5"), capture=Decimal(1))).then.loss
    assert moved["Of it likely to come back"]["then"].startswith(dollars(told.recoverable_expected.base))
    assert moved["Preventable a year"]["then"] == dollars(told.preventable.base)


def test_another_unit_rule_is_worked_out_on_demand_and_kept(own, practice):
    app = part("overview_scenario", "Filter()")
    app.selectbox(key="if_rule").set_value("ama").run()
    assert not app.dataframe, "nothing is shown before it was worked out"
    app.button[0].click().run()
    assert list(app.exception) == []
    told, shown = compare(practice, Scenario(unit_rule="ama")), rows(app)
    assert shown["Lost a year"]["base"] == dollars(told.base.loss.total.base)
    assert shown["Lost a year"]["then"] == dollars(told.then.loss.total.base)
    assert shown["Missed units, in the period"]["then"] == dollars(told.then.missed_value)
    app.slider[0].set_value(0).run()
    assert rows(app)["Of it likely to come back"]["then"].startswith("$0")
    assert not app.button, "the sliders do not ask for it again"
