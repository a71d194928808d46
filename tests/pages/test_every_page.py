"""Every page of the shell in every situation a reader can be in: it stands, it is honest, and nothing ugly shows.

The pages are read from the shell, so that a new one cannot be forgotten. A situation is one workspace, and all pages of
it are drawn in one session. That every page stands on a million lines too is seen by `make bench`: bench_pages.py draws
them under ten filters and fails where one does not stand.
"""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics import pipeline, sources
from analytics.selection import Filter
from analytics.workspace import Workspace
from pages._parts import filters, session

SHELL = Path(__file__).resolve().parents[2] / "pages" / "_shell.py"
PAGES = re.findall(r'st\.Page\("(\w+)\.py"', SHELL.read_text(encoding="utf-8"))
UNFILTERED = ("files", "clients")  # speak of the files or of the machine: no filter, no footer
NO_LINES = Filter(codes=("97110",), start=datetime.date(2026, 5, 3), end=datetime.date(2026, 5, 3))  # a Sunday
SPAN = {"start": datetime.date(2026, 5, 10), "end": datetime.date(2026, 6, 10)}

DAYS = [datetime.date(2026, 3, 2) + datetime.timedelta(place) for place in range(12)]
BILLING = "Patient ID,DOS,CPT,Mod 1,Units,Charge,Payer,Provider,Claim #,Line\n" + "".join(
    f"A{place % 3},{day},97110,GP,2,120.00,Cigna,Therapist A,C{place},1\n" for place, day in enumerate(DAYS)
)
MINUTES = "Patient ID,DOS,CPT,Minutes\n" + "".join(
    f"A{place % 3},{day},97110,{(15, 38, 53)[place % 3]}\n" for place, day in enumerate(DAYS)
)
ANSWERS = ("0.00,0.00,CO,50,120.00", *["60.00,48.00,PR,2,12.00"] * 3)  # one of four denied
REMITTANCE = "Claim #,Patient ID,DOS,CPT,Charge,Allowed,Paid,Group,Reason,Amount,Payment Date,Payer\n" + "".join(
    f"C{place},A{place % 3},{day},97110,120.00,{ANSWERS[place % 4]},{day + datetime.timedelta(20)},Cigna\n"
    for place, day in enumerate(DAYS[:10])
)
LOADED = {  # by situation: the files of a practice with one payer
    "one payer": {"billing": BILLING, "minutes": MINUTES, "remittance": REMITTANCE},
    "no remittance": {"billing": BILLING, "minutes": MINUTES},
    "no minutes": {"billing": BILLING, "remittance": REMITTANCE},
    "only remittances": {"remittance": REMITTANCE},
    "only minutes": {"minutes": MINUTES},
}
CHOSEN = {  # by situation: what is chosen of two months of the demo practice
    "the demo": Filter(),
    "a filter that leaves nothing": NO_LINES,
    "days of service": Filter(**SPAN),
    "days of submission": Filter(**SPAN, basis="submission"),
    "days of remittance": Filter(**SPAN, basis="remittance"),
}
SITUATIONS = ("nothing loaded", *LOADED, *CHOSEN)
WITHOUT_LINES = ("nothing loaded", "only minutes")

# a word that stands for no value; "None of ..." is a sentence
UGLY = re.compile(r"\bNone\b(?! of\b)|\b(nan|NaN|NaT|undefined|Decimal\()|(?<![\w'])-?inf\b|datetime\.date")
FIGURE = re.compile(r"–|-?\$\d{1,3}(,\d{3})*(\.\d+)?[kM]?|-?\d{1,3}(,\d{3})*(\.\d+)?( %)?( over)?")


