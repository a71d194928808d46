"""The audit of this session: its workspace, what is asked of it, and what is put into it or taken out.

It is the file that REHABLEDGER_WORKSPACE names for the whole process, else that of the client the reader has opened,
else a workspace in memory that belongs to one session. Answers are kept by (question, filter, version of the data),
never by a frame.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from analytics import clients, demo, pipeline, questions, sources
from analytics.clients import Client
from analytics.errors import InputError
from analytics.loss import Loss, annualized
from analytics.reference.tables import Locality, locality_of_zip
from analytics.rules import edits
from analytics.selection import Filter
from analytics.sources import InputFile
from analytics.workspace import Workspace
from analytics.workspace import opened as workspace_of

VERSIONS = itertools.count(1)  # never the same for two states of any workspace
DEMO_FILES = ("billing.csv", "minutes.csv", "fee_schedule.csv", "claims", "acknowledgements", "remittances")
CLIENT, FILTER, TRAIL = "client_id", "chosen_filter", "filter_trail"  # where the session keeps them
STATES, NEWS = "link_states", "link_news"
OF_ONE_AUDIT = (FILTER, TRAIL, STATES, NEWS)  # what nobody sees in another client's audit
MOST_ROWS = 1000  # of one table on a page; the download holds all
Progress = Callable[[str, str, int, int], None]  # file name, status, files done, files in all
Given = tuple[tuple[str, str], ...]  # parameters of a question, as a key


@dataclass
class Audit:
    """A workspace, the version of what is in it, and a lock: files come in while another tab may be asking."""

    workspace: Workspace
    version: int = field(default_factory=lambda: next(VERSIONS))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def changed(self) -> None:
        """Files came or went: what was answered before is void."""
        self.version = next(VERSIONS)

    def close(self) -> None:
        """Forget everything; called when the session ends."""
        self.workspace.close()


OPENED: dict[str, Audit] = {}  # the files this process has open
MAKING: ContextVar[Audit | None] = ContextVar("making", default=None)  # the audit a download is made of


def _open(path: str | None) -> Audit:
    workspace = workspace_of(path)
    known = {name for (name,) in workspace.rows("select table_name from information_schema.tables")}
    is_built = pipeline.is_built(workspace)
    if "payer_rule" not in known or not is_built:  # a file of an earlier release lacks what rules have learned since
        pipeline.load_rules(workspace)
    sources.recover(workspace)
    if not is_built:
        pipeline.rebuild(workspace)
    return Audit(workspace)


@st.cache_resource(scope="session", on_release=Audit.close, show_spinner="Opening the workspace")
def _own_audit() -> Audit:
    return _open(None)


@st.cache_resource(on_release=Audit.close, show_spinner="Opening the workspace")
def _shared_audit(path: str) -> Audit:
    OPENED[path] = _open(path)
    return OPENED[path]


def audit() -> Audit:
    """The audit of this session, opened on first use."""
    making, path = MAKING.get(), only_file()
    if making:
        return making
    if path:
        return _shared_audit(path)
    opened = client()
    return audit_of(opened.id) if opened else _own_audit()


def held(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file, tied to this session's audit: Streamlit runs it in a thread that belongs to no session.

    Only a weak hold: a button must not keep an audit that its session has let go of.
    """
    kept = weakref.ref(audit())

    def made() -> bytes:
        token = MAKING.set(kept())
        try:
            return make()
        finally:
            MAKING.reset(token)

    return made


def only_file() -> str | None:
    """The one workspace file this process is tied to, if it is."""
    return os.environ.get("REHABLEDGER_WORKSPACE") or None


def client() -> Client | None:
    """The client whose audit is open; None: the workspace is not a client's."""
    opened = st.session_state.get(CLIENT)
    return clients.find(opened) if opened and not only_file() else None


def open_client(client_id: str | None) -> None:
    """Turn to the audit of a client, or with None to the one in memory; what was chosen in the other is dropped."""
    if client_id != st.session_state.get(CLIENT):
        st.session_state[CLIENT] = client_id
        for chosen in OF_ONE_AUDIT:
            st.session_state.pop(chosen, None)


def audit_of(client_id: str) -> Audit:
    """The audit of any client, opened once for the process. Raises InputError where it cannot be."""
    return _shared_audit(str(clients.find(client_id).path))


def release(client_id: str) -> None:
    """Close a client's audit where it is open, so that its file can be copied or removed; it opens again when asked."""
    path = str(clients.find(client_id).path)
    current = OPENED.pop(path, None)
    if current:
        with current.lock:
            _shared_audit.clear(path)
            current.close()


