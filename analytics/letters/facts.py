"""What the files know of the claims that letters are asked for: four questions for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.letters.words import clean, days, money, written
from analytics.workspace import Workspace

HERE = Path(__file__).resolve().parent
Row = Mapping[str, Any]
ANSWER = ("answered_on", "payer_claim_id", "upheld_on", "upheld_claim_id")  # what tells answers apart


@dataclass(frozen=True)
class Rule:
    """What one key of the payer's rules says on the day, and whether somebody read it in the payer's own text."""

    key: str
    value: Any
    source: str
    verified: str | None
    is_trusted: bool


@dataclass(frozen=True)
class Claim:
    """One claim: its head, lines, timed codes by visit and dated events, as the SQL files beside this one say."""

    head: Row
    lines: Sequence[Row]
    visits: Sequence[Sequence[Row]]
    events: Sequence[Row]

    def facts(self) -> dict[str, str | None]:
        """The facts a template may name, as they are written; null where the files do not say."""
        head, known = self.head, {name: written(value) for name, value in self.head.items() if _is_plain(value)}
        known["days"] = days(head["first_dos"], head["last_dos"])
        known["codes"] = ", ".join(dict.fromkeys(clean(line["cpt"]) for line in self.lines)) or None
        known["charge"] = money(head["charge"]) if head["charge"] is not None else None
        answers = [said for said, _ in self.answers()]
        known["answered_on"] = _all(said["answered_on"] for said in answers)
        known["payer_claim_id"] = _all(said["payer_claim_id"] for said in answers)
        known["every_claim_id"] = _all(said[name] for name in ("payer_claim_id", "upheld_claim_id") for said in answers)
        return known

    def answers(self) -> list[tuple[dict[str, str | None], list[Row]]]:
        """The payer's answers in time order: what each is known by, as it is written, and the lines it refused."""
        found: dict[tuple, list[Row]] = defaultdict(list)
        for line in self.lines:
            found[tuple(line[name] for name in ANSWER)].append(line)
        in_time = sorted(found, key=lambda key: str(key[0] or ""))  # of one day: as the lines stand
        return [
            ({name: written(value) for name, value in zip(ANSWER, key, strict=True)}, found[key]) for key in in_time
        ]

    def rule(self, key: str) -> Rule:
        """One key of the rules of this claim's payer on its day."""
        said = next((one for one in self.head["key_sources"] or () if one["key"] == key), None)
        source, verified = (said["source"], said["verified"]) if said else ("", None)
        assumed = key in (self.head["assumed"] or ()) or said is None
        return Rule(
            key, self.head.get(key), clean(source or "no source"), written(verified), bool(verified) and not assumed
        )


def _all(texts: Iterable[str | None]) -> str | None:
    """Each of them once; null where there is none."""
    return " and ".join(dict.fromkeys(text for text in texts if text)) or None


def gather(workspace: Workspace, claim_refs: Collection[str]) -> dict[str, Claim]:
    """The claims that have a denied line, by claim_ref; one that has none is left out."""
    given = list(dict.fromkeys(claim_refs))
    heads = _ask(workspace, "letter_claim", claims=given)
    told = [episode for head in heads for episode in head["episodes"]]
    lines, visits = (_by_claim(_ask(workspace, name, episodes=told)) for name in ("letter_line", "letter_visit"))
    events = _by_claim(_ask(workspace, "letter_event", claims=given))
    return {
        ref: Claim(head, lines.get(ref, []), _by_visit(visits.get(ref, [])), events.get(ref, []))
        for head in heads
        for ref in [head["claim_ref"]]
    }


def _ask(workspace: Workspace, name: str, **given: list) -> list[dict[str, Any]]:
    return workspace.records((HERE / f"{name}.sql").read_text(encoding="utf-8"), **given)


def _by_claim(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["claim_ref"]].append(row)
    return found


def _by_visit(rows: Sequence[Row]) -> list[list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["visit_key"]].append(row)
    return list(found.values())


def _is_plain(value: Any) -> bool:
    return not isinstance(value, (list, dict, bool, int))
