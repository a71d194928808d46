"""The register of quirks: every way an export is messed up is one small function with a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# In this order the quirks of a variant are applied, whatever the order they were drawn in.
STAGES = ("practice", "rows", "lines", "file", "files")


@dataclass(frozen=True)
class Quirk:
    """One way to mess up an export.

    family: at most one quirk of a family is drawn. stage: rows, lines and file change one Export, practice chooses the
    files a variant has, files changes the finished files. without: families that cannot show beside it.
    needs: quirks that must be there too. lossy: rows are lost, and the audit must say which.
    """

    name: str
    family: str
    stage: str
    apply: Callable[..., Any]
    without: tuple[str, ...] = ()
    lossy: bool = False
    needs: tuple[str, ...] = ()


QUIRKS: dict[str, Quirk] = {}


def quirk(
    family: str, stage: str, *, without: tuple[str, ...] = (), needs: tuple[str, ...] = (), lossy: bool = False
) -> Callable:
    """Register a function under its own name."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__
        assert stage in STAGES and name not in QUIRKS and function.__doc__
        QUIRKS[name] = Quirk(name, family, stage, function, without, lossy, needs)
        return function

    return register
