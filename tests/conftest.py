"""Shared fixtures."""

from __future__ import annotations

import sys
from functools import cache

import pytest
from made_once import MadeOnce
from practice import Practice
from together import Story


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


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> MadeOnce:
    """Practices that tests of several folders read."""
    return MadeOnce(tmp_path_factory.getbasetemp())


@pytest.fixture
def practice():
    made = Practice()
    yield made
    made.close()


@pytest.fixture(scope="module")
def stories(request):
    """The cases of a file that share a practice (see together), all told, and the practice made.

    A file whose cases gather what is to be loaded at once has a function `all_told` that does it.
    """
    made, told = Practice(), {}
    for item in request.session.items:
        if item.module is request.module and hasattr(item.function, "case"):
            story = told[item.nodeid] = Story(made, len(told))
            story.begin(item.function.case, dict(item.callspec.params) if hasattr(item, "callspec") else {})
    getattr(request.module, "all_told", lambda practice: None)(made)
    made.rebuild()
    yield told
    made.close()


@pytest.fixture
def story(request, stories) -> Story:
    """One of them."""
    return stories[request.node.nodeid]
