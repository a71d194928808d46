"""What the codes of an answer say together: ranks, days, remarks that steer, stops, and a user's own rows.

The cases are tests/golden/denial_codes.txt: one made-up table of answers, one build.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from analytics import denial_rules
from analytics.errors import InputError
from analytics.workspace import Workspace

STEPS = ("denial_answer", "denial_reading", "denial_stop", "denial_reason")
DAY = datetime.date(2026, 1, 5)
CASES = Path(__file__).resolve().parents[1] / "golden" / "denial_codes.txt"


def cell(text: str) -> str | None:
    return None if text == "-" else text


def cases() -> list[tuple]:
    """(group, reason, remarks, payer class), (cause, classified by), what else is expected by column."""
    found = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            codes, remarks, payer_class, cause, by, other = (part.strip() for part in line.split("|"))
            said = (*(cell(code) for code in codes.split()), remarks, cell(payer_class))
            found.append((said, (cause, by), dict(pair.split("=") for pair in other.split())))
    return found


def answers(workspace, rows, day=DAY):
    """A table `episode` of first answers that denied."""
    workspace.cursor().execute(
        """create or replace table episode (
            first_group varchar, first_carc varchar, first_remarks varchar[], first_date date, first_outcome varchar,
            last_group varchar, last_carc varchar, last_remarks varchar[], last_date date, outcome varchar,
            payer_class varchar)"""
    ).fetchall()
    for group, carc, remarks, payer_class in rows:
        workspace.cursor().execute(
            "insert into episode values ($1, $2, $3, $4, 'denied', $1, $2, $3, $4, 'denied', $5)",
            [group, carc, remarks.split(), day, payer_class],
        ).fetchall()


def built(workspace) -> dict[tuple, dict]:
    for step in STEPS:
        workspace.build(f"denials/{step}")
    said = ("group_code", "carc", "remarks", "payer_class", "answered_on")
    return {tuple(row[name] for name in said): row for row in workspace.records("select * from denial_reason")}


def read(workspace, group, carc, remarks="", payer_class="commercial", day=DAY) -> dict:
    """The one row of one answer."""
    answers(workspace, [(group, carc, remarks, payer_class)], day)
    (row,) = built(workspace).values()
    return row


@pytest.fixture(scope="module")
def workspace():
    with Workspace(threads=2) as made:
        made.load_reference("carc")
        denial_rules.load(made)
        yield made


@pytest.fixture(scope="module")
def reasons(workspace):
    answers(workspace, [said for said, *_ in cases()])
    return built(workspace)


@pytest.mark.parametrize("case", cases(), ids=lambda case: " ".join(str(part) for part in case[0]))
def test_what_the_codes_say_together(reasons, case):
    said, read_as, other = case
    row = reasons[(*said, DAY)]
    assert (row["cause"], row["classified_by"]) == read_as
    assert {name: "-" if row[name] is None else str(row[name]) for name in other} == other


def test_one_row_per_answer_and_its_key_can_be_said_again(workspace, reasons):
    everything = [said for said, *_ in cases()]
    assert len(reasons) == len(set(everything))
    answers(workspace, everything)
    built(workspace)
    missed = workspace.rows(
        """select count(*) from episode as e
        left join denial_reason as r on r.reason_key =
            coalesce(e.first_group, '') || '|' || coalesce(e.first_carc, '') || '|'
            || coalesce(array_to_string(e.first_remarks, ' '), '') || '|' || coalesce(e.payer_class, '') || '|'
            || coalesce(cast(e.first_date as varchar), '')
        where r.reason_key is null"""
    )
    assert missed == [(0,)]


@pytest.mark.parametrize(
    ("day", "cause"),
    [
        (datetime.date(2019, 5, 1), "missing_modifier"),
        (datetime.date(2020, 2, 29), "missing_modifier"),
        (datetime.date(2020, 3, 1), "wrong_modifier"),
        (None, "wrong_modifier"),
    ],
)
def test_a_code_is_read_by_the_wording_of_its_day(workspace, day, cause):
    row = read(workspace, "CO", "4", day=day)
    assert (row["cause"], row["answered_on"]) == (cause, day)


def test_the_last_denying_answer_is_read_too_and_lists_may_be_missing(workspace):
    answers(workspace, [])
    workspace.cursor().execute(
        """insert into episode values
        ('CO', '16', null, '2026-01-01', 'denied', 'CO', '29', null, '2026-03-01', 'denied', 'commercial'),
        ('CO', '50', null, null, 'denied', null, null, null, '2026-03-01', 'paid', 'commercial'),
        ('OA', '18', null, '2026-01-01', 'duplicate', 'OA', '18', null, '2026-01-01', 'duplicate', null),
        (null, null, null, null, 'paid', null, null, null, null, null, 'commercial')"""
    ).fetchall()
    causes = sorted((row["carc"], row["cause"]) for row in built(workspace).values())
    assert causes == [
        ("16", "claim_data"),
        ("18", "exact_duplicate"),
        ("29", "filed_too_late"),
        ("50", "not_necessary"),
    ]


def keep(workspace, **given):
    denial_rules.keep(workspace, **{"cause": "bundled", "reason": "the payer said so", "said_by": "the biller"} | given)


def test_an_own_row_stands_before_the_shipped_one_of_its_codes_until_it_is_forgotten(workspace):
    keep(workspace, carc="050", said_at=datetime.date(2026, 2, 1))
    denial_rules.load(workspace)
    row = read(workspace, "CO", "50")
    assert (row["cause"], row["classified_by"], row["note"]) == ("bundled", "own", "the payer said so")
    assert read(workspace, "CO", "50", "N900")["cause"] == "notes_missing"  # it yields as the shipped row does
    assert read(workspace, "CO", "50", "N115")["classified_by"] == "pair"
    said = workspace.rows("select said_by, said_at from denial_rule where is_own")
    assert said == [("the biller", datetime.date(2026, 2, 1))]
    keep(workspace, carc="50", cause="exclusive_same_day")
    assert read(workspace, "CO", "50")["cause"] == "exclusive_same_day"
    denial_rules.forget(workspace, carc="50")
    assert read(workspace, "CO", "50")["classified_by"] == "code"


def test_an_own_row_of_one_class_leaves_the_others(workspace):
    keep(workspace, carc="97", rarc=" n19 ", payer_class="medicaid", group_codes="pr co", cause="never_paid_separately")
    try:
        assert read(workspace, "CO", "97", "N19", "medicaid")["classified_by"] == "own"
        assert read(workspace, "OA", "97", "N19", "medicaid")["cause"] == "bundled"
        assert read(workspace, "CO", "97", "N19", "commercial")["cause"] == "bundled"
    finally:
        denial_rules.forget(workspace, carc="97", rarc="N19", payer_class="medicaid", group_codes="CO PR")
    assert workspace.rows("select count(*) from denial_rule where is_own") == [(0,)]


def test_an_own_row_of_a_dated_code_replaces_both_readings(workspace):
    keep(workspace, carc="4", cause="missing_modifier")
    try:
        assert read(workspace, "CO", "4")["cause"] == "missing_modifier"
        assert workspace.rows("select count(*) from denial_rule where carc = '4' and rarc is null") == [(1,)]
    finally:
        denial_rules.forget(workspace, carc="4")
    assert workspace.rows("select count(*) from denial_rule where carc = '4' and rarc is null") == [(2,)]


def test_an_own_row_for_everybody_goes_before_a_shipped_one_of_a_payer_class(workspace):
    keep(workspace, carc="119", cause="too_many_units")
    try:
        assert read(workspace, "PR", "119", "", "medicare")["classified_by"] == "own"
        keep(workspace, carc="119", payer_class="medicare", cause="too_frequent")
        assert read(workspace, "PR", "119", "", "medicare")["cause"] == "too_frequent"
    finally:
        denial_rules.forget(workspace, carc="119")
        denial_rules.forget(workspace, carc="119", payer_class="medicare")
    assert read(workspace, "PR", "119", "", "medicare")["cause"] == "threshold_without_kx"


def test_what_was_never_decided_goes_out_as_a_new_claim(workspace):
    step = read(workspace, "CO", "16", "MA130 N290")["next_step"]
    assert step.startswith("Correct NPI") and step.endswith("Send it as a new claim, not as a replacement.")
    assert read(workspace, "CO", "22", "MA130")["way"] == "other_payer"


def test_advice_of_an_appeal_says_where_none_is_left(workspace):
    step = read(workspace, "CO", "197", "N211")["next_step"]
    assert step.startswith("Ask for a retroactive") and step.endswith("A remark bars the appeal.")
    assert "bars" not in read(workspace, "CO", "197", "N1")["next_step"]


def test_how_to_send_again_is_said_beside_what_to_mend(workspace):
    step = read(workspace, "CO", "16", "N142 N290")["next_step"]
    assert step.startswith("Correct NPI") and step.endswith("Send it as a new claim, not as a replacement.")


def test_an_own_row_has_the_advice_of_its_cause_and_gives_way_to_kin(workspace):
    keep(workspace, carc="197", cause="auth_late")
    keep(workspace, rarc="N522", cause="already_decided")
    try:
        row = read(workspace, "CO", "197")
        assert (row["cause"], row["way"], row["recoverable"]) == ("auth_late", "appeal", "appeal")
        assert read(workspace, "CO", "197", "N822")["classified_by"] == "own"  # as the shipped row
        assert read(workspace, "CO", "29", "N522")["cause"] == "already_decided"  # it still speaks beside anything
        keep(workspace, carc="29", rarc="N522", cause="filed_too_late")
        assert read(workspace, "CO", "29", "N522")["cause"] == "filed_too_late"
    finally:
        denial_rules.forget(workspace, carc="197")
        denial_rules.forget(workspace, rarc="N522")
        denial_rules.forget(workspace, carc="29", rarc="N522")


def test_an_own_row_of_a_cause_that_is_gone_is_left_aside(workspace):
    workspace.cursor().execute(
        "insert into kept_denial_rule values ('50', '', '', '', 'of_old', 'why', 'the biller', '2026-01-01')"
    ).fetchall()
    try:
        denial_rules.load(workspace)
        assert read(workspace, "CO", "50")["cause"] == "not_necessary"
    finally:
        denial_rules.forget(workspace, carc="50")


def test_an_own_row_tells_a_code_nobody_knew(workspace):
    keep(workspace, carc="ZZ9", cause="auth_missing")
    keep(workspace, rarc="X77", cause="time_missing")
    try:
        assert read(workspace, "CO", "ZZ9")["cause"] == "auth_missing"
        assert read(workspace, "CO", "ZZ9", "N290")["cause"] == "auth_missing"
        assert read(workspace, "CO", "50", "X77")["cause"] == "time_missing"
    finally:
        denial_rules.forget(workspace, carc="ZZ9")
        denial_rules.forget(workspace, rarc="X77")


@pytest.mark.parametrize(
    "given",
    [
        {"carc": "50", "cause": "bad_luck"},
        {"carc": "CO16"},
        {"carc": "CO 16"},
        {"carc": "PRB7"},
        {"carc": "CO"},
        {"carc": "50", "rarc": "N1, N2"},
        {"carc": None},
        {"carc": "  ", "rarc": ""},
        {"carc": "50", "reason": "  "},
        {"carc": "50", "said_by": ""},
        {"carc": "50", "group_codes": "XX"},
        {"carc": "50", "payer_class": "commercials"},
    ],
    ids=str,
)
def test_what_is_no_rule_is_refused(workspace, given):
    before = workspace.rows("select count(*), sum(rule_no) from denial_rule")
    with pytest.raises(InputError):
        keep(workspace, **given)
    assert workspace.rows("select count(*), sum(rule_no) from denial_rule") == before


def test_own_rows_survive_the_file(tmp_path):
    path = tmp_path / "practice.duckdb"
    for _ in range(2):
        with Workspace(path, threads=2) as made:
            denial_rules.load(made)
            if not made.rows("select 1 from kept_denial_rule"):
                keep(made, carc="50")
    with Workspace(path, threads=2) as made:
        assert made.rows("select cause from denial_rule where is_own") == [("bundled",)]
