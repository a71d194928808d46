"""Quirks of claims (stage practice): 837P files and their acknowledgements beside the billing table or in its place."""

from __future__ import annotations

import datetime
from collections import defaultdict
from random import Random

from .clean import clean, segments
from .practice import Practice
from .registry import quirk


def _claims(practice: Practice) -> dict[str, bytes]:
    """The claims and acknowledgements of the practice; they come in if none are there yet."""
    return practice.claims or dict(clean().claims)


@quirk("claims", "practice")
def claims_beside(practice: Practice, random: Random) -> None:
    """Claims and acknowledgements as the demo writes them, beside the billing table"""
    practice.claims = _claims(practice)


# a heading reads the demo's `DEMO, PATIENT 0001` as two labels: without the name minutes and claims do not meet
@quirk("claims", "practice", without=("loss", "groups"))
def claims_instead(practice: Practice, random: Random) -> None:
    """Claims and acknowledgements instead of the billing table"""
    practice.claims = _claims(practice)
    practice.exports = [export for export in practice.exports if export.kind != "billing"]


@quirk("claim files", "practice")
def claims_by_week(practice: Practice, random: Random) -> None:
    """One claim file per week with the claims to all payers, a transaction for each day and payer"""
    made = _claims(practice)
    weeks: dict[str, list[list[list[str]]]] = defaultdict(list)
    for name in (each for each in made if each.endswith(".837")):
        head, group, *inner, _, _ = segments(made[name])
        starts = [at for at, segment in enumerate(inner) if segment[0] == "ST"]
        for start, stop in zip(starts, [*starts[1:], len(inner)], strict=True):
            day = datetime.datetime.strptime(inner[start + 1][4], "%Y%m%d").date()
            weeks[f"{day:%G-W%V}"].append(inner[start:stop])
    files = {name: data for name, data in made.items() if not name.endswith(".837")}
    for control, (week, sets) in enumerate(sorted(weeks.items()), 501):
        isa, gs = [*head[:13], f"{control:09d}", *head[14:]], [*group[:6], str(control), *group[7:]]
        ends = [["GE", str(len(sets)), str(control)], ["IEA", "1", f"{control:09d}"]]
        numbered = [line for place, each in enumerate(sets, 1) for line in _numbered(each, f"{place:04d}")]
        files[f"claims_{week}.837"] = _joined([isa, gs, *numbered, *ends])
    practice.claims = files


@quirk("claim files", "practice")
def claims_one_file(practice: Practice, random: Random) -> None:
    """All interchanges behind each other in one file, the acknowledgements too"""
    practice.claims = {"sent_and_answered.txt": b"".join(_claims(practice).values())}


@quirk("claim files", "practice")
def claims_other_delimiters(practice: Practice, random: Random) -> None:
    """Delimiters | and >, segments on lines of their own"""
    practice.claims = {
        name: "".join("|".join(each).replace(":", ">") + "'\r\n" for each in segments(data)).encode("ascii")
        for name, data in _claims(practice).items()
    }


@quirk("claim files", "practice")
def claims_wrapped(practice: Practice, random: Random) -> None:
    """Broken into lines of eighty characters"""
    whole = {name: _joined(segments(data)) for name, data in _claims(practice).items()}
    practice.claims = {
        name: b"\n".join(data[at : at + 80] for at in range(0, len(data), 80)) for name, data in whole.items()
    }


@quirk("claim files", "practice")
def claims_crlf(practice: Practice, random: Random) -> None:
    """Segments end in line breaks of Windows, with empty lines at the end"""
    practice.claims = {name: data.replace(b"\n", b"\r\n") + b"\r\n\r\n" for name, data in _claims(practice).items()}


@quirk("claim files", "practice", without=("archive",))
def claims_zipped_too(practice: Practice, random: Random) -> None:
    """The same files beside a zip archive and in it"""
    practice.claims = _claims(practice)
    practice.claims_zipped = True


def _numbered(transaction: list[list[str]], control: str) -> list[list[str]]:
    """A transaction under another control number (ST02, SE02)."""
    start, *inner, end = transaction
    return [[*start[:2], control, *start[3:]], *inner, [*end[:2], control]]


def _joined(parts) -> bytes:
    return b"".join("*".join(each).encode("ascii") + b"~" for each in parts)
