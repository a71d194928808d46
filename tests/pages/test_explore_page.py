"""The page Explore: cuts, pictures, tables, the SQL box; empty, filled, one payer, no remittance, no minutes."""

from __future__ import annotations

import pytest

from analytics.explore.spec import Spec
from pages._parts import explore_build

CUTS = {
    "bars": Spec(("charge",), ("payer",), chart="bars"),
    "bars by column": Spec(("denial_rate",), ("payer",), "discipline", chart="bars"),
    "heat": Spec(("denial_rate",), ("payer",), "code", chart="heat"),
    "pareto": Spec(("adjustments",), ("reason_code",), chart="pareto"),
    "trend": Spec(("paid", "charge"), ("service_week",), "payer", chart="trend"),
    "box": Spec(("days_to_pay",), ("payer",), chart="box"),
    "scatter": Spec(("denial_rate", "paid_per_visit", "lines"), ("payer",), chart="scatter"),
    "treemap": Spec(("lost",), ("category", "payer"), chart="treemap"),
    "table": Spec(("lines", "units_missed"), ("provider", "payer", "code"), "service_month", chart="table"),
    "nothing but totals": Spec(("lines", "denial_rate"), (), chart="table"),
}


def at(reader, spec: Spec):
    """The page with a cut in its address."""
    for key, value in spec.to_state().items():
        if value:
            reader.app.query_params[key] = value
    return reader.turn_to("explore")


def test_empty(reader):
    reader.turn_to("explore")
    assert "Nothing can be said yet" in reader.said()


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_of_the_address_is_drawn(filled, name):
    page = at(filled, CUTS[name])
    assert explore_build.WIDGETS["measures"] in page.session_state
    assert page.multiselect(key="explore_measures").value == list(CUTS[name].measures)
    assert page.session_state["explore_chart"] == CUTS[name].chart
    assert bool(page.get("plotly_chart")) == (CUTS[name].chart != "table")
    assert "All together: " in filled.said()
    assert len(page.get("download_button")) == 3


def test_controls_change_the_cut(filled):
    page = at(filled, Spec(("lines",), ("code",)))
    page.multiselect(key="explore_measures").set_value(["visits_judged"]).run()
    filled.sound()
    assert "cannot be cut by it: Procedure code" in filled.said()
    assert page.multiselect(key="explore_rows").value == []
    page.multiselect(key="explore_rows").set_value(["provider"]).run()
    page.selectbox(key="explore_column").set_value("discipline").run()
    page.button[-1]  # every control stands
    filled.sound()
    assert page.session_state["explore_chart"] == "table"


def test_a_wrong_address_is_said_and_left_out(filled):
    filled.app.query_params["m"] = "nonsense"
    page = filled.turn_to("explore")
    assert "is no measure of Explore" in filled.said()
    assert page.multiselect(key="explore_measures").value == ["lines"]


def test_the_sql_box_answers_and_refuses(filled):
    page = filled.turn_to("explore")
    page.session_state["explore_tab"] = "SQL"
    page.run()
    page.text_area(key="explore_sql_text").set_value("select count(*) as lines from ex_line").run()
    next(button for button in page.button if button.label == "Run").click().run()
    filled.sound()
    assert [frame.value.shape for frame in page.dataframe][-1] == (1, 1)
    page.text_area(key="explore_sql_text").set_value("select * from billing_row").run()
    next(button for button in page.button if button.label == "Run").click().run()
    assert "none of the documented views" in page.error[0].value.replace("\\", "")
    page.text_input(key="explore_look").set_value("deadline").run()
    assert page.dataframe[0].value["Column"].str.contains("deadline").any()
    page.selectbox(key="explore_sql_ready").set_value("What each reason code took off").run()
    assert "ex_adjustment" in page.text_area(key="explore_sql_text").value
