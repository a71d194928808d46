"""What was planted, told from the generator's side: the rows an audit of these files must and must not find.

Amounts leave as texts with two decimals, so that they can be compared exactly; the sums are in totals.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.demo.adjudicate import ABOVE_CAP, LATER, REVERSAL, Answer, RemitLine
from analytics.demo.leaks import UnitChange
from analytics.demo.practice import Practice, dollars, percent_of
from analytics.demo.visit import Line, Visit

PAYER_PART = 80  # percent of the allowed amount: 42 USC 1395l(a)(1)
SEQUESTRATION = "253"
COST_SHARE_ONLY = {"1", "2", "3"}
UNIT_KINDS = {"unbilled_units": "leak", "excess_units": "exposure"}
# What a denial is told as, where that is not its own name: category and rule.
DENIED_AS = {
    "missing_modifier": ("missing_modifier", "discipline_missing"),
    "wrong_discipline": ("coding", "discipline_wrong_code"),
    "missing_threshold": ("missing_modifier", "kx_missing"),
    "bundled": ("bundled", "pair_missing_59"),
}
# What a slip on a line that was paid is told as: kind, category, rule.
SLIPPED_AS = {
    "assistant_missing": ("exposure", "assistant_modifier", "assistant_missing"),
    "assistant_wrong_discipline": ("exposure", "assistant_modifier", "assistant_wrong_discipline"),
    "assistant_superfluous": ("leak", "coding", "assistant_superfluous"),
    "unneeded_59": ("exposure", "unneeded_modifier", "pair_unneeded_59"),
    "threshold_early": ("exposure", "kx_without_support", "kx_early"),
}
LEFT_OUT = "modifier_left_out"
Denied = tuple[Answer, Line, str]  # and what its denial is called in practice.yaml


def findings(practice: Practice, answers: list[Answer], changes: list[UnitChange], unbilled: list[Visit]) -> list[dict]:
    """One row per finding: units billed too few or too many, visits never billed, denied lines nobody recovered, lines
    with a modifier too many or too few, visits whose order of lines wasted a daily cap."""
    rows = [_unit_finding(change) for change in changes if change.event in UNIT_KINDS]
    rows += [_unbilled_finding(visit) for visit in unbilled]
    rows += [_denial_finding(*each) for each in _refused(practice, answers) if _is_open_loss(*each[:2])]
    for answer in answers:
        rows += _slips(answer)
    return rows


def denied_lines(practice: Practice, answers: list[Answer]) -> list[dict]:
    """One row per line whose first adjudication denied it, recovered later or not."""
    return [_denied_line(*each) for each in denied(practice, answers)]


def modifier_gaps(answers: list[Answer]) -> list[dict]:
    """One row per line billed with a modifier too few, too many or wrong, whatever came of it."""
    return [
        {
            **line_row(answer.visit, line),
            "rule_id": _told(rule, line),
            "billed": " ".join(line.modifiers),
            "right": " ".join(line.right),
        }
        for answer in answers
        if (rule := _rule(answer.visit.event)) is not None
        for line in answer.visit.lines
        if line.number in answer.visit.touched
    ]


def not_leaks(answers: list[Answer], changes: list[UnitChange]) -> list[dict]:
    """What looks like a loss and is none, each with its `verdict`."""
    rows = [_mixed(change) for change in changes if change.event == "mixed"]
    return rows + [row for answer in answers for row in _harmless(answer)]


def denied(practice: Practice, answers: list[Answer]) -> Iterator[Denied]:
    """The lines a payer denied at first; neither what it left to the patient nor what it reversed."""
    return (each for each in _refused(practice, answers) if practice.denials[each[2]].group != "PR")


def billed_to_patient(practice: Practice, answer: Answer) -> list[Line]:
    """The lines that the first answer left wholly to the patient."""
    denial = practice.denials.get(answer.visit.event)
    if answer.reversed or (answer.visit.event != "patient_billed" and (denial is None or denial.group != "PR")):
        return []
    return [line for line in answer.visit.lines if line.number in answer.visit.struck]


def is_recovered(answer: Answer, line: Line) -> bool:
    """A later answer paid what the first had denied."""
    return answer.recovered and line.number in answer.visit.struck


def _refused(practice: Practice, answers: list[Answer]) -> Iterator[Denied]:
    """The lines an answer paid nothing of, but for what it reversed: struck by the visit's event, or above a cap."""
    for answer in answers:
        visit = answer.visit
        if answer.first is None or answer.reversed:
            continue
        for line in visit.lines:
            if visit.event in practice.denials and line.number in visit.struck:
                yield answer, line, visit.event
            elif not line.allowed:
                yield answer, line, ABOVE_CAP


def _is_open_loss(answer: Answer, line: Line) -> bool:
    return not is_recovered(answer, line) and line.allowed > 0


def _rule(event: str) -> str | None:
    """The modifier rule that an event breaks."""
    if event in SLIPPED_AS:
        return SLIPPED_AS[event][2]
    return "discipline_missing" if event == LEFT_OUT else DENIED_AS.get(event, (None, None))[1]


def _place(visit: Visit) -> dict:
    return {
        "payer": visit.payer.name,
        "provider": visit.therapist,
        "patient_id": visit.patient.patient_id,
        "claim_id": visit.claim_id,
        "dos": visit.dos.isoformat(),
    }


def line_row(visit: Visit, line: Line) -> dict:
    """What every row about a billed line begins with."""
    return {**_place(visit), "line_no": line.number, "cpt": line.code, "units": line.units}


