"""The documents that are made from the code: `python docs/generate.py` writes them, `--check` says which are old.

Each stands for one module that knows its own text; nothing here knows what a document says.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))  # run as a script, Python looks beside this file only
MADE = {
    "docs/rule-catalogue.md": "analytics.rules.catalogue",
    "docs/data-dictionary.md": "analytics.explore.dictionary",
    "docs/figures.md": "analytics.figures",
}


def texts() -> Iterator[tuple[Path, str]]:
    """Every document with the text it should have: what `to_markdown()` of its module gives."""
    for name, module in MADE.items():
        yield TOP / name, importlib.import_module(module).to_markdown()


def old() -> list[Path]:
    """The documents that are missing or say something else than their module."""
    return [path for path, text in texts() if not path.exists() or path.read_text(encoding="utf-8") != text]


def write() -> list[Path]:
    """Write what is old; returns it."""
    written = []
    for path, text in texts():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: nothing was old, or all of it is written; 1: `--check` found something old."""
    parser = argparse.ArgumentParser(description="Make the documents that follow from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where a document is old")
    if parser.parse_args(arguments).check:
        found = old()
        for path in found:
            print(f"{path.relative_to(TOP)} is old: run `make docs`.", file=sys.stderr)
        return 1 if found else 0
    for path in write():
        print(f"{path.relative_to(TOP)} written.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
