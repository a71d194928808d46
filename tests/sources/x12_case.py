"""Small 835 texts for the tests of the reader, and what the reader makes of them."""

from __future__ import annotations

from typing import Any

from analytics.sources.x12 import remittance
from analytics.workspace import Workspace

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260115*1200*^*00501*000000001*0*P*:"
GS = "GS*HP*PAYER*CLINIC*20260115*1200*1*X*005010X221A1"

LINE_1 = [
    "SVC*HC:97110:GP:KX*100*80**2",
    "DTM*472*20260105",
    "CAS*CO*45*15**253*1",
    "CAS*PR*1*4",
    "REF*6R*L1",
    "AMT*B6*85",
]
LINE_2 = ["SVC*HC:97140:GP*50*0**0**1", "CAS*CO*97*50", "LQ*HE*N130", "LQ*HE*M15"]
CLAIM = [
    "CLP*PCN1*1*150*80*4*12*ICN1*11*1", "NM1*QC*1*DOE*JANE****MI*W1", "NM1*IL*1*DOE*JOHN****MI*W2",
    "NM1*82*1*SMITH*PAT****XX*1234567893", "MOA***MA01*MA07", "REF*EA*MRN1", "REF*F8*ORIG1",
    "DTM*232*20260104", "DTM*233*20260106", "DTM*050*20260110", *LINE_1, *LINE_2,
]  # fmt: skip


def bpr(amount: str = "80", day: str = "20260115") -> str:
    """BPR with all its elements."""
    return f"BPR*I*{amount}*C*ACH*CCP*01*999999999*DA*1234567*1512345678**01*999988880*DA*98765*{day}"


def transaction(
    *body: str, control: str = "0001", amount: str = "80", trace: str = "EFT1", end: bool = True
) -> list[str]:
    """ST to SE around LX and the body; its segment count is right."""
    segments = [
        f"ST*835*{control}", bpr(amount), f"TRN*1*{trace}*1512345678", "DTM*405*20260114",
        "N1*PR*BIG PAYER*XV*87726", "N1*PE*THERAPY CLINIC*XX*1987654321", "LX*1", *body,
    ]  # fmt: skip
    return [*segments, f"SE*{len(segments) + 1}*{control}"] if end else segments


def interchange(*transactions: list[str]) -> list[str]:
    """ISA to IEA around transactions."""
    body = [segment for part in transactions for segment in part]
    return [ISA, GS, *body, f"GE*{len(transactions)}*1", "IEA*1*000000001"]


def text(segments: list[str], terminator: str = "~\n") -> bytes:
    """Segments as a file."""
    return "".join(segment + terminator for segment in segments).encode()


def good(**changes: Any) -> bytes:
    """A balanced file of one claim with two lines."""
    return text(interchange(transaction(*CLAIM, **changes)))


def replaced(old: str, new: str, data: bytes | None = None) -> bytes:
    """The balanced file with one text replaced; the text must be there once."""
    data = good() if data is None else data
    assert data.count(old.encode()) == 1, old
    return data.replace(old.encode(), new.encode())


class Read:
    """The tables of some 835 files loaded one after the other (file_id 1, 2, ...)."""

    def __init__(self, *files: bytes) -> None:
        with Workspace(threads=1) as workspace:
            for file_id, data in enumerate(files, 1):
                cursor = workspace.cursor()
                cursor.execute(
                    "insert into input_file (file_id, name, sha256, bytes, kind, status) "
                    "values ($id, 'a.835', '', 0, 'x12_835', 'loaded')",
                    {"id": file_id},
                ).fetchall()
                remittance.load(cursor, file_id, data)
                self.left_over = cursor.execute(
                    "select table_name from duckdb_tables() where temporary union all "
                    "select function_name from duckdb_functions() where function_name like 'x12%'"
                ).fetchall()
            self.payments = workspace.records("select * from remit_payment order by payment_key")
            self.claims = workspace.records("select * from remit_claim order by claim_key")
            self.lines = workspace.records("select * from remit_line order by line_key")
            self.adjustments = workspace.records(
                "select * from remit_adjustment order by claim_key, line_key nulls first, sequence"
            )
            self.provider_adjustments = workspace.records("select * from remit_provider_adjustment order by row_no")
            self.rejects = workspace.records("select * from reject order by file_id, row_no, column_name")
            self.totals = workspace.records("select * from control_total where loaded is not null order by file_id")
            self.checks = workspace.records("select * from control_total where loaded is null")
            self.files = workspace.records("select rows, loaded, rejected, duplicate from input_file order by file_id")

    def bad(self) -> list[tuple]:
        """Row, column and value of every reject."""
        return [(row["row_no"], row["column_name"], row["value"]) for row in self.rejects]

    def failed(self) -> list[str]:
        """The measures of the failed checks."""
        return sorted(row["measure"] for row in self.checks)

    def counts(self) -> tuple[int, ...]:
        """rows, loaded, rejected, duplicate of the last file."""
        return tuple(self.files[-1].values())

    def same(self) -> tuple:
        """What two dialects of one file must agree on: every value but names that the dialect cannot carry."""
        return self.payments, self.claims, self.lines, self.adjustments, self.provider_adjustments, self.failed()
