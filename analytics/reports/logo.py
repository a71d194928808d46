"""A logo that may go into a report: really a PNG, a JPEG or an SVG, of a sane size, and a picture alone."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import typst

from analytics.errors import InputError

FORMS = {"png": "png", "jpeg": "jpg", "svg": "svg"}  # our words and the setter's
LARGEST = 1024 * 1024  # bytes
WIDEST = 6000  # pixels of either side: a small file can unfold into gigabytes
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
FIX = "give a PNG, JPEG or SVG of at most 1 MB"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that state the size of the picture
ACTIVE = {"script", "foreignobject", "iframe", "image", "use", "animate", "set", "handler", "listener", "a"}
REMOTE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


def kind(data: bytes) -> str:
    """png, jpeg or svg, read from the bytes.

    Raises InputError where they are none of them, too many, cannot be drawn, or an SVG that runs or fetches something.
    """
    if len(data) > LARGEST:
        raise InputError("the logo is larger than 1 MB", fix=FIX)
    if data.startswith(PNG):
        found, size = "png", (int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
    elif data.startswith(JPEG):
        found, size = "jpeg", _jpeg_size(data)
    else:
        _check_svg(data)
        found, size = "svg", (1, 1)
    if max(size) > WIDEST:
        raise InputError(f"the logo is {size[0]:,} x {size[1]:,} pixels", fix=f"scale it below {WIDEST:,}")
    _try(data, found)
    return found


def _jpeg_size(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if marker in FRAMES:
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        place += 2 + length
    raise InputError("the logo is a broken JPEG", fix=FIX)


def _check_svg(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the logo is neither PNG, JPEG nor SVG", fix=FIX) from None
    if "<!doctype" in text.lower() or "<!entity" in text.lower() or "<?xml-stylesheet" in text.lower():
        raise InputError("the logo's SVG has a document type, entities or a style sheet", fix="export it as plain SVG")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise InputError("the logo is neither PNG, JPEG nor SVG", fix=FIX) from None
    if _name(root.tag) != "svg":
        raise InputError("the logo is neither PNG, JPEG nor SVG", fix=FIX)
    for node in root.iter():
        _check_node(node)


def _check_node(node: ElementTree.Element) -> None:
    links = [value for key, value in node.attrib.items() if _name(key) in ("href", "src") and not value.startswith("#")]
    runs = any(_name(key).startswith("on") for key in node.attrib)
    texts = [node.text or "", *node.attrib.values()]
    named = _name(node.tag)
    is_own = named == "use" and not links  # a shape drawn twice
    if (named in ACTIVE and not is_own) or links or runs or any(REMOTE.search(text) for text in texts):
        raise InputError("the logo's SVG runs or fetches something", fix="export it as plain shapes")


def _name(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1].lower()


def _try(data: bytes, found: str) -> None:
    """Set it once: bytes that begin as a picture need not be one."""
    page = b'#image(bytes(json(bytes(sys.inputs.logo))), format: sys.inputs.form, alt: "", width: 1cm)'
    try:
        typst.compile(page, format="svg", sys_inputs={"logo": json.dumps(list(data)), "form": FORMS[found]})
    except typst.TypstError:
        raise InputError(f"the logo is a broken {found.upper()}", fix=FIX) from None
