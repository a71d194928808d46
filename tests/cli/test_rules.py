"""`python -m analytics rules`: what holds, and changes that say who made them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analytics.cli import main

BILLING = """\
Patient ID,DOS,CPT,Units,Minutes,Payer,Charge
A1,2026-01-05,97110,2,38,Cigna,120.00
"""
RULES = """\
payers:
  - payer: Cigna
    versions:
      - effective: 2026-01-01
        unit_rule: cms
        source: contract of 2026
"""


@pytest.fixture(scope="module")
def audited(tmp_path_factory) -> Path:
    """A folder with a workspace file of one billed line, and the export it came from."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "billing.csv").write_text(BILLING)
    assert main(["audit", str(folder / "billing.csv"), "--workspace", str(folder / "w.duckdb")]) == 0
    return folder


@pytest.fixture
def files(audited, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(audited, tmp_path, dirs_exist_ok=True)
    (tmp_path / "mine.yaml").write_text(RULES)
    return tmp_path


def said(capsys, *arguments: str, status: int = 0) -> str:
    capsys.readouterr()
    assert main(["rules", *arguments]) == status
    out = capsys.readouterr()
    return out.err if status else out.out


def test_rules_are_listed_shown_and_checked_without_a_workspace(capsys, tmp_path):
    assert "Medicare Part B" in said(capsys, "list")
    shown = said(capsys, "show", "medicare part b", "--on", "2026-01-05")
    assert shown.startswith("Medicare Part B (medicare) on 2026-01-05")
    assert len(shown.splitlines()) == 20
    assert "class default" in said(capsys, "show", "cigna")
    assert "no such payer" in said(capsys, "show", "nobody at all", status=2)
    (tmp_path / "mine.yaml").write_text(RULES)
    assert "It would change Cigna." in said(capsys, "check", str(tmp_path / "mine.yaml"))
    (tmp_path / "mine.yaml").write_text(RULES.replace("cms", "often"))
    assert 'mine.yaml, row 5, column "unit_rule"' in said(capsys, "check", str(tmp_path / "mine.yaml"), status=2)


def test_a_file_is_weighed_imported_exported_and_undone(capsys, files):
    at = ("--workspace", "w.duckdb")
    assert "1 of 1 billed lines in 1 visits" in said(capsys, "effect", "mine.yaml", *at)
    assert "Nobody changed a rule" in said(capsys, "history", *at)
    assert "nobody is named" in said(capsys, "import", "mine.yaml", *at, "--why", "new contract", status=2)
    given = (*at, "--who", "A biller", "--why", "new contract")
    assert "Saved as edit 1" in said(capsys, "import", "mine.yaml", *given)
    exported = said(capsys, "export", *at)
    (files / "again.yaml").write_text(exported)
    assert said(capsys, "import", "again.yaml", *given) == "Nothing was changed.\n"
    assert "cms" in said(capsys, "show", "cigna", "--on", "2026-01-05", *at)
    assert "new contract" in said(capsys, "history", *at)
    assert "payer: Medicare Part B" in said(capsys, "export", "--all", *at)
    assert "Undone as edit 2" in said(capsys, "undo", "1", *at, "--who", "An owner")
    assert said(capsys, "export", *at) == "payers: []\n"


def test_an_audit_follows_the_rules_that_are_kept(capsys, files):
    given = ("--workspace", "w.duckdb", "--who", "A biller", "--why", "new contract")
    said(capsys, "import", "mine.yaml", *given)
    assert main(["audit", "billing.csv", "--workspace", "w.duckdb", "--out", "out"]) == 0
    assert ",cms," in (files / "out" / "units.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("import", "mine.yaml"), "no workspace named"),
        (("history", "--workspace", "none.duckdb"), "no such workspace"),
        (("check", "none.yaml"), "cannot be read"),
        (("check", "."), "cannot be read"),
        (("history", "--workspace", "mine.yaml"), "is no workspace"),
        (("undo", "7", "--workspace", "w.duckdb", "--who", "me"), "there is no edit 7"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, files, arguments, reason):
    told = said(capsys, *arguments, status=2)
    assert reason in told
    assert told.count("\n") == 1