@dataclass
class Drawn:
    """A page as it stands."""

    titles: list[str]
    words: str
    tiles: list[tuple[str, str, str]]  # name, figure, what stands below it
    links: list[str]
    faults: list[str]
    ugly: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def small(nothing_loaded, tmp_path_factory) -> dict[str, Path]:
    """Workspace files of the small practices."""
    folder, made = tmp_path_factory.mktemp("situations"), {}
    for name, files in LOADED.items():
        place = folder / name
        place.mkdir()
        for kind, text in files.items():
            (place / f"{kind}.csv").write_text(text, encoding="utf-8")
        made[name] = Path(shutil.copy(nothing_loaded, folder / f"{name}.duckdb"))
        with Workspace(made[name], threads=1) as workspace:
            sources.load(workspace, sources.expand(place))
            pipeline.rebuild(workspace)
    return made


class Situations(dict[str, dict[str, Drawn]]):
    """Every page of a situation, drawn when it is first asked for."""

    def __init__(self, files: dict[str, Path]) -> None:
        super().__init__()
        self.files = files

    def __missing__(self, situation: str) -> dict[str, Drawn]:
        opened = session._open
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("REHABLEDGER_HOME", str(self.files["nothing loaded"].parent / "home"))
            patch.delenv("REHABLEDGER_WORKSPACE", raising=False)
            if situation == "nothing loaded":  # nobody's audit, in memory; made before, which takes a second each time
                patch.setattr(session, "_open", lambda path: opened(path or str(self.files[situation])))
            else:
                patch.setenv("REHABLEDGER_WORKSPACE", str(self.files[situation]))
            self[situation] = _pages(CHOSEN.get(situation, Filter()))
        return self[situation]


@pytest.fixture(scope="module")
def drawn(small, nothing_loaded, two_months, tmp_path_factory) -> Situations:
    folder = tmp_path_factory.mktemp("drawn")
    demo = Path(shutil.copy(two_months, folder / "demo.duckdb"))
    empty = Path(shutil.copy(nothing_loaded, folder / "nothing.duckdb"))
    return Situations({"nothing loaded": empty, **small, **dict.fromkeys(CHOSEN, demo)})


def _pages(chosen: Filter) -> dict[str, Drawn]:
    app = AppTest.from_file(str(SHELL), default_timeout=120).run()
    drawn = {}
    for turn, page in enumerate(PAGES, 1):
        app.session_state[session.FILTER], app.session_state[filters.TURN] = chosen, turn
        app.switch_page(f"{page}.py").run()
        drawn[page] = _read(app)
    return drawn


def _read(app: AppTest) -> Drawn:
    kinds = (app.title, app.markdown, app.caption, app.subheader, app.success, app.warning, app.info)
    words = [_plain(one.value) for kind in kinds for one in kind]
    labels = [_plain(one.label) for kind in (app.button, app.selectbox, app.multiselect, app.expander) for one in kind]
    tiles = [(_plain(one.label).split("] ")[-1], _plain(one.value), _plain(one.delta or "")) for one in app.metric]
    said = [*words, *labels, *(" | ".join(tile) for tile in tiles), *_cells(app), *_pictures(app)]
    return Drawn(
        titles=[one.value for one in app.title],
        words="\n".join(words),
        tiles=tiles,
        links=[one.proto.label for one in app.get("page_link")],
        faults=[*(one.value for one in app.error), *(str(one.value) for one in app.exception)],
        ugly=[text[max(0, at.start() - 60) : at.end() + 60] for text in said for at in UGLY.finditer(text)],
    )


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\\", "")


def _cells(app: AppTest) -> Iterator[str]:
    """Texts of tables; a missing value is shown as a dash and is none."""
    for table in app.dataframe:
        frame: pd.DataFrame = table.value
        for column in frame:
            yield from {value for value in frame[column] if isinstance(value, str)}


def _pictures(app: AppTest) -> Iterator[str]:
    """Texts of charts: titles, marks and what stands beside them when pointed at."""
    for chart in app.get("plotly_chart"):
        assert chart.proto.spec, "a chart without a figure"
        yield from re.findall(r'"((?:[^"\\]|\\.)*)"', chart.proto.spec)


@pytest.fixture(params=SITUATIONS)
def situation(request) -> str:
    return request.param


