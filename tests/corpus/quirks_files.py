"""Quirks of files: how a table is written (stage file), and how a practice's files come (stages practice, files)."""

from __future__ import annotations

import csv
import io
import zipfile
from copy import deepcopy
from random import Random

from .clean import segments
from .export import Export
from .practice import Practice, remittance_by_adjustment, remittance_by_line
from .registry import quirk

CLAIM = ("check_number", "claim_id", "claim_status")
TEXT = ("encoding", "delimiter", "line end", "quotes")


def _setting(name: str, family: str, attribute: str, value: object, doc: str) -> None:
    """Register a quirk that writes the text of a table in another way."""

    def apply(export: Export, random: Random) -> None:
        setattr(export, attribute, value)

    apply.__name__, apply.__doc__ = name, doc
    quirk(family, "file")(apply)


_setting("utf_8_bom", "encoding", "encoding", "utf-8 bom", "UTF-8 behind a byte order mark")
_setting("cp1252", "encoding", "encoding", "cp1252", "The code page of western Windows")
_setting("utf_16_le_bom", "encoding", "encoding", "utf-16-le bom", "UTF-16 as Windows writes it")
_setting("utf_16_be_bom", "encoding", "encoding", "utf-16-be bom", "UTF-16, the high byte first")
_setting("utf_16_le", "encoding", "encoding", "utf-16-le", "UTF-16 without a byte order mark")
_setting("utf_16_be", "encoding", "encoding", "utf-16-be", "UTF-16, the high byte first, without a mark")
_setting("tabs", "delimiter", "delimiter", "\t", "Tabs inside a .csv")
_setting("semicolons", "delimiter", "delimiter", ";", "Semicolons")
_setting("pipes", "delimiter", "delimiter", "|", "Pipes")
_setting("crlf", "line end", "line_end", "\r\n", "Lines end as on Windows")
_setting("cr", "line end", "line_end", "\r", "Lines end as on old Macs")
_setting("all_quoted", "quotes", "quoting", csv.QUOTE_ALL, "Every value in quotation marks")


@quirk("workbook", "file", without=TEXT)
def xlsx_of_text(export: Export, random: Random) -> None:
    """An XLSX file whose cells are all text"""
    export.format = "xlsx"
    for record in export.records:
        record.cells = [str(cell) for cell in record.cells]


@quirk("workbook", "rows", without=(*TEXT, "money", "date"))
def xlsx_of_values(export: Export, random: Random) -> None:
    """An XLSX file with dates and amounts as Excel has them"""
    export.format = "xlsx"
    export.forms |= {"date": lambda day: day, "money": float, "amounts": float, "number": float}


@quirk("workbook", "rows", without=(*TEXT, "money", "date"))
def xls_of_values(export: Export, random: Random) -> None:
    """An old XLS file with dates and amounts as Excel has them"""
    export.format = "xls"
    export.forms |= {"date": lambda day: day, "money": float, "amounts": float, "number": float}


@quirk("workbook", "file", without=TEXT)
def xls_of_text(export: Export, random: Random) -> None:
    """An old XLS file whose cells are all text"""
    export.format = "xls"
    for record in export.records:
        record.cells = [str(cell) for cell in record.cells]


@quirk("remittance", "practice")
def remittance_lines(practice: Practice, random: Random) -> None:
    """Instead of 835 files a table with one row per line, its reasons in one cell"""
    practice.exports.append(remittance_by_line())
    practice.files = {}


@quirk("remittance", "practice")
def remittance_adjustments(practice: Practice, random: Random) -> None:
    """Instead of 835 files a table with one row per adjustment, charge and payment repeated"""
    practice.exports.append(remittance_by_adjustment())
    practice.files = {}


@quirk("remittance", "practice")
def era_one_file(practice: Practice, random: Random) -> None:
    """All interchanges behind each other in one file"""
    practice.files = {"era.txt": b"".join(practice.files.values())}


@quirk("remittance", "practice")
def era_other_delimiters(practice: Practice, random: Random) -> None:
    """One file, its delimiters | and > and its segments on lines of their own"""
    parts = ["|".join(each).replace(":", ">") + "~\r\n" for data in practice.files.values() for each in segments(data)]
    practice.files = {"era.edi": "".join(parts).encode("ascii")}


@quirk("remittance", "practice")
def era_wrapped(practice: Practice, random: Random) -> None:
    """One file, broken into lines of eighty characters"""
    data = b"".join("*".join(each).encode() + b"~" for part in practice.files.values() for each in segments(part))
    practice.files = {"era.dat": b"\n".join(data[at : at + 80] for at in range(0, len(data), 80))}


@quirk("files", "files", without=("groups", "totals", "row order"))
def split_in_parts(practice: Practice, random: Random) -> None:
    """Each table in three files, one after the other"""
    practice.exports = [part for export in practice.exports for part in _parts(export)]


def _starts(export: Export) -> list[int]:
    """Where a claim, or a row of minutes, begins in the records: no export ends within a claim."""
    found, last = [], None
    for at, record in enumerate(export.records):
        if record.role == "data":
            claim = [record.row.get(name) for name in CLAIM] if "claim_id" in record.row else record.row
            found += [at] if claim != last else []
            last = claim
    return found


def _parts(export: Export) -> list[Export]:
    """The records cut in three between two lines; each part has the header, only the last what stands below."""
    starts = _starts(export)
    top, thirds = export.records[: starts[0]], [starts[len(starts) * i // 3] for i in range(3)]
    bounds = zip(thirds, [*thirds[1:], len(export.records)], strict=True)
    parts = []
    for number, (first, last) in enumerate(bounds, 1):
        part = deepcopy(export)
        part.stem, part.records = f"{export.stem}_{number}", deepcopy(top) + export.records[first:last]
        parts.append(part)
    return parts


@quirk("files", "files", without=("groups", "row order"))
def longer_export(practice: Practice, random: Random) -> None:
    """The first half of each table, then the whole of it"""
    halves = []
    for export in practice.exports:
        half = deepcopy(export)
        starts = _starts(half)
        half.stem, half.records = f"{export.stem}_early", half.records[: starts[len(starts) // 2]]
        halves.append(half)
    practice.exports = [*halves, *practice.exports]


@quirk("files", "files")
def same_file_again(practice: Practice, random: Random) -> None:
    """Every file a second time under another name"""
    practice.again = True


@quirk("files", "files", without=TEXT)
def several_sheets(practice: Practice, random: Random) -> None:
    """All tables as sheets of one workbook, with a sheet of notes between them"""
    form = next((export.format for export in practice.exports if export.format != "csv"), "xlsx")
    practice.sheets = form


@quirk("archive", "files")
def zip_of_all(practice: Practice, random: Random) -> None:
    """Everything in one zip archive"""
    practice.archive = 1


@quirk("archive", "files")
def zip_of_all_twice(practice: Practice, random: Random) -> None:
    """Everything twice, in two folders of one zip archive"""
    practice.archive = 2


def zipped(files: dict[str, bytes], copies: int) -> bytes:
    """The files in a zip archive, each once in every folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for copy in range(1, copies + 1):
            for name, data in files.items():
                archive.writestr(f"copy {copy}/{name}", data)
    return out.getvalue()
