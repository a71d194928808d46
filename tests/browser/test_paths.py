"""Three readers on their whole way: an owner, a consultant with somebody's exports, and an analyst of denials."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
WIDE = (1280, 1400)
BILLING = """Chart ref,Seen on,HCPC,Qty,Mods,Carrier,Clinician,Fee billed,Claim ref
A1,01/05/2026,97110,2,GP,Medicare,Therapist A,120.00,C1
A1,01/05/2026,97140,1,GP,Medicare,Therapist A,55.00,C1
A2,01/19/2026,97110,1,GP,Aetna,Therapist A,60.00,C2
A3,01/33/2026,97530,1,GP,Aetna,Therapist A,70.00,C3
"""
MINUTES = """Patient ID,DOS,CPT,Minutes
A1,01/05/2026,97110,38
A1,01/05/2026,97140,15
A2,01/19/2026,97110,16
"""
REMITTANCE = """Claim ID,Patient ID,DOS,CPT,Charge,Paid,Allowed,Group,CARC,Payer,Check Date
C1,A1,01/05/2026,97110,120.00,48.00,60.00,,,Medicare,01/30/2026
C1,A1,01/05/2026,97140,55.00,0.00,0.00,CO,59,Medicare,01/30/2026
C2,A2,01/19/2026,97110,60.00,26.00,30.00,,,Aetna,02/10/2026
"""
NAMES = ("Medicare", "Aetna", "Cigna", "Blue", "United", "Therapist")  # of payers and therapists: in no address


def names_nobody(address: str) -> bool:
    return not any(name.lower() in address.lower() for name in NAMES)


def figures(look) -> list[str]:
    """What the tiles of a page show."""
    return look.page.get_by_test_id("stMetricValue").all_inner_texts()


def answer(look) -> str:
    """The sentence under the question."""
    return look.page.get_by_test_id("stMain").get_by_test_id("stMarkdownContainer").nth(1).inner_text()


def test_an_owner_from_an_empty_server_to_a_report(empty_server, look):
    seen = look(*WIDE)
    seen.open(empty_server)
    seen.press("Load the demo practice")
    seen.page.get_by_role("heading", name="What do we lose").wait_for(timeout=120_000)
    seen.settle()
    whole = figures(seen)
    assert "You lose about $27," in answer(seen)

    seen.menu("Clients", "Whose audit is this?")
    seen.page.get_by_label("Name").first.fill("Maple Street Therapy")
    seen.press("Keep it")
    seen.read("Kept as Maple Street Therapy, which is open now.")
    assert re.search(r"client=\w{8,}", seen.page.url) and "aple" not in seen.page.url

    seen.menu("Overview", "What do we lose")
    assert figures(seen) == whole
    seen.mark("Bars: Jul 2025", 10)
    seen.read("Showing 1 May 2026 to 31 May 2026")
    assert "days=2026-05-01_2026-05-31" in seen.page.url
    month = figures(seen)
    assert month != whole
    seen.press("Undo click: May 2026")
    assert "days=" not in seen.page.url and figures(seen) == whole
    explained(seen, whole[0])

    card = seen.page.get_by_role("button", name="See the lines of").first
    payer = card.inner_text().split(" of ")[-1]
    card.click()
    seen.page.get_by_role("heading", name="Which visits billed fewer").wait_for()
    seen.settle()
    seen.read(f"Showing {payer}")
    assert "payer=" in seen.page.url and names_nobody(seen.page.url)

    seen.menu("Reports", "What do I take to the meeting?")
    seen.read(f"The report covers only {payer}")
    assert seen.saved("Download report.pdf").startswith(b"%PDF")
    seen.menu("Denials", "Who denies what")
    seen.check()
    again = look(*WIDE)
    again.open(seen.page.url)
    assert (answer(again), figures(again)) == (answer(seen), figures(seen))
    again.read("Maple Street Therapy")
    again.check()


def explained(seen, shown: str) -> None:
    """The drawer of the yearly loss: its formula in numbers, a line of it, and that line's story."""
    seen.press("Explain $")
    drawer = seen.page.get_by_role("dialog")
    assert figures(seen)[-1].split(".")[0] in (shown, "$27,945")  # the tile's, with its cents
    formula = drawer.get_by_text("mature days × 365 days a year = $27,").inner_text()
    assert re.match(r"\$[\d,.]+ lost on mature days / \d+ mature days", formula)
    seen.tick(drawer.get_by_test_id("stDataFrame").first)
    seen.read("Where it stands in your files")
    drawer.get_by_role("button", name="Close").click()
    drawer.wait_for(state="detached")
    seen.settle()


