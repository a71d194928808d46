"""From answered lines to the weekly cases of series, and the claims behind a change."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest

from analytics.questions import ask, parameters, text
from analytics.selection import Filter
from analytics.statistics.changes import changes, history
from analytics.workspace import Workspace

MONDAY = datetime.date(2025, 1, 6)
CUT = "insert into cut (cut_no, payer, cpt) values (1, 'UHC', '97530')"


def asked(rows: list[tuple[int, int, str | None]]) -> pa.Table:
    """denial_weeks.sql over answers of one payer and code: patient, week, family (None: paid)."""
    lines = [
        {"payer": "UHC", "cpt": "97530", "cut_no": 1, "dos": MONDAY, "submit_date": None, "answer_date": MONDAY,
         "patient_no": patient, "week": MONDAY + datetime.timedelta(7 * week), "is_denied": family is not None,
         "family": family}
        for patient, week, family in rows
    ]  # fmt: skip
    with Workspace(threads=1) as workspace:
        cursor = workspace.cursor()
        cursor.execute(CUT).fetchall()
        cursor.register("incoming", pa.Table.from_pylist(lines))
        cursor.execute("create table answered_line as select * from incoming").fetchall()
        sql = text("denial_weeks")
        return workspace.arrow(sql, **parameters(sql, Filter()))


def test_a_patient_counts_once_in_four_weeks():
    """Patient 1: refused twice in week 0, again in 3 and 6, answered in 10, refused in 15; patient 2 always paid."""
    lines = [(1, 0, "bundling"), (1, 0, "bundling"), (1, 3, "bundling"), (1, 6, "bundling"), (1, 10, None),
             (1, 15, "bundling"), *((2, week, None) for week in range(16))]  # fmt: skip
    rows = {(row["week"] - MONDAY).days // 7: row for row in asked(lines).to_pylist()}
    counted = {week: tuple(rows[week][name] for name in ("lines", "denied", "cases", "refused")) for week in rows}
    assert counted[0] == (3, 2, 2, 1)
    assert counted[3] == counted[6] == (2, 1, 1, 0)
    assert counted[10] == (2, 0, 1, 0)
    assert counted[15] == (2, 1, 2, 1)
    assert counted[1] == (1, 0, 1, 0)


def test_a_family_does_not_hide_another():
    rows = asked([(1, 0, "bundling"), (1, 1, "eligibility"), (1, 1, None)]).to_pylist()
    told = {(row["family"], (row["week"] - MONDAY).days // 7): (row["cases"], row["refused"]) for row in rows}
    assert told == {("bundling", 0): (1, 1), ("bundling", 1): (0, 0), ("eligibility", 0): (1, 0),
                    ("eligibility", 1): (1, 1)}  # fmt: skip


def test_a_patient_with_many_refused_visits_raises_no_alarm():
    """30 patients and 1.5 refusals a week; three more then come three times a week for eight weeks, always refused."""
    rng = np.random.default_rng(20260707)
    lines = [
        (week * 30 + number, week, "auth_referral" if rng.random() < 0.05 else None)
        for week in range(40)
        for number in range(30)
    ]
    visits = [(9000 + patient, week, "auth_referral") for patient in range(3) for week in range(32, 40)] * 3
    told = changes(history(asked([*lines, *visits])))
    assert told.alarms == ()
    by_line = history(asked([(number, week, family) for number, (_, week, family) in enumerate([*lines, *visits])]))
    assert len(changes(by_line).alarms) == 1  # the same visits of as many patients would be a change


@pytest.mark.parametrize(("week", "expected"), [(0, ["C0", "C1", "C3"]), (1, ["C1", "C3"]), (4, [])])
def test_the_claims_of_a_change_are_those_of_its_series_from_its_week_on(week, expected):
    """Claim 2 is of another family, claim 4 was paid; a line without a payer's name is of the payer "not named"."""
    families = ["bundling", "bundling", "eligibility", "bundling", None]
    with Workspace(threads=1) as workspace:
        workspace.cursor().execute(CUT).fetchall()
        workspace.cursor().execute(
            """create table answered_line as
            select n as episode_key, cast(null as varchar) as payer, '97530' as cpt, 1 as cut_no, $day::date as dos,
                cast(null as date) as submit_date, cast(null as date) as answer_date,
                $day::date + 7 * n::integer + 2 as answered_on, $day::date + 7 * n::integer as week,
                f is not null as is_denied, f as family
            from (select unnest($families) as f, unnest(range(5)) as n)""",
            {"day": MONDAY, "families": families},
        ).fetchall()
        workspace.cursor().execute(
            """create table denial as
            select episode_key, 'C' || episode_key as claim_id, '1' as line_no, 'P1' as patient_id, dos,
                10.00 as charge, 'CO' as group_code, '97' as carc, '' as rarc, 'open' as status, 'Call.' as next_step,
                1 as file_id, 2 as row_no
            from answered_line where is_denied"""
        ).fetchall()
        given = {"payer": "not named", "code": "97530", "family": "bundling"}
        day = str(MONDAY + datetime.timedelta(7 * week))
        assert [row["claim_id"] for row in ask(workspace, "change_claims", week=day, **given)] == expected
