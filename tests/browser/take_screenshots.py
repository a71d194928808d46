"""Draw docs/screenshots/ anew: the pages of the made-up practice, as a reader of the README sees them.

    python tests/browser/take_screenshots.py

Needs Chromium.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.conftest import _free_port, _serve, demo_settings
from browser.look import CHROMIUM, FLAGS, Look
from PIL import Image
from playwright.sync_api import sync_playwright

WHERE = ROOT / "docs" / "screenshots"
COLOURS = 256  # a palette keeps a page of text and bars sharp at a fifth of the bytes


class Shot(NamedTuple):
    """A picture: the page's address, the window, its theme, and what is done before it is taken."""

    name: str
    address: str
    width: int = 1280
    height: int = 860
    scheme: str = "light"
    before: Callable[[Look], None] | None = None


def _explained(look: Look) -> None:
    look.page.get_by_role("button", name="Explain").filter(has_text="%").first.click()  # the denial rate
    look.page.get_by_role("dialog").wait_for()


def _visit(look: Look) -> None:
    table = look.page.locator('[data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 20, "y": 52})
    words = look.page.get_by_text("Its minutes, cut into quarter hours")
    words.wait_for(timeout=30_000)
    look.settle()
    words.evaluate("words => words.scrollIntoView({block: 'center'})")
    look.page.mouse.move(0, 0)  # over the table its own buttons would show
    look.page.wait_for_timeout(500)


SHOTS = (
    Shot("overview", ""),
    Shot("explain", "", before=_explained),
    Shot("visit", "units", before=_visit),
    Shot("denials", "denials"),
    Shot("worklist", "worklist", scheme="dark"),
    Shot("compliance", "compliance"),
    Shot("reports", "reports"),
    Shot("telephone", "", width=390, height=844, scheme="dark"),
)


def main() -> None:
    """Write one PNG a shot."""
    if CHROMIUM is None:
        sys.exit("Chromium is not on this machine: install it, then take the pictures again.")
    WHERE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        port = _free_port()
        server = _serve(port, demo_settings(Path(folder)))
        try:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for shot in SHOTS:
                _take(browser, f"http://127.0.0.1:{port}", shot)
            browser.close()
        finally:
            server.terminate()
            server.wait(20)


def _take(browser: object, base: str, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, device_scale_factor=1.5
    )
    look = Look(context.new_page())
    look.open(f"{base}/{shot.address}")
    if shot.before:
        shot.before(look)
        look.settle()
    drawn = Image.open(io.BytesIO(look.page.screenshot())).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    drawn.save(WHERE / f"{shot.name}.png", optimize=True)
    context.close()


if __name__ == "__main__":
    main()
