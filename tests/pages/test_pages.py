"""Every page on nothing and on a practice: no fault, honest sentences, and the same figures as the engine."""

from __future__ import annotations

import datetime

import pytest

from analytics.loss import annualized
from analytics.questions import ask
from analytics.selection import Filter

PAGES = ("overview", "files", "units", "modifiers", "denials", "payments", "aging", "compliance")
BILLING = (
    b"Patient ID,DOS,CPT,Units,Payer,Charge\nA1,2026-01-05,97110,2,Medicare,120\nA1,not a day,97530,1,Medicare,60\n"
)
MINUTES = b"Patient ID,DOS,CPT,Minutes\nA1,2026-01-05,97110,40\n"


def dollars(amount) -> str:
    return f"${amount:,.0f}"


def upload(reader, *files) -> None:
    reader.turn_to("files")
    for name, data in files:
        reader.app.file_uploader[0].upload(name, data)
    reader.app.run()
    reader.sound()


def load(reader) -> None:
    """Confirm what was looked at."""
    next(button for button in reader.app.button if button.label.startswith("Load ")).click().run()
    reader.sound()


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_workspace_says_what_is_missing(page, reader):
    app = reader.turn_to(page)
    assert len(app.title) == 1
    assert not app.metric
    assert not app.multiselect
    said = reader.said()
    assert "Bring" in said or "Nothing can be said yet" in said or "Nothing is loaded yet" in said


def test_the_first_screen_offers_the_demo_practice_and_names_the_columns(stranger):
    app = stranger.turn_to("overview")
    assert [button.label for button in app.button if "demo" in button.label] == ["Load the demo practice"]
    assert "patient id, date of service, procedure code, units" in stranger.said()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_practice_is_drawn(page, filled):
    app = filled.turn_to(page)
    assert len(app.title) == 1
    assert 1 <= len(app.metric) <= 6
    assert app.dataframe


def test_the_overview_says_what_the_engine_says(filled, practice):
    filled.turn_to("overview")
    loss, denials = annualized(practice), ask(practice, "summary_denials")[0]
    exposure = ask(practice, "exposure_total")[0]
    tiles = filled.tiles()
    assert tiles["Lost a year"] == dollars(loss.total.base)
    assert tiles["Recoverable"] == dollars(loss.recoverable_now)
    assert tiles["Denial rate"] == f"{denials['rate_lines']:.1%}".replace("%", " %")
    assert tiles["Exposure"] == dollars(exposure["amount"])
    assert loss.note in filled.said(), "too few weeks for a range: the page must say so"


def test_units_and_aging_say_what_the_engine_says(filled, practice):
    units, owed = ask(practice, "summary_units")[0], ask(practice, "summary_receivables")[0]
    filled.turn_to("units")
    assert filled.tiles()["Missed"] == f"{units['missed']:.0f}"
    assert filled.tiles()["Their value"] == dollars(units["missed_value"])
    assert filled.tiles()["Excess"] == f"{units['excess']:.0f}"
    assert dollars(units["excess_value"]) in filled.said()
    filled.turn_to("aging")
    assert filled.tiles()["Unanswered"] == f"{owed['lines_never_answered']:,}"


def test_the_pages_and_the_summary_count_alike(practice):
    units, capture = ask(practice, "summary_units")[0], ask(practice, "unit_capture")[0]
    assert capture["units_supported"] == units["correct"]
    assert capture["capture_rate"] == pytest.approx(float(units["billed"] / units["correct"]))
    coverage, summary = ask(practice, "coverage")[0], ask(practice, "summary_coverage")[0]
    shared = coverage.keys() & summary.keys()
    assert len(shared) >= 5
    assert {name: coverage[name] for name in shared} == {name: summary[name] for name in shared}
    steps = {step["step"]: step["amount"] for step in ask(practice, "revenue_steps")}
    assert steps.items() <= ask(practice, "summary_revenue")[0].items()
    balances = ask(practice, "aging_on", by="payer", day="", basis="service")
    assert sum(row["balance"] for row in balances) == ask(practice, "summary_receivables")[0]["total"]


