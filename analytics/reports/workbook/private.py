"""Patients out of a table: pseudonyms where an id stands, and in claim numbers that are made of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from analytics.masking import PATIENT_COLUMNS, Mask
from analytics.questions import ask
from analytics.reports.workbook.model import Column
from analytics.reports.workbook.words import HIDDEN
from analytics.workspace import Workspace

LONG_ENOUGH = 6  # characters of an id that do not stand within another number by chance
CLAIM = re.compile(r"(?<=\bclaim )\S+")

Word = Callable[[str | None], str | None]


class Private:
    """What makes a table fit to leave the house: the pseudonyms are those of the CSVs."""

    def __init__(self, workspace: Workspace) -> None:
        self._pseudonym = Mask()
        self._claims = told(ask(workspace, "report_telling_claims"), self._pseudonym)

    def masked(self, table: pa.Table, columns: Sequence[Column]) -> pa.Table:
        """The table with pseudonyms for patients; a rejected value is hidden whole, it can be anything."""
        for column in columns:
            word = self._word(column)
            if word and column.name in table.column_names:
                index = table.column_names.index(column.name)
                table = table.set_column(index, column.name, _replaced(table.column(index), word))
        return table

    def _word(self, column: Column) -> Word | None:
        if column.name in PATIENT_COLUMNS:
            return self._pseudonym
        if column.name == "value":
            return lambda value: HIDDEN if value else value
        if column.name == "claim_id" and self._claims:
            return lambda value: self._claims.get(value, value)
        if column.name == "explanation" and self._claims:
            return lambda value: value and CLAIM.sub(lambda found: self._claims.get(found[0], found[0]), value)
        return None


def told(rows: Sequence[Mapping[str, str]], pseudonym: Callable[[str], str]) -> dict[str, str]:
    """Claim numbers that hold their patient's id, with the pseudonym in its place. rows: claim_id, patient_id."""
    claims = {}
    for row in rows:
        claim, patient = row["claim_id"], row["patient_id"]
        found = (
            re.escape(patient)
            if len(patient) >= LONG_ENOUGH
            else rf"(?<![A-Za-z0-9]){re.escape(patient)}(?![A-Za-z0-9])"
        )
        without = re.sub(found, pseudonym(patient), claim)
        if without != claim:
            claims[claim] = without
    return claims


def _replaced(column: pa.ChunkedArray, word: Word) -> pa.Array:
    known = {value: word(value) for value in pc.unique(column).to_pylist()}
    return pa.array([known[value] for value in column.to_pylist()], pa.string())
