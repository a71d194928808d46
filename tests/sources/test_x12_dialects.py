"""One remittance in every dialect: the tables must not know which."""

from __future__ import annotations

from functools import cache

import pytest
from x12_case import CLAIM, Read, good, interchange, replaced, text, transaction

from analytics.errors import InputError
from analytics.sources.x12 import recognise
from analytics.sources.x12.canonical import canonical

SEGMENTS = interchange(transaction(*CLAIM))


def dialect(element: str = "*", component: str = ":", terminator: str = "~", between: str = "") -> bytes:
    """The balanced file in other delimiters."""
    table = str.maketrans({"*": element, ":": component})
    return "".join(segment.translate(table) + terminator + between for segment in SEGMENTS).encode()


def wrapped(width: int, newline: str = "\n") -> bytes:
    """The balanced file hard-wrapped."""
    flat = dialect().decode()
    return newline.join(flat[at : at + width] for at in range(0, len(flat), width)).encode()


DIALECTS = {
    "single line": dialect(),
    "crlf after": dialect(between="\r\n"),
    "blank lines": dialect(between="\n\n  \n"),
    "indented": dialect(between="\n    "),
    "pipes": dialect("|", ">", "'"),
    "control characters": dialect("\x1d", "\x1f", "\x1c"),
    "newline terminator": dialect(terminator="\n"),
    "crlf terminator": dialect(terminator="\r\n"),
    "cr terminator": dialect(terminator="\r"),
    "newline terminator, blank lines": dialect(terminator="\n", between="\n"),
    "newline before the terminator": dialect(terminator="\n~"),
    "crlf before the terminator": dialect(terminator="\r\n~", between="\r\n"),
    "swapped": dialect(":", "*", "~"),
    "star ends": dialect("|", ":", "*"),
    "newline terminator, sometimes crlf": dialect(terminator="\n").replace(b"\nSVC", b"\r\nSVC"),
    "tabs": dialect("\t", "<", "~"),
    "pipe and backslash": dialect("|", "\\", "\n"),
    "caret": dialect("^", "~", "!").replace(b"^^^00501", b"^U^00501"),
    "utf-16 little end": "\ufeff".encode("utf-16-le") + dialect().decode().encode("utf-16-le"),
    "utf-16 big end": "\ufeff".encode("utf-16-be") + dialect("|", ">", "\n").decode().encode("utf-16-be"),
    "byte order mark": b"\xef\xbb\xbf" + dialect(),
    "leading blank lines": b"\r\n\n  " + dialect(),
    "no last terminator": dialect()[:-1],
    "ctrl-z": dialect() + b"\r\n\x1a",
    "short isa": dialect().replace(b" ", b""),
    "wrap 80": wrapped(80),
    "wrap 80 crlf": wrapped(80, "\r\n"),
    "wrap 105": wrapped(105),
    "wrap 104": wrapped(104),
    "wrap 7": wrapped(7),
}
WITH_SPACES = {"wrap 80", "short isa"}


@cache
def plain(data: bytes) -> Read:
    """What the others are held against, read once."""
    return Read(data)


@pytest.mark.parametrize("name", DIALECTS)
def test_same_tables(name):
    known, other = plain(dialect()), Read(DIALECTS[name])
    if name == "short isa":  # the blanks of names went with those of ISA
        known = plain(dialect().replace(b"BIG PAYER", b"BIGPAYER").replace(b"THERAPY CLINIC", b"THERAPYCLINIC"))
    assert other.same() == known.same()
    assert other.rejects == []
    assert other.checks == []
    assert other.counts() == (2, 2, 0, 0)
    if "utf-16" not in name and name != "tabs":
        assert recognise(DIALECTS[name]) == "x12_835"


def test_interchanges_with_delimiters_of_their_own():
    two = dialect("|", ">", "'").replace(b"EFT1", b"EFT2")
    three = dialect(terminator="\n").replace(b"EFT1", b"EFT3")
    read = Read(dialect() + two + b"\r\n" + three)
    assert [row["trace_number"] for row in read.payments] == ["EFT1", "EFT2", "EFT3"]
    assert read.counts() == (6, 6, 0, 0)
    assert read.checks == []
    assert [row["modifiers"] for row in read.lines] == [["GP", "KX"], ["GP"]] * 3


def test_interchange_behind_one_that_breaks_off():
    first = dialect()
    read = Read(first[: first.index(b"CAS*CO*97*50") + 8] + b"\n" + dialect().replace(b"EFT1", b"EFT2"))
    assert [row["trace_number"] for row in read.payments] == ["EFT1", "EFT2"]
    assert read.bad() == [(27, "CAS", None)]
    assert read.counts() == (4, 4, 0, 0)
    assert [SEGMENTS[row["row_no"] - 28][:3] for row in read.lines[2:]] == ["SVC", "SVC"]


