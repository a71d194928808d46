"""Two months of the demo practice, made once for what Explore is held against."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from analytics.workspace import Workspace


@pytest.fixture(scope="session")
def practice(made_once, tmp_path_factory) -> Iterator[Workspace]:
    """Billing lines, minutes and remittances of two months."""
    own = shutil.copy(made_once.two_months_file(), tmp_path_factory.mktemp("explore"))
    with Workspace(own, threads=2) as workspace:
        yield workspace
