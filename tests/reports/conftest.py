"""Practices whose reports are read back: two months of the demo, and small ones made by hand."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import streamlit as st
from reports.faces import DRAWN, FILTERS, Case, Pages, Printed, Shown, Workbook

from analytics import demo, loss
from analytics.cli import main
from analytics.reports import pdf, workbook
from analytics.selection import Filter
from analytics.summary import summarize
from analytics.workspace import Workspace

FEWEST_WEEKS = 4  # two months have no more that are mature: so that their figures of a year have ranges


@pytest.fixture(scope="session")
def handed_over(tmp_path_factory) -> Path:
    """What `audit` makes of two months of the demo practice: demo/, kept.duckdb, out/ and what it printed."""
    folder: Path = tmp_path_factory.mktemp("reports")
    demo.generate(folder / "demo", months=2)
    given = [str(folder / "demo"), "--rules", str(folder / "demo" / "rules.yaml")]
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr(loss, "FEWEST_WEEKS", FEWEST_WEEKS)
        kept = ["--workspace", str(folder / "kept.duckdb"), "--out", str(folder / "out")]
        assert main(["audit", *given, *kept, "--json"]) == 0
    (folder / "printed.json").write_text(printed.getvalue(), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def audited(handed_over) -> Iterator[Workspace]:
    """Its workspace."""
    with Workspace(shutil.copy(handed_over / "kept.duckdb", handed_over / "copy.duckdb"), threads=2) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def cases() -> dict[str, Case]:
    """What was read back already, by the filter's name."""
    return {}


@pytest.fixture
def ranged(monkeypatch) -> None:
    """Ranges for as few weeks as in what was handed over."""
    monkeypatch.setattr(loss, "FEWEST_WEEKS", FEWEST_WEEKS)


@pytest.fixture(params=FILTERS)
def case(request, cases, handed_over, audited, ranged) -> Case:
    """Every face of that audit under one filter; unfiltered they are the files that the command line wrote."""
    if request.param not in cases:
        chosen = FILTERS[request.param]
        summary = summarize(audited, chosen)
        if chosen:
            book, printed = workbook.to_bytes(audited, chosen), pdf.to_bytes(audited, chosen, summary=summary)
        else:
            book, printed = ((handed_over / "out" / name).read_bytes() for name in ("report.xlsx", "report.pdf"))
        cases[request.param] = Case(chosen, summary, Workbook(book), Printed(printed), _drawn(handed_over, chosen))
    return cases[request.param]


def _drawn(handed_over: Path, chosen: Filter) -> dict[str, Shown]:
    """Pages over the workspace that the command line kept: a copy, because the dashboard keeps its file open."""
    copy = shutil.copy(handed_over / "kept.duckdb", handed_over / f"{abs(hash(chosen))}.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REHABLEDGER_WORKSPACE", str(copy))
        dashboard = Pages()
        drawn = {page: dashboard.draw(page, chosen) for page in DRAWN}
    st.cache_resource.clear()
    st.cache_data.clear()
    return drawn
