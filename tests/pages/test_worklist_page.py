"""The worklist page: its figures are the engine's, what is saved counts at once, and nothing of a patient leaves it."""

from __future__ import annotations

import os

import pytest
from practice import Practice

from analytics import pipeline, worklist
from analytics.contract import DENIAL_CATEGORIES
from analytics.questions import ask
from analytics.workspace import Workspace
from pages._parts import session, text, worklist_log

ANY = {"payer": "", "cause": "", "state": "", "assignee": "", "today": ""}


def queue(workspace: Workspace, place: str = "queue") -> list[dict]:
    return ask(workspace, "worklist", place=place, **ANY)


def words(reader) -> list[tuple]:
    """What was said in the reader's own workspace, without closing it."""
    return session._shared_audit(os.environ["REHABLEDGER_WORKSPACE"]).workspace.rows(
        "select kind, value, said_by, count(*) from work_event group by all order by kind, value"
    )


def widget(kind, label: str):
    return next(one for one in kind if one.label == label)


def open_first(reader, practice) -> dict:
    """The page with the first claim of the queue opened."""
    row = queue(practice)[0]
    reader.app.session_state["worklist_open"] = row["claim_ref"]
    app = reader.turn_to("worklist")
    widget(app.text_input, "Your name").set_value("Biller").run()
    reader.sound()
    return row


def press(reader, label: str) -> None:
    widget(reader.app.button, label).click().run()


def test_the_tiles_are_the_engines(filled, practice):
    filled.turn_to("worklist")
    total, tiles = ask(practice, "worklist_summary", today="")[0], filled.tiles()
    assert tiles["Open value"] == text.short_money(total["open_value"])
    assert tiles["Expected"] == text.short_money(total["expected_value"])
    assert tiles["Due soon"] == text.number(total["due_week"])
    assert tiles["Closed"] == text.number(total["closed"])
    assert f"{text.counted(total['queue_claims'], 'claim')} worth {text.money(total['open_value'])}" in filled.said()


def test_what_the_overturn_rate_leaves_out_is_said_where_it_stands(filled, practice):
    app, cases = filled.turn_to("worklist"), ask(practice, "worklist_summary", today="")[0]["cases"]
    said = "A denial without a second answer for 90 days counts as not overturned"
    assert filled.said().count(said) == bool(cases), "where no rate stands there is nothing to say of it"
    assert said in widget(app.metric, "Overturned").help
    widget(app.toggle, "How the chance is reckoned").set_value(True).run()
    assert filled.said().count(said) == bool(cases) + 1


def test_every_picture_is_drawn(filled, practice):
    app = filled.turn_to("worklist")
    causes, best = ask(practice, "worklist_causes"), max(queue(practice), key=lambda row: row["value"] or 0)
    for picture, said in (
        ("Claims", f"Worth most: {text.money(best['value'])} of {best['payer']}"),
        ("Deadlines", "within 14 days"),
        ("Causes", f"is worth most: {text.money(causes[0]['cause_value'])} expected"),
    ):
        widget(app.segmented_control, "Picture").set_value(picture).run()
        filled.sound()
        assert said in filled.said()
        assert len(app.get("plotly_chart")) == 1


def test_a_card_of_the_overview_leads_to_the_claims_of_its_payer(filled, practice):
    app = filled.turn_to("overview")
    worth = [leak for leak in ask(practice, "leak_groups") if leak["recoverable"] > 0]
    first = sorted(worth, key=lambda leak: (-(leak["expected"] or 0), -leak["recoverable"]))[:3]
    leak = next(leak for leak in first if leak["category"] in DENIAL_CATEGORIES)
    widget(app.button, f"Work the claims of {leak['payer']}").click().run()
    filled.sound()
    assert [title.value for title in app.title] == ["What do I work today?"]
    shown = next(table.value for table in app.dataframe if "why" in table.value)
    assert set(shown["payer"]) == {leak["payer"]}


def test_the_list_is_the_queue_in_its_order(filled, practice):
    app = filled.turn_to("worklist")
    shown = next(table.value for table in app.dataframe if "why" in table.value)
    rows = queue(practice)
    assert list(shown["claim_id"]) == [row["claim_id"] for row in rows][: len(shown)]
    assert len(shown) == min(len(rows), 1000)
    assert "claim_ref" not in shown and "patient_name" not in shown


@pytest.mark.parametrize(
    ("words_", "place"), [("Too late", "too_late"), ("Done", "done"), ("Nothing to get", "not_recoverable")]
)
def test_every_place_is_listed(filled, practice, words_, place):
    app = filled.turn_to("worklist")
    widget(app.segmented_control, "Claims").set_value(words_).run()
    filled.sound()
    count = len(queue(practice, place))
    shown = [table.value for table in filled.app.dataframe if "why" in table.value]
    assert (len(shown[0]) if shown else 0) == count


