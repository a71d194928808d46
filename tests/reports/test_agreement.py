"""One figure, one value: page, CSV, Parquet, workbook, printed report and command line agree to the cent.

summary.json, CSV, Parquet and workbook hold exact values and are compared as such (a workbook's cell to the cent: a
spreadsheet keeps binary numbers). A page and report.pdf hold text: there (test_agreement_in_words.py) the same exact
value is written by the rule that place follows (words.py: cents in the report, whole dollars in sentences, short_money
in tiles) and looked for beside its name. CSV, Parquet and command line take no filter; page, workbook and report are
compared under each of three.
"""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from reports.faces import CENT, DOLLARS, ENDS, by, exact, rows, total
from reports.test_workbook import every_formula_shows_what_it_adds_up_to, no_difference, sums

from analytics.cli import main
from analytics.loss import YEAR, cents
from analytics.questions import ask
from analytics.reports.files import to_json
from analytics.reports.words import label
from analytics.summary import summarize


@pytest.fixture(scope="module")
def written(handed_over) -> dict[str, Any]:
    """summary.json, its dollars as exact decimals."""
    return json.loads((handed_over / "out" / "summary.json").read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def out(handed_over) -> Path:
    return handed_over / "out"


# summary.json and the tables beside it


def test_what_is_printed_is_what_is_written_and_what_is_kept(handed_over, out, audited, ranged):
    text = (out / "summary.json").read_text(encoding="utf-8")
    assert (handed_over / "printed.json").read_text(encoding="utf-8") == text
    assert to_json(summarize(audited)) == text


def test_units_csv(out, written):
    lines = rows(out / "units.csv")
    judged = [line for line in lines if line["verdict"] != "undetermined"]
    under, over = ([line for line in lines if line["verdict"] == verdict] for verdict in ("under", "over"))
    visit = ("patient_id", "dos", "payer", "discipline")
    units = written["units"]
    assert total(judged, "units_billed") == units["billed"] > 0
    assert total(lines, "units_correct") == units["correct"]
    assert total(under, "units_delta") == units["missed"] > 0
    assert -total(over, "units_delta") == units["excess"] > 0
    assert sum(value for value in by(under, visit, "value").values() if value > 0) == units["missed_value"]
    assert -sum(value for value in by(over, visit, "value").values() if value < 0) == units["excess_value"]
    for part, column in (("payer", "payer"), ("code", "cpt")):
        own = {(row[column],): Decimal(row["correct"]) for row in units[f"by_{part}"] if row["correct"]}
        assert by(lines, (column,), "units_correct") == own


def test_findings_csv_and_parquet(out, written):
    for lines in (rows(out / "findings.csv"), pq.read_table(out / "findings.parquet").to_pylist()):
        kinds = {(row["kind"], row["category"]): row for row in written["findings"]}
        for column in ("amount", "recoverable"):
            told = {key: Decimal(row[column]) for key, row in kinds.items() if row[column]}
            assert by(lines, ("kind", "category"), column) == told
        ones = [line | {"one": 1} for line in lines]
        assert by(ones, ("kind", "category"), "one") == {key: row["findings"] for key, row in kinds.items()}
        leaks, exposed = ([line for line in lines if line["kind"] == kind] for kind in ("leak", "exposure"))
        assert sum(Decimal(one["recoverable"] or 0) for one in leaks) == written["annualized"]["recoverable_now"] > 0
        assert sum(Decimal(one["amount"] or 0) for one in exposed) == written["exposure"]["total"] > 0
        assert _yearly(leaks, written) == {row["category"]: row["base"] for row in written["annualized"]["by_category"]}


def _yearly(leaks: list[dict[str, Any]], written: dict[str, Any]) -> dict[str, Decimal]:
    """The loss of a year from single findings: those of mature days, over the days, times 365."""
    mature = [leak for leak in leaks if str(leak["dos"]) <= written["period"]["mature_to"]]
    assert (
        cents(sum(Decimal(leak["amount"] or 0) for leak in mature) * YEAR / written["annualized"]["days"])
        == (written["annualized"]["total"]["base"])
    )
    lost = by(mature, ("category",), "amount")
    return {category: cents(amount * YEAR / written["annualized"]["days"]) for (category,), amount in lost.items()}


def test_denials_csv(out, written):
    lines, said = rows(out / "denials.csv"), written["denials"]
    denied = [line for line in lines if line["status"] != "patient_billed"]
    assert len(denied) == said["lines_denied"] > 0
    assert total(denied, "charge") == said["charge_denied"]
    assert total(denied, "expected") == said["expected_denied"]
    assert total(denied, "recovered") == said["recovered"]
    assert total(lines, "recoverable") == said["recoverable"]
    still = [line for line in denied if line["status"] in ("open", "partly_recovered")]
    assert total(still, "expected") - total(still, "recovered") == said["open"]
    assert said["rate_lines"] == pytest.approx(Decimal(len(denied)) / said["lines_adjudicated"])
    for part in ("payer", "family", "carc"):
        own = {(str(row[part] or ""),): Decimal(row["expected_denied"]) for row in said[f"by_{part}"]}
        assert by(denied, (part,), "expected") == {key: value for key, value in own.items() if value}
    assert total(rows(out / "worklist.csv"), "recoverable") == said["recoverable"]


def test_aging_csv(out, written):
    lines, owed = rows(out / "aging.csv"), written["ar"]
    for column, name in (("insurance_balance", "insurance"), ("patient_balance", "patient"), ("credit", "credits")):
        assert total(lines, column) == owed[name]
    for bucket, amount in owed["buckets"].items():
        own = [line for line in lines if line["bucket"] == bucket]
        assert total(own, "insurance_balance") + total(own, "patient_balance") == amount


# the workbook


def test_workbook_agrees_with_itself(case):
    every_formula_shows_what_it_adds_up_to(case.book)
    assert no_difference(case.book)


def test_workbook_says_the_summary(case):
    book, summary = case.book, case.summary
    yearly, owed = summary["annualized"], summary["ar"]
    said = {
        ("Lost a year", 0): [yearly["total"][end] for end in ENDS],
        ("Recoverable now", 0): [yearly["recoverable_now"]],
        ("Of it likely back", 0): [yearly["recoverable_expected"][end] for end in ENDS],
        ("Exposure", 0): [summary["exposure"]["total"]],
        **{(label(row["category"]), 0): [row[end] for end in ENDS] for row in yearly["by_category"]},
        **{(label(name), 0): [amount] for name, amount in summary["revenue"].items() if name != "unbilled_units"},
        **{(label(row["category"]), 0): [row["amount"], row["findings"]] for row in summary["exposure"]["by_category"]},
        **{(bucket, 0): [amount] for bucket, amount in owed["buckets"].items()},
        **{(label(name), 0): [owed[name]] for name in ("insurance", "patient", "credits")},
    }
    said[label("unbilled_units"), -1] = [summary["revenue"]["unbilled_units"]]  # stands above as a cause, too
    wrong = {key: (book.row(*key), values) for key, values in said.items() if not _same(book.row(*key), values)}
    assert not wrong


def _same(cells: list[Any], values: list[Any]) -> bool:
    """Whether cells hold these values to the cent; an empty cell is nothing known."""
    pairs = zip(cells, values, strict=False)
    return all(
        cell is value is None or (None not in (cell, value) and abs(cell - value) < CENT / 2) for cell, value in pairs
    )


def test_workbook_says_the_leaks_of_each_payer(case, audited):
    page = case.book["Actions"]
    columns = [page.column(title) for title in ("Leak", "Payer", "Lost", "Recoverable", "Likely back", "Cases")]
    shown = sorted(tuple(exact(cell) for cell in row) for row in zip(*columns, strict=True) if row[0])
    names = ("payer", "amount", "recoverable", "expected", "cases")
    leaks = [
        (label(row["category"]), *(exact(row[name]) for name in names))
        for row in ask(audited, "leak_groups", case.chosen)
    ]
    assert shown == sorted(leaks) and shown


def test_workbook_says_the_denied_and_the_owed_line_by_line(case):
    book, denials, owed = case.book, case.summary["denials"], case.summary["ar"]
    page = book["Denials"]
    for title, name in zip(
        ("Charge denied", "Expected", "Recovered", "Still open", "Recoverable"), DOLLARS, strict=True
    ):
        assert sums(page, title) == denials[name], title
    assert sums(book["Aging"], "Insurers owe") + sums(book["Aging"], "Patients owe") == owed["total"]
    assert sums(book["Exposure"], "Could be taken back") == case.summary["exposure"]["total"]


# the same every time


def test_the_same_files_give_the_same_bytes(handed_over, out, tmp_path, ranged):
    files = [str(handed_over / "demo"), "--rules", str(handed_over / "demo" / "rules.yaml")]
    assert main(["audit", *files, "--out", str(tmp_path / "audit")]) == 0
    kept = ["--workspace", str(shutil.copy(handed_over / "kept.duckdb", tmp_path / "kept.duckdb"))]
    assert main(["report", *kept, "--out", str(tmp_path / "report")]) == 0
    for name in ("audit", "report"):
        again = sorted((tmp_path / name).iterdir())
        assert [file.name for file in again if file.read_bytes() != (out / file.name).read_bytes()] == []
        assert len(again) == {"audit": 12, "report": 2}[name]


def test_of_equally_frequent_next_steps_the_first_by_name_is_told(audited):
    counted = """
        select f.category, f.payer, d.next_step, count(*) from finding AS f
        join denial AS d on f.origin = 'denial' and d.episode_key = f.line_key
        where f.kind = 'leak' and d.next_step is not null group by all order by all
    """
    steps: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for category, payer, step, lines in audited.rows(counted):
        steps.setdefault((category, payer), []).append((-lines, step))
    ties = [found for found in steps.values() if len(found) > 1 and sorted(found)[0][0] == sorted(found)[1][0]]
    assert ties, "the demo practice has a tie"
    told = {(row["category"], row["payer"]): row["next_step"] for row in ask(audited, "leak_groups")}
    assert {group: min(found)[1] for group, found in steps.items()} == {group: told[group] for group in steps}