def test_a_consultant_with_files_of_unusual_headers(empty_server, look, tmp_path):
    seen = look(*WIDE)
    seen.open(f"{empty_server}/clients")
    fill_new(seen, "Birch Clinic")
    for name, rows in (("lines.csv", BILLING), ("minutes.csv", MINUTES), ("paid.csv", REMITTANCE)):
        (tmp_path / name).write_text(rows)
    seen.menu("Files", "What was loaded")
    seen.page.locator('input[type="file"]').set_input_files(sorted(tmp_path.iterdir()))
    seen.page.get_by_role("button", name="Load 2 files").wait_for(timeout=60_000)
    seen.settle()
    seen.page.get_by_test_id("stAlert").get_by_text("needs a column for patient_id").wait_for()
    name_column(seen, "patient_id")
    seen.press("Look again")
    seen.page.get_by_role("button", name="Load 3 files").wait_for(timeout=60_000)
    seen.page.get_by_label("Remember this layout as").fill("Birch export")
    seen.page.keyboard.press("Enter")
    seen.settle()
    seen.press("Remember", -1)
    seen.read("Files with this header will be read the same way (Birch export).")
    seen.press("Load 3 files")
    seen.read("3 files loaded, 9 rows.")
    seen.page.get_by_text("no such day in the calendar").first.wait_for(state="attached")  # a cell of a table
    assert "1 row rejected" in answer(seen)

    seen.menu("Units", "Which visits billed fewer")
    seen.tick(seen.page.get_by_test_id("stDataFrame").first)
    seen.read("Its minutes, cut into quarter hours")
    seen.read("Rule of this payer")
    seen.settle()
    table = seen.saved("Download CSV").decode("utf-8-sig").splitlines()
    assert "patient_id" in table[0] and len(table) == 3
    seen.menu("Reports", "What do I take to the meeting?")
    with zipfile.ZipFile(io.BytesIO(seen.saved("Download report.xlsx"))) as book:
        assert "xl/workbook.xml" in book.namelist()

    seen.menu("Clients", "Whose audit is this?")
    seen.tick(seen.page.get_by_test_id("stDataFrame").first, row_of(seen, "Birch Clinic"))
    seen.press("Archive")
    seen.read("Birch Clinic is archived: nothing was removed")
    seen.page.get_by_text("archived client").click()
    seen.settle()
    seen.tick(seen.page.get_by_test_id("stDataFrame").first, row_of(seen, "Birch Clinic"))
    seen.press("Delete")
    seen.page.get_by_label("Type the client's name").fill("Birch Clinic")
    seen.page.keyboard.press("Enter")
    seen.settle()
    seen.press("Delete for good")
    seen.read("Birch Clinic is deleted.")
    assert "client=" not in seen.page.url
    seen.check()


def fill_new(seen, name: str) -> None:
    """A new client, from the form that stands open where there is none yet."""
    if not seen.page.get_by_role("button", name="Make this client").is_visible():
        seen.page.get_by_text("New client").first.click()
    seen.page.get_by_label("Name").last.fill(name)
    seen.press("Make this client")
    seen.read(f"{name} is open. Load its files on Files.")


