"""The words of the intake: kinds, reasons and questions as a reader says them, and the columns of its tables."""

from __future__ import annotations

from analytics.contract import FIELDS
from pages._parts.tables import Column

TABLE_KINDS = tuple(FIELDS)
LEAVE = "(not read)"
KINDS = {
    "billing": "Billing lines",
    "minutes": "Treatment minutes",
    "remittance": "Remittances",
    "fee_schedule": "Fee schedule",
    "claim_status": "Claim answers",
    "opening_balance": "Opening balances",
    "x12_835": "Remittances (835)",
    "x12_837p": "Claims (837P)",
    "x12_277ca": "Claim answers (277CA)",
    "unknown": "Not known",
}
BECAUSE = {
    "said": "you said so",
    "exact": "its own name",
    "preset": "saved layout",
    "synonym": "known other name",
    "token": "words in the header",
    "value": "its values",
}
DATE_ORDERS = {"mdy": "month / day (03/04 is 4 March)", "dmy": "day / month (03/04 is 3 April)"}
UNITS_ARE = {"units": "units, as billed", "minutes": "minutes of treatment"}
GRAIN_NAMES = {
    "check": "one payment (check or EFT)",
    "claim": "one claim",
    "line": "one service line",
    "adjustment": "one adjustment; charge and payment repeat",
    "transaction": "one transaction: a charge, a payment or an adjustment",
}
NAMES = DATE_ORDERS | UNITS_ARE | GRAIN_NAMES
ASKED = {
    "date_order": "Month or day first?",
    "units_are": "Units or minutes?",
    "grain": "What is one row?",
    "money_guess": "A column of money is not read.",
}
REJECTS = {
    "sheet": Column("Sheet"),
    "row_no": Column("Row", "number"),
    "column_name": Column("Column"),
    "value": Column("Value"),
    "reason": Column("What is wrong", width="medium"),
    "fix": Column("What to do", width="medium"),
}
TOTALS = {
    "measure": Column("Total", "name"),
    "reference": Column("Reference"),
    "in_file": Column("In file", "number"),
    "loaded": Column("Loaded", "number"),
    "rejected": Column("Rejected", "number"),
    "duplicate": Column("Duplicate", "number"),
    "difference": Column("Difference", "number"),
}
WAITING = {
    "name": Column("File", width="medium"),
    "kind": Column("Taken for"),
    "rows": Column("Rows", "number"),
    "loaded": Column("To load", "number"),
    "rejected": Column("To reject", "number"),
    "questions": Column("Questions", "number"),
    "reason": Column("Why not", width="medium"),
}
