"""Audits the files of a variant and says in what the outcome differs from what was done to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from practice import Ruled

from analytics import pipeline, sources
from analytics.questions import ask
from analytics.sources.inputs import from_bytes
from analytics.summary import summarize
from analytics.workspace import Workspace

from .clean import clean
from .export import Export
from .practice import Practice
from .variant import Variant

TABLES = {"units": "units_csv", "findings": "findings_csv", "denials": "denials_csv", "aging": "aging"}
PLACES = {"file", "sheet", "row", "finding_id"}  # where a row stands is what the variants change
SHOWN = 3
STAGED = {
    "billing": ("billing_row", "charge"),
    "minutes": ("minutes_row", "minutes"),
    "remittance": ("remit_line", "paid"),
}
FURNITURE = "nothing to do"


def audit(files: dict[str, bytes]) -> Workspace:
    """A workspace with the files loaded and every table made; the caller closes it."""
    workspace = Ruled()
    sources.load(workspace, [one for name, data in files.items() for one in from_bytes(name, data)])
    pipeline.rebuild(workspace)
    return workspace


def outcome(workspace: Workspace) -> dict[str, Any]:
    """What must not depend on how the files are written: the summary and the tables, without places."""
    found: dict[str, Any] = {name: _table(workspace, question) for name, question in TABLES.items()}
    summary = summarize(workspace)
    found |= {f"summary.{key}": _sorted(value) for key, value in summary.items() if key != "inputs"}
    return found


def _table(workspace: Workspace, question: str) -> Counter:
    rows = ask(workspace, question)
    return Counter(tuple((k, str(v)) for k, v in row.items() if k not in PLACES) for row in rows)


def _sorted(value: Any) -> Any:
    """Lists of a summary in an order of their own: equal amounts may stand in any."""
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


@cache
def expected(shape: tuple[bool, bool] = (True, False)) -> dict[str, Any]:
    """The outcome of the demo practice as its generator writes it, in a shape (Practice.shape)."""
    from .practice import demo
    from .quirks_files import zipped

    practice = demo()
    has_bills, has_claims = shape
    practice.exports = [export for export in practice.exports if has_bills or export.kind != "billing"]
    practice.claims = dict(clean().claims) if has_claims else {}
    for export in practice.exports:
        export.make_records()
    with audit(practice.written(zipped)) as workspace:
        return outcome(workspace)


def problems(variant: Variant) -> list[str]:
    """What is wrong with the audit of a variant, one sentence each; none: all is well."""
    with audit(variant.files()) as workspace:
        found = [*_totals(workspace, variant.lossy)]
        found += _losses(workspace, variant.practice) if variant.lossy else _differences(workspace, variant.practice)
    return found


def _totals(workspace: Workspace, lossy: bool) -> Iterator[str]:
    """Every row and dollar of a file is loaded, rejected or a duplicate; no file is left out.

    What the file itself says it adds up to (stated_...) agrees too, unless something was made unreadable in it.
    """
    for name, status, reason in workspace.rows(
        "select name, status, reason from input_file where status not in ('loaded', 'duplicate')"
    ):
        yield f"{name} is {status}: {reason}"
    for name, measure, *amounts in workspace.rows(
        """select name, measure, in_file, c.loaded, c.rejected, c.duplicate, difference
           from control_total c join input_file using (file_id) where c.loaded is not null
               and (difference <> 0 or in_file <> c.loaded + c.rejected + c.duplicate)
               and not ($lossy and starts_with(measure, 'stated_'))""",
        lossy=lossy,
    ):
        yield f"{name}: {measure} does not close: {[str(each) for each in amounts]}"


def _differences(workspace: Workspace, practice: Practice) -> Iterator[str]:
    """What a lossless variant says otherwise than the clean practice."""
    for reject in _rejects(workspace):
        yield f"rejected: {reject}"
    found = outcome(workspace)
    for name, right in expected(practice.shape).items():
        if found[name] != right:
            yield f"{name}: {_difference(found[name], right)}"


def _rejects(workspace: Workspace) -> list[tuple]:
    """What was refused, but for rows that hold no data and for sheets of notes."""
    return workspace.rows(
        """select name, sheet, row_no, column_name, value, reject.reason from reject join input_file using (file_id)
           where not starts_with(fix, $furniture) and coalesce(sheet, '') <> 'Notes' order by all""",
        furniture=FURNITURE,
    )


def _difference(found: Any, right: Any) -> str:
    if isinstance(right, Counter):
        lost, new = list((right - found).elements()), list((found - right).elements())
        pairs = [_changed(*pair) for pair in zip(lost[:SHOWN], new, strict=False)]
        return f"{len(lost)} rows missing, {len(new)} new; {pairs or (lost + new)[:SHOWN]}"
    if isinstance(right, dict):
        keys = [key for key in right if found.get(key) != right[key]]
        return "; ".join(f"{key}: {_difference(found.get(key), right[key])}" for key in keys[:SHOWN])
    return f"{str(found)[:300]} instead of {str(right)[:300]}"


def _changed(lost: tuple, new: tuple) -> list[str]:
    return [f"{key}: {was} -> {now}" for (key, was), (_, now) in zip(lost, new, strict=True) if was != now]


def _losses(workspace: Workspace, practice: Practice) -> Iterator[str]:
    """What a lossy variant says otherwise than what was planted in it."""
    for export in practice.exports:
        yield from _planted(workspace, export)
    if practice.cut:
        yield from _cut(workspace, *practice.cut)


def _planted(workspace: Workspace, export: Export) -> Iterator[str]:
    """Rejected rows are those planted, and what is loaded is all the rest."""
    found = [each for each in _rejects(workspace) if export.stem in (each[0].split(".")[0], each[1])]
    rows = {each[2] for each in found}
    if len(rows) != len(export.planted):
        yield f"{export.stem}: {len(rows)} rows rejected, {len(export.planted)} planted: {found[:SHOWN]}"
    values = {each.value for each in export.planted} - {""}
    if values - {each[4] for each in found}:
        yield f"{export.stem}: the rejects name {found[:SHOWN]}, planted were {values}"
    table, measure = STAGED[export.kind]
    lost = {id(each.row) for each in export.planted}
    kept = [row for row in _lines(export) if id(row) not in lost]
    right = (len(kept), sum((Decimal(row[measure]) for row in kept), Decimal(0)))
    loaded = workspace.rows(f"select count(*), coalesce(sum({measure}), 0) from {table}")[0]
    if tuple(loaded) != right:
        yield f"{export.stem}: rows and {measure} loaded: {loaded[0]}, {loaded[1]}; to be read: {right[0]}, {right[1]}"


def _lines(export: Export) -> list[dict[str, Any]]:
    """The rows of a table; of the rows of one remittance line only the first."""
    if "group_code" not in export.columns:
        return export.rows
    return list({id(row["adjustments"]): row for row in reversed(export.rows)}.values())


def _cut(workspace: Workspace, name: str, lines: list[dict[str, Any]]) -> Iterator[str]:
    """A cut X12 file accounts for every line that begins in it, and a check says that it is cut."""
    rows, checks = workspace.rows(
        """select any_value(rows), count(*) filter (where c.loaded is null)
           from input_file left join control_total c using (file_id) where name = $name""",
        name=name,
    )[0]
    if not checks:
        yield f"{name}: no check says that the file is cut"
    if rows != len(lines):
        yield f"{name}: {rows} rows, {len(lines)} begin before the cut"
    amounts = workspace.rows(
        """select measure, in_file from control_total join input_file using (file_id)
           where name = $name and measure in ('charge', 'paid') and control_total.loaded is not null""",
        name=name,
    )
    for measure, in_file in amounts:
        right = sum(line[measure] for line in lines)
        if in_file != right:
            yield f"{name}: {measure} {in_file}, {right} stand before the cut"
