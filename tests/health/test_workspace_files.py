"""A workspace file of an earlier release opens, keeps its rows and takes new files."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import tempfile

import duckdb

from analytics import pipeline, sources
from analytics.sources import InputFile
from analytics.workspace import ROOT, Workspace

BILL = b"patient_id,claim_id,line_no,dos,cpt,units,charge,payer_name\nP1,C1,1,2026-01-05,97110,2,100.00,Aetna\n"
ADDED = re.compile(r"alter table (\w+) add column if not exists (\w+)")


def columns(workspace: Workspace) -> set[tuple]:
    return set(workspace.rows("select table_name, column_name from information_schema.columns"))


def test_columns_that_were_added_later_are_added_to_old_files(tmp_path):
    path = tmp_path / "practice.duckdb"
    added = ADDED.findall((ROOT / "schema_added.sql").read_text(encoding="utf-8"))
    with Workspace(path) as workspace:
        sources.load(workspace, [InputFile("b.csv", lambda: BILL)])
        today = columns(workspace)
    with duckdb.connect(str(path)) as old:  # as the file was before they existed
        for table, column in added:
            old.execute(f"alter table {table} drop column {column}")
    with Workspace(path) as workspace:
        assert columns(workspace) == today
        sources.load(workspace, [InputFile("m.csv", lambda: b"patient_id,dos,cpt,minutes\nP1,2026-01-05,97110,23\n")])
        assert not pipeline.is_built(workspace)
        pipeline.load_rules(workspace)
        pipeline.rebuild(workspace)
        assert pipeline.is_built(workspace)
        assert workspace.rows("select units_billed, minutes from unit_audit") == [(2, 23)]


def test_a_workspace_that_nobody_closes_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    forgotten = Workspace(threads=1)
    assert len(list(tmp_path.iterdir())) == 1
    del forgotten
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    left_open = "from analytics.workspace import Workspace; kept = Workspace(threads=1); print(kept.rows('select 1'))"
    run = [sys.executable, "-c", left_open]
    made = subprocess.run(run, cwd=ROOT.parent, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True)
    assert made.stdout.strip() == b"[(1,)]"
    assert list(tmp_path.iterdir()) == []
