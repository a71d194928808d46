"""Which units a therapy assistant furnished: CQ and CO by the minutes of a code.

A second opinion on the engine's rule, in plain Python. Source: 42 USC 1395m(v); Pub 100-04, chapter 5, section 20.1,
with the billing examples of CMS for 2022 and later.
"""

from __future__ import annotations

from fractions import Fraction

UNIT_MINUTES = 15
MIDPOINT = 8
LITTLE = Fraction(1, 10)  # up to a tenth of a service an assistant counts for nothing


def assisted_units(therapist: int, assistant: int, units: int, *, timed: bool = True) -> int:
    """How many of a code's billed units carry the assistant's modifier.

    therapist: minutes of the therapist, treatment together with the assistant included; assistant: minutes of the
    assistant alone. Full quarters go to whoever furnished them; of one unit left, the therapist's eight minutes decide,
    then the assistant's, then whether the assistant did more than a tenth; two units left are one of each.
    """
    if not timed:
        return units if _matters(therapist, assistant) else 0
    own, helped = therapist // UNIT_MINUTES, assistant // UNIT_MINUTES
    left = units - own - helped
    if left < 0:  # fewer units billed than furnished: the therapist's go first
        return max(0, units - own)
    therapist, assistant = therapist % UNIT_MINUTES, assistant % UNIT_MINUTES
    if left >= 2:
        return helped + left // 2
    if left == 0 or therapist >= MIDPOINT:
        return helped
    return helped + (assistant >= MIDPOINT or _matters(therapist, assistant))


def _matters(therapist: int, assistant: int) -> bool:
    return assistant > LITTLE * (therapist + assistant)
