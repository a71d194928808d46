"""What payers do against their rules on file: payers that each do one thing, counted by hand in practised_practice."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
import streamlit as st
from rules import practised_practice
from streamlit.testing.v1 import AppTest

from analytics import pipeline, practised
from analytics.errors import InputError
from analytics.practised import Verdict
from analytics.questions import ask
from analytics.rules import edits, values
from analytics.selection import Filter

SHELL = Path(__file__).resolve().parents[2] / "pages" / "_shell.py"
DISCIPLINE = "discipline_modifier"
JUDGED = [  # payer, question: verdict, denied and lines with, denied and lines without, denials that speak of it
    ("Alder Health", DISCIPLINE, "file_stricter", (6, 600), (3, 300), 0),
    ("Birch Mutual", DISCIPLINE, "file_laxer", (10, 200), (24, 40), 20),
    ("Cedar Plan", DISCIPLINE, "rejected", (30, 60), (10, 200), 0),
    ("Dogwood", DISCIPLINE, "too_few", (3, 300), (15, 15), 15),
    ("Elm", DISCIPLINE, "unclear", (9, 300), (8, 80), 0),
    ("Fir", DISCIPLINE, "file_stricter", (3, 300), (0, 150), 0),
    ("Gum", DISCIPLINE, "unclear", (59, 1000), (451, 1000), 0),
    ("Hazel", DISCIPLINE, "too_few", (6, 300), (24, 24), 0),
    ("Ivy", "kx", "file_laxer", (2, 100), (30, 60), 30),
    ("Juniper", "assistant_modifier", "file_laxer", (2, 100), (25, 50), 25),
    ("Maple", "distinct_modifiers", "file_laxer", (1, 60), (40, 50), 40),
    ("Koa", "units_ama", "file_stricter", (0, 150), (0, 200), 0),
    ("Laurel", "units_ama", "file_laxer", (40, 60), (2, 100), 0),
    ("Nutmeg", "units_ama", "file_stricter", (0, 150), (0, 200), 0),
    ("Nutmeg", "units_cms", "agrees", (0, 150), (0, 200), 0),
    ("Oak", DISCIPLINE, "too_few", (3, 300), (0, 30), 0),
    ("Medicare Part B", DISCIPLINE, "file_stricter", (6, 600), (3, 300), 0),
]
PROPOSED = {  # payer: key, value; nobody else is proposed anything
    "Alder Health": (DISCIPLINE, "optional"),
    "Birch Mutual": (DISCIPLINE, "required"),
    "Cedar Plan": (DISCIPLINE, "rejected"),
    "Fir": (DISCIPLINE, "optional"),
    "Ivy": ("kx", "yes"),
    "Juniper": ("assistant_modifier", "required"),
    "Maple": ("ncci", "cms"),
    "Koa": ("unit_rule", "ama"),
}


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    made = practised_practice.make(tmp_path_factory.mktemp("practised") / "practice.duckdb")
    made.rebuild(steps=pipeline.STEPS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def found(practice) -> dict[tuple[str, str], Verdict]:
    return {(one.payer, one.question): one for one in practised.verdicts(practice.workspace)}


def fisher(cases_with: int, all_with: int, cases_without: int, all_without: int) -> Fraction:
    """Two-sided, every table counted in whole numbers."""
    cases, lines = cases_with + cases_without, all_with + all_without
    ways = {
        k: comb(all_without, k) * comb(all_with, cases - k)
        for k in range(max(0, cases - all_with), min(cases, all_without) + 1)
    }
    return Fraction(sum(one for one in ways.values() if one <= ways[cases_without]), comb(lines, cases))


@pytest.mark.parametrize(("payer", "question", "verdict", "with_it", "without", "spoken"), JUDGED)
def test_each_payer_gets_the_verdict_of_its_lines(found, payer, question, verdict, with_it, without, spoken):
    one = found[payer, question]
    assert (one.denied_with, one.lines_with) == with_it
    assert (one.denied_without, one.lines_without) == without
    assert one.spoken_without == spoken
    assert one.verdict == verdict, one.sentence


@pytest.mark.parametrize("payer", ["Birch Mutual", "Cedar Plan", "Elm", "Fir"])
def test_p_of_one_code_is_fishers(found, payer):
    one = found[payer, DISCIPLINE]
    expected = fisher(one.denied_with, one.lines_with, one.denied_without, one.lines_without)
    assert one.p == pytest.approx(float(expected), rel=1e-6)


def test_p_is_corrected_for_every_question_that_was_tested(found):
    tested = sorted(one.p for one in found.values() if one.p is not None)
    assert [one for one in found.values() if one.p is None and min(one.lines_with, one.lines_without) >= 20] == []
    elm = found["Elm", DISCIPLINE]
    # Benjamini and Hochberg: p x questions / rank, unless a later rank has less
    rank = tested.index(elm.p) + 1
    later = min(p * len(tested) / (place + 1) for place, p in enumerate(tested) if place + 1 >= rank)
    assert elm.p_adjusted == pytest.approx(later)
    assert elm.p < elm.p_adjusted


def test_like_is_held_against_like(found):
    # 97112 was sent with GP only: its 250 denials of 500 say nothing about lines without
    assert found["Alder Health", DISCIPLINE].left_out == 500
    # 6 % and 45 % of all lines, but 1 % and 50 % of either code with and without
    gum = found["Gum", DISCIPLINE]
    assert gum.rates.difference == pytest.approx(0)
    # both codes weigh 900 x 100 / 1000 = 90
    assert gum.rates.with_it == pytest.approx((0.01 + 0.5) / 2)
    assert gum.p == pytest.approx(1)


def test_codes_sent_one_way_only_cannot_be_compared(practice):
    given = Filter(payers=("Birch Mutual",))
    (row,) = (one for one in ask(practice.workspace, "practice_observed", given) if one["question"] == DISCIPLINE)
    (code,) = row["codes"]
    only = {name: 0 if name.endswith("_with") else count for name, count in code.items()} | {"cpt": "97140"}
    whole = {name: row[name] + only[name] for name in only if name != "cpt"}
    (one,) = practised.judged([row | whole | {"codes": [code, only]}], [])
    assert (one.denied_without, one.lines_without, one.spoken_without, one.left_out) == (24, 40, 20, 40)
    (one,) = practised.judged([row | {"codes": [only, {**code, "lines_without": 0}]}], [])
    assert (one.verdict, one.p, one.rates) == ("too_few", None, None)
    assert "No code was sent both ways" in one.sentence


def test_a_rule_that_changed_is_judged_by_its_last_days(found):
    fir = found["Fir", DISCIPLINE]
    assert (fir.value, fir.since) == ("required", datetime.date(2026, 2, 1))
    # a later version says something else about other keys: a change from before it might be overridden there
    assert fir.from_day == datetime.date(2026, 2, 15)
    assert "since 1 Feb 2026" in fir.sentence
    assert {one.since for one in found.values() if one.payer != "Fir"} == {None}


def test_a_filter_ends_the_days_that_are_judged(practice):
    january = Filter(payers=("Fir",), end=datetime.date(2026, 1, 31))
    one = next(one for one in practised.verdicts(practice.workspace, january) if one.question == DISCIPLINE)
    assert (one.value, one.since, one.verdict) == ("optional", None, "file_laxer")
    assert (one.denied_without, one.lines_without) == (100, 100)


@pytest.mark.parametrize("payer", ["Pine", "Rowan"])
def test_what_refusals_say_stands_before_how_often_they_come(found, payer):
    """An enrolment is no sign of a modifier; who says that it is missing does not pay as often without it."""
    assert found[payer, DISCIPLINE].verdict == "unclear"
    assert not [one for one in practised.proposals(list(found.values())) if one.payer == payer]


def test_one_patients_days_make_no_rule(found):
    hazel = found["Hazel", DISCIPLINE]
    assert hazel.days_without == 4
    assert hazel.is_apart
    assert "4 patients' days only" in hazel.sentence


def test_the_sentences_say_what_was_seen_and_what_is_on_file(found):
    said = found["Alder Health", DISCIPLINE].sentence
    assert said.startswith("Alder Health: 300 lines without GP, GO or GN were paid as often as 600 with it")
    assert "Your rule says required (verified 5 Jan 2026)." in said
    assert "20 of those denials speak of the modifier" in found["Birch Mutual", DISCIPLINE].sentence
    assert found["Dogwood", DISCIPLINE].needed is None
    assert f"takes about {found['Oak', DISCIPLINE].needed} without it" in found["Oak", DISCIPLINE].sentence
    assert "only that the higher count was not refused" in found["Koa", "units_ama"].sentence
    assert "can be taken back" in found["Medicare Part B", DISCIPLINE].sentence
    assert all(one.sentence.startswith(f"{one.payer}: ") for one in found.values())


def test_proposals_are_those_that_practice_speaks_for(found):
    made = practised.proposals(list(found.values()))
    assert {one.payer: (one.key, one.value) for one in made} == PROPOSED
    assert len(made) == len(PROPOSED)
    assert [one.lines for one in made] == sorted((one.lines for one in made), reverse=True)


def test_what_payments_cannot_show_is_not_proposed(found):
    # no claim says who treated: being paid without CQ frees nobody from it
    paid = replace(
        found["Juniper", "assistant_modifier"], value="required", practice="as_often", verdict="file_stricter"
    )
    # a rule of units that somebody read outweighs that a count was not refused
    read = replace(found["Koa", "units_ama"], verified=datetime.date(2026, 1, 5))
    # a payer that pays by whichever rule counts more follows neither
    both = [found["Nutmeg", "units_ama"], replace(found["Nutmeg", "units_cms"], value="ama", verdict="file_stricter")]
    # whatever nobody has a rule for inherits from these
    nobody = replace(
        found["Alder Health", DISCIPLINE], payer="Unknown payer", rule_payer="Unknown payer", is_default=True
    )
    assert practised.proposals([paid]) == []
    assert practised.proposals([nobody]) == []
    assert practised.proposals([read]) == []
    assert practised.proposals(both) == []


def test_a_proposal_can_be_saved_as_a_rule(practice, found):
    for one in practised.proposals(list(found.values())):
        stated = {one.key: values.read(one.key, one.value)}
        made = edits.version(
            practice.workspace,
            one.payer,
            one.from_day,
            stated,
            source=one.evidence,
            verified=None,
            payer_class="commercial",
        )
        assert "observed: " in made
        assert "unverified" in made


def test_not_now_is_remembered_with_who_and_when(practice, found):
    workspace, one = practice.workspace, practised.proposals(list(found.values()))[0]
    with pytest.raises(InputError, match="nobody is named"):
        practised.put_aside(workspace, one, "  ")
    assert practised.set_aside(workspace) == []
    practised.put_aside(workspace, one, " A biller ")
    practised.put_aside(workspace, one, "Another biller")
    (row,) = practised.set_aside(workspace)
    assert (row["payer"], row["key"], row["value"], row["said_by"]) == (one.payer, one.key, one.value, "Another biller")
    assert abs(row["said_at"] - datetime.datetime.now(datetime.UTC).replace(tzinfo=None)) < datetime.timedelta(
        minutes=5
    )
    practised.take_up(workspace, one.payer, one.key, one.value)
    assert practised.set_aside(workspace) == []


def test_no_lines_are_no_verdicts(practice, found):
    assert not [payer for payer, _ in found if payer == "Quince"]
    assert practised.verdicts(practice.workspace, Filter(payers=("Nobody",))) == []


@pytest.fixture
def page(practice, tmp_path, monkeypatch):
    """The Payer rules page over a copy of the practice, which it may change."""
    path = tmp_path / "own.duckdb"
    practice.workspace.rows("checkpoint")
    (source,) = (file for _, name, file in practice.workspace.rows("pragma database_list") if name == "practice")
    shutil.copy(source, path)
    monkeypatch.setenv("REHABLEDGER_WORKSPACE", str(path))
    app = AppTest.from_file(str(SHELL), default_timeout=120)
    app.run()
    yield app.switch_page("payer_rules.py").run()
    st.cache_resource.clear()
    st.cache_data.clear()


def click(page: AppTest, label: str) -> None:
    next(one for one in page.button if one.label.replace("\\", "").startswith(label)).click().run()
    assert [one.value for one in page.error] == []
    assert list(page.exception) == []


def said(page: AppTest) -> str:
    return "\n".join(one.value for one in page.markdown).replace("\\", "")


def test_the_page_proposes_shows_the_effect_and_saves_by_name(page):
    assert "Alder Health: 300 lines without GP, GO or GN were paid as often" in said(page)
    click(page, "Propose GP, GO, GN: required from 5 Jan 2026")
    assert "Not saved yet: Birch Mutual" in [one.value for one in page.subheader]
    assert "270 lines of" in said(page)  # all of the payer's: 200, 40, and 30 billed as not covered
    next(one for one in page.text_input if one.label == "Who").set_value("A biller")
    next(one for one in page.text_input if one.label == "Why").set_value("they deny without it")
    click(page, "Save")
    assert "Birch Mutual: 24 of 40 lines" not in said(page)
    assert "Alder Health: 300 lines" in said(page)


def test_what_is_put_aside_waits_until_somebody_takes_it_up(page):
    next(one for one in page.text_input if one.label == "Who puts it aside").set_value("A biller")
    click(page, "Put aside")
    assert [one.label for one in page.expander if one.label.startswith("Put aside")] == ["Put aside: 1"]
    assert not [one for one in page.button if one.key == "practised_Alder Health_discipline_modifier_optional"]
    click(page, "Propose it again")
    assert [one for one in page.button if one.key == "practised_Alder Health_discipline_modifier_optional"]
