"""The filter: each part alone and together, on each day it may mean, in the tables and answers that take it."""

from __future__ import annotations

import datetime
import itertools
import re

import pytest
from practice import Practice

from analytics import pipeline
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace

PARTS = {
    "practices": "practice",
    "locations": "location",
    "payers": "payer",
    "payer_classes": "payer_class",
    "providers": "provider",
    "disciplines": "discipline",
    "codes": "cpt",
}
BASES = {"service": "dos", "submission": "submit_date", "remittance": "answer_date"}
# claim: practice, location, payer, class, provider, discipline's modifier, code, units and minutes; then the day of
# service, the day it was sent (None: no file says it), and the answer: paid or the reason, so many days after service
STORY = {
    "A1": ("North", "Main", "Acme", "Commercial", "Ann", "GP", "97110", 2, 40, 5, 8, ("paid", 30)),
    "A2": ("North", "Main", "Acme", "Commercial", "Ann", "GP", "97140", 2, 15, 6, 40, ("197", 70)),
    "A3": ("North", "Main", "Acme", "Auto", "Ann", "GP", "97110", 2, 30, 7, None, ("paid", 20)),
    "A4": ("North", "East", "Medicare", "Medicare", "Bob", "GO", "97530", 1, 45, 8, 9, ("50", 40)),
    "A5": ("North", "East", "Medicare", "Medicare", "Bob", None, "97110", 2, 30, 9, 9, None),
    "B1": ("South", "Main", "Acme", "Commercial", "Cid", "GN", "92507", 1, 40, 5, 35, ("197", 60)),
    "B2": ("South", "Main", "Medicare", "Medicare", "Ann", "GP", "97110", 3, 30, 36, 39, ("paid", 65)),
    "B3": ("South", None, "Zeta", None, None, "GP", "97112", 1, 23, 37, None, None),
    "B4": ("South", "Main", "Acme", "Auto", "Cid", "GO", "97530", 2, 30, 40, 41, ("29", 75)),
    "B5": ("South", "Main", "Medicare", "Medicare", "Ann", None, "97140", 2, 23, 41, 45, ("4", 80)),
}
FIRST_DAY = datetime.date(2026, 1, 1)
TABLES = [
    "episode", "line_day", "unit_audit", "unit_visit", "paid_line", "unbilled_value", "denial",
    "answered_line", "work_line", "receivable", "balance_span", "unanswered_line", "set_aside",
    "ledger_line", "finding", "habit_case", "rate_paid", "rate_line", "modifier_gap", "threshold_line",
]  # fmt: skip
CHOSEN = "selected(cut_no, dos, submit_date, answer_date, $filter)"
SUMS = {  # question: columns that add up over any partition of the lines; given: its own parameters
    "summary_revenue": ("earned", "denied", "collected", "open_insurance", "unbilled_units", "underpaid"),
    "summary_units": ("visits", "billed", "missed", "excess", "missed_value", "excess_value"),
    "summary_receivables": ("insurance", "patient", "credits", "total"),
    "summary_denials": ("lines_adjudicated", "lines_denied", "charge_denied", "expected_denied"),
    "denial_money": ("lines_denied", "charge_denied", "recoverable"),
    "payment_summary": ("paid_lines", "rated_lines", "underpaid_lines"),
    "line_span": ("lines",),
    "modifier_summary": ("lines", "lines_missing", "lines_denied"),
    "exposure_total": ("amount", "cases"),
    "loss_denial_rate": ("lines_adjudicated", "lines_denied"),
    "kpi_denials": ("worked_lines", "younger_lines"),
    "kpi_lags": ("lines", "lines_sent"),
    "unit_capture": ("visits_judged", "units_supported"),
}
LISTS = {  # question: what it is given; its rows are those of lines, so that their number adds up
    "summary_findings": ({}, "findings"),
    "summary_units_by_code": ({}, "lines"),
    "denial_lines": ({"payer": "", "family": ""}, None),
    "unbilled_visits": ({}, None),
    "unit_visits": ({}, None),
    "exposure_lines": ({}, None),
    "aging_on_lines": ({"day": "", "basis": "service"}, None),
    "leak_groups": ({}, "cases"),
    "rules_in_force": ({}, "lines"),
    "modifier_gaps": ({}, "lines"),
    "worklist": ({"place": "queue"} | dict.fromkeys(("payer", "cause", "state", "assignee", "today"), ""), "lines"),
}


