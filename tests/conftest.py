"""Shared fixtures."""

from __future__ import annotations

import pytest
from practice import Practice


@pytest.fixture
def practice():
    made = Practice()
    yield made
    made.close()
