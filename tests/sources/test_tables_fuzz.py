"""Whatever the bytes: an InputError or a closed account, never another exception."""

from __future__ import annotations

import csv
import io
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables_case import HEADER, emptied, load, workbook

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources import tables
from analytics.sources.tables import records
from analytics.workspace import Workspace

PLAIN = f"{HEADER}\n1,2026-01-05,97110,GP,1,45.00,Aetna\n"
BOOK = workbook({"A": [line.split(",") for line in PLAIN.splitlines()]})
REMIT = [field.name for field in FIELDS["remittance"]]
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 12  # many are tried by tests/fuzz
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = (
    *("", "1", "2026-01-05", "02/30/2026", "13/1/26", "97110", "97110.GP", "abc", "-5", "(1,234.50)", "$5", "Total"),
    *("Aetna", "CO-45", "CO:45:1.00|PR:1:2", "N19", "x|y", "1|2", '"', '="1"', "9:05 PM", "99999999999999", "\n"),
)
cell = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))


@pytest.fixture
def workspace() -> Workspace:
    return emptied()


def attempt(data: bytes, workspace: Workspace, **options) -> None:
    tables.recognise(data)
    with suppress(InputError):
        load(data, workspace, **options)


@SETTINGS
@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes, workspace: Workspace) -> None:
    attempt(data, workspace)
    attempt(b"PK\x03\x04" + data, workspace)


@SETTINGS
@given(data=st.data())
def test_a_table_with_bytes_changed(data: st.DataObject, workspace: Workspace) -> None:
    source = data.draw(st.sampled_from([PLAIN.encode(), PLAIN.encode("utf-16"), BOOK]))
    at = data.draw(st.integers(0, len(source)))
    attempt(source[:at] + data.draw(st.binary(max_size=8)) + source[at + data.draw(st.integers(0, 40)) :], workspace)


@SETTINGS
@given(
    header=st.sampled_from([HEADER.split(","), REMIT, ["payer", "cpt", "modifier", "effective", "rate", "basis"]]),
    rows=st.lists(st.lists(cell, max_size=13), max_size=12),
)
def test_every_row_is_loaded_rejected_or_duplicate(header: list[str], rows: list[list[str]], workspace: Workspace):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, *rows])
    with suppress(InputError):
        loaded = load(buffer.getvalue().encode("utf-8", "replace"), workspace)  # load() checks that all totals close
        assert loaded.kind is None or loaded.counts[0] <= len(rows)


@SETTINGS
@given(text=st.text(alphabet='",\n ab1', max_size=200))
def test_lines_are_read_once(text: str) -> None:
    """Quotation marks may cost rows, never read a line twice or lose one unseen."""
    try:
        (sheet,) = records.read(f"a,b\n{text}\na,b\n".encode())
    except InputError:
        return
    starts = sheet.table["row_no"].to_pylist()
    broken = [fault.row_no for fault in sheet.faults]
    assert starts == sorted(set(starts))
    assert not set(starts) & set(broken)
