"""The house guards itself: layers, headers, sizes, portable SQL, documentation."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from analytics import pipeline
from analytics.cli import parser
from analytics.contract import EXPOSURE_CATEGORIES, LEAK_CATEGORIES
from analytics.workspace import ROOT

TOP = ROOT.parent
CODE = ("analytics", "pages", "tests")
PYTHON = [TOP / "app.py", *(path for room in CODE for path in sorted((TOP / room).rglob("*.py")))]
SQL = sorted(ROOT.rglob("*.sql"))
BUILT = pipeline.sql_files()
STATUSES = {"patient_billed", "partly_recovered"}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def of(path: Path) -> str:
    return str(path.relative_to(TOP))


@pytest.mark.parametrize("path", [path for path in PYTHON if path.is_relative_to(ROOT)], ids=of)
def test_the_engine_does_not_know_the_dashboard(path):
    assert not any(name.split(".")[0] in ("streamlit", "plotly", "pages") for name in imports(path))


@pytest.mark.parametrize("path", [path for path in PYTHON if path.is_relative_to(TOP / "pages")], ids=of)
def test_a_page_never_computes(path):
    assert not any(name.split(".")[0] in ("duckdb", "numpy") for name in imports(path))


@pytest.mark.parametrize("path", [*PYTHON, *SQL], ids=of)
def test_no_file_is_longer_than_a_reader_can_hold(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300 or "lines" in lines[0] or "Longer" in "\n".join(lines[:8]), len(lines)


@pytest.mark.parametrize("path", SQL, ids=of)
def test_sql_says_what_a_row_is_and_stays_portable(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    code = re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"--.*", "", text)).lower()
    for banned in ("pivot ", "asof ", "quantile_cont", "date_diff('month'", "dayofweek"):
        assert banned not in code, banned
    assert not re.search(r"\*\s+replace\s*\(", code)


@pytest.mark.parametrize("path", BUILT, ids=of)
def test_every_step_of_the_pipeline_has_its_header(path):
    head = path.read_text(encoding="utf-8").split("\n")
    assert re.match(r"-- one row", head[0])
    comments = "\n".join(line for line in head[:14] if line.startswith("--"))
    assert "-- inputs:" in comments
    assert "-- step: per patient" in comments or "-- step: merge" in comments
    assert not re.search(r"\$[a-z]", "\n".join(head)), "a built table takes no parameters"


@pytest.mark.parametrize("path", BUILT, ids=of)
def test_a_step_reads_only_what_was_built_before_it(path):
    """The order of the pipeline is the order of the data."""
    text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    names = [file.stem for file in BUILT]
    later = set(names[names.index(path.stem) :]) - {path.stem}
    read = set(re.findall(r"\b(?:from|join)\s+([a-z_0-9]+)", text))
    own = set(re.findall(r"\b([a-z_0-9]+)\s+as\s*\(", text))
    assert not (read - own) & later


@pytest.mark.parametrize("path", BUILT, ids=of)
def test_a_step_names_all_its_inputs(path):
    """What is made again after a change is decided by these headers."""
    text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    staged = re.findall(r"create table if not exists (\w+)", (ROOT / "schema.sql").read_text(encoding="utf-8"))
    reference = [file.stem for file in (TOP / "data" / "reference").glob("*.csv")]
    known = {*(file.stem for file in BUILT), *staged, *reference, "setting", "payer_rule", "payer_match"} - {path.stem}
    own = set(re.findall(r"\b([a-z_0-9]+)\s+as\s*\(", text))
    read = set(re.findall(r"\b(?:from|join)\s+([a-z_0-9]+)", text)) & known - own
    assert read <= pipeline.inputs_of(str(path.relative_to(ROOT).with_suffix("")))


def test_every_category_a_finding_can_take_is_in_the_contract():
    with (TOP / "data" / "reference" / "denial_cause.csv").open(encoding="utf-8", newline="") as handle:
        categories = {row["category"] for row in csv.DictReader(handle)} - {""}
    for name in ("finding", "denial"):
        text = (ROOT / "answers" / f"{name}.sql").read_text(encoding="utf-8")
        categories |= set(re.findall(r"'([a-z_]+)' AS category", text)) | set(
            re.findall(r"then '([a-z]+_[a-z]+)'$", text)
        )
    assert "authorization" in categories
    assert categories <= {*LEAK_CATEGORIES, *EXPOSURE_CATEGORIES, *STATUSES}


def test_every_option_of_the_command_line_is_documented():
    guide = (TOP / "docs" / "command-line.md").read_text(encoding="utf-8")
    audit = parser()._subparsers._group_actions[0].choices["audit"]
    options = [text for action in audit._actions for text in action.option_strings if text.startswith("--")]
    assert len(options) > 8
    assert [option for option in options if option not in guide and option != "--help"] == []


def test_requirements_pin_every_package():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (TOP / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith(("#", "-r"))]
        assert packages
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[^\s]+", line) for line in packages)


def test_requirements_hold_what_was_listed_by_hand():
    pinned = {
        line.lower().replace("_", "-")
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (TOP / name).read_text(encoding="utf-8").splitlines()
    }
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (TOP / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert line.lower().replace("_", "-") in pinned, line


def test_no_word_about_how_the_project_is_made():
    words = re.compile(r"/work/|/root/|\bshared/|pypi\.org|\bLLM\b|\bChatGPT\b|\bClaude\b", re.IGNORECASE)
    files = [*PYTHON, *SQL, *TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), TOP / "Makefile"]
    told = {of(path) for path in files if path != Path(__file__) and words.search(path.read_text(encoding="utf-8"))}
    # tests may look for sample files beside the checkout, and skip without them
    assert {name for name in told if not name.startswith("tests/")} == set()
