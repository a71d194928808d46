"""A dashboard in a process of its own and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.look import CHROMIUM, FLAGS, SHOTS, Look, host

from analytics import demo, pipeline, sources
from analytics.rules import edits
from analytics.workspace import Workspace
from pages._parts.session import DEMO_FILES

ROOT = Path(__file__).resolve().parents[2]


def _serve(port: int, environment: dict[str, str]) -> subprocess.Popen:
    log = tempfile.TemporaryFile()  # noqa: SIM115 (the server's own; a pipe that nobody reads would stop it once full)
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py"],
        cwd=ROOT,
        env=os.environ
        | environment
        | {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
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
    log.seek(0)
    raise RuntimeError(f"the dashboard did not start: {log.read().decode(errors='replace')[-2000:]}")


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
def empty_server(chromium, tmp_path_factory) -> Iterator[str]:
    """Address of a dashboard where every session starts with nothing loaded, and no client is known."""
    port = _free_port()
    home = tmp_path_factory.mktemp("home")
    process = _serve(port, {"REHABLEDGER_WORKSPACE": "", "REHABLEDGER_HOME": str(home)})
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def demo_workspace(folder: Path) -> Path:
    """A workspace file with the demo practice, in a folder: what the button of the first screen loads."""
    place = folder / "demo"
    demo.generate(place)
    with Workspace(folder / "demo.duckdb") as workspace:
        pipeline.load_rules(workspace)
        sources.load(workspace, [file for name in DEMO_FILES for file in sources.expand(place / name)])
        rules = (place / "rules.yaml").read_text(encoding="utf-8")
        edits.save(workspace, rules, "demo", "What the made-up payer bundles", name="rules.yaml", imported=True)
        pipeline.rebuild(workspace)
    return folder / "demo.duckdb"


def demo_settings(folder: Path) -> dict[str, str]:
    """What a dashboard over the demo practice is started with."""
    return {"REHABLEDGER_WORKSPACE": str(demo_workspace(folder)), "REHABLEDGER_HOME": str(folder / "home")}


@pytest.fixture(scope="session")
def demo_server(chromium, tmp_path_factory) -> Iterator[str]:
    """Address of a dashboard over a workspace file that holds the demo practice."""
    port = _free_port()
    process = _serve(port, demo_settings(tmp_path_factory.mktemp("browser")))
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
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        seen = Look(context.new_page())
        seen.page.on("request", lambda request: seen.hosts.add(host(request.url)))
        seen.page.on("console", lambda message: seen.faults.append(message.text) if message.type == "error" else None)
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        return seen

    yield start
    for context in contexts:
        context.close()
