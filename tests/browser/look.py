"""One tab of a headless Chromium: go somewhere, click what a reader clicks, and tell what went wrong in it."""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

SHOTS = Path(__file__).resolve().parent / "screenshots"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OUR_HOSTS = {"127.0.0.1", "localhost", ""}
# Streamlit probes these beside a deep link before it finds its own root
NOISE = ("host-config", "/_stcore/health", "Infinite extent", "404")
# What Streamlit's own shell makes, and no page can change: where, the fault there, and why it stands
STREAMLITS = {
    ("scrollable-region-focusable", "stDateInputFieldsScroller"): "the box around a date's fields scrolls by itself",
    ("color-contrast", "stMultiSelect"): "white on the main colour, in which chosen words are drawn too: no dark theme",
    ("color-contrast", "stBaseButton-primary"): "has one colour that serves both at 4.5 to 1; theirs is held at 3.5",
}
FAINTEST = 3.5  # to 1: what white on the main colour must keep where Streamlit leaves no choice
AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']})
  const here = node => document.querySelector(node.target[0])
  const inside = node => [...document.querySelectorAll('[data-testid]')]
    .filter(one => here(node) && one.contains(here(node))).map(one => one.dataset.testid)
  return found.violations.flatMap(fault => fault.nodes.map(node => ({
    rule: fault.id, impact: fault.impact, where: inside(node), html: node.html.slice(0, 160),
    why: node.failureSummary.slice(0, 200)})))
}"""


@dataclass
class Look:
    """One tab: what it asked of which host, and what went wrong in it."""

    page: object
    hosts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def open(self, url: str) -> None:
        """Go to a page and wait until it has been drawn."""
        self.page.goto(url)
        try:
            self.page.wait_for_selector("h1", timeout=30_000)
        except Exception:  # seen once, never again: what a reader would do, and said so
            warnings.warn(f"{url} was empty for 30 s and had to be loaded again", stacklevel=2)
            self.page.reload()
        self.settle()

    def show(self, url: str) -> None:
        """Go to a page, unless it stands here already."""
        if self.page.url.rstrip("/") == url.rstrip("/"):
            self.settle()
        else:
            self.open(url)

    def menu(self, name: str, question: str = "") -> None:
        """Click an entry of the menu, and wait for its page, or only for its question where one is given."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
        if question:
            self.page.get_by_role("heading", name=question, level=1).wait_for()
        self.settle()

    def press(self, name: str, place: int = 0) -> None:
        """Click a button by the words on it, and wait until the page has followed."""
        self.page.get_by_role("button", name=name).nth(place).click()
        self.settle()

    def read(self, words: str) -> None:
        """Wait until these words stand on the page."""
        self.page.get_by_text(words).first.wait_for(timeout=60_000)

    def picture(self, said: str) -> object:
        """The picture whose words for those who cannot see it hold these."""
        found = self.page.locator(f'[data-testid="stPlotlyChart"][aria-label*="{said}"]').first
        found.scroll_into_view_if_needed()
        return found

    def mark(self, said: str, place: int = 0, of: str = ".point") -> None:
        """Click a bar, cell or point of that picture, and wait until the page has followed."""
        box = self.picture(said).locator(of).nth(place).bounding_box()
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # plotly's own layer takes it
        self.page.wait_for_timeout(300)
        self.settle()

    def tick(self, table: object, row: int = 0) -> None:
        """Select a row of a table by the box at its left."""
        table.scroll_into_view_if_needed()
        table.click(position={"x": 20, "y": 52 + 35 * row})
        self.page.wait_for_timeout(300)
        self.settle()

    def saved(self, name: str, place: int = 0) -> bytes:
        """The file that a button makes."""
        with self.page.expect_download(timeout=60_000) as coming:
            self.page.get_by_role("button", name=name).nth(place).click()
        return Path(coming.value.path()).read_bytes()

    def settle(self) -> None:
        """Wait until the script has run and every picture stands."""
        try:
            self.page.wait_for_selector("h1", timeout=60_000)
        except Exception:
            SHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SHOTS / "stuck.png")
            raise AssertionError(f"no page was drawn, but: {self.page.inner_text('body')[:500]}") from None
        self.page.wait_for_selector('[data-testid="stStatusWidgetRunningIcon"]', state="detached", timeout=60_000)
        self.page.wait_for_function("!document.querySelector('[data-stale=\"true\"]')", timeout=60_000)
        # tiles, tables and pictures arrive as parts of their own: their place holders must be gone
        self.page.wait_for_function("!document.querySelector('[data-testid=\"stSkeleton\"]')", timeout=60_000)
        self.page.wait_for_timeout(700)

    def unroll(self) -> bool:
        """Make the window as tall as the page, so that a screenshot shows all of it; False where it did already."""
        main = self.page.locator('[data-testid="stMain"]')
        if main.evaluate("main => main.scrollHeight <= main.clientHeight"):
            return False
        width, tall = self.page.viewport_size["width"], main.evaluate("main => main.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": max(720, tall + 10)})
        self.page.wait_for_timeout(500)
        return True

    def turn(self, width: int, height: int, scheme: str) -> None:
        """The same page in another window and theme, without loading it again."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_timeout(300)

    def check(self) -> None:
        """Nothing was asked of another host, nothing failed, and no page says that it could not be drawn."""
        assert self.hosts <= OUR_HOSTS
        assert [fault for fault in self.faults if not any(noise in fault for noise in NOISE)] == []
        assert self.page.get_by_test_id("stException").count() == 0
        assert self.page.get_by_text("This page could not be drawn").count() == 0

    def barriers(self) -> list[str]:
        """What keeps people out by the rules of axe-core, as far as it is serious and not Streamlit's own shell."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(_axe())
        found = self.page.evaluate(AXE)
        return sorted({f"{one['rule']}: {one['html']} {one['why']}" for one in _ours(found)})


def _ours(found: list[dict]) -> Iterator[dict]:
    for one in found:
        excused = any((one["rule"], part) in STREAMLITS for part in one["where"]) and _contrast(one["why"]) >= FAINTEST
        if one["impact"] in ("serious", "critical") and not excused:
            yield one


def _contrast(why: str) -> float:
    """The contrast that a fault names; one without a contrast is not about it."""
    found = re.search(r"contrast of ([\d.]+)", why)
    return float(found[1]) if found else FAINTEST


@cache
def _axe() -> str:
    package = Path(find_spec("axe_playwright_python").origin).parent
    return (package / "axe.min.js").read_text(encoding="utf-8")


def host(url: str) -> str:
    """The host of an address; empty for what the page made itself."""
    return "" if url.startswith(("data:", "blob:")) else url.split("/")[2].rsplit(":", 1)[0]
