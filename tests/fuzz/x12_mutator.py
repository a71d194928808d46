"""Mutations of X12 files that keep their structure: segments, elements and delimiters, not only bytes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

ODD = (
    *(b"", b"0", b"-1", b"15O", b"99999999999.99", b"1E9", b"20261345", b"00000000", b"20260101-20251231", b" "),
    *(b"HC:97110:GP:59:KX:CQ:X", b"HC:", b":", b"^", b"NaN", b"1.005", b"-.5", b"+5", b"\xc3\xa9", b"\xff", b"'"),
    *(b"A" * 300, b"22", b"4", b"835", b"837", b"277", b"005010X221A1", b"005010X222A1", b"005010X214"),
)
SEGMENTS = (
    *(
        b"CAS*CO*45*1*1*97*2",
        b"CAS*PR",
        b"PLB*1*20261231*WO:X*5*FB*-5",
        b"LX*1",
        b"SVC*HC:97110*1*1",
        b"CLP*A*22*-1*-1",
    ),
    *(b"SE*1*0001", b"ST*835*0001", b"ST*837*0001*005010X222A1", b"ST*277*0001*005010X214", b"GE*1*1", b"IEA*1*1"),
    *(b"MOA***MA01", b"LQ*HE*N1", b"REF*6R*1", b"DTM*472*20260101", b"AMT*B6*1", b"HL*1**20*1", b"CLM*A*1***11:B:1"),
    *(b"SV1*HC:97110:GP*1*UN*1***1", b"STC*A7:21*20260101*U*1", b"TRN*2*A", b"SBR*P*18", b"SVD*P*1*HC:97110**1"),
)
Operation = Callable[[list[bytes], bytes, Random], list[bytes]]


def mutate(data: bytes, limit: int, seed: int) -> bytes:
    """A changed file of at most `limit` bytes: one to four operations on its segments, or on its delimiters."""
    random = Random(seed)
    if len(data) < 106 or not data.startswith(b"ISA"):
        return data[:limit]
    element, end = data[3:4], data[105:106]
    segments = data.split(end)
    for _ in range(random.randint(1, 4)):
        if segments:
            segments = random.choice(OPERATIONS)(segments, element, random)
    changed = end.join(segments)
    if random.random() < 0.1:
        changed = _other_delimiter(changed, random)
    return changed[: random.randrange(len(changed) + 1) if random.random() < 0.1 else limit]


def _repeat(segments: list[bytes], element: bytes, random: Random) -> list[bytes]:
    first = random.randrange(len(segments))
    block = segments[first : first + random.choice((1, 1, 2, 8, 40))]
    return segments[:first] + block * random.choice((2, 2, 3, 50)) + segments[first + len(block) :]


def _drop(segments: list[bytes], element: bytes, random: Random) -> list[bytes]:
    first = random.randrange(len(segments))
    return segments[:first] + segments[first + random.choice((1, 1, 3, 20)) :]


def _swap(segments: list[bytes], element: bytes, random: Random) -> list[bytes]:
    one, other = random.randrange(len(segments)), random.randrange(len(segments))
    segments[one], segments[other] = segments[other], segments[one]
    return segments


def _insert(segments: list[bytes], element: bytes, random: Random) -> list[bytes]:
    new = random.choice(SEGMENTS).replace(b"*", element)
    segments.insert(random.randrange(len(segments) + 1), new)
    return segments


def _change_element(segments: list[bytes], element: bytes, random: Random) -> list[bytes]:
    at = random.randrange(len(segments))
    parts = segments[at].split(element)
    parts[random.randrange(len(parts))] = random.choice(ODD)
    segments[at] = element.join(parts)
    return segments


def _change_length(segments: list[bytes], element: bytes, random: Random) -> list[bytes]:
    """Fewer or more elements than the segment has."""
    at = random.randrange(len(segments))
    parts = segments[at].split(element)
    more = [random.choice(ODD) for _ in range(random.choice((1, 2, 30)))]
    segments[at] = element.join(parts[: random.randrange(len(parts)) + 1] if random.random() < 0.5 else parts + more)
    return segments


def _other_delimiter(data: bytes, random: Random) -> bytes:
    """One delimiter becomes another byte, everywhere or only in the ISA."""
    at = random.choice((3, 82, 104, 105))
    old, new = data[at : at + 1], random.choice((b"|", b"\n", b"\x1d", b"A", b"*", b"~", b":", b"0", b" ", b"\xe9"))
    return data.replace(old, new) if random.random() < 0.5 else data[:at] + new + data[at + 1 :]


OPERATIONS: tuple[Operation, ...] = (_repeat, _drop, _swap, _insert, *[_change_element] * 4, _change_length)
