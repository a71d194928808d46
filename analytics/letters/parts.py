"""The parts of a letter that are made from the claim: lines refused, arithmetic, rule, dates, documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from analytics.letters.facts import Claim, Row
from analytics.letters.model import STRONG, Block, Run, Runs, block, plain
from analytics.letters.templates import DISPUTE, Template, common
from analytics.letters.words import clean, counted, day, fill, money, written

SENTENCE = re.compile(r"\. (?=[A-Z])")  # what follows the first one is our note on the source
EVENTS = {
    "sent": "sent",
    "accepted": "accepted for processing",
    "rejected": "rejected before processing",
    "pending": "acknowledged, pending",
    "received": "received by you, as your remittance says",
    "answered": "answered by you",
}


def said(template: str, **facts: Any) -> Runs:
    """A sentence of common.yaml with its values, none of which is missing."""
    return fill(template, {name: clean(value) for name, value in facts.items()}, {name: "" for name in facts})


def denied(claim: Claim, template: Template) -> list[Block]:
    """Each answer of the payer with a table of the lines it refused; below them what our words beside the codes are."""
    frame, missing, found = common()["frame"], common()["missing"], []
    for answer, lines in claim.answers():
        found += [block("text", fill(template.lead or frame["denied"], answer, missing)), _table(lines)]
        if answer["upheld_on"]:
            upheld = frame["upheld"] if lines[0]["appeals"] == 1 else frame["upheld_again"]
            level = " " + frame["next_level"] if template.kind in DISPUTE else ""
            found.append(block("text", fill(upheld + level, answer, missing)))
    return [*found, block("text", plain(frame["label_note"]))]


def _table(lines: Sequence[Row]) -> Block:
    header = tuple((Run(name, STRONG),) for name in common()["frame"]["table"])
    return Block("table", (header, *(tuple(plain(text) if text else () for text in _cells(line)) for line in lines)))


def _cells(line: Row) -> tuple[str, ...]:
    code = f"{line['cpt']} ({line['label']})" if line["label"] else line["cpt"]
    reason = " ".join(clean(text) for text in (line["group_code"], line["carc"]) if text)
    if line["carc_label"]:
        reason += f" ({line['carc_label']})"
    if line["remarks"]:
        reason += f"; {line['remarks']}"
    shown = (line["line_no"], day(line["dos"]), code, line["modifiers"], line["units"])
    return (
        *(clean(text or "") for text in shown),
        money(line["charge"]) if line["charge"] is not None else "",
        clean(reason),
    )


def units(claim: Claim) -> list[Block]:
    """What was done on each day, with the arithmetic of its units; where no minutes are known, a placeholder."""
    words, items = common()["units"], []
    for visit in claim.visits:
        items += _visit(visit, words)
    spoken = {visit[0]["dos"] for visit in claim.visits}
    for dos in dict.fromkeys(line["dos"] for line in claim.lines if line["dos"] not in spoken):
        items.append(said(words["untimed"], day=day(dos)))
    return [block("list", *items)] if items else []


def _visit(visit: Sequence[Row], words: Mapping[str, str]) -> list[Runs]:
    first = visit[0]
    on = day(first["dos"])
    if not has_minutes(visit):
        return [said(words["unknown"], day=on)]
    if first["is_overbilled"]:
        return [said(words["over"], day=on)]
    known = [row for row in visit if row["minutes"] is not None]
    codes = ", ".join("".join(run.text for run in _code(row, words)) for row in known)
    billed = ", ".join(f"{row['cpt']} {counted(row['units_billed'], 'unit')}" for row in visit)
    runs = said(words["head"], day=on, codes=codes) if known else ()
    for sentence in (*_arithmetic(visit, words), said(words["billed"], billed=billed)):
        runs += ((Run(" "),) if runs else ()) + sentence
    return [runs]


def _code(row: Row, words: Mapping[str, str]) -> Runs:
    if not row["label"]:
        return said(words["code_alone"], cpt=row["cpt"], minutes=row["minutes"])
    return said(words["code"], cpt=row["cpt"], label=row["label"], minutes=row["minutes"])


def has_minutes(visit: Sequence[Row]) -> bool:
    """Whether the files tell the minutes of a visit: each code's, or for a total-time rule their total."""
    first = visit[0]
    return all(row["minutes"] is not None for row in visit) or (first["rule"] == "cms" and first["total"] is not None)


def _arithmetic(visit: Sequence[Row], words: Mapping[str, str]) -> list[Runs]:
    first = visit[0]
    match first["rule"]:
        case "cms":
            return _total(visit, words)
        case "ama":
            return [_alone(row, words) for row in visit]
        case "strict15":
            return [_full(row, words) for row in visit]
    return []  # per visit: units pay nothing; unknown: no conclusion


def _total(visit: Sequence[Row], words: Mapping[str, str]) -> list[Runs]:
    first = visit[0]
    if first["total_units"] == "0":
        return [said(words["cms_none"], total=first["total"])]
    ends = {"total": first["total"], "from": first["total_from"], "to": first["total_to"]}
    sentences = [said(words["cms"], units=counted(first["total_units"], "unit"), **ends)]
    if len(visit) > 1 and all(row["units_correct"] is not None for row in visit):
        shares = ", ".join(f"{row['cpt']} {counted(row['units_correct'], 'unit')}" for row in visit)
        sentences.append(said(words["by_code"], shares=shares))
    return sentences


def _full(row: Row, words: Mapping[str, str]) -> Runs:
    units = counted(row["units_correct"], "unit")
    return said(words["strict15"], cpt=row["cpt"], minutes=row["minutes"], units=units)


def _alone(row: Row, words: Mapping[str, str]) -> Runs:
    if row["units_correct"] == "0":
        return said(words["ama_none"], cpt=row["cpt"], minutes=row["minutes"])
    ends = {"from": row["code_from"], "to": row["code_to"]}
    alone = {"cpt": row["cpt"], "minutes": row["minutes"], "units": counted(row["units_correct"], "unit")}
    return said(words["ama"], **alone, **ends)


def rule(claim: Claim, template: Template) -> list[Block]:
    """The payer's rules the letter rests on: only those that somebody read in the payer's own text."""
    sentences = []
    for key in template.rules:
        one = claim.rule(key)
        words = rule_words(key, one.value)
        if words and one.is_trusted:
            facts = {"words": words, "source": SENTENCE.split(one.source)[0].rstrip("."), "verified": one.verified}
            sentences.append(said(common()["rules"]["source"], **facts))
    return [block("text", sentence) for sentence in sentences]


def rule_words(key: str, value: Any) -> str:
    """What a key of the rules says, in a sentence; empty where it says nothing a letter can rest on."""
    words = common()["rules"][key]
    if value is None or value == "":
        return ""
    if isinstance(words, Mapping):
        return words.get(value, "")
    return "".join(run.text for run in said(words, value=value))


def history(claim: Claim) -> list[Block]:
    """Every dated event of the claim that can prove when it was there."""
    items = []
    for event in claim.events:
        reference = written(event["reference"])
        words = f"{day(event['day'])}: {EVENTS[event['event']]}"
        items.append(plain(f"{words} ({reference})" if reference else words))
    return [block("list", *items)] if items else []


def documents(claim: Claim) -> list[str]:
    """The documents that the remarks on the lines ask for, in our words."""
    remarks = {code for line in claim.lines for code in (line["rarc"] or "").split()}
    return [name for name, codes in common()["documents"].items() if remarks & set(codes)]
