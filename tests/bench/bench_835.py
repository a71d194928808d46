"""How fast the 835 reader is, against a plain Python loop over the same segments into the same tables.

    python tests/bench/bench_835.py [--mb 100] [--threads 2]

Writes a seeded, balanced 835 to a temporary folder, reads it with each in a process of its own, asserts that both
found the same sums, and prints one JSON line: seconds, MB per second and peak memory of each, and their ratio.
The loop does less: no rejects, no duplicates, no control totals, no checks.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SERVICES = (
    ("97110", 4200), ("97112", 4400), ("97140", 3900), ("97530", 5200), ("97161", 11500), ("97035", 1900),
    ("G0283", 2300), ("97150", 2600), ("97535", 4700), ("92507", 9800),
)  # fmt: skip
DENIALS, REMARKS = ("197", "50", "97", "119", "16"), ("N130", "M15", "N362", "MA130", "N519")
CLAIMS_PER_PAYMENT = 400


# --- the file ---------------------------------------------------------------------------------------------------------


def dollars(cents: int) -> str:
    """12345 -> "123.45", without the zeros X12 leaves out."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    text = f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
    return sign + text


def service_line(chance: random.Random, claim: int, number: int, day: str) -> tuple[list[str], int, int, int]:
    """The segments of one service line, and its charge, paid and patient responsibility in cents."""
    code, rate = chance.choice(SERVICES)
    units = chance.choice((1, 1, 1, 2, 2, 3))
    charge = rate * units
    reference = f"REF*6R*{claim}{number}"
    if chance.random() < 0.08:
        head = [f"SVC*HC:{code}:GP*{dollars(charge)}*0**0**{units}", f"DTM*472*{day}"]
        cas = f"CAS*CO*{chance.choice(DENIALS)}*{dollars(charge)}"
        return [*head, cas, reference, f"LQ*HE*{chance.choice(REMARKS)}"], charge, 0, 0
    allowed = int(charge * chance.choice((0.55, 0.6, 0.72, 0.8)))
    patient = chance.choice((0, 0, allowed // 5))
    sequestered = (allowed - patient) // 50 if chance.random() < 0.3 else 0
    paid = allowed - patient - sequestered
    more = f"**253*{dollars(sequestered)}" if sequestered else ""
    modifiers = ":GP:59" if code == "97140" and chance.random() < 0.3 else ":GP"
    segments = [
        f"SVC*HC:{code}{modifiers}*{dollars(charge)}*{dollars(paid)}**{units}",
        f"DTM*472*{day}",
        f"CAS*CO*45*{dollars(charge - allowed)}{more}",
        *([f"CAS*PR*{chance.choice('123')}*{dollars(patient)}"] if patient else []),
        reference,
        f"AMT*B6*{dollars(allowed)}",
        *([f"LQ*HE*{chance.choice(REMARKS)}"] if chance.random() < 0.1 else []),
    ]
    return segments, charge, paid, patient


def claim_segments(chance: random.Random, claim: int) -> tuple[list[str], int]:
    """The segments of one claim and what it pays in cents."""
    day = f"2025{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    lines = [service_line(chance, claim, number, day) for number in range(1, chance.randint(1, 5) + 1)]
    charge, paid, patient = (sum(line[part] for line in lines) for part in (1, 2, 3))
    head = [
        f"CLP*PCN{claim:08d}*{chance.choice('11112')}*{dollars(charge)}*{dollars(paid)}*{dollars(patient)}"
        f"*12*ICN{claim:010d}*11*1",
        f"NM1*QC*1*LAST{chance.randint(0, 99999):05d}*FIRST{chance.randint(0, 9999):04d}"
        f"****MI*W{chance.randint(0, 999999999):09d}",
        "NM1*82*1*THERAPIST*PAT****XX*1234567893",
        f"REF*EA*MRN{chance.randint(0, 9999999):07d}",
        f"DTM*232*{day}",
        f"DTM*233*{day}",
    ]
    return head + [segment for line in lines for segment in line[0]], paid


def payment_segments(chance: random.Random, number: int) -> list[str]:
    """One transaction, ST to SE, that balances to the cent."""
    first = (number - 1) * CLAIMS_PER_PAYMENT + 1
    claims = [claim_segments(chance, claim) for claim in range(first, first + CLAIMS_PER_PAYMENT)]
    recovered = chance.choice((0, 0, 1500, -320))
    total = dollars(sum(paid for _, paid in claims) - recovered)
    segments = [
        f"ST*835*{number:04d}",
        f"BPR*I*{total}*C*ACH*CCP*01*999999999*DA*1234567*1512345678**01*999988880*DA*98765*20260115",
        f"TRN*1*EFT{number:08d}*1512345678",
        "DTM*405*20260115",
        f"N1*PR*BIG PAYER {number % 7}",
        "N3*1 MAIN",
        "N4*CITY*TX*75001",
        "PER*BL*EDI*TE*8005551212",
        "N1*PE*THERAPY CLINIC*XX*1234567893",
        "REF*TJ*123456789",
        "LX*1",
        *(segment for claim, _ in claims for segment in claim),
        *([f"PLB*1234567893*20261231*WO:ADJ{number}*{dollars(recovered)}"] if recovered else []),
    ]
    return [*segments, f"SE*{len(segments) + 1}*{number:04d}"]


def generate(path: Path, size: int, seed: int = 1) -> None:
    """A balanced 835 of at least `size` bytes."""
    chance = random.Random(seed)
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(
            "ISA*00*          *00*          *ZZ*PAYERID        *ZZ*CLINICID       "
            "*260115*1200*^*00501*000000001*0*P*:~\n"
            "GS*HP*PAYERID*CLINICID*20260115*1200*1*X*005010X221A1~\n"
        )
        number = 0
        while file.tell() < size:
            number += 1
            file.write("~\n".join(payment_segments(chance, number)) + "~\n")
        file.write(f"GE*{number}*1~\nIEA*1*000000001~\n")


# --- the plain loop ---------------------------------------------------------------------------------------------------


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


# --- the comparison ---------------------------------------------------------------------------------------------------


def measure(reader: str, path: Path, threads: int) -> dict:
    """One reader on one file in this process: seconds, peak memory in MB, and the sums of its tables."""
    from analytics.sources.x12 import remittance
    from analytics.workspace import Workspace

    data = path.read_bytes()
    with Workspace(threads=threads) as workspace:
        cursor = workspace.cursor()
        cursor.execute(
            "insert into input_file (file_id, name, sha256, bytes, kind, status) values (1, '', '', 0, 'x12_835', 'loaded')"
        ).fetchall()
        start = time.perf_counter()
        if reader == "rehabledger":
            remittance.load(cursor, 1, data)
        else:
            loop = Loop(1)
            loop.read(data.decode())
            loop.insert(cursor)
        seconds = time.perf_counter() - start
        return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024} | {
            "sums": sums(workspace)
        }


def sums(workspace) -> list[str]:
    """Every table as one line of counts, sums and keys, for both readers to agree on."""
    queries = (
        "select count(*), sum(amount), max(payment_date), count(distinct trace_number), sum(payment_key) from remit_payment",
        "select count(*), sum(charge), sum(paid), sum(patient_resp), sum(claim_key), sum(sequence), "
        "count(distinct patient_member_id), count(distinct patient_record_id), max(rendering_name), "
        "sum(statement_to - date '2000-01-01') from remit_claim",
        "select count(*), sum(charge), sum(paid), sum(units), sum(submitted_units), sum(allowed), sum(line_key), "
        "sum(claim_key), sum(sequence), sum(len(modifiers)), sum(len(remarks)), sum(dos - date '2000-01-01'), "
        "sum(dos_to - date '2000-01-01'), count(distinct code), sum(line_control::bigint) from remit_line",
        "select count(*), sum(amount), sum(line_key), sum(claim_key), sum(sequence), count(distinct carc) from remit_adjustment",
        "select count(*), sum(amount), max(reason), sum(payment_key) from remit_provider_adjustment",
    )
    return [" ".join(str(value) for value in workspace.rows(query)[0]) for query in queries]


def in_own_process(reader: str, path: Path, threads: int) -> dict:
    """`measure` in a fresh interpreter, because peak memory never goes down again."""
    command = [sys.executable, __file__, "--measure", reader, str(path), "--threads", str(threads)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=float, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        reader, path = arguments.measure
        print(json.dumps(measure(reader, Path(path), arguments.threads)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "remittance.835"
        generate(path, int(arguments.mb * 1_000_000))
        ours, loop = (in_own_process(reader, path, arguments.threads) for reader in ("rehabledger", "loop"))
        size = path.stat().st_size / 1_000_000
    assert ours["sums"] == loop["sums"], (ours["sums"], loop["sums"])
    figures = {
        "mb": round(size, 1),
        "lines": int(ours["sums"][2].split()[0]),
        "seconds": round(ours["seconds"], 2),
        "mb_per_second": round(size / ours["seconds"], 1),
        "peak_mb": round(ours["peak_mb"]),
        "loop_seconds": round(loop["seconds"], 2),
        "loop_peak_mb": round(loop["peak_mb"]),
        "times_faster": round(loop["seconds"] / ours["seconds"], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