def name_column(seen, field: str) -> None:
    """Say what the first column of the file holds: its cell in the editor, typed and chosen like any other choice."""
    editor = seen.page.get_by_role("tabpanel").get_by_test_id("stDataFrame").last
    editor.scroll_into_view_if_needed()
    box = editor.bounding_box()
    seen.page.mouse.dblclick(box["x"] + box["width"] * 0.35, box["y"] + 52)
    seen.page.keyboard.type(field)
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_timeout(400)


def row_of(seen, name: str) -> int:
    """The place of a client in the table, from what the table tells those who cannot see it."""
    cells = seen.page.get_by_test_id("stDataFrame").first.locator("td[role='gridcell']").all_inner_texts()
    return [cell for cell in cells if "Therapy" in cell or "Clinic" in cell].index(name)


def test_an_analyst_from_a_cell_to_a_saved_view(demo_server, look):
    seen = look(*WIDE)
    seen.open(f"{demo_server}/denials")
    seen.mark("Heat map of payers", of=".textpoint")
    only = seen.page.get_by_text(re.compile("^Only ")).inner_text()
    assert seen.page.get_by_role("button", name="Work the claims of").count() == 1
    assert "cell=" in seen.page.url and names_nobody(seen.page.url)
    seen.page.get_by_role("tab", name="Lines").click()
    seen.read(f"Denied lines: {only.removeprefix('Only ')}")
    seen.settle()
    rows = seen.saved("Download CSV").decode("utf-8-sig").splitlines()
    assert len(rows) > 1 and "claim_id" in rows[0]

    seen.menu("Explore", "Any cut of the numbers")
    build(seen)
    shown = answer(seen)
    seen.mark("Denial rate")
    seen.page.get_by_role("button", name="Undo click").wait_for()
    assert names_nobody(seen.page.url)
    cut = seen.saved("CSV").decode("utf-8-sig").splitlines()
    assert len(cut) > 1
    seen.picture("Denial rate").hover()
    with seen.page.expect_download() as coming:
        seen.page.locator(".modebar-btn").first.click()
    assert Path(coming.value.path()).read_bytes().startswith(b"\x89PNG")
    filtered = answer(seen)
    assert filtered != shown

    seen.press("Saved views")
    seen.page.get_by_label("Name of this view").fill("Denied by code")
    seen.press("Save this view")
    seen.page.keyboard.press("Escape")
    address = seen.page.url
    ask(seen)
    seen.menu("Aging", "How old is what they owe us?")
    seen.press("Reset")
    seen.press("Saved views")
    seen.press("Denied by code")
    seen.page.get_by_role("heading", name="Any cut of the numbers").wait_for()
    seen.settle()
    assert answer(seen) == filtered
    seen.check()
    again = look(1280, 1400, "dark")
    again.open(address)
    assert answer(again) == filtered
    assert again.saved("CSV").decode("utf-8-sig").splitlines() == cut
    again.check()


def build(seen) -> None:
    """Another measure, cut by code instead of by payer."""
    main = seen.page.get_by_test_id("stMain")
    for name, before, after in (("Measures", "Lines", "Denial rate"), ("Rows", "Payer", "Procedure code")):
        choose(seen, name, after)
        main.get_by_role("button", name=f"Remove {before}", exact=True).click()
        seen.settle()
    main.get_by_role("radiogroup", name="Picture").get_by_text("Bars").click()
    seen.settle()


def choose(seen, name: str, option: str) -> None:
    box = seen.page.get_by_test_id("stMain").get_by_role("combobox", name=name)
    box.click()
    box.fill(option)
    seen.page.get_by_role("option", name=option).first.click()
    seen.page.keyboard.press("Escape")
    seen.settle()


def ask(seen) -> None:
    """A ready question in SQL."""
    seen.page.get_by_role("tab", name="SQL").click()
    seen.settle()
    choose(seen, "Ready questions", "Days to pay by payer")
    seen.press("Run")
    seen.page.get_by_role("heading", name="Answer").wait_for()
