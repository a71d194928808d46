"""Writes what the practice knows of its payers beside the files: the rules that are one payer's own policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from analytics.demo.payer import Payer
from analytics.demo.practice import Practice

HEADER = """\
# Rules of the demo's invented payers, laid over the shipped ones: python -m analytics audit ... --rules rules.yaml
"""
SOURCE = "invented for the demo: the payer's own bundling policy"


def write_rules(practice: Practice, file: Path) -> int:
    """Write the rules of payers that bundle pairs by a policy of their own; returns how many payers."""
    payers = [_rules(practice, payer) for payer in practice.payers if payer.extra_pairs]
    text = HEADER + yaml.safe_dump({"payers": payers}, sort_keys=False, default_flow_style=None)
    file.write_bytes(text.encode("utf-8"))
    return len(payers)


def _rules(practice: Practice, payer: Payer) -> dict:
    version = {
        "effective": date.fromisoformat(practice.raw["contracts_from"]),
        "extra_pairs": [list(pair) for pair in payer.extra_pairs],
        "source": SOURCE,
        "verified": practice.last_day,
    }
    return {
        "payer": payer.name,
        "class": payer.payer_class.lower(),
        "match": [payer.name.lower()],
        "versions": [version],
    }
