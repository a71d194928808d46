"""Words of a letter: how facts are written, and how a template's text becomes runs.

A template is cut into its parts before any fact goes in, so whatever a name or a source holds stays text.
"""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from analytics.letters.model import PLAIN, STRONG, TODO, Run, Runs

PART = re.compile(r"\[(?P<todo>(?:THERAPIST|BILLER): [^\]]*)\]|\*\*(?P<strong>[^*]+)\*\*|\{(?P<fact>\w+)\}")
FACT = re.compile(r"\{(\w+)\}")
# what turns the order of letters around or cannot be seen: no part of a name, and a way to disguise one
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
SPACE = re.compile(r"\s+")


def clean(value: Any) -> str:
    """A fact as one line of text without control characters, which neither DOCX nor a reader can stand."""
    kept = "".join(" " if sign.isspace() else sign for sign in str(value) if _is_shown(sign))
    return SPACE.sub(" ", kept).strip()  # last: what was taken out may have stood between two blanks


def _is_shown(sign: str) -> bool:
    """Whether a reader sees it: a line break or a tab is a blank, though its category is that of control characters."""
    return sign.isspace() or unicodedata.category(sign) not in HIDDEN


def day(value: datetime.date) -> str:
    """3 March 2026."""
    return f"{value.day} {value:%B %Y}"


def days(first: datetime.date, last: datetime.date) -> str:
    """3 March 2026, or 3 March 2026 to 9 April 2026."""
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def money(amount: Decimal) -> str:
    """$1,234.50."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def counted(number: Any, one: str, many: str | None = None) -> str:
    """1 unit, 3 units."""
    return f"{number} {one if str(number) == '1' else many or one + 's'}"


def written(value: Any) -> str | None:
    """A value of a query as a letter writes it; null stays null, and so does a text of nothing."""
    if value is None:
        return None
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, Decimal):
        return money(value)
    return clean(value) or None


def fill(template: str, facts: Mapping[str, str | None], missing: Mapping[str, str]) -> Runs:
    """The runs of a template: a fact nobody knows becomes the placeholder that asks for it."""
    runs, end = [], 0
    for part in PART.finditer(template):
        runs.append(Run(template[end : part.start()]))
        runs.extend(_part(part, facts, missing))
        end = part.end()
    runs.append(Run(template[end:]))
    return tuple(_joined(run for run in runs if run.text))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """What has no style stands together: whoever edits the letter meets whole sentences."""
    for style, together in itertools.groupby(runs, key=lambda run: run.style):
        if style == PLAIN:
            yield Run("".join(run.text for run in together))
        else:
            yield from together


def _part(part: re.Match, facts: Mapping[str, str | None], missing: Mapping[str, str]) -> Runs:
    if part["todo"]:
        inside = FACT.sub(lambda found: facts.get(found[1]) or missing[found[1]].partition(": ")[2], part["todo"])
        return (Run(f"[{inside}]", TODO),)
    if part["strong"]:
        return tuple(run if run.style else Run(run.text, STRONG) for run in fill(part["strong"], facts, missing))
    known = facts.get(part["fact"])
    return (Run(known, PLAIN) if known else Run(f"[{missing[part['fact']]}]", TODO),)


def named(template: str) -> set[str]:
    """The facts a template names."""
    return set(FACT.findall(template))
