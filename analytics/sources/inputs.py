"""The files behind the arguments of an audit: files, folders and zip archives in any mix, in a stable order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analytics.errors import InputError
from analytics.sources.choices import Choices

MOST_BYTES = 2 * 1024**3  # of one member of an archive: more is a mistake or a zip bomb
DEEPEST = 3  # archives inside archives
NOTHING_SAID = Choices()


@dataclass(frozen=True)
class InputFile:
    """One file to read: its name as the user knows it, its bytes on demand, and what the user said of it."""

    name: str
    read: Callable[[], bytes]
    choices: Choices = NOTHING_SAID

    def __post_init__(self) -> None:
        # a name that is no text (bytes of another encoding on the disk) could not be written anywhere
        object.__setattr__(self, "name", self.name.encode("utf-8", "replace").decode("utf-8"))


def expand(path: str | Path, choices: Choices = NOTHING_SAID) -> Iterator[InputFile]:
    """The files behind a path: itself, everything in a folder (hidden files left out), every member of a zip.

    Raises InputError if the path does not exist or is an archive that cannot be opened.
    """
    if not str(path):
        raise InputError("an empty name where a file or folder should stand", fix="name a file or folder")
    path = Path(path)
    if not path.exists():
        raise InputError("no such file or folder", file=str(path), fix="check the path")
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
            if child.is_file() and not hidden:
                yield from _from_disk(child, str(child.relative_to(path.parent)), choices)
    elif path.is_file():
        yield from _from_disk(path, path.name, choices)
    else:  # a pipe can be read once
        yield from from_bytes(path.name, path.read_bytes(), choices)


def from_bytes(name: str, data: bytes, choices: Choices = NOTHING_SAID) -> Iterator[InputFile]:
    """The same for an uploaded file: itself, or the members of the archive it is."""
    yield from _members(name, data, choices, 0) if is_archive(data) else [InputFile(name, lambda: data, choices)]


def is_archive(data: bytes) -> bool:
    """True for a zip that is not a workbook (an XLSX file is a zip too)."""
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return not any(name.startswith(("xl/", "[Content_Types]")) for name in names)


def _from_disk(path: Path, name: str, choices: Choices) -> Iterator[InputFile]:
    with path.open("rb") as handle:
        magic = handle.read(4)
    if magic[:2] == b"PK" and is_archive(data := path.read_bytes()):
        yield from _members(name, data, choices, 0)
    else:
        yield InputFile(name, path.read_bytes, choices)


def _members(name: str, data: bytes, choices: Choices, depth: int) -> Iterator[InputFile]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    if not any(not member.is_dir() for member in archive.infolist()):
        yield InputFile(name, _empty_archive, choices)
    for member in sorted(archive.infolist(), key=lambda info: info.filename):
        inner = f"{name}/{member.filename}"
        if member.is_dir() or member.filename.startswith("__MACOSX") or PurePosixPath(member.filename).name[:1] == ".":
            continue
        reader = _reader(archive, member, inner)
        if member.filename.lower().endswith(".zip") and depth < DEEPEST:
            content = reader()
            if is_archive(content):
                yield from _members(inner, content, choices, depth + 1)
                continue
        yield InputFile(inner, reader, choices)


def _empty_archive() -> bytes:
    raise InputError("the archive holds no file", fix="put the files into it again")


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        if member.file_size > MOST_BYTES:
            raise InputError("unpacks to more than 2 GB", file=name, fix="unpack it and give the parts")
        try:
            return archive.read(member)
        except (RuntimeError, ValueError, zipfile.BadZipFile, NotImplementedError, OSError) as error:
            raise InputError(
                "cannot be unpacked (damaged or protected by a password)", file=name, fix="unpack it first"
            ) from error

    return read