def day(number: int) -> datetime.date:
    return FIRST_DAY + datetime.timedelta(number)


@pytest.fixture(scope="module")
def practice() -> Practice:
    told = Practice()
    for number, (claim, line) in enumerate(STORY.items()):
        where, place, payer, kind, provider, modifier, code, units, minutes, served, sent, answer = line
        patient = f"{claim[0]}-{number}"
        told.bill(
            code, units, claim_id=claim, line_no="1", patient_id=patient, practice=where, location=place,
            payer_name=payer, payer_class=kind, rendering_provider=provider, minutes=minutes,
            modifiers=[modifier] if modifier else [],
            dos=day(served), submit_date=None if sent is None else day(sent), charge=100 * units,
        )  # fmt: skip
        if answer:
            outcome, days = answer
            charge = 100 * units
            paid = 50 * units if outcome == "paid" else 0
            reasons = [("CO", "45", charge - paid)] if outcome == "paid" else [("CO", outcome, charge)]
            told.remit(
                claim, code, charge=charge, paid=paid, units=units, line="1", payer_name=payer, date=day(served + days),
                dos=day(served), adjustments=reasons, allowed=paid or None,
            )  # fmt: skip
    told.document("97112", 30, patient_id="A-0", practice="North", dos=day(5))  # a code that claim A1 does not have
    told.document("97110", 30, patient_id="A-0", practice="North", dos=day(5))
    told.document(
        "97140", 30, patient_id="A-0", practice="North", location="Main", dos=day(7), rendering_provider="Dot"
    )
    told.rebuild(steps=pipeline.STEPS)
    yield told
    told.close()


@pytest.fixture(scope="module")
def workspace(practice: Practice) -> Workspace:
    return practice.workspace


def counted(workspace: Workspace, table: str, chosen: Filter) -> int:
    return workspace.rows(f"select count(*) from {table} where {CHOSEN}", filter=chosen.parameters())[0][0]


def values(workspace: Workspace, part: str) -> list[str | None]:
    """Every value of a part of the filter that any line or unbilled visit has."""
    return [value for (value,) in workspace.rows(f"select distinct {PARTS[part]} from cut order by 1")]


def test_the_story_holds_what_it_should(workspace: Workspace) -> None:
    assert values(workspace, "practices") == ["North", "South"]
    assert set(values(workspace, "disciplines")) >= {"GP", "GO", "GN"}
    classes = {kind for (kind,) in workspace.rows("select distinct payer_class from cut where payer = 'Acme'")}
    assert len(classes) == 2
    assert workspace.rows("select count(*) from unbilled_value") == [(1,)]
    assert workspace.rows("select cpt from unit_audit where line_key is null") == [("97112",)]
    empty = [name for name in TABLES if not workspace.rows(f"select 1 from {name} limit 1")]
    assert set(empty) <= {"rate_paid", "rate_line"}


@pytest.mark.parametrize("table", [*TABLES, "billed_line"])
def test_every_row_has_a_cut_that_says_what_the_row_says(workspace: Workspace, table: str) -> None:
    columns = {name for name, *_ in workspace.rows(f"describe {table}")}
    code = "main_code" if "main_code" in columns else "cpt"
    told = [(own, "cpt" if own == code else own) for own in ("practice", "location", "provider", "discipline", code)]
    if table != "threshold_line":  # its payer is that of the rules
        told += [(name, name) for name in ("payer", "payer_class")]
    differs = " or ".join(f"t.{own} is distinct from c.{name}" for own, name in told if own in columns and own != "cpt")
    if "cpt" in columns or "main_code" in columns:
        differs += (" or " if differs else "") + f"t.{code} is distinct from c.cpt"
    wrong = workspace.rows(
        f"select t.* from {table} as t left join cut as c on c.cut_no = t.cut_no"
        f" where c.cut_no is null or {differs or 'false'}"
    )
    assert not wrong


