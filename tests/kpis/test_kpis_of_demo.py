"""The seven figures that came first keep their name, formula and value, on the demo practice."""

from __future__ import annotations

import pytest

from analytics import pipeline, sources
from analytics.kpis import kpis
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace


def first_seven(workspace, chosen) -> list[tuple]:
    """Name, numerator, denominator and formula, from the questions they were made of."""
    units, denials = ask(workspace, "summary_units", chosen)[0], ask(workspace, "summary_denials", chosen)[0]
    owed, claims = ask(workspace, "summary_receivables", chosen)[0], ask(workspace, "summary_clean_claims")[0]
    return [
        ("unit capture rate", units["billed"], units["correct"], "timed units billed / units the minutes support"),
        ("first-pass denial rate, lines", denials["lines_denied"], denials["lines_adjudicated"],
         "line episodes first denied / line episodes adjudicated"),
        ("first-pass denial rate, dollars", denials["charge_denied"], denials["charge_adjudicated"],
         "charges first denied / charges adjudicated"),
        ("first-pass denial rate, claims", denials["claims_denied"], denials["claims_adjudicated"],
         "claims with a line first denied / claims adjudicated"),
        ("days in AR", owed["total"], owed["charges"] / owed["days"],
         "receivables / average daily charges of the period"),
        ("AR over 90 days", owed["to_120"] + owed["over_120"], owed["total"],
         "receivables older than 90 days / receivables"),
        ("clean claim rate", claims["claims_clean"], claims["claims_judged"],
         "claims accepted by their first answer / claims answered"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def workspace(made_once):
    place = made_once.two_months()
    with Workspace(threads=2) as made:
        pipeline.load_rules(made)
        names = ("billing.csv", "minutes.csv", "acknowledgements", "remittances")
        sources.load(made, [file for name in names for file in sources.expand(place / name)])
        pipeline.rebuild(made)
        yield made


@pytest.mark.parametrize("payers", [(), ("Medicare Part B",)], ids=["all", "one payer"])
def test_the_first_seven_are_what_they_were(payers, workspace):
    chosen = Filter(payers=payers)
    told = {kpi.name: kpi for kpi in kpis(workspace, chosen)}
    for name, numerator, denominator, formula in first_seven(workspace, chosen):
        kpi = told[name]
        assert (kpi.numerator, kpi.denominator, kpi.formula, kpi.missing) == (numerator, denominator, formula, None)
        assert kpi.value == float(numerator) / float(denominator)


def test_a_practice_with_every_file_lacks_little(workspace):
    # no fee schedule was loaded, and the demo writes nothing off; bill dates are in its claims
    lacking = {kpi.name for kpi in kpis(workspace) if not kpi.has_files}
    assert lacking <= {
        "denial write-off rate",
        "underpayment rate, lines",
        "underpayment rate, dollars",
        "charge lag",
        "payment lag",
    }
    assert all(0 <= kpi.value <= 1.5 for kpi in kpis(workspace) if kpi.value is not None and kpi.unit == "share")
