"""The sentences of what payers really do (analytics.practised)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.practised import Verdict

NAMES = {  # question: what stands or does not stand on the line
    "discipline_modifier": "GP, GO or GN",
    "assistant_modifier": "CQ or CO",
    "kx": "KX",
    "distinct_modifiers": "59 or X{EPSU}",
    "units_ama": "AMA",
    "units_cms": "CMS",
}
VALUES = {
    "yes": "required past the threshold",
    "no": "not used",
    "not_used": "not used",
    "no_edits": "no pair edits",
    "no_modifier": "no modifier parts a pair",
    "cms": "CMS 8-minute",
    "ama": "AMA per code",
    "strict15": "full 15 minutes",
    "review": "a person decides",
}
LAW = {"medicare"}  # classes whose rules are public law: being paid against them is no permission


def sentence(one: Verdict) -> str:
    """What was seen, and what the rule on file says: one or two sentences for a biller."""
    said = _units(one) if is_units(one) else _modifier(one)
    return " ".join(part for part in (said, _on_file(one), _caution(one)) if part)


def evidence(one: Verdict) -> str:
    """The counts as the source of a rule: unverified, for nobody read it anywhere."""
    first, second = _of(one.denied_with, one.lines_with), _of(one.denied_without, one.lines_without)
    name, days = NAMES[one.question], f"services {one.since or one.first_day} to {one.last_day}"
    if is_units(one):
        return (
            f"observed: {first} visits at the {name} count not paid in full, {second} where both counts agree, {days}"
        )
    return f"observed: {first} lines with {name} denied, {second} without, {days}"


def is_units(one: Verdict) -> bool:
    """Whether it is about the unit rule; else about a modifier."""
    return one.question in ("units_ama", "units_cms")


def is_law(one: Verdict) -> bool:
    """Whether the rule on file is law, which no payment changes."""
    return one.payer_class in LAW


def file_says(one: Verdict) -> str:
    """The value on file in our words."""
    return VALUES.get(one.value, one.value)


def _modifier(one: Verdict) -> str:
    name, payer = NAMES[one.question], one.payer
    without = f"{_of(one.denied_without, one.lines_without)} lines without {name}"
    match one.practice:
        case "as_often":
            return (
                f"{payer}: {one.lines_without:,} lines without {name} were paid as often as {one.lines_with:,} with it"
                f" ({_rates(one)} denied; {_range(one)})."
            )
        case "required":
            return (
                f"{payer}: {without} were denied, {_of(one.denied_with, one.lines_with)} with it ({_range(one)});"
                f" {one.spoken_without:,} of those denials speak of the modifier."
            )
        case "rejected":
            return (
                f"{payer}: {_of(one.denied_with, one.lines_with)} lines with {name} were denied,"
                f" {_of(one.denied_without, one.lines_without)} without it ({_range(one)});"
                f" {one.spoken_with:,} of those denials speak of the modifier."
            )
    if not one.lines_with or not one.lines_without:
        lines, how = (one.lines_with, "with") if one.lines_with else (one.lines_without, "without")
        return f"{payer}: all {lines:,} lines were sent {how} {name}, so nothing can be compared."
    return f"{payer}: {without} were denied, {_of(one.denied_with, one.lines_with)} with it. {_undecided(one)}"


def _undecided(one: Verdict) -> str:
    if one.rates is None:
        return "No code was sent both ways, so nothing can be compared."
    days, more = (one.days_without, "without") if one.rates.difference > 0 else (one.days_with, "with")
    if one.is_apart:
        return (
            f"The denials {more} it fall on {days} patients' days only: whole claims are denied, that is no rule yet."
        )
    if one.verdict == "unclear":
        return f"That is neither as often nor clearly more often ({_range(one)})."
    if one.needed:
        return f"Too few to say; to call both the same takes about {one.needed:,} without it."
    return "Too few to say."


def _units(one: Verdict) -> str:
    higher, lower = ("AMA", "CMS") if one.question == "units_ama" else ("CMS", "AMA")
    paid, paid_agreeing = one.lines_with - one.denied_with, one.lines_without - one.denied_without
    said = (
        f"{one.payer}: {_of(paid, one.lines_with)} visits billed at the {higher} count, where {lower} counts fewer"
        f" units, were paid for every unit, {_of(paid_agreeing, one.lines_without)} where both count the same"
    )
    match one.practice:
        case "as_often" | "required":
            return (
                f"{said}. The claim shows the payer no minutes: this says only that the higher count was not refused."
            )
        case "rejected":
            return f"{said} ({_range(one)})."
    return f"{said}. Too few to say." if one.verdict == "too_few" else f"{said}. That settles nothing."


def _on_file(one: Verdict) -> str:
    trust = f"verified {_day(one.verified)}" if one.verified else "unverified"
    trust = f"default of its class, {trust}" if one.is_assumed else trust
    since = f" since {_day(one.since)}, and earlier days are left out" if one.since else ""
    return f"Your rule says {file_says(one)} ({trust}){since}."


def _caution(one: Verdict) -> str:
    if one.verdict != "file_stricter":
        return ""
    if is_law(one):
        return "It is Medicare's own rule: what is paid against it can be taken back, so no change is proposed."
    if one.question == "assistant_modifier":
        return "A claim does not say who treated: that it was paid does not make the modifier needless."
    if one.question == "distinct_modifiers":
        return "Only the pairs billed here were seen."
    if is_units(one) and one.verified and not one.is_assumed:
        return "Somebody verified the rule, so no change is proposed."
    if one.verified and not one.is_assumed:
        return "Somebody read that rule: what is paid against it may be taken back."
    return ""


def _rates(one: Verdict) -> str:
    return f"{_percent(one.rates.without_it)} and {_percent(one.rates.with_it)}"


def _range(one: Verdict) -> str:
    rates = one.rates
    return f"difference {points(rates.difference)} points, 95 % from {points(rates.low)} to {points(rates.high)}"


def _of(cases: int, lines: int) -> str:
    return f"{cases:,} of {lines:,}"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")


def points(share: float) -> str:
    """A share in points of a hundred: 0.4, -1.0."""
    return f"{share * 100:.1f}".replace("-0.0", "0.0")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
