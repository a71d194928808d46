"""The worklist: what people say of claims, what the ledger proves, and what both make of a claim.

One practice lives through everything once: a first load, words, a second load that pays and denies again, undoing it,
loading it again, closing and opening the file. Each test looks at one of these moments.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from denials.work_practice import OTHER, PAYER, SECRET, first_load, queue, rates, ref, second_load, shrunk, undo, words
from practice import Practice

from analytics import assumptions, pipeline, worklist
from analytics.errors import InputError
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace

DAY = datetime.date
ANY = {"payer": "", "cause": "", "state": "", "assignee": "", "today": ""}


@pytest.fixture(scope="module")
def life(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The moments of the practice, each with its queue and its rates."""
    path, seen = tmp_path_factory.mktemp("worklist") / "practice.duckdb", SimpleNamespace()
    practice = Practice(path)

    def look() -> SimpleNamespace:
        return SimpleNamespace(queue=queue(practice.workspace), rates=rates(practice.workspace))

    first_load(practice)
    seen.first = look()
    words(practice.workspace)
    seen.said = look()
    seen.log = worklist.export_events(practice.workspace)
    seen.order = [row["claim_id"] for row in ask(practice.workspace, "worklist", place="queue", **ANY)]
    second_load(practice)
    seen.second = look()
    undo(practice)
    seen.undone = look()
    second_load(practice)
    seen.again = look()
    practice.close()
    seen.path = shutil.copy(path, path.with_name("copy.duckdb"))
    seen.workspace = Workspace(path, threads=1)
    yield seen
    seen.workspace.close()


def test_what_nobody_touched_is_found_and_worth_its_chance(life):
    row = life.first.queue["open"]
    assert (row["state"], row["place"], row["recoverable"], row["claim_ref"]) == ("found", "queue", 30, ref("open"))
    assert row["value"] == round(row["recoverable"] * row["chance"], 2)
    assert row["days_left"] == (row["deadline"] - DAY(2026, 3, 31)).days


def test_a_claim_holds_all_its_lines(life):
    row = life.first.queue["rich"]
    assert (row["lines"], row["recoverable"], row["charge"]) == (3, 90, 180)


@pytest.mark.parametrize(
    ("claim", "state", "place"),
    [
        ("won", "overturned", "done"),
        ("half", "partly", "queue"),
        ("lost", "found", "queue"),
        ("old", "found", "too_late"),
    ],
)
def test_the_ledger_proves_a_state(life, claim, state, place):
    row = life.first.queue[claim]
    assert (row["state"], row["place"]) == (state, place)


def test_what_is_too_late_is_out_of_the_money_and_still_listed(life):
    row = life.first.queue["old"]
    assert (row["recoverable"], row["value"], row["too_late"]) == (0, 0, 30)
    listed = ask(life.workspace, "worklist", place="too_late", **ANY)
    assert [one["claim_id"] for one in listed] == ["old"]


@pytest.mark.parametrize(
    ("claim", "state", "place"),
    [
        ("open", "in_work", "queue"),
        ("sent", "sent", "queue"),
        ("upheld", "upheld", "done"),
        ("gone", "written_off", "done"),
        ("wrong", "invalid", "done"),
        ("late_follow", "found", "queue"),
    ],
)
def test_a_word_counts_at_once(life, claim, state, place):
    row = life.said.queue[claim]
    assert (row["state"], row["place"]) == (state, place)


def test_what_is_done_leaves_the_money(life):
    assert {life.said.queue[claim]["value"] for claim in ("upheld", "gone", "wrong", "won")} == {0}


def test_a_claim_billed_again_waits_for_its_answer(life):
    row = life.first.queue["again"]
    assert (row["place"], row["lines"], row["state_note"]) == (
        "queue",
        1,
        "Billed again on 2026-03-01, not answered yet.",
    )


def test_upheld_says_that_a_next_level_is_open(life):
    assert "next level" in life.said.queue["upheld"]["state_note"]


def test_a_later_payment_closes_the_claim(life):
    row = life.second.queue["pays"]
    assert (row["state"], row["place"], row["recovered"], row["last_paid"]) == (
        "overturned",
        "done",
        30,
        DAY(2026, 3, 20),
    )


