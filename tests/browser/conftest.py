"""A dashboard in a process of its own and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from analytics import demo, pipeline, sources
from analytics.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
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


def _serve(port: int, environment: dict[str, str]) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py"],
        cwd=ROOT,
        env=os.environ
        | environment
        | {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
            return process
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.25)
    process.kill()
    raise RuntimeError(f"the dashboard did not start: {process.stdout.read()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium; where there is none the tests are skipped, except in continuous integration."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if CHROMIUM is None or sync_playwright is None:
        what = "no chromium on this machine" if CHROMIUM is None else "playwright is not installed"
        if os.environ.get("CI"):
            pytest.fail(f"{what}, but continuous integration must look at the pages")
        pytest.skip(what)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def empty_server(chromium) -> Iterator[str]:
    """Address of a dashboard where every session starts with nothing loaded."""
    port = _free_port()
    process = _serve(port, {"REHABLEDGER_WORKSPACE": ""})
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def demo_workspace(folder: Path) -> Path:
    """A workspace file with the demo practice, in a folder."""
    demo.generate(folder / "demo")
    with Workspace(folder / "demo.duckdb") as workspace:
        pipeline.load_rules(workspace)
        paths = [folder / "demo" / name for name in ("billing.csv", "minutes.csv", "remittances")]
        sources.load(workspace, [file for path in paths for file in sources.expand(path)])
        pipeline.rebuild(workspace)
    return folder / "demo.duckdb"


@pytest.fixture(scope="session")
def demo_server(chromium, tmp_path_factory) -> Iterator[str]:
    """Address of a dashboard over a workspace file that holds the demo practice."""
    port = _free_port()
    process = _serve(port, {"REHABLEDGER_WORKSPACE": str(demo_workspace(tmp_path_factory.mktemp("browser")))})
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots go; not kept in the repository."""
    SHOTS.mkdir(exist_ok=True)
    return SHOTS


@pytest.fixture(scope="module")
def tabs(chromium) -> Iterator[Callable[..., Look]]:
    """Open tabs that stay open from test to test: tabs(width=1280, height=720, scheme="light")."""
    yield from _tabs(chromium)


@pytest.fixture
def look(chromium) -> Iterator[Callable[..., Look]]:
    """Open a tab of this test alone: look(width=1280, height=720, scheme="light")."""
    yield from _tabs(chromium)


def _tabs(chromium) -> Iterator[Callable[..., Look]]:
    contexts = []

    def start(width: int = 1280, height: int = 720, scheme: str = "light") -> Look:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        seen = Look(context.new_page())
        seen.page.on("request", lambda request: seen.hosts.add(_host(request.url)))
        seen.page.on("console", lambda message: seen.faults.append(message.text) if message.type == "error" else None)
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        return seen

    yield start
    for context in contexts:
        context.close()


def _host(url: str) -> str:
    return "" if url.startswith(("data:", "blob:")) else url.split("/")[2].rsplit(":", 1)[0]
