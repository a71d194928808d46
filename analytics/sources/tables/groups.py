"""Headings between the rows of a report (`Patient: Smith, John  Acct 1234`): what they say of the rows under them."""

from __future__ import annotations

import re
from functools import cache

from analytics.contract import FIELDS
from analytics.sources.tables.header import Names
from analytics.sources.tables.mapping import normalise, spelled

Pair = tuple[str, str]  # a label and its value
Fields = frozenset[str]  # what a label may stand for: `Acct` and `Account #` are the same
Step = tuple[int, str | None]  # a row, and the value from that row on; None: none any more

TOTAL = re.compile(r"^[^a-z0-9]*((grand|sub|report|page|overall|final)[ -]*)?totals?\b|\btotals?[: ]*$", re.IGNORECASE)
MOST = 6  # colons
GAP = re.compile(r"\s{2,}|\t|\s*\|\s*")
COLON = re.compile(r"\s*:(?!\d\d\b)\s*")
CONTINUED = re.compile(r"\s*\(?\b(cont\.?|cont'd|continued)\)?\s*$", re.IGNORECASE)
NAME_AND_ID = re.compile(r"(?P<name>\D.*?)\s*[(\[]\s*#?(?P<id>[A-Za-z-]*\d[\w-]*)\s*[)\]]$")
ID_AND_NAME = re.compile(r"#?(?P<id>[A-Za-z]*\d[\w]*)\s+-\s+(?P<name>\D.*)$")
INNER = {"name": "Patient Name"}  # what no column is called, and a heading that starts with another label says
# What a banner above the header may say of the whole table; a date there is mostly the day the report was run.
OF_THE_WHOLE = frozenset(
    {"practice", "location", "payer", "payer_name", "payer_id", "payer_class", "rendering_provider", "rendering_npi"}
    | {"patient_id", "patient_name", "claim_id", "check_number", "check_amount", "paid_date"}
)
EVERY = re.compile(r"(all|any|every|various|multiple)\b|\*|.*(;|,.*,)", re.IGNORECASE)  # a filter, not a value


def pairs(cells: list[str], names: Names) -> list[Pair]:
    """The labels and values of a heading, or [] where the cells are none.

    A heading starts with a label that is known and ends in a colon; a second label may do without
    (`Patient: Smith, John  Acct 1234`). Labels that are not known are kept: they end the value before them.
    """
    text = " ".join(cells)
    if not 0 < text.count(":") <= MOST or TOTAL.search(text):
        return []
    found: list[Pair] = []
    for cell in cells:
        for piece in GAP.split(cell):
            _read_piece(piece.strip(), names, found)
    if not found or not names.knows(found[0][0]):
        return []
    split = [part for pair in found for part in _split_value(*pair, names)]
    return [
        (INNER.get(normalise(label), label), CONTINUED.sub("", value).lstrip("#").strip())
        for label, value in split
        if _is_label(label, names)
    ]


def _is_label(text: str, names: Names) -> bool:
    return names.knows(text) or normalise(text) in INNER


def _read_piece(piece: str, names: Names, found: list[Pair]) -> None:
    """Add what a stretch of text without gaps says: labels with colons, a label without one, or an awaited value."""
    start = 0
    for colon in COLON.finditer(piece):
        words = piece[start : colon.start()].split()
        place = next((i for i in range(len(words)) if _is_label(" ".join(words[i:]), names)), None)
        if place is None and (start or (found and not words)):
            continue
        _extend(found, " ".join(words[: place or 0]))
        found.append((" ".join(words[place or 0 :]), ""))
        start = colon.end()
    rest = piece[start:]
    if start or not found or not found[-1][1]:
        _extend(found, rest)
        return
    words = rest.split()
    place = next((i for i in range(len(words) - 1, 0, -1) if names.knows(" ".join(words[:i]))), 0)
    if place and any(map(str.isdigit, words[place])):
        found.append((" ".join(words[:place]), " ".join(words[place:])))


def _extend(found: list[Pair], text: str) -> None:
    if found and text:
        label, value = found[-1]
        found[-1] = label, f"{value} {text}".strip()


def _split_value(label: str, value: str, names: Names) -> list[Pair]:
    """`Smith, John Acct 1234`, `Smith, John (1234)` and `1234 - Smith, John` are a name and a number."""
    words = value.split()
    for j in (j for j in range(2, len(words)) if any(map(str.isdigit, words[j]))):
        for i in range(max(1, j - 3), j):
            inner = " ".join(words[i:j])
            if names.knows(inner) and "patient_id" in fields_of(inner, names):
                return [(label, " ".join(words[:i])), (inner, " ".join(words[j:]))]
    both = NAME_AND_ID.match(value) or ID_AND_NAME.match(value)
    if both and "patient_name" in fields_of(label, names):
        return [(label, both["name"]), ("Patient ID", both["id"])]
    return [(label, value)]


@cache
def _fields() -> dict[str, Fields]:
    """Normalised name without spaces -> the fields, of any kind, that go by it."""
    table: dict[str, set[str]] = {}
    for field in {field.name for fields in FIELDS.values() for field in fields}:
        for name in (field.replace("_", " "), *spelled(field)):
            table.setdefault(name.replace(" ", ""), set()).add(field)
    return {name: frozenset(fields) for name, fields in table.items()}


def fields_of(label: str, names: Names) -> Fields:
    """The fields that a header or label may stand for."""
    name = normalise(label)
    mapped = names.mapped.get(name)
    return _fields().get(name.replace(" ", ""), frozenset()) | ({mapped} if mapped else frozenset())


class Carried:
    """The values of headings, to be carried down to the rows under them.

    A label that comes first stands above those that come later: when it changes, they hold nothing any more.
    """

    def __init__(self, own: list[str], names: Names) -> None:
        self.names = names
        self.own = frozenset().union(*(fields_of(header, names) for header in own))
        self.levels: dict[Fields, int] = {}  # what a label may stand for -> how deep it stands
        self.labels: dict[Fields, str] = {}  # the label, as first written
        self.current: dict[Fields, str] = {}
        self.steps: dict[Fields, list[Step]] = {}

    def whole(self, row: int, found: list[Pair]) -> None:
        """Take in a line of the banner above the header."""
        self.add(row, [p for p in found if fields_of(p[0], self.names) <= OF_THE_WHOLE and not EVERY.match(p[1])])

    def add(self, row: int, found: list[Pair]) -> bool:
        """Take in the heading that stands at a row; False where the rows' own columns say all of it."""
        told = [(label, value, fields_of(label, self.names)) for label, value in found]
        news = {fields: (label, value) for label, value, fields in told if value and not fields <= self.own}
        fresh = len(set(self.levels.values()))
        for name, (label, _) in news.items():
            self.levels.setdefault(name, fresh)
            self.labels.setdefault(name, label)
        changed = [name for name, (_, value) in news.items() if self.current.get(name) != value]
        if changed:
            above = min(self.levels[name] for name in changed)
            for name in [name for name in self.current if self.levels[name] > above and name not in news]:
                self.current.pop(name)
                self.steps[name].append((row, None))
        for name in changed:
            self.current[name] = news[name][1]
            self.steps.setdefault(name, []).append((row, news[name][1]))
        return bool(news)

    def columns(self) -> dict[str, list[Step]]:
        """Label -> its steps, in the order of the rows."""
        return {self.labels[name]: steps for name, steps in self.steps.items()}
