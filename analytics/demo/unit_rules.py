"""The unit rules once more, in plain Python: a second opinion the engine's SQL is held against.

Nothing here is shared with the engine on purpose. Both functions take and give mappings by procedure code.
"""

from __future__ import annotations

from collections.abc import Mapping

UNIT_MINUTES = 15
MIDPOINT = 8

TIMED_CODES = frozenset({"97035", "97110", "97112", "97116", "97140", "97530", "97535", "97760"})


def units_of(minutes: int) -> int:
    """Units of a stretch of time: 0 below 8 minutes, 1 for 8-22, 2 for 23-37, then one more every 15.

    Source: Medicare Claims Processing Manual, Pub 100-04, chapter 5, section 20.2.C.
    """
    return 0 if minutes < MIDPOINT else (minutes + UNIT_MINUTES - MIDPOINT) // UNIT_MINUTES


def cms_units(minutes: Mapping[str, int]) -> tuple[dict[str, int], bool]:
    """Units by code under the 8-minute rule, and whether the rule left the choice of a code to the clinician.

    `minutes`: timed minutes by code of one visit, each code once. Whole units go first, the units left over go to the
    largest remainders; among equal remainders to the larger minutes, then to the lower code.
    Source: Pub 100-04, chapter 5, section 20.2.C, with its examples.
    """
    units = {code: spent // UNIT_MINUTES for code, spent in minutes.items()}
    left = units_of(sum(minutes.values())) - sum(units.values())
    ranked = sorted(minutes, key=lambda code: (-(minutes[code] % UNIT_MINUTES), -minutes[code], code))
    for code in ranked[:left]:
        units[code] += 1
    tie = 0 < left < len(ranked) and _remainder(minutes, ranked[left - 1]) == _remainder(minutes, ranked[left])
    return units, tie


def ama_units(minutes: Mapping[str, int]) -> tuple[dict[str, int], bool]:
    """Units by code under the midpoint rule: each code alone, nothing pooled, never a tie."""
    return {code: units_of(spent) for code, spent in minutes.items()}, False


def _remainder(minutes: Mapping[str, int], code: str) -> int:
    return minutes[code] % UNIT_MINUTES


RULES = {"cms": cms_units, "ama": ama_units}
