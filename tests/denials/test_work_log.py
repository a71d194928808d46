"""The work log: words written as CSV and read in elsewhere, each once, unchanged, refused without repeating it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from analytics import worklist
from analytics.errors import InputError
from analytics.workspace import Workspace

DAY = datetime.date
SECRET = "Mrs. Doe, born 1950"


@pytest.fixture
def elsewhere() -> Iterator[Workspace]:
    with Workspace(threads=1) as workspace:
        yield workspace


def test_words_that_look_like_formulas_come_back_as_they_were(elsewhere):
    odd = ["=1+1", "'=1+1", "''-2", "-5", "- called", '"quoted", so', "two\nlines", "@home", "'plain", "ünï"]
    given = [(number, "|=P|-1", DAY(2026, 1, number), "+me", "note", note) for number, note in enumerate(odd, 1)]
    for row in given:
        elsewhere.cursor().execute("insert into work_event values (?, ?, ?, ?, ?, ?, null, null)", row).fetchall()
    log = worklist.export_events(elsewhere)
    elsewhere.rows("delete from work_event")
    assert worklist.import_events(elsewhere, log) == len(odd)
    assert [row[0] for row in elsewhere.rows("select value from work_event order by event_id")] == odd
    assert worklist.export_events(elsewhere) == log


HEAD = "claim_ref,said_at,said_by,kind,value,seen_denied,seen_recovered\n"


@pytest.mark.parametrize(
    ("log", "place"),
    [
        (f"|P|1,2026-01-01T10:00:00Z,me,state,{SECRET.replace(',', '')},,", 'row 2, column "value"'),
        ("|P|1,2026-01-01T10:00:00Z,me,mood,sent,,", 'row 2, column "kind"'),
        ('|P|1,2026-01-01T10:00:00Z,me,note,"a\nb",,\n|P|1,1 May,me,state,sent,,', 'row 4, column "said_at"'),
        ("|P|1,2999-01-01T10:00:00Z,me,state,sent,,", 'row 2, column "said_at"'),
        ("|P|1,2026-01-01T10:00:00Z,,state,sent,,", 'row 2, column "said_by"'),
        (",2026-01-01T10:00:00Z,me,state,sent,,", 'row 2, column "claim_ref"'),
        ("|P|1,2026-01-01T10:00:00Z,me,follow_up,soon,,", 'row 2, column "value"'),
        ("|P|1,2026-01-01T10:00:00Z,me,follow_up,infinity,,", 'row 2, column "value"'),
        ("|P|1,2026-01-01T10:00:00Z,me,assignee," + "A" * 101 + ",,", 'row 2, column "value"'),
        ("|P|1,2026-01-01T10:00:00Z,me,state,sent,yesterday,", 'row 2, column "seen_denied"'),
        ("|P|1,2026-01-01T10:00:00Z,me,state,sent,,lots", 'row 2, column "seen_recovered"'),
        ("|P|1,2026-01-01T10:00:00Z,me,state", "row 2"),
    ],
)
def test_a_log_that_cannot_be_used_adds_nothing(elsewhere, log, place):
    with pytest.raises(InputError) as refused:
        worklist.import_events(elsewhere, (HEAD + log).encode(), "log.csv")
    assert str(refused.value).startswith(f"log.csv, {place}")
    assert "Doe" not in str(refused.value)
    assert worklist.last_event(elsewhere) == 0


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00x", b"a,b\n1,2", b'claim_ref,"said'])
def test_what_is_no_log_is_refused(elsewhere, data):
    with pytest.raises(InputError):
        worklist.import_events(elsewhere, data)


@pytest.mark.parametrize(
    ("kind", "value", "by"),
    [
        ("state", "finished", "Biller"),
        ("mood", SECRET, "Biller"),
        ("note", "  ", "Biller"),
        ("note", SECRET * 400, "Biller"),
        ("assignee", SECRET * 10, "Biller"),
        ("follow_up", "31/03/2026", "Biller"),
        ("state", "sent", " "),
        ("state", "sent", SECRET * 10),
    ],
)
def test_what_cannot_be_said_is_refused_without_repeating_it(elsewhere, kind, value, by):
    with pytest.raises(InputError) as refused:
        worklist.say(elsewhere, ["|P|1"], kind, value, by)
    assert SECRET not in str(refused.value)
