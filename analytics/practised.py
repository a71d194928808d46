"""What payers really do, held against the rules on file: a verdict per payer and question, and proposals in waiting.

A proposal changes nothing: somebody accepts it on the Payer rules page (`rules.edits`), or puts it aside.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics import practised_words as words
from analytics.errors import InputError
from analytics.questions import ask
from analytics.rules.payer_spans import UNKNOWN
from analytics.selection import Filter
from analytics.statistics import exact
from analytics.statistics.exact import Difference, Sides
from analytics.workspace import Workspace

# "As often" is a claim of its own, not the want of a proof of the contrary: the whole interval lies within the margin,
# three points, which is less than denial rates differ from month to month. The interval alone asks for some 130 lines.
MARGIN, LEAST_AS_OFTEN = 0.03, 60
# "Required" or "rejected": ten points are what a biller would notice; one in a hundred such verdicts may be chance, all
# questions taken together. Denials come by whole claims, so ten patients' days must have them: one claim is no rule.
GAP, LEVEL, LEAST_LINES, LEAST_DAYS = 0.10, 0.01, 20, 10
# Refusals for something else (an enrolment, a coverage that ended) are no sign of a modifier: this part of them must
# speak of it. And a payer that says of one line that the modifier is missing does not pay as often without it.
LEAST_SPOKEN = 0.5

UNITS = {"ama": "units_ama", "cms": "units_cms"}  # unit rule that counts more on a visit: the question it makes
FORBIDS = {  # question: values of the rule on file that ask for the modifier, and that forbid it; others leave it open
    "discipline_modifier": ({"required"}, {"rejected"}),
    "assistant_modifier": ({"required"}, set()),
    "kx": ({"yes"}, set()),
    "distinct_modifiers": ({"required"}, set()),
}
# What practice shows: the key it would change and to what. Nothing where it shows too little: that lines of assistants
# are paid without CQ tells only that no claim says who treated.
CHANGES = {
    ("discipline_modifier", "required"): ("discipline_modifier", "required"),
    ("discipline_modifier", "as_often"): ("discipline_modifier", "optional"),
    ("discipline_modifier", "rejected"): ("discipline_modifier", "rejected"),
    ("assistant_modifier", "required"): ("assistant_modifier", "required"),
    ("assistant_modifier", "rejected"): ("assistant_modifier", "not_used"),
    ("kx", "required"): ("kx", "yes"),
    ("kx", "as_often"): ("kx", "no"),
    ("kx", "rejected"): ("kx", "no"),
    ("distinct_modifiers", "as_often"): ("ncci", "none"),
}


@dataclass(frozen=True)
class Verdict:
    """One payer and question. rates and p: over the codes seen on both sides; None where nothing was tested.

    With and without: the modifier; for units_ama and units_cms, visits billed at the count of the rule that counts more
    against visits on which both rules agree. p_adjusted: over all questions tested together. needed: lines without that
    it takes to call both the same, where they look it. is_apart: the shares differ by GAP and beyond chance.
    practice: required | as_often | rejected | None.
    verdict: agrees | file_stricter | file_laxer | rejected | too_few | unclear.
    """

    payer: str
    rule_payer: str
    payer_class: str
    is_default: bool
    question: str
    value: str
    source: str | None
    verified: datetime.date | None
    is_assumed: bool
    since: datetime.date | None
    from_day: datetime.date
    first_day: datetime.date
    last_day: datetime.date
    lines_with: int
    denied_with: int
    lines_without: int
    denied_without: int
    spoken_with: int
    spoken_without: int
    days_with: int
    days_without: int
    left_out: int
    rates: Difference | None = None
    p: float | None = None
    p_adjusted: float | None = None
    needed: int | None = None
    is_apart: bool = False
    practice: str | None = None
    verdict: str = "too_few"
    sentence: str = ""


@dataclass(frozen=True)
class Proposal:
    """A rule version in waiting. value: as a form takes it (rules.values); payer: whose rules it would change."""

    payer: str
    payer_class: str
    key: str
    value: str
    from_day: datetime.date
    sentence: str
    evidence: str
    lines: int


def verdicts(workspace: Workspace, chosen: Filter | None = None) -> list[Verdict]:
    """Every payer and question under a filter."""
    return judged(ask(workspace, "practice_observed", chosen), ask(workspace, "units_observed", chosen))


def judged(modifiers: Sequence[Mapping[str, Any]], units: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """The verdicts on the rows of shown/practice_observed and shown/units_observed, tested together."""
    measured = [_modifier(row) for row in modifiers] + [_units(row) for row in units if row["value"] != "per_visit"]
    tested = [one for one in measured if one.p is not None]
    corrected = dict(zip(map(id, tested), exact.adjusted([one.p for one in tested]), strict=True))
    return [_decided(one, corrected.get(id(one))) for one in measured]


def proposals(found: Sequence[Verdict]) -> list[Proposal]:
    """The changes that practice speaks for, those resting on most lines first.

    A payer that pays by whichever rule counts more shows no rule of units: none is proposed.
    """
    paid = [
        (one.payer, one.rule_payer) for one in found if one.question in UNITS.values() and one.practice == "as_often"
    ]
    whichever = {payer for payer in paid if paid.count(payer) > 1}
    made = [(one, _change(one)) for one in found]
    asked = [_proposal(one, *change) for one, change in made if change]
    follows = {(one.payer if one.is_default else one.rule_payer): (one.payer, one.rule_payer) for one in found}
    kept = [one for one in asked if one.key != "unit_rule" or follows[one.payer] not in whichever]
    return sorted(kept, key=lambda one: (-one.lines, one.payer, one.key))


def put_aside(workspace: Workspace, proposal: Proposal, said_by: str) -> None:
    """Not now: keep who said so and when; it is not proposed again until somebody takes it up.

    Raises InputError where nobody is named.
    """
    if not said_by.strip():
        raise InputError("nobody is named who puts this aside", fix="say who")
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    given = (proposal.payer, proposal.key, proposal.value, now, said_by.strip(), proposal.sentence)
    _keep_table(workspace)
    workspace.cursor().execute("insert or replace into kept_proposal values (?, ?, ?, ?, ?, ?)", given).fetchall()


def take_up(workspace: Workspace, payer: str, key: str, value: str) -> None:
    """Propose it again."""
    _keep_table(workspace)
    workspace.rows(
        "delete from kept_proposal where payer = $payer and key = $key and value = $value",
        payer=payer,
        key=key,
        value=value,
    )


def set_aside(workspace: Workspace) -> list[dict[str, Any]]:
    """What was put aside, the last first: payer, key, value, said_at (UTC), said_by, sentence."""
    _keep_table(workspace)
    return workspace.records("select * from kept_proposal order by said_at desc, payer, key")


def _keep_table(workspace: Workspace) -> None:
    workspace.cursor().execute(
        """create table if not exists kept_proposal (
            payer varchar, key varchar, value varchar, said_at timestamp not null, said_by varchar not null,
            sentence varchar not null, primary key (payer, key, value))"""
    ).fetchall()


def _modifier(row: Mapping[str, Any]) -> Verdict:
    codes = [code for code in row["codes"] if code["lines_with"] and code["lines_without"]]
    strata = [_sides(code) for code in codes]
    # where no code is on both sides, what there is on each is still said
    sides = Sides(*map(sum, zip(*strata, strict=True))) if strata else _sides(row)
    spoken = {name: sum(code[name] for code in codes) for name in ("spoken_with", "spoken_without")}
    left_out = row["lines_with"] + row["lines_without"] - sides.all_with - sides.all_without
    return _tested(_known(row | spoken, row["question"], sides, left_out), strata)


def _units(row: Mapping[str, Any]) -> Verdict:
    refused = row["cut"] + row["denied"]
    told = row["paid_higher"] + refused
    sides = Sides(refused, told, row["agreeing"] - row["agreeing_paid"], row["agreeing"])
    # every visit is a patient's day of its own
    given = {"spoken_with": 0, "spoken_without": 0, "days_with": refused, "days_without": sides.cases_without}
    return _tested(_known(row | given, UNITS[row["higher"]], sides, row["untold"]), [sides])


def _known(row: Mapping[str, Any], question: str, sides: Sides, left_out: int) -> Verdict:
    same = ("payer", "rule_payer", "is_default", "value", "source", "verified", "is_assumed", "since", "from_day")
    same += ("first_day", "last_day", "spoken_with", "spoken_without", "days_with", "days_without")
    return Verdict(
        **{name: row[name] for name in same},
        payer_class=row["class"],
        question=question,
        lines_with=sides.all_with,
        denied_with=sides.cases_with,
        lines_without=sides.all_without,
        denied_without=sides.cases_without,
        left_out=left_out,
    )


def _tested(one: Verdict, strata: Sequence[Sides]) -> Verdict:
    """With rates and p where both sides have enough lines to ask at all."""
    if not one.lines_with or not one.lines_without or not strata:
        return one
    rates = exact.difference(strata)
    is_alike = abs(rates.difference) <= MARGIN
    needed = exact.cases_needed(rates.with_it, one.lines_with, MARGIN) if is_alike else None
    one = replace(one, rates=rates, needed=needed)
    if min(one.lines_with, one.lines_without) < LEAST_LINES:
        return one
    return replace(one, p=exact.stratified(strata))


def _decided(one: Verdict, p_adjusted: float | None) -> Verdict:
    if one.rates and p_adjusted is not None:
        one = replace(one, p_adjusted=p_adjusted, is_apart=p_adjusted < LEVEL and abs(one.rates.difference) >= GAP)
        one = replace(one, practice=_practice(one))
    one = replace(one, verdict=_verdict(one, one.practice))
    return replace(one, sentence=words.sentence(one))


def _practice(one: Verdict) -> str | None:
    rates, least = one.rates, min(one.lines_with, one.lines_without)
    if one.question in UNITS.values() and rates.low >= -MARGIN and least >= LEAST_AS_OFTEN:
        return "as_often"  # of a count it is enough that it was refused no more often
    is_unit = one.question in UNITS.values()
    if one.is_apart and rates.difference > 0 and one.days_without >= LEAST_DAYS:
        return "required" if is_unit or one.spoken_without >= LEAST_SPOKEN * one.denied_without else None
    if one.is_apart and rates.difference < 0 and one.days_with >= LEAST_DAYS:
        return "rejected" if is_unit or one.spoken_with >= LEAST_SPOKEN * one.denied_with else None
    if rates.low >= -MARGIN and rates.high <= MARGIN and least >= LEAST_AS_OFTEN and not one.spoken_without:
        return "as_often"
    return None


def _verdict(one: Verdict, practice: str | None) -> str:
    if practice is None:
        return "too_few" if min(one.lines_with, one.lines_without) < LEAST_AS_OFTEN else "unclear"
    if one.question in UNITS.values():
        return _unit_verdict(one, practice)
    asks, forbids = (one.value in values for values in FORBIDS[one.question])
    if practice == "required":
        return "agrees" if asks else "file_laxer"
    if practice == "rejected":
        return "agrees" if forbids else "rejected"
    return "file_stricter" if asks or forbids else "agrees"


def _unit_verdict(one: Verdict, practice: str) -> str:
    """With is the higher count: paid as often, it was not refused; denied more often, it was."""
    allows = UNITS.get(one.value) == one.question
    if practice == "rejected":
        return "file_laxer" if allows else "agrees"
    return "agrees" if allows else "file_stricter"


def _change(one: Verdict) -> tuple[str, str] | None:
    """The key and value that a verdict speaks for; None where it may not."""
    if one.verdict in ("agrees", "too_few", "unclear") or words.is_law(one) or one.payer == UNKNOWN:
        return None
    if one.question in UNITS.values():
        # a count that was not refused outweighs a guess, never a rule that somebody read
        higher, lower = ("ama", "cms") if one.question == UNITS["ama"] else ("cms", "ama")
        if one.verified and not one.is_assumed:
            return None
        return "unit_rule", higher if one.verdict == "file_stricter" else lower
    if one.question == "distinct_modifiers" and one.practice == "required":
        return ("ncci", "cms") if one.value == "no_edits" else ("distinct_modifiers", "59")
    return CHANGES.get((one.question, one.practice))


def _proposal(one: Verdict, key: str, value: str) -> Proposal:
    return Proposal(
        # whose rules: those of the payer itself, also where only a default speaks for it so far
        payer=one.payer if one.is_default else one.rule_payer,
        payer_class=one.payer_class,
        key=key,
        value=value,
        from_day=one.from_day,
        sentence=one.sentence,
        evidence=words.evidence(one),
        lines=one.lines_without if one.question not in UNITS.values() else one.lines_with,
    )


def _sides(row: Mapping[str, Any]) -> Sides:
    return Sides(row["denied_with"], row["lines_with"], row["denied_without"], row["lines_without"])
