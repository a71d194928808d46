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
CONTRACT = "invented for the demo: the payer's contract"
SOURCE = "invented for the demo: the payer's own bundling policy"


class _WrittenOut(yaml.SafeDumper):
    """Writes a value once more where YAML would refer back to it: rules files know no references."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_rules(practice: Practice, file: Path) -> int:
    """Write the rules of payers that bundle pairs by a policy of their own or differ otherwise; returns how many."""
    payers = [_rules(practice, payer) for payer in practice.payers if payer.extra_pairs or payer.rules]
    text = HEADER + yaml.dump({"payers": payers}, Dumper=_WrittenOut, sort_keys=False, default_flow_style=None)
    file.write_bytes(text.encode("utf-8"))
    return len(payers)


def _rules(practice: Practice, payer: Payer) -> dict:
    version = {
        "effective": date.fromisoformat(practice.raw["contracts_from"]),
        **({"extra_pairs": [list(pair) for pair in payer.extra_pairs]} if payer.extra_pairs else {}),
        **payer.rules,
        "source": SOURCE if payer.extra_pairs else CONTRACT,
        "verified": practice.last_day,
    }
    return {
        "payer": payer.name,
        "class": payer.payer_class.lower().replace(" ", "_"),
        "match": [payer.name.lower()],
        "versions": [version],
    }
