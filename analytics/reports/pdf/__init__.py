"""report.pdf: two pages for the meeting, then the audit with its evidence, method, rules and sources.

write(workspace, target, summary) makes the file, to_bytes the same in memory, preview the first page as a picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.reports import brand as brands
from analytics.reports.brand import Brand
from analytics.reports.pdf import compose, typeset
from analytics.reports.pdf.facts import FRONT, gather
from analytics.selection import Filter
from analytics.summary import headline
from analytics.workspace import Workspace


def to_bytes(
    workspace: Workspace,
    chosen: Filter | None = None,
    brand: Brand | None = None,
    mask: bool = False,
    *,
    summary: dict[str, Any] | None = None,
) -> bytes:
    """report.pdf of the chosen lines: US Letter, tagged, the same bytes for the same audit.

    brand: default the one kept in the workspace. mask: patients under pseudonyms. summary: analytics.summary of the
    same lines, where it was made already. Needs a rebuilt workspace.
    """
    brand = brands.load(workspace) if brand is None else brand
    facts = gather(workspace, chosen, brand, mask=mask, summary=summary)
    return typeset.to_pdf(compose.whole(facts), brand, facts.summary["as_of"])


def write(
    workspace: Workspace,
    target: Path,
    summary: dict[str, Any] | None = None,
    *,
    chosen: Filter | None = None,
    brand: Brand | None = None,
    mask: bool = False,
) -> Path:
    """Write report.pdf to target; returns it. Raises OSError where it cannot be written; all else as to_bytes."""
    target.write_bytes(to_bytes(workspace, chosen, brand, mask, summary=summary))
    return target


def preview(
    workspace: Workspace,
    chosen: Filter | None = None,
    brand: Brand | None = None,
    *,
    summary: dict[str, Any] | None = None,
    sharp: float = typeset.SHARP,
) -> list[bytes]:
    """The pages for the meeting as PNG pictures: no patient is on them. summary: its headline is enough."""
    brand = brands.load(workspace) if brand is None else brand
    said = headline(workspace, chosen) if summary is None else summary
    facts = gather(workspace, chosen, brand, mask=False, summary=said, questions=FRONT)
    return typeset.to_png(compose.front_pages(facts), brand, sharp=sharp)
