"""Visits that did not take place, days billed by rows that cannot be read, rows cut short, and what is never shown."""

from __future__ import annotations

import duckdb
import pytest
from tables_case import HEADER, Loaded, billing, emptied, load

from analytics.errors import InputError
from analytics.sources.tables import stage, work

ROW = "1,2026-01-05,97110,GP,1,45.00,Aetna"


def minutes(status: str, column: str = "Status") -> Loaded:
    return load(
        f"Patient ID,DOS,CPT,Minutes,{column}\nP1,2026-01-14,97110,30,{status}\nP2,2026-01-14,97110,30,Completed\n"
    )


@pytest.mark.parametrize(
    ("status", "word"),
    [
        *(
            ("Cancelled", "Cancelled"),
            ("CANCELED - late", "Cancelled"),
            ("Pt cancel", "Cancelled"),
            ("CXL", "Cancelled"),
        ),
        *(("No Show", "No Show"), ("no-show", "No Show"), ("NoShow", "No Show"), ("Did not arrive", "No Show")),
        *(("Voided", "Void"), ("Rescheduled", "Rescheduled"), ("Deleted", "Deleted"), ("Missed visit", "Missed")),
    ],
)
def test_visits_that_did_not_take_place_are_left_out(status: str, word: str) -> None:
    loaded = minutes(status)
    assert loaded.rejects == [(2, "Status", status, f"left out: status {word}")]
    assert loaded.counts == (2, 1, 1, 0) and loaded.totals["minutes"] == (60, 30, 30, 0, 0)


@pytest.mark.parametrize("status", ["Arrived", "Seen", "Not cancelled", "Signed", "Scheduled", ""])
def test_other_visits_count(status: str) -> None:
    assert minutes(status).counts == (2, 2, 0, 0)


@pytest.mark.parametrize("column", ["Visit Status", "Appt Status", "Appointment Status", "Encounter Status"])
def test_the_status_of_a_visit_goes_by_several_names(column: str) -> None:
    assert minutes("No Show", column).counts == (2, 1, 1, 0)


@pytest.mark.parametrize(("column", "loaded_rows"), [("Visit Status", 0), ("Encounter Status", 0), ("Status", 1)])
def test_a_bill_is_asked_for_the_visit_only(column: str, loaded_rows: int) -> None:
    loaded = load(f"{HEADER},{column}\n{ROW},Void\n")
    assert (loaded.kind, loaded.counts[1]) == ("billing", loaded_rows)
    assert loaded.of("rejected_day") == []


def days(loaded: Loaded) -> list[tuple]:
    sql = "select patient_id, dos::varchar from rejected_day where file_id = $id order by all"
    return loaded.workspace.rows(sql, id=loaded.file_id)


def test_the_days_of_rejected_bills_are_kept() -> None:
    loaded = billing(
        ROW,
        "2,2026-01-05,97110,GP,abc,45.00,Aetna",
        "2,2026-01-05,WELL1,GP,1,45.00,Aetna",
        "3,2026-01-06 - 2026-01-07,97110,GP,1,45.00,Aetna",
        "4,nonsense,97110,GP,1,45.00,Aetna",
        ",2026-01-05,97110,GP,1,45.00,Aetna",
    )
    assert loaded.counts == (6, 1, 5, 0)
    assert days(loaded) == [("2", "2026-01-05"), ("3", "2026-01-06"), ("3", "2026-01-07")]
    assert days(load("patient_id,dos,cpt,minutes\n1,2026-01-05,97110,x\n")) == []


def test_minutes_without_a_code_say_so() -> None:
    loaded = load("patient_id,dos,cpt,minutes\n1,2026-01-05,,45\n1,2026-01-05,97110,\n")
    assert loaded.rejects == [
        (2, "cpt", None, "no procedure code; minutes of a whole visit belong in a column of their own"),
        (3, "cpt", None, "no minutes"),
    ]


def test_a_last_row_that_is_cut_short() -> None:
    loaded = load(f"{HEADER}\n{ROW}\n2,2026-01-05,97110,GP,1,4")
    assert loaded.rejects == [(3, None, None, "the row ends early")]
    assert (loaded.counts, days(loaded)) == ((2, 1, 1, 0), [("2", "2026-01-05")])


@pytest.mark.parametrize("end", ["\n", "\n,,\n", "\n  ", f"\n{ROW}"])
def test_a_short_row_elsewhere_counts(end: str) -> None:
    loaded = load(
        f"{HEADER.replace(',Payer', ',Payer,DOB,POS')}\n2,2026-01-05,97110,GP,1,4,Aetna{end}".replace(ROW, f"{ROW},,")
    )
    assert loaded.counts[2] == 0 and loaded.counts[1] >= 1


def test_a_row_of_data_is_not_shown_as_a_header() -> None:
    with pytest.raises(InputError) as raised:
        load("SECRETLAST JANE,P1,01/25/2026,97110,2,Blue Cross,120\n", kind="billing", header_row=1)
    assert "SECRET" not in raised.value.sentence() and "P1" not in raised.value.sentence()
    with pytest.raises(InputError) as raised:
        load("SECRETLAST JANE,Aetna\nOTHER JOE,Aetna\n", kind="billing", header_row=1)
    assert "SECRET" not in raised.value.sentence()
    with pytest.raises(InputError, match='headers found: "Patient ID", "DOS"'):
        load("Patient ID,DOS,MRN 4711\nP1,2026-01-05,x\n", kind="billing")


@pytest.mark.parametrize("transaction", [False, True])
def test_a_load_that_fails_leaves_nothing_behind(transaction: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = emptied()
    cursor = workspace.cursor()
    cursor.execute(
        "insert into input_file values (1, '', '', 0, '', 'loaded', null, null, null, 0, 0, 0, 0)"
    ).fetchall()
    monkeypatch.setitem(stage.TABLES, "billing", "no_such_table")
    monkeypatch.setattr(work, "COPIED", 0)
    if transaction:
        cursor.execute("begin").fetchall()
    with pytest.raises(duckdb.Error):
        stage.load(cursor, 1, f"{HEADER}\n{ROW}\n".encode())
    if transaction:
        cursor.execute("rollback").fetchall()
    monkeypatch.undo()
    left = """select table_name from duckdb_tables() where table_name like 'temp_%' union all
              select view_name from duckdb_views() where view_name like 'temp_%' or view_name = 'incoming'"""
    assert cursor.execute(left).fetchall() == []
    assert stage.load(cursor, 1, f"{HEADER}\n{ROW}\n".encode()) == "billing"
