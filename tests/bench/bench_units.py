"""The unit audit of billed lines held in a table, beside a bare GROUP BY of the same rows. Prints one JSON line.

    python tests/bench/bench_units.py [--lines 3000000]

Baselines, on the same rows in the same run: `visit` groups them by practice, patient, date, discipline and payer and
adds up minutes and units; `visit_and_code` by the code too, the grain at which any unit audit must hold minutes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analytics import pipeline, steps
from analytics.workspace import Workspace

ROUNDS = 5
LINES = """
create or replace table billed as
with visit as (
    select range as visit_no, 'P' || lpad(cast(hash(range) % 60000 as varchar), 6, '0') as patient_id,
        hash(range) % 60000 as patient_no,
        date '2025-01-01' + cast(hash(range + 7) % 365 as integer) as dos,
        cast(1 + hash(range + 3) % 5 as integer) as payer_no, cast(1 + hash(range + 5) % 2 as integer) as discipline_no
    from range($visits)
),
code as (select *, unnest([0, 1, 2]) as place from visit)
select visit_no * 3 + place as line_key, 'Clinic 1' as practice, patient_id, patient_no, dos,
    ['GP', 'GO'][discipline_no] as discipline, payer_no,
    ['Medicare Part B', 'Medicare Advantage', 'Blue Cross', 'Cigna', 'Aetna'][payer_no] as payer,
    ['97110', '97140', '97530', '97112', '97116'][cast(1 + (visit_no + place) % 5 as integer)] as cpt,
    cast(8 + hash(visit_no * 3 + place) % 25 as decimal(9, 2)) as minutes,
    cast(1 + hash(visit_no * 3 + place + 11) % 2 as decimal(9, 2)) as units,
    ((cast(patient_no as bigint) * 65536 + date_diff('day', date '1970-01-01', dos)) * 4096 + payer_no) * 4
        + discipline_no as visit_key
from code
"""
SERVICE_LINE = """
create or replace table service_line as
select line_key, line_key as episode_key, visit_key, practice, patient_id, discipline, payer, payer_no,
    payer_no as rule_payer_no, dos, cpt, true as is_timed, units, minutes
from billed order by dos, line_key
"""
RULES = """
create or replace table payer_version as
select unnest([1, 2, 3, 4, 5]) as rule_key, unnest(['Medicare Part B', 'MA', 'Blue Cross', 'Cigna', 'Aetna']) as payer,
    unnest(['cms', 'cms', 'ama', 'ama', 'ama']) as unit_rule, false as is_default, cast([] as varchar[]) as assumed
"""
DAYS = """
create or replace table payer_day as
select rule_key as rule_payer_no, rule_key, dos from payer_version cross join (select distinct dos from billed)
"""
DOCUMENTED = """
create or replace table documented (row_key bigint, visit_key bigint, cpt varchar, minutes decimal(9, 2),
    total_timed_minutes decimal(9, 2), assistant_minutes decimal(9, 2));
create or replace table documented_row (row_key bigint, cpt varchar, minutes decimal(9, 2), unit_basis varchar);
create or replace table unbilled_visit (visit_key bigint, row_keys bigint[], rule_key integer)
"""
BASELINES = {
    "visit": "practice, patient_id, dos, discipline, payer",
    "visit_and_code": "practice, patient_id, dos, discipline, payer, cpt",
}


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lines", type=int, default=3_000_000)
    lines = arguments.parse_args().lines
    with Workspace(threads=2) as workspace:
        workspace.load_reference("therapy_code")
        workspace.cursor().execute(LINES, {"visits": lines // 3}).fetchall()
        for text in (SERVICE_LINE, RULES, DAYS, DOCUMENTED):
            workspace.cursor().execute(text).fetchall()

        def audit() -> None:
            for name in steps.UNITS[3:]:  # all but the joins of a minutes file
                workspace.build(name, view=name.rsplit("/", 1)[-1] in pipeline.VIEWS)

        def group(keys: str):
            sums = "sum(minutes) as minutes, sum(units) as units, count(*) as n"
            text = f"select {keys}, {sums} from service_line group by all"
            return lambda: workspace.cursor().execute(f"create or replace table grouped as {text}").fetchall()

        found = {"lines": lines, "audit_s": [], **{f"{name}_s": [] for name in BASELINES}}
        for _ in range(ROUNDS):
            for name, keys in BASELINES.items():
                found[f"{name}_s"].append(seconds(group(keys)))
            found["audit_s"].append(seconds(audit))
        judged = workspace.rows("select count(*), count(distinct verdict) from unit_line")[0]
        assert judged == (lines // 3 * 3, 4), judged
        audit_s = statistics.median(found.pop("audit_s"))
        report = {"bench": "units", "lines": lines, "audit_s": round(audit_s, 2)}
        for name in BASELINES:
            baseline = statistics.median(found.pop(f"{name}_s"))
            report |= {f"group_by_{name}_s": round(baseline, 2), f"times_{name}": round(audit_s / baseline, 1)}
        print(json.dumps(report))


if __name__ == "__main__":
    main()
