"""Modifier rules: golden cases (all in one practice, a patient each), and what the cases cannot say in one line."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from practice import Practice

from analytics import pipeline
from analytics.workspace import Workspace

GOLDEN = Path(__file__).parents[1] / "golden"
PAYERS = Path(__file__).with_name("modifier_payers.yaml")
TABLES = ("discipline_gap", "pair_gap", "line_conflict", "mue_gap")
GAPS = " union all ".join(f"select * from {table}" for table in TABLES)
COLUMNS = {
    "line_key": "BIGINT",
    "episode_key": "BIGINT",
    "modifier": "VARCHAR",
    "verdict": "VARCHAR",
    "rule_id": "VARCHAR",
    "related_line_key": "BIGINT",
    "trust": "VARCHAR",
    "at_stake": "DECIMAL(12,2)",
    "explanation": "VARCHAR",
    "citation": "VARCHAR",
}
COLUMN_OF = {"payer": "payer_name", "credential": "provider_credential", "provider": "rendering_provider"}
UNSAID = "provider_credential rendering_provider payer_order claim_id line_no claim_frequency submit_date"
LINE = dict.fromkeys(UNSAID.split()) | {
    "file_id": 1,
    "is_duplicate": False,
    "dos": datetime.date(2026, 1, 5),
    "units": 1,
    "payer_name": "Medicare",
    "modifiers": ["GP"],
}
CASES = [
    pytest.param(f"{name} {number}", case, id=f"{name}: {case['case']}")
    for name in ("discipline", "pairs", "conflicts")
    for number, case in enumerate(yaml.safe_load((GOLDEN / f"modifiers_{name}.yaml").read_text(encoding="utf-8")), 1)
]
DAY = datetime.date.fromisoformat
MEETING = ("97150", "97110", "97112", "97116", "97530", "97140", "97161", "97162", "97164", "97750", "97012", "97760")
TURNS = ("2000-07-01", "2017-01-01", "2018-01-01", "2019-07-01", "2020-01-01", "2020-10-01", "2022-01-01", "2024-07-01")
BOUNDARIES = [DAY(turn) + datetime.timedelta(days=step) for turn in TURNS for step in (-1, 0)]


def random_visits(count: int) -> dict[str, list[dict]]:
    """Visits of two to four lines of codes that edits know, on days around which edits begin and end."""
    chance = random.Random(5)
    marks = ([], [], [], ["59"], ["XU"], ["76"])
    return {
        f"random {number}": [
            {"cpt": cpt, "dos": day, "modifiers": ["GP", *chance.choice(marks)]}
            for day in [chance.choice(BOUNDARIES)]
            for cpt in chance.choices(MEETING, k=chance.randint(2, 4))
        ]
        for number in range(count)
    }


RANDOM = random_visits(200)


def with_payers() -> Practice:
    made = Practice()
    pipeline.load_rules(made.workspace, PAYERS)
    return made


def bill(practice: Practice, cases: dict[str, list[dict]]) -> dict[str, list[int]]:
    """Bill the lines of each case for a patient of its name, in one insert: the line keys of each, in order."""
    rows, keys = [], {}
    for patient, lines in cases.items():
        first = practice.rows + 1
        for line in lines:
            practice.rows += 1
            given = {COLUMN_OF.get(name, name): value for name, value in line.items()}
            key = {"row_key": (1 << 32) + practice.rows, "row_no": practice.rows, "patient_id": patient}
            rows.append(LINE | {"charge": 60 * line.get("units", 1)} | given | key)
        keys[patient] = [(1 << 32) + ordinal for ordinal in range(first, practice.rows + 1)]
    cursor = practice.workspace.cursor()
    cursor.register("billed", pa.Table.from_pylist(rows))
    cursor.execute("insert into billing_row by name select * from billed").fetchall()
    cursor.unregister("billed")
    return keys


@pytest.fixture(scope="module")
def judged():
    """Every golden case billed in one practice: the line keys of each case, and the gaps found on them."""
    practice = with_payers()
    keys = bill(practice, {case.values[0]: case.values[1]["lines"] for case in CASES} | RANDOM)
    practice.rebuild()
    gaps: dict[int, list[dict]] = {}
    for row in practice.records(GAPS):
        gaps.setdefault(row["line_key"], []).append(row)
    yield keys, gaps, practice
    practice.close()


@pytest.fixture(scope="module")
def apart():
    """Few lines that want tables of their own: submitted claims, rejects, duplicates, voids."""
    practice = with_payers()
    yield practice
    practice.close()


def told(practice: Practice) -> set[tuple]:
    return set(practice.ask(f"select line_key, modifier, verdict, rule_id, trust from ({GAPS})"))


@pytest.mark.parametrize(("patient", "case"), CASES)
def test_golden_case(judged, patient, case):
    keys, gaps = judged[0][patient], judged[1]
    found = [(number, gap) for number, line_key in enumerate(keys, 1) for gap in gaps.get(line_key, ())]
    seen = sorted((n, str(g["modifier"]), g["verdict"], g["rule_id"], g["trust"]) for n, g in found)
    wanted = sorted((e["line"], str(e["modifier"]), e["verdict"], e["rule"], e["trust"]) for e in case["expect"])
    assert seen == wanted, [gap["explanation"] for _, gap in found]
    by_rule = {(number, gap["rule_id"]): gap for number, gap in found}
    for expected in case["expect"]:
        gap = by_rule[expected["line"], expected["rule"]]
        assert expected.get("says", "") in gap["explanation"]
        assert expected.get("cites", "") in gap["citation"]
        if "related" in expected:
            assert gap["related_line_key"] == keys[expected["related"] - 1]


@pytest.fixture(scope="module")
def edits(judged) -> dict[tuple[str, str], list[tuple]]:
    """The edits that had effect: first, last and first certain day, and indicator, by pair."""
    found: dict[tuple[str, str], list[tuple]] = {}
    for row in judged[2].workspace.records("select * from ncci_pair"):
        first, last, read_for = row["first_day"], row["last_day"], row["read_for"]
        if row["indicator"] != "9" and (first is None or first != last):
            quarter = datetime.date(int(read_for[:4]), int(read_for[-1]) * 3 - 2, 1)
            certain = quarter if row["first_day_basis"] == "unknown" else first
            span = (first or datetime.date.min, last or datetime.date.max, certain, row["indicator"])
            found.setdefault((row["column_1"], row["column_2"]), []).append(span)
    return found


def reference_reading(lines: list[dict], edits: dict) -> set[tuple]:
    """What the rule of pairs says of one visit, line by line and slowly: (line, rule, trust; unneeded: no trust)."""
    day = lines[0]["dos"]
    told, paired = {}, set()
    has = [bool({"59", "XE", "XP", "XS", "XU"} & set(line["modifiers"])) for line in lines]
    for i, one in enumerate(lines):
        for j, two in enumerate(lines):
            spans = [span for span in edits.get((one["cpt"], two["cpt"]), ()) if span[0] <= day <= span[1]]
            if not spans or one["cpt"] == two["cpt"]:
                continue
            paired |= {i, j}
            _, _, certain, indicator = min(spans, key=lambda span: (span[2] > day, span[1]))
            if indicator == "0" or not (has[j] or (has[i] and day >= DAY("2019-07-01"))):
                rule = "pair_never" if indicator == "0" else "pair_missing_59"
                trust = "hint" if certain > day else "finding"
                told[j, rule] = min(told.get((j, rule), "hint"), trust)
    unneeded = {(i + 1, "pair_unneeded_59", "") for i, marked in enumerate(has) if marked and i not in paired}
    return {(j + 1, rule, trust) for (j, rule), trust in told.items()} | unneeded


@pytest.mark.parametrize("patient", RANDOM)
def test_random_visits_against_a_slow_reading(judged, edits, patient):
    keys, gaps = judged[0][patient], judged[1]
    found = {
        (number, gap["rule_id"], "" if gap["rule_id"] == "pair_unneeded_59" else gap["trust"])
        for number, line_key in enumerate(keys, 1)
        for gap in gaps.get(line_key, ())
        if gap["rule_id"].startswith("pair_")
    }
    assert found == reference_reading(RANDOM[patient], edits)


def test_every_case_says_where_it_was_read():
    assert len(CASES) >= 110
    names = [case.id for case in CASES]
    assert len(names) == len(set(names))
    assert all(case.values[1]["source"] and case.values[1]["lines"] for case in CASES)


def test_gap_tables_have_one_shape(judged):
    with Workspace(threads=1) as workspace:
        pipeline.load_rules(workspace)
        pipeline.rebuild(workspace, as_of=datetime.date(2026, 1, 31))
        for table in TABLES:
            columns = workspace.rows(
                "select column_name, data_type from duckdb_columns() where table_name = $table order by column_index",
                table=table,
            )
            assert dict(columns) == COLUMNS and [name for name, _ in columns] == list(COLUMNS)
            assert workspace.rows(f"select count(*) from {table}") == [(0,)]


def test_every_gap_explains_itself(judged):
    for gaps in judged[1].values():
        for gap in gaps:
            assert gap["explanation"].endswith(".") and ".." not in gap["explanation"]
            assert gap["citation"] and gap["episode_key"] is not None
            assert gap["verdict"] in {"missing", "wrong", "superfluous", "contradiction", "never_together"}


def test_a_line_has_a_rule_once(judged):
    for gaps in judged[1].values():
        rules = [gap["rule_id"] for gap in gaps]
        assert len(rules) == len(set(rules))


def test_an_edit_of_unknown_start_is_certain_from_the_quarter_it_was_read_in(judged):
    edits = "select first_day, last_day, certain_from from pair_edit where column_1 = $one and column_2 = $two"
    ask = judged[2].ask
    assert ask(edits, one="97150", two="97530") == [(None, None, datetime.date(2024, 7, 1))]
    assert ask(edits, one="97530", two="97110") == []
    assert ask("select count(*) from pair_edit where indicator = '9' or first_day = last_day") == [(0,)]
    assert (
        ask("select column_1 from pair_edit where last_day is null group by column_1, column_2 having count(*) > 1")
        == []
    )


def test_lines_that_are_no_service_of_their_own(apart):
    """Duplicates, voided pairs and days with rows that could not be read."""
    void = {"cpt": "97110", "claim_id": "V1", "line_no": "1"}
    cases = {
        "duplicate": [{"cpt": "97110", "modifiers": [], "is_duplicate": True}],
        "void": [void | {"modifiers": []}, void | {"modifiers": [], "units": -1, "charge": -60}],
        "rejected": [{"cpt": "97140", "modifiers": ["GP", "59"]}],
    }
    (marked,) = bill(apart, cases)["rejected"]
    apart.workspace.rows("insert into rejected_day values (1, 'rejected', date '2026-01-05')")
    apart.rebuild()
    assert told(apart) == {(marked, "59", "superfluous", "pair_unneeded_59", "hint")}


def test_a_corrected_line_is_judged_as_last_billed(apart):
    line = {"cpt": "97530", "line_no": "1"}
    again = line | {"claim_id": "R2", "claim_frequency": "7"}
    cases = {
        "corrected": [line | {"claim_id": "R1", "modifiers": []}, again],
        "not corrected": [line | {"modifiers": []}],
    }
    (still,) = bill(apart, cases)["not corrected"]
    apart.rebuild()
    assert {row for row in told(apart) if row[3] == "discipline_missing"} == {
        (still, "GP/GO/GN", "missing", "discipline_missing", "finding")
    }


def test_a_timed_line_of_several_days(apart):
    span = {"dos": datetime.date(2026, 2, 2), "dos_to": datetime.date(2026, 2, 4)}
    keys = []
    for claim, code, payer in (
        ("S1", "97110", "Medicare"),
        ("S2", "97110", "Editing Plan"),
        ("S3", "98977", "Medicare"),
    ):
        line = {"cpt": code, "claim_id": claim, "line_no": "1", "dos": span["dos"], "payer": payer}
        keys += bill(apart, {claim: [line]})[claim]
        apart.submit(claim, {"code": code} | span)
    apart.rebuild()
    assert {row for row in told(apart) if row[3] == "span_dated"} == {
        (keys[0], None, "wrong", "span_dated", "finding"),
        (keys[1], None, "wrong", "span_dated", "hint"),
    }


def test_a_limit_per_line_looks_at_each_line(apart):
    """No therapy code has indicator 1 today; a loaded table may."""
    apart.workspace.rows(
        "insert into mue (hcpcs, units, mai, first_day, trust) values ('97799', 2, '1', date '2026-01-01', 'high')"
    )
    keys = bill(apart, {"each": [{"cpt": "97799", "units": units} for units in (2, 3, 2)]})["each"]
    apart.rebuild()
    assert {row for row in told(apart) if row[0] in keys} == {(keys[1], None, "wrong", "mue", "finding")}
