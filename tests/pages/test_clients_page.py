"""The page Clients without a browser: make, keep, open, rename, copy, archive and delete."""

from __future__ import annotations

import shutil

import pytest
from clients.elsewhere import opened as opened_elsewhere
from streamlit.testing.v1 import AppTest

from analytics import clients
from analytics.workspace import Workspace
from pages._parts import clients_table, session


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("REHABLEDGER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def picked(monkeypatch):
    """Selects a row of the table, which no AppTest can: picked("Elm")."""
    chosen: list[str] = []
    drawn = clients_table.draw

    def draw(known, opened):
        drawn(known, opened)
        return next((client for client in known if client.name in chosen), None)

    monkeypatch.setattr(clients_table, "draw", draw)

    def pick(name: str) -> None:
        chosen[:] = [name]

    return pick


def client_with(file, name: str) -> clients.Client:
    """A client with a copy of a workspace file."""
    client = clients.create(name)
    shutil.copy(file, client.path)
    with Workspace(client.path) as workspace:
        return clients.note(client.id, workspace)


def press(app, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def said(app) -> list[str]:
    return [part.value.replace("\\", "") for part in app.success]


def test_at_first_there_is_nobody(reader, home):
    app = reader.turn_to("clients")
    assert app.title[0].value == "Whose audit is this?"
    words = reader.said()
    assert "Nobody's yet: nothing is loaded" in words and "No client yet." in words
    assert f"Clients are kept in {home / 'clients'}" in words and "keep that disk encrypted" in words
    assert not [form for form in app.text_input if form.key == "client_keep_name"]
    assert not home.exists()


def test_a_new_client_is_open_at_once(reader):
    app = reader.turn_to("clients")
    app.text_input(key="client_new_name").set_value("Elm $5 *x*")
    press(app, "Make this client and open it")
    reader.sound()
    assert said(app) == ["Elm $5 *x* is open. Load its files on Files."]
    assert "It is Elm $5 *x*'s: no billed lines yet." in reader.said()
    (client,) = clients.known()
    assert app.session_state[session.CLIENT] == client.id and client.path.exists()


def test_a_name_that_is_taken_is_refused_in_a_sentence(reader):
    clients.create("Elm")
    app = reader.turn_to("clients")
    app.text_input(key="client_new_name").set_value("ELM")
    press(app, "Make this client and open it")
    assert [error.value for error in app.error] == ["a client is named Elm; take another name."]


def test_an_audit_in_memory_becomes_a_client(reader, practice_file, monkeypatch, tmp_path):
    memory = session._open(str(shutil.copy(practice_file, tmp_path / "memory.duckdb")))
    monkeypatch.setattr(session, "_own_audit", lambda: memory)
    monkeypatch.setattr(session._own_audit, "clear", lambda: None, raising=False)
    app = reader.turn_to("clients")
    assert "Nobody's yet: it is in memory, and gone when this page is closed." in reader.said()
    app.text_input(key="client_keep_name").set_value("Elm")
    press(app, "Keep it")
    reader.sound()
    (client,) = clients.known()
    assert said(app) == ["Kept as Elm, which is open now."]
    lines = memory.workspace.rows("select count(*) from billed_line")[0][0]
    assert client.lines == lines > 0
    assert f"It is Elm's: {lines:,} billed lines" in reader.said()
    assert not [form for form in app.text_input if form.key == "client_keep_name"]


def test_open_and_close(reader, practice_file, picked):
    elm = client_with(practice_file, "Elm")
    picked("Elm")
    app = reader.turn_to("clients")
    press(app, "Open")
    reader.sound()
    assert app.session_state[session.CLIENT] == elm.id
    assert "Overview" not in reader.said() and "It is Elm's" in reader.said()
    app.switch_page("units.py").run()
    reader.sound()
    app.switch_page("clients.py").run()
    press(app, "Close")
    assert said(app) == ["Elm is closed. The audit shown now is in memory."]
    assert "Nobody's yet" in reader.said()


def test_a_client_that_is_open_is_copied_and_renamed(reader, nothing_loaded, picked):
    client_with(nothing_loaded, "Elm")
    picked("Elm")
    app = reader.turn_to("clients")
    press(app, "Open")
    name = next(box for box in app.text_input if box.label == "Another name")
    name.set_value("Oak")
    press(app, "Copy under this name")
    reader.sound()
    assert said(app) == ["Copied Elm to Oak."] and "It is Elm's" in reader.said()
    next(box for box in app.text_input if box.label == "Another name").set_value("Ash")
    press(app, "Rename")
    reader.sound()
    assert said(app) == ["Elm is now Ash."] and "It is Ash's" in reader.said()
    assert [client.name for client in clients.known()] == ["Ash", "Oak"]


def test_archived_clients_stand_behind_a_switch(reader, nothing_loaded, picked):
    client_with(nothing_loaded, "Elm")
    picked("Elm")
    app = reader.turn_to("clients")
    press(app, "Archive")
    assert said(app) == ["Elm is archived: nothing was removed, and it can be restored."]
    assert clients.known() == [] and not [button for button in app.button if button.label == "Restore"]
    app.toggle(key="clients_archived").set_value(True).run()
    press(app, "Restore")
    assert [client.name for client in clients.known()] == ["Elm"]


def test_deleting_asks_first(reader, nothing_loaded, picked):
    client_with(nothing_loaded, "Elm")
    picked("Elm")
    app = reader.turn_to("clients")
    press(app, "Delete")
    reader.sound()
    assert "This removes **Elm** with its audit for good" in reader.said()
    assert next(button for button in app.button if button.label == "Delete for good").disabled
    assert [client.name for client in clients.known()] == ["Elm"]


def dialog(client_id: str) -> None:
    """What stands in the dialog, as a page of its own: no AppTest runs a dialog twice."""
    from analytics import clients
    from pages._parts import clients_actions, session

    if any(client.id == client_id for client in clients.known()):
        session.open_client(client_id)
        clients_actions._delete.__wrapped__(clients.find(client_id))
    clients_actions.told()


def test_only_the_typed_name_deletes(reader, nothing_loaded):
    client, _ = client_with(nothing_loaded, "Elm"), clients.create("Oak")
    app = AppTest.from_function(dialog, args=(client.id,), default_timeout=60).run()
    for typed in ("", "elm", "Oak", "Elm "):
        app.text_input[0].set_value(typed).run()
        assert app.button[0].disabled == (typed != "Elm ")
    assert client.path.exists()
    app.button[0].click().run()
    assert said(app) == ["Elm is deleted."] and list(app.exception) == []
    assert [one.name for one in clients.known(archived=True)] == ["Oak"] and not client.path.parent.exists()
    assert app.session_state[session.CLIENT] is None


def test_a_damaged_card_is_said(reader):
    damaged = clients.create("Elm")
    clients.create("Oak")
    damaged.path.with_name("client.json").write_text("{")
    reader.turn_to("clients")
    assert f"clients/{damaged.id}/client.json: is damaged or missing" in reader.said()


def test_a_client_open_in_another_program_is_said(reader, nothing_loaded, picked):
    client = client_with(nothing_loaded, "Elm")
    picked("Elm")
    app = reader.turn_to("clients")
    with opened_elsewhere(client.path):
        press(app, "Open")
        assert [error.value for error in app.error] == [
            "this audit is open in another window or program; close it there, then try again."
        ]
    assert "Nobody's yet" in reader.said()


def test_a_process_tied_to_one_file_knows_no_clients(filled):
    clients.create("Elm")
    app = filled.turn_to("clients")
    assert "started for one workspace file (REHABLEDGER_WORKSPACE)" in filled.said()
    assert not [button for button in app.button if button.label in ("Open", "Make this client and open it")]
    assert "Elm" not in filled.said()
