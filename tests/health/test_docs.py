"""The documents hold: what is made from the code is the newest, links lead somewhere, and everything is named."""

from __future__ import annotations

import argparse
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from practice import Practice

from analytics.cli import parser
from analytics.rules import catalogue
from analytics.rules.catalogue_text import anchor
from analytics.statistics.bootstrap import YEAR, yearly_ranges
from analytics.workspace import ROOT
from pages._parts.rule_words import RULES

TOP = ROOT.parent
DOCS = TOP / "docs"
TEXTS = sorted({*TOP.glob("*.md"), *DOCS.rglob("*.md"), *(TOP / "data").rglob("*.md")})
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NOT_RULES = re.compile(r"threshold_|cap_(?!order)|superfluous|contradiction|never_together")  # verdicts and states


def of(path: Path) -> str:
    return str(path.relative_to(TOP))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def plain(path: Path) -> str:
    """The text without blocks of code, whose brackets are no links."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", read(path), flags=re.DOTALL)


def generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_made_from_the_code_is_the_newest():
    made = generator()
    assert set(made.MADE) >= {"docs/rule-catalogue.md", "docs/data-dictionary.md", "docs/figures.md"}
    assert [of(path) for path in made.old()] == [], "run `make docs`"


def test_the_catalogue_is_the_same_text_twice():
    first = catalogue.to_markdown()
    catalogue.sources.cache_clear()
    catalogue.rules.cache_clear()
    assert catalogue.to_markdown() == first


def anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", read(path), flags=re.MULTILINE)
    return {anchor(title) for title in titles} | set(re.findall(r'<a id="([^"]+)">', read(path)))


@pytest.mark.parametrize("path", TEXTS, ids=of)
def test_every_link_leads_somewhere(path):
    broken = []
    for target in LINK.findall(plain(path)):
        file, _, place = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        aim = (path.parent / file).resolve() if file else path
        if not aim.exists() or (place and aim.suffix == ".md" and place not in anchors(aim)):
            broken.append(target)
    assert broken == []


def test_every_page_is_named_in_the_user_guide():
    titles = re.findall(r'st\.Page\("\w+\.py", title="([^"]+)"', read(TOP / "pages" / "_shell.py"))
    assert len(titles) == len(list((TOP / "pages").glob("[a-z]*.py")))
    guide = read(DOCS / "user-guide.md")
    assert [title for title in titles if not re.search(rf"^\| {title} \||^#+ {title}$", guide, re.MULTILINE)] == []


def commands(part: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in part._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"{path} {name}".strip(), below
                yield from commands(below, f"{path} {name}".strip())


def test_every_command_and_option_is_documented():
    guide = read(DOCS / "command-line.md")
    missing = []
    for path, part in commands(parser()):
        missing += [path] if not re.search(rf"\b{path.split()[-1]}\b", guide) else []
        options = [text for action in part._actions for text in action.option_strings if text.startswith("--")]
        missing += [f"{path} {text}" for text in options if text != "--help" and not re.search(rf"{text}\b", guide)]
    assert missing == []


def test_every_make_target_is_told():
    targets = re.findall(r"^([a-z]+):.*## ", read(TOP / "Makefile"), flags=re.MULTILINE)
    told = read(TOP / "README.md") + read(TOP / "CONTRIBUTING.md")
    assert len(targets) > 8
    assert [name for name in targets if name != "help" and not re.search(rf"\bmake {name}\b", told)] == []


def test_every_layout_is_in_the_export_guide():
    guide = read(DOCS / "export-guides.md")
    names = {yaml.safe_load(read(path))["name"] for path in (TOP / "data" / "mappings").glob("*.yaml")}
    assert {name for name in names if f"`{name}`" not in guide} == set()
    assert {
        name
        for name in re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", guide)
        if (TOP / f"data/mappings/{name}.yaml").exists()
    } == names


EVERY = [rule for entries in catalogue.rules().values() for rule in entries]
SIGNS = {rule.id for rule in catalogue.rules()["signs"]}


def test_every_rule_a_finding_can_name_is_in_the_catalogue():
    ids = {rule.id for rule in EVERY}
    assert len(ids) == len(EVERY)
    finding = read(ROOT / "answers" / "finding.sql")
    told = set(re.findall(r"'([a-z0-9_]+)' AS rule_id", finding)) | {"denial", "underpaid", "overpaid"}
    told |= {name for name in RULES if not NOT_RULES.match(name)}
    for path in (TOP / "tests" / "golden").glob("modifiers_*.yaml"):
        told |= set(re.findall(r"\brule: ([a-z]+_\w+|mue)\b", read(path)))
    assert told - ids == set()


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_a_rule_stands_where_the_catalogue_says(rule):
    file = TOP / rule.file
    assert file.exists()
    # a rule of units is named by finding.sql from the payer's unit rule, a mended gap by its modifier
    unnamed = rule.id.startswith("units_") and rule.id != "units_cut"
    text = read(file) + read(ROOT / "answers" / "finding.sql")
    assert unnamed or rule.id in text or file.stem == rule.id or rule.id.removeprefix("assistant_") in text
    assert rule.title == RULES.get(rule.id, rule.title), "the page calls it otherwise"
    assert set(rule.sources) <= set(catalogue.sources())
    if rule.id not in SIGNS:
        assert rule.kinds and not {"suspected", "sign"} & set(rule.kinds)


def test_every_source_is_used():
    assert set(catalogue.sources()) == {name for rule in EVERY for name in rule.sources}


@pytest.fixture(scope="module")
def worked() -> Practice:
    """The visit, the denial and the underpayment of docs/how-figures-are-computed.md."""
    practice = Practice()
    visit = {"dos": "2026-07-06", "claim_id": "C1"}
    practice.bill("97110", **visit)
    practice.bill("97140", **visit)
    for cpt, minutes in (("97110", 22), ("97140", 16), ("97530", 12)):
        practice.document(cpt, minutes, dos="2026-07-06")
    denied = {"dos": "2026-07-07", "patient_id": "P2", "claim_id": "C2"}
    practice.bill("97110", 3, **denied)
    practice.document("97110", 45, dos="2026-07-07", patient_id="P2")
    practice.remit("C2", "97110", charge=180, adjustments=[("CO", "16", 180)], dos="2026-07-07", units=3)
    practice.bill("97110", dos="2026-07-06", patient_id="P3", claim_id="C3", payer_name="Aetna")
    practice.rate("Aetna", "97110", 31.50)
    practice.remit(
        "C3", "97110", payer_name="Aetna", paid=18, adjustments=[("CO", "45", 32), ("PR", "2", 10)], dos="2026-07-06"
    )
    practice.rebuild(as_of="2026-07-25")
    yield practice
    practice.close()


@pytest.mark.parametrize(("category", "amount"), [("unbilled_units", "28.22"), ("underpaid", "3.50")])
def test_the_worked_sums_are_those_of_the_audit(worked, category, amount):
    found = worked.ask("select amount from finding where category = $category", category=category)
    assert [str(row[0]) for row in found] == [amount]
    assert amount in read(DOCS / "how-figures-are-computed.md")


def test_the_worked_denial_is_worth_its_day(worked):
    assert [str(row[0]) for row in worked.ask("select expected from denial")] == ["73.48"]
    assert "**73.48**" in read(DOCS / "how-figures-are-computed.md")


def test_the_worked_year_is_that_of_the_bootstrap():
    text = read(DOCS / "how-figures-are-computed.md")
    weeks = [int(number) for number in re.search(r"in dollars:\s+([\d,\s]+)\.", text)[1].replace(",", " ").split()]
    low, high = yearly_ranges(np.array([weeks], float), np.full(len(weeks), 7.0))[0]
    assert f"{sum(weeks):,}" in text
    for amount in (sum(weeks) / (7 * len(weeks)) * YEAR, low, high):
        assert f"${amount:,.2f}" in text
