"""The aging page: its figures are the engine's, on the day, from the date and for whom the reader chose."""

from __future__ import annotations

import datetime

from analytics.questions import ask
from analytics.selection import Filter
from pages._parts import text


def choose(reader, name: str, option: str) -> None:
    next(box for box in reader.app.segmented_control if box.label == name).set_value(option).run()
    reader.sound()


def on_day(reader, day: datetime.date) -> None:
    reader.app.slider[0].set_value(day).run()
    reader.sound()


def a_past_day(practice) -> datetime.date:
    first, as_of = practice.rows("select min(dos), any_value(s.as_of) from billed_line cross join setting as s")[0]
    return first + (as_of - first) / 2


def test_the_tiles_are_those_of_the_chosen_day(filled, practice):
    filled.turn_to("aging")
    day = a_past_day(practice)
    on_day(filled, day)
    owed = ask(practice, "ar_days", day=str(day), basis="service")[0]
    tiles = filled.tiles()
    assert tiles["Insurers owe"] == text.short_money(owed["insurance"])
    assert tiles["Patients owe"] == text.short_money(owed["patient"])
    assert tiles["Unanswered"] == f"{owed['lines_never_answered']:,}"
    assert f"On {text.day(day)} insurers owe {text.money(owed['insurance'])}" in filled.said()
    assert "passes a deadline" not in filled.said(), "deadlines are counted from the as-of day alone"


def test_every_switch_is_drawn_and_said(filled, practice):
    filled.turn_to("aging")
    for option, words in {"Submission": "from the date of submission", "Responsibility": "became this party's"}.items():
        choose(filled, "Age counts from", option)
        assert words in filled.said()
    for option in ("Provider", "Location"):
        choose(filled, "By", option)
        assert f"by {option.lower()} and age" in filled.said()
    choose(filled, "In", "Claims")
    assert "A claim counts once in each age" in filled.said()
    owed = ask(practice, "ar_days", day="", basis="responsibility")[0]
    assert filled.tiles()["Over 90"] == text.percent(owed["over_90_share"], 0).replace("\u202f", " ")


def test_the_lines_listed_are_those_of_the_filter(filled, practice):
    app = filled.turn_to("aging")
    app.multiselect[0].set_value(["Cigna"]).run()
    filled.sound()
    lines = ask(practice, "aging_on_lines", Filter(payers=("Cigna",)), day="", basis="service")
    shown = next(table.value for table in app.dataframe if "responsible_since" in table.value)
    assert len(shown) == len(lines)
    assert set(shown["payer"]) == {"Cigna"}
    assert "patient_name" not in shown


def test_days_in_ar_are_told_in_four_ways(filled, practice):
    app = filled.turn_to("aging")
    owed = ask(practice, "ar_days", day="", basis="service")[0]
    kinds = next(table.value for table in app.dataframe if "formula" in table.value).set_index("kind")
    assert kinds["days"].to_dict() == {
        "Gross": float(owed["days_gross"]),
        "Adjusted": float(owed["days_adjusted"]),
        "Net": float(owed["days_net"]),
        "Gross, whole period": float(owed["whole_days_gross"]),
    }


def test_deadlines_and_lists_hold_the_same_dollars(practice):
    ahead = ask(practice, "deadlines_ahead")
    dollars = {
        kind: sum(row["dollars"] for row in ahead if row["kind"] == kind) for kind in ("unanswered", "unbilled_visit")
    }
    assert dollars == {
        "unanswered": sum(row["expected"] or 0 for row in ask(practice, "unanswered")),
        "unbilled_visit": sum(row["value"] or 0 for row in ask(practice, "unbilled_visits")),
    }
    assert all(dollars.values()), "the demo has both"
    recoverable = practice.rows("select sum(recoverable) from denial where recoverable > 0")[0][0]
    assert sum(row["dollars"] for row in ahead if row["kind"] == "denied" and row["span"] != "past") == recoverable


def test_nothing_loaded_says_what_is_needed(reader):
    reader.turn_to("aging")
    assert "Nothing can be said yet. Billing lines and remittances answer this question." in reader.said()
