"""The same 835 read by oxedi, a compiled reader of remittances, and its tables put into DuckDB."""

from __future__ import annotations

from pathlib import Path

import oxedi
import pyarrow as pa

from analytics.workspace import Workspace

# What the staging tables hold and oxedi's tables do not, unless they are told to: the rest is there as it comes.
_SERVICE = {
    **{f"modifier_{n}": {"segment": "SVC", "element": 1, "component": n + 2} for n in (1, 2, 3, 4)},
    "revenue_code": {"segment": "SVC", "element": 4},
    "submitted_code": {"segment": "SVC", "element": 6, "component": 2},
    **{f"submitted_modifier_{n}": {"segment": "SVC", "element": 6, "component": n + 2} for n in (1, 2, 3, 4)},
    "date_from": {"segment": "DTM", "element": 2, "where": {"1": "150"}},
    "date_to": {"segment": "DTM", "element": 2, "where": {"1": "151"}},
    "remark": {"segment": "LQ", "element": 2, "where": {"1": "HE"}},
}
_CLAIM = {
    "patient_record_id": {"segment": "REF", "element": 2, "where": {"1": "EA"}},
    "original_reference": {"segment": "REF", "element": 2, "where": {"1": "F8"}},
    "received_date": {"segment": "DTM", "element": 2, "where": {"1": "050"}},
    "subscriber_member_id": {"segment": "NM1", "element": 9, "where": {"1": "IL"}},
    **{f"remark_{n}": {"segment": "MOA", "element": n} for n in (3, 4, 5, 6, 7)},
}


def same_columns() -> oxedi.Spec:
    """oxedi's own description of an 835 with the columns of the staging tables added (one remark code of a line)."""
    return oxedi.Spec.builtin().patch({"tables": {"services": {"columns": _SERVICE}, "claims": {"columns": _CLAIM}}})


def read(workspace: Workspace, path: Path, spec: oxedi.Spec | None = None) -> None:
    """Every table of the file, typed as oxedi types it, as a table of the workspace (oxedi_claims, ...)."""
    tables = oxedi.parse_file(str(path), spec=spec).tables
    cursor = workspace.cursor()
    for name in list(tables):
        cursor.register("incoming", pa.table(tables[name]))
        cursor.execute(f"create table oxedi_{name} as select * from incoming").fetchall()
        cursor.unregister("incoming")


def totals(workspace: Workspace) -> list[str]:
    """Lines, paid and adjustments."""
    queries = (
        "select count(*) from oxedi_services",
        "select sum(payment_amount) from oxedi_services",
        "select sum(amount) from oxedi_adjustments",
    )
    return [str(workspace.rows(query)[0][0]) for query in queries]
