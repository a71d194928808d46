"""What was planted, told from the generator's side: the rows an audit of these files must and must not find.

Amounts leave as texts with two decimals, so that they can be compared exactly; the sums are in totals.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.demo.adjudicate import REVERSAL, Answer, RemitLine
from analytics.demo.leaks import UnitChange
from analytics.demo.practice import Practice, dollars
from analytics.demo.pricing import value
from analytics.demo.schedule import Line, Visit

KINDS = {"unbilled_units": "leak", "excess_units": "exposure"}
COST_SHARE_ONLY = {"1", "2", "3"}


def findings(practice: Practice, answers: list[Answer], changes: list[UnitChange], unbilled: list[Visit]) -> list[dict]:
    """One row per finding: units billed too few or too many, visits never billed, denied lines nobody recovered."""
    units = [_unit_finding(change) for change in changes if change.event in KINDS]
    units += [_unbilled_finding(visit) for visit in unbilled]
    return units + [_denial_finding(answer, line) for answer, line in denied(practice, answers) if not answer.recovered]


def denied_lines(practice: Practice, answers: list[Answer]) -> list[dict]:
    """One row per line whose first adjudication denied it, recovered later or not."""
    return [_denied_line(practice, answer, line) for answer, line in denied(practice, answers)]


def not_leaks(answers: list[Answer], changes: list[UnitChange]) -> list[dict]:
    """What looks like a loss and is none, each with its `verdict`."""
    rows = [_mixed(change) for change in changes if change.event == "mixed"]
    return rows + [row for answer in answers for row in _harmless(answer)]


def denied(practice: Practice, answers: list[Answer]) -> Iterator[tuple[Answer, Line]]:
    """The lines a payer denied at first; neither what it left to the patient nor what it reversed."""
    for answer in answers:
        if answer.first and answer.visit.event in practice.denials and not answer.reversed:
            yield from ((answer, line) for line in answer.visit.lines if line.number in answer.visit.struck)


def _place(visit: Visit) -> dict:
    return {
        "payer": visit.payer.name,
        "provider": visit.patient.therapist,
        "patient_id": visit.patient.patient_id,
        "claim_id": visit.claim_id,
        "dos": visit.dos.isoformat(),
    }


def _unit_finding(change: UnitChange) -> dict:
    """`line_no` is null where the code was documented and not billed at all."""
    visit, units = change.visit, abs(change.units)
    line_no = next((line.number for line in visit.lines if line.code == change.code), None)
    amount = dollars(abs(change.value))
    what = {"category": change.event, "kind": KINDS[change.event], "line_no": line_no, "cpt": change.code}
    return {**_place(visit), **what, "units": units, "amount": amount}


def _unbilled_finding(visit: Visit) -> dict:
    """All correct units of the visit at the payer's rates; `cpt` is the code with the most minutes."""
    what = {"category": "unbilled_visit", "kind": "leak", "line_no": None}
    code = max(visit.documented, key=visit.documented.__getitem__)
    amount = dollars(value(visit.payer, visit.dos, visit.correct))
    units = sum(visit.correct.values())
    return {**_place(visit), "claim_id": None, **what, "cpt": code, "units": units, "amount": amount}


def _denial_finding(answer: Answer, line: Line) -> dict:
    what = {"category": answer.visit.event, "kind": "leak", "line_no": line.number, "cpt": line.code}
    return {**_place(answer.visit), **what, "units": line.units, "amount": dollars(line.allowed)}


def _denied_line(practice: Practice, answer: Answer, line: Line) -> dict:
    denial = practice.denials[answer.visit.event]
    now = _current(answer, line)
    return {
        **_place(answer.visit),
        "line_no": line.number,
        "cpt": line.code,
        "category": denial.category,
        "group_code": "CO",
        "carc": denial.carc,
        "rarc": denial.rarc,
        "charge": dollars(line.charge),
        "expected": dollars(line.allowed),
        "first_denied": answer.first.day.isoformat(),
        "status": "recovered" if answer.recovered else "open",
        "recovered_on": answer.current.day.isoformat() if answer.recovered else None,
        "recovered_allowed": dollars(now.allowed if answer.recovered else 0),
        "recovered_paid": dollars(now.paid if answer.recovered else 0),
    }


def _current(answer: Answer, line: Line) -> RemitLine:
    return next(each for each in answer.current.lines if each.line is line)


def _mixed(change: UnitChange) -> dict:
    codes = {"earned_cpt": change.code, "billed_cpt": change.other, "units": 1, "value": dollars(change.value)}
    return {"verdict": "mixed", **_place(change.visit), **codes}


def _harmless(answer: Answer) -> Iterator[dict]:
    visit = answer.visit
    place = _place(visit)
    if visit.event in ("undetermined", "never_answered"):
        yield {"verdict": visit.event, **place, "lines": len(visit.lines)}
    if visit.tie and visit.event != "undetermined":
        yield {"verdict": "tie", **place}
    if answer.first is None:
        return
    again = answer.claims[1:]
    if visit.event == "duplicate" and again:
        yield {"verdict": "duplicate", **place, "lines": len(visit.lines), "on": again[0].day.isoformat()}
    if any(claim.status == REVERSAL for claim in again):
        verdict = "reversal" if visit.event == "reversal" else "reversal_after_denial"
        yield {"verdict": verdict, **place, "on": again[0].day.isoformat()}
    for line in answer.current.lines:
        reasons = {carc for group, carc, _ in line.adjustments if group == "PR"}
        if line.paid == 0 and reasons and reasons <= COST_SHARE_ONLY:
            yield {"verdict": "cost_share_only", **place, "line_no": line.line.number}
        elif "96" in reasons:
            yield {"verdict": "patient_billed", **place, "line_no": line.line.number, "amount": dollars(line.charge)}
