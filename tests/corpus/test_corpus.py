"""Every variant has the outcome that what was done to it gives: a few in `make test`, all in `make corpus`."""

from __future__ import annotations

import os

import pytest

from .check import problems
from .variant import Variant, corpus, sample

CHOSEN = corpus() if os.environ.get("CORPUS") == "all" else sample()


@pytest.mark.parametrize("variant", CHOSEN, ids=lambda each: f"{each.seed}-{'-'.join(each.quirks)}")
def test_variant(variant: Variant) -> None:
    found = problems(variant)
    assert not found, "\n".join([f"python -m tests.corpus {variant.seed} DIR writes the files.", *found])
