"""Any cut: choose what to count and what to cut it by, see the picture and the table behind it, or ask in SQL."""

from __future__ import annotations

from analytics.selection import Filter
from pages._parts import charts, explore_build, explore_sql, filters, layout
from pages._parts import explore_words as words
from pages._parts.explore_ask import cut as ask_cut

QUESTION = "Any cut of the numbers"
NEEDED = "Billing lines answer this; with treatment minutes and remittances there is more to count."
TABS = ["Build", "SQL"]


def draw(active: Filter) -> None:
    """The page, once something is loaded."""
    spec = explore_build.chosen()
    layout.head(QUESTION, words.subject(spec, ask_cut(spec, active)), active)
    tabs = charts.tabs(TABS, key="explore_tab")
    if tabs["Build"].open:
        with tabs["Build"]:
            explore_build.draw(spec, active)
    if tabs["SQL"].open:
        with tabs["SQL"]:
            explore_sql.draw()
    layout.footer(active)


if not layout.needs_data(QUESTION, NEEDED):
    draw(filters.chosen())
