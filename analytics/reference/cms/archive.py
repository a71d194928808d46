"""The files behind the arguments of `reference load`: single files, and the members of CMS's archives that are known.

An archive is read in memory and never unpacked to disk. Its members are known by the names CMS gives them, so that what
is not needed (a ZIP9 file unpacks to 90 MB) is named and left alone.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from analytics.errors import InputError
from analytics.sources.inputs import is_archive

LARGEST = 400 << 20  # bytes of a file or member: the largest that is needed, a part of the pair edits, has 60 MB
MOST_MEMBERS = 1_000
DEEPEST = 2  # archives inside an archive: the four parts of the pair edits, packed together
MEMBERS = re.compile(r"PPRRVU|GPCI\d|ccipra-v|MUE_Practitioner|ZIP5_[A-Z]{3}\d", re.IGNORECASE)
FORMATS = (".csv", ".txt", ".xlsx", ".xls")  # the same table in several formats: the first there is, is read


class CmsFile(NamedTuple):
    """One file to read. name: its own; origin: the archives it lies in, outermost first, and its name."""

    name: str
    origin: tuple[str, ...]
    data: bytes

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


class Given(NamedTuple):
    """What the arguments hold: files to read, and the names of members that are not needed."""

    files: list[CmsFile]
    left_out: list[str]


def open_files(paths: list[str]) -> Given:
    """Every file that the arguments name, in their order.

    Raises InputError for what cannot be opened, and for an archive without any file that is known.
    """
    given = Given([], [])
    for path in map(Path, paths):
        data = _bytes(path)
        if is_archive(data):
            _unpack(path.name, (path.name,), data, given, 0)
        else:
            given.files.append(CmsFile(path.name, (path.name,), data))
    return given


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(path.name)
        return path.read_bytes()
    except IsADirectoryError:
        raise InputError("is a folder", file=str(path), fix="name the files in it") from None
    except OSError:
        raise InputError("cannot be read", file=str(path), fix="check the path") from None


def _unpack(name: str, origin: tuple[str, ...], data: bytes, given: Given, depth: int) -> None:
    """Add what an archive holds to given."""
    found = len(given.files)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = list(_members(archive, name))
        wanted = _one_format_each([member for member in members if MEMBERS.search(member.filename)])
        for member in members:
            inner = PurePosixPath(member.filename).name
            is_zip = inner.lower().endswith(".zip")
            if member not in wanted and not (is_zip and depth < DEEPEST):
                given.left_out.append(inner)
                continue
            content = _content(archive, member, name)
            if is_zip and is_archive(content):
                _unpack(inner, (*origin, inner), content, given, depth + 1)
            else:
                given.files.append(CmsFile(inner, (*origin, inner), content))
    if len(given.files) == found:
        raise InputError(
            "the archive holds none of the files that are read here",
            file=name,
            fix="give the archive as CMS offers it (RVU26C.zip, ...), or the file itself",
        )


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[zipfile.ZipInfo]:
    """The files of an archive, in the order of their names."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise InputError(
            f"the archive holds more than {MOST_MEMBERS:,} files", file=name, fix="unpack it, name the files"
        )
    for member in sorted(members, key=lambda info: info.filename):
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise InputError(
                "the archive holds a file whose name leads out of it", file=name, fix="fetch it from CMS again"
            )
        if "__MACOSX" not in place.parts and not place.name.startswith("."):
            yield member


def _one_format_each(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Of members that differ in their ending only, the one that is read best."""
    best: dict[str, tuple[int, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(member.filename.lower())
        rank = FORMATS.index(path.suffix) if path.suffix in FORMATS else len(FORMATS)
        if path.suffix == ".zip" or (rank < len(FORMATS) and rank < best.get(path.stem, (rank + 1,))[0]):
            best[path.name if path.suffix == ".zip" else path.stem] = (rank, member)
    return [member for _, member in best.values()]


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    inner = f"{name}/{PurePosixPath(member.filename).name}"
    if member.file_size > LARGEST:
        raise _too_large(inner)
    try:
        return archive.read(member)  # never more than the size it declares
    except (RuntimeError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        raise InputError(
            "cannot be unpacked (damaged or protected by a password)", file=inner, fix="fetch it from CMS again"
        ) from None


def _too_large(name: str) -> InputError:
    return InputError(f"has more than {LARGEST >> 20:,} MB", file=name, fix="give the file as CMS publishes it")
