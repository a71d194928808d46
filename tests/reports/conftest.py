"""Practices whose reports are read back: two months of the demo, and small ones made by hand."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from analytics import demo
from analytics.cli import main
from analytics.workspace import Workspace


@pytest.fixture(scope="session")
def handed_over(tmp_path_factory) -> Path:
    """What `audit` makes of two months of the demo practice: demo/, kept.duckdb, out/ and what it printed."""
    folder: Path = tmp_path_factory.mktemp("reports")
    demo.generate(folder / "demo", months=2)
    given = [str(folder / "demo"), "--rules", str(folder / "demo" / "rules.yaml")]
    printed = io.StringIO()
    with redirect_stdout(printed):
        kept = ["--workspace", str(folder / "kept.duckdb"), "--out", str(folder / "out")]
        assert main(["audit", *given, *kept, "--json"]) == 0
    (folder / "printed.json").write_text(printed.getvalue(), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def audited(handed_over) -> Iterator[Workspace]:
    """Its workspace: a copy, because the dashboard keeps the file open that it reads."""
    with Workspace(shutil.copy(handed_over / "kept.duckdb", handed_over / "copy.duckdb"), threads=2) as workspace:
        yield workspace
