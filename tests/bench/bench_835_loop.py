"""The plain Python reader of an 835 that the benchmark measures ours against."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def read_date(text: str) -> date | None:
    """CCYYMMDD."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 and text.isdigit() else None


def read_amount(text: str) -> Decimal | None:
    """An amount in dollars."""
    return Decimal(text) if text else None


class Loop:
    """The straightforward reader: split into segments, remember where we are, append to lists."""

    def __init__(self, file_id: int) -> None:
        self.file_id = file_id
        self.payments: list[dict] = []
        self.claims: list[dict] = []
        self.lines: list[dict] = []
        self.adjustments: list[dict] = []
        self.provider_adjustments: list[dict] = []

    def read(self, text: str) -> None:
        """Every segment of a file with the delimiters * : ~."""
        controls = {"ISA": None, "GS": None}
        payment = claim = line = None
        key = self.file_id << 32
        row_no = 0
        for raw in text.split("~"):
            segment = raw.strip()
            if not segment:
                continue
            row_no += 1
            e = segment.split("*")
            e += [""] * (10 - len(e))
            kind = e[0]
            if kind == "SVC":
                line = self.line(e, row_no, key, claim)
            elif kind == "CAS":
                self.cas(e, claim, line)
            elif kind == "DTM":
                self.dtm(e, payment, claim, line)
            elif kind == "REF":
                if e[1] == "6R" and line:
                    line["line_control"] = e[2]
                elif e[1] == "EA" and claim:
                    claim["patient_record_id"] = e[2]
                elif e[1] == "F8" and claim:
                    claim["original_reference"] = e[2]
            elif kind == "AMT":
                if e[1] == "B6" and line:
                    line["allowed"] = read_amount(e[2])
            elif kind == "LQ":
                if e[1] == "HE" and line:
                    line["remarks"].append(e[2])
            elif kind == "CLP":
                claim, line = self.claim(e, row_no, key, payment), None
            elif kind == "NM1" and claim:
                self.name(e, claim)
            elif kind in ("MIA", "MOA") and claim:
                codes = e[3:8] if kind == "MOA" else [*e[5:6], *e[20:24]]
                claim["remarks"] += [code for code in codes if code]
            elif kind == "ST":
                payment, claim, line = self.payment(e, row_no, key, controls), None, None
            elif kind == "BPR" and payment:
                payment.update(handling=e[1], amount=read_amount(e[2]), credit_debit=e[3], method=e[4])
                payment["payment_date"] = read_date(e[16]) if len(e) > 16 else None
            elif kind == "TRN" and payment:
                payment.update(trace_number=e[2], payer_tin=e[3])
            elif kind == "N1" and payment:
                if e[1] == "PR":
                    payment.update(payer_name=e[2], payer_id=e[4] or None)
                elif e[1] == "PE":
                    payment.update(payee_name=e[2], payee_id=e[4] or None)
            elif kind == "PLB" and payment:
                self.plb(e, row_no, payment)
            elif kind == "ISA":
                controls["ISA"] = e[13]
            elif kind == "GS":
                controls["GS"] = e[6]

    def payment(self, e: list[str], row_no: int, key: int, controls: dict) -> dict:
        """ST."""
        row = {
            "payment_key": key + row_no, "file_id": self.file_id, "row_no": row_no, "is_duplicate": False,
            "interchange_control": controls["ISA"], "group_control": controls["GS"], "transaction_control": e[2],
            "handling": None, "amount": None, "credit_debit": None, "method": None, "payment_date": None,
            "trace_number": None, "payer_tin": None, "payer_name": None, "payer_id": None,
            "payee_name": None, "payee_id": None, "production_date": None, "claims": 0,
        }  # fmt: skip
        self.payments.append(row)
        return row

    def claim(self, e: list[str], row_no: int, key: int, payment: dict) -> dict:
        """CLP."""
        payment["claims"] += 1
        row = {
            "claim_key": key + row_no, "payment_key": payment["payment_key"], "file_id": self.file_id,
            "row_no": row_no, "sequence": payment["claims"], "claim_id": e[1], "status": e[2],
            "charge": read_amount(e[3]), "paid": read_amount(e[4]), "patient_resp": read_amount(e[5]),
            "filing_code": e[6] or None, "payer_claim_id": e[7] or None, "facility_code": e[8] or None,
            "frequency": e[9] or None, "patient_last": None, "patient_first": None, "patient_member_id": None,
            "patient_record_id": None, "subscriber_member_id": None, "rendering_name": None, "rendering_npi": None,
            "original_reference": None, "statement_from": None, "statement_to": None, "received_date": None,
            "remarks": [], "lines": 0,
        }  # fmt: skip
        self.claims.append(row)
        return row

    def line(self, e: list[str], row_no: int, key: int, claim: dict) -> dict:
        """SVC."""
        claim["lines"] += 1
        code = e[1].split(":")
        submitted = e[6].split(":") if e[6] else None
        row = {
            "line_key": key + row_no, "claim_key": claim["claim_key"], "payment_key": claim["payment_key"],
            "file_id": self.file_id, "row_no": row_no, "sequence": claim["lines"],
            "code": code[1] if len(code) > 1 else code[0], "modifiers": [m for m in code[2:6] if m],
            "submitted_code": submitted[1] if submitted else None,
            "submitted_modifiers": [m for m in submitted[2:6] if m] if submitted else None,
            "charge": read_amount(e[2]), "paid": read_amount(e[3]),
            "units": read_amount(e[5]) if e[5] else Decimal(1), "submitted_units": read_amount(e[7]),
            "revenue_code": e[4] or None, "line_control": None,
            "dos": claim["statement_from"], "dos_to": claim["statement_to"] or claim["statement_from"],
            "allowed": None, "remarks": [],
        }  # fmt: skip
        self.lines.append(row)
        return row

    def cas(self, e: list[str], claim: dict, line: dict | None) -> None:
        """CAS, every triplet."""
        owner = line or claim
        count = owner["segments"] = owner.get("segments", 0) + 1
        for triplet in range(6):
            at = 2 + 3 * triplet
            if at >= len(e):
                break
            if e[at]:
                quantity = e[at + 2] if at + 2 < len(e) else ""
                self.adjustments.append(
                    {
                        "claim_key": claim["claim_key"], "line_key": line["line_key"] if line else None,
                        "file_id": self.file_id, "sequence": (count - 1) * 6 + triplet + 1, "group_code": e[1],
                        "carc": e[at], "amount": read_amount(e[at + 1]), "quantity": read_amount(quantity),
                    }
                )  # fmt: skip

    def dtm(self, e: list[str], payment: dict, claim: dict | None, line: dict | None) -> None:
        """DTM of the line, the claim or the payment."""
        when = read_date(e[2])
        if line:
            if e[1] in ("472", "150"):
                line["dos"] = line["dos_to"] = when
            elif e[1] == "151":
                line["dos_to"] = when
        elif claim:
            field = {"232": "statement_from", "233": "statement_to", "050": "received_date"}.get(e[1])
            if field:
                claim[field] = when
        elif e[1] == "405":
            payment["production_date"] = when

    def name(self, e: list[str], claim: dict) -> None:
        """NM1 of patient, subscriber and rendering provider."""
        if e[1] == "QC":
            claim.update(patient_last=e[3] or None, patient_first=e[4] or None, patient_member_id=e[9] or None)
        elif e[1] == "IL":
            claim["subscriber_member_id"] = e[9] or None
        elif e[1] == "82":
            claim.update(rendering_name=", ".join(part for part in e[3:5] if part), rendering_npi=e[9] or None)

    def plb(self, e: list[str], row_no: int, payment: dict) -> None:
        """PLB, every pair."""
        for at in range(3, len(e) - 1, 2):
            if e[at]:
                reason = e[at].split(":")
                self.provider_adjustments.append(
                    {
                        "payment_key": payment["payment_key"], "file_id": self.file_id, "row_no": row_no,
                        "provider": e[1], "fiscal_period": read_date(e[2]), "reason": reason[0],
                        "reference": reason[1] if len(reason) > 1 else None, "amount": read_amount(e[at + 1]),
                    }
                )  # fmt: skip

    def insert(self, cursor) -> None:
        """Each list as an Arrow table into the staging table of its name."""
        import pyarrow as pa

        tables = {
            "remit_payment": self.payments, "remit_claim": self.claims, "remit_line": self.lines,
            "remit_adjustment": self.adjustments, "remit_provider_adjustment": self.provider_adjustments,
        }  # fmt: skip
        helpers = {"claims", "lines", "segments"}
        for table, rows in tables.items():
            if rows:
                names = [name for name in rows[0] if name not in helpers]
                data = pa.table({name: [row[name] for row in rows] for name in names})
                cursor.register("incoming", data)
                cursor.execute(f"insert into {table} by name select * from incoming").fetchall()
                cursor.unregister("incoming")
