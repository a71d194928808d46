"""The public words of the audit: kinds of files, canonical fields, categories (the interface users script against)."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """A canonical column of a kind of table.

    type: text | date | time | year (a year, or that of a date) | money | number | minutes | code | rate_code (a code,
    or * for every code) | modifiers | carc | amounts (money, several to a cell) | payer.
    """

    name: str
    type: str
    needed: bool = False


DENIAL_CATEGORIES = (
    "missing_modifier",
    "bundled",
    "medical_necessity",
    "authorization",
    "eligibility",
    "timely_filing",
    "duplicate",
    "coding",
    "other_denial",
)
LEAK_CATEGORIES = ("unbilled_units", *DENIAL_CATEGORIES, "underpaid", "unbilled_visit", "written_off")
EXPOSURE_CATEGORIES = (
    "excess_units",
    "assistant_modifier",
    "kx_without_support",
    "unneeded_modifier",
    "overlapping_time",
    "cloned_note",
    "overpaid",
)
AGING_BUCKETS = ("0-30", "31-60", "61-90", "91-120", "121+")

_TEXT, _DATE, _TIME, _MONEY, _NUMBER, _MINUTES, _CODE = "text", "date", "time", "money", "number", "minutes", "code"
_MODIFIERS = (Field("modifiers", "modifiers"), *(Field(f"modifier_{i}", "modifiers") for i in range(1, 6)))
_NAME = (Field("patient_name", _TEXT), Field("patient_last", _TEXT), Field("patient_first", _TEXT))
_PAYER = (Field("payer_name", "payer"), Field("payer_id", "payer"), Field("payer_class", "payer"))

# The canonical columns of each kind of table, in the order of the documentation. `needed` columns must be mapped and
# filled in every row; kinds.py says which further combinations a kind asks for (a payer, minutes per code or visit).
FIELDS: dict[str, tuple[Field, ...]] = {
    "billing": (
        Field("practice", _TEXT),
        Field("location", _TEXT),
        Field("patient_id", _TEXT, needed=True),
        *_NAME,
        Field("dob", _DATE),
        Field("member_id", _TEXT),
        Field("claim_id", _TEXT),
        Field("line_no", _TEXT),
        Field("claim_frequency", _TEXT),
        Field("dos", _DATE, needed=True),
        Field("dos_to", _DATE),
        Field("cpt", _CODE, needed=True),
        *_MODIFIERS,
        Field("units", _NUMBER, needed=True),
        Field("minutes", _MINUTES),
        Field("assistant_minutes", _MINUTES),
        Field("start_time", _TIME),
        Field("end_time", _TIME),
        Field("charge", _MONEY),
        Field("patient_paid", _MONEY),
        Field("written_off", _MONEY),
        *_PAYER,
        Field("payer_order", _TEXT),
        Field("rendering_provider", _TEXT),
        Field("rendering_npi", _TEXT),
        Field("provider_credential", _TEXT),
        Field("supervising_provider", _TEXT),
        Field("discipline", _TEXT),
        *(Field(f"dx{i}", _TEXT) for i in range(1, 5)),
        Field("pos", _TEXT),
        Field("auth_number", _TEXT),
        Field("submit_date", _DATE),
        Field("note_text", _TEXT),
        Field("row_status", _TEXT),
        Field("visit_status", _TEXT),
        Field("export_flag", _TEXT),
    ),
    "minutes": (
        Field("practice", _TEXT),
        Field("location", _TEXT),
        Field("patient_id", _TEXT, needed=True),
        *_NAME,
        Field("dos", _DATE, needed=True),
        Field("cpt", _CODE),
        Field("minutes", _MINUTES),
        Field("total_timed_minutes", _MINUTES),
        Field("assistant_minutes", _MINUTES),
        Field("start_time", _TIME),
        Field("end_time", _TIME),
        Field("discipline", _TEXT),
        Field("rendering_provider", _TEXT),
        Field("provider_credential", _TEXT),
        Field("note_text", _TEXT),
        Field("row_status", _TEXT),
        Field("visit_status", _TEXT),
    ),
    "remittance": (
        Field("claim_id", _TEXT),
        Field("line_no", _TEXT),
        Field("payer_claim_id", _TEXT),
        Field("patient_id", _TEXT),
        *_NAME,
        Field("member_id", _TEXT),
        Field("dos", _DATE),
        Field("dos_to", _DATE),
        Field("cpt", _CODE),
        *_MODIFIERS,
        Field("units", _NUMBER),
        Field("charge", _MONEY),
        Field("allowed", _MONEY),
        Field("paid", _MONEY),
        Field("patient_resp", _MONEY),
        Field("deductible", _MONEY),
        Field("coinsurance", _MONEY),
        Field("copay", _MONEY),
        Field("group_code", _TEXT),
        Field("carc", "carc"),
        Field("adjustment_amount", "amounts"),
        Field("rarc", _TEXT),
        Field("claim_status", _TEXT),
        Field("paid_date", _DATE),
        Field("check_number", _TEXT),
        Field("check_amount", _MONEY),
        Field("payer_name", "payer"),
        Field("payer_id", "payer"),
        Field("secondary_payer", "payer"),
        Field("secondary_paid", _MONEY),
        Field("secondary_adjustment_amount", _MONEY),
        Field("secondary_carc", "carc"),
        Field("secondary_paid_date", _DATE),
        Field("transaction_type", _TEXT),
        Field("transaction_amount", _MONEY),
        Field("row_status", _TEXT),
        Field("export_flag", _TEXT),
    ),
    "fee_schedule": (
        Field("payer", "payer", needed=True),
        Field("cpt", "rate_code", needed=True),
        Field("modifier", "modifiers"),
        Field("effective", _DATE),
        Field("rate", _MONEY, needed=True),
        Field("basis", _TEXT),
    ),
    "claim_status": (
        Field("claim_id", _TEXT, needed=True),
        Field("reference", _TEXT),
        Field("claim_status", _TEXT),
        Field("category_code", _TEXT),
        Field("status_code", _TEXT),
        Field("entity_code", _TEXT),
        Field("status_date", _DATE),
        Field("charge", _MONEY),
        Field("payer_name", "payer"),
        Field("payer_id", "payer"),
        *_NAME,
        Field("member_id", _TEXT),
        Field("dos", _DATE),
        Field("message", _TEXT),
    ),
    "opening_balance": (
        Field("practice", _TEXT),
        Field("patient_id", _TEXT, needed=True),
        Field("year", "year", needed=True),
        Field("discipline", _TEXT),
        Field("bucket", _TEXT),
        Field("amount", _MONEY, needed=True),
        Field("source", _TEXT),
    ),
}
