"""What the values of a column say about it: which field they can be, and which they cannot."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache

from analytics.contract import Field
from analytics.workspace import REFERENCE

NEARLY_ALL = 0.9
CPT_LIKE = re.compile(r"[0-9]{4}[0-9A-Za-z]\b|[A-Za-z][0-9]{4}\b")
CPT_GLUED = re.compile(r"(?:[0-9]{4}[0-9A-Za-z]|[A-Za-z][0-9]{4})(?:[A-Za-z][A-Za-z0-9])*\b")
GROUP_LIKE = re.compile(r"(CO|PR|OA|PI|CR)\b|contract|patient r|pay[oe]r i", re.IGNORECASE)
CARC_LIKE = re.compile(r"(?:(?:CO|PR|OA|PI|CR)[ :-]*)?[A-Za-z]?[0-9]{1,3}\b", re.IGNORECASE)
CARC_SURE = re.compile(r"(?:CO|PR|OA|PI|CR)[ :-]*[A-Za-z]?[0-9]{1,3}\b", re.IGNORECASE)
DATE_LIKE = re.compile(r"(?:\d{1,2}[/-]\d{1,2}[/-](?:\d{2}|\d{4})|(?:19|20)\d{2}[/-]\d{1,2}[/-]\d{1,2})(?:$|[ T])")
ICD_LIKE = re.compile(r"[A-TV-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?:$|[ ,;|])", re.IGNORECASE)
NPI_LIKE = re.compile(r"[12][0-9]{9}$")
MODIFIER_LIKE = re.compile(
    r"(?:(?:G[PONAYZX]|KX|C[QO]|X[ESPU]|59|76|77|25|22|52|95|GT|SC|AT)[ ,;:/.-]*){1,5}$", re.IGNORECASE
)
MONEY_LIKE = re.compile(r"[($-]*\$? ?-?\d[\d,]*(?:\.\d+)?\)?-?(?: ?(?:CR|DR))?$", re.IGNORECASE)
MONEY_SURE = re.compile(r".*(?:\$|\.\d\d)")
CLOCK_LIKE = re.compile(r"\d{1,2}:\d{2}.*[ap]\.?m|\d{2}:\d{2}:\d{2}$", re.IGNORECASE)
STATUS_LIKE = re.compile(
    r"0*\d{1,2}(?:$|\.0|[ :-])|.*(?:revers|void|deni|reject|forward|primary|secondary|tertiary)|paid|processed", re.I
)
OUTCOME_LIKE = re.compile(
    r".*(?:accept|reject|pending|acknowledg|received|forward|error|fail)|[AP][0-9]\b", re.IGNORECASE
)
# Words of a class that are no payer's own name, as Medicare and Medicaid are.
CLASS_ONLY = re.compile(
    r"commercial|self.?pay|work.*comp|wc$|auto|hmo$|ppo$|private|managed|government|other", re.IGNORECASE
)
# Headers that systems use for something else as often as for a procedure.
VAGUE_CODES = frozenset({"code", "service", "procedure", "proc", "charge code", "service code", "billing code"})
VAGUE_CLASSES = frozenset({"insurance", "ins", "plan", "primary insurance"})


def share(pattern: re.Pattern[str], values: list[str]) -> float:
    """Part of the values that match the pattern from their start; 0 for no values."""
    return sum(bool(pattern.match(value)) for value in values) / len(values) if values else 0.0


@cache
def _therapy_codes() -> frozenset[str]:
    with (REFERENCE / "therapy_code.csv").open(encoding="utf-8", newline="") as handle:
        return frozenset(row["hcpcs"] for row in csv.DictReader(handle))


def _procedures(values: list[str]) -> bool:
    """Codes, half of them of therapy: five digits alone may be a place."""
    ours = sum(value[:5].upper() in _therapy_codes() for value in values)
    return share(CPT_GLUED, values) >= NEARLY_ALL and ours * 2 >= len(values)


def _like(pattern: re.Pattern[str]) -> Callable[[list[str]], bool]:
    return lambda values: share(pattern, values) >= NEARLY_ALL


# field -> whether values can hardly be anything else; the order in which a table's missing fields are looked for
VALUE_TESTS: dict[str, Callable[[list[str]], bool]] = {
    "cpt": _procedures,
    "dos": _like(DATE_LIKE),
    "dx1": lambda values: share(ICD_LIKE, values) >= NEARLY_ALL and any("." in value for value in values),
    "rendering_npi": _like(NPI_LIKE),
    "modifiers": _like(MODIFIER_LIKE),
    "carc": _like(CARC_SURE),
}


def looks_like_money(values: list[str]) -> bool:
    """Amounts, of which some have cents or a dollar sign."""
    return share(MONEY_LIKE, values) >= NEARLY_ALL and any(map(MONEY_SURE.match, values))


def plausible(field: Field, header: str, values: list[str]) -> bool:
    """Whether values under a normalised header can be the field: False only where they speak against it."""
    if field.name == "group_code" and header == "group":
        return any(map(GROUP_LIKE.match, values))
    if not values:
        return True
    test = _VETOES.get(field.name)
    return test(header, values) if test else True


def _code(header: str, values: list[str]) -> bool:
    if header in VAGUE_CODES and not any(map(CPT_GLUED.match, values)):
        return False
    return "code" not in header or share(CPT_LIKE, values) >= share(CARC_LIKE, values)


def _reason(header: str, values: list[str]) -> bool:
    if header == "reason" and not any(map(CARC_LIKE.match, values)):
        return False
    return "code" not in header or share(CARC_LIKE, values) >= share(CPT_LIKE, values)


def is_class(values: list[str]) -> bool:
    """Classes of payers rather than payers: several short words, one of them no payer's name."""
    return (
        len(set(values)) > 1
        and any(map(CLASS_ONLY.match, values))
        and all(value.count(" ") < 3 for value in values)
        and (share(_class_words(), values) >= NEARLY_ALL)
    )


@cache
def _class_words() -> re.Pattern[str]:
    with (REFERENCE / "payer_class_synonym.csv").open(encoding="utf-8", newline="") as handle:
        words = [row["synonym"] for row in csv.DictReader(handle) if row["basis"] == "word"]
    pattern = "|".join(re.escape(word).replace(r"\ ", "[^a-z0-9]+") for word in words)
    return re.compile(f"(?:{pattern})[^a-z0-9]*$", re.IGNORECASE)


_VETOES: dict[str, Callable[[str, list[str]], bool]] = {
    "cpt": _code,
    "carc": _reason,
    "payer_name": lambda header, values: header not in VAGUE_CLASSES or not is_class(values),
    "payer_class": lambda header, values: header not in VAGUE_CLASSES or is_class(values),
    "claim_status": lambda header, values: (
        header != "status" or share(STATUS_LIKE, values) + share(OUTCOME_LIKE, values) > 0
    ),
    # A mark that a line was written off, or why, is no amount.
    "written_off": lambda header, values: any(map(MONEY_LIKE.match, values)),
    "minutes": lambda header, values: header != "time" or share(CLOCK_LIKE, values) < 0.5,
    "dos": lambda header, values: header not in ("from", "service from") or any(map(re.compile(r".*\d").match, values)),
}
