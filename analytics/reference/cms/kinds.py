"""The kinds of files of CMS that are read here: their columns by the words of their headers, their fixed widths.

Sources: the headers of the files themselves (PPRRVU, GPCI, ccipra, MCR_MUE_PractitionerServices, ZIP5 of 2024 to 2026),
and the record layouts of RVUyyX.pdf and ZIP5lyout.txt for the text files.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# A code as CMS writes it; a workbook may have taken its leading zeros.
CODE = r"[0-9A-Z][0-9]{3}[0-9A-Z]|[0-9]{3,4}"


class Column(NamedTuple):
    """A column that is read. shown: its name in CMS's header; words: what its header, all its rows joined, holds."""

    shown: str
    words: str
    needed: bool = True


class Fixed(NamedTuple):
    """A text file without delimiters. line: what a line of the table looks like, its columns as named groups."""

    line: str
    start: str  # what a line that belongs to the table begins with, so that one that is cut off is seen


class Kind(NamedTuple):
    """A kind of file. key: the column that only rows of the table fill, with what it holds there.

    title: for sentences; least: rows of a whole file; not_for: words in the header of another setting's file;
    either: columns of which one is needed.
    """

    name: str
    title: str
    key: str
    key_holds: str
    least: int
    columns: dict[str, Column]
    fixed: Fixed | None = None
    not_for: str | None = None
    either: tuple[str, ...] = ()


