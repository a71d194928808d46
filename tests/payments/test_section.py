"""The part of the dashboard that shows payments, drawn without a browser, over payments of every kind and over none."""

from __future__ import annotations

import pytest
import streamlit as st
from payments.books import Books
from streamlit.testing.v1 import AppTest


def page() -> None:
    """What a page does with the section."""
    import streamlit as st

    from analytics.selection import Filter
    from pages._parts import deposits

    deposits.section(Filter(payers=tuple(st.session_state.get("payers", ())), codes=st.session_state.get("codes", ())))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("payments") / "books.duckdb"
    made = Books(path)
    claim = made.claim
    made.bill("97110", claim_id="C1", line_no="1", payer_name="Acme")
    made.pay("Acme", "02-02", claim("C1", 40, payer_claim_id="ICN1"))
    made.pay("Acme", "02-09", claim("C2", 90), moved=[("WO", "ICN1", 40), ("L6", "C2", -2)])
    made.pay("Acme", "02-16", moved=[("FB", "T", -5)])
    made.pay("Acme", "02-23", claim("C3", 90), amount=91)
    made.pay("Zeta", "02-23", claim("C4", 90))
    check = "insert into control_total (file_id, measure, reference, difference) values (4, 'payment_balance', $it, 1)"
    made.rebuild()
    made.workspace.cursor().execute("update remit_payment set transaction_control = '7'").fetchall()
    made.workspace.cursor().execute(check, {"it": "ST 7 trace Acme-02-23"}).fetchall()
    made.workspace.close()
    return path


@pytest.fixture(autouse=True)
def forgotten():
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


def drawn(monkeypatch, path, **state) -> AppTest:
    monkeypatch.setenv("REHABLEDGER_WORKSPACE", str(path))
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert list(app.exception) == [] and [error.value for error in app.error] == []
    return app


def said(app: AppTest) -> str:
    return "\n".join(part.value for part in (*app.markdown, *app.caption)).replace("\\", "")


PARTS = ("Deposits", "Money moved outside claims", "Remittances that seem to be missing", "Checks that failed")


def opened(monkeypatch, file, part, **state) -> AppTest:
    """The section with one of its tabs open: only that one is asked for."""
    return drawn(monkeypatch, file, deposit_parts=part, **state)


def test_deposits(monkeypatch, file):
    app = opened(monkeypatch, file, PARTS[0])
    assert [tab.label for tab in app.tabs] == list(PARTS)
    assert "1 of 5 payments differs from what its claims come to, by $1.00 in all." in said(app)
    (payments,) = (frame.value for frame in app.dataframe)
    assert sorted(payments["state"]) == ["Balances", "Balances", "Balances", "Balances", "Differs"]


def test_money_moved(monkeypatch, file):
    app = opened(monkeypatch, file, PARTS[1])
    assert "$40 was taken back in 1 case without a reversal" in said(app)
    assert {metric.label.split("] ")[-1]: metric.value for metric in app.metric} == {
        "Recouped": "-$40", "Carried forward": "$5", "Interest": "$2"
    }  # fmt: skip
    (moved,) = (frame.value for frame in app.dataframe)
    assert moved["claim_id"].tolist()[0] == "C1" and moved["mark"].tolist()[0] == "●"


def test_what_seems_missing(monkeypatch, file):
    app = opened(monkeypatch, file, PARTS[2])
    assert "1 sign that a remittance between 2 Feb 2026 and 23 Feb 2026 is not here" in said(app)
    assert app.dataframe[0].value["kind"].tolist() == ["Forward balance"]


def test_checks_that_failed(monkeypatch, file):
    failed = opened(monkeypatch, file, PARTS[3]).dataframe[0].value
    assert failed["payer"].tolist() == ["Acme"] and failed["difference"].tolist() == [1]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (PARTS[0], "Every payment that can be checked comes to the cent: 1 of 1."),
        (PARTS[1], "No money moved outside claims"),
        (PARTS[2], "seem to be whole"),
        (PARTS[3], "Every line, claim and payment of the remittances adds up."),
    ],
)
def test_a_choice_of_payers_is_followed_and_of_codes_is_not(monkeypatch, file, part, words):
    told = said(opened(monkeypatch, file, part, payers=("Zeta",), codes=("97110",)))
    assert "Payments follow the choice of payers and their classes only" in told and words in told


def test_nothing_loaded_is_said(monkeypatch, file):
    app = drawn(monkeypatch, file, payers=("Nobody",))
    assert len(app.tabs) == 0
    assert "No payments are loaded" in said(app)
