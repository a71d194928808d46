"""Ask a workspace one of the questions of `answers/shown/*.sql`, for what the user has filtered."""

from __future__ import annotations

from typing import Any

from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace


def text(name: str) -> str:
    """The SQL of answers/shown/<name>.sql."""
    return (ROOT / "answers" / "shown" / f"{name}.sql").read_text(encoding="utf-8")


def ask(workspace: Workspace, name: str, chosen: Filter | None = None, **given: str) -> list[dict[str, Any]]:
    """The rows of answers/shown/<name>.sql under a filter; columns as the file's header says, money as Decimal.

    given: the other parameters of that file, all of them text.
    """
    sql = text(name)
    return workspace.records(sql, **parameters(sql, chosen or Filter()), **given)


def ask_first(
    workspace: Workspace, name: str, chosen: Filter, most: int, column: str = "", /, **given: str
) -> tuple[list[dict[str, Any]], int, Any]:
    """The first rows of an answer, at most so many, how many there are in all, and what a column of all adds up to.

    Without a column the last is the number of rows. given: as for ask.
    """
    sql = text(name)
    rows = workspace.records(f"{sql}\nlimit {most}", **parameters(sql, chosen, most), **given)
    if len(rows) < most:
        return rows, len(rows), sum(row[column] or 0 for row in rows) if column else len(rows)
    whole = workspace.rows(adding_up(sql, column), **parameters(sql, chosen), **given)
    return rows, *whole[0]


def adding_up(sql: str, column: str = "") -> str:
    """The SQL of how many rows a question has, and of the sum of a column (without one: their number again).

    A question that takes $shown has as many rows as its `chosen`, with their sums: what it joins to them afterwards is
    not read for a number.
    """
    added = f"sum({column})" if column else "count(*)"
    if "$shown" not in sql:
        return f"select count(*), {added} from (\n{sql}\n)"
    chosen = sql[: sql.rindex("\nselect ")]
    return f"{chosen}\nselect count(*), {added} from chosen"


def parameters(sql: str, chosen: Filter, shown: int | None = None) -> dict[str, Any]:
    """The filter, where a question takes one: an engine refuses a parameter that its text does not name.

    shown: of a question with $shown, how many rows it makes whole; None: all.
    """
    given: dict[str, Any] = {"filter": chosen.parameters()} if "$filter" in sql else {}
    return given | ({"shown": shown} if "$shown" in sql else {})
