"""Old workbooks, markup and open documents; both ways of reading text; files made to hang or to fill the memory."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_case import HEADER, load, workbook

from analytics.errors import InputError
from analytics.sources import tables
from analytics.sources.tables import delimited, records
from analytics.sources.tables.layout import read_layout

ROW = "1,2026-01-05,97110,GP,1,45.00,Aetna"


def test_a_said_separator_and_trailing_ones() -> None:
    text = f"sep=;\r\n{HEADER};\r\n{ROW};\r\n".replace(",", ";")
    loaded = load(text)
    assert loaded.counts == (1, 1, 0, 0)
    assert loaded.rows[0]["row_no"] == 3


TOKENS = ("a", "b,c", '"', "\n", ",", " ", '""', '"x"', "1", '"a,b"', ",,,", "\n\n", "é", "\u2003", '"p""q"', ' "z"')


@settings(max_examples=300, deadline=None)
@given(tokens=st.lists(st.sampled_from(TOKENS), max_size=25), tail=st.booleans())
def test_both_ways_of_reading_give_the_same_table(tokens: list[str], tail: bool) -> None:
    text = delimited.plain(f"a,b,c\nd,e,f\n{''.join(tokens)}{chr(10) + 'g,h,i' if tail else ''}".encode())
    assert text is not None

    def outcome(careful: bool):
        try:
            sheet = delimited.read_text(text, ",", careful=careful)
        except InputError as error:
            return str(error)
        rows = [
            [value or "" if isinstance(value, str | None) else value for value in row.values()]
            for row in sheet.table.to_pylist()
        ]
        return rows, sheet.faults

    assert outcome(careful=False) == outcome(careful=True)


def xls(sheets: dict[str, list[list]], hidden: tuple[str, ...] = ()) -> bytes:
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                style = "M/D/YY" if isinstance(value, datetime.date) else "general"
                sheet.write(r, c, value, xlwt.easyxf(num_format_str=style))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


CELLS = [HEADER.split(","), ["0012", datetime.date(2026, 1, 5), 97110, 59, 2, 1234.5, "Aetna"]]


def test_old_workbooks_and_hidden_sheets() -> None:
    assert tables.recognise(xls({"A": CELLS}))
    for book in (xls({"Old": CELLS, "A": CELLS}, ("Old",)), workbook({"A": CELLS, "Old": CELLS}, ("Old",))):
        loaded = load(book)
        assert loaded.counts == (1, 1, 0, 0)
        row = loaded.rows[0]
        assert (row["patient_id"], row["dos"], row["cpt"], row["charge"]) == ("0012", CELLS[1][1], "97110", 1234.5)
        assert loaded.rejects == [(None, None, None, "the sheet is hidden")]
    with pytest.raises(InputError, match="the sheet is hidden"):
        load(xls({"A": CELLS, "B": [["x"]]}, ("A",)))


HTML = "<tr>" + "".join(f"<th>{name}</th>" for name in HEADER.split(",")) + "</tr>"
HTML_ROW = "<tr><td>" + ROW.replace(",", "</td><td>").replace("Aetna", "Aetna &amp; <b>Co</b><br>Inc") + "</td></tr>"
SPREADSHEETML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
    + '<Row ss:Index="3">'
    + "".join(f'<Cell><Data ss:Type="String">{n}</Data></Cell>' for n in HEADER.split(","))
    + "</Row>"
    + '<Row><Cell><Data ss:Type="String">1</Data></Cell><Cell>'
    + '<Data ss:Type="DateTime">2026-01-05T00:00:00.000</Data></Cell>'
    + '<Cell><Data ss:Type="Number">97110</Data></Cell><Cell ss:Index="5"><Data ss:Type="Number">1</Data></Cell>'
    + '<Cell ss:Index="7"><Data ss:Type="String">Aetna</Data></Cell></Row></Table></Worksheet></Workbook>'
)


def test_tables_in_html_and_xml() -> None:
    page = "<html><head><style>td {}</style></head><!-- <tr><td>no</td></tr> --><table><tr><td colspan=7>Best</td></tr>"
    for text in (f"{page}</table><table>{HTML}{HTML_ROW}</table>", f"{page}{HTML}{HTML_ROW}"):
        assert tables.recognise(text.encode())
        (row,) = load(text).rows
        assert (row["dos"], row["charge"], row["payer_name"]) == (datetime.date(2026, 1, 5), 45, "Aetna & Co Inc")
    assert tables.recognise(SPREADSHEETML.encode())
    (row,) = load(SPREADSHEETML).rows
    assert (row["row_no"], row["sheet"], row["dos"], row["units"], row["payer_name"]) == (
        4,
        "A",
        datetime.date(2026, 1, 5),
        1,
        "Aetna",
    )


def repacked(name: str, content: bytes) -> bytes:
    """A workbook with one of its members replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"A": [["x"]]}))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return buffer.getvalue()


