"""What the tests of payer rules share: a rules file of a test, the rules of a payer on a day, the payer of a name."""

from __future__ import annotations

from pathlib import Path

from analytics.rules.payers import store
from analytics.workspace import Workspace

FULL = Path(__file__).with_name("blue_shield.yaml").read_text(encoding="utf-8")
# The reference reading of payer_match: an id, a name, else the class; the most specific pattern wins.
MATCH = r"""
    select m.payer
    from payer_match as m
    where (m.kind = 'glob' and regexp_replace(lower(trim($name)), '\s+', ' ', 'g') like m.like_pattern escape '\')
       or (m.kind = 'id' and m.pattern = lower(trim($id)))
       or (m.kind = 'class' and m.pattern = 'class:' || $class)
    order by m.specificity desc, m.payer
    limit 1
"""


def book(tmp_path: Path, text: str, name: str = "rules.yaml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def stored(workspace: Workspace, rules) -> None:
    store(workspace.cursor(), rules)


def rule(workspace: Workspace, payer: str, day: str) -> dict:
    found = workspace.records(
        "select * from payer_rule where payer = $payer and effective_from <= cast($day as date)"
        " and (effective_to is null or cast($day as date) < effective_to)",
        payer=payer,
        day=day,
    )
    assert len(found) == 1
    return found[0]


def matched(workspace: Workspace, name: str = "", id: str = "", payer_class: str = "") -> str | None:
    rows = workspace.rows(MATCH, **{"name": name, "id": id, "class": payer_class})
    return rows[0][0] if rows else None


def of_key(row: dict, key: str) -> tuple:
    return next((one["source"], one["verified"]) for one in row["key_sources"] if one["key"] == key)
