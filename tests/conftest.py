"""Shared fixtures."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest
from made_once import MadeOnce
from practice import Practice
from together import Story

FOLDER = Path(__file__).resolve().parent
# The files that take longest come first: begun last, one of them would run on when every other process is done.
LONGEST = (
    *(f"browser/test_{name}.py" for name in ("pages", "stories", "paths")),
    "corpus/test_corpus.py",
    *(f"reports/test_{name}.py" for name in ("agreement", "agreement_in_words")),
    *(f"pages/test_{name}.py" for name in ("every_page", "payer_rules")),
    *("figures/test_figures.py", "sources/test_x12_many.py", "cli/test_audit.py", "ledger/test_ledger_closes.py"),
    *("sources/test_x12_faults.py", "demo/test_audit_of_demo.py", "reports/test_pdf.py"),
)


def pytest_configure(config) -> None:
    config.option.loadscopereorder = False  # xdist would begin with the files of most tests instead


def pytest_collection_modifyitems(items) -> None:
    places = {FOLDER / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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
