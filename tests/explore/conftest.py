"""Two months of the demo practice, made once for what Explore is held against."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analytics import demo, pipeline, sources
from analytics.workspace import Workspace


@pytest.fixture(scope="session")
def practice(tmp_path_factory) -> Iterator[Workspace]:
    """Billing lines, minutes and remittances of two months."""
    folder = tmp_path_factory.mktemp("explore")
    demo.generate(folder, months=2)
    with Workspace(threads=2) as workspace:
        pipeline.load_rules(workspace)
        paths = [folder / name for name in ("billing.csv", "minutes.csv", "remittances")]
        sources.load(workspace, [file for path in paths for file in sources.expand(path)])
        pipeline.rebuild(workspace)
        yield workspace
