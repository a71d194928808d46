"""Our words for the rules of modifiers, and what a reviewer would ask for where money could be taken back."""

from __future__ import annotations

from analytics.reports.rule_words import RULES

__all__ = ["ASKED", "RULES"]

ASKED = {  # by category of exposure
    "excess_units": "The daily note with total timed minutes and minutes per code",
    "assistant_modifier": "Who treated: the note's signatures and the assistant's own minutes",
    "kx_without_support": "Why care above the threshold was necessary: plan, progress reports, goals",
    "unneeded_modifier": "What was separate: other body area, other time, other session",
    "overpaid": "Why both services were given, and the minutes of each",
    "overlapping_time": "Start and end times of every patient of that therapist",
    "cloned_note": "Notes of neighbouring visits, to see what was different",
    "missing_modifier": "The plan of care the service belongs to",
}
