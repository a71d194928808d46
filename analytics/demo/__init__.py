"""The demo practice: generated files without real patients, and the truth about what was planted in them."""

from __future__ import annotations

from analytics.demo.generator import PRESET, generate

__all__ = ["PRESET", "generate"]
