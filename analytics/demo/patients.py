"""What patients pay of their share: most of them, some weeks after the payer's answer."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from analytics.demo.adjudicate import Answer
from analytics.demo.practice import Practice

COST_SHARE = {"1", "2", "3"}


def collect(practice: Practice, rng: Random, answers: list[Answer]) -> None:
    """Post patient payments on the answers that hold in the end; a visit is paid whole or not at all.

    What a payer leaves to the patient as not covered is not paid: the practice has not asked for it yet.
    """
    terms = practice.raw["patients"]
    share, wait = float(terms["pay"]), timedelta(days=int(terms["days"]))
    for answer in answers:
        willing = rng.random() < share
        if answer.current is None or not willing or answer.current.day + wait > practice.last_day:
            continue
        for line in answer.current.lines:
            reasons = {carc for group, carc, _ in line.adjustments if group == "PR"}
            if reasons <= COST_SHARE:
                line.patient_paid = answer.patient_share(line)
