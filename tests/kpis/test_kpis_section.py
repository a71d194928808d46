"""The section of key figures without a browser: what it shows, what it says is missing, and its editor of targets."""

from __future__ import annotations

import pytest
import streamlit as st
from kpis.kpi_practice import make
from streamlit.testing.v1 import AppTest

from analytics import pipeline
from analytics.workspace import Workspace
from pages._parts import session


def script() -> None:
    """A page with nothing but the section."""
    from analytics.selection import Filter
    from pages._parts import kpis

    kpis.section(Filter())


@pytest.fixture(scope="module")
def practice():
    made = make()
    yield made
    made.close()


@pytest.fixture
def page(practice, monkeypatch):
    audit = session.Audit(practice.workspace)
    monkeypatch.setattr(session, "audit", lambda: audit)
    yield AppTest.from_function(script, default_timeout=60).run()
    st.cache_data.clear()


def said(page: AppTest) -> str:
    assert list(page.exception) == []
    return "\n".join(part.value for part in [*page.markdown, *page.caption]).replace("\\", "").replace("\u202f", " ")


def test_figures_have_their_parts_basis_and_target(page):
    words = said(page)
    # of 16 lines answered 6 were first denied: A3, A4, C1, E1, E2, H2
    assert "6 lines first denied of 16 lines adjudicated, by date of service" in words
    assert "Target 5 %; shaded: Continuity Practice Partners" in words
    assert "N = 16: too few to judge" in words
    assert "Units per visit" not in words  # no target: behind the other choice


def test_all_figures_are_one_choice_away(page):
    page.button_group(key="kpis_shown").set_value("All").run()
    assert "Units per visit" in said(page)
    assert "median of 3 lines with a submission date, by submission date" in said(page)


def test_months_of_another_figure(page):
    page.selectbox(key="kpis_series").set_value("first-pass denial rate, lines").run()
    assert "at most 5 % in rehabilitation" in said(page)


def test_a_target_is_kept_shown_and_forgotten(page):
    page.selectbox(key="kpis_target_of").set_value("days in AR").run()
    page.text_input[0].set_value("40")
    next(button for button in page.button if button.label == "Keep this target").click().run()
    assert "Your target 40 days; shaded: AAFP" in said(page)
    page.button(key="kpi_forget").click().run()
    assert "Target 35 days; shaded: AAFP" in said(page) and "Your target" not in said(page)


@pytest.mark.parametrize("written", ["", "many", "900", "-1", "nan"])
def test_what_is_no_target_is_refused_in_a_sentence(written, page):
    page.selectbox(key="kpis_target_of").set_value("net collection rate").run()
    page.text_input[0].set_value(written)
    next(button for button in page.button if button.label == "Keep this target").click().run()
    assert len(page.error) == 1 and "net collection rate" in page.error[0].value
    assert "Your target" not in said(page)


def test_nothing_loaded_says_which_files_would_tell(monkeypatch):
    with Workspace(threads=1) as empty:
        pipeline.load_rules(empty)
        pipeline.rebuild(empty)
        audit = session.Audit(empty)
        monkeypatch.setattr(session, "audit", lambda: audit)
        words = said(AppTest.from_function(script, default_timeout=60).run())
    assert "Treatment minutes: unit capture rate" in words
    assert "Claim acknowledgements (277CA): clean claim rate" in words
