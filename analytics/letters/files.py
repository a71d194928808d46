"""A draft as DOCX and as PDF: both from the same blocks, both the same bytes whenever they are made again."""

from __future__ import annotations

import datetime
import functools
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import typst
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analytics.letters.model import STRONG, TODO, Block, Letter, Runs

TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
EARLIEST = datetime.date(1980, 1, 1)  # of what a zip can say
FONT = "Calibri"
ABOUT = 45  # millimetres of the labels beside the claim's data
NOTE, HEADER = "FFF4CC", "EDEDED"
UNUSED = ("stylesWithEffects", "customXml", "thumbnail")  # parts of the library's own sample
OWN = ("word/document.xml", "docProps/core.xml")  # what one letter has for itself
USED = {
    "Normal",
    "heading 1",
    "heading 2",
    "List Bullet",
    "Normal Table",
    "Table Grid",
    "Default Paragraph Font",
    "No List",
}


def to_docx(letter: Letter) -> bytes:
    """The draft as a Word file: placeholders in yellow, the box to take out at its head."""
    document = docx.Document(io.BytesIO(_blank()))
    stamp = datetime.datetime.combine(letter.drafted_on or EARLIEST, datetime.time())
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.title, about.language, about.revision = letter.title, "en-US", 1
    about.created = about.modified = stamp
    for part in letter.blocks:
        DRAW[part.kind](document, part)
    return _packed(document, stamp)


@functools.cache
def _blank() -> bytes:
    """An empty document with the letter's page and type."""
    document, made = docx.Document(), io.BytesIO()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(215.9), Mm(279.4)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(23)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.paragraph_format.space_after = Pt(8)
    for name in ("Heading 1", "Heading 2"):
        heading = document.styles[name]
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.element.rPr.rFonts.attrib.clear()  # the type of the text, not the theme's
    styles = document.styles.element
    for style in styles.style_lst:  # each paragraph looks its style up by reading them all
        if style.name_val not in USED:
            styles.remove(style)
        for link in style.findall(qn("w:link")):  # to a style that is gone
            style.remove(link)
    for holder in (document.part, document.part.package):
        for key in [key for key, one in holder.rels.items() if one.reltype.endswith(UNUSED)]:
            del holder.rels[key]
    document.save(made)
    return made.getvalue()


def _put(paragraph: Any, runs: Runs) -> None:
    for text, style in runs:
        run = paragraph.add_run(text)
        run.bold = True if style == STRONG else None
        if style == TODO:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _styled(name: str) -> Callable[[Any, Block], None]:
    def draw(document: Any, part: Block) -> None:
        for (runs,) in part.rows:
            _put(document.add_paragraph(style=None if name == "Normal" else name), runs)

    return draw


def _lines(document: Any, part: Block) -> None:
    """An address: one paragraph, a line each."""
    paragraph = document.add_paragraph()
    for place, (runs,) in enumerate(part.rows):
        if place:
            paragraph.add_run().add_break()
        _put(paragraph, runs)


def _grid(document: Any, part: Block, style: str) -> Any:
    table = document.add_table(len(part.rows), len(part.rows[0]), style=style)
    cells = table._cells  # asked for once: each table.cell() reads the whole grid anew
    for place, runs in enumerate(runs for row in part.rows for runs in row):
        paragraph = cells[place].paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        _put(paragraph, runs)
    return table


def _about(document: Any, part: Block) -> None:
    table = _grid(document, part, "Normal Table")
    widths = (Mm(ABOUT), Mm(170 - ABOUT))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, cell in enumerate(table._cells):
        cell.width = widths[place % 2]
    document.add_paragraph()


def _table(document: Any, part: Block) -> None:
    table = _grid(document, part, "Table Grid")
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for cell in table._cells[: len(part.rows[0])]:
        _shade(cell, HEADER)
    document.add_paragraph()


def _box(document: Any, part: Block) -> None:
    cell = document.add_table(1, 1, style="Table Grid").cell(0, 0)
    _shade(cell, NOTE)
    for place, (runs,) in enumerate(part.rows):
        paragraph = cell.paragraphs[0] if not place else cell.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(2)
        _put(paragraph, runs)
    document.add_paragraph()


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


DRAW: dict[str, Callable[[Any, Block], None]] = {
    "box": _box,
    "lines": _lines,
    "about": _about,
    "table": _table,
    "text": _styled("Normal"),
    "list": _styled("List Bullet"),
    "title": _styled("Heading 1"),
    "heading": _styled("Heading 2"),
}


def _packed(document: Any, stamp: datetime.datetime) -> bytes:
    """The document in the package of the empty one, every member of the same day: the library writes the hour."""
    own = {
        "word/document.xml": document.part.blob,
        "docProps/core.xml": document.part.package._core_properties_part.blob,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in _members():
            package.writestr(dated(name, stamp), own.get(name, data))
    return made.getvalue()


@functools.cache
def _members() -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(_blank())) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def dated(name: str, stamp: datetime.date) -> zipfile.ZipInfo:
    """A member of a zip of a stated day, readable by its owner alone once unpacked."""
    day = max(EARLIEST, datetime.date(stamp.year, stamp.month, stamp.day))
    info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
    return info


def to_pdf(letter: Letter) -> bytes:
    """The draft as a tagged PDF, PDF/UA-1 where every letter of it is in the fonts that ship with the setter."""
    told = {"title": letter.title, "blocks": [{"kind": part.kind, "rows": part.rows} for part in letter.blocks]}
    day = letter.drafted_on or EARLIEST
    stamp = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    given = {"letter": json.dumps(told, ensure_ascii=False)}
    page = {"sys_inputs": given, "format": "pdf", "font_paths": _fonts(), "timestamp": stamp}
    try:
        return typst.compile(TEMPLATE.read_bytes(), pdf_standards="ua-1", **page)
    except typst.TypstError:  # a sign no font of ours has: PDF/UA forbids the blank box that stands in for it
        return typst.compile(TEMPLATE.read_bytes(), **page)


@functools.cache
def _fonts() -> typst.Fonts:
    """The fonts that ship with the setter, and none of the machine: the same letter everywhere."""
    return typst.Fonts(include_system_fonts=False)