def test_a_second_denial_takes_sent_back(life):
    row = life.second.queue["sent"]
    assert (row["state"], row["said_state"], row["place"]) == ("found", "sent", "queue")
    assert row["state_note"] == "Denied again on 2026-03-20 after it was sent."


def test_undoing_the_file_opens_what_it_closed(life):
    assert {claim: life.undone.queue[claim]["state"] for claim in ("pays", "sent")} == {"pays": "sent", "sent": "sent"}
    assert life.undone.queue["pays"]["place"] == "queue"


def test_loading_it_again_finds_every_claim_again(life):
    told = {claim: (row["claim_ref"], row["state"], row["place"]) for claim, row in life.second.queue.items()}
    assert told == {claim: (row["claim_ref"], row["state"], row["place"]) for claim, row in life.again.queue.items()}


def test_words_survive_closing_the_file(life):
    assert {claim: row["state"] for claim, row in queue(life.workspace).items()} == {
        claim: row["state"] for claim, row in life.again.queue.items()
    }
    said = worklist.history(life.workspace, ref("open"))
    assert [(row["kind"], row["value"]) for row in said if row["event_id"]] == [("note", SECRET), ("state", "in_work")]


def test_rates_before_anybody_said_anything(life):
    """Cases: won (1), lost (0), the paid line of half (1), old (0: silent for 90 days); twin is young, again waits."""
    row, other = life.first.rates[PAYER], life.first.rates[OTHER]
    assert (row["lines"], row["cases"], row["won"], row["own_rate"]) == (17, 4, 2, Decimal("0.5"))
    assert row["chance"] == shrunk("2", 4, "2", 4, row["base"])
    assert (other["cases"], other["own_rate"], other["family_cases"]) == (0, None, 4)
    assert other["chance"] == shrunk("0", 0, "2", 4, other["base"])


def test_a_word_feeds_the_rates_at_once(life):
    """Upheld is one more that got nothing; sent and in work are pending; written off unsent, invalid: no case."""
    row = life.said.rates[PAYER]
    assert (row["cases"], row["won"]) == (5, 2)
    assert row["chance"] == shrunk("2", 5, "2", 5, row["base"])


def test_answers_feed_the_rates(life):
    """pays is won; sent was answered with a denial and is lost."""
    assert (life.second.rates[PAYER]["cases"], life.second.rates[PAYER]["won"]) == (7, 3)


def test_the_queue_begins_with_what_cannot_wait(life):
    rows = ask(life.workspace, "worklist", place="queue", **ANY)
    assert life.order[0] == "late_follow"
    assert [row["turn"] for row in rows] == sorted(row["turn"] for row in rows)
    for turn in {row["turn"] for row in rows}:
        values = [row["value"] for row in rows if row["turn"] == turn]
        assert values == sorted(values, reverse=True)


def test_figures_list_and_causes_hold_the_same_dollars(life):
    rows = ask(life.workspace, "worklist", place="queue", **ANY)
    total = ask(life.workspace, "worklist_summary", today="")[0]
    causes, weeks = ask(life.workspace, "worklist_causes"), ask(life.workspace, "worklist_deadlines")
    assert total["queue_claims"] == len(rows) == sum(row["claims"] for row in causes)
    assert total["open_value"] == sum(row["recoverable"] for row in rows) == sum(row["recoverable"] for row in causes)
    assert total["expected_value"] == sum(row["value"] for row in rows) == sum(row["value"] for row in causes)
    assert total["open_value"] == sum(row["recoverable"] for row in weeks if row["span"] != "past")
    assert (total["closed"], total["closed_value"], total["follow_ups_due"]) == (3, 90, 1)
    assert len(ask(life.workspace, "worklist_csv")) == total["claims"]


def test_the_filter_keeps_whole_claims(life):
    rows = ask(life.workspace, "worklist", Filter(payers=(OTHER,)), place="queue", **ANY)
    assert [row["claim_id"] for row in rows] == ["other"]
    rows = ask(life.workspace, "worklist", place="queue", **ANY | {"assignee": "Ann"})
    assert [row["claim_id"] for row in rows] == ["late_follow"]


