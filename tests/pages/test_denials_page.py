"""The Denials page: rates, the chosen cell that everything follows, cuts, habits and what codes were read as."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

import pytest
from practice import Practice

from analytics import pipeline
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace
from pages._parts import (
    charts_denials,
    charts_grid,
    denial_breakdown,
    denial_codes,
    denial_patterns,
    provider_habits,
    text,
)

DAY = datetime.date(2026, 3, 9)
PARTS = ("Patterns", "Changes", "Breakdown", "Lines", "Therapists", "Codes")
CELL = {
    "payer": "Cigna",
    "family": "auth_referral",
    "lines": 3,
    "adjudicated": 20,
    "rate": 0.15,
    "expected": 120,
    "family_dollars": 120,
    "is_small": True,
    "change": 0.05,
    "now_lines": 2,
    "now_adjudicated": 40,
    "now_rate": 0.05,
    "before_lines": 0,
    "before_adjudicated": 50,
    "before_rate": 0.0,
    "is_change_small": False,
    "now_from": datetime.date(2026, 4, 1),
    "now_to": datetime.date(2026, 4, 30),
    "before_from": datetime.date(2026, 3, 2),
    "before_to": datetime.date(2026, 3, 31),
}


def open_part(app, part: str):
    """Another tab: AppTest clicks none, so its state is set as a click would."""
    app.session_state["denial_parts"] = part
    return app.run()


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory) -> Path:
    """A practice without a remittance."""
    path = tmp_path_factory.mktemp("denials") / "unanswered.duckdb"
    practice = Practice(path)
    practice.bill("97110", claim_id="C1")
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()
    return path


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> Path:
    """One payer, two lines denied with codes that nobody knows, one paid."""
    path = tmp_path_factory.mktemp("denials") / "odd.duckdb"
    practice = Practice(path)
    for number, reason in enumerate(("ZZ9", "ZZ8", "45")):
        claim = f"C{number}"
        practice.bill("97110", claim_id=claim, line_no="1", patient_id=claim, dos=DAY, payer_name="Odd Plan")
        given = {"line": "1", "dos": DAY, "payer_name": "Odd Plan", "date": DAY + datetime.timedelta(20)}
        paid = 30 if reason == "45" else 0
        adjustments = [("CO", reason, 60 - paid)]
        practice.remit(claim, "97110", paid=paid, adjustments=adjustments, **given)
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()
    return path


def opened(path: Path, monkeypatch, reader):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(path))
    reader.turn_to("denials")
    return reader


def test_nothing_loaded(reader):
    reader.turn_to("denials")
    assert "Nothing can be said yet" in reader.said()
    assert not reader.app.metric


def test_no_remittance(unanswered, monkeypatch, reader):
    page = opened(unanswered, monkeypatch, reader)
    assert "no remittance answers these lines" in page.said()
    assert not page.app.metric


def test_the_page_says_what_the_engine_says(filled, practice):
    filled.turn_to("denials")
    lines, dollars = (ask(practice, "denial_rates")[place] for place in (0, 3))
    money, tiles = ask(practice, "denial_money")[0], filled.tiles()
    assert tiles["Denial rate"] == text.percent(lines["first_rate"]).replace("\u202f", " ")
    assert tiles["In dollars"] == text.percent(dollars["first_rate"]).replace("\u202f", " ")
    assert tiles["Denied"] == text.short_money(money["expected_denied"])
    assert tiles["Recovered"] == text.percent(money["recovered_share"], 0).replace("\u202f", " ")
    assert f"{text.money(money['recoverable'])} can still be recovered" in filled.said()
    assert ask(practice, "summary_denials")[0]["rate_lines"] == lines["first_rate"], "as every other page counts"
    table = next(frame.value for frame in filled.app.dataframe if "first_rate" in frame.value)
    assert table["counted"].tolist() == list(denial_patterns.COUNTED.values())
    assert table["first_denied"].iloc[0] == lines["first_denied"]


def test_every_part_opens(filled):
    app = filled.turn_to("denials")
    for part in PARTS:
        open_part(app, part)
        filled.sound()


def test_everything_follows_the_chosen_cell_until_it_is_let_go(filled, practice):
    app = filled.turn_to("denials")
    worst = max(ask(practice, "denial_cells"), key=lambda row: row["expected"])
    cell = (worst["payer"], worst["family"])
    next(box for box in app.selectbox if box.label == "Payer and cause").set_value(cell).run()
    filled.sound()
    assert f"Only {denial_patterns.in_words(cell)}" in filled.said()
    assert f"({denial_patterns.in_words(cell)})**" in filled.said(), "the reasons are those of the cell"
    open_part(app, "Lines")
    lines = next(frame.value for frame in app.dataframe if "claim_id" in frame.value)
    assert len(lines) == worst["lines"]
    assert set(lines["payer"]) == {worst["payer"]}
    next(button for button in app.button if button.label == "Show all").click().run()
    filled.sound()
    assert "Only" not in filled.said()


def test_a_cell_that_a_filter_takes_away_is_let_go(filled, practice):
    app = filled.turn_to("denials")
    first, *_, other = sorted({row["payer"] for row in ask(practice, "denial_cells")})
    cell = next((row["payer"], row["family"]) for row in ask(practice, "denial_cells") if row["payer"] == first)
    next(box for box in app.selectbox if box.label == "Payer and cause").set_value(cell).run()
    app.multiselect[0].set_value([other]).run()
    filled.sound()
    assert "Only" not in filled.said()
    assert f"Showing {other}" in filled.said()


def test_the_picture_flips(filled):
    app = filled.turn_to("denials")
    for measure, said in (("Dollars", "Most denied dollars: "), ("Change", "Percentage points")):
        switch = next(group for group in app.segmented_control if "Change" in group.options)
        switch.set_value(measure).run()
        filled.sound()
        assert said in filled.said()


def test_every_cut_is_drawn_or_says_why_not(filled):
    app = filled.turn_to("denials")
    open_part(app, "Breakdown")
    for by in denial_breakdown.BY:
        next(box for box in app.selectbox if box.label == "Cut by").set_value(by).run()
        filled.sound()
        assert "It takes" in filled.said() or any("low" in frame.value for frame in app.dataframe), by


def test_one_payer_and_codes_nobody_knows(odd, monkeypatch, reader):
    page = opened(odd, monkeypatch, reader)
    assert "2 lines of 3 answered" in page.said()
    for part in PARTS:
        open_part(page.app, part)
        page.sound()
    assert "2 of 2 combinations of codes could not be read" in page.said()


def test_a_person_says_what_codes_mean(odd, tmp_path):
    path = tmp_path / "own.duckdb"
    shutil.copy(odd, path)
    with Workspace(path, threads=1) as workspace:
        row = next(row for row in ask(workspace, "denial_codes") if row["carc"] == "ZZ9")
        assert denial_codes.is_unread(row)
        scope = denial_codes._scope(row, None, True)
        assert scope == {"carc": "ZZ9", "rarc": None, "group_codes": None, "payer_class": None}
        denial_codes.denial_rules.keep(workspace, **scope, cause="auth_missing", reason="their manual", said_by="Ann")
        pipeline.rebuild(workspace, changed={"denial_rule"})
        row = next(row for row in ask(workspace, "denial_codes") if row["carc"] == "ZZ9")
        assert (row["classified_by"], row["cause"], row["note"]) == ("own", "auth_missing", "their manual")
        assert row["rule_codes"] == "carc ZZ9"
        cells = ask(workspace, "denial_cells", Filter(payers=("Odd Plan",)))
        assert "auth_referral" in {cell["family"] for cell in cells}


def test_a_cell_in_words_has_both_counts():
    assert charts_denials.cell_words(CELL, "rate").startswith(
        "Cigna, Authorization or referral:<br>3 lines of 20 answered"
    )
    assert "small" in charts_denials.cell_words(CELL, "rate")
    said = charts_denials.cell_words(CELL, "change")
    assert "2 of 40" in said
    assert "0 of 50" in said
    assert "small" not in said
    assert charts_denials.figure_of(CELL, "change") == "+5.0"
    assert charts_denials.figure_of(CELL | {"change": None}, "change") == text.UNKNOWN
    assert charts_denials.points(-0.0001) == "0.0"


def stripes(drawn):
    return next(trace for trace in drawn.data if trace.type == "scatter" and trace.mode == "lines")


def test_small_cells_are_hatched_and_the_chosen_one_is_framed():
    drawn = charts_denials.cells([CELL], "rate", ("Cigna", "auth_referral"))
    hatched = stripes(drawn)
    assert hatched.x.count(None) == len(charts_grid.STRIPES)
    assert all(abs(value) <= 0.48 for axis in (hatched.x, hatched.y) for value in axis if value is not None)
    assert len(drawn.layout.shapes) == 1
    drawn = charts_denials.cells([CELL], "change", ("", ""))
    assert not stripes(drawn).x
    assert not drawn.layout.shapes


def test_a_cut_finds_what_is_beyond_chance_for_so_many_values():
    def row(denied: int, answered: int) -> dict:
        return {
            "denied": denied,
            "answered": answered,
            "rate": denied / answered,
            "is_small": answered < 30,
            "is_unknown": False,
        }

    many = [row(5, 100)] * 20
    names = [f"value {number}" for number in range(21)]
    assert denial_breakdown.finding("code", [row(40, 100), *many], names).startswith("value 0: 40.0")
    assert denial_breakdown.finding("code", [row(12, 100), *many], names).startswith("No value"), "one of 21 by chance"
    assert denial_breakdown.finding("code", [row(9, 9), *many], names).startswith("No value"), "small"
    assert denial_breakdown.finding("family", [row(40, 100)], ["Bundled"]) == "Bundled is denied most: 40 of 100 lines"


def test_what_no_file_tells_is_said():
    unknown = {"value": None, "is_unknown": True}
    assert "no submission date" in denial_breakdown.nothing_known("submission", [unknown])
    without = {"value": "without a number", "is_unknown": False}
    assert "authorization number" in denial_breakdown.nothing_known("authorization", [without, unknown])
    assert denial_breakdown.nothing_known("code", [without]) == ""


def test_therapists_below_twenty_visits_are_counted_and_not_shown():
    said = provider_habits.scope_words({"small": 3, "unnamed_visits": 2})
    assert "3 therapists with fewer than 20 visits are not shown" in said
    assert "2 visits name nobody" in said
    assert "is not shown" in provider_habits.scope_words({"small": 1, "unnamed_visits": 0})
    named = provider_habits.named({"habit": "denied: not_necessary", "label": "not medically necessary"})
    assert named["said"] == "Denied: not medically necessary"
