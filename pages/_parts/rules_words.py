"""Words and columns of the Payer rules page: what each rule is called, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.rules import values
from pages._parts import text

KEYS = {  # key of payer rules: what it is called, what it says
    "unit_rule": ("Unit rule", "How timed minutes become units"),
    "discipline_modifier": ("GP, GO, GN", "Whether a discipline modifier must stand on the line"),
    "assistant_modifier": ("CQ, CO", "Whether an assistant's part must be marked"),
    "assistant_share": ("Assistant's share", "Share that is paid for an assistant's units"),
    "assistant_base": ("Share is taken of", "The payer's part, or the whole allowed amount"),
    "distinct_modifiers": ("Distinct-service modifiers", "Which modifiers mark a service as distinct"),
    "ncci": ("Pair edits", "CMS edits by date of service, or none"),
    "extra_pairs": ("Its own pairs", "Pairs the payer bundles by its own policy"),
    "kx": ("KX threshold", "Whether the therapy threshold applies"),
    "mppr": ("Several procedures", "How several procedures on a day are cut"),
    "mppr_scope": ("Cut applies to", "Which claims are cut"),
    "sequestration": ("Sequestration", "Whether a statutory cut is taken from the payment"),
    "daily_cap": ("Daily cap", "Most that is paid per patient and day"),
    "visit_rate": ("Rate per visit", "Dollars per visit, under the rule per visit"),
    "capitated": ("Capitated", "Whether the contract pays by the head: CARC 24 is then no denial"),
    "timely_filing_days": ("Days to file", "From the date of service"),
    "corrected_claim_days": ("Days to correct", "From the date of service"),
    "appeal_days": ("Days to appeal", "From the answer"),
}
SHOWN = ("unit_rule", "discipline_modifier", "assistant_modifier", "ncci", "mppr", "daily_cap", "timely_filing_days")
DEFAULT = "class default, not found for this payer"
UNVERIFIED = "unverified"
MPPR = {"medicare": "as Medicare", "total50": "half the rate", "pe50_no_gpci": "half the practice expense"}
DAYS = ("timely_filing_days", "corrected_claim_days", "appeal_days")


def value(rule: Mapping[str, Any], key: str) -> str:
    """The value of a key in our words."""
    said = values.shown(rule, key)
    if key in DAYS and said == values.NONE:
        return "unknown"
    return word(key, said) if values.choices(key) else said


def word(key: str, choice: str) -> str:
    """One of the words a key may hold, in ours."""
    if key == "unit_rule":
        return text.label(choice)
    if key == "ncci" and choice == "cms":
        return "CMS edits"
    return (MPPR.get(choice) if key == "mppr" else None) or choice.replace("_", " ")


def trust(rule: Mapping[str, Any], key: str) -> str:
    """What is to be said beside a value: nothing where somebody verified it for this payer."""
    if key in (rule["assumed"] or []):
        return DEFAULT
    return UNVERIFIED if key in (rule["unverified"] or []) else ""


def marked(rule: Mapping[str, Any], key: str) -> str:
    """The value with its mark, short enough for a cell."""
    mark = trust(rule, key)
    return f"{value(rule, key)} ({'class default' if mark == DEFAULT else mark})" if mark else value(rule, key)


def differing(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    """What a version changes against the one before it: `Unit rule: AMA per code to CMS 8-minute`."""
    if before is None:
        return "first version"
    pairs = [(words, value(before, key), value(after, key)) for key, (words, _) in KEYS.items()]
    changed = [f"{words}: {old} to {new}" for words, old, new in pairs if old != new]
    return "; ".join(changed) or "the source or its date"
