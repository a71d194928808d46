"""The letters of data/letters: one YAML file each, checked when it is read."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analytics.errors import InputError
from analytics.letters.words import named
from analytics.workspace import ROOT

FOLDER = ROOT.parent / "data" / "letters"
COMMON = "common"
KINDS = ("appeal", "reconsideration", "records", "corrected_claim", "resubmission")
PARTS = ("units", "rule", "history", "documents")
CONDITIONS = (
    "minutes",
    "medicare",
    "cms_units",
    "auth",
    "gap",
    "dx",
    "documents",
    "time_asked",
    "agreed_price",
    "bars_appeal",
)
ANY = "any"
# a claim whose remark bars an appeal gets none of these
CONTEST = ("appeal", "reconsideration", "records")
DISPUTE = ("appeal", "reconsideration")  # what asks the payer to decide otherwise
NEEDED = {"kind", "title", "desk", "ways", "causes", "rules", "opening", "body", "request", "enclose", "check"}
OPTIONAL = {"statuses", "cites", "lead"}


@dataclass(frozen=True)
class Piece:
    """One item of a letter's body: a text, a heading, or a part that is made from the claim."""

    kind: str
    value: str
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def applies(self, true: frozenset[str] | set[str]) -> bool:
        """Whether the claim fulfils its conditions."""
        return set(self.when) <= true and not set(self.unless) & true


@dataclass(frozen=True)
class Template:
    """One file of data/letters; see its README for the keys."""

    name: str
    kind: str
    title: str
    desk: str
    ways: tuple[str, ...]
    causes: tuple[str, ...]
    statuses: tuple[str, ...]
    rules: tuple[str, ...]
    opening: str
    lead: str
    body: tuple[Piece, ...]
    request: str
    enclose: tuple[str, ...]
    check: tuple[str, ...]

    @property
    def tells_units(self) -> bool:
        """Whether the arithmetic of the units is among its parts."""
        return any((piece.kind, piece.value) == ("part", "units") for piece in self.body)

    def fits(self, cause: str | None, way: str, status: str) -> int:
        """How well it fits: 3 it is for lines that stand so, 2 it names the cause, 1 it takes any, 0 not at all."""
        if status in self.statuses:
            return 3
        if way not in self.ways:
            return 0
        return 2 if cause in self.causes else int(ANY in self.causes)


@functools.cache
def common() -> Mapping[str, Any]:
    """What every letter shares: data/letters/common.yaml."""
    return yaml.safe_load((FOLDER / f"{COMMON}.yaml").read_text(encoding="utf-8"))


@functools.cache
def shipped() -> Mapping[str, Template]:
    """Every letter by its name. Raises InputError for a file that cannot be used."""
    paths = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != COMMON)
    return {path.stem: read(path, common()["missing"]) for path in paths}


def read(path: Path, known: Mapping[str, str]) -> Template:
    """One letter of a YAML file; known: the facts it may name. Raises InputError, which says what is wrong where."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise InputError("is no YAML", file=path.name, fix="see data/letters/README.md") from None
    keys = set(said) if isinstance(said, dict) else set()
    if not keys >= NEEDED or keys - NEEDED - OPTIONAL:
        wrong = ", ".join(sorted(keys ^ NEEDED - OPTIONAL))
        raise InputError(f"keys that are missing or unknown: {wrong}", file=path.name, fix="see data/letters/README.md")
    body = tuple(_piece(item, path.name) for item in said["body"])
    texts = [said["opening"], said["request"], said.get("lead", ""), *said["enclose"], *(piece.value for piece in body)]
    unknown = sorted(set().union(*map(named, texts)) - set(known))
    if unknown or said["kind"] not in KINDS:
        what = f"no such fact: {', '.join(unknown)}" if unknown else f"no such kind: {said['kind']}"
        raise InputError(what, file=path.name, fix="see data/letters/README.md")
    lists = {key: tuple(said.get(key, ())) for key in ("ways", "causes", "statuses", "rules", "enclose", "check")}
    plain = {key: said.get(key, "") for key in ("kind", "title", "desk", "opening", "lead", "request")}
    return Template(name=path.stem, body=body, **plain, **lists)


def _piece(item: Any, file: str) -> Piece:
    kinds = [key for key in ("text", "heading", "part") if isinstance(item, dict) and key in item]
    rest = set(item) - {"when", "unless"} if kinds else set()
    when, unless = (tuple(item.get(key, ())) if kinds else () for key in ("when", "unless"))
    if len(rest) != 1 or not {*when, *unless} <= set(CONDITIONS) or (kinds == ["part"] and item["part"] not in PARTS):
        raise InputError(
            "an item of the body has not one of text, heading and part, or an unknown part or condition",
            file=file,
            fix="see data/letters/README.md",
        )
    return Piece(kinds[0], item[kinds[0]], when, unless)


def choose(cause: str | None, way: str, status: str, letter: str | None, *, bars_appeal: bool) -> Template | None:
    """The letter for a claim, null where none serves its way.

    letter: the one the decision table names, taken where it serves the way. A claim that bars an appeal is answered by
    the cover of a corrected claim, whatever else would be argued.
    """
    best = _best(cause, way, status, letter)
    if bars_appeal and (best is None or best.kind in CONTEST):
        return _best(cause, "corrected_claim", "", None)
    return best


def _best(cause: str | None, way: str, status: str, letter: str | None) -> Template | None:
    fit = {template: template.fits(cause, way, status) for template in shipped().values()}
    best = max(fit, key=lambda one: (fit[one], one.name))
    own = shipped().get(letter or "")
    if own and way in own.ways and fit[best] < 3:
        return own
    return best if fit[best] else None
