"""Headers to canonical fields: what was said, exact name, saved preset, synonym, contained words, the values.

The basis is always kept. Nothing that may cost a dollar is taken on a guess: guesses at money are questions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from analytics.contract import FIELDS, Field
from analytics.sources.tables import evidence
from analytics.workspace import REFERENCE

# Best first. guess: a word that may mean other things, taken because nothing better was found.
BASES = ("said", "exact", "preset", "synonym", "token", "value", "guess")
SAFE_WORDS = frozenset({"cpt", "hcpcs", "dos", "mrn", "carc", "rarc", "eft"})  # one word that may be found in a header
VAGUE = frozenset({("dos", "date"), ("dos", "from"), ("status_date", "date"), ("paid_date", "received")})
WORDS = {
    **{"number": "no", "num": "no", "nbr": "no", "amt": "amount", "svcs": "services", "srv": "svc", "ids": "id"},
    **{"chg": "charge", "chgs": "charges", "chrg": "charge", "pmt": "payment", "pmts": "payments", "pymt": "payment"},
    **{"pd": "paid", "dt": "date"},
}
# Synonyms that end the name of many another column: an authorization's end date, a year to date.
WHOLE = frozenset({("dos_to", "to date"), ("dos_to", "end date"), ("dos_to", "thru date"), ("dos_to", "through date")})
# Names that mean a field in one kind of table only: the status of a bill may be that of its claim, or anything.
NOT_IN = frozenset({("billing", "visit_status", "status")})
MONEY = ("money", "amounts")
NOT_READ = "not_read"  # the synonyms of columns that are known and not read: a balance, a posting date
GUESSED = ("charge", "paid", "allowed", "rate")  # money that is asked for by its values alone, where it is missing


class Mapped(NamedTuple):
    """A header of a table. field: the canonical field taken for it, or None; basis: one of BASES, or None."""

    position: int
    header: str
    field: str | None
    basis: str | None


class Guess(NamedTuple):
    """A header that may be a money field: not read until somebody says so. why: one sentence."""

    header: str
    field: str
    why: str


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
def _phrases(field: str) -> tuple[str, ...]:
    """The field's synonyms that may stand inside a longer header: of two words or more, and a few single ones."""
    names = [name for name in spelled(field) if " " in name or name in SAFE_WORDS]
    return tuple(name for name in names if (field, name) not in WHOLE)


def known(header: str) -> bool:
    """Whether any field of any kind goes by this header. Not cached: cells of patients are asked about, too."""
    return _compact(normalise(header)) in _all_names()


@cache
def _all_names() -> frozenset[str]:
    return frozenset(name for field in _spellings() for name in (_compact(field), *_places(field)))


def assign(
    headers: list[str],
    kind: str,
    said: Mapping[str, str],
    samples: list[list[str]],
    preset: Mapping[str, str | None] | None = None,
) -> list[Mapped]:
    """The headers of a table, mapped to the fields of `kind`.

    said: header -> field by the user, wins over everything ('' for a header to be left alone).
    preset: the same of a saved preset; a header it names takes its word only (None: a column that is not to be read).
    samples: per header a few of its values, to tell apart what one header may mean (`Code`: CPT or CARC).
    A field takes one header and a header one field, best basis first, then the field's own order of synonyms.
    """
    chosen = {normalise(header): (field, "preset") for header, field in (preset or {}).items()}
    chosen |= {normalise(header): (field, "said") for header, field in said.items()}
    names = [normalise(header) for header in headers]
    offers = sorted(
        (BASES.index(basis), place, position, field.name)
        for position, name in enumerate(names)
        for field in FIELDS[kind]
        for basis, place in [_match(name, field, chosen)]
        if basis and (basis in ("said", "preset") or _may_be(kind, field, name, samples[position]))
    )
    taken: dict[int, tuple[str, str]] = {}
    for rank, _, position, field in offers:
        _take(taken, position, field, BASES[rank])
    free = [
        position
        for position, name in enumerate(names)
        if position not in taken and name not in chosen and not _elsewhere(name, kind)
    ]
    for position, field in _by_values(kind, free, samples, {name for name, _ in taken.values()}):
        _take(taken, position, field, "value")
    return [Mapped(i, header, *taken.get(i, (None, None))) for i, header in enumerate(headers)]


