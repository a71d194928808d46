"""One fuzzer under libFuzzer: PYTHONPATH=tests python -m fuzz.harness x12|tables [libFuzzer options]."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from zlib import crc32

import atheris

with atheris.instrument_imports(include=["analytics.sources"]):
    import analytics.sources  # noqa: F401

from . import table_mutator, x12_mutator
from .readers import Readers

PLAIN = 0.1  # share of inputs whose bytes libFuzzer changes itself
BIG_EVERY, BIG = 400, 3_000_000  # one input in so many is read as a big file of so many bytes
TARGETS = {
    "x12": (x12_mutator.mutate, lambda data: (None, enlarged(data, 106))),
    "tables": (table_mutator.mutate, lambda data: table_mutator.unpacked(enlarged(data, data.find(b"\n") + 1))),
}


def enlarged(data: bytes, head: int) -> bytes:
    """The input, or now and then, as its own bytes have it, a big one: what follows the head many times over."""
    body = data[head:]
    return data[:head] + body * (BIG // len(body)) if body and crc32(data) % BIG_EVERY == 0 else data


def mutator(change: Callable[[bytes, int, int], bytes]) -> Callable[[bytes, int, int], bytes]:
    """The structured mutations, mixed with plain ones."""

    def mutate(data: bytes, limit: int, seed: int) -> bytes:
        if Random(seed).random() < PLAIN:
            return atheris.Mutate(data, limit)
        return change(bytes(data), limit, seed)

    return mutate


def main() -> None:
    change, unpack = TARGETS[sys.argv[1]]
    readers = Readers()

    def test_one(data: bytes) -> None:
        kind, file = unpack(bytes(data))
        readers.take(file, kind)

    atheris.Setup([sys.argv[0], *sys.argv[2:]], test_one, custom_mutator=mutator(change))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
