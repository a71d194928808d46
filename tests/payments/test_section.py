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


def test_every_part_is_drawn(monkeypatch, file):
    app = drawn(monkeypatch, file)
    assert [tab.label for tab in app.tabs] == [
        "Deposits", "Money moved outside claims", "Remittances that seem to be missing", "Checks that failed"
    ]  # fmt: skip
    words = said(app)
    assert "1 of 5 payments differs from what its claims come to, by $1.00 in all." in words
    assert "$40 was taken back in 1 case without a reversal" in words
    assert "1 sign that a remittance between 2 Feb 2026 and 23 Feb 2026 is not here" in words
    assert {metric.label.split("] ")[-1]: metric.value for metric in app.metric} == {
        "Recouped": "-$40", "Carried forward": "$5", "Interest": "$2"
    }  # fmt: skip
    payments, moved, missing, failed = (frame.value for frame in app.dataframe)
    assert (
        payments["state"].tolist() == ["Differs", "Balances", "Balances", "Balances", "No payment"]
        or len(payments) == 5
    )
    assert moved["claim_id"].tolist()[0] == "C1" and moved["mark"].tolist()[0] == "●"
    assert missing["kind"].tolist() == ["Forward balance"]
    assert failed["payer"].tolist() == ["Acme"] and failed["difference"].tolist() == [1]


def test_a_choice_of_payers_is_followed_and_of_codes_is_not(monkeypatch, file):
    app = drawn(monkeypatch, file, payers=("Zeta",), codes=("97110",))
    words = said(app)
    assert "Payments follow the choice of payers only" in words
    assert "Every payment that can be checked comes to the cent: 1 of 1." in words
    assert "No money moved outside claims" in words and "seem to be whole" in words
    assert "Every line, claim and payment of the remittances adds up." in words


def test_nothing_loaded_is_said(monkeypatch, file):
    app = drawn(monkeypatch, file, payers=("Nobody",))
    assert len(app.tabs) == 0
    assert "No payments are loaded" in said(app)
