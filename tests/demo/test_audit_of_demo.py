"""The audit of the demo practice against the truth its generator planted: every leak, nothing else, to the cent."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import pipeline, questions, sources
from analytics.questions import ask
from analytics.selection import Filter
from analytics.sources.inputs import expand
from analytics.statistics.changes import UP, changes, history
from analytics.summary import summarize
from analytics.workspace import Workspace

TABLES = ("billing.csv", "minutes.csv", "fee_schedule.csv", "remittances")
CLAIMS = ("claims", "acknowledgements")


@pytest.fixture(scope="module")
def folder(demo):
    return demo[0]


@pytest.fixture(scope="module")
def audited(folder, truth):
    """The tables and the remittances, as most practices have them."""
    with audit(folder, *TABLES) as workspace:
        yield workspace, truth


@pytest.fixture(scope="module")
def whole(folder):
    """All files, from the folder itself."""
    with audit(folder, "") as workspace:
        yield workspace


@pytest.fixture(scope="module")
def by_claims(folder):
    """The claims instead of the billing table."""
    with audit(folder, "minutes.csv", "fee_schedule.csv", "remittances", *CLAIMS) as workspace:
        yield workspace


def audit(folder: Path, *names: str) -> Workspace:
    workspace = Workspace()
    pipeline.load_rules(workspace, folder / "rules.yaml")
    sources.load(workspace, [file for name in names for file in expand(folder / name)])
    pipeline.rebuild(workspace)
    return workspace


def money(value) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


FINDING = ("kind", "category", "payer", "claim_id", "dos", "amount")


def findings(workspace: Workspace) -> Counter:
    rows = workspace.rows(f"select {', '.join(FINDING)} from finding")
    return Counter(
        (kind, what, payer, claim, str(dos), money(amount)) for kind, what, payer, claim, dos, amount in rows
    )


NAMES = {"Medicare": "Medicare Part B", "United Healthcare": "UnitedHealthcare"}


def shown(payer: str) -> str:
    """The payer as its rules name it."""
    return NAMES.get(payer, payer)


def planted(truth: dict) -> Counter:
    rows = [{**row, "payer": shown(row["payer"])} for row in truth["findings"]]
    return Counter((*(row[name] for name in FINDING[:-1]), money(row["amount"])) for row in rows)


def test_every_planted_finding_is_found_and_nothing_else(audited):
    workspace, truth = audited
    found, right = findings(workspace), planted(truth)
    assert len(right) > 500
    assert sorted((found - right).elements(), key=str) == []
    assert sorted((right - found).elements(), key=str) == []


RULES = {
    **{"discipline_missing": "missing_modifier", "discipline_wrong_code": "coding", "kx_missing": "missing_modifier"},
    **{"kx_crossing_missing": "missing_modifier", "pair_missing_59": "bundled", "assistant_superfluous": "coding"},
    **{"assistant_missing": "assistant_modifier", "assistant_wrong_discipline": "assistant_modifier"},
    **{"pair_unneeded_59": "unneeded_modifier", "kx_early": "kx_without_support", "cap_order": "coding"},
}


@pytest.mark.parametrize("rule", RULES)
def test_lines_of_a_modifier_rule(audited, rule):
    """Found are the claims and lines that were planted; a wasted cap concerns the whole claim."""
    workspace, truth = audited
    rows = workspace.rows(
        "select claim_id, line_no, category, amount from finding where rule_id = $rule order by all", rule=rule
    )
    told = [row for row in truth["findings"] if row["rule_id"] == rule]
    whole = rule == "cap_order"
    found = {(claim, "" if whole else line): (category, money(amount)) for claim, line, category, amount in rows}
    right = {
        (row["claim_id"], "" if whole else str(row["line_no"])): (RULES[rule], money(row["amount"])) for row in told
    }
    assert found == right
    assert len(rows) == len(told)


def test_gaps_of_modifiers_that_cost_something_or_nothing(audited):
    """Every line billed with other modifiers than the right ones, whatever came of it; hints are no gaps."""
    workspace, truth = audited
    found = Counter(
        workspace.rows("select claim_id, line_no, rule_id from modifier_gap where trust = 'finding'")
    ) - Counter(workspace.rows("select claim_id, line_no, rule_id from modifier_gap where rule_id = 'cap_order'"))
    told = Counter((row["claim_id"], str(row["line_no"]), row["rule_id"]) for row in truth["modifier_gaps"])
    assert sorted((found - told).elements()) == []
    assert sorted((told - found).elements()) == []


def test_a_second_payer_adds_its_payment_and_nothing_else(audited, truth):
    workspace, _ = audited
    ((paid,),) = workspace.rows("select sum(paid) from adjudication where is_secondary")
    assert money(paid) == money(truth["totals"]["money"]["total"]["collected_secondary"])
    ((later,),) = workspace.rows("select count(*) from billed_line where not is_primary")
    assert later == truth["totals"]["lines_to_second_payers"]
    assert workspace.rows("select * from denial join billed_line using (claim_id, line_no) where not is_primary") == []


def test_unit_totals_by_payer(audited):
    workspace, truth = audited
    names = ("visits", "visits_under", "visits_over", "visits_mixed", "visits_undetermined", "billed", "correct")
    names += ("missed", "excess", "missed_value", "excess_value")
    told = truth["totals"]["units"]["by_payer"]
    rows = {row["payer"]: row for row in ask(workspace, "summary_units_by_payer")}
    assert {shown(payer) for payer in told} == set(rows)
    for payer, expected in told.items():
        row = rows[shown(payer)]
        assert {name: money(row[name]) for name in names} == {name: money(expected[name]) for name in names}, payer


def test_denial_totals(audited):
    workspace, truth = audited
    told, got = truth["totals"]["denials"]["total"], ask(workspace, "summary_denials")[0]
    same = ("lines_adjudicated", "claims_adjudicated", "charge_adjudicated", "lines_denied", "claims_denied")
    same += ("charge_denied", "expected_denied", "lines_patient_billed", "lines_open")
    assert {name: money(got[name]) for name in same} == {name: money(told[name]) for name in same}
    assert money(got["recovered"]) == money(told["recovered_allowed"])
    assert money(got["open"]) == money(told["open_expected"])
    assert told["lines_recovered"] > 20


def test_every_denied_line_with_its_status(audited):
    workspace, truth = audited
    got = Counter(
        (row[0], str(row[1]), row[2], row[3], str(row[4]))
        for row in workspace.rows(
            "select claim_id, line_no, carc, status, first_denied from denial where status <> 'patient_billed'"
        )
    )
    told = Counter(
        (row["claim_id"], str(row["line_no"]), row["carc"], row["status"], row["first_denied"])
        for row in truth["denied_lines"]
    )
    assert got == told


def test_a_payer_that_turns_is_told_by_an_alarm_in_its_week(audited):
    workspace, truth = audited
    sql = questions.text("denial_weeks")
    told = changes(history(workspace.arrow(sql, **questions.parameters(sql, Filter()))))
    rises = [change for change in told.alarms if change.direction == UP]
    for turn in truth["turns"]:
        since = datetime.date.fromisoformat(turn["since"])
        began = [one.began for one in rises if (one.payer, one.cpt) == (shown(turn["payer"]), turn["cpt"])]
        assert began and all(abs(day - since) <= datetime.timedelta(7) for day in began), turn
    assert len(rises) == len(truth["turns"]) > 0, "and nothing else is"


def test_receivables_by_payer_and_bucket(audited):
    workspace, truth = audited
    got = {
        (row["payer"], row["bucket"]): (
            money(row["insurance_balance"]),
            money(row["patient_balance"]),
        )
        for row in ask(workspace, "aging")
    }
    told = {
        (shown(row["payer"]), row["bucket"]): (money(row["insurance_balance"]), money(row["patient_balance"]))
        for row in truth["totals"]["aging"]
    }
    assert got == {key: value for key, value in told.items() if any(value)}


def test_money_collected_and_a_ledger_that_closes(audited):
    workspace, truth = audited
    revenue = ask(workspace, "summary_revenue")[0]
    told = truth["totals"]["money"]["total"]
    assert money(revenue["collected"]) == money(told["collected"]) + money(told["patient_paid"])
    cuts = money(told["assistant_cut"]) + money(told["contract_cut"])
    assert money(revenue["statutory"]) == money(told["sequestration"]) + cuts
    right = sum(value for name, value in revenue.items() if name not in ("earned", "above_expected"))
    assert revenue["earned"] + revenue["above_expected"] == right
    assert revenue["unexplained"] == 0
    assert revenue["underpaid"] == 0


def test_nothing_is_dropped_on_the_way_in(whole):
    assert whole.rows("select * from reject") == []
    assert whole.rows("select * from control_total where difference <> 0") == []
    skipped = {row[0].rsplit("/", 2)[-1] for row in whole.rows("select name from input_file where status = 'skipped'")}
    assert skipped == {"README.txt", "planted.json", "rules.yaml"}


def test_the_summary_tells_the_same_story(audited):
    workspace, truth = audited
    summary = summarize(workspace)
    assert str(summary["as_of"]) == truth["totals"]["as_of"]
    yearly = summary["annualized"]["total"]
    assert yearly["low"] < yearly["base"] < yearly["high"]
    categories = {row["category"]: row["base"] for row in summary["annualized"]["by_category"]}
    assert sum(categories.values()) == pytest.approx(yearly["base"], abs=Decimal("0.05"))
    exposed = sum(money(row["amount"]) for row in truth["findings"] if row["kind"] == "exposure")
    assert summary["exposure"]["total"] == exposed


def test_units_never_billed_are_worth_the_same_on_every_page(audited):
    """The ledger's step: missed units, visits never billed, and what mixed visits lost on the wrong codes."""
    workspace, truth = audited
    ((mixed,),) = workspace.rows("select sum(value) from unit_visit where verdict = 'mixed' and value > 0")
    missed = money(truth["totals"]["units"]["total"]["missed_value"])
    never = money(truth["totals"]["unbilled_visits"]["total"]["value"])
    assert ask(workspace, "summary_revenue")[0]["unbilled_units"] == missed + never + mixed
    assert mixed < missed / 20


