"""Clients: names, one folder each, copies that share nothing, and nothing half done whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest
from clients.elsewhere import opened as opened_elsewhere

from analytics import client_files, clients
from analytics.errors import InputError
from analytics.workspace import ROOT, Workspace


@pytest.fixture
def noted():
    """A client with a small workspace of its own."""
    client = clients.create("Elm")
    with Workspace(client.path) as workspace:
        workspace.rows("create table said as select 1 as number")
    return clients.find(client.id)


def names(**which) -> list[str]:
    return [client.name for client in clients.known(**which)]


def test_nothing_is_written_before_there_is_a_client(home):
    assert clients.known(archived=True) == [] and clients.faults() == []
    assert not home.exists()


def test_a_client_is_kept_in_a_folder_that_names_nobody(home):
    client = clients.create("  Elm   Street ")
    assert client.name == "Elm Street" and client.bytes == 0 and client.lines is None
    assert client.path == home / "clients" / client.id / "audit.duckdb"
    assert client.path.parent.stat().st_mode & 0o777 == 0o700 == (home / "clients").stat().st_mode & 0o777
    assert not [path for path in home.rglob("*") if "elm" in path.name.lower()]
    assert clients.find(client.id) == client == clients.known()[0]


@pytest.mark.parametrize("name", ["", "   ", "a" * 81, "a\x00b", "a\u202eb", "\udcff"])
def test_what_cannot_be_a_name(name):
    with pytest.raises(InputError, match="cannot be a client's name"):
        clients.create(name)
    assert clients.known() == []


def test_a_name_of_80_letters_and_of_any_language():
    assert [clients.create(name).name for name in ("a" * 80, "Çağla Fizyoterapi", "医院 <b>$x</b>")]


def test_a_name_is_taken_in_any_case_and_after_it_was_archived():
    elm, oak = clients.create("Elm"), clients.create("Oak")
    for name in ("ELM", " elm "):
        with pytest.raises(InputError, match="a client is named Elm; take another name"):
            clients.create(name)
    with pytest.raises(InputError, match="a client is named Elm"):
        clients.rename(oak.id, "eLm")
    clients.archive(elm.id)
    with pytest.raises(InputError, match="an archived client is named Elm; restore it"):
        clients.copy(oak.id, "elm")
    assert clients.rename(elm.id, "ELM").name == "ELM"  # its own name in another case is free


def test_archived_clients_are_out_of_sight_and_come_back():
    elm = clients.create("Elm")
    archived = clients.archive(elm.id)
    assert archived.archived and clients.archive(elm.id) == archived
    assert (names(), names(archived=True)) == ([], ["Elm"])
    assert clients.restore(elm.id) == elm and names() == ["Elm"]


@pytest.mark.parametrize("wanted", ["", "..", "../clients", "zzzzzzzz", "00000000", "a" * 9])
def test_an_id_nobody_has(wanted):
    clients.create("Elm")
    with pytest.raises(InputError, match="this client is not on this machine"):
        clients.find(wanted)


@pytest.mark.parametrize(
    "card", ["", "{", "[]", "null", '{"name": 3}', '{"name": "x", "created": "soon", "archived": null}', None]
)
def test_a_damaged_card_is_said_and_hides_nobody(card):
    elm, oak = clients.create("Elm"), clients.create("Oak")
    path = elm.path.with_name("client.json")
    path.unlink() if card is None else path.write_text(card)
    assert names() == ["Oak"]
    (said,) = clients.faults()
    assert said.startswith(f"clients/{elm.id}/client.json: is damaged or missing") and said.count(". ") == 0
    with pytest.raises(InputError, match="is damaged or missing"):
        clients.rename(elm.id, "Ash")
    assert clients.create("Elm").name == "Elm" and clients.find(oak.id).name == "Oak"


def test_a_card_is_written_whole_or_not_at_all(monkeypatch):
    elm = clients.create("Elm")

    def half(told, file, **given):
        file.write('{"name": "Ash", ')
        raise OSError("disk full")

    monkeypatch.setattr(json, "dump", half)
    with pytest.raises(InputError, match="cannot be written"):
        clients.rename(elm.id, "Ash")
    assert clients.find(elm.id).name == "Elm"
    with pytest.raises(InputError, match="cannot be written"):
        clients.create("Oak")
    assert names() == ["Elm"] and clients.faults() == []


def test_a_crash_leaves_no_half_client(noted, home, monkeypatch):
    def crash(source, to):
        to.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(clients, "copy_closed", crash)
    with pytest.raises(KeyboardInterrupt):
        clients.copy(noted.id, "Oak")
    (home / "clients" / ".new-01234567").mkdir()
    (home / "clients" / ".gone-89abcdef").mkdir()
    assert names() == ["Elm"] and clients.faults() == []
    clients.create("Ash")
    assert not [path for path in (home / "clients").iterdir() if path.name.startswith((".new-", ".gone-"))]


def test_two_threads_cannot_take_one_name():
    made, refused, ready = [], [], threading.Barrier(8)

    def create(name: str) -> None:
        ready.wait()
        try:
            made.append(clients.create(name).name)
        except InputError:
            refused.append(name)

    threads = [
        threading.Thread(target=create, args=(name,)) for name in ("Elm", "elm", "ELM", "Oak", "A", "B", "C", "D")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6 and len(refused) == 2
    assert [name.casefold() for name in names()] == ["a", "b", "c", "d", "elm", "oak"]


def test_two_programs_cannot_take_one_name():
    code = "from analytics import clients\ntry: clients.create('Elm')\nexcept Exception as e: print(type(e).__name__)"
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT.parent, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(one.communicate(timeout=60)[0].strip() for one in running) == ["", "InputError"]
    assert names() == ["Elm"]


def test_a_copy_shares_nothing(noted):
    copied = clients.copy(noted.id, "Oak")
    assert copied.created >= noted.created and copied.bytes > 0
    with Workspace(copied.path) as workspace:
        assert workspace.rows("select * from said") == [(1,)]
        workspace.rows("insert into said values (2)")
    with Workspace(noted.path) as workspace:
        assert workspace.rows("select * from said") == [(1,)]
    clients.delete(noted.id, "Elm")
    with Workspace(copied.path) as workspace:
        assert workspace.rows("select count(*) from said") == [(2,)]


def test_a_client_that_was_never_opened_can_be_copied():
    assert clients.copy(clients.create("Elm").id, "Oak").bytes == 0


def test_what_only_the_journal_holds_is_copied(noted):
    code = f"""import os, duckdb