FAR = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>%s</sheetData></worksheet>"
MEGA = 1_000_000


def ods(rows: str) -> bytes:
    buffer = io.BytesIO()
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        body = f'<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body>{body}</office:body></office:document-content>",
        )
    return buffer.getvalue()


def ods_row(cells: list[str], times: int = 1) -> str:
    texts = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    rest = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f'<table:table-row table:number-rows-repeated="{times}">{texts}{rest}</table:table-row>'


def test_open_document_sheets() -> None:
    assert load(ods(ods_row(HEADER.split(",")) + ods_row(ROW.split(",")))).counts == (1, 1, 0, 0)
    with pytest.raises(InputError, match="columns apart"):
        records.read(ods(ods_row(["x"], 16_000)))


def test_formulas_without_values_are_missing_values() -> None:
    book = workbook({"A": [HEADER.split(","), ["1", "2026-01-05", "97110", "GP", 1, 45, "=A1"]]})
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b"</f><v>0</v>", b"</f>"))
    assert load(buffer.getvalue()).rejects == [(2, "Payer", None, "no payer")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: HEADER.encode() + b"\n" + b"," * MEGA, "more than 1,000 columns"),
        (lambda: b"<html><table>" + b"<tr><td colspan=999>a" * 9_000, "more than 5,000,000 cells"),
        (lambda: b"<html><table>" + b"<table><tr><td>" * 60_000, "without a table"),
        (lambda: b"<html><table>" + b"<!--" * (MEGA // 4) + b"<" * MEGA, "without a table"),
        (lambda: repacked("xl/sharedStrings.xml", b"<si><t>a</t></si>" * 4 * MEGA), "unpacks to more than"),
        (
            lambda: repacked("xl/worksheets/sheet1.xml", FAR % b'<c s="1" r="A1"/><c r="XFD1048576"><v>1</v></c>'),
            "1,048,576 rows and 16,384 columns apart",
        ),
    ],
)
def test_files_made_to_fill_the_memory(content, words: str) -> None:
    with pytest.raises(InputError, match=words):
        records.read(content())


@pytest.mark.parametrize(
    "tail",
    [b"\n" * MEGA, b",\n" * MEGA, b"a\n" * MEGA, b'"' * MEGA, b'"x,1\n' * 900, b"x" * MEGA, b'"a\nb",1\n' * 20_000],
)
def test_odd_files_are_read_or_refused_in_time(tail: bytes) -> None:
    before = datetime.datetime.now()
    (sheet,) = records.read(f"{HEADER}\n{ROW}\n".encode() + tail)
    assert read_layout(sheet, {})
    assert (datetime.datetime.now() - before).total_seconds() < 10


def test_a_line_feed_inside_a_value_of_a_file_whose_lines_end_in_cr():
    loaded = load("patient_id,dos,cpt,minutes,Memo\r1,2026-01-05,97110,15,two\nlines\r2,2026-01-05,97110,16,one\r")
    assert [(row["patient_id"], row["minutes"]) for row in loaded.rows] == [("1", 15), ("2", 16)]


def test_names_that_end_in_a_colon_and_names_that_do_not():
    loaded = load("Chart No,dos:,code,Minutes:\n1,2026-01-05,97110,15\n")
    assert [(row["patient_id"], row["minutes"]) for row in loaded.rows] == [("1", 15)]


def test_a_number_sign_under_a_name_that_reaches_right():
    loaded = load("Payer,Check,,Claim,CPT,Charge,Paid\nName,#,Date,#,,,\nAetna,E1,2026-02-01,C1,97110,60,30\n")
    assert {header: field for header, (field, _) in loaded.fields.items()}["Check Date"] == "paid_date"
