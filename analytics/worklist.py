"""What people do about denied claims: their words on a claim, one by one, kept beside the ledger and never changed.

A word is an event of the table `work_event` (analytics/denials/work_event.sql): on which claim, when, by whom, and a
state, an assignee, a note or a day to look again. It hangs on `claim_ref`, so it outlives rebuilding and loading again.
The views `work_state`, `overturn_rate` and `work_queue` read it as it stands: nothing is to be rebuilt after a word.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from analytics import questions
from analytics.errors import InputError
from analytics.reports.safe_csv import to_csv
from analytics.workspace import Workspace

STATES = ("found", "in_work", "sent", "upheld", "overturned", "partly", "written_off", "invalid")
KINDS = ("state", "assignee", "note", "follow_up")
COLUMNS = ("claim_ref", "said_at", "said_by", "kind", "value", "seen_denied", "seen_recovered")
LONGEST = {"assignee": 100, "note": 4000}
LONGEST_NAME = 100
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# A text that begins like one the export has guarded gets a guard too, so that reading takes off what writing put on.
GUARDED = re.compile(r"'+[=+\-@\t\r]")
EXPORT = f"select {', '.join(COLUMNS)} from work_event order by said_at, event_id"
SAY = """
insert into work_event
select (select coalesce(max(event_id), 0) from work_event) + row_number() over (order by g.place), g.claim_ref,
    greatest(cast($now as timestamp), (select max(said_at) from work_event)), $by, $kind, $value,
    greatest(c.last_denied, c.upheld_on), c.recovered
from (select unnest(claims) as claim_ref, generate_subscripts(claims, 1) as place
    from (select cast($claims as varchar[]) as claims)) as g
join work_claim as c on c.claim_ref = g.claim_ref
"""
# The first row that cannot be read, by what is wrong with it; null: the row is sound.
FAULTY = """
select row_no, fault
from (
    select row_no,
        case
            when coalesce(claim_ref, '') = '' then 'claim_ref'
            when said_at_read is null or said_at_read > cast($latest as timestamp) then 'said_at'
            when coalesce(trim(said_by), '') = '' or length(said_by) > $name then 'said_by'
            when not list_contains($kinds, coalesce(kind, '')) then 'kind'
            when kind = 'state' and not list_contains($states, value) then 'value'
            when kind = 'follow_up' and value <> '' and (not regexp_full_match(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}')
                or try_cast(value as date) is null) then 'value'
            when kind = 'note' and value = '' then 'value'
            when length(value) > case kind when 'assignee' then $assignee else $note end then 'value'
            when coalesce(seen_denied, '') <> '' and try_cast(seen_denied as date) is null then 'seen_denied'
            when coalesce(seen_recovered, '') <> '' and try_cast(seen_recovered as decimal(12, 2)) is null
                then 'seen_recovered'
        end as fault
    from (select *, try_cast(said_at as timestamp) as said_at_read from incoming) as r
) as judged
where fault is not null
order by row_no
limit 1
"""
BRING_IN = """
insert into work_event
select (select coalesce(max(event_id), 0) from work_event) + row_number() over (order by n.said_at, n.row_no),
    n.claim_ref, n.said_at, n.said_by, n.kind, n.value, n.seen_denied, n.seen_recovered
from (
    select min(row_no) as row_no, claim_ref, cast(said_at as timestamp) as said_at, trim(said_by) as said_by,
        kind, value,
        cast(min(nullif(seen_denied, '')) as date) as seen_denied,
        cast(min(nullif(seen_recovered, '')) as decimal(12, 2)) as seen_recovered
    from incoming
    group by all
) as n
where not exists (select 1 from work_event as e where e.claim_ref = n.claim_ref and e.said_at = n.said_at
    and e.said_by = n.said_by and e.kind = n.kind and e.value = n.value)
