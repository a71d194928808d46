"""A practice under test that keeps remittances: payments with claims, reversals and money moved outside claims.

Every case has a payer of its own, so that one practice and one rebuild hold them all.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
from practice import Practice

from analytics import pipeline

STEPS = (
    "payments/deposit",
    "payments/money_moved",
    "payments/forward_balance",
    "payments/deposit_gap",
    "payments/missing_deposit",
)
FILE = 4 << 32


def day(text: str) -> datetime.date:
    """2 March of the year of all cases as 03-02."""
    return datetime.date.fromisoformat(f"2026-{text}")


def _column(values: tuple) -> pa.Array:
    is_money = any(isinstance(value, Decimal) for value in values)
    return pa.array([str(value) if is_money and value is not None else value for value in values])


class Books(Practice):
    """A practice with a short way to write remittances."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path)
        self.waiting: dict[tuple[str, tuple[str, ...]], list[tuple]] = defaultdict(list)
        files = ((1, "billing.csv", "billing"), (4, "era.835", "x12_835"), (5, "list.csv", "remittance"))
        for file_id, name, kind in files:
            self.put("input_file", file_id=file_id, name=name, kind=kind, sha256=name, bytes=1, status="loaded")

    def put(self, table: str, **values: object) -> None:
        """A row, kept until the rebuild: rows that go in together cost next to nothing."""
        self.waiting[table, tuple(values)].append(tuple(values.values()))

    def _insert(self, table: str, values: dict) -> int:
        self.rows += 1
        self.put(table, **{"file_id": 1, "row_no": self.rows + 1, "is_duplicate": False} | values)
        return self.rows

    def _flush(self) -> None:
        cursor = self.workspace.cursor()
        for (table, names), rows in self.waiting.items():
            cursor.register(
                "incoming", pa.table([_column(values) for values in zip(*rows, strict=True)], names=list(names))
            )
            cursor.execute(f"insert into {table} by name select * from incoming").fetchall()
            cursor.unregister("incoming")
        self.waiting.clear()

    def claim(self, account: str, paid: object = 0, **given: object) -> dict:
        """A claim of a payment: payer_claim_id (number), charge, status, dos, lines."""
        return {"claim_id": account, "paid": None if paid is None else Decimal(str(paid)), **given}

    def pay(
        self, payer: str, date: str | datetime.date | None, *claims: dict, moved: tuple = (), **given: object
    ) -> int:
        """One payment; moved: (reason, reference, PLB amount) as the remittance has them; amount: what balances.

        Returns its key.
        """
        self.rows += 1
        key = FILE + self.rows
        plb = sum((Decimal(str(amount)) for _, _, amount in moved if amount is not None), Decimal(0))
        values = {"file_id": 4, "amount": sum((claim["paid"] or Decimal(0) for claim in claims), Decimal(0)) - plb}
        values |= {
            "trace_number": f"{payer}-{'' if date is None else date}",
            "is_duplicate": False,
            "row_no": self.rows,
        }
        values |= {"payment_date": day(date) if isinstance(date, str) else date, "method": "ACH"} | given
        self.put("remit_payment", payment_key=key, payer_name=payer, **values)
        for number, claim in enumerate(claims, 1):
            self._claim(key, values["file_id"], number, dict(claim))
        for number, (reason, reference, amount) in enumerate(moved):
            self.put(
                "remit_provider_adjustment", payment_key=key, file_id=4, row_no=90 + number, reason=reason,
                reference=reference, amount=None if amount is None else Decimal(str(amount)),
            )  # fmt: skip
        return key

    def _claim(self, payment: int, file_id: int, sequence: int, claim: dict) -> None:
        self.rows += 1
        key, paid, charge = FILE + self.rows, claim.pop("paid"), Decimal(str(claim.pop("charge", 100)))
        status, dos, lines = claim.pop("status", "1"), claim.pop("dos", "01-05"), claim.pop("lines", 1)
        sign = -1 if status == "22" else 1
        self.put(
            "remit_claim", claim_key=key, payment_key=payment, file_id=file_id, row_no=sequence, sequence=sequence,
            status=status, charge=sign * charge, paid=paid, remarks=[], **claim,
        )  # fmt: skip
        for number in range(lines):
            self.rows += 1
            self.put(
                "remit_line", line_key=FILE + self.rows, claim_key=key, payment_key=payment, file_id=file_id,
                row_no=number, sequence=number + 1, code="97110", modifiers=["GP"], charge=sign * charge / lines,
                paid=paid and paid / lines, dos=day(dos) if isinstance(dos, str) else dos, remarks=[],
            )  # fmt: skip

    def rebuild(self, as_of: datetime.date | None = None) -> None:
        """Every table, and those of the payments room where the pipeline does not make them."""
        self._flush()
        super().rebuild(as_of, pipeline.STEPS)
        if not set(STEPS) <= set(pipeline.STEPS):
            self.workspace.load_reference("provider_adjustment_reason")
            for step in STEPS:
                self.workspace.build(step)
