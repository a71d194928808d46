"""The letters of data/letters: every one loads, and every cause that something can be sent for has one."""

from __future__ import annotations

import csv

import pytest

from analytics.errors import InputError
from analytics.letters.templates import COMMON, FOLDER, KINDS, choose, common, read, shipped
from analytics.workspace import REFERENCE

FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != COMMON)
GOOD = FILES[0].read_text(encoding="utf-8")


def causes() -> list[dict[str, str]]:
    with (REFERENCE / "denial_cause.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_letter_loads_and_is_described(path):
    letter = read(path, common()["missing"])
    assert letter.kind in KINDS
    assert letter.check and letter.enclose and letter.body
    assert f"`{path.name}`" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row", [row for row in causes() if row["way"] not in ("patient", "none")], ids=lambda r: r["cause"]
)
def test_every_cause_that_something_can_be_sent_for_has_a_letter(row):
    letter = choose(row["cause"], row["way"], "open", row["letter"], bars_appeal=False)
    assert letter is not None
    assert row["letter"] in ("", "none", letter.name)
    assert choose(row["cause"], row["way"], "open", row["letter"], bars_appeal=True).kind in (
        "corrected_claim",
        "resubmission",
    )


def test_causes_named_in_the_letters_exist():
    known = {row["cause"] for row in causes()} | {"any"}
    assert {cause for letter in shipped().values() for cause in letter.causes} <= known
    assert {way for letter in shipped().values() for way in letter.ways} <= {row["way"] for row in causes()}


def test_manual_sections_are_only_those_that_were_read():
    """A section of a manual stands in a letter only where it is listed under cites."""
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert ("Pub 100-" not in text) or ("cites:" in text), path.name
        assert "Pub 100-02, chapter 15, section 230" not in text


@pytest.mark.parametrize(
    "broken",
    [
        "just a text",
        "[1, 2",
        GOOD.replace("kind:", "knd:"),
        GOOD + "\nmood: angry\n",
        GOOD.replace("request:", "request: '{birthplace}'\nold:"),
        GOOD.replace("body:", "body:\n  - part: poem"),
        GOOD.replace("body:", "body:\n  - text: x\n    when: [full_moon]"),
        GOOD.replace("body:", "body:\n  - text"),
    ],
)
def test_a_broken_letter_is_refused(tmp_path, broken):
    path = tmp_path / "broken.yaml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.yaml"):
        read(path, common()["missing"])
