"""The value of one key of payer rules: as a person writes it in a form, and as a person reads it in a table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import yaml

from analytics.errors import InputError
from analytics.rules.payer_model import KEYS, Rules

NONE = "none"
EXAMPLES = {
    "assistant_share": "0.85",
    "distinct_modifiers": "59, XE, XS, XP, XU",
    "extra_pairs": "[97530, 97110], [97140, 97124]",
    "daily_cap": "{kind: units, amount: 4}",
    "visit_rate": "85.00",
    "timely_filing_days": "180",
    "corrected_claim_days": "365",
    "appeal_days": "180",
}
_LISTS = {"distinct_modifiers": "[", "extra_pairs": "[["}  # how a list begins that has its brackets
_SIGNS = (*"&*!|>\n", "[[[", "{{")  # YAML's own: none is part of a value
_EMPTY = ("daily_cap", "visit_rate", "timely_filing_days", "corrected_claim_days", "appeal_days")
_MOST = 2000  # characters of one value


def choices(key: str) -> tuple[str, ...]:
    """The words a key may hold; empty where it holds a number, a list or a daily cap."""
    annotation = Rules.model_fields[key].annotation
    if annotation is bool:
        return ("yes", "no")
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def read(key: str, written: str) -> Any:
    """What somebody wrote into a form as the value of a key, for analytics.rules.edits.version, which checks it.

    Raises InputError for what is no value at all.
    """
    text = written.strip()
    if key not in KEYS:
        raise InputError(f"{key} is no key of payer rules", fix=f"take one of {', '.join(KEYS)}")
    if choices(key) == ("yes", "no"):
        return {"yes": True, "no": False}.get(text.lower(), text)
    if choices(key):
        return text
    if text.lower() in ("", NONE):
        if key in _LISTS:
            return []
        if key in _EMPTY and text:
            return None
        raise InputError("no value is given", fix=f"write one like {EXAMPLES[key]}", column=key)
    return _plain(key, text)


def _plain(key: str, text: str) -> Any:
    if key in _LISTS:
        text = text.replace(" ", "")
        text = text if text.startswith(_LISTS[key]) else f"[{text}]"
    fault = InputError("the value cannot be read", fix=f"write it like {EXAMPLES[key]}", column=key)
    if len(text) > _MOST or any(sign in text for sign in _SIGNS):
        raise fault
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # makes text and nothing else
    except yaml.YAMLError:
        raise fault from None


def shown(rule: Mapping[str, Any], key: str) -> str:
    """The value of a key in a row of payer_rule, in short; "none": stated so, or nobody knows."""
    if key == "daily_cap":
        return _cap(rule)
    value = rule[key]
    if value is None or value == []:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:.2f}" if key == "visit_rate" else _number(value)
    if key == "extra_pairs":
        return ", ".join(f"{pair['column_1']}+{pair['column_2']}" for pair in value)
    return " ".join(value) if isinstance(value, list) else str(value)


def _cap(rule: Mapping[str, Any]) -> str:
    if rule["daily_cap_kind"] is None:
        return NONE
    kind = rule["daily_cap_kind"].replace("_", " ")
    parts = [f"{_number(rule['daily_cap_amount'])} {kind}"]
    for column, words in (("daily_cap_evaluation", "an evaluation"), ("daily_cap_reevaluation", "a re-evaluation")):
        if rule[column] is not None:
            parts.append(f"{_number(rule[column])} on a day with {words}")
    if rule["daily_cap_codes"]:
        parts.append(f"of {' '.join(rule['daily_cap_codes'])}")
    return ", ".join(parts)


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