def test_cuts_are_dense_and_each_is_there_once(workspace: Workspace) -> None:
    named = f"select distinct {', '.join(PARTS.values())} from cut"
    least, most, rows, combinations = workspace.rows(
        f"select min(cut_no), max(cut_no), count(*), (select count(*) from ({named})) from cut"
    )[0]
    assert (least, most, rows) == (1, rows, combinations)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("basis", BASES)
def test_no_filter_loses_nothing(workspace: Workspace, table: str, basis: str) -> None:
    assert counted(workspace, table, Filter(basis=basis)) == workspace.rows(f"select count(*) from {table}")[0][0]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("part", PARTS)
def test_the_values_of_a_part_share_a_table_out(workspace: Workspace, table: str, part: str) -> None:
    rows = workspace.rows(f"select count(*) from {table}")[0][0]
    named = [counted(workspace, table, Filter(**{part: (value,)})) for value in values(workspace, part) if value]
    nameless = f"select count(*) from {table} where cut_no in (select cut_no from cut where {PARTS[part]} is null)"
    assert sum(named) + workspace.rows(nameless)[0][0] == rows
    everything = Filter(**{part: tuple(value for value in values(workspace, part) if value)})
    assert counted(workspace, table, everything) == sum(named)


@pytest.mark.parametrize("parts", [*itertools.combinations(PARTS, 2)], ids="-".join)
def test_two_parts_keep_what_both_keep(workspace: Workspace, parts: tuple[str, str]) -> None:
    """Held against the table's own columns, not against cut."""
    for first, second in itertools.product(values(workspace, parts[0]), values(workspace, parts[1])):
        if first is None or second is None:
            continue
        chosen = Filter(**{parts[0]: (first,), parts[1]: (second,)})
        plain = f"select count(*) from episode where {PARTS[parts[0]]} = $first and {PARTS[parts[1]]} = $second"
        assert counted(workspace, "episode", chosen) == workspace.rows(plain, first=first, second=second)[0][0]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("basis", BASES)
def test_dates_mean_the_day_of_the_basis(workspace: Workspace, table: str, basis: str) -> None:
    """Both ends included; a line without that day is outside every span, open at one end or not."""
    column = BASES[basis]
    for start, end in ((day(0), day(20)), (day(9), None), (None, day(36)), (day(40), day(40)), (day(0), day(400))):
        chosen = Filter(start=start, end=end, basis=basis)
        plain = f"select count(*) from {table} where {column} >= $start and {column} <= $end"
        bounds = {"start": start or day(-4000), "end": end or day(4000)}
        assert counted(workspace, table, chosen) == workspace.rows(plain, **bounds)[0][0], chosen


def test_a_line_without_a_day_is_out_under_dates_of_it_and_in_without(workspace: Workspace) -> None:
    assert counted(workspace, "episode", Filter(basis="submission")) == len(STORY)
    assert counted(workspace, "episode", Filter(basis="submission", end=day(4000))) == len(STORY) - 2
    assert counted(workspace, "episode", Filter(basis="remittance", start=day(0))) == len(STORY) - 2
    assert counted(workspace, "unbilled_value", Filter(basis="remittance", start=day(0))) == 0
    assert counted(workspace, "unbilled_value", Filter(start=day(0))) == 1


