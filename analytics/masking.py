"""Stable pseudonyms for patient identifiers: the same patient gets the same name in every file and every run."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_FILE = Path.home() / ".rehabledger" / "mask.key"
PATIENT_COLUMNS = frozenset({"patient_id"})


def _key() -> bytes:
    """The secret the pseudonyms rest on: REHABLEDGER_MASK_KEY, else a key made once for this user.

    Without a secret, short ids could be found by trying them all.
    """
    if stated := os.environ.get("REHABLEDGER_MASK_KEY"):
        return stated.encode()
    if not KEY_FILE.exists():
        KEY_FILE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        KEY_FILE.touch(mode=0o600)
        KEY_FILE.write_bytes(secrets.token_bytes(32))
    return KEY_FILE.read_bytes()


class Mask:
    """Callable: a patient id becomes its pseudonym, e.g. `PT-4f2a90c1d3`; None stays None."""

    def __init__(self) -> None:
        self._secret = _key()

    def __call__(self, identifier: str | None) -> str | None:
        if identifier is None:
            return None
        return "PT-" + hmac.new(self._secret, identifier.encode(), hashlib.sha256).hexdigest()[:10]
