"""Files become staging rows: find them, tell their kind from their content, read each exactly once.

Every input file ends as one row of `input_file`: loaded, duplicate (the same bytes were loaded before), skipped (of no
kind the audit reads) or refused (unusable; the reason is also a row of `reject`). A refused file leaves nothing behind,
and any load can be undone.
"""

from __future__ import annotations

from analytics.sources.choices import Choices
from analytics.sources.inputs import InputFile, expand
from analytics.sources.loading import load, recover, unload

__all__ = ["Choices", "InputFile", "expand", "load", "recover", "unload"]
