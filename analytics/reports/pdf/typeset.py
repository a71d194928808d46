"""The report set by typst: the same bytes for the same data, tagged, PDF/UA-1 where its fonts have every sign."""

from __future__ import annotations

import datetime
import functools
import json
from pathlib import Path
from typing import Any

import typst

from analytics.reports.brand import Brand
from analytics.reports.logo import FORMS

HERE = Path(__file__).resolve().parent
SOURCES = ("report.typ", "charts.typ")
EARLIEST = datetime.date(1980, 1, 1)
SHARP = 110  # dots an inch of a preview


def to_pdf(report: dict[str, Any], brand: Brand, day: datetime.date | None) -> bytes:
    """The report as a tagged PDF of a stated day."""
    stamp = datetime.datetime.combine(day or EARLIEST, datetime.time(), tzinfo=datetime.UTC)
    given = _given(report, brand) | {"format": "pdf", "timestamp": stamp}
    try:
        return typst.compile(pdf_standards="ua-1", **given)
    except typst.TypstError:  # a sign no font of ours has: PDF/UA forbids the blank box that stands in for it
        return typst.compile(**given)


def to_png(report: dict[str, Any], brand: Brand, *, sharp: float = SHARP) -> list[bytes]:
    """Every page as a picture."""
    pages = typst.compile(format="png", ppi=sharp, **_given(report, brand))
    return pages if isinstance(pages, list) else [pages]


def _given(report: dict[str, Any], brand: Brand) -> dict[str, Any]:
    files = {name: (HERE / name).read_bytes() for name in SOURCES}
    files["main.typ"] = files.pop("report.typ")
    told = {"report": json.dumps(report, ensure_ascii=False)}
    if brand.logo:
        told |= {"logo": json.dumps(list(brand.logo)), "logo_form": FORMS[brand.logo_type]}
    return {"input": files, "sys_inputs": told, "font_paths": _fonts()}


@functools.cache
def _fonts() -> typst.Fonts:
    """The fonts that ship with the setter, and none of the machine: the same report everywhere."""
    return typst.Fonts(include_system_fonts=False)
