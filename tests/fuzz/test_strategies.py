"""Heavier strategies than the readers' own tests: a few examples in `make test`, thousands in `make fuzz`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import seeds, table_mutator, x12_mutator
from .readers import KINDS, Readers
from .table_mutator import CONTAINERS, HEADERS, ODD

EXAMPLES = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 6
LIMIT = 200_000
heavy = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
cell = st.one_of(st.sampled_from(ODD), st.text(max_size=20), st.decimals(allow_nan=False, places=2).map(str))
seed = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    made = Readers()
    yield made
    made.close()


@heavy
@given(file=st.sampled_from(seeds.x12()), changes=st.lists(seed, min_size=1, max_size=8))
def test_x12_changed_many_times(file: bytes, changes: list[int], readers: Readers) -> None:
    for change in changes:
        file = x12_mutator.mutate(file, LIMIT, change)
    readers.take(file)


@heavy
@given(files=st.lists(st.sampled_from(seeds.x12()), min_size=2, max_size=4), at=st.data())
def test_x12_spliced(files: list[bytes], at: st.DataObject, readers: Readers) -> None:
    """Pieces of several files behind each other, in one file."""
    cuts = [sorted((at.draw(st.integers(0, len(file))), at.draw(st.integers(0, len(file))))) for file in files]
    readers.take(files[0][:106] + b"".join(file[cut[0] : cut[1]] for file, cut in zip(files, cuts, strict=True)))


@heavy
@given(
    header=st.lists(st.sampled_from(HEADERS), min_size=2, max_size=14),
    rows=st.lists(st.lists(cell, max_size=15), max_size=30),
    way=st.integers(0, len(CONTAINERS) - 1),
    kind=st.integers(0, len(KINDS) - 1),
)
def test_any_table(header: list[str], rows: list[list[str]], way: int, kind: int, readers: Readers) -> None:
    """Any headers over any cells in any container, as any kind."""
    text = "\n".join(",".join(line) for line in [header, *rows]).encode("utf-8", errors="replace")
    forced, data = table_mutator.unpacked(bytes([kind, way]) + text)
    readers.take(data, forced)


@heavy
@given(file=st.sampled_from(seeds.tables()), changes=st.lists(seed, min_size=1, max_size=6))
def test_table_changed_many_times(file: bytes, changes: list[int], readers: Readers) -> None:
    for change in changes:
        file = table_mutator.mutate(file, LIMIT, change)
    forced, data = table_mutator.unpacked(file)
    readers.take(data, forced)
