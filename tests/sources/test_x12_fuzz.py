"""Whatever the bytes: an InputError or a closed account, never another exception.

A few examples of each in `make test`, many in `make fuzz`.
"""

from __future__ import annotations

import os
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from x12_case import CLAIM, Read, good, interchange, text, transaction

from analytics.errors import InputError
from analytics.sources.x12 import recognise

GOOD = text(interchange(transaction(*CLAIM, "PLB*1*20261231*WO*0"), transaction(*CLAIM, control="2", trace="T2")))
KINDS = {"x12_835", "x12_837p", "x12_other", None}
EXAMPLES = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 10
quiet = settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


def read_or_refuse(data: bytes) -> Read | None:
    """The tables if the file can be used; every row of it accounted for."""
    assert recognise(data) in KINDS
    with suppress(InputError):
        read = Read(data)
        assert all(total["difference"] == 0 for total in read.totals)
        rows, loaded, rejected, duplicate = read.counts()
        assert rows == loaded + rejected + duplicate
        assert len(read.lines) <= rows
        return read
    return None


@given(st.integers(0, len(GOOD)))
@quiet
def test_truncated(length):
    read = read_or_refuse(GOOD[:length])
    if length < 106:
        assert read is None
    elif read and length < len(GOOD) - 20:
        assert read.checks, "a file cut short is said to be so"


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@quiet
def test_changed_bytes(changes):
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    read_or_refuse(bytes(data))


@given(st.lists(st.sampled_from(GOOD.split(b"\n")), max_size=40))
@quiet
def test_shuffled_segments(segments):
    read_or_refuse(good()[:160] + b"\n".join(segments))


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(GOOD)),
            st.sampled_from([b"~", b"*", b":", b"\n", b"\x1a", b"\x1d", b"ISA*00*", "é".encode()]),
        )
    )
)
@quiet
def test_inserted_marks(marks):
    data = GOOD
    for at, mark in marks:
        data = data[:at] + mark + data[at:]
    read_or_refuse(data)


@given(st.binary(max_size=300))
@quiet
def test_any_bytes(data):
    assert read_or_refuse(data) is None