def test_the_queue_holds_what_denials_hold(life):
    """Every recoverable dollar is in the queue or was taken out by a person's word."""
    held = life.workspace.rows("select sum(recoverable) from denial")[0][0]
    assert held == sum(row["still_recoverable"] or 0 for row in queue(life.workspace).values())


def test_a_claim_nobody_knows_is_refused_for_all(life):
    before = worklist.last_event(life.workspace)
    with pytest.raises(InputError, match="1 of 2 claims") as refused:
        worklist.say(life.workspace, [ref("open"), ref("nobody")], "state", "sent", "Biller")
    assert "nobody" not in str(refused.value)
    with pytest.raises(InputError, match="no claim is chosen"):
        worklist.say(life.workspace, [], "state", "sent", "Biller")
    assert worklist.last_event(life.workspace) == before


@pytest.fixture
def elsewhere() -> Iterator[Workspace]:
    with Workspace(threads=1) as workspace:
        yield workspace


def test_a_log_goes_to_another_workspace_once(life, elsewhere):
    assert worklist.import_events(elsewhere, life.log) == 9
    assert worklist.import_events(elsewhere, life.log) == 0
    assert worklist.export_events(elsewhere) == life.log


@pytest.fixture
def later(life, tmp_path) -> Iterator[Workspace]:
    """The practice as it ended, for more words of which no other test hears."""
    with Workspace(shutil.copy(life.path, tmp_path / "later.duckdb"), threads=1) as workspace:
        yield workspace


@pytest.mark.parametrize(
    ("claim", "word", "state", "place"),
    [
        ("half", "in_work", "in_work", "queue"),  # the payment was seen: what is left is worked on
        ("half", "partly", "partly", "done"),  # the person takes the part for all there is
        ("half", "written_off", "written_off", "done"),
        ("won", "written_off", "overturned", "done"),  # paid is paid, whatever was said
        ("sent", "sent", "sent", "queue"),  # sent again, knowing of the second denial
        ("old", "sent", "sent", "queue"),  # sent in time, though nothing of it was written down then
        ("upheld", "in_work", "in_work", "queue"),  # on to the next level
    ],
)
def test_a_word_that_knows_the_answer_holds(later, claim, word, state, place):
    worklist.say(later, [ref(claim)], "state", word, "Biller")
    row = queue(later)[claim]
    assert (row["state"], row["place"]) == (state, place)


def test_what_is_said_of_its_end_is_a_case_until_it_is_called_invalid(later):
    before = rates(later)[PAYER]
    worklist.say(later, [ref("twin")], "state", "overturned", "Biller")
    after = rates(later)[PAYER]
    assert (after["cases"], after["won"]) == (before["cases"] + 1, before["won"] + 1)
    worklist.say(later, [ref("twin"), ref("lost")], "state", "invalid", "Biller")
    last = rates(later)[PAYER]
    assert (last["cases"], last["won"]) == (before["cases"] - 1, before["won"]), "lost is no case any more either"


def test_an_own_assumption_moves_the_chance_at_once(later):
    category = rates(later)[OTHER]["base_from"]
    before = rates(later)[OTHER]["chance"]
    assumptions.keep(later, category, "0.01")
    assert rates(later)[OTHER]["chance"] < before


def test_several_words_at_once_are_one_event_each(later):
    claims = [ref("rich"), ref("other"), ref("rich")]
    first = worklist.last_event(later)
    assert worklist.say(later, claims, "follow_up", DAY(2026, 5, 1), "Biller") == 2
    assert worklist.last_event(later) == first + 2
    assert worklist.say(later, claims, "follow_up", "", "Biller") == 2
    assert queue(later)["rich"]["follow_up"] is None


def test_the_written_file_holds_no_notes(life):
    rows = ask(life.workspace, "worklist_csv")
    assert SECRET not in str(rows)
    assert {row["place"] for row in rows} == {"queue", "too_late", "done"}


def test_words_outlive_every_rebuild_and_need_none(life):
    """The steps that words reach are views: nothing has to be made again."""
    made = {name.rsplit("/", 1)[-1] for name in pipeline.STEPS}
    assert {"work_state", "overturn_case", "overturn_rate", "work_queue"} <= pipeline.VIEWS & made
    assert {"work_line", "work_claim"} <= made - pipeline.VIEWS
