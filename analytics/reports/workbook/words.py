"""Words of the workbook: labels of code names in its cells, and the sentences a reader meets on its sheets."""

from __future__ import annotations

from analytics.reports import words

LABELS = {"x12_277ca": "277CA acknowledgements", "claim_status": "Answers to claims", "id": "ID"}
FIX = {
    "unbilled_units": "Bill the missing units with corrected claims.",
    "unbilled_visit": "Bill the visit: its minutes are documented.",
    "underpaid": "Hold the payment against the contract and ask for the difference.",
    "written_off": "Send the claim while there is time.",
}
OTHER_FIX = "Send corrected claims."
PATIENT_DATA = "This file holds patient data."
MASKED = "Patients stand under pseudonyms."


def label(name: str | None) -> str:
    """Our words for a code name; nothing where there is none."""
    if not name:
        return ""
    known = LABELS.get(name) or words.LABELS.get(name)
    return known or name[:1].upper() + name[1:].replace("_", " ")