connection = duckdb.connect({str(noted.path)!r}, config={{"checkpoint_threshold": "1TB"}})
connection.execute("insert into said values (2)")
os._exit(9)"""
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert client_files.journal(noted.path).exists()
    with Workspace(clients.copy(noted.id, "Oak").path) as workspace:
        assert workspace.rows("select count(*) from said") == [(2,)]


def test_an_audit_open_in_this_program_is_neither_copied_nor_deleted(noted):
    with Workspace(noted.path):
        for act in (lambda: clients.copy(noted.id, "Oak"), lambda: clients.delete(noted.id, "Elm")):
            with pytest.raises(InputError, match="is open in another window or program; close it there"):
                act()
        assert clients.rename(noted.id, "Ash").name == "Ash"
    assert names() == ["Ash"]


def test_an_audit_open_in_another_program_is_neither_copied_nor_deleted(noted):
    with opened_elsewhere(noted.path):
        for act in (lambda: clients.copy(noted.id, "Oak"), lambda: clients.delete(noted.id, "Elm")):
            with pytest.raises(InputError, match="is open in another window or program; close it there"):
                act()
    clients.delete(noted.id, "Elm")
    assert clients.known() == []


@pytest.mark.parametrize("typed", ["", "elm", "Elm.", "Elm Elm"])
def test_only_the_typed_name_deletes(noted, typed):
    with pytest.raises(InputError, match="not the client's name"):
        clients.delete(noted.id, typed)
    assert noted.path.exists()
    clients.delete(noted.id, " Elm ")
    assert not noted.path.parent.exists()


def test_a_damaged_audit_can_be_deleted_and_not_copied(noted):
    noted.path.write_bytes(b"no database" * 1000)
    with pytest.raises(InputError, match="cannot be opened, so it cannot be copied"):
        clients.copy(noted.id, "Oak")
    clients.delete(noted.id, "Elm")
    assert clients.known(archived=True) == []


def test_a_home_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REHABLEDGER_HOME", str(tmp_path / "file"))
    assert clients.known() == [] and clients.faults() == []
    with pytest.raises(InputError, match="cannot be written; check that you may write there"):
        clients.create("Elm")
