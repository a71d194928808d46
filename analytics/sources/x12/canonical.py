"""X12 bytes of any dialect become one text in one dialect: elements by `*`, components by `:`, segments by `~`.

An interchange names its own delimiters in its ISA segment, and files hold several interchanges, broken into lines in
every way. One pass over the bytes per interchange makes them all alike, so that SQL needs to know one dialect only.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from analytics.errors import InputError

# Plain data may hold what becomes a delimiter (a ":" in a file that separates by ">"). These three stand in for
# * : ~ until the loader puts them back.
STAND_INS = b"\x1c\x1d\x1e"
# Marks a segment the file breaks off in: before its id it hides the segment, behind CLP* or SVC* it makes it
# unreadable.
CUT = b"\x1a"

_CANONICAL = b"*:~"
_NEWLINES = b"\r\n"
_PADDING = (b"", b" ", b"\t", b"\x00", b"\x1a")
_BLANK = _NEWLINES + b"".join(_PADDING)
_TAIL = 64
_ISA = re.compile(rb"ISA([^A-Za-z0-9 \r\n])[ \d]{2}\1")
_BARE_START = re.compile(rb"(?:GS([^A-Za-z0-9 \r\n])[A-Z]{2}\1|ST([^A-Za-z0-9 \r\n])\d{3}\2)")
_GAP = re.compile(rb"~[~ \t]+")
_NOT_X12 = "this is not an X12 file: it starts with no ISA, GS or ST segment"
_LOWER_START = re.compile(rb"(?i:isa[^A-Za-z0-9\s][ \d]{2}|gs[^A-Za-z0-9\s][a-z]{2}[^a-z]|st[^A-Za-z0-9\s]\d{3}(?!\d))")
_LOWER_SEGMENT = re.compile(rb"~(?:st|bpr|clp|svc|cas|clm|sv1|stc)\*")
_LOWER = "the segment ids are in small letters"
_LOWER_FIX = "ask the sender for the file with ISA, CLP and SVC in capitals"
_HEAD = 65_536
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# cp1252, and what it leaves undefined as latin-1 has it
_CP1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


class Dialect(NamedTuple):
    """The three delimiters of an interchange, one byte each."""

    element: bytes
    component: bytes
    terminator: bytes


def canonical(data: bytes) -> bytes:
    """All interchanges of a file as one UTF-8 text of segments, each with `~` behind it.

    Takes any delimiters, several interchanges each with its own, line breaks or none, line breaks as terminator or in
    front of it, hard wraps, a byte order mark, UTF-8, UTF-16 with its mark, cp1252, and a fragment without ISA. Empty
    segments and white space between segments are gone. A segment that an interchange breaks off in is marked with CUT.
    Raises InputError for an empty file, for text that is not X12, for segment ids in small letters and for an ISA that
    breaks off.
    """
    data = _utf8(data)
    if not data:
        raise InputError("the file is empty", fix="download it again")
    parts = [_translated(part, dialect) for part, dialect in _interchanges(data)]
    text = parts[0] if len(parts) == 1 else b"".join(parts)
    if _LOWER_SEGMENT.search(text, 0, _HEAD):
        raise InputError(_LOWER, fix=_LOWER_FIX)
    return text


def _utf8(data: bytes) -> bytes:
    """The file in UTF-8 without its byte order mark and padding; what is not Unicode is taken for cp1252."""
    encoding = _UTF16.get(data[:2])
    if encoding:
        data = data[2:].decode(encoding, "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK)
    if data[-_TAIL:].rstrip(_NEWLINES)[-1:] in _PADDING:  # a line break at the end does no harm, and this is a copy
        data = data.rstrip(_BLANK)
    if data.isascii():
        return data
    try:
        whole = codecs.utf_8_decode(data, "strict", False)[1]  # a file may break off inside a character
    except UnicodeDecodeError:
        return codecs.charmap_decode(data, "strict", _CP1252)[0].encode("utf-8")
    return data[:whole]


def _interchanges(data: bytes) -> Iterator[tuple[bytes, Dialect]]:
    """Each interchange with its delimiters: from its ISA to the next one."""
    if not _ISA.match(data):
        yield data, _bare_dialect(data)
        return
    start = 0
    dialect = _dialect(data)
    while True:
        end, following = _next_isa(data, start + 3, dialect.terminator)
        yield (data if end - start == len(data) else data[start:end]), dialect
        if following is None:
            return
        start, dialect = end, following


def _next_isa(data: bytes, start: int, terminator: bytes) -> tuple[int, Dialect | None]:
    """Where the next interchange starts and its delimiters; the end of the file and None if there is no other."""
    at = data.find(b"ISA", start)
    while at >= 0:
        if _ISA.match(data, at):
            gap = data[max(at - 80, 0) : at]
            before = gap.rstrip(b" \t\r\n")
            # behind a terminator, or on a line of its own where the interchange before it breaks off
            if before.endswith(terminator) or any(byte in _NEWLINES for byte in gap[len(before) :]):
                try:
                    return at, _dialect(data[at : at + 2000])
                except InputError:
                    pass  # breaks off: it stays behind as the cut segment of the interchange before it
        at = data.find(b"ISA", at + 3)
    return len(data), None


def _dialect(data: bytes) -> Dialect:
    """The delimiters an ISA segment names: byte 4, the first of ISA16, and the first behind it.

    Their place is counted in elements, never in bytes: senders do not pad ISA to its 106 characters.
    """
    element = data[3:4]
    fields = data[:2000].split(element, 16)
    # a short ISA runs on into the next segment: an element that ends in "~GS"
    runs_on = any(re.search(rb"[^A-Za-z0-9 ]\s*(?:GS|ST|TA1)$", field) for field in fields[1:16])
    if len(fields) < 17 or runs_on or len(fields[16].strip()) < 2:
        raise InputError("the ISA segment has fewer than 16 elements", fix="download the file again", row=1)
    tail = fields[16].lstrip(_NEWLINES)
    component, rest = tail[:1], tail[1:]
    if rest[:1].isalnum():  # ISA16 is empty: its place is the terminator's
        component, rest = b":" if element != b":" else b">", tail
    if rest[:1] in (b"\r", b"\n"):
        behind = rest.lstrip(b"\r\n \t")
        # a line break in front of the real terminator, or the line break is the terminator
        newline = b"\n" if b"\n" in rest[:2] else b"\r"
        rest = behind if behind and not behind[:1].isalnum() else newline
    return _checked(Dialect(element, component, rest[:1]))


def _bare_dialect(data: bytes) -> Dialect:
    """The delimiters of a fragment that starts at GS or ST, read off its first segments."""
    start = _BARE_START.match(data)
    if not start and _LOWER_START.match(data):
        raise InputError(_LOWER, fix=_LOWER_FIX, row=1)
    if not start:
        raise InputError(_NOT_X12, fix="give the file as the payer or clearinghouse sent it")
    element = start[1] or start[2]
    second = re.compile(rb"(\S)(\s*)(?:ST|BPR|BHT)" + re.escape(element)).search(data, 3)
    if not second:
        raise InputError(_NOT_X12, fix="give the file as the payer or clearinghouse sent it")
    service = re.search(rb"SV[C1]" + re.escape(element) + rb"[A-Z0-9]{2}([^A-Za-z0-9\s])", data)
    component = service[1] if service and service[1] != element else b":"
    terminator = second[1]
    if terminator.isalnum() or terminator == element:
        terminator = b"\n" if b"\n" in second[2] else b"\r"
    return _checked(Dialect(element, component, terminator))


def _checked(dialect: Dialect) -> Dialect:
    """The same delimiters, if a file can be told apart by them."""
    if len(set(dialect)) < 3 or any(not mark or mark.isalnum() or mark == b" " or mark > b"\x7f" for mark in dialect):
        raise InputError("the ISA segment names no usable delimiters", fix="download the file again", row=1)
    return dialect


def _translated(data: bytes, dialect: Dialect) -> bytes:
    """One interchange in canonical delimiters."""
    marks = b"".join(dialect)
    clash = [(old, new) for old, new in zip(_CANONICAL, STAND_INS, strict=True) if old not in marks]
    table = bytes.maketrans(marks + bytes(old for old, _ in clash), _CANONICAL + bytes(new for _, new in clash))
    # line breaks go, unless one of them is the terminator; so do the bytes this module means something by
    waste = bytes(byte for byte in _NEWLINES + STAND_INS + CUT if byte not in marks)
    text = data.translate(table, waste)
    if _GAP.search(text):
        text = _GAP.sub(b"~", text)
    return text if text.endswith(b"~") else _closed(text.rstrip(b" \t"))


def _closed(text: bytes) -> bytes:
    """The text with its last segment closed: marked as cut, unless it was there or only closes an envelope itself."""
    start = text.rfind(b"~") + 1
    segment = text[start:]
    if not segment:
        return text
    if segment.startswith((b"SE*", b"GE*", b"IEA*")):
        return text + b"~"
    if segment.startswith((b"CLP*", b"SVC*")):
        return text[: start + 4] + CUT + b"~"
    return text[:start] + CUT + segment + b"~"
