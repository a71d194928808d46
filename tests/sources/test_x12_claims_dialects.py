"""However a claim file is delimited and encoded, it says the same."""

from __future__ import annotations

import pytest
from claims_case import LOOPS, Read, changed, good, interchange, transaction
from x12_case import text

from analytics.sources.x12 import recognise

DIALECTS = {
    "lines": text(interchange(transaction(*LOOPS)), "~\r\n"),
    "one line": text(interchange(transaction(*LOOPS)), "~"),
    "wrapped": b"\n".join(
        text(interchange(transaction(*LOOPS)), "~")[at : at + 80]
        for at in range(0, len(text(interchange(transaction(*LOOPS)), "~")), 80)
    ),
    "mark": b"\xef\xbb\xbf" + good(),
    "line breaks end": text(interchange(transaction(*LOOPS)), "\n"),
    "other marks": good().replace(b":", b">").replace(b"*", b"|").replace(b"~", b"'"),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects(name):
    assert Read(DIALECTS[name]).same() == Read(good()).same()
    assert recognise(DIALECTS[name]) == "x12_837p"


def test_two_interchanges_in_two_dialects():
    read = Read(good() + text(interchange(transaction(*LOOPS), control=2)).replace(b"*", b"|").replace(b"~", b"!"))
    assert [row["billing_npi"] for row in read.claims] == ["1987654321"] * 2
    assert read.duplicates() == [(1, "PCN1")]


def test_latin_1_and_marks_in_the_data():
    data = changed("NM1*IL*1*DEMO*ANNA****MI*W1", "NM1*IL*1*MUÑOZ*ANNA****MI*W1").decode().encode("latin-1")
    assert Read(data).claim["patient_last"] == "MUÑOZ"
    other = good().replace(b":", b">").replace(b"SEE NOTE", b"SEE: NOTE")
    assert Read(other).claim["note_text"] == "SEE: NOTE"
