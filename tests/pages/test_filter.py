"""The filter of the dashboard: its chips and its way back, the URL that tells it without a name, and saved views."""

from __future__ import annotations

import datetime

import pytest
from streamlit.testing.v1 import AppTest

from analytics import questions, saved_views
from analytics.errors import InputError
from analytics.selection import Filter
from pages._parts import link

CHOICES = {
    "practices": ["North", "South"],
    "locations": ["Main St"],
    "payers": ["Aetna", "Cigna", "DOE, JANE"],
    "payer_classes": ["commercial", "medicare"],
    "providers": ["Ann"],
    "disciplines": ["GN", "GP"],
    "codes": ["97110", "97530"],
}
FILTERS = [
    Filter(),
    Filter(payers=("Cigna",)),
    Filter(payers=("Cigna", "DOE, JANE"), codes=("97110",), basis="remittance"),
    Filter(
        practices=("South",),
        locations=("Main St",),
        payer_classes=("medicare",),
        providers=("Ann",),
        disciplines=("GN", "GP"),
        start=datetime.date(2026, 1, 1),
        end=datetime.date(2026, 3, 31),
        basis="submission",
    ),
]


@pytest.mark.parametrize("chosen", FILTERS)
def test_a_filter_comes_back_from_its_url(chosen):
    assert link.decoded(link.encoded(chosen), CHOICES) == (chosen, 0)


def test_no_name_stands_in_the_url():
    told = str(link.encoded(Filter(payers=("DOE, JANE",), providers=("Ann",), practices=("North",))))
    assert not any(word in told for word in ("DOE", "JANE", "Ann", "North"))


@pytest.mark.parametrize(
    ("said", "chosen", "lost"),
    [
        ({"payer": "00000000." + link.code("Aetna")}, Filter(payers=("Aetna",)), 1),
        ({"code": "97110.99999"}, Filter(codes=("97110",)), 1),
        ({"days": "2026-03-31_2026-01-01"}, Filter(start=datetime.date(2026, 1, 1), end=datetime.date(2026, 3, 31)), 0),
        ({"days": "yesterday"}, Filter(), 0),
        ({"days": "2026-01-01"}, Filter(), 0),
        ({"dates": "birthday", "class": "medicare"}, Filter(payer_classes=("medicare",)), 0),
        ({"payer": ".."}, Filter(), 0),
    ],
)
def test_what_a_url_says_wrongly_is_counted_or_left_out(said, chosen, lost):
    assert link.decoded(said, CHOICES) == (chosen, lost)


def test_a_page_opened_by_url_shows_that_filter(filled, practice):
    payer = questions.ask(practice, "filter_choices")[0]["payers"][1]
    filled.app.query_params["payer"] = link.code(payer)
    app = filled.turn_to("units")
    assert payer in filled.said()
    assert app.multiselect[0].value == [payer]
    lines = questions.ask(practice, "line_span", Filter(payers=(payer,)))[0]["lines"]
    assert f"{lines:,} of" in filled.said()


def test_a_name_of_a_link_that_is_not_in_the_data_is_said(filled):
    filled.app.query_params["payer"] = "00000000"
    filled.turn_to("units")
    assert "1 name of the link is not in this data" in filled.said()


def button(app: AppTest, key: str):
    return next(found for found in app.button if found.key == key)


def test_a_part_of_the_filter_goes_away_by_its_chip(filled):
    app = filled.turn_to("units")
    payer = app.multiselect[0].options[0]
    app.multiselect[0].set_value([payer]).run()
    button(app, "filter_chip_payers").click().run()
    filled.sound()
    assert app.multiselect[0].value == []
    assert "everything loaded" in filled.said()


def test_a_click_filters_the_page_and_is_undone_with_one(filled):
    app = filled.turn_to("units")
    payer, *_ = app.multiselect[0].options
    code, *_ = app.multiselect[2].options
    app.multiselect[2].set_value([code]).run()

    from pages._parts import filters  # the session of the test is that of the app only while a script of it runs

    before = app.session_state["chosen_filter"]
    app.session_state["chosen_filter"] = Filter(payers=(payer,), codes=(code,))
    app.session_state[filters.TRAIL] = [(payer, before)]
    app.session_state[filters.TURN] = 9
    app.run()
    assert payer in filled.said()
    button(app, "filter_undo").click().run()
    filled.sound()
    assert app.session_state["chosen_filter"] == before
    assert app.multiselect[0].value == [] and app.multiselect[2].value == [code]


def test_a_view_is_kept_by_name_replaced_and_forgotten(practice):
    first = saved_views.save(practice, "  Cigna   in March ", "denials", {"payer": "1"})
    assert first.name == "Cigna in March"
    saved_views.save(practice, "cigna in march", "units", {"payer": "2"})
    saved_views.save(practice, "All", "", {})
    assert [(view.name, view.page, view.state) for view in saved_views.known(practice)] == [
        ("All", "", {}),
        ("cigna in march", "units", {"payer": "2"}),
    ]
    saved_views.forget(practice, "All")
    saved_views.forget(practice, "cigna in march")
    assert saved_views.known(practice) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_name(practice, name):
    with pytest.raises(InputError, match="needs a name"):
        saved_views.save(practice, name, "units", {})


def test_a_saved_view_opens_its_page_with_its_filter(own, practice):
    app = own.turn_to("units")
    payer = app.multiselect[0].options[0]
    app.multiselect[0].set_value([payer]).run()
    app.session_state["views"] = True
    app.run()
    next(field for field in app.text_input if field.key == "view_name").set_value("One payer")
    next(found for found in app.button if found.label == "Save this view").click().run()
    own.sound()
    button(app, "filter_chip_payers").click().run()
    own.turn_to("files")
    app.session_state["views"] = True
    app.run()
    button(app, "view_open_0").click().run()
    own.sound()
    assert app.session_state["chosen_filter"] == Filter(payers=(payer,))
    assert own.app.title[0].value.startswith("Which visits")


@pytest.mark.parametrize("state", ["{not json", "[]", '{"payer": 7}'])
def test_a_view_of_another_release_stops_nothing(practice, state):
    saved_views.save(practice, "Odd", "units", {})
    practice.rows("update saved_view set state = $state where name = 'Odd'", state=state)
    assert [view.state for view in saved_views.known(practice)] == [{}]
    saved_views.forget(practice, "Odd")


def test_a_view_whose_page_is_gone_is_said(own):
    app = own.turn_to("units")
    app.session_state["view_wanted"] = "no-such-page"
    app.run()
    assert [error.value for error in app.error] == [
        "the page of this view is no longer there; take the view out under Saved views."
    ]
