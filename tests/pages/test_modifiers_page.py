"""The Modifiers page: what is missing, what it cost, and the lines behind each cell; and how a day is priced."""

from __future__ import annotations

import os
from decimal import ROUND_HALF_UP, Decimal

import pytest

from analytics.questions import ask
from analytics.selection import Filter
from pages._parts import price_steps

ALL = {"trust": "finding", "payer": "", "modifier": "", "kind": ""}
CENT = Decimal("0.01")


@pytest.fixture
def page(gap_file, monkeypatch, reader):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(gap_file))
    reader.turn_to("modifiers")
    return reader


def table(app, column: str):
    return next(frame.value for frame in app.dataframe if column in frame.value)


def key_of(workspace, patient: str) -> str:
    return workspace.rows(
        "select cast(day_key as varchar) from billed_line where patient_id = $patient order by dos limit 1",
        patient=patient,
    )[0][0]


def test_the_page_says_what_the_engine_says(page, gaps):
    found = ask(gaps, "modifier_summary")[0]
    tiles = page.tiles()
    assert tiles["Missing"] == str(found["lines_missing"]) == "34"
    assert tiles["Denied"] == f"${found['denied_amount']:,.0f}"
    assert tiles["At risk"] == f"${found['at_risk']:,.0f}"
    assert tiles["Unneeded"] == str(found["lines_unneeded_59"])
    assert tiles["Near KX"] == str(ask(gaps, "threshold_summary")[0]["patients_near"]) == "1"
    assert f"{found['lines_denied']} of them came back denied because of it" in page.said()
    assert len(table(page.app, "denied_amount")) == found["lines_missing"]


def test_occurrences_and_denied_dollars_are_two_numbers(gaps):
    cells = {(row["kind"], row["payer"], row["modifier"]): row for row in ask(gaps, "modifier_cells")}
    paid = cells["missing", "Anthem", "GP"]
    assert (paid["lines"], paid["denied_lines"], paid["denied_amount"]) == (5, 0, 0)
    missing = [row for row in cells.values() if row["kind"] == "missing"]
    assert sum(row["denied_amount"] for row in missing) == ask(gaps, "modifier_summary")[0]["denied_amount"]
    assert cells["wrong", "Medicare Part B", "Code or units"]["lines"] == 1


def test_a_cell_chosen_without_a_pointer_filters_the_lines_and_is_undone_with_one_click(page):
    box = next(box for box in page.app.selectbox if box.label == "Lines shown below")
    box.set_value(("Medicare Part B", "59")).run()
    page.sound()
    rows = table(page.app, "denied_amount")
    assert set(rows["modifier"]) == {"59"}
    assert len(rows) == 4
    next(button for button in page.app.button if button.label == "Show all").click().run()
    page.sound()
    assert len(table(page.app, "denied_amount")) == 34


def test_wrong_and_unneeded_ones_stand_apart(page):
    page.app.segmented_control[0].set_value("Wrong").run()
    page.sound()
    assert set(table(page.app, "denied_amount")["verdict"]) == {"Wrong", "Contradicting", "Never together"}
    page.app.segmented_control[0].set_value("Unneeded").run()
    page.sound()
    assert set(table(page.app, "denied_amount")["verdict"]) == {"Unneeded"}


def test_doubtful_cases_are_in_no_figure_and_shown_when_asked_for(page, gaps):
    assert ask(gaps, "modifier_summary")[0]["lines_doubtful"] == 1
    assert not [frame for frame in page.app.dataframe if "N1" in set(frame.value.get("patient_id", []))]
    page.app.toggle[0].set_value(True).run()
    page.sound()
    assert "Doubtful cases" in [title.value for title in page.app.subheader]
    assert [frame for frame in page.app.dataframe if "N1" in set(frame.value.get("patient_id", []))]


def test_one_payer(page):
    page.app.multiselect[0].set_value(["Anthem"]).run()
    page.sound()
    assert page.tiles()["Missing"] == "5"
    assert "none of them was denied because of it" in page.said()


def test_a_payer_without_gaps_says_what_was_checked(page):
    page.app.multiselect[0].set_value(["BCBS of ND", "Blue Cross Blue Shield of North Dakota"][1:]).run()
    page.sound()
    assert "No needed modifier is missing on 3 lines" in page.said()


def test_files_without_a_column_of_modifiers_say_so(reader):
    reader.turn_to("files")
    reader.app.file_uploader[0].upload(
        "b.csv", b"Patient ID,DOS,CPT,Units,Payer,Charge\nA1,2026-01-05,97110,2,Medicare,120\n"
    ).run()
    next(button for button in reader.app.button if button.label.startswith("Load ")).click().run()
    reader.turn_to("modifiers")
    assert "Nothing can be said: these lines come without modifiers" in reader.said()
    assert not reader.app.metric


