"""Assumptions: shipped values, the user's own over them, nothing that is no number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analytics import assumptions, pipeline
from analytics.contract import LEAK_CATEGORIES
from analytics.errors import InputError
from analytics.workspace import Workspace


@pytest.fixture(scope="module")
def workspace():
    made = Workspace(threads=2)
    pipeline.load_rules(made)
    return made


def base(workspace, name):
    return workspace.rows("select base, is_own from assumption where name = $name", name=name)[0]


def test_an_own_value_is_kept_until_it_is_forgotten(workspace):
    assumptions.keep(workspace, "capture", "0.5")
    assumptions.load(workspace)
    assert base(workspace, "capture") == (Decimal("0.5"), True)
    assumptions.forget(workspace, "capture")
    assert base(workspace, "capture") == (Decimal("0.8"), False)


@pytest.mark.parametrize("value", ["2", "-0.1", "nan", "much", "Infinity"])
def test_what_is_no_share_is_refused(workspace, value):
    with pytest.raises(InputError):
        assumptions.keep(workspace, "capture", value)
    assert base(workspace, "capture") == (Decimal("0.8"), False)


def test_a_name_nobody_knows_is_refused(workspace):
    with pytest.raises(InputError):
        assumptions.keep(workspace, "luck", "0.5")


def test_every_leak_has_a_share_recovered_with_its_range(workspace):
    ranges = "select name, low <= base and base <= high from assumption where name like 'recovery:%'"
    known = dict(workspace.rows(ranges))
    assert all(known[f"recovery:{category}"] for category in LEAK_CATEGORIES)
