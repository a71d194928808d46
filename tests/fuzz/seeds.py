"""Seeds of the fuzzers, made by the project itself: small pieces of the demo practice in every shape."""

from __future__ import annotations

from pathlib import Path

from corpus.clean import clean
from corpus.practice import demo, remittance_by_adjustment, remittance_by_line

from .readers import KINDS
from .table_mutator import CONTAINERS

ROWS = 6
FEES = "payer,cpt,modifier,effective,rate,basis\nAetna,97110,,2026-01-01,33.25,unit\nAetna,*,,2026-01-01,90,visit\n"
STATUS = (
    "Claim #,Patient,DOS,Payer,Charge,Status,Status Category Code,Status Date,Message\n"
    "C000001,X,2026-04-01,Aetna,62.00,Rejected,A7,2026-04-03,Member id\n"
)
NARROW = "patient_id,dos,cpt,units,payer_name\n1,2026-01-05,97110,2,Aetna\n1,01/06/2026,97140.GP,1,Aetna\n"
VISITS = "patient_id,dos,total_timed_minutes\n1,2026-01-05,45\n1,2026-01-06,\n"
CLAIMS_837 = "~".join([
    "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *260401*0600*^*00501*000000001*0*T*:",
    "GS*HC*CLINIC*PAYER*20260401*0600*1*X*005010X222A1", "ST*837*0001*005010X222A1", "BHT*0019*00*1*20260401*0600*CH",
    "NM1*41*2*CLINIC*****46*1", "PER*IC*DESK*TE*8005550100", "NM1*40*2*PAYER*****46*1", "HL*1**20*1",
    "NM1*85*2*CLINIC*****XX*1234567893", "REF*EI*000000001", "HL*2*1*22*0", "SBR*P*18*******CI",
    "NM1*IL*1*DEMO*PATIENT****MI*M1", "DMG*D8*19900101*F", "NM1*PR*2*AETNA*****PI*1", "CLM*C1*120***11:B:1*Y*A*Y*Y",
    "HI*ABK:M25561", "NM1*82*1*THERAPIST*A****XX*1234567893", "LX*1", "SV1*HC:97110:GP*62*UN*1***1",
    "DTP*472*D8*20260401", "REF*6R*1", "LX*2", "SV1*HC:97140:GP*58*UN*1***1", "DTP*472*D8*20260401", "SE*23*0001",
    "GE*1*1", "IEA*1*000000001", "",
])  # fmt: skip
ANSWERS_277 = "~".join([
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260402*0600*^*00501*000000002*0*T*:",
    "GS*HN*PAYER*CLINIC*20260402*0600*2*X*005010X214", "ST*277*0001*005010X214", "BHT*0085*08*1*20260402*0600*TH",
    "HL*1**20*1", "NM1*PR*2*AETNA*****PI*1", "TRN*1*T1", "DTP*050*D8*20260402", "DTP*009*D8*20260402", "HL*2*1*21*1",
    "NM1*41*2*CLINIC*****46*1", "TRN*2*B1", "STC*A1:20*20260402*WQ*120", "HL*3*2*19*1",
    "NM1*85*2*CLINIC*****XX*1234567893",
    "HL*4*3*PT", "NM1*QC*1*DEMO*PATIENT****MI*M1", "TRN*2*C1", "STC*A7:21:IL*20260402*U*120", "REF*1K*P1",
    "DTP*472*D8*20260401", "SE*20*0001", "GE*1*2", "IEA*1*000000002", "",
])  # fmt: skip


def x12() -> list[bytes]:
    """835 files of the demo in each payer's delimiters, cut to a few claims, a claim file and answers to it."""
    return [*(data[:6_000] for data in clean().eras.values()), CLAIMS_837.encode(), ANSWERS_277.encode()]


def tables() -> list[bytes]:
    """Every kind of table in every container, with its two bytes in front."""
    exports = [*demo().exports, remittance_by_line(), remittance_by_adjustment()]
    for export in exports:
        export.rows = export.rows[:ROWS]
        export.make_records()
    texts = [*(export.data() for export in exports), *(each.encode() for each in (FEES, STATUS, NARROW, VISITS))]
    heads = [*((0, way) for way in range(len(CONTAINERS))), *((kind, 0) for kind in range(1, len(KINDS)))]
    return [bytes(head) + text for text in texts for head in heads]


def write(target: str, folder: Path) -> None:
    """The seeds of a target as files for the fuzzer."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate({"x12": x12, "tables": tables}[target]()):
        (folder / f"seed_{number:03d}").write_bytes(data)
