"""Every page as a reader sees it: drawn without a fault, with nothing asked of another host, in light and dark."""

from __future__ import annotations

import urllib.request

import pytest

pytestmark = pytest.mark.browser
PAGES = {
    "overview": "",
    "units": "units",
    "modifiers": "modifiers",
    "denials": "denials",
    "payments": "payments",
    "aging": "aging",
    "compliance": "compliance",
    "explore": "explore",
    "worklist": "worklist",
    "reports": "reports",
    "compare": "compare",
    "files": "files",
    "payer_rules": "payer-rules",
    "clients": "clients",
}
TITLES = {name: name.replace("_", " ").capitalize() for name in PAGES}  # in the menu


def draw_whole(seen, shot: str, shots) -> None:
    """A screenshot of the whole page, which is no wider than its window and keeps nobody out."""
    height = seen.page.viewport_size["height"]
    seen.unroll()
    seen.page.screenshot(path=shots / f"{shot}.png")
    main = seen.page.locator('[data-testid="stMain"]')
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), "the page is wider than its window"
    assert seen.barriers() == []
    seen.page.set_viewport_size({"width": seen.page.viewport_size["width"], "height": height})
    seen.check()


# Drawing takes seconds. A tab stays open from page to page, as a new one takes as long to start the front end; each
# page is drawn with the demo wide and light and narrow and dark, and with nothing loaded in one of both.
WIDE, NARROW = (1280, 720, "light"), (390, 844, "dark")


@pytest.fixture(scope="module")
def demo_tab(tabs):
    return tabs(*NARROW)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_with_the_demo(demo_tab, name, demo_server, shots):
    screens = (NARROW, WIDE) if name in ("overview", "aging") else (WIDE, NARROW)  # both ways of turning are looked at
    demo_tab.turn(*screens[0])
    demo_tab.show(f"{demo_server}/{PAGES[name]}")
    for screen in screens:
        demo_tab.turn(*screen)
        demo_tab.settle()
        draw_whole(demo_tab, f"demo_{name}_{screen[0]}_{screen[2]}", shots)


def test_the_drawer_of_a_number(demo_tab, demo_server):
    demo_tab.turn(*WIDE)
    demo_tab.show(demo_server)
    demo_tab.press("Explain $")
    for screen in (WIDE, NARROW):
        demo_tab.turn(*screen)
        demo_tab.settle()
        assert demo_tab.barriers() == []
    demo_tab.check()


def test_every_page_with_nothing_loaded(empty_server, look, shots):
    seen = look(1280, 720, "dark")
    seen.open(empty_server)
    for place, (name, title) in enumerate(TITLES.items()):  # every other page narrow and light: the texts are the same
        seen.menu(title)
        seen.page.wait_for_url(f"{empty_server}/{PAGES[name]}")
        if place % 2:
            seen.turn(390, 844, "light")
            seen.settle()
            draw_whole(seen, f"empty_{name}_390_light", shots)
            seen.turn(1280, 720, "dark")
        else:
            draw_whole(seen, f"empty_{name}_1280_dark", shots)


def test_a_click_on_a_cell_shows_its_lines_and_another_undoes_it(demo_server, demo_tab):
    seen = demo_tab
    seen.turn(1280, 2200, "light")
    seen.open(f"{demo_server}/modifiers")
    seen.mark("Matrix of payers", of=".textpoint")
    seen.page.get_by_role("button", name="Show all").wait_for(timeout=30_000)
    seen.settle()
    assert seen.page.get_by_role("heading", name="Lines", exact=True).count() == 0
    seen.page.get_by_role("button", name="Show all").click()
    seen.page.get_by_role("heading", name="Lines", exact=True).wait_for(timeout=30_000)
    seen.check()


def test_the_answer_carries_security_headers(empty_server):
    headers = urllib.request.urlopen(empty_server).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
