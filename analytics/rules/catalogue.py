"""The rule catalogue as text: every rule of the audit from the files that hold it (docs/rule-catalogue.md).

What a rule finds, what mends it and where it errs stands in `described/*.yaml`, one entry a rule; how it is decided is
the head of its SQL file; payer rules, CMS's tables and the decision table of denials are told by `catalogue_tables`.
tests/health/test_docs.py holds that every rule a finding can name has an entry, and that the document is the newest.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from analytics.rules import catalogue_tables as tables
from analytics.rules.catalogue_text import counted, link, listed, table
from analytics.workspace import ROOT

DESCRIBED = Path(__file__).resolve().parent / "described"
Kind = Literal["leak", "exposure", "at_risk", "denial", "count", "suspected", "sign"]
KINDS: dict[Kind, str] = {
    "leak": "earned and not collected",
    "exposure": "could be taken back; never set against a leak",
    "at_risk": "not answered yet and likely to be refused",
    "denial": "explains a denial, whose finding names the rule",
    "count": "counted or hinted at, no finding",
    "suspected": "shown beside the figures, in no sum",
    "sign": "evidence that a file is missing, no finding",
}
SECTIONS = {
    "units": ("Units and minutes", "minutes against billed units"),
    "discipline": ("Discipline modifiers", "GP, GO, GN"),
    "pairs": ("Pairs of codes", "59, XE, XP, XS, XU"),
    "assistants": ("Assistants", "CQ, CO"),
    "kx": ("Therapy threshold", "KX"),
    "conflicts": ("Contradictions on a line", "notices, codes, spans of days, split lines, corrections"),
    "limits": ("Limits of a day", "daily caps, medically unlikely edits"),
    "money": ("Denials and payments", "refused, paid too little or too much, given up"),
    "signs": ("Signs that make no finding", "the payer's own habit, missing remittances"),
}
STATUS = {
    "verified": "every outside source was read in the text of who made it, or in a faithful copy, on a kept day",
    "read": "the same, but the day of one or more was not kept",
    "partly verified": "some were; the others are named where they stand",
    "unverified": "none was: somebody tells what it says, or nobody read it",
    "by payer": "stands with each payer's own values, verified or not one by one below",
    "our own": "rests on the practice's own files or on a choice of ours, on no outside text",
}


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Form):
    """Where a rule was read. read: the day, None where it was not kept."""

    document: str
    section: str
    read: datetime.date | None
    trust: Literal["read", "secondary", "none", "ours"]
    note: str

    def sentence(self) -> str:
        parts = [self.document, self.section]
        said = {"read": "read", "secondary": "secondary, unverified", "none": "unverified", "ours": "ours"}[self.trust]
        day = f" {self.read}" if self.read else ", day not kept" if self.trust == "read" else ""
        return ", ".join(part for part in parts if part) + f" ({said}{day}{'; ' + self.note if self.note else ''})"


class Rule(_Form):
    """One rule as the catalogue tells it. file: where it is decided, from the top of the project."""

    id: str
    title: str
    file: str
    finds: str
    kinds: tuple[Kind, ...]
    weight: str
    category: str
    dated: str
    sources: tuple[str, ...]
    fix: str
    false_positives: str

    @property
    def status(self) -> str:
        """One of STATUS, from the trust of its sources; payer rules are verified one by one and decide nothing here."""
        outside = [
            sources()[name] for name in self.sources if name != "payer_rules" and sources()[name].trust != "ours"
        ]
        if not outside:
            return "by payer" if "payer_rules" in self.sources else "our own"
        if all(source.trust == "read" for source in outside):
            return "verified" if all(source.read for source in outside) else "read"
        return "partly verified" if any(source.trust == "read" for source in outside) else "unverified"


@cache
def sources() -> dict[str, Source]:
    """Every source by its short name."""
    stated = yaml.safe_load((DESCRIBED / "sources.yaml").read_text(encoding="utf-8"))
    return {name: Source.model_validate(source) for name, source in stated.items()}


@cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """The rules of each section, in the order of their files."""
    return {
        name: tuple(
            Rule.model_validate(rule)
            for rule in yaml.safe_load((DESCRIBED / f"{name}.yaml").read_text(encoding="utf-8"))
        )
        for name in SECTIONS
    }


def to_markdown() -> str:
    """The whole catalogue. The same files give the same text: no day and no machine is in it."""
    parts = (
        _opening(),
        _statistics(),
        _contents(),
        *(_section(name, entries) for name, entries in rules().items()),
        tables.payer_keys(),
        tables.reference(),
        tables.denials(),
        _sources(),
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _opening() -> str:
    return (
        "# Rule catalogue\n\n"
        "Made by `make docs` (docs/generate.py) from the rules themselves; do not edit it. Words of a rule: "
        "`analytics/rules/described`; how it is decided: the head of its SQL file; payers, CMS's tables and "
        "denials: `data`.\n\n"
        "Terms: [glossary](glossary.md). From a file to a figure: [how figures are computed]"
        "(how-figures-are-computed.md). What none of these rules can know: [limits](limits.md)."
    )


def _statistics() -> str:
    every = [rule for entries in rules().values() for rule in entries]
    by_status = [(name, str(sum(rule.status == name for rule in every)), said) for name, said in STATUS.items()]
    by_kind = [(name, str(sum(name in rule.kinds for rule in every)), said) for name, said in KINDS.items()]
    return "\n\n".join(
        (
            "## In figures",
            f"{len(every)} rules. Their sources:",
            table(("status", "rules", "meaning"), by_status),
            "What they can tell (a rule may tell several things, by what the payer answered; a gap on a paid line is "
            "counted and carries no dollars unless it says so):",
            table(("kind", "rules", "meaning"), by_kind),
            "Beside them the values they read:",
            table(("values", "number", "verified", "share"), tables.statistics()),
        )
    )


def _contents() -> str:
    own = [f"- {link(title)}: {about} ({len(rules()[name])})" for name, (title, about) in SECTIONS.items()]
    return "\n".join(("## Contents", "", *own, *(f"- {link(title)}" for title in (*tables.TITLES, "Sources"))))


def _section(name: str, entries: tuple[Rule, ...]) -> str:
    title, about = SECTIONS[name]
    parts = [f"## {title}", f"{about[0].upper()}{about[1:]}."]
    for file, inside in groupby(entries, key=lambda rule: rule.file):
        parts += [_rule(rule) for rule in inside]
        parts.append(f"**How it is decided** (head of [`{file}`](../{file})):\n\n{_head(ROOT.parent / file)}")
    return "\n\n".join(parts)


def _rule(rule: Rule) -> str:
    lines = [
        f"### {rule.id}: {rule.title}",
        "",
        rule.finds,
        "",
        f"- **Kind**: {', '.join(kind.replace('_', ' ') for kind in rule.kinds)}. **Weight**: {rule.weight}. "
        f"**Category**: {rule.category}.",
        f"- **Status**: {rule.status}.",
        f"- **Dates**: {rule.dated}.",
        f"- **Sources**: {'; '.join(f'[{sources()[name].document}](#source-{name})' for name in rule.sources)}.",
        f"- **What mends it**: {rule.fix}",
        f"- **May be wrong**: {rule.false_positives}",
        f"- **File**: [`{rule.file}`](../{rule.file})",
    ]
    return "\n".join(lines)


def _head(file: Path) -> str:
    """The comments at the head of an SQL file as a quotation; what only the pipeline reads is left out."""
    said: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        if not re.match(r"-- (inputs|key|step):", line):
            text = line.removeprefix("--").strip()
            said += ["", text] if said and re.match(r"[a-z_, ]{3,40}: ", text) else [text]
    return "\n".join(f"> {line}".rstrip() for line in said)


def _sources() -> str:
    used = {
        name: [rule.id for rules_ in rules().values() for rule in rules_ if name in rule.sources] for name in sources()
    }
    items = [
        f'- <a id="source-{name}"></a>{source.sentence()}. Rules: {counted(len(used[name]))}: {listed(used[name])}.'
        for name, source in sources().items()
    ]
    return "\n".join(
        ("## Sources", "", "Of the rules above; those of a payer's values stand beside the values.", "", *items)
    )