def test_the_filter_follows_from_page_to_page_and_can_be_reset(filled, practice):
    app = filled.turn_to("units")
    app.multiselect[0].set_value(["Cigna"]).run()
    filled.sound()
    expected = ask(practice, "summary_units", Filter(payers=("Cigna",)))[0]
    assert filled.tiles()["Missed"] == f"{expected['missed']:.0f}"
    assert "Showing Cigna" in filled.said()
    app = filled.turn_to("denials")
    assert "Showing Cigna" in filled.said()
    next(button for button in app.button if button.label == "Reset").click().run()
    filled.sound()
    assert "Showing everything loaded" in filled.said()


def test_a_half_picked_range_of_days_filters_nothing(filled):
    app = filled.turn_to("aging")
    app.date_input[0].set_value((datetime.date(2026, 6, 1),)).run()
    filled.sound()
    assert "Pick the last day too" in filled.said()
    assert "Showing everything loaded" in filled.said()


def test_files_are_loaded_counted_and_undone(stranger):
    upload(stranger, ("billing.csv", BILLING), ("minutes.csv", MINUTES))
    assert "2 of 2 files can be loaded" in stranger.said()
    assert "Nothing is loaded yet" in stranger.said(), "a look is no load"
    load(stranger)
    assert "2 files loaded" in stranger.said()
    assert stranger.tiles()["Billed lines"] == "1"
    assert stranger.tiles()["Rejected"] == "1"
    rejects = next(table.value for table in stranger.app.dataframe if "fix" in table.value)
    assert rejects["row_no"].tolist() == [3]
    stranger.turn_to("units")
    assert stranger.tiles()["Missed"] == "1"
    app = stranger.turn_to("files")
    next(button for button in app.button if button.label == "Forget all files").click().run()
    stranger.sound()
    assert "Nothing is loaded yet" in stranger.said()


def test_what_a_file_cannot_tell_is_asked_and_the_answer_is_used(reader):
    upload(reader, ("b.csv", b"Patient ID,DOS,CPT,Units,Payer,Our Charge\nA1,03/04/2026,97110,2,Medicare,120.00\n"))
    said = reader.said()
    assert "Month or day first?" in said
    assert "A column of money is not read." in said
    orders = next(box for box in reader.app.selectbox if box.label == "Dates")
    orders.set_value("dmy")
    next(button for button in reader.app.button if button.label == "Look again").click().run()
    reader.sound()
    load(reader)
    assert "Data through" not in reader.said()
    rows = next(table.value for table in reader.app.dataframe if "header" in table.value)
    assert "DOS" in rows["header"].tolist()


def test_a_layout_is_remembered_under_a_name(reader, tmp_path, monkeypatch):
    monkeypatch.setenv("REHABLEDGER_HOME", str(tmp_path))
    upload(reader, ("billing.csv", BILLING))
    next(box for box in reader.app.text_input if box.label == "Remember this layout as").set_value("Demo EMR").run()
    next(button for button in reader.app.button if button.label == "Remember").click().run()
    reader.sound()
    assert [path.name for path in tmp_path.rglob("*.yaml")] == ["demo-emr.yaml"]
    next(button for button in reader.app.button if button.label == "Put aside").click().run()
    upload(reader, ("later.csv", BILLING.replace(b"2026-01-05", b"2026-02-05")))
    assert "Layout known: Demo EMR" in reader.said()


def test_a_bad_file_gives_one_sentence(reader):
    reader.turn_to("files")
    reader.app.file_uploader[0].upload("notes.csv", b"").run()
    assert next(button for button in reader.app.button if button.label.startswith("Load ")).disabled
    assert list(reader.app.exception) == []
    assert [error.value.replace("\\", "") for error in reader.app.error] == [
        "notes.csv: the file is empty; export it again."
    ]


def test_a_fault_in_a_page_is_one_plain_sentence(filled, monkeypatch, caplog):
    from pages._parts import session

    def fail(*_):
        raise ValueError("patient Jane Roe")

    filled.turn_to("overview")
    monkeypatch.setattr(session, "loss", fail)
    filled.app.run()
    assert [error.value.split(".")[0] for error in filled.app.error] == ["This page could not be drawn"]
    assert list(filled.app.exception) == []
    assert "Jane" not in caplog.text
    assert "ValueError" in caplog.text
