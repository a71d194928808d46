"""The Compliance page: exposure in its own ledger, thresholds, caps."""

from __future__ import annotations

import datetime
import os

import pytest

from analytics.questions import ask
from analytics.selection import Filter
from pages._parts.rule_words import ASKED


@pytest.fixture
def page(gap_file, monkeypatch, reader):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(gap_file))
    reader.turn_to("compliance")
    return reader


def test_the_page_says_what_the_engine_says(page, gaps):
    exposed, patients = ask(gaps, "exposure_summary")[0], ask(gaps, "threshold_summary")[0]
    tiles = page.tiles()
    assert exposed["amount"] == ask(gaps, "exposure_total")[0]["amount"]
    assert tiles["Exposure"] == f"${exposed['amount']:,.0f}"
    assert tiles["Excess"] == f"{exposed['excess_units']:.0f}" == "10"
    assert tiles["Threshold"] == f"{patients['patients_over']} over" == "3 over"
    assert "never set against what you are owed" in page.said()


def test_every_exposed_dollar_has_a_kind_a_month_and_a_line(gaps):
    total = ask(gaps, "exposure_summary")[0]
    assert sum(row["amount"] for row in ask(gaps, "exposure_months")) == total["amount"]
    lines = ask(gaps, "exposure_lines")
    assert sum(line["amount"] for line in lines) == total["amount"]
    assert len(lines) == total["cases"]
    assert {line["category"] for line in lines} <= ASKED.keys()
    kinds = ("excess_amount", "assistant_amount", "together_amount")
    assert sum(total[kind] for kind in kinds) == total["amount"], "the tiles hold all of it"


def test_no_leak_stands_among_the_exposures(gaps):
    leaks = gaps.rows("select finding_id from finding where kind <> 'exposure'")
    assert {line["finding_id"] for line in ask(gaps, "exposure_lines")}.isdisjoint({row[0] for row in leaks})


def test_the_gauge_has_a_year_at_a_time_and_says_what_it_cannot_know(page):
    assert [control.options for control in page.app.segmented_control] == [["2027", "2026"]]
    assert "The threshold of that year is not known yet" in page.said()
    page.app.segmented_control[0].set_value("2026").run()
    page.sound()
    assert "for the others care elsewhere counts too" in page.said()
    assert "The threshold of that year is not known yet" not in page.said()


def test_without_opening_balances_that_is_said(filled):
    filled.turn_to("compliance")
    assert "No opening balances are loaded: care elsewhere counts too" in filled.said()


def test_the_watch_list_names_who_is_near_and_who_is_over(gaps):
    states = {row["patient_id"]: row["state"] for row in ask(gaps, "threshold_watch")}
    assert states == {"N2": "threshold_near", "N1": "threshold_over", "K1": "threshold_over", "K3": "threshold_review"}
    only_2026 = Filter(end=datetime.date(2026, 12, 31))
    states = {row["patient_id"]: row["state"] for row in ask(gaps, "threshold_watch", only_2026)}
    assert states == {"K2": "threshold_near", "K1": "threshold_over", "K3": "threshold_review"}


def test_above_a_cap_nothing_is_owed(page, gaps):
    row = ask(gaps, "capped_lines")[0]
    assert (row["patient_id"], row["cpt"], row["above_cap"], row["within_cap"]) == ("C1", "97530", 70, 0)
    assert "none of it is a leak" in page.said()


def test_what_could_not_be_looked_at_is_said(page, gaps):
    units = ask(gaps, "summary_units")[0]
    unseen, all_of_them = units["visits_undetermined"], units["visits"]
    assert 0 < unseen < all_of_them
    assert f"Not looked at: {unseen} visits of {all_of_them} without minutes or a known rule." in page.said()


def test_one_payer(page):
    page.app.multiselect[0].set_value(["Anthem"]).run()
    page.sound()
    assert page.tiles()["Exposure"] == "$0"
    assert "Nothing among these lines is known that could be taken back" in page.said()
    assert "No patient among these lines has a payer with a therapy threshold" in page.said()


def test_a_filter_that_cuts_everything_is_no_fault(gaps):
    nothing = Filter(payers=("nobody",), providers=("nobody",), codes=("00000",))
    assert ask(gaps, "exposure_summary", nothing)[0]["cases"] == 0
    assert ask(gaps, "threshold_summary", nothing)[0]["patients"] == 0
    for question in ("exposure_months", "exposure_lines", "threshold_dots", "threshold_watch", "capped_lines"):
        assert ask(gaps, question, nothing) == []


def test_a_zip_code_prices_medicare_where_the_practice_is(reader):
    reader.turn_to("files")
    reader.app.file_uploader[0].upload(
        "b.csv", b"Patient ID,DOS,CPT,Mod,Units,Payer,Charge\nA1,2026-01-05,97110,GP,2,Medicare,120\n"
    ).run()
    next(button for button in reader.app.button if button.label.startswith("Load ")).click().run()
    reader.turn_to("files")
    assert "National Medicare prices are used" in reader.said()
    zip_code = next(box for box in reader.app.text_input if box.label.startswith("ZIP"))
    zip_code.set_value("nowhere").run()
    assert [error.value.replace("\\", "") for error in reader.app.error] == [
        '"nowhere" is not a ZIP code; write five digits, such as 99501.'
    ]
    next(box for box in reader.app.text_input if box.label.startswith("ZIP")).set_value("99501").run()
    reader.sound()
    assert "Medicare prices of locality 02102-01 are used" in reader.said()
    reader.turn_to("compliance")
    assert "national Medicare prices" not in reader.said()
    reader.turn_to("files")
    next(box for box in reader.app.selectbox if "locality" in box.label).set_value("national").run()
    reader.sound()
    assert "National Medicare prices are used" in reader.said()


@pytest.mark.parametrize("page_name", ["modifiers", "compliance"])
def test_an_empty_workspace_says_what_is_missing(page_name, reader):
    app = reader.turn_to(page_name)
    assert len(app.title) == 1
    assert not app.metric
    assert "Nothing can be said yet" in reader.said()
