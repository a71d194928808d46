"""CMS's own files into the tables kept_* of a workspace: every check first, all files of a call or none.

A file becomes a table of text (layout.py) and a release (release.py). The SQL files beside this module do the rest, per
kind: <kind>_row types it, <kind>_fault judges it against itself and against what is known, <kind>_kept is what is kept.
Descriptions of codes are the AMA's: their column is never read.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from analytics import pipeline
from analytics.errors import InputError
from analytics.reference import tables
from analytics.reference.cms import layout, release
from analytics.reference.cms.archive import CmsFile, open_files
from analytics.reference.cms.kinds import GPCI, NAMED, NCCI_PAIR, RVU, ZIP_LOCALITY
from analytics.reference.cms.layout import Content
from analytics.reference.cms.release import Release
from analytics.workspace import Workspace, together

ROOM = Path(__file__).resolve().parent
PARTS = frozenset({1, 2, 3, 4})  # files the pair edits come in
PARTIAL = "partial"


class Kept(NamedTuple):
    """A file that is kept now. read: rows of its table; rows: those that are kept; note: what to mind."""

    kept_id: int
    kind: str
    release: str
    file_name: str
    read: int
    rows: int
    note: str


class Loaded(NamedTuple):
    """What a call did.

    left_out: members of archives that are not needed; repeated: members that are kept already; missing: by release, the
    parts of the pair edits that are not kept.
    """

    kept: list[Kept]
    left_out: list[str]
    repeated: list[str]
    missing: dict[str, list[int]]


def load(workspace: Workspace, paths: Sequence[str], *, partial: bool = False) -> Loaded:
    """Check CMS's files and keep them; the tables of reference, and what was built from them, are made again.

    paths: files, or archives as CMS offers them. partial: excerpts are allowed; the release before fills the rest.
    Raises InputError for the first fault; then nothing of the call is kept.
    """
    given = open_files(list(paths))
    workspace.load_reference("therapy_code")
    tables.store(workspace)
    cursor = workspace.cursor()
    with together(cursor):
        files = sorted(_new(cursor, given.files), key=_turn)
        kept = [each for file in files if (each := _load_file(cursor, file, partial)) is not None]
        missing = _missing_parts(cursor, {each.release for each in kept if each.kind == NCCI_PAIR.name})
    _make_again(workspace)
    repeated = [file.name for file in given.files if file not in files]
    return Loaded(kept, given.left_out, repeated, missing)


def drop(workspace: Workspace, kept_id: int) -> str:
    """Forget a kept file; what was shipped stands again. Returns its name. Raises InputError for an unknown number."""
    tables.prepare(workspace)
    cursor = workspace.cursor()
    with together(cursor):
        found = cursor.execute("select file_name from kept_reference where kept_id = $id", {"id": kept_id}).fetchall()
        if not found:
            raise InputError(f"nothing is kept under the number {kept_id}", fix="see `reference list`")
        for table in ("reference", "rvu_release", *NAMED):
            cursor.execute(f"delete from kept_{table} where kept_id = $id", {"id": kept_id}).fetchall()
    _make_again(workspace)
    return found[0][0]


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """What is known, one row per table and release (listed.sql)."""
    tables.store(workspace)
    return workspace.records(_sql("listed"))


def _make_again(workspace: Workspace) -> None:
    """The tables of reference and, where an audit stands, what reads them; its as-of day and locality stay."""
    tables.store(workspace)
    if pipeline.is_built(workspace):
        as_of = workspace.rows("select as_of from setting")[0][0]
        pipeline.rebuild(workspace, as_of=as_of, changed=tables.TABLES)


def _turn(file: CmsFile) -> int:
    """Relative values come first, of them those of all other practitioners before those of qualifying participants."""
    name = file.name.upper()
    return 2 if "PPRRVU" not in name else int(_is_of_participants(name))


def _is_of_participants(name: str) -> bool:
    """Whether a file holds the factor of qualifying participants (from 2026 on there are two)."""
    return "QPP" in name.upper() and "NONQPP" not in name.upper().replace("-", "").replace("_", "")


def _new(cursor: DuckDBPyConnection, files: Sequence[CmsFile]) -> list[CmsFile]:
    """The files that are not kept yet. Raises InputError for a file that is, or is given twice.

    A member of an archive may be kept already, as long as another isn't: all four archives of a year hold its indices.
    """
    kept = cursor.execute("select sha256, kept_id from kept_reference").fetchall()
    known = {digest: f"is kept already (number {number})" for digest, number in kept}
    archives = {
        file.origin[0]
        for file in files
        if len(file.origin) > 1 and file.sha256 not in known and not _is_of_participants(file.name)
    }
    new: list[CmsFile] = []
    for file in files:
        if file.sha256 not in known:
            new.append(file)
        elif file.origin[0] not in archives:
            raise InputError(known[file.sha256], file=file.name, fix="leave it out")
        known.setdefault(file.sha256, "is given twice")
    return new


def _load_file(cursor: DuckDBPyConnection, file: CmsFile, partial: bool) -> Kept | None:
    """Check one file and keep it. None for the file that only gives another release its second factor."""
    try:
        content = layout.read(file.data, file.name)
        cursor.register("cms_text", content.table)
        cursor.execute(_sql("functions")).fetchall()
        is_qp = content.kind is RVU and _is_of_participants(file.name)
        setting = _setting(cursor, file, content, partial, is_qp)
        _stage(cursor, "cms_file", "select " + ", ".join(f"${key} as {key}" for key in setting), setting)
        _stage(cursor, f"{content.kind.name}_row", _sql(f"{content.kind.name}_row"))
        _raise_fault(cursor, _sql(f"{content.kind.name}_fault"))
        if is_qp:
            _raise_fault(cursor, _sql("participant_fault"))
            cursor.execute(_sql("participant_factor")).fetchall()
            return None
        return _keep(cursor, file, content, setting)
    except InputError as error:
        raise error.located(file.name) from None


def _stage(cursor: DuckDBPyConnection, table: str, sql: str, parameters: dict[str, Any] | None = None) -> None:
    cursor.execute(f"create or replace temp table {table} as\n{sql}", parameters).fetchall()


def _setting(cursor: DuckDBPyConnection, file: CmsFile, content: Content, partial: bool, is_qp: bool) -> dict[str, Any]:
    """The one row of cms_file, which steers the SQL of a file."""
    quarter = _quarter_column(cursor, content)
    found = release.find(file.origin, content.title, quarter, needs_quarter=content.kind is not GPCI)
    number = cursor.execute("select coalesce(max(kept_id), 0) + 1 from kept_reference").fetchall()[0][0]
    return {
        "kept_id": number,
        "release": _release_name(cursor, content, found),
        "first_day": found.first_day,
        "last_day": found.last_day,
        "is_partial": partial,
        "is_qp": is_qp,
        "has_floor": "work_with_floor" in content.columns or "WITH 1.0 FLOOR" in content.title,
        "least": content.kind.least,
        "source": f"CMS {file.name}",
    }


def _quarter_column(cursor: DuckDBPyConnection, content: Content) -> str | None:
    """The quarter that the rows of a ZIP code file are marked with."""
    if content.kind is not ZIP_LOCALITY:
        return None
    marks = cursor.execute(
        "select distinct regexp_replace(year_quarter, '\\.0$', '') from cms_text where year_quarter <> '' limit 2"
    ).fetchall()
    if len(marks) != 1:
        raise InputError("not one quarter in all rows", column="YEAR/QTR", fix="give the file as CMS publishes it")
    return marks[0][0]


def _release_name(cursor: DuckDBPyConnection, content: Content, found: Release) -> str:
    """2027A of the fee schedule, 2027Q1 of the rest; indices that name a year only go to its latest release."""
    if content.kind is GPCI and found.quarter is None:
        latest = cursor.execute(
            """select max(release) from (select release from rvu_release union select release from kept_rvu_release)
               where left(release, 4) = $year""",
            {"year": str(found.year)},
        ).fetchall()[0][0]
        return latest or found.of_fee_schedule()
    return found.of_fee_schedule() if content.kind in (RVU, GPCI) else found.of_edits()


def _raise_fault(cursor: DuckDBPyConnection, sql: str) -> None:
    """Raises InputError for the fault that counts most."""
    faults = cursor.execute(
        f"select row_no, column_name, what, fix from ({sql}) as fault order by rank, row_no, column_name, what limit 1"
    ).fetchall()
    for row, column, what, fix in faults:
        raise InputError(what, row=row, column=column, fix=fix)


def _keep(cursor: DuckDBPyConnection, file: CmsFile, content: Content, setting: dict[str, Any]) -> Kept:
    kind = content.kind.name
    notes = _notes(file, content, setting)
    _refuse_second(cursor, kind, setting["release"], notes)
    for table in ("rvu_release", "rvu") if content.kind is RVU else (kind,):
        cursor.execute(f"insert into kept_{table} by name\n{_sql(f'{table}_kept')}").fetchall()
    rows = cursor.execute(
        f"select count(*) from kept_{kind} where kept_id = $kept_id", {"kept_id": setting["kept_id"]}
    ).fetchall()[0][0]
    read, note = content.table.num_rows, "; ".join(notes)
    kept = Kept(setting["kept_id"], kind, setting["release"], file.name, read, rows, note)
    cursor.execute(
        """insert into kept_reference (kept_id, kind, release, file_name, sha256, rows, kept_at, note)
           values ($kept_id, $kind, $release, $file_name, $sha256, $rows, $kept_at, $note)""",
        {
            "kept_id": kept.kept_id,
            "kind": kind,
            "release": kept.release,
            "file_name": kept.file_name,
            "sha256": file.sha256,
            "rows": kept.rows,
            "kept_at": datetime.datetime.now().replace(microsecond=0),
            "note": kept.note or None,
        },
    ).fetchall()
    return kept


def _notes(file: CmsFile, content: Content, setting: dict[str, Any]) -> list[str]:
    """What to mind of a file, its part first: _missing_parts reads it there."""
    notes = [f"part {release.part(file.origin)} of 4"] if content.kind is NCCI_PAIR else []
    if content.kind is GPCI:
        notes.append("work index with the 1.0 floor" if setting["has_floor"] else "work index without a floor")
    return [*notes, PARTIAL] if setting["is_partial"] else notes


def _refuse_second(cursor: DuckDBPyConnection, kind: str, name: str, notes: list[str]) -> None:
    """Raises InputError where another file of the same release (and part) is kept."""
    part = notes[0] if kind == NCCI_PAIR.name else ""
    others = cursor.execute(
        """select kept_id, file_name from kept_reference
           where kind = $kind and release = $release and starts_with(coalesce(note, ''), $part) order by kept_id""",
        {"kind": kind, "release": name, "part": part},
    ).fetchall()
    for number, other in others:
        raise InputError(
            f"another file of {NAMED[kind].title} {name} is kept (number {number}, {other})",
            fix=f"drop that one first: `reference drop {number}`",
        )


def _missing_parts(cursor: DuckDBPyConnection, releases: set[str]) -> dict[str, list[int]]:
    """Per release of pair edits, the parts that are not kept."""
    rows = cursor.execute(
        """select release, regexp_extract(note, 'part ([1-4])', 1)::integer from kept_reference
           where kind = 'ncci_pair' and release in (select unnest($releases::varchar[]))""",
        {"releases": sorted(releases)},
    ).fetchall()
    missing = {name: sorted(PARTS - {number for of, number in rows if of == name}) for name in sorted(releases)}
    return {name: parts for name, parts in missing.items() if parts}


def _sql(name: str) -> str:
    return (ROOM / f"{name}.sql").read_text(encoding="utf-8")
