"""Words of the workbook: labels of code names in its cells, and the sentences a reader meets on its sheets."""

from __future__ import annotations

from analytics.reports import words

LABELS = {"x12_277ca": "277CA acknowledgements", "claim_status": "Answers to claims", "id": "ID"}
PATIENT_DATA = "This file holds patient data."
MASKED = "Patients stand under pseudonyms."


def label(name: str | None) -> str:
    """Our words for a code name; nothing where there is none."""
    if not name:
        return ""
    known = LABELS.get(name) or words.LABELS.get(name)
    return known or name[:1].upper() + name[1:].replace("_", " ")
