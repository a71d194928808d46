"""Headers to canonical fields: exact name, saved preset, synonym, contained words; the basis is always kept."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import NamedTuple

from analytics.contract import FIELDS, Field
from analytics.workspace import REFERENCE

BASES = ("preset", "exact", "synonym", "token")  # best first
SAFE_WORDS = frozenset({"cpt", "hcpcs", "dos", "mrn", "carc", "rarc", "eft"})  # one word that may be found in a header
WORDS = {"number": "no", "num": "no", "nbr": "no", "amt": "amount", "svcs": "services", "srv": "svc", "ids": "id"}
CPT_LIKE = re.compile(r"[0-9]{4}[0-9A-Za-z]\b|[A-Za-z][0-9]{4}\b")
GROUP_LIKE = re.compile(r"(CO|PR|OA|PI|CR)\b|contract|patient r|payor i", re.IGNORECASE)
CARC_LIKE = re.compile(r"(?:(?:CO|PR|OA|PI|CR)[ :-]?)?[A-Za-z]?[0-9]{1,3}\b", re.IGNORECASE)


class Mapped(NamedTuple):
    """A header of a table. field: the canonical field taken for it, or None; basis: one of BASES, or None."""

    position: int
    header: str
    field: str | None
    basis: str | None


def normalise(header: str) -> str:
    """`ProcedureModifier1` -> `procedure modifier 1`; `Claim #` and `claim_number` -> `claim no`."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", header.replace("\ufeff", ""))
    words = re.sub(r"[^a-z0-9]+", " ", text.replace("#", " no ").lower()).split()
    return " ".join(WORDS.get(word, word) for word in words)


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """field -> its normalised synonyms, from data/reference/column_synonym.csv."""
    table: dict[str, dict[str, None]] = {}
    with (REFERENCE / "column_synonym.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            table.setdefault(row["field"], {})[normalise(row["synonym"])] = None
    return {field: tuple(names) for field, names in table.items()}


def spelled(field: str) -> tuple[str, ...]:
    """The synonyms of a field, the best first."""
    return _spellings().get(field, ())


@cache
def _places(field: str) -> dict[str, int]:
    """Synonym without spaces -> its place among the field's synonyms."""
    return {_compact(name): place for place, name in reversed(list(enumerate(spelled(field))))}


@cache
def _phrases(field: str) -> tuple[tuple[str, ...], ...]:
    """The field's synonyms that may stand inside a longer header: of two words or more, and a few single ones."""
    return tuple(tuple(name.split()) for name in spelled(field) if " " in name or name in SAFE_WORDS)


def known(header: str) -> bool:
    """Whether any field of any kind goes by this header. Not cached: cells of patients are asked about, too."""
    return _compact(normalise(header)) in _all_names()


@cache
def _all_names() -> frozenset[str]:
    return frozenset(name for field in _spellings() for name in (_compact(field), *_places(field)))


def assign(headers: list[str], kind: str, preset: dict[str, str], samples: list[list[str]]) -> list[Mapped]:
    """The headers of a table, mapped to the fields of `kind`.

    preset: header -> field, wins over everything ('' or None for a header to be left alone).
    samples: per header a few of its values, to tell apart what one header may mean (`Code`: CPT or CARC).
    A field takes one header and a header one field, best basis first, then the field's own order of synonyms.
    """
    chosen = {normalise(header): field for header, field in preset.items()}
    offers = sorted(
        (BASES.index(basis), place, position, field.name)
        for position, header in enumerate(headers)
        for field in FIELDS[kind]
        for basis, place in [_match(header, field, chosen)]
        if basis and _plausible(field, header, samples[position])
    )
    taken: dict[int, tuple[str, str]] = {}
    fields: set[str] = set()
    for rank, _, position, field in offers:
        if position not in taken and field not in fields:
            taken[position] = (field, BASES[rank])
            fields.add(field)
    return [Mapped(i, header, *taken.get(i, (None, None))) for i, header in enumerate(headers)]


def _match(header: str, field: Field, chosen: dict[str, str]) -> tuple[str | None, int]:
    """Basis on which the header may be the field, and the place of the synonym in the field's list."""
    name = normalise(header)
    if name in chosen:
        return ("preset", 0) if chosen[name] == field.name else (None, 0)
    if not name:
        return None, 0
    if _compact(name) == _compact(field.name):
        return "exact", 0
    place = _places(field.name).get(_compact(name))
    if place is not None:
        return "synonym", place
    # A guess may cost a dollar: a column that only contains a money field's name is never taken for it.
    if field.type in ("money", "amounts"):
        return None, 0
    words = tuple(name.split())
    lengths = [len(phrase) for phrase in _phrases(field.name) if _contains(words, phrase)]
    return ("token", -max(lengths)) if lengths else (None, 0)


def _plausible(field: Field, header: str, values: list[str]) -> bool:
    """`Code`: five characters are a procedure code, one to three a reason; `Group` may be the employer's."""
    if field.name == "group_code" and normalise(header) == "group":
        return any(map(GROUP_LIKE.match, values))
    if field.name not in ("cpt", "carc") or "code" not in normalise(header) or not values:
        return True
    likely = CPT_LIKE if field.name == "cpt" else CARC_LIKE
    other = CARC_LIKE if field.name == "cpt" else CPT_LIKE
    return sum(bool(likely.match(v)) for v in values) >= sum(bool(other.match(v)) for v in values)


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[i : i + len(phrase)] == phrase for i in range(len(words) - len(phrase) + 1))


def _compact(name: str) -> str:
    return name.replace(" ", "").replace("_", "")