def test_the_days_of_a_line_are_those_of_its_story(workspace: Workspace) -> None:
    told = {
        claim: (day(line[9]), None if line[10] is None else day(line[10]), line[11] and day(line[9] + line[11][1]))
        for claim, line in STORY.items()
    }
    for table in ("episode", "line_day join billed_line using (line_key, dos)", "receivable"):
        dates = "dos, l.submit_date, answer_date" if table.startswith("line_day") else "dos, submit_date, answer_date"
        sql = f"select claim_id, {dates} from {table.replace('line_day', 'line_day as l')}"
        assert {claim: tuple(days) for claim, *days in workspace.rows(sql)} == told, table


@pytest.mark.parametrize("question", SUMS)
@pytest.mark.parametrize("part", PARTS)
def test_an_answer_is_the_sum_of_its_parts(workspace: Workspace, question: str, part: str) -> None:
    """What has no name under a part is in none of its values: counted with an answer of its own, under every other."""
    if part == "codes" and question in ("summary_units", "unit_capture"):
        pytest.skip("a visit has several codes and counts under each")
    whole = ask(workspace, question)[0]
    named = [ask(workspace, question, Filter(**{part: (value,)}))[0] for value in values(workspace, part) if value]
    total = {name: sum(row[name] or 0 for row in named) for name in SUMS[question]}
    if None in values(workspace, part):
        assert all(total[name] <= (whole[name] or 0) for name in total)
    else:
        assert total == {name: whole[name] or 0 for name in total}


@pytest.mark.parametrize("question", LISTS)
@pytest.mark.parametrize("part", ["practices", "disciplines", "codes", "payers"])
def test_a_list_is_shared_out_by_a_part(workspace: Workspace, question: str, part: str) -> None:
    if part == "codes" and question == "unit_visits":
        pytest.skip("a visit has several codes and counts under each")
    given, column = LISTS[question]

    def size(chosen: Filter) -> int:
        rows = ask(workspace, question, chosen, **given)
        return sum(row[column] for row in rows) if column else len(rows)

    whole = size(Filter())
    named = sum(size(Filter(**{part: (value,)})) for value in values(workspace, part) if value)
    assert whole > 0
    assert named == whole or (None in values(workspace, part) and named < whole)


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("question", SUMS)
def test_months_of_a_basis_add_up(workspace: Workspace, question: str, basis: str) -> None:
    """Month by month is the whole span; what has no such day is missing from both."""
    months = [Filter(start=day(30 * n), end=day(30 * n + 29), basis=basis) for n in range(5)]
    whole = ask(workspace, question, Filter(start=day(0), end=day(149), basis=basis))[0]
    parts = [ask(workspace, question, chosen)[0] for chosen in months]
    assert {name: sum(row[name] or 0 for row in parts) for name in SUMS[question]} == {
        name: whole[name] or 0 for name in SUMS[question]
    }


def test_the_choices_are_what_there_is(workspace: Workspace) -> None:
    choices = ask(workspace, "filter_choices")[0]
    for part in PARTS:
        assert choices[part] == [value for value in values(workspace, part) if value is not None]
    assert (choices["first_day"], choices["last_day"]) == (day(5), day(41))
    assert (choices["first_submitted"], choices["last_submitted"]) == (day(8), day(45))
    assert (choices["first_answered"], choices["last_answered"]) == (day(27), day(121))


def test_an_unfilled_workspace_offers_nothing() -> None:
    with Workspace(threads=1) as workspace:
        pipeline.load_rules(workspace)
        pipeline.rebuild(workspace)
        choices = ask(workspace, "filter_choices")
        assert len(choices) == 1
        assert all(choices[0][part] == [] for part in PARTS)
        assert choices[0]["first_day"] is None


def test_every_answer_with_a_filter_chooses_by_the_macros_alone() -> None:
    """A list of names of its own would miss the other parts of the filter; a CTE named cut would hide the table."""
    for path in sorted((ROOT / "answers").rglob("*.sql")):
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"\bcut\s+(?:as\s*)?(?:not materialized\s*)?\(", text, re.IGNORECASE), path.name
        if "$filter" in text:
            assert "selected(" in text or "selected_payer(" in text, path.name
