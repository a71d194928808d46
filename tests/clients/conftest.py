"""A home of its own for each test."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("REHABLEDGER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
