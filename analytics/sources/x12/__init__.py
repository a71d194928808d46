"""X12: what an 835 or 837P file holds, told from its content."""

from __future__ import annotations

import re

# the professional claim in its versions: 5010 (222), predetermination (291), post-adjudicated (298), 4010 (098)
_PROFESSIONAL = re.compile(rb"X(?:222|291|298|098)(?!\d)")
_OTHER_CLAIM = re.compile(rb"X(?:223|224|292|299|300|096|097)(?!\d)")
_START = re.compile(rb"(?:ISA([^A-Za-z0-9\s])[ \d]{2}\1|GS([^A-Za-z0-9\s])[A-Z]{2}\2|ST([^A-Za-z0-9\s])\d{3}\3)")
_TRANSACTION = re.compile(rb"(?:^|[^A-Za-z0-9])ST([^A-Za-z0-9\s])(\d{3})(?!\d)")
_HEAD = 65_536


def recognise(data: bytes) -> str | None:
    """The kind of an X12 file: 'x12_835', 'x12_837p', 'x12_other', or None for anything that is not X12.

    Looks at content only; a byte order mark, leading blank lines and a missing ISA or GS do not matter. One remittance
    among other transactions makes the file an 835.
    """
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    start = _START.match(head)
    if not start:
        return None
    # a hard wrap may stand inside "ST*835", so the head is looked through without line breaks as well
    flat = head.translate(None, b"\r\n")
    kinds = {match[2] for text in (head, flat) for match in _TRANSACTION.finditer(text)}
    if b"835" not in kinds:
        kinds |= {match[2] for match in _TRANSACTION.finditer(data)}
    if b"835" in kinds:
        return "x12_835"
    return "x12_837p" if b"837" in kinds and _is_professional(data, flat) else "x12_other"


def _is_professional(data: bytes, head: bytes) -> bool:
    """Whether claims are professional ones: by the version they name, else by their service segment."""
    if _PROFESSIONAL.search(head):
        return True
    return not _OTHER_CLAIM.search(head) and re.search(rb"SV1[^A-Za-z0-9\s]", data) is not None
