"""Audits whose report.xlsx and report.pdf nobody looks at do without them: they take longer than a small audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from analytics.reports import pdf, workbook

REAL = {module: module.write for module in (workbook, pdf)}


def write_nothing(workspace: Any, target: Any, summary: Any, **given: Any) -> None:
    target.write_bytes(b"")


@pytest.fixture(autouse=True, scope="module")
def _empty_reports() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in REAL:
            patch.setattr(module, "write", write_nothing)
        yield


@pytest.fixture
def real_reports(monkeypatch) -> None:
    """The reports as a user gets them, for the test that asks for this."""
    for module, write in REAL.items():
        monkeypatch.setattr(module, "write", write)
