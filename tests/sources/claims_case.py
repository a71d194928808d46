"""Small 837P and 277CA texts for the tests of their readers, and what the readers make of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from x12_case import text

from analytics.sources.x12 import acknowledgement, claims, remittance
from analytics.workspace import Workspace

ISA = "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*HOUSE          *260115*1200*^*00501*000000001*0*P*:"
READERS = {"835": remittance.load_many, "837": claims.load_many, "277": acknowledgement.load_many}
KINDS = {"835": "x12_835", "837": "x12_837p", "277": "x12_277ca"}

PROVIDER = [
    "HL*1**20*1", "PRV*BI*PXC*225100000X", "NM1*85*2*DEMO THERAPY*****XX*1987654321", "N3*1 MAIN", "N4*TOWN*TX*75001",
    "REF*EI*123456789", "NM1*87*2", "N3*2 MAIN", "NM1*PE*2*OTHER PLAN*****PI*1", "REF*EI*999999999",
]  # fmt: skip
SUBSCRIBER = [
    "HL*2*1*22*0", "SBR*P*18*GROUP1******MB", "NM1*IL*1*DEMO*ANNA****MI*W1", "N3*3 MAIN", "DMG*D8*19500203*F",
    "REF*SY*111111111", "NM1*PR*2*BIG PAYER*****PI*87726", "N3*4 MAIN",
]  # fmt: skip
HEAD = [
    "CLM*PCN1*150***11:B:1*Y*A*Y*Y", "DTP*431*D8*20251201", "AMT*F5*20", "REF*F8*ICN0", "REF*G1*AUTH1",
    "REF*9F*REFERRAL1", "REF*D9*CH1", "NTE*ADD*SEE NOTE", "HI*ABF:M2550*ABK:m5416", "HI*BF:R262",
    "NM1*DN*1*DOC*ANNA****XX*1111111112",
    "NM1*82*1*THERAPIST*PAT****XX*1234567893", "PRV*PE*PXC*225100000X", "NM1*DQ*1*BOSS*KIM****XX*1333333334",
]  # fmt: skip
LINE_1 = [
    "LX*1", "SV1*HC:97110:GP:KX*100*UN*2*12**1:2", "DTP*472*D8*20260105", "REF*6R*L1", "REF*G1*AUTH2", "NTE*ADD*LINE",
    "NM1*82*1*HELPER*LEE****XX*1444444445", "NM1*DQ*1*BOSS*LEE****XX*1555555556",
]  # fmt: skip
LINE_2 = ["LX*2", "SV1*HC:97140:GP*50*MJ*15", "DTP*472*RD8*20260106-20260107"]
CLAIM = [*HEAD, *LINE_1, *LINE_2]
LOOPS = [*PROVIDER, *SUBSCRIBER, *CLAIM]
OTHER_PAYER = [
    "SBR*P*18*******CI", "CAS*PR*1*10**2*5", "CAS*CO*45*20*1", "AMT*D*65", "AMT*EAF*15", "AMT*A8*7", "OI***Y*P**Y",
    "NM1*IL*1*DEMO*JOHN****MI*W9", "NM1*PR*2*FIRST PAYER*****PI*FP1", "DTP*573*D8*20260110", "REF*F8*ICN9",
    "REF*G1*AUTH9", "NM1*82*1", "NM1*DN*1*NOBODY",
]  # fmt: skip
ADJUDICATED = ["SVD*FP1*65*HC:97110:GP**2", "CAS*CO*45*20", "CAS*PR*1*10**2*5", "DTP*573*D8*20260110", "AMT*EAF*15"]


def transaction(*body: str, control: str = "0001", batch: str = "B1", end: bool = True) -> list[str]:
    """ST to SE of an 837P; its segment count is right."""
    segments = [
        f"ST*837*{control}*005010X222A1", f"BHT*0019*00*{batch}*20260115*1200*CH", "NM1*41*2*DEMO BILLING*****46*1",
        "NM1*40*2*HOUSE*****46*2", *body,
    ]  # fmt: skip
    return [*segments, f"SE*{len(segments) + 1}*{control}"] if end else segments


def interchange(*transactions: list[str], kind: str = "HC", guide: str = "005010X222A1", control: int = 1) -> list[str]:
    """ISA to IEA around transactions."""
    body = [segment for part in transactions for segment in part]
    number = f"{control:09d}"
    group = f"GS*{kind}*CLINIC*HOUSE*20260115*1200*{control}*X*{guide}"
    return [ISA.replace("000000001", number), group, *body, f"GE*{len(transactions)}*{control}", f"IEA*1*{number}"]


def good(*body: str, **changes: Any) -> bytes:
    """A file of one transaction; of one claim of two lines where nothing else is given."""
    return text(interchange(transaction(*(body or LOOPS), **changes)))


def changed(old: str, new: str, loops: Sequence[str] = LOOPS) -> bytes:
    """The good file with one segment replaced by others (split at ~) or none; it must be there once."""
    assert list(loops).count(old) == 1, old
    at = list(loops).index(old)
    return good(*loops[:at], *(new.split("~") if new else []), *loops[at + 1 :])


def part(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """Some columns of a row."""
    return {name: row[name] for name in names}


class Read:
    """The tables of some files (file_id 1, 2, ...), each read by every reader it needs.

    They are loaded one after the other, or together: in one pass, which is much faster. undo: files taken out again.
    """

    def __init__(
        self, *files: bytes, readers: Sequence[str] = ("837",), undo: Sequence[int] = (), together: bool = False
    ) -> None:
        numbered = list(enumerate(files, 1))
        with Workspace(threads=1) as workspace:
            cursor = workspace.cursor()
            for batch in [numbered] if together else [[each] for each in numbered]:
                for file_id, _ in batch:
                    cursor.execute(
                        "insert into input_file (file_id, name, sha256, bytes, kind, status) "
                        "values ($id, 'a.x12', '', 0, $kind, 'loaded')",
                        {"id": file_id, "kind": "+".join(KINDS[each] for each in readers)},
                    ).fetchall()
                for reader in readers:
                    for error in READERS[reader](cursor, batch).values():
                        raise error
            for file_id in undo:
                for table in (*STAGED, "claim_acknowledgement", "reject", "control_total", "input_file"):
                    cursor.execute(f"delete from {table} where file_id = $id", {"id": file_id}).fetchall()
            if undo:
                claims.judge_duplicates(cursor)
                acknowledgement.judge_duplicates(cursor)
            self.left_over = cursor.execute(
                "select table_name from duckdb_tables() where temporary union all "
                "select function_name from duckdb_functions() where function_name like 'x12%'"
            ).fetchall()
            self.claims, self.lines, self.payers, self.payments, self.adjustments = (
                workspace.records(f"select * from {table} order by all") for table in STAGED
            )
            self.answers = workspace.records("select * from claim_acknowledgement order by row_key")
            self.rejects = workspace.records("select * from reject order by file_id, row_no, column_name")
            self.totals = workspace.records("select * from control_total where loaded is not null order by file_id")
            self.checks = workspace.records("select * from control_total where loaded is null")
            self.files = workspace.records("select rows, loaded, rejected, duplicate from input_file order by file_id")

    @property
    def claim(self) -> dict[str, Any]:
        (claim,) = self.claims
        return claim

    def bad(self, file_id: int = 0) -> list[tuple]:
        """Row, column and value of every reject, of one file or of all."""
        rows = [row for row in self.rejects if file_id in (0, row["file_id"])]
        return [(row["row_no"], row["column_name"], row["value"]) for row in rows]

    def failed(self, file_id: int = 0) -> list[str]:
        """The measures of the failed checks, of one file or of all."""
        return sorted(row["measure"] for row in self.checks if file_id in (0, row["file_id"]))

    def of(self, table: str, file_id: int) -> list[dict[str, Any]]:
        """The rows of one file."""
        return [row for row in getattr(self, table) if row["file_id"] == file_id]

    def counts(self) -> tuple[int, ...]:
        """rows, loaded, rejected, duplicate of the last file."""
        return tuple(self.files[-1].values())

    def duplicates(self) -> list[tuple[int, str]]:
        """File and claim id of every duplicate."""
        return [(row["file_id"], row["claim_id"]) for row in self.claims if row["is_duplicate"]]

    def same(self) -> tuple:
        """What two dialects of one file must agree on."""
        return self.claims, self.lines, self.payers, self.payments, self.adjustments, self.bad(), self.failed()


STAGED = ("submitted_claim", "submitted_line", "submitted_payer", "submitted_payment", "submitted_adjustment")
