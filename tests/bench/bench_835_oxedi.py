"""The same 835 read by oxedi, a compiled reader of remittances, and its tables put into DuckDB."""

from __future__ import annotations

from pathlib import Path

import oxedi
import pyarrow as pa

from analytics.workspace import Workspace


def read(workspace: Workspace, path: Path) -> None:
    """Every table of the file, typed as oxedi types it, as a table of the workspace (oxedi_claims, ...)."""
    tables = oxedi.parse_file(str(path)).tables
    cursor = workspace.cursor()
    for name in list(tables):
        cursor.register("incoming", pa.table(tables[name]))
        cursor.execute(f"create table oxedi_{name} as select * from incoming").fetchall()
        cursor.unregister("incoming")


def totals(workspace: Workspace) -> list[str]:
    """Lines, paid and adjustments."""
    queries = ("select count(*) from oxedi_services", "select sum(payment_amount) from oxedi_services",
               "select sum(amount) from oxedi_adjustments")  # fmt: skip
    return [str(workspace.rows(query)[0][0]) for query in queries]