def test_visits_never_billed_are_worth_their_codes(audited):
    workspace, truth = audited
    found = Counter(
        (patient, str(dos), cpt, money(amount))
        for patient, dos, cpt, amount in workspace.rows(
            "select patient_id, dos, cpt, amount from finding where category = 'unbilled_visit'"
        )
    )
    told = [row for row in truth["findings"] if row["category"] == "unbilled_visit"]
    assert found == Counter((row["patient_id"], row["dos"], row["cpt"], money(row["amount"])) for row in told)
    assert len(told) >= 6


SAME = ("units_csv", "findings_csv", "denials_csv", "aging", "summary_revenue", "summary_denials", "summary_units")


@pytest.mark.parametrize("question", SAME)
def test_claims_beside_the_billing_table_change_no_figure(audited, whole, question):
    assert table(whole, question) == table(audited[0], question)


def table(workspace: Workspace, question: str, without: frozenset[str] = frozenset()) -> Counter:
    """The rows of an answer without the places they come from."""
    without |= {"finding_id", "file", "sheet", "row"}
    rows = ask(workspace, question)
    return Counter(tuple((key, str(value)) for key, value in row.items() if key not in without) for row in rows)


def test_clean_claim_rate(whole, truth):
    told, got = truth["totals"]["submissions"], ask(whole, "summary_clean_claims")[0]
    assert (got["claims_judged"], got["claims_clean"]) == (told["claims"], told["clean"])
    assert 0.94 < told["clean"] / told["claims"] < 0.98
    assert whole.rows("select count(*) from submitted_claim")[0][0] == told["sent"]