RVU = Kind(
    "rvu",
    "relative values (PPRRVU)",
    key="hcpcs",
    key_holds=CODE,
    least=10_000,
    columns={
        "hcpcs": Column("HCPCS", r"\bHCPCS( CODE)?$"),
        "modifier": Column("MOD", r"\bMOD(IFIER)?$"),
        "status": Column("STATUS CODE", r"\bSTATUS( CODE)?$"),
        "work_rvu": Column("WORK RVU", r"\bWORK RVUS?$"),
        "pe_rvu": Column("NON-FAC PE RVU", r"\bNON-?FAC(ILITY)? PE RVUS?$"),
        "mp_rvu": Column("MP RVU", r"\bMP RVUS?$"),
        "mult_proc": Column("MULT PROC", r"\bMULT(IPLE)? PROC(EDURE)?$"),
        "conversion_factor": Column("CONV FACTOR", r"\bCONV(ERSION)? FACTOR$"),
    },
    fixed=Fixed(
        r"^(?P<hcpcs>[0-9A-Z]{5})(?P<modifier>[0-9A-Z ]{2}).{50}(?P<status>[A-Z])(?P<work_rvu>[ .0-9]{7})"
        r"(?P<pe_rvu>[ .0-9]{7}).{2}[ .0-9]{7}.{2}(?P<mp_rvu>[ .0-9]{6}).{26}(?P<mult_proc>[0-9]).*?"
        r"(?P<conversion_factor>[0-9]{2}\.[0-9]{4})",
        start=r"^([0-9A-Z][0-9]{3}[0-9A-Z])[0-9A-Z ]{2}",
    ),
)
GPCI = Kind(
    "gpci",
    "geographic indices (GPCI)",
    key="mac",
    key_holds=r"[0-9]{4,5}",
    least=100,
    columns={
        "mac": Column("Medicare Administrative Contractor (MAC)", r"\b(CONTRACTOR( \(MAC\))?|MAC|CARRIER( NUMBER)?)$"),
        "state": Column("State", r"\bSTATE$"),
        "locality": Column("Locality Number", r"\bLOCALITY( NUMBER| NO\.?)?$"),
        "name": Column("Locality Name", r"\bLOCALITY NAME$"),
        "work": Column("PW GPCI", r"\b(PW|WORK) GPCI( \(WITHOUT 1\.0 FLOOR\))?$", needed=False),
        "work_with_floor": Column("PW GPCI (with 1.0 Floor)", r"\b(PW|WORK) GPCI \(WITH 1\.0 FLOOR\)$", needed=False),
        "pe": Column("PE GPCI", r"\bPE GPCI$"),
        "mp": Column("MP GPCI", r"\bMP GPCI$"),
    },
    fixed=Fixed(
        r"^(?P<mac>[0-9]{5}) +(?P<state>[A-Z]{2}) +(?P<locality>[0-9]{2}) +(?P<name>[^ ].*?) +(?P<work>[0-9]\.[0-9]{3})"
        r"(?: +(?P<work_with_floor>[0-9]\.[0-9]{3}))? +(?P<pe>[0-9]\.[0-9]{3}) +(?P<mp>[0-9]\.[0-9]{3})[* ]*$",
        start=r"^[0-9]{5} +[A-Z]{2} ",
    ),
    either=("work_with_floor", "work"),
)
NCCI_PAIR = Kind(
    "ncci_pair",
    "pair edits for practitioners (NCCI PTP, ccipra)",
    key="column_1",
    key_holds=CODE,
    least=100_000,
    columns={
        "column_1": Column("Column 1", r"\bCOLUMN 1\b"),
        "column_2": Column("Column 2", r"\bCOLUMN 2\b"),
        "first_day": Column("Effective Date", r"\bEFFECTIVE\b"),
        "last_day": Column("Deletion Date", r"\bDELETION\b"),
        "indicator": Column("Modifier", r"\bMODIFIER\b"),
    },
)
MUE = Kind(
    "mue",
    "unit limits for practitioners (MUE)",
    key="hcpcs",
    key_holds=CODE,
    least=5_000,
    columns={
        "hcpcs": Column("HCPCS/CPT Code", r"\bHCPCS ?/ ?CPT CODE$"),
        "units": Column("Practitioner Services MUE Values", r"\bSERVICES MUE VALUES?$"),
        "mai": Column("MUE Adjudication Indicator", r"\bADJUDICATION INDICATOR\b"),
    },
    not_for=r"\b(HOSPITAL|FACILITY|DME|SUPPLIER)\b.* MUE VALUES",
)
ZIP_LOCALITY = Kind(
    "zip_locality",
    "ZIP codes and their localities (ZIP5)",
    key="zip5",
    key_holds=r"[0-9]{3,5}",
    least=40_000,
    columns={
        "state": Column("STATE", r"\bSTATE$"),
        "zip5": Column("ZIP CODE", r"\bZIP ?CODE$"),
        "mac": Column("CARRIER", r"\bCARRIER$"),
        "locality": Column("LOCALITY", r"(?<!LAB CB )\bLOCALITY$"),
        "plus4": Column("PLUS 4 FLAG", r"\bPLUS ?(4|FOUR) ?FLAG$"),
        "year_quarter": Column("YEAR/QTR", r"\bYEAR ?/ ?(QTR|QUARTER)$"),
    },
    fixed=Fixed(
        r"^(?P<state>[A-Z]{2})(?P<zip5>[0-9]{5})(?P<mac>[0-9A-Z]{5})(?P<locality>[0-9A-Z]{2}).{6}(?P<plus4>[01 ]) "
        r".{53}(?P<year_quarter>[0-9]{5}) *$",
        start=r"^[A-Z]{2}[0-9]{5}",
    ),
)
KINDS = (RVU, GPCI, NCCI_PAIR, MUE, ZIP_LOCALITY)  # relative values first: indices and ZIP codes are held against them
NAMED = {kind.name: kind for kind in KINDS}

# Names of files that CMS offers beside these, to say what they are.
OTHERS = (
    (re.compile(r"ccioph", re.IGNORECASE), "the hospital's pair edits", "give the practitioner's, ccipra-v..."),
    (re.compile(r"ZIP9", re.IGNORECASE), "the ZIP+4 file", "give the ZIP5 file of the same archive"),
    (re.compile(r"ANES|OPPSCAP|LOCCO", re.IGNORECASE), "a file that is not needed", "leave it out"),
)