def forget() -> None:
    """Let go of the workspace in memory: a client has it now."""
    _own_audit.clear()


def ask(name: str, chosen: Filter | None = None, **given: str) -> list[dict[str, Any]]:
    """The rows of answers/shown/<name>.sql; columns as that file says, money as Decimal; given: its parameters."""
    return _answer(name, chosen or Filter(), audit().version, tuple(given.items()))


def ask_one(name: str, chosen: Filter | None = None, **given: str) -> dict[str, Any]:
    """The single row of an answer that has one."""
    return ask(name, chosen, **given)[0]


def ask_most(name: str, chosen: Filter, **given: str) -> tuple[list[dict[str, Any]], int]:
    """The first MOST_ROWS rows of an answer and how many there are in all."""
    return _most(name, chosen, audit().version, tuple(given.items()))


def ask_all(name: str, chosen: Filter, **given: str) -> list[dict[str, Any]]:
    """Every row, not kept: for a download."""
    current = audit()
    with current.lock:
        return questions.ask(current.workspace, name, chosen, **given)


def loss(chosen: Filter) -> Loss:
    """The yearly loss with its range (analytics.loss)."""
    return _loss(chosen, audit().version)


@st.cache_data(scope="session", max_entries=256, show_spinner=False)
def _answer(name: str, chosen: Filter, version: int, given: Given) -> list[dict[str, Any]]:
    current = audit()
    with current.lock:
        return questions.ask(current.workspace, name, chosen, **dict(given))


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _most(name: str, chosen: Filter, version: int, given: Given) -> tuple[list[dict[str, Any]], int]:
    current = audit()
    with current.lock:
        return questions.ask_first(current.workspace, name, chosen, MOST_ROWS, **dict(given))[:2]


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _loss(chosen: Filter, version: int) -> Loss:
    current = audit()
    with current.lock:
        return annualized(current.workspace, chosen, _answer("recoverable_now", chosen, version, ()))


def load_demo(progress: Progress, **size: int) -> list[int]:
    """Draw the demo practice into a folder that goes away again, read its files and rebuild."""
    with tempfile.TemporaryDirectory(prefix="rehabledger-demo-") as folder:
        place = Path(folder) / "demo"
        demo.generate(place, **size)
        files = [file for name in DEMO_FILES for file in sources.expand(place / name)]
        ids = load(files, progress)
        current = audit()
        with current.lock:
            text, why = (place / "rules.yaml").read_text(encoding="utf-8"), "What the made-up payer bundles"
            edits.save(current.workspace, text, "demo", why, name="rules.yaml", imported=True)
            _changed(current)
        return ids


def localities_of_zip(zip_code: str) -> list[Locality]:
    """The Medicare pricing localities of a ZIP code. Raises InputError for a text that is none."""
    current = audit()
    with current.lock:
        return locality_of_zip(zip_code, current.workspace)


def price_in(locality: str) -> None:
    """Price Medicare lines in a locality (MAC-LOC), or with pipeline.NATIONAL as everywhere the same."""
    current = audit()
    with current.lock:
        as_of = current.workspace.rows("select as_of from setting")[0][0]
        pipeline.rebuild(current.workspace, as_of=as_of, locality=locality, changed=())
        current.changed()


def undo(file_ids: Iterable[int]) -> None:
    """Take files out again, with everything that came from them."""
    current = audit()
    with current.lock:
        sources.unload(current.workspace, *file_ids)
        pipeline.rebuild(current.workspace)
        _changed(current)


def load(files: list[InputFile], progress: Progress) -> list[int]:
    """Read files and rebuild; returns their file ids.

    Raises InputError where the audit of the new files fails; they are taken out again.
    """
    current, done = audit(), 0

    def tell(name: str, status: str) -> None:
        nonlocal done
        done += 1
        progress(name, status, done, len(files))

    with current.lock:
        before = {row[0] for row in current.workspace.rows("select file_id from input_file")}
        try:
            ids = sources.load(current.workspace, files, progress=tell)
            pipeline.rebuild(current.workspace)
        except Exception as error:
            after = {row[0] for row in current.workspace.rows("select file_id from input_file")}
            undo(after - before)
            raise InputError(
                "these files could not be audited together", fix="load them one by one to find which"
            ) from error
        finally:
            _changed(current)
    return ids


def _changed(current: Audit) -> None:
    """What was answered is void, and the list of clients learns what this one holds now."""
    current.changed()
    opened = client()
    if opened:
        clients.note(opened.id, current.workspace)
