"""The practice in which everything happens to money, audited: every figure equal to what was planted, to the cent."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from analytics import demo
from analytics.demo.events import money
from analytics.demo.events.drawing import EVENTS, WHOLE_PAYERS
from analytics.demo.practice import Practice
from analytics.demo.revenue import KEYS

from .conftest import interchanges
from .ledger_figures import GROUPS, audited, differences, found_figures, told_figures

TABLES = ("billing.csv", "minutes.csv", "fee_schedule.csv", "remittances")
SLOWEST = 12  # seconds of processor time to draw it, write it and audit its tables
# The data files of the other presets as they were before there were events (sha256 of names and bytes, truth and texts
# left out). Renew them where practice.yaml, years.yaml, a fee table or the drawing itself is meant to change.
UNCHANGED = {
    "practice": "8cf211365f983bdd67e3a466adc4b6070425d56992c83ef15e0fdcb0eaf05f28",
    "years": "c571396475e11e86b268fd44421fd7feb5b81d18acc674d8dbbdd21901457bb2",
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """The folder, its truth, the audit of its tables and remittances, and how long both took."""
    folder = tmp_path_factory.mktemp("ledger") / "demo"
    started = time.process_time()
    demo.generate(folder, preset="ledger")
    truth = json.loads((folder / "truth" / "planted.json").read_text(encoding="utf-8"))
    with audited(folder, *TABLES) as workspace:
        took = time.process_time() - started
        yield folder, truth, workspace, took


@pytest.fixture(scope="module")
def figures(ledger):
    _, truth, workspace, _ = ledger
    return found_figures(workspace, truth), told_figures(truth)


@pytest.fixture(scope="module")
def whole(ledger):
    """All files, the claims and their acknowledgements too."""
    with audited(ledger[0]) as workspace:
        yield workspace


def of_group(figures: dict, group: str) -> dict:
    return {name: value for name, value in figures.items() if name.partition("/")[0] == group}


@pytest.mark.parametrize("group", GROUPS)
def test_every_figure_is_equal_to_the_cent(figures, group):
    found, told = (of_group(each, group) for each in figures)
    assert told
    assert differences(found, told) == []


def test_claims_beside_the_billing_table_change_no_figure(whole, figures, ledger):
    assert differences(found_figures(whole, ledger[1]), figures[1]) == []


def test_files_balance_and_nothing_is_dropped(whole):
    """Lines, claims and payments as X12 wants them: no check of any remittance or claim file fails."""
    assert whole.rows("select * from reject") == []
    assert whole.rows("select * from control_total where difference <> 0") == []
    assert whole.rows("select count(*) from remit_payment where amount < 0 or is_duplicate") == [(0,)]


def test_every_line_of_the_truth_closes(ledger):
    revenue = ledger[1]["revenue"]
    rows = [revenue["total"], *(row for name, cut in revenue.items() if name != "total" for row in cut.values())]
    for row in rows:
        cents = {name: int(amount.replace(".", "")) for name, amount in row.items()}
        right = sum(amount for name, amount in cents.items() if name not in ("earned", "above_expected"))
        assert cents["earned"] + cents["above_expected"] == right
    assert all(revenue["total"][name] != "0.00" for name in KEYS if name != "unexplained")


def test_size_and_speed(ledger):
    folder, _, _, took = ledger
    lines = (folder / "billing.csv").read_bytes().count(b"\n") - 1
    assert 3_500 <= lines <= 4_500
    assert took < SLOWEST


def test_every_kind_of_event_happens(ledger):
    truth = ledger[1]
    practice = Practice.load(preset="ledger")
    assert set(practice.events) == {*EVENTS, *WHOLE_PAYERS, *money.EVENTS}
    happened = {*truth["events"], *(row["verdict"] for row in truth["not_leaks"])}
    # a claim sent again under another number keeps the name of its denial: see the billing table
    assert {*EVENTS, *WHOLE_PAYERS} - {"resubmitted"} <= happened
    assert {"reversal", "reversal_after_denial", "duplicate", "never_answered", "patient_billed"} <= happened
    assert {"cost_share_only", "undetermined", "tie", "mixed"} <= happened
    assert set(truth["deposits"]["outside"]) == {"WO", "FB", "72", "L6", "CS"}
    assert set(truth["deposits"]["recouped"]) == {"reversed", "not_reversed", "unnamed"}


def test_a_silent_cut_of_a_rate_is_told_apart(ledger):
    """It is underpaid in the ledger, and no finding: nobody agreed to the old rate in writing."""
    _, truth, workspace, _ = ledger
    (cut,) = truth["rate_cuts"]
    assert truth["revenue"]["by_payer"][cut["payer"]]["underpaid"] == cut["amount"]
    categories = workspace.rows("select distinct category from finding where payer = $payer", payer=cut["payer"])
    assert ("underpaid",) not in categories


def test_every_kind_of_event_is_written(ledger):
    """Statuses, and what only some of the remittances have."""
    folder = ledger[0]
    seen: Counter[str] = Counter()
    for file in (folder / "remittances").glob("*.835"):
        for segments in interchanges(file.read_text(encoding="ascii")):
            seen.update(_signs(segments))
    statuses = {f"status {status}" for status in ("1", "2", "3", "4", "19", "20", "22")}
    others = {"other code", "of the claim", "interest of a claim", "nothing paid", "without number", "number twice"}
    assert statuses | others <= set(seen)
    claims = "".join(file.read_text(encoding="ascii") for file in (folder / "claims").glob("*.837"))
    assert all(f"11:B:{frequency}*" in claims for frequency in "178")
    table = (folder / "billing.csv").read_text(encoding="utf-8")
    assert set(re.findall(r",C\d{6}([A-Z]*),", table)) == {"", "A", "R", "S"}
    rows = table.splitlines()
    assert {row.rpartition(",")[2] for row in rows} == {"Claim Frequency", "1", "7"}
    assert any(",$-" in row for row in rows)


def _signs(segments: list[list[str]]) -> list[str]:
    found, place, numbers, services = [], "", set(), []
    for name, *rest in segments:
        place = name if name in ("CLP", "SVC") else place
        match name, rest:
            case "BPR", _ if rest[3] == "NON":
                found.append("nothing paid")
            case "CLP", _:
                found.append(f"status {rest[1]}")
                numbers = set()
            case "SVC", _:
                services.append(0)
                found += ["other code"] if len(rest) > 5 else []
            case "CAS", _ if place == "CLP":
                found.append("of the claim")
            case "AMT", ["I", _]:
                found.append("interest of a claim")
            case "REF", ["6R", number]:
                found += ["number twice"] if number in numbers else []
                numbers.add(number)
                services[-1] += 1
    return found + ["without number"] * services.count(0)


@pytest.mark.parametrize("preset", UNCHANGED)
def test_the_other_presets_are_as_they_were(tmp_path, preset):
    demo.generate(tmp_path / preset, preset=preset)
    assert _digest(tmp_path / preset) == UNCHANGED[preset]


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "truth" not in file.parts and file.name != "README.txt":
            found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
