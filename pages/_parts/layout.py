"""The frame of every page: question, answer in a sentence, tiles, footer, and what is said where there is nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from analytics.errors import InputError
from analytics.selection import Filter
from pages._parts import explain, filters, session, text

NEEDED = {  # file: needed columns, what it answers
    "**Billing lines** (CSV, TSV, XLSX)": (
        "patient id, date of service, procedure code, units, and the payer's name, id or class",
        "what was billed",
    ),
    "**Treatment minutes** (CSV, TSV, XLSX)": (
        "patient id, date of service, and minutes per code or timed minutes per visit",
        "which units were never billed",
    ),
    "**Remittances** (X12 835, or CSV, TSV, XLSX)": (
        "claim id or patient id, date of service, procedure code, charge, paid",
        "who denied what, and what is still owed",
    ),
    "**Claims** (X12 837P), optional": ("as your system sent them", "what was sent, when, and what a bill left out"),
    "**Claim answers** (X12 277CA, or CSV, XLSX), optional": (
        "claim id, and whether it was accepted or rejected",
        "how clean claims leave",
    ),
    "**Fee schedule** (CSV, XLSX), optional": ("payer, procedure code, rate", "who pays less than agreed"),
}
TILE = 126  # pixels: six side by side at 1280, two on a telephone
COLOURS = {"lost": "orange", "collected": "blue", "exposure": "violet"}


class Tile(NamedTuple):
    """One figure; kind: lost | collected | exposure gives it that colour's mark; note: its denominator or range.

    figure: its entry in the catalogue (analytics.figures), or several the reader chooses from; given: its parameters.
    """

    name: str
    value: str
    note: str = ""
    help: str = ""
    kind: str = ""
    figure: str | tuple[str, ...] = ""
    given: Mapping[str, str] | None = None


def head(question: str, answer: str, active: Filter) -> None:
    """Title and answer, and under them the active filter with the number of lines it leaves."""
    st.title(question, anchor=False)
    st.markdown(text.md(answer))
    span = session.ask_one("line_span", active)
    shown = f"{text.number(span['lines'])} of {text.counted(span['lines_loaded'], 'billed line')}"
    st.caption(text.md(f"Showing {filters.in_words(active)}: {shown}"))
    filters.chips()


def tiles(shown: Sequence[Tile], given: Mapping[str, str] | None = None) -> None:
    """At most six figures in one row; they wrap on a narrow screen. given: parameters of all these figures."""
    with st.grid(6, min_column_width=TILE, gap="xsmall"):
        for place, tile in enumerate(shown):
            with st.container(gap=None, height="stretch"):
                _tile(tile if tile.given else tile._replace(given=given), place)


def _tile(tile: Tile, place: int) -> None:
    mark = f":{COLOURS[tile.kind]}[●] " if tile.kind else ""
    st.metric(
        mark + text.md(tile.name),
        tile.value,
        delta=tile.note or None,
        delta_color="off",
        delta_arrow="off",
        help=text.md(tile.help) or None,
        border=True,
        height="stretch",
        width="stretch",
    )
    if tile.figure:
        explain.button(
            tile.figure, shown=tile.value, name=tile.name, place=f"tile{place}", given=tile.given, stretched=True
        )


def footer(active: Filter) -> None:
    """The quiet line under a page: the days behind it, what was left out, what rests on rules nobody checked."""
    span = session.ask_one("line_span", active)
    parts = [
        f"Data through {text.day(span['last_day'])}, aged on {text.day(span['as_of'])}",
        f"{text.counted(span['rejected'], 'row')} rejected, {text.number(span['duplicate'])} duplicate on the way in",
    ]
    if span["unverified_share"] is not None:
        parts.append(f"{text.percent(span['unverified_share'], 0)} of charges rest on payer rules nobody has verified")
    st.divider()
    st.caption(text.md(" · ".join([*parts, *price_notes()])))


def price_notes() -> list[str]:
    """What a reader must know of the Medicare prices behind the figures, where any are used."""
    prices = session.ask_one("summary_pricing")
    national = prices["lines_medicare"] and prices["locality"] is None
    return [
        *(["national Medicare prices: no locality was given (Files)"] if national else []),
        *([assumed_prices(prices["medicare_known_to"])] if prices["lines_assumed"] else []),
    ]


def assumed_prices(known_to: datetime.date) -> str:
    """Prices of days that no Medicare table reaches."""
    return f"prices after {text.day(known_to)} use the latest known Medicare tables"


def what_to_bring() -> None:
    """The kinds of files, the columns each needs, and the question each answers."""
    st.subheader("What to bring", anchor=False)
    rows = [f"| {file} | {columns} | {answers} |" for file, (columns, answers) in NEEDED.items()]
    st.markdown("\n".join(["| File | Needed columns | What it answers |", "|---|---|---|", *rows]))
    st.caption("Headers may be named as your system names them; Files shows which column was taken for what.")


def has_lines() -> bool:
    """Whether any billed line is loaded: without one no page but Files has anything to say."""
    return session.ask_one("filter_choices")["first_day"] is not None


def needs_data(question: str, needed: str) -> bool:
    """Where nothing is loaded, say what this page needs and stop it; returns True then."""
    if has_lines():
        return False
    st.title(question, anchor=False)
    st.markdown(f"Nothing can be said yet. {needed}")
    st.page_link("files.py", label="Load files", icon=":material/upload_file:")
    return True


def lacking(files: str, active: Filter) -> None:
    """Which files would answer a page's question for these lines; under a filter they may be loaded already."""
    nothing(f"{'Take a part of the filter away, or load' if active else 'Load'} {files}.")
    st.page_link("files.py", label="Load files", icon=":material/upload_file:")


def nothing(what: str) -> None:
    """One quiet sentence in the place of a picture or table that has no rows: what was looked at and not found."""
    st.caption(text.md(what))


def loading(title: str, load: Callable[[session.Progress], list[int]]) -> list[int] | None:
    """Run a load with its progress, file by file; None where it failed, with the reason said."""
    with st.status(title, expanded=True) as status:
        bar = st.progress(0.0)

        def tell(name: str, state: str, done: int, of: int) -> None:
            bar.progress(done / of, text=text.md(f"{done} of {of}: {name}, {state}"))

        try:
            ids = load(tell)
        except InputError as error:
            status.update(label="Not loaded", state="error")
            st.error(text.md(error.sentence()))
            return None
        status.update(label=f"{text.counted(len(ids), 'file')} read", state="complete", expanded=False)
        return ids


def attempt(action: Callable[[], None]) -> bool:
    """Do something a user may get wrong; False, and the reason said, where it was."""
    try:
        action()
    except InputError as error:
        st.error(text.md(error.sentence()))
        return False
    return True
