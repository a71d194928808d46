"""Which rules does each payer follow, and who says so?"""

from __future__ import annotations

from typing import Any

from analytics.selection import Filter
from pages._parts import (
    filters,
    layout,
    rules_change,
    rules_effect,
    rules_history,
    rules_practised,
    rules_table,
    session,
    text,
)
from pages._parts.layout import Tile

QUESTION = "Which rules does each payer follow, and who says so?"


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    rows, span = session.ask("rules_in_force", active), session.ask_one("line_span", active)
    layout.head(QUESTION, _answer(rows, span), active)
    rules_effect.said()
    if not rows:
        layout.nothing("No payer is among these lines.")
        return layout.footer(active)
    _tiles(rows, span)
    rules_table.matrix(rows, active)
    chosen = rules_table.choose(rows)
    rules_table.one(chosen, active)
    rules_change.draw(chosen)
    if not rules_practised.is_waiting():
        rules_effect.draw()
    rules_practised.draw(active)
    rules_history.draw()
    return layout.footer(active)


def _answer(rows: list[dict[str, Any]], span: dict[str, Any]) -> str:
    if not rows:
        return "No payer is among these lines."
    own = sum(not row["is_default"] for row in rows)
    found = sum(row["stated"] - len(row["assumed"]) for row in rows)
    said = (
        f"{own} of {text.counted(len(rows), 'payer')} follow rules of their own; {text.number(found)} of"
        f" {text.number(sum(row['stated'] for row in rows))} values were found for the payer itself, the rest is the"
        " default of its class."
    )
    if span["unverified_share"] is None:
        return said
    return f"{said} {text.percent(1 - span['unverified_share'])} of charges rest on rules that somebody verified."


def _tiles(rows: list[dict[str, Any]], span: dict[str, Any]) -> None:
    without = [row["payer"] for row in rows if row["is_default"]]
    verified = None if span["unverified_share"] is None else 1 - span["unverified_share"]
    layout.tiles(
        [
            Tile(
                "Payers",
                text.number(len({row["payer"] for row in rows})),
                f"{text.number(span['lines'])} lines",
                figure="rules_payers",
            ),
            Tile(
                "Verified",
                text.percent(verified),
                "of charges",
                "Share of charges on lines whose version of the rules somebody checked against its source",
                figure="rules_verified",
            ),
            Tile(
                "To review",
                text.number(sum(row["due"] for row in rows)),
                f"of {text.number(sum(row['stated'] for row in rows))} values",
                "Values that nobody verified, or nobody within the 365 days before the as-of day",
                figure="rules_due",
            ),
            Tile(
                "Class default",
                text.number(sum(len(row["assumed"]) for row in rows)),
                "values",
                "Values not found for the payer itself: the default of its class stands in",
                figure="rules_defaults",
            ),
            Tile(
                "No own rule",
                text.number(len(without)),
                "payers",
                "Payers that only the default of a class speaks for"
                + (f": {', '.join(without[:5])}" if without else ""),
                figure="rules_without",
            ),
        ]
    )


if not layout.needs_data(QUESTION, "A billing file with the payer's name, id or class answers this question."):
    draw(filters.chosen())