def test_a_filter_that_leaves_no_line_says_so(page):
    page.app.multiselect[0].set_value(["Anthem"]).run()
    page.app.multiselect[2].set_value(["97761"]).run()
    page.sound()
    assert "No billed line is among these." in page.said()


def test_a_filter_that_cuts_everything_is_no_fault(gaps):
    nothing = Filter(payers=("nobody",))
    assert ask(gaps, "modifier_summary", nothing)[0]["lines_missing"] == 0
    for question in ("modifier_cells", "modifier_trend"):
        assert ask(gaps, question, nothing) == []
    assert ask(gaps, "modifier_lines", nothing, **ALL) == []


def test_the_trend_counts_every_line_once(gaps):
    rows = ask(gaps, "modifier_trend")
    assert sum(row["lines_missing"] for row in rows) == ask(gaps, "modifier_summary")[0]["lines_missing"]
    assert all(0 <= row["rate"] <= 1 for row in rows)


def test_a_line_shows_what_the_payer_answered(gaps):
    answers = {row["patient_id"]: row["answer"] for row in ask(gaps, "modifier_lines", **ALL)}
    assert answers["G0"] == "denied: CO 16 N822"
    assert answers["R1"] == "no answer yet"
    assert answers["H1"] == "paid, 35.00 allowed"


@pytest.mark.parametrize("side", ["billed", "correct"])
def test_the_arithmetic_of_every_day_adds_up(side, gaps):
    """The sum that is written out is the figure of line_price, to the cent, for every line of the practice."""
    days = gaps.rows("select distinct cast(day_key as varchar) from line_price where day_key > 0")
    counted = 0
    for (day,) in days:
        rows = ask(gaps, "price_steps", day_key=day)
        stated = gaps.rows(f"select sum({side}), count(*) from line_price where day_key = $day", day=int(day))[0]
        assert (rows[0][f"day_{side}"], len(rows)) == stated
        for row in rows:
            said = price_steps.units(row, side)
            terms, _, total = said.partition(" = ")
            total, _, rest = total.partition(", less ")
            whole = sum((_product(term) for term in terms.split(" + ")), Decimal(0))
            assert whole == _dollars(total)
            if rest:
                whole -= _dollars(rest.partition(" above")[0])
            assert whole == row[side]
            counted += 1
    assert counted > 100


def _dollars(text: str) -> Decimal:
    return Decimal(text.strip().replace("$", "").replace(",", ""))


def _product(term: str) -> Decimal:
    count, _, price = term.partition(" × ")
    return (Decimal(count) * _dollars(price)).quantize(CENT, ROUND_HALF_UP)


def test_the_formula_of_medicare_is_written_with_the_figures_it_was_counted_with(gaps):
    rows = [row for row in ask(gaps, "price_steps", day_key=key_of(gaps, "M1"))]
    for row in rows:
        parts = [
            row["work_rvu"] * row["work_gpci"],
            row["release_pe_rvu"] * row["pe_gpci"],
            row["mp_rvu"] * row["mp_gpci"],
        ]
        whole = (sum(parts) * row["conversion_factor"]).quantize(CENT, ROUND_HALF_UP)
        half = ((sum(parts) - parts[1] / 2) * row["conversion_factor"]).quantize(CENT, ROUND_HALF_UP)
        assert (whole, half) == (row["price"], row["price_later"])
    said = "\n".join(price_steps.steps(rows))
    assert "national, all GPCI 1.0" in said
    assert "97530 comes first: its practice expense is the highest of the day (0.60 RVU" in said
    assert "× 0.5" in said


def test_caps_fee_schedules_and_medians_are_named(gaps):
    capped = "\n".join(price_steps.steps(ask(gaps, "price_steps", day_key=key_of(gaps, "C1"))))
    assert "less $70.00 above the cap = $0.00" in capped
    assert "in the order of the claim. Above it nothing is owed." in capped
    listed = "\n".join(price_steps.steps(ask(gaps, "price_steps", day_key=key_of(gaps, "F1"))))
    assert "$31.00 in the loaded fee schedule" in listed
    assert "The day as billed $62.00, as supported $93.00: difference $31.00." in listed
    median = "\n".join(price_steps.steps(ask(gaps, "price_steps", day_key=key_of(gaps, "H3"))))
    assert "the median per unit of 60 paid lines of this payer" in median


@pytest.mark.parametrize("key", ["", "nobody", "999999999999999999999", "-1"])
def test_a_day_that_is_not_there_has_no_steps(key, gaps):
    assert ask(gaps, "price_steps", day_key=key) == []


def test_the_pages_say_which_prices_are_assumed_and_national(page):
    assert "prices after 31 Dec 2026 use the latest known Medicare tables" in page.said()
    assert "national Medicare prices" in page.said()
