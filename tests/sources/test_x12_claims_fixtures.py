"""Claim files other people wrote, where they are present: against their manifest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from claims_case import Read
from test_x12_fixtures import FIXTURES, ROWS, name

from analytics.sources.x12 import contents

CLAIMS = [row for row in ROWS if row["transaction"] == "837P"]
pytestmark = pytest.mark.skipif(not ROWS, reason="the sample files are not here")
DATELESS = "X291"  # a predetermination has no date of service


@pytest.fixture(scope="module")
def read() -> Read:
    """All of them in one pass."""
    return Read(*[(FIXTURES / row["file"]).read_bytes() for row in CLAIMS], together=True)


@pytest.mark.parametrize("row", CLAIMS, ids=name)
def test_manifest(read, row):
    assert contents((FIXTURES / row["file"]).read_bytes()) == {"x12_837p"}
    file_id = CLAIMS.index(row) + 1
    claims = read.of("claims", file_id)
    failed = read.failed(file_id)
    assert len(claims) == int(row["n_claims"])
    assert len(read.of("lines", file_id)) == int(row["n_service_lines"])
    assert sum(claim["charge"] for claim in claims) == Decimal(row["total (BPR02 for 835, CLM02 sum for 837P)"])
    assert ("claim_balance" not in failed) == (row["balances"] == "yes"), failed
    assert ("segment_count" in failed) == ("SE01 wrong" in row["quirks"])
    assert all(total["difference"] == 0 for total in read.of("totals", file_id))
    assert all(claim["billing_name"] and claim["patient_last"] for claim in claims)
    # a post-adjudicated claim is sent to who collects them, not to a payer
    assert all(claim["payer_name"] for claim in claims) or "X298" in row["quirks"]
    assert {column for _, column, _ in read.bad(file_id)} <= ({"DTP03"} if DATELESS in row["quirks"] else set())
    assert bool(read.of("payments", file_id)) == ("SVD/CAS COB" in row["quirks"])
    assert "line_balance" not in failed