@pytest.fixture
def pages(drawn, situation) -> dict[str, Drawn]:
    return drawn[situation]


def each(pages: dict[str, Drawn], told: Any) -> dict[str, Any]:
    """What is told of each page, where it is anything."""
    return {name: said for name, page in pages.items() if (said := told(page))}


def test_the_shell_has_every_page():
    assert set(PAGES) == {path.stem for path in SHELL.parent.glob("*.py")} - {"_shell"}


def test_nothing_fails(pages):
    assert each(pages, lambda page: page.faults) == {}


def test_every_page_has_its_question_as_title(pages, situation):
    titles = {name: page.titles for name, page in pages.items()}
    assert [name for name, found in titles.items() if len(found) != 1 or len(found[0]) < 10] == []
    if situation == "the demo":
        assert len({found[0] for found in titles.values()}) == len(PAGES)


def test_no_value_of_the_engine_shows(pages):
    assert each(pages, lambda page: page.ugly) == {}


def test_tiles_are_six_at_most_and_carry_units_or_separators(pages):
    assert each(pages, lambda page: len(page.tiles) > 6) == {}
    assert each(pages, lambda page: [tile for tile in page.tiles if not FIGURE.fullmatch(tile[1])]) == {}
    assert each(pages, lambda page: [tile for tile in page.tiles if not _has_unit(*tile)]) == {}


def _has_unit(name: str, figure: str, below: str) -> bool:
    return figure == "–" or bool(below) or figure.startswith(("$", "-$")) or figure.endswith("%")


def test_footers_stand_under_what_is_said_of_lines(pages, situation):
    without = [name for name, page in pages.items() if "Data through" not in page.words]
    allowed = set(PAGES) if situation in WITHOUT_LINES else set(UNFILTERED)
    if situation == "a filter that leaves nothing":
        allowed.add("reports")  # there is nothing to report
    assert set(without) == allowed


@pytest.mark.parametrize("without", WITHOUT_LINES)
def test_without_billing_lines_each_page_names_what_it_needs(drawn, without):
    for name in set(PAGES) - {"clients"}:
        page = drawn[without][name]
        assert re.search(r"[Bb]illing (lines|file)|[Rr]emittances|files", page.words), name
        assert "Load files" in page.links or name in ("overview", "files"), name
        assert not page.tiles or name == "files", name


@pytest.mark.parametrize("page", ["denials", "payments", "aging", "worklist"])
def test_without_remittances_their_pages_ask_for_them(drawn, page):
    shown = drawn["no remittance"][page]
    assert "Load 835 files, or a remittance table" in shown.words
    assert "Load files" in shown.links


@pytest.mark.parametrize("situation", ["no minutes", "only remittances"])
def test_without_minutes_units_ask_for_them(drawn, situation):
    shown = drawn[situation]["units"]
    assert "no minutes are documented" in shown.words and "Load treatment minutes" in shown.words
    assert "Load files" in shown.links


def test_without_a_price_no_dollar_is_claimed(drawn):
    shown = drawn["no remittance"]
    assert "No yearly figure can be given: no leak that was found has a known price" in shown["overview"].words
    assert ("Lost a year", "–", "no range") in shown["overview"].tiles
    assert "without a known price in no dollar" in shown["units"].words


def test_without_modifiers_they_are_asked_for(drawn):
    assert "Load billing lines with their modifiers" in drawn["only remittances"]["modifiers"].words


@pytest.mark.parametrize("page", [name for name in PAGES if name not in UNFILTERED])
def test_a_filter_that_leaves_nothing_says_so(drawn, page):
    words = drawn["a filter that leaves nothing"][page].words
    assert "0 of 2,215 billed lines" in words
    assert "\nLoad 835 files" not in words, "files are loaded: the filter hides them"


def test_few_days_are_no_two_periods(drawn):
    assert "There are no two periods to compare yet." in drawn["one payer"]["compare"].words
