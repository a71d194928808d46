"""Inputs the fuzzers found, the smallest that shows the fault: refused, skipped or loaded, and the account closes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .readers import Readers

# (what went wrong, bytes of the file, kind that was forced, status it must have)
FOUND: list[tuple[str, bytes, str | None, str]] = [
    (
        "visits alone, told to be a bill",
        b"patient_id,dos,total_timed_minutes\n1,2026-01-05,45\n",
        "billing",
        "refused",
    ),
]


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    made = Readers()
    yield made
    made.close()


@pytest.mark.parametrize(("data", "kind", "status"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_found(data: bytes, kind: str | None, status: str, readers: Readers) -> None:
    assert readers.take(data, kind) == [status]
