"""What a letter is made of: the same blocks feed the DOCX, the PDF and the preview."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

TODO, STRONG, PLAIN = "todo", "strong", ""


class Run(NamedTuple):
    """A stretch of text. style: "" | strong | todo (a placeholder, shown in yellow)."""

    text: str
    style: str = PLAIN


Runs = tuple[Run, ...]


def plain(text: str) -> Runs:
    """Text without any style."""
    return (Run(text),)


@dataclass(frozen=True)
class Block:
    """One part of a letter.

    kind: box (notes to whoever completes it) | lines (address, signature) | about (rows of label and value) | title |
    heading | text | list | table (first row: header). rows: of a table and of about its cells; of every other kind
    one cell per item.
    """

    kind: str
    rows: tuple[tuple[Runs, ...], ...]

    @property
    def text(self) -> str:
        """The words alone, a line per row."""
        return "\n".join("  ".join("".join(run.text for run in cell) for cell in row) for row in self.rows)


def block(kind: str, *items: Runs) -> Block:
    """A block of one cell per item."""
    return Block(kind, tuple((item,) for item in items))


@dataclass(frozen=True)
class Letter:
    """A draft about one claim.

    kind: appeal | reconsideration | records | corrected_claim | resubmission. name: of its file in data/letters.
    placeholders: how many facts are left to fill in. file_stem: a file name without any patient's data.
    account: the practice's own claim number (null: none, or one that names the patient). deadline: the claim's on the
    worklist. drafted_on: the as-of day of the audit. bars_appeal: a remark on the claim forbids to contest it.
    """

    kind: str
    name: str
    title: str
    payer: str
    blocks: tuple[Block, ...]
    placeholders: int
    file_stem: str
    claim_ref: str
    account: str | None
    deadline: datetime.date | None
    drafted_on: datetime.date | None
    bars_appeal: bool = False

    @property
    def text(self) -> str:
        """The whole letter as plain text, for a preview."""
        return "\n\n".join(block.text for block in self.blocks)