def test_claims_instead_of_the_billing_table(audited, by_claims, truth):
    """All but what a claim does not say: the practice's patient ids, its location, what patients paid, the therapist's
    credential (which tells the discipline of a line without its modifier)."""
    for question in ("summary_units", "summary_units_by_payer", "summary_units_by_provider", "summary_denials"):
        assert table(by_claims, question) == table(audited[0], question), question
    not_said = frozenset({"patient_id", "location", "practice", "discipline"})
    assert table(by_claims, "units_csv", not_said) == table(audited[0], "units_csv", not_said)
    not_said |= {"explanation", "root_cause", "next_step"}  # which of GP, GO and GN is missing: the credential tells
    assert table(by_claims, "findings_csv", not_said) == table(audited[0], "findings_csv", not_said)
    not_said |= {"modifiers", "category"}  # a corrected claim stands for the first: its modifiers are mended already
    assert table(by_claims, "denials_csv", not_said) == table(audited[0], "denials_csv", not_said)
    ((paid,),) = audited[0].rows("select sum(patient_paid) from billed_line")
    assert money(paid) == money(truth["totals"]["money"]["total"]["patient_paid"])
    claims, bills = (ask(each, "summary_revenue")[0] for each in (by_claims, audited[0]))
    changed = {"collected": -paid, "open_patient": paid}
    assert claims == {name: value + changed.get(name, 0) for name, value in bills.items()}
