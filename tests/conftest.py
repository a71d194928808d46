"""Shared fixtures."""

from __future__ import annotations

import sys
from functools import cache

import pytest
from practice import Practice


@pytest.fixture(scope="session", autouse=True)
def _quick_pages() -> None:
    """AppTest as the server is: installed packages are searched for components once, and a page is compiled once.

    Left alone it does the first for every app and the second on every run, which costs as much as drawing the page.
    """
    app_test = sys.modules.get("streamlit.testing.v1.app_test")
    if app_test is None:
        return
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    app_test.ScriptCache = cache(app_test.ScriptCache)


@pytest.fixture
def practice():
    made = Practice()
    yield made
    made.close()
