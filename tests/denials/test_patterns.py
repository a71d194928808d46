"""Who denies what: rates, cells, reasons and cuts of one made-up practice, counted by hand.

Alpha Health answers 20 lines of 9 March (two denied, one of them paid later) and 20 lines in ten claims of 8 April, six
of them denied; Beta Plan 10 lines, one denied; Gamma Care one patient's twelve visits from a first evaluation on, all
paid. Every line is charged 60 and worth 40; the day is 15 July, so that answers up to 16 April are 90 days old.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from practice import Practice

from analytics.questions import ask
from analytics.selection import Filter
from analytics.statistics.wilson import lower_end
from analytics.workspace import Workspace

MARCH, APRIL = datetime.date(2026, 3, 9), datetime.date(2026, 4, 8)
AS_OF = datetime.date(2026, 7, 15)
IN_APRIL = Filter(start=datetime.date(2026, 4, 1), end=datetime.date(2026, 4, 30))
EVERYTHING = {"payer": "", "family": ""}


def add(practice: Practice, claim: str, cpt: str, payer: str, dos, reason: tuple = (), *, line="1", **given) -> None:
    """A billed line and its answer twenty days later; reason: group, code and remark, else it is paid."""
    about = {"claim_id": claim, "line_no": line, "dos": dos, "payer_name": payer}
    practice.bill(cpt, **{"patient_id": claim} | about | given)
    answer = {"line": line, "dos": dos, "payer_name": payer, "date": dos + datetime.timedelta(20)}
    if reason:
        group, carc, *remarks = reason
        practice.remit(claim, cpt, adjustments=[(group, carc, 60)], remarks=remarks, **answer)
    else:
        practice.remit(claim, cpt, paid=40, adjustments=[("CO", "45", 20)], **answer)


def alpha(practice: Practice) -> None:
    shared = {"payer": "Alpha Health", "dx": ["M54.5"], "rendering_provider": "Ann", "location": "Main St"}
    for number in range(20):
        reason = ("CO", "197") if number < 2 else ()
        sent = MARCH + datetime.timedelta(2)
        add(practice, f"AM{number}", "97110", dos=MARCH, reason=reason, submit_date=sent, **shared)
    practice.remit(
        "AM0", "97110", paid=40, line="1", dos=MARCH, payer_name="Alpha Health", date=datetime.date(2026, 4, 20),
        adjustments=[("CO", "45", 20)],
    )  # fmt: skip
    for number in range(10):
        first = {0: ("CO", "197"), 1: ("CO", "50"), 2: ("CO", "50")}.get(number, ())
        second = {0: ("CO", "197"), 3: ("CO", "16", "N822"), 4: ("CO", "16", "N822")}.get(number, ())
        given = shared | {"submit_date": APRIL + datetime.timedelta(10)}
        given |= {"auth_number": "A1"} if number >= 5 else {}
        add(practice, f"AA{number}", "97110", dos=APRIL, reason=first, **given)
        bare = {"modifiers": []} if second[1:] == ("16", "N822") else {}
        add(practice, f"AA{number}", "97140", dos=APRIL, reason=second, line="2", **given | bare)


def beta(practice: Practice) -> None:
    for number in range(10):
        dos = MARCH if number < 5 else APRIL
        given = {"rendering_provider": "Ben"} | ({"dx": ["s83.2"]} if dos == MARCH else {})
        add(practice, f"B{number}", "97530", "Beta Plan", dos, ("CO", "29") if number == 0 else (), **given)


def gamma(practice: Practice) -> None:
    for number in range(12):
        given = {"patient_id": "G", "rendering_provider": "Ann", "dx": ["Z47.1"]}
        cpt = "97161" if number == 0 else "97110"
        add(practice, f"G{number}", cpt, "Gamma Care", MARCH + datetime.timedelta(number), **given)


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    practice = Practice()
    for payer in ("Alpha Health", "Beta Plan", "Gamma Care"):
        for cpt in ("97110", "97140", "97530", "97161"):
            practice.rate(payer, cpt, 40)
    for put in (alpha, beta, gamma):
        put(practice)
    practice.rebuild(as_of=AS_OF)
    yield practice.workspace
    practice.close()


RATES = [  # counted, answered, denied, old enough, still denied
    ("lines", 62, 9, 37, 2),
    ("claims", 52, 8, 37, 2),
    ("claims_whole", 52, 4, 37, 2),
    ("dollars", 3720, 540, 2220, 120),
]


@pytest.mark.parametrize("row", RATES, ids=[row[0] for row in RATES])
def test_rates_with_both_counts(row, workspace):
    counted, answered, denied, worked, still = row
    got = next(one for one in ask(workspace, "denial_rates") if one["counted"] == counted)
    assert (got["first_answered"], got["first_denied"]) == (answered, denied)
    assert (got["final_answered"], got["final_denied"]) == (worked, still)
    assert got["first_rate"] == pytest.approx(denied / answered)
    assert got["final_rate"] == pytest.approx(still / worked)
    assert got["younger"] == answered - worked


def test_a_rate_of_nothing_is_unknown(workspace):
    for row in ask(workspace, "denial_rates", Filter(payers=("Nobody",))):
        assert (row["first_answered"], row["first_rate"], row["final_rate"]) == (0, None, None)
    money = ask(workspace, "denial_money", Filter(payers=("Gamma Care",)))[0]
    assert (money["recovered_share"], money["preventable_share"]) == (None, None)


def test_young_answers_are_in_no_final_rate(workspace):
    lines = ask(workspace, "denial_rates", IN_APRIL)[0]
    assert (lines["first_answered"], lines["final_answered"], lines["final_rate"], lines["younger"]) == (
        25,
        0,
        None,
        25,
    )


CELLS = [  # payer, family, denied now and of what, before and of what, change
    ("Alpha Health", "auth_referral", 2, 20, 2, 20, 0.0),
    ("Alpha Health", "medical_necessity_documentation", 2, 20, 0, 20, 0.1),
    ("Alpha Health", "coding_modifier", 2, 20, 0, 20, 0.1),
    ("Beta Plan", "timely_filing", 0, 5, 1, 5, -0.2),
]


@pytest.mark.parametrize("row", CELLS, ids=[f"{row[0]} {row[1]}" for row in CELLS])
def test_change_on_as_many_days_before(row, workspace):
    payer, family, lines, answered, before_lines, before_answered, change = row
    cell = {(one["payer"], one["family"]): one for one in ask(workspace, "denial_cells", IN_APRIL)}[payer, family]
    assert (cell["now_lines"], cell["now_adjudicated"]) == (lines, answered)
    assert (cell["before_lines"], cell["before_adjudicated"]) == (before_lines, before_answered)
    assert cell["change"] == pytest.approx(change)
    assert (cell["before_from"], cell["before_to"]) == (datetime.date(2026, 3, 2), datetime.date(2026, 3, 31))
    assert cell["lines"] == lines, "the other measures keep to the filter"
    assert cell["is_change_small"] and cell["is_small"]


def test_cells_below_thirty_answered_lines_are_small(workspace):
    small = {row["payer"]: row["is_small"] for row in ask(workspace, "denial_cells")}
    assert small == {"Alpha Health": False, "Beta Plan": True}


def test_without_dates_the_last_91_mature_days_are_compared(workspace):
    cell = ask(workspace, "denial_cells")[0]
    assert cell["now_to"] == workspace.rows("select mature_to from mature_to")[0][0]
    assert (cell["now_to"] - cell["now_from"]).days == 90
    assert (cell["before_to"] - cell["before_from"]).days == 90
    assert (cell["now_from"] - cell["before_to"]).days == 1


def test_a_period_without_answers_before_it_has_no_change(workspace):
    alone = Filter(start=MARCH, end=MARCH)
    assert {row["change"] for row in ask(workspace, "denial_cells", alone)} == {None}


def test_cells_and_the_page_count_the_same_denials(workspace):
    for chosen in (Filter(), IN_APRIL, Filter(payers=("Beta Plan",)), Filter(codes=("97140",))):
        cells, lines = ask(workspace, "denial_cells", chosen), ask(workspace, "denial_rates", chosen)[0]
        money = ask(workspace, "denial_money", chosen)[0]
        assert sum(row["lines"] for row in cells) == lines["first_denied"] == money["lines_denied"]
        assert sum(row["expected"] for row in cells) == money["expected_denied"]
        assert sum(row["recoverable"] for row in cells) == money["recoverable"]


def test_money_of_denials(workspace):
    money = ask(workspace, "denial_money")[0]
    assert (money["expected_denied"], money["recovered"]) == (Decimal(360), Decimal(40))
    assert money["recovered_share"] == pytest.approx(40 / 360)


def test_reasons_by_lines(workspace):
    rows = ask(workspace, "denial_pareto", measure="lines", **EVERYTHING)
    assert [(row["reason"], row["amount"]) for row in rows] == [
        ("CO 197", 4), ("CO 16 N822", 2), ("CO 50", 2), ("CO 29", 1),
    ]  # fmt: skip
    assert [row["running_share"] for row in rows] == pytest.approx([4 / 9, 6 / 9, 8 / 9, 1])
    rows = ask(workspace, "denial_pareto", measure="expected", payer="Alpha Health", family="auth_referral")
    assert [(row["reason"], row["amount"], row["running_share"]) for row in rows] == [("CO 197", 160, 1)]


CUTS = {  # by: {value: (denied, answered)}; None: unknown
    "code": {"97110": (5, 41), "97140": (3, 10), "97530": (1, 10), "97161": (0, 1)},
    "modifiers": {"GP": (7, 60), "none": (2, 2)},
    "provider": {"Ann": (8, 52), "Ben": (1, 10)},
    "location": {"Main St": (8, 40), None: (1, 22)},
    "weekday": {"Monday": (3, 27), "Wednesday": (6, 27), "Tuesday": (0, 2), "Thursday": (0, 2), "Friday": (0, 2),
        "Saturday": (0, 1), "Sunday": (0, 1)},
    "submission": {"0-3 days": (2, 20), "8-14 days": (6, 20), None: (1, 22)},
    "diagnosis": {"M musculoskeletal": (8, 40), "S-T injury": (1, 5), "Z aftercare or status": (0, 12), None: (0, 5)},
    "authorization": {"with a number": (0, 10), "without a number": (9, 52)},
    "visit": {"visit 1": (0, 1), "visits 2-4": (0, 3), "visits 5-8": (0, 4), "visits 9-12": (0, 4), None: (9, 50)},
    "payer": {"Alpha Health": (8, 40), "Beta Plan": (1, 10), "Gamma Care": (0, 12)},
    "family": {"auth_referral": (4, 62), "medical_necessity_documentation": (2, 62), "coding_modifier": (2, 62),
        "timely_filing": (1, 62)},
    "reason": {"CO 197": (4, 62), "CO 50": (2, 62), "CO 16 N822": (2, 62), "CO 29": (1, 62)},
}  # fmt: skip


@pytest.mark.parametrize("by", CUTS)
def test_cuts(by, workspace):
    rows = ask(workspace, "denial_breakdown", by=by, **EVERYTHING)
    assert {row["value"]: (row["denied"], row["answered"]) for row in rows} == CUTS[by]
    for row in rows:
        assert row["is_unknown"] == (row["value"] is None)
        assert row["is_small"] == (row["answered"] < 30)
        assert 0 <= row["low"] <= row["rate"] <= row["high"] <= 1
        assert row["expected_denied"] == 40 * row["denied"]


def test_values_in_their_own_order(workspace):
    rows = ask(workspace, "denial_breakdown", by="weekday", **EVERYTHING)
    assert [row["value"] for row in rows][:3] == ["Monday", "Tuesday", "Wednesday"]


def test_a_cut_of_a_cell_counts_its_family_over_all_its_payer_answered(workspace):
    rows = ask(workspace, "denial_breakdown", by="code", payer="Alpha Health", family="coding_modifier")
    assert {row["value"]: (row["denied"], row["answered"]) for row in rows} == {"97110": (0, 30), "97140": (2, 10)}
    rows = ask(workspace, "denial_breakdown", by="reason", payer="Alpha Health", family="coding_modifier")
    assert [(row["value"], row["denied"], row["answered"]) for row in rows] == [("CO 16 N822", 2, 40)]


def test_wilson_interval(workspace):
    rows = {row["value"]: row for row in ask(workspace, "denial_breakdown", by="payer", **EVERYTHING)}
    for payer, low, high in (("Alpha Health", 0.105, 0.3476), ("Beta Plan", 0.0179, 0.4042), ("Gamma Care", 0, 0.2425)):
        assert (rows[payer]["low"], rows[payer]["high"]) == (
            pytest.approx(low, abs=2e-4),
            pytest.approx(high, abs=2e-4),
        )


def test_the_highest_of_many_needs_more_to_stand_out():
    assert lower_end(8, 40) == pytest.approx(0.10497, abs=2e-4)
    assert lower_end(12, 100) > 0.05 + 0.015
    assert lower_end(12, 100, 21) < 0.054
    assert lower_end(0, 12) == 0


def test_lines_of_a_cell(workspace):
    rows = ask(workspace, "denial_lines", payer="Alpha Health", family="medical_necessity_documentation")
    assert {row["claim_id"] for row in rows} == {"AA1", "AA2"}


def test_every_line_is_there_once(workspace):
    assert workspace.rows(
        "select count(*), count(distinct episode_key), count(distinct claim_no) from answered_line"
    ) == [(62, 62, 52)]
    assert workspace.rows("select distinct isodow(week), answered_on - week between 0 and 6 from answered_line") == [
        (1, True)
    ]


def test_habits_of_those_with_enough_visits(workspace):
    rows = ask(workspace, "provider_habits", kind="")
    assert {(row["shown"], row["small"], row["unnamed_visits"]) for row in rows} == {(1, 1, 0)}
    assert {row["provider"] for row in rows} == {"Ann"}
    denied = next(row for row in rows if row["habit"] == "denied: not_necessary")
    assert (denied["dollars"], denied["cases"], denied["visits_hit"], denied["visits"]) == (80, 2, 2, 42)
    assert denied["share"] == pytest.approx(2 / 42)
    assert denied["all_share"] == pytest.approx(2 / 52)
    cases = ask(workspace, "provider_habit_cases", provider="Ann", kind="leak", habit="denied: not_necessary")
    assert {row["claim_id"] for row in cases} == {"AA1", "AA2"}


def test_a_share_is_held_against_everybody_whoever_is_chosen(workspace):
    rows = ask(workspace, "provider_habits", Filter(providers=("Ann",)), kind="leak")
    denied = next(row for row in rows if row["habit"] == "denied: not_necessary")
    assert denied["all_share"] == pytest.approx(2 / 52)
    alone = ask(workspace, "provider_habits", Filter(providers=("Ben",)), kind="")
    assert [(row["provider"], row["shown"], row["small"]) for row in alone] == [(None, 0, 1)]


def test_codes_and_how_they_were_read(workspace):
    rows = {(row["group_code"], row["carc"], row["remarks"]): row for row in ask(workspace, "denial_codes")}
    pair = rows["CO", "16", "N822"]
    assert (pair["cause"], pair["classified_by"], pair["rule_codes"], pair["lines"]) == (
        "missing_modifier", "pair", "carc 16 + rarc N822", 2,
    )  # fmt: skip
    assert sum(row["lines"] for row in rows.values()) == 9
    assert all(row["source"] for row in rows.values())


def test_nothing_answered_breaks_nothing():
    practice = Practice()
    practice.bill("97110", claim_id="C1")
    practice.rebuild()
    try:
        workspace = practice.workspace
        assert workspace.rows("select count(*) from answered_line") == [(0,)]
        assert ask(workspace, "denial_cells") == []
        for by in CUTS:
            assert ask(workspace, "denial_breakdown", by=by, **EVERYTHING) == []
        assert ask(workspace, "denial_pareto", measure="recoverable", **EVERYTHING) == []
        assert [row["provider"] for row in ask(workspace, "provider_habits", kind="")] == [None]
    finally:
        practice.close()