def _may_be(kind: str, field: Field, name: str, values: list[str]) -> bool:
    return (kind, field.name, name) not in NOT_IN and evidence.plausible(field, name, values)


def _take(taken: dict[int, tuple[str, str]], position: int, field: str, basis: str) -> None:
    if position not in taken and all(field != name for name, _ in taken.values()):
        taken[position] = (field, basis)


def _by_values(kind: str, free: list[int], samples: list[list[str]], filled: set[str]) -> Iterator[tuple[int, str]]:
    """(position, field) for fields the table lacks, where the values of one free column alone can be nothing else."""
    names = {field.name for field in FIELDS[kind]}
    for field, looks in evidence.VALUE_TESTS.items():
        if field not in names or field in filled or (field == "modifiers" and "modifier_1" in filled):
            continue
        fitting = [position for position in free if looks(samples[position])]
        if len(fitting) == 1:
            yield fitting[0], field


def _elsewhere(name: str, kind: str) -> bool:
    """Whether a normalised header is the known name of something this kind of table does not read."""
    return bool(name) and known(name) and all(not _match(name, field, {})[0] for field in FIELDS[kind])


def money_guesses(kind: str, mapped: list[Mapped], samples: list[list[str]], closed: frozenset[str]) -> list[Guess]:
    """The unmapped headers that may be money fields the table lacks; closed: normalised headers not to be asked for."""
    filled = {column.field for column in mapped if column.field}
    wanted = [field for field in FIELDS[kind] if field.type in MONEY and field.name not in filled]
    free = [
        column
        for column in mapped
        if not column.field
        and normalise(column.header) not in closed
        and evidence.looks_like_money(samples[column.position])
    ]
    guesses: dict[str, Guess] = {}
    for column in free:
        for field in wanted:
            if (
                field.name not in guesses
                and not _elsewhere(normalise(column.header), kind)
                and _holds(column.header, field.name)
            ):
                guesses[field.name] = Guess(column.header, field.name, f"its name holds words for {field.name}")
                break
    named = {guess.header for guess in guesses.values()}
    rest = [column for column in free if column.header not in named and not known(column.header)]
    lacking = [field.name for field in wanted if field.name in GUESSED and field.name not in guesses]
    if len(rest) == 1 and lacking and not guesses:
        guesses[lacking[0]] = Guess(rest[0].header, lacking[0], "its values are amounts of money")
    return list(guesses.values())


def _holds(header: str, field: str) -> bool:
    name = normalise(header)
    return any(_contains(name, phrase) for phrase in (field.replace("_", " "), *_phrases(field)))


def _match(name: str, field: Field, chosen: Mapping[str, tuple[str | None, str]]) -> tuple[str | None, int]:
    """Basis on which a normalised header may be the field, and the place of the synonym in the field's list."""
    if name in chosen:
        wanted, basis = chosen[name]
        return (basis, 0) if wanted == field.name else (None, 0)
    if not name:
        return None, 0
    if _compact(name) == _compact(field.name):
        return "exact", 0
    place = _places(field.name).get(_compact(name))
    if place is not None:
        return ("guess" if (field.name, name) in VAGUE else "synonym"), place
    if _compact(name) in _places(NOT_READ) or field.type in MONEY:
        return None, 0
    lengths = [phrase.count(" ") + 1 for phrase in _phrases(field.name) if _contains(name, phrase)]
    return ("token", -max(lengths)) if lengths else (None, 0)


def _contains(name: str, phrase: str) -> bool:
    return phrase in name and f" {phrase} " in f" {name} "


def _compact(name: str) -> str:
    return name.replace(" ", "").replace("_", "")
