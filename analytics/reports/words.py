"""How figures, dates and names are written everywhere: $12,340, 4.2 %, 3 Mar 2026, and our own words for codes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analytics.reports.rule_words import RULES
from analytics.selection import Filter

UNKNOWN = "–"
THIN = "\u202f"  # narrow no-break space before the per cent sign
CHOSEN = {
    "practices": "Practice",
    "locations": "Location",
    "payers": "Payer",
    "payer_classes": "Payer class",
    "providers": "Provider",
    "disciplines": "Discipline",
    "codes": "Code",
}
BASIS = {"service": "Dates of service", "submission": "Submitted", "remittance": "Answered"}
FIX = {
    "unbilled_units": "Bill the missing units with corrected claims.",
    "unbilled_visit": "Bill the visit: its minutes are documented.",
    "underpaid": "Hold the payment against the contract and ask for the difference.",
    "written_off": "Send the claim while there is time.",
}
OTHER_FIX = "Send corrected claims."
LABELS = {
    "unbilled_units": "Units not billed",
    "missing_modifier": "Missing modifier",
    "bundled": "Bundled",
    "medical_necessity": "Medical necessity",
    "authorization": "Authorization",
    "eligibility": "Eligibility",
    "timely_filing": "Filed too late",
    "duplicate": "Duplicate",
    "coding": "Coding",
    "other_denial": "Other denial",
    "underpaid": "Underpaid",
    "unbilled_visit": "Visit not billed",
    "excess_units": "Excess units",
    "assistant_modifier": "Assistant modifier",
    "kx_without_support": "KX without support",
    "unneeded_modifier": "Unneeded modifier",
    "overlapping_time": "Overlapping time",
    "cloned_note": "Copied note",
    "overpaid": "Overpaid",
    "auth_referral": "Authorization or referral",
    "benefit_limit": "Not a covered benefit",
    "bundling": "Bundled",
    "cob_other_payer": "Another payer first",
    "coding_modifier": "Code or modifier",
    "medical_necessity_documentation": "Necessity or documentation",
    "provider_enrolment": "Provider enrolment",
    "pricing_other": "Price or other",
    "unclassified": "Unclassified",
    "quantity_frequency": "Quantity or frequency",
    "payment_route": "Payment route",
    "earned": "Earned",
    "above_expected": "Paid above expected",
    "denied": "Denied",
    "statutory": "Taken by law",
    "written_off": "Written off",
    "open_insurance": "Open with insurers",
    "open_patient": "Open with patients",
    "unexplained": "Unexplained",
    "collected": "Collected",
    "cms": "CMS 8-minute",
    "ama": "AMA per code",
    "strict15": "Full 15 minutes",
    "per_visit": "Per visit",
    "review": "A person decides",
    "under": "Under",
    "over": "Over",
    "mixed": "Wrong codes",
    "ok": "OK",
    "undetermined": "Undetermined",
    "partly_recovered": "Partly recovered",
    "patient_billed": "Left to patient",
    "x12_835": "835 remittance",
    "x12_837p": "837P claims",
    "fee_schedule": "Fee schedule",
    "opening_balance": "Opening balances",
    "payer_median": "payer's median",
    "class_median": "class median",
    "practice_median": "practice median",
    "pe50_no_gpci": "Half practice expense",
    "x12_277ca": "277CA acknowledgements",
}


def next_step(category: str, said: str | None) -> str:
    """What to do about a leak: as its denials say, else by its category."""
    return said or FIX.get(category, OTHER_FIX)


def label(name: str | None) -> str:
    """Our words for a code name; an unknown one in sentence case."""
    if not name:
        return UNKNOWN
    return LABELS.get(name) or RULES.get(name) or name.replace("_", " ").capitalize()


def inside(name: str | None) -> str:
    """The same within a sentence: lower case, unless it begins with an abbreviation."""
    words = label(name)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def money(amount: Decimal | float | None, *, cents: bool = False) -> str:
    """$12,340, with cents where asked for."""
    if amount is None:
        return UNKNOWN
    value = Decimal(amount).quantize(Decimal("0.01") if cents else Decimal(1), ROUND_HALF_UP)
    return f"{'-' if value < 0 else ''}${abs(value):,}"


def cents(amount: Decimal | float | None) -> str:
    """$12,340.50."""
    return money(amount, cents=True)


def short_money(amount: Decimal | float | None) -> str:
    """$940, $12,340, $124k, $1.2M: for tiles and marks, where room is short."""
    if amount is None:
        return UNKNOWN
    size = abs(float(amount))
    sign = "-" if amount < 0 else ""
    if size >= 999_500:
        return f"{sign}${size / 1e6:.1f}M"
    return f"{sign}${size / 1e3:.0f}k" if size >= 99_950 else money(amount)


def short_range(low: Decimal, high: Decimal) -> str:
    """$24k to $27k."""
    return f"{thousands(low)} to {thousands(high)}"


def thousands(amount: Decimal) -> str:
    """$45k, where room is shortest."""
    return f"${float(amount) / 1e3:.0f}k" if 10_000 <= amount < 999_500 else short_money(amount)


def days(count: float | None) -> str:
    """A number of days without its fraction."""
    return UNKNOWN if count is None else f"{count:,.0f}"


def number(count: Any) -> str:
    """12,340 or 12.5."""
    if count is None:
        return UNKNOWN
    return f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"


def percent(share: float | Decimal | None, digits: int = 1) -> str:
    """A share of 1 as 4.2 %."""
    return UNKNOWN if share is None else f"{float(share):.{digits}%}".replace("%", f"{THIN}%")


def day(date: datetime.date | None) -> str:
    """3 Mar 2026."""
    return UNKNOWN if date is None else f"{date.day} {date:%b %Y}"


def counted(count: Any, one: str, many: str | None = None) -> str:
    """1 line, 12 lines."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def cut(name: str | None, most: int = 40) -> str:
    """A name where room is short: at most so many characters, the last one an ellipsis."""
    text = " ".join(str(name if name not in (None, "") else UNKNOWN).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "\u2026"


def covers(chosen: Filter | None) -> str:
    """What a filter keeps, in words: `Payers: Cigna, Aetna; Dates of service: 1 Jan 2026 to 31 Mar 2026`."""
    if not chosen:
        return "everything loaded"
    parts = [f"{said}: {some(getattr(chosen, name), cut)}" for name, said in CHOSEN.items() if getattr(chosen, name)]
    if chosen.start or chosen.end:
        ends = f"from {day(chosen.start)}" if chosen.start else ""
        ends += f" until {day(chosen.end)}" if chosen.end else ""
        parts.append(f"{BASIS[chosen.basis]}: {ends.strip()}")
    return "; ".join(parts) or "everything loaded"


def some(names: Sequence[str], said: Callable[[str], str] = str) -> str:
    """`Cigna, Aetna, Anthem and 2 more`; said: how one of them is written."""
    shown = ", ".join(map(said, names[:3]))
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
