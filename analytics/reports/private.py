"""Patients out of every file: pseudonyms where an id stands, and in claim numbers that are made of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.masking import PATIENT_COLUMNS, Mask
from analytics.questions import ask
from analytics.workspace import Workspace

LONG_ENOUGH = 6  # characters of an id that do not stand within another number by chance
CLAIM = re.compile(r"(?<=\bclaim )\S+")
SENTENCES = ("explanation", "reference")  # columns of text that may name a claim
HIDDEN = "(masked)"

Word = Callable[[Any], Any]


class Private:
    """What makes tables fit to leave the house: one pseudonym a patient, the same in CSVs, workbook and report."""

    def __init__(self, workspace: Workspace) -> None:
        self.pseudonym = Mask()
        self._claims = told(ask(workspace, "report_telling_claims"), self.pseudonym)

    def masked(self, table: pa.Table) -> pa.Table:
        """The table with every column as it may be shown."""
        for index, name in enumerate(table.column_names):
            word = self.word(name)
            if word and not pa.types.is_decimal(table.schema.field(index).type):
                table = table.set_column(index, name, _replaced(table.column(index), word))
        return table

    def word(self, column: str) -> Word | None:
        """What becomes of a column's values; None: they stay. A rejected value is hidden whole: it can be anything."""
        if column in PATIENT_COLUMNS:
            return self.pseudonym
        if column == "value":  # elsewhere a column of this name holds dollars
            return lambda value: HIDDEN if value and isinstance(value, str) else value
        if column == "claim_id" and self._claims:
            return self.claim
        return self.sentence if column in SENTENCES and self._claims else None

    def claim(self, number: str | None) -> str | None:
        """A claim's number, with the pseudonym where it holds a patient's id."""
        return self._claims.get(number, number)

    def sentence(self, words: str | None) -> str | None:
        """A sentence, with such claim numbers in it likewise."""
        return words and CLAIM.sub(lambda found: self._named(found[0]), words) if self._claims else words

    def _named(self, word: str) -> str:
        number = word if word in self._claims else word.rstrip(".,:;)")
        return f"{self.claim(number)}{word[len(number) :]}"


def told(rows: Sequence[Mapping[str, str]], pseudonym: Callable[[str], str]) -> dict[str, str]:
    """Claim numbers that hold a patient's id, with the pseudonym in its place. rows: claim_id, patient_id."""
    claims: dict[str, str] = {}
    for row in rows:
        claim, patient = row["claim_id"], row["patient_id"]
        found = (
            re.escape(patient)
            if len(patient) >= LONG_ENOUGH
            else rf"(?<![A-Za-z0-9]){re.escape(patient)}(?![A-Za-z0-9])"
        )
        without = re.sub(found, pseudonym(patient), claims.get(claim, claim))
        if without != claim:
            claims[claim] = without
    return claims


def _replaced(column: pa.ChunkedArray, word: Word) -> pa.Array:
    known = {value: word(value) for value in pc.unique(column).to_pylist()}
    return pa.array([known[value] for value in column.to_pylist()], pa.string())