"""
FIXES = {
    "claim_ref": "give the claim of a work log that was exported here",
    "said_at": "give a time as 2026-01-31T14:05:00 that is not in the future",
    "said_by": f"give a name of at most {LONGEST_NAME} letters",
    "kind": f"give one of {', '.join(KINDS)}",
    "value": f"give one of {', '.join(STATES)} for a state, a date as 2026-01-31 for a follow-up,"
    f" at most {LONGEST['assignee']} letters for an assignee and {LONGEST['note']} for a note",
    "seen_denied": "give a date as 2026-01-31 or leave it empty",
    "seen_recovered": "give an amount as 120.50 or leave it empty",
}


def say(workspace: Workspace, claim_refs: Sequence[str], kind: str, value: str | datetime.date, by: str) -> int:
    """Write down one word on each of the claims, all or none; returns how many claims that were.

    kind: state (one of STATES), assignee (a name; empty: nobody), note (a text), follow_up (a day, or its text as
    2026-01-31; empty: none). by: who says it. A claim named twice is told once.
    Raises InputError for a kind, value or name that cannot be, for no claim at all, and for one this workspace has no
    denied line of; it never repeats the note or the claim.
    """
    claims = list(dict.fromkeys(claim_refs))
    if not claims:
        raise InputError("no claim is chosen", fix="select at least one")
    value, by = checked(kind, value), _name(by)
    known = workspace.rows("select count(*) from work_claim where list_contains($claims, claim_ref)", claims=claims)
    if known[0][0] < len(claims):
        raise InputError(
            f"{len(claims) - known[0][0]} of {len(claims)} claims have no denied line here",
            fix="look at the list again",
        )
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    workspace.rows(SAY, claims=claims, kind=kind, value=value, by=by, now=now)
    return len(claims)


def history(workspace: Workspace, claim_ref: str) -> list[dict[str, Any]]:
    """What people said of a claim and what payers answered since, the latest first (answers/shown/work_history.sql).

    event_id (null: the ledger says it), said_at (UTC), said_by, kind, value, amount.
    """
    return questions.ask(workspace, "work_history", claim=claim_ref)


def last_event(workspace: Workspace) -> int:
    """The number of the latest word; 0 where nobody said any. Who keeps answers keeps them by it."""
    return workspace.rows("select coalesce(max(event_id), 0) from work_event")[0][0]


def export_events(workspace: Workspace) -> bytes:
    """Every word as CSV (COLUMNS; UTF-8), to be read by import_events; it names patients and holds notes about them."""
    rows = [
        row
        | {"said_at": row["said_at"].isoformat() + "Z"}
        | {name: _guarded(row[name]) for name in ("claim_ref", "said_by", "value")}
        for row in workspace.records(EXPORT)
    ]
    return to_csv(rows, COLUMNS)


def import_events(workspace: Workspace, data: bytes, name: str = "work log") -> int:
    """Add the words of an exported work log that are not here yet; returns how many those were.

    Reading the same log twice adds nothing. Words on claims that are not loaded wait until they are.
    Raises InputError with row and column, and without what stands there; then nothing is added.
    """
    incoming = _read(data, name)
    tomorrow = datetime.datetime.now(datetime.UTC).replace(tzinfo=None) + datetime.timedelta(days=1)
    before = workspace.rows("select count(*) from work_event")[0][0]
    cursor = workspace.cursor()
    cursor.register("incoming", incoming)
    try:
        limits = {"latest": tomorrow, "name": LONGEST_NAME, **LONGEST}
        allowed = {"kinds": list(KINDS), "states": list(STATES)}
        fault = cursor.execute(FAULTY, limits | allowed).fetchall()
        if fault:
            row, column = fault[0]
            raise InputError("cannot be used", fix=FIXES[column], file=name, row=row, column=column)
        cursor.execute(BRING_IN).fetchall()
    finally:
        cursor.unregister("incoming")
    return workspace.rows("select count(*) from work_event")[0][0] - before


def checked(kind: str, value: str | datetime.date) -> str:
    """The word as it would be kept. Raises InputError for one that cannot be (see say)."""
    if kind not in KINDS:
        raise InputError("there is no such kind of work", fix=f"choose one of {', '.join(KINDS)}")
    words = CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if kind == "state" and words not in STATES:
        raise InputError("there is no such state", fix=f"choose one of {', '.join(STATES)}")
    if kind == "note" and not words:
        raise InputError("the note is empty", fix="write one")
    if len(words) > LONGEST.get(kind, 10**9):
        raise InputError(f"the {kind} is too long", fix=f"use at most {LONGEST[kind]} letters")
    return _day(words) if kind == "follow_up" and words else words


def _day(words: str) -> str:
    try:
        return datetime.date.fromisoformat(words).isoformat()
    except ValueError:
        raise InputError("the follow-up is no date", fix="write it as 2026-01-31") from None


def _name(by: str) -> str:
    words = CONTROL.sub("", by or "").strip()
    if not words:
        raise InputError("nobody is named who says so", fix="give your name")
    if len(words) > LONGEST_NAME:
        raise InputError("the name is too long", fix=f"use at most {LONGEST_NAME} letters")
    return words


def _guarded(words: str) -> str:
    return "'" + words if GUARDED.match(words) else words


def _unguarded(words: str) -> str:
    return words[1:] if GUARDED.match(words) else words


def _read(data: bytes, name: str) -> pa.Table:
    """The rows of an exported log as text columns, with the line each begins on. Raises InputError."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        rows, line = [], 1
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error):
        raise InputError("is no work log", file=name, fix="choose a file that was exported here") from None
    header = tuple(rows[0][1]) if rows else ()
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise InputError(
            "the column is missing", file=name, row=1, column=missing[0], fix="choose a work log that was exported here"
        )
    rows = [(number, cells) for number, cells in rows[1:] if cells]
    short = next((number for number, cells in rows if len(cells) != len(header)), None)
    if short:
        raise InputError(
            "the row has another number of cells than the header", file=name, row=short, fix="export it again"
        )
    at = [header.index(column) for column in COLUMNS]
    columns = {
        column: pa.array([_unguarded(cells[place]) for _, cells in rows], pa.string())
        for column, place in zip(COLUMNS, at, strict=True)
    }
    return pa.table({"row_no": pa.array([number for number, _ in rows], pa.int64()), **columns})
