"""Every page as a reader sees it: drawn without a fault, with nothing asked of another host, in light and dark."""

from __future__ import annotations

import urllib.request

import pytest

pytestmark = pytest.mark.browser
PAGES = {
    "overview": "",
    "files": "files",
    "units": "units",
    "modifiers": "modifiers",
    "denials": "denials",
    "worklist": "worklist",
    "payments": "payments",
    "aging": "aging",
    "compliance": "compliance",
    "payer_rules": "payer-rules",
}
TITLES = {name: name.replace("_", " ").capitalize() for name in PAGES}  # in the menu
OUR_HOSTS = {"127.0.0.1", "localhost", ""}
# Streamlit probes these beside a deep link before it finds its own root
NOISE = ("host-config", "/_stcore/health", "Infinite extent")


def faults(seen) -> list[str]:
    return [fault for fault in seen.faults if not any(noise in fault for noise in NOISE) and "404" not in fault]


def check(seen) -> None:
    assert seen.hosts <= OUR_HOSTS
    assert faults(seen) == []
    assert seen.page.locator('[data-testid="stException"]').count() == 0
    assert seen.page.get_by_text("This page could not be drawn").count() == 0


def draw_whole(seen, shot: str, shots) -> None:
    """Screenshots of the first screen and, where there is more, of all; the page is no wider than its window."""
    height = seen.page.viewport_size["height"]
    seen.page.screenshot(path=shots / f"{shot}_first.png")
    if seen.unroll():
        seen.page.screenshot(path=shots / f"{shot}.png")
    main = seen.page.locator('[data-testid="stMain"]')
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), "the page is wider than its window"
    seen.page.set_viewport_size({"width": seen.page.viewport_size["width"], "height": height})
    check(seen)


# Drawing takes seconds, so each page is drawn with the demo wide and light, those with most pictures narrow and dark,
# and every other one empty each way. A tab stays open from page to page, as a new one takes as long to start the front
# end. The overview comes narrow and is made wide, the others the other way round: both ways are looked at.
WIDE, NARROW = (1280, 720, "light"), (390, 844, "dark")
BOTH = ("files", "modifiers", "payments", "aging")
DRAWN = [("overview", NARROW)]
DRAWN += [
    (name, screen)
    for name in PAGES
    for screen in ((WIDE, NARROW) if name in BOTH else (WIDE,))
    if name != "worklist"  # drawn where a click on the denials leads to it
]


@pytest.fixture(scope="module")
def demo_tab(tabs):
    return tabs(*NARROW)


@pytest.fixture(scope="module")
def tall_tab(tabs):
    return tabs(1280, 2200)


@pytest.mark.parametrize(("name", "screen"), DRAWN, ids=[f"{name}-{screen[0]}" for name, screen in DRAWN])
def test_every_page_with_the_demo(demo_tab, name, screen, demo_server, shots):
    demo_tab.turn(*screen)
    demo_tab.show(f"{demo_server}/{PAGES[name]}")
    draw_whole(demo_tab, f"demo_{name}_{screen[0]}_{screen[2]}", shots)


def test_every_page_with_nothing_loaded(empty_server, look, shots):
    seen = look(1280, 720, "dark")
    seen.open(empty_server)
    for place, (name, title) in enumerate(TITLES.items()):  # every other page narrow and light: the texts are the same
        seen.page.get_by_role("link", name=title, exact=True).first.click()
        seen.page.wait_for_url(f"{empty_server}/{PAGES[name]}")
        seen.settle()
        if place % 2:
            seen.turn(390, 844, "light")
            draw_whole(seen, f"empty_{name}_390_light", shots)
            seen.turn(1280, 720, "dark")
        else:
            draw_whole(seen, f"empty_{name}_1280_dark", shots)


def test_one_click_loads_the_demo_practice(empty_server, look):
    seen = look()
    seen.open(empty_server)
    seen.page.get_by_role("button", name="Load the demo practice").click()
    seen.page.get_by_text("Lost a year", exact=False).first.wait_for(timeout=120_000)
    seen.settle()
    seen.page.get_by_role("link", name="Denials").first.click()
    seen.page.get_by_text("Who denies what").wait_for()
    check(seen)


def test_a_row_of_a_visit_opens_its_arithmetic(demo_server, tall_tab, shots):
    seen = tall_tab
    seen.open(f"{demo_server}/units")
    table = seen.page.locator('[data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 20, "y": 52})  # the mark of the first row
    seen.page.get_by_text("Its minutes, cut into quarter hours").wait_for(timeout=30_000)
    seen.settle()
    seen.unroll()
    seen.page.screenshot(path=shots / "visit.png")
    assert seen.page.get_by_text("Rule of this payer").count() == 1
    check(seen)


def test_a_click_on_a_cell_shows_its_lines_and_another_undoes_it(demo_server, tall_tab):
    seen = tall_tab
    seen.page.set_viewport_size({"width": 1280, "height": 2200})
    seen.open(f"{demo_server}/modifiers")
    box = seen.page.locator(".js-plotly-plot .textpoint").first.bounding_box()
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # plotly's own layer takes it
    seen.page.get_by_role("button", name="Show all").wait_for(timeout=30_000)
    seen.settle()
    assert seen.page.get_by_role("heading", name="Lines", exact=True).count() == 0
    seen.page.get_by_role("button", name="Show all").click()
    seen.page.get_by_role("heading", name="Lines", exact=True).wait_for(timeout=30_000)
    check(seen)


def test_a_cell_of_the_heat_map_leads_to_the_claims_of_its_payer(demo_server, tall_tab, shots):
    seen = tall_tab
    seen.page.set_viewport_size({"width": 1280, "height": 2200})
    seen.open(f"{demo_server}/denials")
    seen.page.get_by_text("UnitedHealthcare began to deny 97530").first.wait_for()
    box = seen.page.locator(".js-plotly-plot .textpoint").first.bounding_box()
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.page.get_by_role("button", name="Show all").wait_for(timeout=30_000)
    seen.settle()
    seen.page.get_by_role("button", name="Work the claims of").first.click()
    seen.page.get_by_role("heading", name="What do I work today?").wait_for(timeout=30_000)
    seen.settle()
    seen.page.get_by_text("Worth most: ").wait_for()
    seen.turn(*NARROW)
    draw_whole(seen, "demo_worklist_390_dark", shots)


def test_a_deep_link_is_answered_with_the_shell(empty_server, look):
    seen = look()
    seen.open(f"{empty_server}/units")
    assert "Which visits" in seen.page.locator("h1").inner_text()
    assert seen.page.get_by_role("link", name="Overview").count() >= 1


def test_an_upload_is_loaded_and_can_be_undone(empty_server, look, shots, tmp_path):
    billing = tmp_path / "billing.csv"
    billing.write_text(
        "Patient ID,DOS,CPT,Units,Payer,Charge\nA1,2026-01-05,97110,2,Medicare,120\nA2,2026-13-05,97110,1,Medicare,60\n"
    )
    seen = look()
    seen.open(f"{empty_server}/files")
    seen.page.locator('input[type="file"]').set_input_files(billing)
    seen.page.get_by_role("button", name="Load 1 file").wait_for(timeout=60_000)
    seen.settle()
    seen.unroll()
    seen.page.screenshot(path=shots / "look.png")
    seen.page.get_by_role("button", name="Load 1 file").click()
    seen.page.get_by_text("1 file loaded").wait_for(timeout=60_000)
    seen.settle()
    seen.unroll()
    seen.page.screenshot(path=shots / "upload.png")
    check(seen)


def test_the_answer_carries_security_headers(empty_server):
    headers = urllib.request.urlopen(empty_server).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
