"""An audit in memory that becomes a client: every table, type, row, view and answer of it."""

from __future__ import annotations

import os

import duckdb
import pytest
from kpis.kpi_practice import make

from analytics import clients, pipeline, questions
from analytics.errors import InputError
from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace

FILTER_ONLY = sorted(
    path.stem
    for path in (ROOT / "answers" / "shown").glob("*.sql")
    if not set(path.read_text(encoding="utf-8").replace("$filter", "")) & {"$"}
)


@pytest.fixture(scope="module")
def audit():
    """An audit in memory, made whole."""
    practice = make()
    pipeline.rebuild(practice.workspace, as_of=pipeline.latest_date(practice.workspace))
    yield practice.workspace
    practice.close()


@pytest.fixture(scope="module")
def kept_file(audit, tmp_path_factory):
    """The file of that audit once it was kept."""
    before = os.environ.get("REHABLEDGER_HOME")
    os.environ["REHABLEDGER_HOME"] = str(tmp_path_factory.mktemp("home"))
    path = clients.keep(audit, "Elm").path
    os.environ.pop("REHABLEDGER_HOME") if before is None else os.environ.update(REHABLEDGER_HOME=before)
    return path


def test_a_kept_audit_is_the_audit(audit, kept_file):
    tables = "select table_name, column_name, data_type, is_nullable from duckdb_columns() where schema_name = 'main'"
    with Workspace(kept_file) as kept:
        assert pipeline.is_built(kept)
        assert kept.rows(f"{tables} order by all") == audit.rows(f"{tables} order by all")
        for (table,) in audit.rows("select table_name from duckdb_tables() where schema_name = 'main'"):
            assert kept.rows(f'select * from "{table}"') == audit.rows(f'select * from "{table}"'), table


@pytest.mark.parametrize("chosen", [Filter(), Filter(providers=("ann",))], ids=["all", "ann"])
def test_a_kept_audit_answers_every_question_alike(audit, kept_file, chosen):
    assert len(FILTER_ONLY) > 60
    with Workspace(kept_file) as kept:
        for name in FILTER_ONLY:
            told = [sorted(map(repr, questions.ask(one, name, chosen))) for one in (audit, kept)]
            assert told[0] == told[1], name


def test_a_kept_audit_says_what_it_holds(audit, home):
    client = clients.keep(audit, "Elm")
    ((lines, first, last),) = audit.rows("select count(*), min(dos), max(dos) from billed_line")
    assert (client.lines, client.first_day, client.last_day) == (lines, first, last) and client.bytes > 0
    with Workspace(client.path) as kept:
        kept.rows("delete from billed_line where dos > (select min(dos) from billed_line)")
        assert clients.note(client.id, kept).last_day == first
    with pytest.raises(InputError, match="a client is named Elm"):
        clients.keep(audit, "elm")
    assert [one.name for one in clients.known()] == ["Elm"]


def test_a_disk_that_is_full_leaves_no_client(audit, monkeypatch):
    def full(source, path):
        path.write_bytes(b"half")
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(clients, "pour", full)
    with pytest.raises(InputError, match="could not be kept; check that the disk has room"):
        clients.keep(audit, "Elm")
    assert clients.known() == []