def _told(rule: str, line: Line) -> str:
    """KX missing on the line that passes the threshold is a rule of its own."""
    return "kx_crossing_missing" if rule == "kx_missing" and line.is_crossing else rule


def _slips(answer: Answer) -> Iterator[dict]:
    """Lines with a slip of their own; a wasted cap is told once for the visit, on its first timed line."""
    visit = answer.visit
    touched = [line for line in visit.lines if line.number in visit.touched]
    if visit.event == "wasted_cap":
        lost = visit.best - sum(line.allowed for line in visit.lines)
        if lost:
            what = {"category": "coding", "kind": "leak", "rule_id": "cap_order"}
            yield {**line_row(visit, touched[0]), **what, "amount": dollars(lost)}
    elif visit.event in SLIPPED_AS:
        kind, category, rule = SLIPPED_AS[visit.event]
        for line in touched:
            amount = _at_stake(visit.event, answer, line)
            if kind == "leak" and not amount:
                continue
            what = {"category": category, "kind": kind, "rule_id": rule}
            yield {**line_row(visit, line), **what, "amount": dollars(amount)}


def _at_stake(event: str, answer: Answer, line: Line) -> int:
    """What a slip costs or could cost, in cents: what an assistant's modifier takes off, the whole of a line whose
    modifiers contradict each other, nothing where the payment would be the same."""
    terms, visit = answer.visit.payer.assistants, answer.visit
    if event == "assistant_wrong_discipline":
        return line.allowed
    if event not in ("assistant_missing", "assistant_superfluous") or terms.cut_from > visit.dos:
        return 0
    paid = _payer_part(answer, line)
    part = line.allowed if terms.off_allowed else percent_of(line.allowed, PAYER_PART)
    if not paid:  # all of it was the patient's
        return 0
    if event == "assistant_missing":  # no more can be taken back than was paid
        part = min(part, paid)
    return percent_of(part, terms.cut)


def _payer_part(answer: Answer, line: Line) -> int:
    """Cents the payer paid of a line, with what the law took from it."""
    now = _current(answer, line)
    return now.paid + sum(amount for _, carc, amount in now.adjustments if carc == SEQUESTRATION)


def _unit_finding(change: UnitChange) -> dict:
    """`line_no` is null where the code was documented and not billed at all."""
    visit, units = change.visit, abs(change.units)
    line_no = next((line.number for line in visit.lines if line.code == change.code), None)
    amount = dollars(abs(change.value))
    what = {
        "category": change.event,
        "kind": UNIT_KINDS[change.event],
        "rule_id": f"units_{visit.payer.rule_on(visit.dos)}",
    }
    return {**_place(visit), **what, "line_no": line_no, "cpt": change.code, "units": units, "amount": amount}


def _unbilled_finding(visit: Visit) -> dict:
    """All correct units of the visit at the payer's rates; `cpt` is the code with the most minutes."""
    what = {"category": "unbilled_visit", "kind": "leak", "rule_id": "unbilled_visit", "line_no": None}
    code = max(visit.documented, key=visit.documented.__getitem__)
    amount = dollars(visit.value(visit.correct))
    units = sum(visit.correct.values())
    return {**_place(visit), "claim_id": None, **what, "cpt": code, "units": units, "amount": amount}


def _denial_finding(answer: Answer, line: Line, denial: str) -> dict:
    category, rule = DENIED_AS.get(denial, (denial, "denial"))
    what = {"category": category, "kind": "leak", "rule_id": _told(rule, line)}
    return {**line_row(answer.visit, line), **what, "amount": dollars(line.allowed)}


def _denied_line(answer: Answer, line: Line, denial: str) -> dict:
    first = next(each for each in answer.first.lines if each.line is line)
    ((group, carc, _),) = first.adjustments
    now, recovered = _current(answer, line), is_recovered(answer, line)
    return {
        **_place(answer.visit),
        "line_no": line.number,
        "cpt": line.code,
        "category": DENIED_AS.get(denial, (denial,))[0],
        "group_code": group,
        "carc": carc,
        "rarc": first.remark,
        "charge": dollars(line.charge),
        "expected": dollars(line.allowed),
        "first_denied": answer.first.day.isoformat(),
        "status": "recovered" if recovered else "open",
        "recovered_on": answer.current.day.isoformat() if recovered else None,
        "recovered_allowed": dollars(now.allowed if recovered else 0),
        "recovered_paid": dollars(now.paid if recovered else 0),
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
    if answer.first is None or answer.is_void:
        return
    again = [claim for claim in answer.claims[1:] if claim.status not in LATER]
    if visit.event == "duplicate" and again:
        yield {"verdict": "duplicate", **place, "lines": len(visit.lines), "on": again[0].day.isoformat()}
    if any(claim.status == REVERSAL for claim in again):
        verdict = "reversal" if visit.event == "reversal" else "reversal_after_denial"
        yield {"verdict": verdict, **place, "on": again[0].day.isoformat()}
    for line in answer.current.lines if answer.current else ():
        reasons = {carc for group, carc, _ in line.adjustments if group == "PR"}
        if line.paid == 0 and reasons and reasons <= COST_SHARE_ONLY:
            yield {"verdict": "cost_share_only", **place, "line_no": line.line.number}
        elif "96" in reasons:
            yield {"verdict": "patient_billed", **place, "line_no": line.line.number, "amount": dollars(line.charge)}
