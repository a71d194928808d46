"""Payer rules as tables: the types of payer_rule and payer_match, and how they reach DuckDB."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from analytics.workspace import together

_PAIR = pa.struct([("column_1", pa.string()), ("column_2", pa.string())])
_SOURCE = pa.struct([("key", pa.string()), ("source", pa.string()), ("verified", pa.date32())])

# docs/reference-tables.md says what each column means.
PAYER_RULE = pa.schema(
    [
        ("payer", pa.string()),
        ("class", pa.string()),
        ("is_default", pa.bool_()),
        ("effective_from", pa.date32()),
        ("effective_to", pa.date32()),
        ("unit_rule", pa.string()),
        ("discipline_modifier", pa.string()),
        ("assistant_modifier", pa.string()),
        ("assistant_share", pa.decimal128(5, 4)),
        ("assistant_base", pa.string()),
        ("distinct_modifiers", pa.list_(pa.string())),
        ("ncci", pa.string()),
        ("extra_pairs", pa.list_(_PAIR)),
        ("kx", pa.bool_()),
        ("mppr", pa.string()),
        ("mppr_scope", pa.string()),
        ("sequestration", pa.bool_()),
        ("daily_cap_kind", pa.string()),
        ("daily_cap_amount", pa.decimal128(12, 2)),
        ("daily_cap_evaluation", pa.decimal128(12, 2)),
        ("daily_cap_reevaluation", pa.decimal128(12, 2)),
        ("daily_cap_codes", pa.list_(pa.string())),
        ("daily_cap_keep", pa.string()),
        ("visit_rate", pa.decimal128(12, 2)),
        ("capitated", pa.bool_()),
        ("timely_filing_days", pa.int32()),
        ("corrected_claim_days", pa.int32()),
        ("appeal_days", pa.int32()),
        ("source", pa.string()),
        ("verified", pa.date32()),
        ("unverified", pa.list_(pa.string())),
        ("assumed", pa.list_(pa.string())),
        ("key_sources", pa.list_(_SOURCE)),
    ]
)
PAYER_MATCH = pa.schema(
    [
        ("pattern", pa.string()),
        ("like_pattern", pa.string()),
        ("payer", pa.string()),
        ("kind", pa.string()),
        ("specificity", pa.int32()),
    ]
)


def write(cursor: duckdb.DuckDBPyConnection, rules: list[dict[str, Any]], matches: list[dict[str, Any]]) -> None:
    """Replace both tables in one transaction: a reader sees the old rules or the new ones, never half of each."""
    tables = {
        "payer_rule": pa.Table.from_pylist([_rule(row) for row in rules], schema=PAYER_RULE),
        "payer_match": pa.Table.from_pylist([_match(row) for row in matches], schema=PAYER_MATCH),
    }
    with together(cursor):
        for name, data in tables.items():
            cursor.register("incoming_rules", data)
            cursor.execute(f"create or replace table {name} as select * from incoming_rules").fetchall()
            cursor.unregister("incoming_rules")


def _rule(row: dict[str, Any]) -> dict[str, Any]:
    cap = row["daily_cap"]
    return row | {
        "extra_pairs": [{"column_1": first, "column_2": second} for first, second in row["extra_pairs"]],
        "daily_cap_kind": cap.kind if cap else None,
        "daily_cap_amount": cap.amount if cap else None,
        "daily_cap_evaluation": cap.amount_with_evaluation if cap else None,
        "daily_cap_reevaluation": cap.amount_with_reevaluation if cap else None,
        "daily_cap_codes": cap.codes if cap else None,
        "daily_cap_keep": cap.keep if cap else None,
    }


def _match(row: dict[str, Any]) -> dict[str, Any]:
    """like_pattern: the glob as a LIKE pattern with backslash escapes, for engines that have no GLOB."""
    text = row["pattern"].replace("%", r"\%").replace("_", r"\_")
    return row | {"like_pattern": text.replace("*", "%").replace("?", "_")}
