"""The form of a payer-rules file: which keys there are and what each may hold (data/payers/README.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails, PydanticCustomError

from analytics.errors import InputError
from analytics.rules.payer_yaml import KeyPath

PayerClass = Literal[
    "medicare",
    "medicare_advantage",
    "medicaid",
    "tricare",
    "va",
    "workers_comp",
    "auto",
    "commercial",
    "self_pay",
    "unknown",
]
UnitRule = Literal["cms", "ama", "strict15", "per_visit", "review"]
PAYER_CLASSES: tuple[str, ...] = get_args(PayerClass)
CLASS_PREFIX = "class:"
UNVERIFIED = "unverified"


def _day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", value):
        raise PydanticCustomError("day", "is not a date written as 2026-01-31")
    return value


def _checked(value: Any) -> Any:
    return None if value == UNVERIFIED else value


def _pattern(value: str) -> str:
    """Lower case, single spaces, single stars: the form in which names are compared."""
    text = re.sub(r"\*+", "*", " ".join(value.lower().split()))
    if text.startswith(CLASS_PREFIX) and text.removeprefix(CLASS_PREFIX) not in PAYER_CLASSES[:-1]:
        raise PydanticCustomError("pattern", "names no payer class")
    if re.search(r"[\[\]\\]", text):
        raise PydanticCustomError("pattern", "may hold only * and ? as wildcards")
    if not literal(text).strip():
        raise PydanticCustomError("pattern", "would match every payer")
    return text


def literal(pattern: str) -> str:
    """The pattern without its wildcards."""
    return pattern.replace("*", "").replace("?", "")


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Pattern = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_pattern)]
Code = Annotated[str, BeforeValidator(_upper), Field(pattern=r"^[0-9A-Z]{4}[0-9A-Z]$")]
Modifier = Annotated[str, BeforeValidator(_upper), Field(pattern=r"^[0-9A-Z]{2}$")]
Amount = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
AmountOrNothing = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Checked = Annotated[Day | None, BeforeValidator(_checked)]
Days = Annotated[int, Field(gt=0, le=3660)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DailyCap(_Form):
    """What a payer pays at most per patient and day. amount: units, dollars, RVUs or codes, as kind says.

    amount_with_evaluation, amount_with_reevaluation: what holds instead on a day with such a code; 0 = nothing
    beside it, None = the same amount.
    """

    kind: Literal["units", "units_per_discipline", "dollars", "rvu", "one_code_per_discipline"]
    amount: Amount
    amount_with_evaluation: AmountOrNothing | None = None
    amount_with_reevaluation: AmountOrNothing | None = None
    codes: list[Code] = []
    keep: Literal["claim_order", "highest_paid"] = "claim_order"


class Rules(_Form):
    """The keys of a version that say something about the payer. One that isn't written is inherited.

    The `= None` defaults are never read: only keys in `model_fields_set` count. So a key whose type lacks None
    can be left out but not emptied.
    """

    unit_rule: UnitRule = None
    discipline_modifier: Literal["required", "optional", "rejected"] = None
    assistant_modifier: Literal["required", "not_used"] = None
    assistant_share: Annotated[Decimal, Field(gt=0, le=1, max_digits=5, decimal_places=4)] = None
    assistant_base: Literal["payer_share", "allowed"] = None
    distinct_modifiers: list[Modifier] = None
    ncci: Literal["cms", "none"] = None
    extra_pairs: list[tuple[Code, Code]] = None
    kx: bool = None
    mppr: Literal["medicare", "pe50_no_gpci", "total50", "none"] = None
    mppr_scope: Literal["all", "facility", "professional"] = None
    sequestration: bool = None
    daily_cap: DailyCap | None = None
    visit_rate: Amount | None = None
    capitated: bool = None
    timely_filing_days: Days | None = None
    corrected_claim_days: Days | None = None
    appeal_days: Days | None = None


KEYS = tuple(Rules.model_fields)


class KeySource(_Form):
    """Where the value of one key was read, where that differs from the rest of its version."""

    source: Text
    verified: Checked = None


Sources = create_model("Sources", __base__=_Form, **{key: (KeySource, None) for key in KEYS})


class Version(Rules):
    """What a payer's rules are from a day on; a written null says "none"."""

    effective: Day
    source: Text = None
    verified: Checked = None
    sources: Sources = Sources()


class Payer(_Form):
    """One payer of a file. In a file laid over others, class, match and versions may be left out."""

    payer: Annotated[str, Field(min_length=1, max_length=200)]
    match: list[Pattern] = None
    class_: PayerClass = Field(None, alias="class")
    versions: list[Version] = []


class Book(_Form):
    """A whole file."""

    payers: list[Payer]


def check(document: Any, lines: Mapping[KeyPath, int], file: str) -> Book:
    """The document as a Book. Raises InputError for the first fault of the file, with its line and key."""
    try:
        return Book.model_validate(document)
    except ValidationError as fault:
        # A misspelled key is also a missing key: the misspelling says more.
        details = sorted(fault.errors(include_url=False), key=lambda detail: detail["type"] == "missing")
        raise min((_fault(detail, lines, file) for detail in details), key=lambda one: one.row or 0) from None


def _fault(detail: ErrorDetails, lines: Mapping[KeyPath, int], file: str) -> InputError:
    path = tuple(part for part in detail["loc"])
    known = path
    while known and known not in lines:
        known = known[:-1]
    key = next((part for part in reversed(path) if isinstance(part, str)), None)
    what, fix = _words(detail, path)
    return InputError(what, fix=fix, file=file, row=lines[known], column=key)


def _words(detail: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    kind, given = detail["type"], detail.get("input")
    if kind == "extra_forbidden":
        return "unknown key", f"the keys here are {', '.join(_keys_at(path))}"
    if kind == "missing":
        return "the key is missing", "write it"
    if given is None:
        return "is empty", "write a value, or leave the key out"
    shown = f'"{given[:40]}"' if isinstance(given, str) else "the value"
    if kind == "literal_error":
        return f"{shown} is not known", f"write one of {detail['ctx']['expected']}".replace("'", "")
    if kind in ("day", "pattern"):
        return f"{shown} {detail['msg']}", "see data/payers/README.md"
    return f"{shown} cannot be used", detail["msg"].replace("Input", "it", 1).replace("String", "it", 1)


def _keys_at(path: KeyPath) -> list[str]:
    inside = next((part for part in reversed(path[:-1]) if isinstance(part, str)), None)
    forms = {None: Book, "payers": Payer, "versions": Version, "daily_cap": DailyCap, "sources": Sources}
    return [field.alias or name for name, field in forms.get(inside, KeySource).model_fields.items()]
