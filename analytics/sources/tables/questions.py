"""What a table cannot tell by itself: the question, what is assumed until somebody answers, and why it is asked."""

from __future__ import annotations

from typing import NamedTuple

import duckdb

QUESTIONS = ("date_order", "units_are", "grain", "money_guess")


class Question(NamedTuple):
    """question: one of QUESTIONS. assumed: the answer taken, or None. said: it is the user's own. evidence: one
    sentence. field: the column it is about (None: the table); header, sheet: where a header is known at once."""

    question: str
    assumed: str | None
    said: bool
    evidence: str
    field: str | None = None
    header: str | None = None
    sheet: str | None = None


def ask(cursor: duckdb.DuckDBPyConnection, file_id: int, questions: list[Question]) -> None:
    """Add rows to file_question; a field is named by the header it was found in."""
    for each in questions:
        cursor.execute(
            """
            insert into file_question (file_id, sheet, column_name, question, assumed, said, evidence)
            select $id, coalesce($sheet, min(sheet) filter (field = $field)),
                coalesce($header, min(header) filter (field = $field)), $question, $assumed, $said, $evidence
            from column_mapping where file_id = $id
            """,
            {
                "id": file_id,
                "sheet": each.sheet,
                "field": each.field,
                "header": each.header,
                "question": each.question,
                "assumed": each.assumed,
                "said": each.said,
                "evidence": each.evidence,
            },
        ).fetchall()
