"""A look at files before they are loaded: what each would be taken for, and what would become of its rows.

They are loaded into a workspace of their own that goes away again, by the code that loads them for good: what is shown
is what will happen, save for rows that repeat files loaded before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources import tables
from analytics.sources.inputs import InputFile
from analytics.sources.loading import load
from analytics.workspace import Workspace

HERE = Path(__file__).resolve().parent / "understood"
FIRST_ROWS = 12
KINDS = (*FIELDS, "x12_835", "x12_837p", "x12_277ca")
SAME_ROWS = {"x12_835": "remittance", "x12_277ca": "claim_status"}  # kinds that fill the same tables
EXAMPLES = 3  # values of a column


@dataclass(frozen=True)
class Inspection:
    """What loading a file would give. Rows are dicts by column name.

    file: its row of input_file. columns: per column of a table sheet, position, header, field, basis and examples
    (of a refused table too, so that they can be named).
    questions: file_question. first_rows: by kind, the first rows as understood, in the words of the staging tables,
    columns without any value left out. rejects, totals: reject and control_total.
    """

    file: dict[str, Any]
    columns: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    first_rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether anything of it would be loaded."""
        return self.file["status"] == "loaded"

    @property
    def open_questions(self) -> list[dict[str, Any]]:
        """What the file does not tell and nobody has said."""
        return [question for question in self.questions if not question["said"]]


def inspect(files: Sequence[InputFile], progress: Callable[[str, str], None] | None = None) -> list[Inspection]:
    """Look at files, one Inspection each; progress as in sources.load.

    Never raises for a bad file: its row of input_file then says why it would be refused.
    """
    with Workspace() as trial:
        ids = load(trial, files, progress=progress)
        return [_inspection(trial, file_id, file) for file_id, file in zip(ids, files, strict=True)]


def _inspection(trial: Workspace, file_id: int, file: InputFile) -> Inspection:
    row = trial.records("select * from input_file where file_id = $id", id=file_id)[0]
    if row["status"] != "loaded":
        return Inspection(row, _unmapped(row, file), rejects=_rows(trial, "reject", file_id))
    first_rows = {kind: rows for kind in _kinds(row["kind"]) if (rows := _first_rows(trial, kind, file_id))}
    columns = _columns(trial, file_id, file)
    return Inspection(row, columns, _rows(trial, "file_question", file_id), first_rows,
                      _rows(trial, "reject", file_id), _rows(trial, "control_total", file_id))  # fmt: skip


def _rows(trial: Workspace, table: str, file_id: int) -> list[dict[str, Any]]:
    return trial.records(f"select * exclude (file_id) from {table} where file_id = $id", id=file_id)


def _kinds(kind: str) -> list[str]:
    return [part for part in kind.split("+") if part in KINDS]


def _first_rows(trial: Workspace, kind: str, file_id: int) -> list[dict[str, Any]]:
    """The first rows of understood/<kind>.sql without the columns that are empty in all of them."""
    sql = (HERE / f"{SAME_ROWS.get(kind, kind)}.sql").read_text(encoding="utf-8")
    rows = trial.records(f"{sql}\nlimit {FIRST_ROWS}", file_id=file_id)
    filled = {name for row in rows for name, value in row.items() if value not in (None, "", [])}
    return [{name: _shown(value) for name, value in row.items() if name in filled} for row in rows]


def _shown(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _unmapped(row: dict[str, Any], file: InputFile) -> list[dict[str, Any]]:
    """The columns of a table that was refused, to be named by whoever knows them; none of what is no table."""
    if row["status"] != "refused" or row["kind"] not in (*FIELDS, "unknown"):
        return []
    try:
        return tables.headers(file.read(), file.choices, EXAMPLES)
    except InputError:
        return []


def _columns(trial: Workspace, file_id: int, file: InputFile) -> list[dict[str, Any]]:
    """The mapping of a table with examples of what its columns hold."""
    mapped = _rows(trial, "column_mapping", file_id)
    mapped.sort(key=lambda column: (column["sheet"] or "", column["position"]))
    if not mapped:
        return []
    try:
        examples = tables.examples(file.read(), file.choices, EXAMPLES)
    except InputError:
        examples = {}
    return [
        {**column, "examples": ", ".join(examples.get((column["sheet"], column["position"]), []))} for column in mapped
    ]
