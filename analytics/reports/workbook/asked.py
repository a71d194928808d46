"""The rows of a sheet, and the sums of those that do not fit on it: read in blocks, and only what is shown is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from analytics.questions import parameters, text
from analytics.reports.words import next_step
from analytics.reports.workbook import cells
from analytics.reports.workbook.model import Sheet, Summary
from analytics.selection import Filter
from analytics.workspace import Workspace

BLOCK = 20_000  # rows
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Asked:
    """What a sheet shows; beyond it so many rows, with the sums of the sheet's summed columns."""

    table: pa.Table
    beyond_rows: int = 0
    beyond: Mapping[str, Decimal] = field(default_factory=dict)


def ask(workspace: Workspace, sheet: Sheet, chosen: Filter, summary: Summary, most: int) -> Asked:
    """Ask a sheet's question and keep its first `most` rows."""
    sql = text(sheet.question)
    cursor = workspace.cursor()
    given = parameters(sql, chosen) | ({"most": str(most)} if "$most" in sql else {})
    reader = cursor.sql(sql, params=given or None).to_arrow_reader(BLOCK)
    names = [column.name for column in sheet.columns if column.is_summed]
    kept, rows, beyond_rows, beyond = [], 0, 0, dict.fromkeys(names, NOTHING)
    for block in reader:  # to the end: an open result owns its connection
        shown, left = block.slice(0, max(most - rows, 0)), block.slice(max(most - rows, 0))
        kept.append(shown)
        rows, beyond_rows = rows + shown.num_rows, beyond_rows + left.num_rows
        if left.num_rows:
            beyond = {name: beyond[name] + cells.total(left.column(name)) for name in names}
    table = _completed(sheet, pa.Table.from_batches(kept, reader.schema), summary)
    return Asked(table, beyond_rows, beyond)


def _completed(sheet: Sheet, table: pa.Table, summary: Summary) -> pa.Table:
    if sheet.question == "leak_groups":
        table = _with_steps(table)
    if sheet.question == "report_excluded":
        table = _with_left_out(table, summary["kpis"])
    return table.sort_by(list(sheet.first)) if sheet.first else table


def _with_steps(leaks: pa.Table) -> pa.Table:
    """What to do first where no denial says it."""
    said = zip(leaks["category"].to_pylist(), leaks["next_step"].to_pylist(), strict=True)
    steps = [next_step(category, step) for category, step in said]
    return leaks.set_column(leaks.column_names.index("next_step"), "next_step", pa.array(steps, pa.string()))


def _with_left_out(excluded: pa.Table, figures: Sequence[Mapping[str, object]]) -> pa.Table:
    """The cases that single figures leave out, below: they are counted in words, not in rows."""
    said = [
        {"what": f"left out of the figure: {one['name']}", "reason": one["left_out_why"]}
        for one in figures
        if one["lines_left_out"]
    ]
    return pa.concat_tables([excluded, pa.Table.from_pylist(said, excluded.schema)]) if said else excluded
