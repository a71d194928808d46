"""The box above a draft: what whoever completes it must know, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.letters import parts
from analytics.letters.facts import Claim, Row
from analytics.letters.model import STRONG, Run, Runs, plain
from analytics.letters.templates import DISPUTE, Template, common
from analytics.letters.words import day

LIMITS = {"appeal": "appeal_days", "corrected claim": "corrected_claim_days", "timely filing": "timely_filing_days"}


def notes(claim: Claim, template: Template, todo: int) -> list[Runs]:
    """Its items: what is left to fill in, the deadline, what was found, rules nobody verified, what to check."""
    words = common()["notes"]
    items = [(Run(common()["frame"]["box"], STRONG),), parts.said(words["left"], count=todo), _deadline(claim)]
    items += _levels(claim, template)
    items += _claim(claim, template)
    items += [item for visit in claim.visits for item in _visit(visit, tells_units=template.tells_units)]
    items += _rules(claim, template)
    return [*items, *(plain(text) for text in template.check)]


def _deadline(claim: Claim) -> Runs:
    head, words = claim.head, common()["notes"]
    if head["deadline"] is None:
        return parts.said(words["deadline_unknown"])
    basis = common()["deadlines"].get(head["deadline_basis"], "deadline")
    name = "deadline_over" if head["deadline_is_over"] else "deadline"
    name = "deadline_assumed" if head["deadline_is_assumed"] and not head["deadline_is_over"] else name
    return parts.said(words[name], deadline=day(head["deadline"]), basis=basis)


def _levels(claim: Claim, template: Template) -> list[Runs]:
    """What an appeal has beyond the deadline: its own limit where the claim's is another's, and the level it is on."""
    head, words, items = claim.head, common()["notes"], []
    ends = head["appeal_deadline"]
    if template.kind in DISPUTE and ends and head["deadline"] and ends < head["deadline"]:
        items.append(parts.said(words["appeal_ends"], deadline=day(ends)))
    upheld = max((line["upheld_on"] for line in claim.lines if line["upheld_on"]), default=None)
    if upheld:
        items.append(parts.said(words["upheld"], upheld=day(upheld)))
    return items


def _claim(claim: Claim, template: Template) -> list[Runs]:
    head, words, items = claim.head, common()["notes"], []
    if head["bars_appeal"]:
        items.append(parts.said(words["bars_appeal"]))
    if head["left_out"]:
        items.append(parts.said(words["others"]))
    causes = sorted({line["cause"] for line in claim.lines if line["cause"]})
    if len(causes) > 1:
        items.append(parts.said(words["causes"], causes=", ".join(cause.replace("_", " ") for cause in causes)))
    if head["gap_explanation"]:
        items.append(parts.said(words["gap"], explanation=head["gap_explanation"]))
    if head["gap_citation"]:
        items.append(parts.said(words["gap_source"], citation=head["gap_citation"]))
    if "timely_filing_days" in template.rules and _is_late(claim):
        facts = {"days": head["days_until_sent"], "limit": head["timely_filing_days"]}
        items.append(parts.said(words["late"], **facts))
    if template.statuses and head["price_basis"]:
        items.append(parts.said(words["price"], basis=head["price_basis"].replace("_", " ")))
    return items


def _is_late(claim: Claim) -> bool:
    days, limit = claim.head["days_until_sent"], claim.head["timely_filing_days"]
    return days is not None and limit is not None and days > limit


def _visit(visit: Sequence[Row], *, tells_units: bool) -> list[Runs]:
    first, words = visit[0], common()["notes"]
    facts = {"day": day(first["dos"]), "billed": first["total_billed"], "correct": first["total_correct"]}
    if first["is_overbilled"]:
        return [parts.said(words["over"], **facts)]
    if not tells_units:
        return []
    if not parts.has_minutes(visit):
        return [parts.said(words["minutes"], day=facts["day"])]
    return [parts.said(words["under"], **facts)] if first["is_underbilled"] else []


def _rules(claim: Claim, template: Template) -> list[Runs]:
    """The rules the letter rests on, and the one its deadline comes from where nobody verified it."""
    words, names, items = common()["notes"], common()["rules"]["names"], []
    limit = LIMITS.get(claim.head["deadline_basis"])
    for key in dict.fromkeys([*template.rules, *([limit] if limit else [])]):
        one = claim.rule(key)
        if one.value is None or (one.is_trusted and key not in template.rules):
            continue
        name = "rule_trusted" if one.is_trusted else "rule_unverified"
        items.append(
            parts.said(words[name], key=names[key], source=one.source.rstrip("."), verified=one.verified or "")
        )
    if template.tells_units and any(visit[0]["rule"] == "unknown" for visit in claim.visits):
        items.append(parts.said(words["rule_unknown"]))
    return items
