"""Whether a text is one question over the documented views and nothing else: judged as parsed, before it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from analytics.errors import InputError
from analytics.explore import sql_words as words
from analytics.explore.views import VIEWS

LONGEST = 20_000  # characters
DEEPEST = 150  # of what stands within something else
Node = dict[str, Any]
Scope = frozenset[str]


def checked(cursor: duckdb.DuckDBPyConnection, text: str) -> None:
    """Raises InputError for a text that is no single SELECT over the documented views."""
    if not text.strip():
        raise _refused("there is no question", "write a SELECT over one of the views")
    if len(text) > LONGEST:
        raise _refused("the question is too long", f"write at most {LONGEST:,} characters")
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise _refused("the question holds a character that is none", "write it anew")
    try:
        statements = cursor.extract_statements(text)
    except (duckdb.Error, ValueError, RuntimeError) as error:
        raise _refused(said(error), "mend the SQL") from None
    if len(statements) != 1:
        raise _refused("exactly one statement is answered at a time", "leave out the others")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise _refused("only questions are answered", "begin with SELECT or WITH")
    if statements[0].named_parameters:
        raise _refused("parameters are not filled in here", "write the value itself")
    parsed = _parsed(cursor, text)
    if parsed.get("error") or len(parsed.get("statements", ())) != 1:
        raise _refused("only questions are answered", "begin with SELECT or WITH")
    _walk(parsed["statements"][0], frozenset(), 0)


def _parsed(cursor: duckdb.DuckDBPyConnection, text: str) -> Node:
    """The text as the engine's own parser understands it."""
    try:
        return json.loads(cursor.execute("select json_serialize_sql($text)", {"text": text}).fetchall()[0][0])
    except (duckdb.Error, RecursionError):
        raise _refused("the question is nested too deeply", "take it apart with WITH") from None


def said(error: Exception) -> str:
    """What the engine says of a text it cannot read: its first line, without guesses at other tables."""
    first = str(error).strip().splitlines()[0] if str(error).strip() else "the SQL cannot be read"
    return " ".join(first.split("Did you mean")[0].split())[:300].rstrip(".!")


def _refused(what: str, fix: str) -> InputError:
    return InputError(f"SQL: {what}", fix=fix)


def _walk(node: Any, scope: Scope, depth: int) -> None:
    """Everything below a node, in the scope of the names that WITH has given so far."""
    if depth > DEEPEST:
        raise _refused("the question is nested too deeply", "take it apart with WITH")
    if isinstance(node, list):
        for part in node:
            _walk(part, scope, depth + 1)
    elif isinstance(node, dict):
        _allowed(node, scope)
        for part, inner in _parts(node, scope):
            _walk(part, inner, depth + 1)


def _parts(node: Node, scope: Scope) -> Iterator[tuple[Any, Scope]]:
    """What a node holds, each with the names it may read: a WITH is seen by what comes after it."""
    for entry in node.get("cte_map", {}).get("map", ()):
        yield entry["value"], scope
        scope = scope | {_folded(entry["key"])}
    named = scope | {_folded(node["cte_name"])} if "cte_name" in node else scope
    for key, part in node.items():
        if key != "cte_map" and isinstance(part, dict | list):  # only the step of a recursion reads its own name
            inner = part
            if node.get("type") == "TABLE_FUNCTION" and key == "function":  # _allowed has judged its name as a table's
                inner = {name: what for name, what in part.items() if name != "function_name"}
            yield inner, named if key in ("right", "child") else scope


def _folded(name: Any) -> str:
    """A name as the engine compares it: only ASCII is folded alike there and here."""
    if not str(name).isascii():
        raise _refused("a name in WITH has signs beyond ASCII", "rename it")
    return str(name).lower()


def _allowed(node: Node, scope: Scope) -> None:
    kind = node.get("type")
    if "class" in node:
        if node["class"] not in words.EXPRESSIONS:
            raise _refused(f"{str(node['class']).lower().replace('_', ' ')} is not offered here", "leave it out")
    elif isinstance(kind, str) and not _is_known(kind):
        raise _refused(f"{kind.lower().replace('_', ' ')} is not offered here", "ask with SELECT, FROM and JOIN")
    if kind == "BASE_TABLE":
        _readable(node, scope)
    if "function_name" in node:
        _callable(node, words.FUNCTIONS)
    if kind == "TABLE_FUNCTION" and node["function"].get("function_name", "").lower() not in words.TABLE_FUNCTIONS:
        raise _refused("only unnest, range and generate_series can stand in place of a table", "ask one of the views")
    if kind == "TABLE_FUNCTION":
        _callable(node["function"], words.TABLE_FUNCTIONS)


def _is_known(kind: str) -> bool:
    known = words.QUERIES | words.TABLES | words.MODIFIERS
    return (
        kind in known or kind.endswith("_TYPE_INFO") or kind.startswith("ORDER_") or kind in ("ASCENDING", "DESCENDING")
    )


def _readable(node: Node, scope: Scope) -> None:
    path = node.get("qualified_name", {}).get("path") or [node.get("table_name", "")]
    name = str(path[-1]).lower()
    if len(path) > 1 or node.get("schema_name") or node.get("catalog_name"):
        raise _refused("a view is named without a schema", "write its name alone")
    if name not in scope and name not in VIEWS:
        raise _refused(f"{name[:60]} is none of the documented views", f"ask one of {', '.join(VIEWS)}")


def _callable(node: Node, known: set[str]) -> None:
    name = str(node["function_name"]).lower()
    path = node.get("qualified_name", {}).get("path") or [name]
    is_sign = node.get("is_operator") and not any(sign.isalnum() for sign in name.strip("_"))
    is_sign = is_sign or not any(sign.isalnum() for sign in name)
    if node.get("schema") or node.get("catalog") or len(path) > 1:
        raise _refused("a function is named without a schema", "write its name alone")
    if not is_sign and name not in known:
        raise _refused(f"the function {name[:60]} is not offered here", "use another one")
