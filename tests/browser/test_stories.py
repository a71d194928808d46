"""What people open it for: twenty questions, each answered at most three clicks from the overview."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("BROWSER") != "all", reason="make browser walks the twenty stories: two minutes"),
]
MOST_CLICKS = 3


@dataclass(frozen=True)
class Story:
    """A question; clicks: (kind, words) each one click; shown: words that answer it; picture: words of a picture."""

    question: str
    clicks: tuple[tuple[str, str], ...]
    shown: tuple[str, ...] = ()
    picture: str = ""


def menu(name: str) -> tuple[str, str]:
    return "menu", name


STORIES = {
    1: Story(
        "How much are we losing a year, and how sure are you?",
        (),
        (r"You lose about \$[\d,]+ a year \(between \$[\d,]+ and \$[\d,]+\)",),
        "Floating bars of allowed amounts: Earned",
    ),
    2: Story("Is it getting better?", (), (r"Lost of what was earned: .+ in Jul to Sep",), "Bars: Jul 2025"),
    3: Story(
        "Which three things should we fix first?", (), (r"^1\. ", r"^2\. ", r"^3\. .+", r"Biller · next deadline")
    ),
    4: Story(
        "Which therapist is under-documenting units?",
        (menu("Units"), ("switch", "Provider")),
        (r"Click a bar to see that provider alone",),
        "Diverging bars: Therapist",
    ),
    5: Story(
        "Could an auditor take money back?", (menu("Compliance"),), (r"\$[\d,]+ in \d+ cases could be taken back",)
    ),
    6: Story("Which payers are worth keeping?", (menu("Payments"),), (r"A visit brings most at .+, and least at",)),
    7: Story("How old is what they owe us?", (menu("Aging"),), (r"of it is older than 90",), "Stacked bars by payer"),
    8: Story("Something for Monday's meeting", (menu("Reports"), ("file", "Download report.pdf"))),
    9: Story(
        "I have an export and three months of 835s; can I load it now?",
        (menu("Files"),),
        (r"Billing lines, minutes, claims \(837P\)",),
    ),
    10: Story("How complete is this data?", (menu("Files"),), (r"What these files can answer",)),
    11: Story(
        "Show underbilled visits I can defend",
        (menu("Units"), ("row", "Visits with timed codes")),
        (r"Its minutes, cut into quarter hours", r"Rule of this payer", r"How this day is priced"),
    ),
    12: Story(
        "Which visits lacked a modifier, and which absences cost money?",
        (menu("Modifiers"),),
        (r"lacks? a modifier the payer asks for; [\d,]+ of them came back denied because of it",),
    ),
    13: Story(
        "What is the 90-day recoverable?",
        (),
        (
            r"likely to come back \(\$[\d,]+ to \$[\d,]+\) of \$[\d,]+ open and in time",
            r"must be worked within 30 days",
        ),
        "Open dollars by deadline: Within 30 days",
    ),
    14: Story("What would other rules change?", (("part", "What if"),), (r"Nothing here changes the audit",)),
    15: Story("How do we compare?", (menu("Compare"),), (r"How does this client compare\?",)),
    16: Story("Export the evidence", (menu("Reports"), ("file", "Download report.xlsx"))),
    17: Story(
        "Which payer and reason moved?",
        (menu("Denials"), ("switch", "Change")),
        (r"Percentage points: denied of answered lines",),
        "Heat map of payers and causes",
    ),
    18: Story(
        "What 20 % of codes drive 80 % of recoverable dollars?",
        (menu("Denials"),),
        (r"reasons? of \d+ holds? 80.% of the recoverable \$",),
        "Pareto of reasons",
    ),
    19: Story(
        "When did UnitedHealthcare start denying 97530?",
        (menu("Denials"), ("tab", "Changes")),
        (r"UnitedHealthcare began to deny 97530 .*in the week of", r"First claims affected"),
        "Rates by week with limits of chance",
    ),
    20: Story(
        "What do I work today?", (menu("Worklist"),), (r"claims worth \$[\d,]+ can still be worked", r"Worth most: ")
    ),
}


@pytest.fixture(scope="module")
def tab(tabs):
    return tabs(1280, 1400)


def click(seen, kind: str, words: str) -> None:
    """One click of a reader."""
    main = seen.page.get_by_test_id("stMain")
    if kind == "menu":
        return seen.menu(words)
    if kind == "tab":
        main.get_by_role("tab", name=words).click()
    elif kind == "switch":
        main.get_by_role("radio", name=words, exact=True).first.click()
    elif kind == "part":
        main.get_by_text(words, exact=True).first.click()
    elif kind == "row":
        return seen.tick(main.locator(f'[data-testid="stDataFrame"]:has([aria-label^="{words}"])').first)
    else:
        assert len(seen.saved(words)) > 10_000
    return seen.settle()


@pytest.mark.parametrize("number", STORIES)
def test_a_story_is_answered_in_three_clicks(number, tab, demo_server):
    story = STORIES[number]
    assert len(story.clicks) <= MOST_CLICKS
    if number == 1:
        tab.open(demo_server)
    elif tab.page.url.rstrip("/") != demo_server:
        tab.menu("Overview", "What do we lose")
    for kind, words in story.clicks:
        click(tab, kind, words)
    for words in story.shown:
        tab.page.get_by_text(re.compile(words)).first.wait_for()
    if story.picture:
        tab.picture(story.picture)
    tab.check()


def test_the_guide_says_where_each_is_found(pytestconfig):
    guide = (pytestconfig.rootpath / "docs" / "user-guide.md").read_text(encoding="utf-8")
    section = guide.split("## Where to find what")[1].split("\n## ")[0]
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", section, re.M)] == list(STORIES)
