"""Whose report it is: name, contact, logo and two colours, kept in the workspace or read from a file."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from analytics.errors import InputError
from analytics.reports import logo as pictures
from analytics.workspace import Workspace, together

COLOUR, ACCENT = "#0B6AA2", "#D55E00"
LONGEST = 80  # characters of the name, and of the contact
FOR_TEXT, FOR_MARKS = 4.5, 3.0  # contrast on white: WCAG 2.2, 1.4.3 for text and 1.4.11 for marks and large figures
KEYS = ("name", "contact", "logo", "colour", "accent")
HEX = re.compile(r"#[0-9A-Fa-f]{6}\Z")
TABLE = """
create table if not exists brand (
    name varchar, contact varchar, logo blob, logo_type varchar, colour varchar, accent varchar
)
"""
KEPT = "select name, contact, logo, logo_type, colour, accent from brand"


@dataclass(frozen=True)
class Brand:
    """Whose report it is. colour: of headings and what was collected; accent: of what is lost.

    logo: the bytes of a picture of logo_type (png, jpeg or svg).
    """

    name: str = ""
    contact: str = ""
    logo: bytes | None = None
    logo_type: str | None = None
    colour: str = COLOUR
    accent: str = ACCENT


def checked(brand: Brand) -> Brand:
    """The brand as it is kept: texts trimmed, colours in capitals, the logo's type as its bytes say.

    Raises InputError for a text over 80 characters, a colour that is none or too pale on white, a logo that cannot be
    shown or is no plain picture.
    """
    name, contact = _text(brand.name, "name"), _text(brand.contact, "contact")
    colour, accent = _colour(brand.colour, "colour", FOR_TEXT), _colour(brand.accent, "accent", FOR_MARKS)
    kind = pictures.kind(brand.logo) if brand.logo else None
    return replace(
        brand, name=name, contact=contact, colour=colour, accent=accent, logo=brand.logo or None, logo_type=kind
    )


def load(workspace: Workspace) -> Brand:
    """The brand kept in the workspace; the plain one where none is."""
    if not workspace.rows("select 1 from duckdb_tables() where table_name = 'brand' and schema_name = 'main'"):
        return Brand()
    rows = workspace.rows(KEPT)
    return Brand(*rows[0]) if rows else Brand()


def keep(workspace: Workspace, brand: Brand) -> Brand:
    """Keep a brand in place of the one before; returns it as kept. Raises InputError as checked does."""
    sound, cursor = checked(brand), workspace.cursor()
    with together(cursor):
        cursor.execute(TABLE).fetchall()
        cursor.execute("delete from brand").fetchall()
        cursor.execute("insert into brand values (?, ?, ?, ?, ?, ?)", list(astuple(sound))).fetchall()
    return sound


def forget(workspace: Workspace) -> None:
    """Back to the plain brand."""
    workspace.cursor().execute("drop table if exists brand").fetchall()


def from_file(path: str | Path) -> Brand:
    """The brand of a YAML file: name, contact, logo (a path beside the file), colour, accent; each may be left out.

    Raises InputError for a file that cannot be read, keys nobody knows, and as checked does.
    """
    file = Path(path)
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError:
        raise InputError("cannot be read", file=str(path), fix="name a file with name, contact, logo, colour") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        raise InputError("is no YAML", file=str(path), fix="write lines like `name: Our practice`") from None
    if told is not None and not isinstance(told, dict):
        raise InputError("has no keys", file=str(path), fix="write lines like `name: Our practice`")
    try:
        return checked(_brand(told or {}, file))
    except InputError as error:
        raise error.located(file.name) from None


def _brand(told: dict[Any, Any], file: Path) -> Brand:
    unknown = sorted(str(key) for key in told if key not in KEYS)
    if unknown:
        raise InputError(f"nothing is known as {', '.join(unknown)[:80]}", fix=f"the keys are {', '.join(KEYS)}")
    given = {key: value for key, value in told.items() if value is not None and key != "logo"}
    wrong = [key for key, value in given.items() if not isinstance(value, str)]
    if wrong or not isinstance(told.get("logo") or "", str):
        key = wrong[0] if wrong else "logo"
        fix = (
            "put quotation marks around it: # begins a comment in YAML" if key in ("colour", "accent") else "write text"
        )
        raise InputError(f"{key} is no text", fix=fix)
    if ("colour" in told and told["colour"] is None) or ("accent" in told and told["accent"] is None):
        raise InputError("a colour is empty", fix="put quotation marks around it: # begins a comment in YAML")
    return Brand(logo=_read(file.parent / told["logo"]) if told.get("logo") else None, **given)


def _read(logo: Path) -> bytes:
    try:
        with logo.open("rb") as handle:
            return handle.read(pictures.LARGEST + 1)
    except (OSError, ValueError):
        raise InputError("the logo cannot be read", fix="give its path beside this file") from None


def _text(value: str, key: str) -> str:
    text = " ".join(str(value or "").split())
    if len(text) > LONGEST:
        raise InputError(f"the {key} has {len(text)} characters", fix=f"shorten it to {LONGEST}")
    return text


def _colour(value: str, key: str, least: float) -> str:
    if not isinstance(value, str) or not HEX.match(value):
        raise InputError(f"the {key} is no colour", fix=f"write it like {COLOUR}")
    ratio = contrast(value)
    if ratio < least:
        what = f"the {key} {value.upper()} is too pale on white (contrast {ratio:.1f}, needed {least:g})"
        raise InputError(what, fix="choose a darker one")
    return value.upper()


def contrast(colour: str) -> float:
    """Contrast of a colour #RRGGBB on white, 1 to 21. Source: WCAG 2.2, relative luminance."""
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
