"""The files of the page Reports, made when somebody asks for them: PDF, workbook, and the tables in one archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from analytics.letters.files import EARLIEST, dated
from analytics.reports import pdf, workbook
from analytics.reports.brand import Brand
from analytics.reports.files import to_json, write_tables
from analytics.selection import Filter
from analytics.summary import headline, sentence, summarize
from pages._parts import session


@dataclass(frozen=True)
class Kind:
    """A file to take along. what: its part of the file's name; ending: without the dot."""

    name: str
    label: str
    what: str
    ending: str
    mime: str
    icon: str
    help: str

    def file(self, as_of: str) -> str:
        """The file's name, of the day the audit was made for."""
        return f"rehabledger-{self.what}-{as_of}.{self.ending}"


KINDS = (
    Kind(
        *("pdf", "Download report.pdf", "report", "pdf", "application/pdf", ":material/picture_as_pdf:"),
        "Two pages for the meeting, then findings with their evidence, method, rules and sources.",
    ),
    Kind(
        *("xlsx", "Download report.xlsx", "report", "xlsx"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table_view:",
        "Every table on a sheet, with totals that add themselves up.",
    ),
    Kind(
        *("csv", "Download all tables (CSV)", "tables", "zip", "application/zip", ":material/folder_zip:"),
        "The CSV files of the command line and summary.json, of everything loaded, in one archive.",
    ),
)


def maker(kind: Kind, active: Filter, brand: Brand, is_masked: bool) -> Callable[[], bytes]:
    """What makes the file when its button is clicked."""
    current = session.audit()

    def make() -> bytes:
        with current.lock:
            if kind.name == "pdf":
                return pdf.to_bytes(current.workspace, active, brand, is_masked)
            if kind.name == "xlsx":
                return workbook.to_bytes(current.workspace, active, brand, is_masked)
            return tables(current, is_masked)

    return make


def tables(current: session.Audit, is_masked: bool) -> bytes:
    """Every CSV, findings.parquet and summary.json of everything loaded, as one zip."""
    made, summary = io.BytesIO(), summarize(current.workspace)
    with tempfile.TemporaryDirectory(prefix="rehabledger-") as folder:
        paths = write_tables(current.workspace, Path(folder), mask=is_masked)
        with zipfile.ZipFile(made, "w") as archive:
            for path in paths:
                archive.writestr(dated(path.name, summary["as_of"] or EARLIEST), path.read_bytes())
            archive.writestr(dated("summary.json", summary["as_of"] or EARLIEST), to_json(summary))
    return made.getvalue()


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def preview(active: Filter, brand: Brand, version: int) -> tuple[list[bytes], str]:
    """The pages for the meeting as pictures, and what they say; kept by filter, brand and version of the data."""
    current = session.audit()
    with current.lock:
        summary = headline(current.workspace, active)
        return pdf.preview(current.workspace, active, brand, summary=summary), sentence(summary)