def test_a_cause_and_a_payer_narrow_the_list(filled, practice):
    app = filled.turn_to("worklist")
    cause = ask(practice, "worklist_causes")[0]
    widget(app.selectbox, "Root cause").set_value(cause["cause"]).run()
    widget(app.selectbox, "Payer").set_value(cause["payer"]).run()
    filled.sound()
    shown = next(table.value for table in filled.app.dataframe if "why" in table.value)
    assert len(shown) == cause["claims"]


def test_an_opened_claim_shows_its_lines_its_story_and_takes_words(own, practice):
    row = open_first(own, practice)
    lines = ask(practice, "work_lines", claim=row["claim_ref"])
    shown = next(table.value for table in own.app.dataframe if "because" in table.value)
    assert list(shown["cpt"]) == [line["cpt"] for line in lines]
    assert f"Claim {row['claim_id']}" in "\n".join(one.value for one in own.app.subheader)
    states = [one for one in own.app.selectbox if one.label == "State"]
    states[-1].set_value("in_work")
    widget(own.app.text_area, "New note").set_value("called the payer")
    press(own, "Save")
    own.sound()
    assert words(own) == [("note", "called the payer", "Biller", 1), ("state", "in_work", "Biller", 1)]


def test_nobody_saves_without_a_name(own, practice):
    row = queue(practice)[0]
    own.app.session_state["worklist_open"] = row["claim_ref"]
    own.turn_to("worklist")
    widget(own.app.text_area, "New note").set_value("secret of a patient")
    press(own, "Save")
    assert [error.value for error in own.app.error] == [text.md("nobody is named who says so; give your name.")]
    assert words(own) == []


def test_all_that_are_listed_change_together(own, practice):
    app = own.turn_to("worklist")
    cause = ask(practice, "worklist_causes")[0]
    widget(app.text_input, "Your name").set_value("Biller").run()
    widget(app.selectbox, "Root cause").set_value(cause["cause"]).run()
    count = cause["cause_claims"]
    counted = text.counted(count, "claim")
    widget(own.app.toggle, f"Change all {counted} listed above together").set_value(True).run()
    assert f"**{counted}** of the cause" in own.said()
    next(box for box in own.app.selectbox if box.label == "State" and "As it is" in box.options).set_value("sent")
    press(own, f"Save on {counted}")
    own.sound()
    assert words(own) == [("state", "sent", "Biller", count)]
    assert f"Saved on {counted}: state sent." in own.said()


def test_where_work_is_kept_is_said(filled, monkeypatch):
    filled.turn_to("worklist")
    assert worklist_log.KEPT in filled.said()
    monkeypatch.setattr(worklist_log, "is_kept", lambda: False)
    filled.turn_to("worklist")
    assert any(one.value.startswith(worklist_log.LOST) for one in filled.app.info)


def test_nothing_loaded_says_what_is_needed(reader):
    reader.turn_to("worklist")
    assert "Nothing can be said yet. Billing lines and remittances answer this question." in reader.said()


def test_bills_without_answers_say_what_is_missing(stranger, tmp_path, monkeypatch):
    practice = Practice(tmp_path / "unanswered.duckdb")
    practice.bill("97110", claim_id="C1")
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(tmp_path / "unanswered.duckdb"))
    stranger.turn_to("worklist")
    assert "Nothing can be said yet: no remittance answers these lines." in stranger.said()
    assert "Load 835 files, or a remittance table." in stranger.said()


def test_no_words_are_lost_between_sessions(own, practice, tmp_path):
    row = open_first(own, practice)
    widget(own.app.text_area, "New note").set_value("left a message")
    press(own, "Save")
    own.sound()
    log = worklist.export_events(session._shared_audit(os.environ["REHABLEDGER_WORKSPACE"]).workspace)
    with Workspace(threads=1) as other:
        assert worklist.import_events(other, log) == 1
        assert other.rows("select claim_ref, value from work_event") == [(row["claim_ref"], "left a message")]


def test_a_saved_log_is_read_in_on_the_page(own, practice):
    row = queue(practice)[0]
    log = (
        "claim_ref,said_at,said_by,kind,value,seen_denied,seen_recovered\n"
        f"{row['claim_ref']},2026-01-01T10:00:00Z,Biller,state,sent,,\n"
    ).encode()
    app = own.turn_to("worklist")
    for added in ("1 entry read in", "0 entries read in"):
        app.file_uploader[0].upload("work-log.csv", log, "text/csv").run()
        press(own, "Read it in")
        own.sound()
        assert added in own.said()
    assert words(own) == [("state", "sent", "Biller", 1)]


def test_nothing_of_a_patient_stands_in_a_key_or_an_address(own, practice):
    row = open_first(own, practice)
    keys = [str(one.key) for kind in ("selectbox", "toggle", "text_area", "button") for one in getattr(own.app, kind)]
    assert not any(row["patient_id"] in key or row["claim_id"] in key for key in keys)
    assert not own.app.query_params
