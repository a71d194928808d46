"""A practice with several payers, whose figures move with their rules."""

from __future__ import annotations

import datetime

from practice import Practice

PAYERS = ("Medicare", "Cigna", "Aetna", "Northern Mutual")
OVERLAY = """\
payers:
  - payer: Cigna
    versions:
      - effective: 2026-01-01
        unit_rule: strict15
        timely_filing_days: 95
        source: contract of 2026
        verified: 2026-01-05
"""
NEW_PAYER = """\
payers:
  - payer: Northern Mutual
    class: commercial
    match: ["northern mutual*"]
    versions:
      - effective: 2000-01-01
        unit_rule: strict15
        discipline_modifier: required
        source: their manual
        verified: unverified
"""


def several_payers() -> Practice:
    """Per payer three days: minutes that the unit rules count differently, answers, and a line without its modifier."""
    practice = Practice()
    for number, payer in enumerate(PAYERS):
        for day in (5, 6, 7):
            dos, claim = datetime.date(2026, 1, day), f"C{number}{day}"
            given = {"patient_id": f"P{number}", "dos": dos, "payer_name": payer, "claim_id": claim}
            given |= {"payer_class": "Commercial" if payer != "Medicare" else "Medicare", "provider_credential": "PT"}
            practice.bill("97110", 2, line_no="1", modifiers=["GP"] if day > 5 else [], **given)
            practice.bill("97140", 1, line_no="2", **given)
            practice.document("97110", 38, patient_id=f"P{number}", dos=dos)
            practice.document("97140", 12, patient_id=f"P{number}", dos=dos)
            answer = {"dos": dos, "payer_name": payer, "charge": 120, "units": 2, "line": "1"}
            if day == 5:
                practice.remit(claim, "97110", adjustments=[("CO", "4", 120)], **answer)
            else:
                practice.remit(claim, "97110", paid=60, allowed=70, adjustments=[("CO", "45", 50)], **answer)
            answer |= {"charge": 60, "units": 1, "line": "2"}
            practice.remit(claim, "97140", paid=28, allowed=30, adjustments=[("CO", "45", 30)], **answer)
    practice.rebuild()
    return practice
