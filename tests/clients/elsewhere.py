"""Another program that has a workspace file open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def opened(path: Path) -> Iterator[None]:
    """While it lasts the file is open in a process of its own."""
    code = f"import duckdb; kept = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "open\n"
    try:
        yield
    finally:
        other.communicate("\n", timeout=30)
