"""The dashboard without a browser: its shell run by AppTest, empty or over the demo practice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import pipeline
from analytics.workspace import Workspace
from pages._parts import session

SHELL = Path(__file__).resolve().parents[2] / "pages" / "_shell.py"


class Reader:
    """Somebody who opens the dashboard at a page and turns to others."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(SHELL), default_timeout=120)
        self.is_new = True

    def turn_to(self, name: str) -> AppTest:
        """The page as it stands after a run; fails on any error that is shown."""
        if self.is_new and f'url_path="{name}"' not in SHELL.read_text(encoding="utf-8"):
            self.app.switch_page("files.py").run()  # an address unlike its file's name is known once a page was drawn
        self.app.switch_page(f"{name}.py").run()
        self.is_new = False
        self.sound()
        return self.app

    def sound(self) -> None:
        """Nothing failed and nothing was refused."""
        assert [error.value for error in self.app.error] == []
        assert list(self.app.exception) == []

    def tiles(self) -> dict[str, str]:
        """Figures by their name, without the mark of colour."""
        return {metric.label.split("] ")[-1]: metric.value.replace("\u202f", " ") for metric in self.app.metric}

    def said(self) -> str:
        """Every sentence of the page in one text, without the escapes of Markdown."""
        parts = [*self.app.markdown, *self.app.caption, *self.app.success, *self.app.warning]
        return "\n".join(part.value for part in parts).replace("\\", "")


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Every AppTest believes to be the same session: forget its workspace and answers between tests."""
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(scope="session")
def nothing_loaded(tmp_path_factory) -> Path:
    """A workspace file with every table made and no row in them."""
    path = tmp_path_factory.mktemp("nothing") / "nothing.duckdb"
    with Workspace(path, threads=1) as workspace:
        pipeline.load_rules(workspace)
        pipeline.rebuild(workspace)
    return path


@pytest.fixture
def stranger(monkeypatch) -> Reader:
    """Somebody who comes for the first time: an empty workspace of their own is made."""
    monkeypatch.delenv("REHABLEDGER_WORKSPACE", raising=False)
    return Reader()


@pytest.fixture
def reader(stranger, nothing_loaded, tmp_path, monkeypatch) -> Reader:
    """The same with an empty workspace that was made before, which takes a second each time."""
    at_once = session._open
    monkeypatch.setattr(session, "_open", lambda path: at_once(path or shutil.copy(nothing_loaded, tmp_path)))
    return stranger


@pytest.fixture(scope="session")
def two_months(made_once) -> Path:
    """A workspace file with two months of the demo practice."""
    return made_once.two_months_file()


@pytest.fixture(scope="module")
def practice_file(two_months, tmp_path_factory) -> Path:
    """The same for one file of tests alone."""
    return Path(shutil.copy(two_months, tmp_path_factory.mktemp("practice")))


@pytest.fixture
def own(reader, practice_file, tmp_path, monkeypatch):
    """A reader of a copy of the practice, which a test may change."""
    path = tmp_path / "own.duckdb"
    shutil.copy(practice_file, path)
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(path))
    return type(reader)()


@pytest.fixture
def filled(practice_file, monkeypatch) -> Reader:
    """A reader of that practice."""
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(practice_file))
    return Reader()


@pytest.fixture(scope="module")
def practice(practice_file) -> Iterator[Workspace]:
    """The same tables, to hold the pages against: a copy, because the dashboard keeps its file open."""
    copy = practice_file.with_name("copy.duckdb")
    shutil.copy(practice_file, copy)
    with Workspace(copy, threads=2) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def gap_file(made_once, tmp_path_factory) -> Path:
    """A workspace file with the practice whose modifiers go wrong in every way."""
    return Path(shutil.copy(made_once.gap_file(), tmp_path_factory.mktemp("gaps")))


@pytest.fixture(scope="session")
def gaps(gap_file) -> Iterator[Workspace]:
    """The same tables, to hold the pages against."""
    copy = gap_file.with_name("copy.duckdb")
    shutil.copy(gap_file, copy)
    with Workspace(copy, threads=2) as workspace:
        yield workspace