def test_isa_in_plain_data_starts_nothing():
    read = Read(replaced("BIG PAYER*", "ISA*").replace(b"*DOE*JANE", b"*LISA*ISA"))
    assert read.payments[0]["payer_name"] == "ISA"
    assert read.claims[0]["patient_first"] == "ISA"


def test_plain_data_keeps_the_characters_that_become_delimiters():
    data = dialect("|", ">", "'").replace(b"BIG PAYER", b"A*B:C~D").replace(b"ICN1", b"X:1")
    read = Read(data)
    assert read.payments[0]["payer_name"] == "A*B:C~D"
    assert read.claims[0]["payer_claim_id"] == "X:1"
    assert read.lines[0]["modifiers"] == ["GP", "KX"]
    assert read.checks == []


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_encoding(encoding):
    data = replaced("DOE*JANE", "NUÑEZ*JOSÉ").decode().encode(encoding)
    assert Read(data).claims[0]["patient_last"] == "NUÑEZ"


def test_cp1252():
    """What stands between latin-1 and cp1252 is letters and quotation marks, never control characters."""
    data = good().replace(b"DOE*JANE", b"O\x92DO\x8a*JOS\xc9").replace(b"BIG PAYER", b"A \x96 \x80 \x81")
    read = Read(data)
    assert (read.claims[0]["patient_last"], read.claims[0]["patient_first"]) == ("O\u2019DO\u0160", "JOS\u00c9")
    assert read.payments[0]["payer_name"] == "A \u2013 \u20ac \x81"
    assert read.checks == []


def test_utf8_that_breaks_off_in_a_character_stays_utf8():
    data = good().replace(b"JANE", "JOS\u00c9".encode()).replace(b"GE*1*1~", "REF*ZZ*\u00c9".encode())
    read = Read(data[: data.index(b"REF*ZZ") + 8])
    assert read.claims[0]["patient_first"] == "JOS\u00c9"


@pytest.mark.parametrize("data", [good().lower(), text(transaction(*CLAIM)).lower(), good().replace(b"CLP*", b"clp*")])
def test_small_letters_are_refused_in_so_many_words(data):
    with pytest.raises(InputError, match="small letters"):
        Read(data)


def test_canonical_form():
    data = b"\xef\xbb\xbf" + dialect("|", ">", "'\r\n").replace(b"BIG PAYER", b"A:B")
    text_ = canonical(data)
    assert text_.startswith(b"ISA*00*")
    assert text_.endswith(b"~IEA*1*000000001~")
    assert text_.count(b"~") == len(SEGMENTS)
    assert b"N1*PR*A\x1dB*" in text_
    assert b"SVC*HC:97110:GP:KX*" in text_


def test_fragment_without_isa():
    fragment = [*transaction(*CLAIM)]
    for terminator in ("~", "\n", "~\r\n"):
        read = Read(text(fragment, terminator))
        assert read.counts() == (2, 2, 0, 0), terminator
    pipes = text(fragment, "~").replace(b":", b">")
    assert Read(pipes).lines[0]["modifiers"] == ["GP", "KX"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (good(), "x12_835"),
        (good()[:400], "x12_835"),
        (text(transaction(*CLAIM)), "x12_835"),
        (text(["GS*HC*A*B*20260101*1200*1*X*005010X222A1", "ST*837*1*005010X222A1", "BHT*0019"]), "x12_837p"),
        (text([SEGMENTS[0], "GS*HC*A*B*20260101*1200*1*X*004010X098A1", "ST*837*1", "BHT*0019"]), "x12_837p"),
        (text([SEGMENTS[0], "GS*HC*A*B*20260101*1200*1*X*005010X223A2", "ST*837*1*005010X223A2"]), "x12_other"),
        (text([SEGMENTS[0], "GS*HC*A*B*20260101*1200*1*X*005010", "ST*837*1", "SV1*HC:97110*1"]), "x12_837p"),
        (text([SEGMENTS[0], "GS*FA*A*B*20260101*1200*1*X*005010X231A1", "ST*999*1"]), "x12_other"),
        (text(interchange(["ST*837*1", "SE*2*1"], transaction(*CLAIM, control="2"))), "x12_835"),
        (good()[:50], "x12_other"),
        (b"", None),
        (b"hello", None),
        (b"ST,835\nx", None),
        (b"patient_id,dos,cpt\n1,2,3", None),
        (b"PK\x03\x04", None),
    ],
)
def test_recognise(data, kind):
    assert recognise(data) == kind


def test_short_isa_is_said():
    with pytest.raises(InputError, match="fewer than 16 elements"):
        canonical(good()[:80])
