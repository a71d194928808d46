"""Practices whose reports are read back: two months of the demo, and small ones made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics import demo, pipeline, sources
from analytics.workspace import Workspace


@pytest.fixture(scope="session")
def audited(tmp_path_factory) -> Iterator[Workspace]:
    """Two months of the demo practice with every kind of file."""
    folder: Path = tmp_path_factory.mktemp("reports") / "demo"
    demo.generate(folder, months=2)
    with Workspace(threads=2) as workspace:
        pipeline.load_rules(workspace, folder / "rules.yaml")
        sources.load(workspace, sources.expand(folder))
        pipeline.rebuild(workspace)
        yield workspace
