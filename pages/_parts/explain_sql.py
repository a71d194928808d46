"""The SQL of a number as it was asked, and how to ask it again in a DuckDB shell."""

from __future__ import annotations

import re

import streamlit as st

from analytics import questions
from analytics.figures import Part, Reading
from analytics.figures.reading import names, wanted
from analytics.selection import PARTS, Filter

HOW = (
    "Open the audit's own file in DuckDB (`duckdb practice.duckdb`, a client's audit.duckdb, or one made with"
    " `--workspace FILE`) while no dashboard has it open, and paste this. It holds the filter, and no patient."
)


def draw(reading: Reading, active: Filter) -> None:
    """The texts of every question behind a figure, each with the parameters it was asked with."""
    told = asked(reading)
    st.caption(HOW)
    for tab, (question, given) in zip(st.tabs(list(told)), told.items(), strict=True):
        with tab:
            st.code(statement(question, active, given), language="sql", wrap_lines=True)


def asked(reading: Reading) -> dict[str, dict[str, str]]:
    """Question: its parameters, for the value, its parts, what is left out and the lines, each once."""
    figure = reading.figure
    parts: list[Part | None] = [figure.value, figure.numerator, figure.denominator, figure.times, figure.lines]
    told: dict[str, dict[str, str]] = {}
    for part in (*parts, *figure.left_out):
        if part is not None and part.question:
            told.setdefault(part.question, wanted(part, reading.given))
    return told


def statement(question: str, active: Filter, given: dict[str, str]) -> str:
    """A question that a DuckDB shell runs as it stands: its parameters as variables, and its text asking for those."""
    sql = questions.text(question).rstrip()
    values = {"filter": literal(active)} if "$filter" in sql else {}
    values |= {"shown": "null"} if "$shown" in sql else {}
    values |= {name: _quoted(given.get(name, "")) for name in names(question)}
    said = [f'set variable "{name}" = {value};' for name, value in values.items()]
    return "\n".join([*said, *(_with_variables(line) for line in f"{sql};".split("\n"))])


def _with_variables(line: str) -> str:
    """$name as a variable of the shell, but not in a comment."""
    code, dashes, comment = line.partition("--")
    return re.sub(r"\$([a-z_]+)", r"getvariable('\1')", code) + dashes + comment


def literal(active: Filter) -> str:
    """A filter as DuckDB writes it."""
    told = active.parameters()
    lists = [f"{name}: {_list(told[name])}" for name in PARTS]
    days = [f"{name}: date '{told[name]}'" for name in ("first_day", "last_day")]
    return "{" + ", ".join([*lists, f"basis: '{told['basis']}'", *days]) + "}"


def _list(values: list[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]::varchar[]"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
