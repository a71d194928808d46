"""Files other people wrote, where they are present: against their manifest, and against another reader."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from x12_case import Read

from analytics.sources.x12 import recognise

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
MANIFEST = FIXTURES / "MANIFEST.tsv"
ROWS = list(csv.DictReader(MANIFEST.open(encoding="utf-8"), delimiter="\t")) if MANIFEST.exists() else []
REMITTANCES = [row for row in ROWS if row["transaction"] == "835"]
pytestmark = pytest.mark.skipif(not ROWS, reason="the sample files are not here")
BALANCES = {"line_balance", "claim_balance", "payment_balance"}


def name(row: dict) -> str:
    return Path(row["file"]).name


@pytest.mark.parametrize("row", REMITTANCES, ids=name)
def test_manifest(row):
    read = Read((FIXTURES / row["file"]).read_bytes())
    assert len(read.claims) == int(row["n_claims"])
    assert len(read.lines) == int(row["n_service_lines"])
    assert sum(payment["amount"] for payment in read.payments) == Decimal(
        row["total (BPR02 for 835, CLM02 sum for 837P)"]
    )
    assert (not BALANCES & set(read.failed())) == (row["balances"] == "yes"), read.checks
    assert all(total["difference"] == 0 for total in read.totals)
    assert ("segment_count" in read.failed()) == ("SE01 wrong" in row["quirks"])


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_recognised(row):
    expected = {"835": "x12_835", "837P": "x12_837p"}[row["transaction"]]
    assert recognise((FIXTURES / row["file"]).read_bytes()) == expected


@pytest.mark.parametrize("row", [row for row in REMITTANCES if "no ISA" not in row["quirks"]], ids=name)
def test_second_opinion(row):
    """Another reader finds the same rows at the same segments."""
    oxedi = pytest.importorskip("oxedi")
    path = FIXTURES / row["file"]
    tables = oxedi.parse_file(str(path)).tables
    read = Read(path.read_bytes())

    def theirs(table: str, *columns: str) -> list[tuple]:
        frame = tables[table].to_pandas()
        values = zip(*(frame[column] for column in columns), strict=True)
        return [tuple(value.decode() if isinstance(value, bytes) else value for value in values_) for values_ in values]

    def ours(rows: list[dict], *columns: str) -> list[tuple]:
        return [tuple(row[column] for column in columns) for row in rows]

    assert [row[1:] for row in ours(read.payments, "row_no", "amount", "trace_number", "payer_name")] == theirs(
        "payments", "total_payment_amount", "trace_number", "payer_name"
    )
    # their segments count from 0
    assert [
        (row - 1, *rest) for row, *rest in ours(read.claims, "row_no", "claim_id", "status", "charge", "paid")
    ] == theirs("claims", "segment", "claim_id", "claim_status", "charge_amount", "payment_amount")
    assert [(row - 1, *rest) for row, *rest in ours(read.lines, "row_no", "charge", "paid")] == theirs(
        "services", "segment", "charge_amount", "payment_amount"
    )
    assert sorted(ours(read.adjustments, "group_code", "carc", "amount")) == sorted(
        theirs("adjustments", "group_code", "reason_code", "amount")
    )
    assert ours(read.provider_adjustments, "reason", "amount") == theirs(
        "provider_adjustments", "reason_code", "amount"
    )
