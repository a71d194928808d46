"""X12: what a file holds, told from its content: remittances (835), claims (837P), claim acknowledgements (277CA)."""

from __future__ import annotations

import codecs
import re

REMITTANCE, CLAIMS, ACKNOWLEDGEMENT, OTHER = "x12_835", "x12_837p", "x12_277ca", "x12_other"

# the professional claim in its versions: 5010 (222), predetermination (291), post-adjudicated (298), 4010 (098)
_PROFESSIONAL = re.compile(rb"X(?:222|291|298|098)(?!\d)")
_OTHER_CLAIM = re.compile(rb"X(?:223|224|292|299|300|096|097)(?!\d)")
_START = re.compile(rb"(?:ISA([^A-Za-z0-9\s])[ \d]{2}\1|GS([^A-Za-z0-9\s])[A-Z]{2}\2|ST([^A-Za-z0-9\s])\d{3}\3)")
_TRANSACTION = re.compile(rb"(?:^|[^A-Za-z0-9])ST([^A-Za-z0-9\s])(\d{3})(?!\d)")
_SERVICE = re.compile(rb"SV1[^A-Za-z0-9\s]")
_ANSWER = re.compile(rb"X214(?!\d)|BHT([^A-Za-z0-9\s])0085\1")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 65_536


def recognise(data: bytes) -> str | None:
    """The kind of an X12 file: 'x12_835', 'x12_837p', 'x12_277ca', 'x12_other', or None for anything that is not X12.

    Looks at content only; a byte order mark, leading blank lines and a missing ISA or GS do not matter. A file of
    several kinds is named by the first of this order; contents names them all.
    """
    kinds = contents(data)
    return next((kind for kind in (REMITTANCE, CLAIMS, ACKNOWLEDGEMENT, OTHER) if kind in kinds), None)


def contents(data: bytes) -> frozenset[str]:
    """Every kind of transaction in an X12 file, each of which has its own reader; {'x12_other'} where no reader reads
    any, nothing for data that is not X12.
    """
    if data[:2] in _UTF16:
        data = data.decode("utf-16", "replace").encode()
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x00")
    if not _START.match(head):
        return frozenset()
    # a hard wrap may stand inside "ST*835", so the head is looked through without line breaks as well
    flat = head.translate(None, b"\r\n")
    sets = {match[2] for text in (flat, data) for match in _TRANSACTION.finditer(text)}
    kinds = {
        REMITTANCE: b"835" in sets,
        CLAIMS: b"837" in sets and _is_professional(data, flat),
        ACKNOWLEDGEMENT: b"277" in sets and _answers_claims(data, flat),
    }
    return frozenset(kind for kind, is_there in kinds.items() if is_there) or frozenset({OTHER})


def _is_professional(data: bytes, head: bytes) -> bool:
    """Whether claims are professional ones: by the version they name, else by their service segment."""
    if _PROFESSIONAL.search(head):
        return True
    if _OTHER_CLAIM.search(head):
        return _PROFESSIONAL.search(data) is not None
    return _PROFESSIONAL.search(data) is not None or _SERVICE.search(data) is not None


def _answers_claims(data: bytes, head: bytes) -> bool:
    """Whether a 277 answers claims before adjudication: by the version it names, else by its purpose (BHT 0085)."""
    return any(_ANSWER.search(text) for text in (head, data))
