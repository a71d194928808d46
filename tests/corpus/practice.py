"""The files of one practice: tables on their way to files, and 835 files as they are."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from .clean import BILLING, MINUTES, Row, clean
from .export import Export, workbook

REMITTANCE = {
    **{"payer_name": "Payer", "check_number": "Check #", "paid_date": "Check Date", "claim_id": "Claim #"},
    **{"payer_claim_id": "Payer Claim #", "patient_id": "Patient ID", "patient_name": "Patient Name"},
    **{"line_no": "Line", "dos": "DOS", "cpt": "CPT", **{f"modifier_{i}": f"Mod {i}" for i in range(1, 5)}},
    **{"units": "Units", "charge": "Charge", "allowed": "Allowed", "paid": "Paid", "patient_resp": "Patient Resp"},
    **{"claim_status": "Claim Status", "rarc": "Remark Code"},
}
NOTES = [["About this workbook"], ["Made on the first of the month for the office."]]


@dataclass
class Practice:
    """exports: the tables. files: 835 files. claims: 837P and 277CA files; claims_zipped: again in an archive of their
    own. again: every file twice. sheets: all tables in one workbook of this format. archive: copies of everything in
    one zip archive; 0: no archive. cut: an X12 file that was cut, and the lines left in it."""

    exports: list[Export]
    files: dict[str, bytes]
    claims: dict[str, bytes] = field(default_factory=dict)
    claims_zipped: bool = False
    again: bool = False
    sheets: str = ""
    archive: int = 0
    cut: tuple[str, list[Row]] | None = None

    @property
    def shape(self) -> tuple[bool, bool]:
        """What the outcome depends on: whether there is a billing table, and whether there are claims."""
        return any(export.kind == "billing" for export in self.exports), bool(self.claims)

    def written(self, zipped: Callable[[dict[str, bytes], int], bytes]) -> dict[str, bytes]:
        """name -> bytes of every file."""
        files = self._tables() | self.files | self.claims
        if self.claims_zipped:
            files["claims.zip"] = zipped(self.claims, 1)
        if self.again:
            files |= {f"again_{name}": data for name, data in files.items()}
        return {"export.zip": zipped(files, self.archive)} if self.archive else files

    def _tables(self) -> dict[str, bytes]:
        if not self.sheets:
            return {export.name: export.data() for export in self.exports}
        sheets = {export.stem: export.cells() for export in self.exports}
        return {f"practice.{self.sheets}": workbook({"Notes": NOTES} | sheets, self.sheets)}


def demo() -> Practice:
    """The demo practice, nothing messed up: two tables and the 835 files."""
    billing = {field: header for header, field in BILLING.items()}
    modifiers = {f"modifier_{i}": f"Mod {i}" for i in range(1, 5)}
    at = list(billing).index("cpt") + 1
    billing = dict([*list(billing.items())[:at], *modifiers.items(), *list(billing.items())[at:]])
    minutes = {field: header for header, field in MINUTES.items()}
    tables = [
        Export("billing", "billing", billing, [copy(row) for row in clean().billing]),
        Export("minutes", "minutes", minutes, [copy(row) for row in clean().minutes]),
    ]
    return Practice(tables, dict(clean().eras))


def remittance_by_line() -> Export:
    """The 835 files as a table, one row per service line; its reasons and their amounts in one cell each."""
    rows = [copy(line) for line in clean().lines]
    for row in rows:
        row["carc"] = "|".join(f"{group}-{carc}" for group, carc, _ in row["adjustments"])
        row["adjustment_amount"] = [amount for *_, amount in row["adjustments"]]
    return Export(
        "remittance", "remittance", REMITTANCE | {"carc": "Reason Codes", "adjustment_amount": "Adj Amount"}, rows
    )


def remittance_by_adjustment() -> Export:
    """The 835 files as a table, one row per adjustment: charge, payment and the rest of the line are repeated."""
    rows = []
    for line in clean().lines:
        for group, carc, amount in line["adjustments"] or [("", "", None)]:
            rows.append(line | {"group_code": group, "carc": carc, "adjustment_amount": amount})
    headers = {"group_code": "Group Code", "carc": "Reason Code", "adjustment_amount": "Adj Amount"}
    return Export("remittance", "remittance", REMITTANCE | headers, rows)
