"""`python -m analytics clients`, and `audit --client`: exit status, and one clear line where something is wrong."""

from __future__ import annotations

import pytest

from analytics import clients
from analytics.cli import main
from analytics.workspace import Workspace

BILLING = """\
Patient ID,DOS,CPT,Units,Minutes,Payer,Charge
A1,2026-01-05,97110,2,38,Cigna,120.00
A2,2026-02-05,97110,2,30,Cigna,120.00
"""


@pytest.fixture
def billing(tmp_path) -> str:
    path = tmp_path / "billing.csv"
    path.write_text(BILLING)
    return str(path)


@pytest.fixture
def say(capsys):
    """Run a command; returns exit status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as stopped:
            status = stopped.code
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_the_life_of_a_client(say, home):
    assert say("clients") == (0, f"No clients yet. They would be kept in {home / 'clients'}.\n", "")
    status, out, _ = say("clients", "create", "Elm Street")
    assert status == 0 and "the disk should be encrypted" in out
    assert say("clients", "rename", "elm street", "Elm") == (0, "Elm Street is now Elm.\n", "")
    assert say("clients", "copy", "Elm", "Oak") == (0, "Copied Elm to Oak.\n", "")
    assert say("clients", "archive", "oak") == (0, "Oak is archived.\n", "")
    head, elm, oak = say("clients", "list")[1].splitlines()
    assert head.split() == ["id", "name", "created", "size", "lines", "from", "to"]
    assert elm.split()[1] == "Elm" and oak.split()[-1] == "archived"
    assert say("clients", "restore", oak.split()[0]) == (0, "Oak is in use again.\n", "")
    assert say("clients", "delete", "Oak", "--yes", "Oak") == (0, "Deleted Oak and its audit.\n", "")
    assert [client.name for client in clients.known(archived=True)] == ["Elm"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "ELM"), "a client is named Elm; take another name."),
        (("create", " "), "cannot be a client's name"),
        (("rename", "Oak", "Ash"), "Oak: no such client; take a name of `clients list`."),
        (("delete", "Elm"), "nothing was deleted: this removes Elm for good; write --yes and its name."),
        (("delete", "Elm", "--yes", "elm"), "what was typed is not the client's name"),
        (("delete",), "the following arguments are required: NAME"),
        (("sell", "Elm"), "invalid choice: 'sell'"),
    ],
)
def test_what_cannot_be_done_is_one_line(say, arguments, said):
    clients.create("Elm")
    status, out, err = say("clients", *arguments)
    assert (status, out) == (2, "") and said in err and err.count("\n") == 1
    assert [client.name for client in clients.known()] == ["Elm"]


def test_a_damaged_card_is_listed_beside_the_others(say):
    damaged = clients.create("Elm")
    clients.create("Oak")
    damaged.path.with_name("client.json").write_text("{")
    status, out, _ = say("clients")
    assert status == 0 and "Oak" in out and f"clients/{damaged.id}/client.json: is damaged or missing" in out


def test_an_audit_is_kept_as_a_clients(say, billing):
    assert say("audit", billing, "--client", "Elm")[0] == 0
    (elm,) = clients.known()
    assert (elm.name, elm.lines, str(elm.first_day), str(elm.last_day)) == ("Elm", 2, "2026-01-05", "2026-02-05")
    assert say("audit", billing, "--client", "elm")[0] == 0  # the same client, the same file: nothing twice
    assert clients.known() == [clients.find(elm.id)] and clients.find(elm.id).lines == 2
    with Workspace(elm.path) as workspace:
        assert workspace.rows("select count(*) from billed_line") == [(2,)]


def test_an_audit_that_fails_leaves_no_new_client(say, tmp_path, billing):
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")
    status, _, err = say("audit", str(tmp_path / "odd.csv"), "--client", "Elm")
    assert status == 2 and err.count("\n") == 1
    assert clients.known() == []
    say("audit", billing, "--client", "Oak")
    assert say("audit", str(tmp_path / "gone.csv"), "--client", "Oak")[0] == 2
    assert [(client.name, client.lines) for client in clients.known()] == [("Oak", 2)]


def test_one_place_to_keep_an_audit(say, billing, tmp_path):
    status, _, err = say("audit", billing, "--client", "Elm", "--workspace", str(tmp_path / "w.duckdb"))
    assert status == 2 and "name two places to keep the audit; give one of them." in err
    assert clients.known() == [] and not (tmp_path / "w.duckdb").exists()


def test_an_archived_client_takes_no_audit(say, billing):
    archived = clients.archive(clients.create("Elm").id)
    status, _, err = say("audit", billing, "--client", "Elm")
    assert status == 2 and f"Elm is archived; say `clients restore {archived.id}` first." in err


def test_a_client_that_is_open_elsewhere(say, billing):
    client = clients.create("Elm")
    with Workspace(client.path):
        status, _, err = say("audit", billing, "--client", "Elm")
        assert status == 2 and "close it there, then try again" in err and err.count("\n") == 1
        assert say("clients", "delete", "Elm", "--yes", "Elm")[0] == 2
    assert clients.known() != []
