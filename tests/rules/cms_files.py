"""Small files in CMS's own layouts: right headers, the numbers that ship, 'SHORT LABEL' where CMS has a description."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from analytics.errors import InputError
from analytics.reference import cms, tables
from analytics.workspace import REFERENCE, Workspace

Rows = list[list[str]]
RVU_HEADER = """\
,,{year} National Physician Fee Schedule Relative Value File {month} Release
,,RELEASED 06/30/{year}

,,,,NOT USED
,,,,FOR,,,NON-FAC,,FACILITY
,,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,MULT,BILAT,CONV,PE USED
HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,IND,PE RVU,IND,RVU,TOTAL,TOTAL,IND,DAYS,PROC,SURG,FACTOR,AMOUNT"""
GPCI_HEADER = [
    ["ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY"],
    [""],
    ["Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name",
     "{year} PW GPCI (without 1.0 Floor)", "{year} PW GPCI (with 1.0 Floor)***", "{year} PE GPCI", "{year} MP GPCI"],
]  # fmt: skip
GPCI_NOTES = [["*Work GPCI reflects a 1.5 floor in Alaska."], ["Note: For CY 2024 and on there are 3 localities less."]]
NCCI_HEADER = """\
Copyright line one

Column1/Column2 Edits
Column 1,Column 2,*=in existence,Effective,Deletion,Modifier,PTP Edit Rationale
,,prior to 1996,Date,Date,0=not allowed
,,,,*=no data,1=allowed
,,,,,9=not applicable"""
MUE_HEADER = [
    ["Copyright line one\n\nCopyright line two"],
    ["HCPCS/\nCPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"],
]
ZIP_HEADER = ["STATE", "ZIP CODE", "CARRIER", "LOCALITY", "RURAL IND", "LAB CB LOCALITY", "RURAL IND2", "PLUS 4 FLAG"]
FACTOR = "33.4009"
MAI = {"1": "1 Line Edit", "2": "2 Date of Service Edit: Policy", "3": "3 Date of Service Edit: Clinical"}


def shipped(table: str, **where: str) -> list[dict[str, str]]:
    """Rows of a CSV of data/reference."""
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if all(row[key] == value for key, value in where.items())]


def split(header: str, **values: str) -> Rows:
    return [line.split(",") for line in header.format(**values).split("\n")]


def rvu(year: str = "2026", month: str = "July", factor: str = FACTOR, whole: bool = False, **work: str) -> Rows:
    """PPRRVU. work: work RVU by code, the code with a leading c (c97110="0.45")."""
    rows = [[row["hcpcs"], "", row["status"], row["work_rvu"], row["pe_rvu"], row["mp_rvu"], row["mult_proc"]]
            for row in shipped("rvu", release="2026C")]  # fmt: skip
    rows += [["73721", modifier, "A", "1.35", "4.75", "0.07", "4"] for modifier in ("", "26", "TC")]
    rows += [[f"J{number:04d}", "", "E", "0.00", "0.00", "0.00", "9"] for number in range(10_000 if whole else 5)]
    table = split(RVU_HEADER, year=year, month=month)
    for code, modifier, status, own, pe, mp, mult in rows:
        own = work.get(f"c{code}", own)
        table.append(
            [code, modifier, "SHORT LABEL", status, "", own, pe, "", pe, "NA", mp, "0.00", "0.00", "7", "XXX",
             mult, "0", factor, "0.00"]
        )  # fmt: skip
    return table


def rvu_text(rows: Rows) -> str:
    """The same in the record layout of the .txt file."""
    lines = [next(filter(None, row), "") for row in rows[:2]]
    for code, modifier, label, status, _, work, pe, _, facility, _, mp, *rest in rows[7:]:
        start = f"{code}{modifier:2}{label:50}{status}{work:>7}{pe:>7}  {facility:>7}  {mp:>6}{'0.00':>7}{'0.00':>6}"
        lines.append(f"{start}7XXX.00.00.00{rest[4]}0000             {rest[6]} 090 99      0.00")
    return "\r\n".join(lines) + "\r\n"


def gpci(year: str = "2026", factor: float = 1.0) -> Rows:
    """GPCI, addendum E. factor: what the practice expense of every locality is multiplied by."""
    rows = [
        [row["mac"], row["state"], row["locality"], row["name"] + "*", "0.950", row["work"],
         f"{float(row['pe']) * factor:.3f}", row["mp"]]
        for row in shipped("gpci", release="2026C")
    ]  # fmt: skip
    header = [[cell.format(year=year) for cell in row] for row in GPCI_HEADER]
    return [*header, *rows, [""], *GPCI_NOTES]


def gpci_text(rows: Rows) -> str:
    """The same as the .txt file has it: the work index with the floor alone."""
    lines = [
        f"{mac:16}{state:8}{locality:5}{name[:60]:92}{work}       {pe}       {mp}"
        for mac, state, locality, name, _, work, pe, mp in (row for row in rows if len(row) == 8 and row[0].isdigit())
    ]
    return "\n".join([rows[0][0], "", *lines, "", *(note[0] for note in GPCI_NOTES)])


def ncci(*more: list[str]) -> Rows:
    """A part of the pair edits: dated pairs that ship, one with an office visit, one without therapy, and more."""
    rows = [
        [row["column_1"], row["column_2"], "", row["first_day"].replace("-", ""),
         row["last_day"].replace("-", "") or "*", row["indicator"], "SHORT LABEL"]
        for row in shipped("ncci_pair", read_for="2026Q4")
    ]  # fmt: skip
    rows += [
        ["99213", "97140", "", "20260101", "*", "1", "SHORT LABEL"],
        ["10021", "99213", "", "20000101", "*", "1", "SHORT LABEL"],
        *more,
    ]
    return [*split(NCCI_HEADER), *sorted(rows)]


def mue(**units: str) -> Rows:
    """MUE of practitioners. units: by code, the code with a leading c; "" leaves it out."""
    rows = [[row["hcpcs"], units.get(f"c{row['hcpcs']}", row["units"]), MAI[row["mai"]], "SHORT LABEL"]
            for row in shipped("mue")]  # fmt: skip
    return [*MUE_HEADER, *(row for row in rows if row[1])]


def zips(quarter: str = "20263") -> Rows:
    """ZIP codes of Alaska and New York."""
    rows = [
        [
            row["state"],
            row["zip5"],
            row["mac"],
            row["locality"],
            "",
            "",
            "",
            "01"[row["needs_plus4"] == "true"],
            "",
            quarter,
        ]
        for row in shipped("zip_locality")
        if row["state"] in ("AK", "NY")
    ]
    return [[*ZIP_HEADER, "PART B PAYMENT INDICATOR", "YEAR/QTR"], *rows]


def zip_text(rows: Rows) -> str:
    """The same in the record layout of the .txt file."""
    return "".join(f"{a}{b}{c}{d}{'':6}{flag} {'':53}{quarter}\n" for a, b, c, d, _, _, _, flag, _, quarter in rows[1:])


def write(path: Path, rows: Rows) -> Path:
    """A .csv, a .txt with tabs, or an .xlsx whose numbers are numbers."""
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        return path
    text = io.StringIO()
    width = max(map(len, rows))
    delimiter = "\t" if path.suffix.lower() == ".txt" else ","
    csv.writer(text, delimiter=delimiter).writerows(row + [""] * (width - len(row)) for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def archive(path: Path, *members: Path, **named: str) -> Path:
    """A zip of files, and of texts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member in members:
            made.write(member, member.name)
        for name, text in named.items():
            made.writestr(name, text)
    return path


def load(workspace: Workspace, *paths: Path, partial: bool = True) -> cms.Loaded:
    """Load files, as excerpts unless said otherwise."""
    return cms.load(workspace, [str(path) for path in paths], partial=partial)


def refused(workspace: Workspace, *paths: Path, partial: bool = True) -> str:
    """The sentence a file is refused with; nothing of the call may be kept."""
    before = kept(workspace)
    with pytest.raises(InputError) as told:
        load(workspace, *paths, partial=partial)
    assert kept(workspace) == before
    return told.value.sentence()


def kept(workspace: Workspace) -> list[int]:
    """How many rows the tables of what is kept have."""
    tables.prepare(workspace)
    names = ("reference", "rvu_release", "rvu", "gpci", "ncci_pair", "mue", "zip_locality")
    return [workspace.rows(f"select count(*) from kept_{name}")[0][0] for name in names]
