"""The letters on a page: a draft with its choices and downloads, or the sentence why there is none."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages._parts import session


@pytest.fixture(autouse=True)
def shown(clinic, monkeypatch):
    monkeypatch.setattr(session, "audit", lambda: session.Audit(clinic))


def page(ref: str) -> None:
    from pages._parts import letter_buttons

    letter_buttons.one(ref)


def pages(refs: list[str]) -> None:
    from pages._parts import letter_buttons

    letter_buttons.many(refs)
    letter_buttons.many([])


def run(draw, *given) -> AppTest:
    app = AppTest.from_function(draw, args=given, default_timeout=30).run()
    assert list(app.exception) == []
    return app


def test_a_claim_shows_its_draft_and_both_downloads(refs):
    app = run(page, refs["C1"])
    assert len(app.get("download_button")) == 2
    assert "10 places to fill in" in app.caption[0].value
    assert "38 lies between 38 and 52" in app.text[0].value


def test_another_letter_can_be_chosen(refs):
    app = run(page, refs["C11"])
    app.selectbox[0].select("authorization").run()
    assert list(app.exception) == []
    assert "appeal" in app.caption[0].value


def test_a_claim_that_bars_an_appeal_offers_none(refs):
    app = run(page, refs["C3"])
    assert not any("Appeal" in option for option in app.selectbox[0].options)


def test_a_claim_without_a_letter_says_why(refs):
    app = run(page, refs["C5"])
    assert "No letter" in app.caption[0].value
    assert app.get("download_button") == []


def test_many_claims_are_one_zip(refs):
    app = run(pages, list(refs.values()))
    assert len(app.get("download_button")) == 1
