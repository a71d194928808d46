"""Many drafts in one zip: a folder for each payer, and a list of them all."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Collection
from typing import Literal

from analytics.errors import InputError
from analytics.letters.compose import drafts
from analytics.letters.files import EARLIEST, dated, to_docx, to_pdf
from analytics.letters.model import Letter
from analytics.reports.safe_csv import to_csv
from analytics.workspace import Workspace

Form = Literal["docx", "pdf"]
MAKE = {"docx": to_docx, "pdf": to_pdf}
INDEX = ("number", "claim", "payer", "kind", "letter", "deadline", "to_fill_in", "file", "not_made_because")
LONGEST = 40  # characters of a folder's name
Progress = Callable[[int, int], None]  # letters done, letters in all


def batch(
    workspace: Workspace, claim_refs: Collection[str], form: Form = "docx", progress: Progress | None = None
) -> bytes:
    """A zip of the drafts of these claims: a folder per payer, and index.csv with a row for each claim asked for.

    form: docx or pdf. progress: told after each claim. A claim without a letter stands in the index with the reason.
    Raises InputError for another form, or where not one of the claims has a letter.
    """
    if form not in MAKE:
        raise InputError(f"{form} is no form of a letter", fix="ask for docx or pdf")
    made, rows, folders = io.BytesIO(), [], {}
    total = len(dict.fromkeys(claim_refs))
    stamp = workspace.rows("select as_of from setting")[0][0] or EARLIEST
    with zipfile.ZipFile(made, "w") as archive:
        for number, one in enumerate(drafts(workspace, claim_refs), 1):
            rows.append(_row(number, one, form, folders))
            if isinstance(one, Letter):
                archive.writestr(dated(rows[-1]["file"], stamp), MAKE[form](one), zipfile.ZIP_STORED)  # packed already
            if progress:
                progress(number, total)
        archive.writestr(dated("index.csv", stamp), to_csv(rows, INDEX))
    if not folders:
        raise InputError("not one of these claims has a letter", fix="open one of them: it says what to do instead")
    return made.getvalue()


def _row(number: int, one: Letter | InputError, form: Form, folders: dict[str, str]) -> dict[str, object]:
    if isinstance(one, InputError):
        return {"number": number, "not_made_because": one.sentence()}
    deadline = one.deadline.isoformat() if isinstance(one.deadline, datetime.date) else None
    return {
        "number": number,
        "claim": one.account,
        "payer": one.payer,
        "kind": one.kind,
        "letter": one.title,
        "deadline": deadline,
        "to_fill_in": one.placeholders,
        # the running number keeps two claims of one name apart
        "file": f"{_folder(one.payer, folders)}/{number:04d}-{one.file_stem}.{form}",
    }


def _folder(payer: str, folders: dict[str, str]) -> str:
    """A folder's name for a payer, another one for each, though they differ only in signs that no path may hold."""
    if payer not in folders:
        name = re.sub(r"[^A-Za-z0-9]+", "-", payer).strip("-")[:LONGEST] or "payer"
        taken = {other.lower() for other in folders.values()}
        folders[payer] = (
            name if name.lower() not in taken and name.lower() not in RESERVED else f"{name}-{len(folders) + 1}"
        )
    return folders[payer]


# names that one operating system keeps for devices
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
