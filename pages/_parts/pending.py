"""Files that were dropped and wait to be loaded: their bytes and what a look at them found stay in this session."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from analytics.errors import InputError
from analytics.sources import Choices, InputFile
from analytics.sources.inputs import from_bytes
from analytics.sources.inspection import Inspection, inspect
from analytics.sources.tables import presets
from pages._parts import session

KEYS = itertools.count(1)


@dataclass(frozen=True)
class Pending:
    """A file that waits. key: never the same for two looks at it, for the widgets that show one."""

    file: InputFile
    inspection: Inspection
    key: int
    repeats: str | None = None  # the loaded file that has the same bytes

    @property
    def name(self) -> str:
        """The file as the user knows it."""
        return self.file.name

    @property
    def choices(self) -> Choices:
        """What the user has said of it."""
        return self.file.choices


def files() -> list[Pending]:
    """The files that wait, in the order they came."""
    return st.session_state.setdefault("pending", [])


def look(uploads: Sequence[Any], progress: session.Progress) -> list[int]:
    """Look at uploaded files (or the members of uploaded archives) and let them wait; returns their places."""
    held = [_held(file) for upload in uploads for file in from_bytes(upload.name, upload.getvalue())]
    done = itertools.count(1)
    seen = inspect(held, lambda name, status: progress(name, status, next(done), len(held)))
    waiting = files()
    loaded = {file["sha256"]: file["file"] for file in session.ask("inputs") if file["status"] == "loaded"}
    for file, inspection in zip(held, seen, strict=True):
        waiting.append(Pending(file, inspection, next(KEYS), loaded.get(inspection.file["sha256"])))
    return list(range(len(waiting) - len(held), len(waiting)))


def look_again(at: int, choices: Choices) -> None:
    """Look at a waiting file with other choices."""
    file = replace(files()[at].file, choices=choices)
    files()[at] = Pending(file, inspect([file])[0], next(KEYS), files()[at].repeats)


def load(progress: session.Progress) -> list[int]:
    """Load every waiting file as it was last looked at; returns their ids. Raises InputError as session.load does."""
    ids = session.load([each.file for each in files()], progress)
    drop()
    return ids


def drop() -> None:
    """Forget the waiting files."""
    st.session_state.pending = []


def remember(file: Pending, name: str) -> None:
    """Keep what a file was taken for, for files of the same header. Raises InputError where it cannot be kept."""
    row, columns = file.inspection.file, file.inspection.columns
    presets.save(
        name,
        row["kind"],
        row["grain"],
        {column["header"]: column["field"] or "" for column in columns if column["header"]},
        [column["header"] for column in columns],
        date_order=file.choices.date_order,
        units_are=file.choices.units_are,
    )


def _held(file: InputFile) -> InputFile:
    """The file with its bytes at hand: members of an archive are unpacked once."""
    try:
        data = file.read()
    except InputError:
        return file  # asked again when it is loaded, and refused then
    return replace(file, read=lambda: data)
