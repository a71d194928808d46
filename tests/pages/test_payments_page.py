"""The Payments page: who pays below what was agreed, since when, and the lines behind it."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from gap_practice import GapPractice

from analytics import pipeline
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace
from pages._parts import charts_payments

FIRST = datetime.date(2026, 1, 5)
QUESTIONS = ("paid_over_expected", "rate_patterns", "underpaid_lines", "overpaid_lines", "charge_below_rate")


def add(practice: GapPractice, patient: str, payer: str, allowed: float, **given) -> None:
    given = {"units": 1, "dos": FIRST, "charge": 100, "cpt": "97110"} | given
    units, dos, charge, cpt = (given.pop(name) for name in ("units", "dos", "charge", "cpt"))
    about = {"patient_id": patient, "claim_id": patient, "line_no": "1", "dos": dos, "charge": charge}
    practice.bill(cpt, units, **about, payer_name=payer, rendering_provider="Ann", **given)
    said = {"charge": charge, "line": "1", "dos": dos, "units": units, "payer_name": payer}
    said["date"] = dos + datetime.timedelta(20)
    practice.remit(patient, cpt, paid=allowed, adjustments=[("CO", "45", charge - allowed)], **said)


def make(path: Path) -> None:
    """Agreed Plan with a schedule, Silent Plan without one that cuts its rate in March."""
    practice = GapPractice(path)
    practice.rate("Agreed Plan", "97110", 40)
    practice.rate("Agreed Plan", "97140", 120)
    for number in range(6):
        add(practice, f"A{number}", "Agreed Plan", 40, dos=FIRST + datetime.timedelta(number))
    add(practice, "LOW", "Agreed Plan", 30)
    add(practice, "LOWER", "Agreed Plan", 50, units=2, charge=200)
    add(practice, "HIGH", "Agreed Plan", 45)
    add(practice, "FEE", "Agreed Plan", 100, cpt="97140")
    for number in range(24):
        day = FIRST + datetime.timedelta(5 * number)
        add(practice, f"S{number}", "Silent Plan", 31 if day < datetime.date(2026, 3, 9) else 28, dos=day)
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()


@pytest.fixture(scope="module")
def payment_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("payments") / "payments.duckdb"
    make(path)
    return path


@pytest.fixture(scope="module")
def payments(payment_file) -> Iterator[Workspace]:
    """The same tables, to hold the page against."""
    copy = payment_file.with_name("copy.duckdb")
    shutil.copy(payment_file, copy)
    with Workspace(copy, threads=2) as workspace:
        yield workspace


@pytest.fixture
def page(payment_file, monkeypatch, reader):
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(payment_file))
    reader.turn_to("payments")
    return reader


def table(app, column: str):
    return next(frame.value for frame in app.dataframe if column in frame.value)


def test_the_page_says_what_the_engine_says(page, payments):
    paid = ask(payments, "payment_summary")[0]
    assert (paid["underpaid_lines"], paid["underpaid"], paid["worst_payer"]) == (2, 40, "Agreed Plan")
    assert (paid["overpaid_lines"], paid["overpaid"]) == (1, 5)
    assert (paid["paid_lines"], paid["rated_lines"], paid["days_median"], paid["days_p90"]) == (34, 10, 20, 20)
    tiles = page.tiles()
    assert tiles["Underpaid"] == "$40"
    assert tiles["Rate known"] == "29 %"
    assert tiles["Overpaid"] == "$5"
    assert tiles["Days to pay"] == "20"
    assert tiles["Suspected"] == f"${paid['suspected']:,.0f}"
    assert tiles["Fee too low"] == "$20"
    assert "2 lines of 10 paid lines whose rate is known" in page.said()
    assert "most by Agreed Plan ($40)" in page.said()
    assert "suspected, in no sum" in page.said()
    assert list(table(page.app, "assistant_cut")["patient_id"]) == ["LOWER", "LOW"]
    assert set(table(page.app, "from_rate")["kind"]) == {"Rate cut"}
    assert "no payer has underpaid it" in page.said()


def test_what_was_paid_too_high_is_shown_when_asked_for(page):
    assert not [frame for frame in page.app.dataframe if "HIGH" in set(frame.value.get("patient_id", []))]
    next(toggle for toggle in page.app.toggle if "above the agreed rate" in toggle.label).set_value(True).run()
    page.sound()
    assert [frame for frame in page.app.dataframe if "HIGH" in set(frame.value.get("patient_id", []))]


def test_another_payer_and_code_over_time(page):
    box = next(box for box in page.app.selectbox if box.label == "Payer and code")
    assert box.value == ("Agreed Plan", "97110")  # where most is missing
    box.set_value(("Silent Plan", "97110")).run()
    page.sound()
    assert "A unit of 97110 at Silent Plan: $28.00, down 9.7" in page.said()


def test_the_steps_of_a_rate_are_marked(payments):
    history = ask(payments, "rate_history", payer="Silent Plan", code="97110")
    ((month, change),) = charts_payments.steps(history)
    assert month == datetime.date(2026, 3, 1)
    assert round(change, 3) == round(28 / 31 - 1, 3)
    assert charts_payments.steps([row | {"is_cut": True} for row in history]) == []


def test_dots_say_their_figures(payments):
    rows = {(row["payer"], row["cpt"]): row for row in ask(payments, "paid_over_expected")}
    assert rows["Agreed Plan", "97140"]["ratio"] == 1  # no more than the charge was owed
    assert rows["Silent Plan", "97110"]["basis"] == "own"
    assert "of the agreed price" in charts_payments.in_words(rows["Agreed Plan", "97110"])


def test_lines_show_what_their_price_is_made_of(payments):
    line = ask(payments, "underpaid_lines")[0]
    assert (line["expected"], line["allowed"], line["amount"], line["price"], line["units"]) == (80, 50, 30, 40, 2)
    assert ask(payments, "price_steps", day_key=line["day_key"])[0]["price"] == 40
    (high,) = ask(payments, "overpaid_lines")
    assert (high["expected"], high["allowed"], high["amount"]) == (40, 45, 5)
    (fee,) = ask(payments, "charge_below_rate")
    assert (fee["cpt"], fee["charge"], fee["rate"], fee["lost"], fee["all_lost"]) == ("97140", 100, 120, 20, 20)


def test_one_payer(page):
    page.app.multiselect[0].set_value(["Silent Plan"]).run()
    page.sound()
    assert page.tiles()["Underpaid"] == "$0"
    assert "No agreed rate is known for these 24 paid lines" in page.said()


def test_a_filter_that_cuts_everything_is_no_fault(payments):
    nothing = Filter(payers=("nobody",))
    paid = ask(payments, "payment_summary", nothing)[0]
    assert (paid["paid_lines"], paid["coverage"], paid["days_median"], paid["suspected"]) == (0, None, None, 0)
    for question in QUESTIONS:
        assert ask(payments, question, nothing) == []
    assert ask(payments, "rate_history", nothing, payer="Agreed Plan", code="97110") == []


def test_the_demo_practice(filled):
    filled.turn_to("payments")
    assert filled.tiles()["Rate known"] == "0 %"
    assert "load fee schedules, and state the Medicare locality" in filled.said()


def test_an_empty_workspace_says_what_is_needed(reader):
    reader.turn_to("payments")
    assert "Nothing can be said yet." in reader.said()
    assert not reader.app.metric


def test_bills_without_remittances_say_so(reader):
    reader.turn_to("files")
    reader.app.file_uploader[0].upload(
        "b.csv", b"Patient ID,DOS,CPT,Units,Payer,Charge\nA1,2026-01-05,97110,2,Aetna,120\n"
    ).run()
    next(button for button in reader.app.button if button.label.startswith("Load ")).click().run()
    reader.turn_to("payments")
    assert "no remittance pays these lines" in reader.said()
