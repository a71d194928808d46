"""A practice of a million lines: rebuilding every table, and each answer the pages ask for. Prints one JSON line.

    python tests/bench/bench_answers.py [--lines 1000000]

The staging tables are made in SQL: three lines a visit, five payers, nine of ten claims answered, one in twelve lines
denied, modifiers and assistants' minutes as in bench_rules.py. Answers are timed unfiltered, the slowest case, with
the parameters a page gives them; those that make a whole file (*_csv) are downloads and left out. Tables of a page
fetch 1,000 rows, as the pages do. The baseline is a bare GROUP BY of the billing rows.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import statistics
import sys
import time
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from analytics import figures, pipeline, questions
from analytics.figures.reading import wanted
from analytics.loss import annualized
from analytics.selection import Filter
from analytics.workspace import ROOT, Workspace

ROUNDS = 3
MOST_ROWS = 1000
ONE_DAY = Filter(payers=("Medicare Part B",), start=datetime.date(2026, 1, 5), end=datetime.date(2026, 1, 5))
STAGING = (
    """
insert into input_file (file_id, name, sha256, bytes, kind, status, rows, loaded)
values (1, 'billing.csv', 'a', 1, 'billing', 'loaded', $lines, $lines),
    (2, 'era.835', 'b', 1, 'x12_835', 'loaded', 0, 0)
""",
    """
create table made as
select range as line_no, range // 3 as visit_no, cast(range % 3 as integer) as place, hash(range // 3) as dice,
    hash(range) as die,
    date '2025-07-01' + cast(range // 3 * 365 // ($lines // 3) as integer) as dos,
    ['Medicare', 'United Healthcare', 'Blue Cross', 'Cigna', 'Aetna'][cast(1 + hash(range // 3) % 5 as integer)]
        as payer,
    cast(1 + hash(range) % 2 as decimal(9, 2)) as units
from range($lines)
""",
    """
insert into billing_row by name
select (cast(1 as bigint) << 32) + line_no as row_key, 1 as file_id, line_no + 2 as row_no, false as is_duplicate,
    'Clinic' as practice, ['Main St', 'River Rd'][cast(1 + dice % 2 as integer)] as location,
    'P' || cast(dice % 60000 as varchar) as patient_id, 'C' || visit_no as claim_id,
    cast(place + 1 as varchar) as line_no, dos,
    ['97110', '97140', '97530', '97112', '97116'][cast(1 + (dice + place) % 5 as integer)] as cpt,
    ['GP'] as modifiers, units,
    cast(8 + die % 25 as decimal(9, 2)) as minutes, cast(60 * units as decimal(12, 2)) as charge, payer as payer_name,
    case payer when 'Medicare' then 'Medicare' else 'Commercial' end as payer_class,
    'Therapist ' || chr(cast(65 + dice % 12 as integer)) as rendering_provider
from made
""",
    """
insert into remit_payment by name
select (cast(2 as bigint) << 32) + row_number() over (order by payer, week) as payment_key, 2 as file_id, 1 as row_no,
    false as is_duplicate, 0 as amount, payer as payer_name, week + 28 as payment_date, payer || week as trace_number
from (select distinct payer, date_trunc('week', dos)::date as week from made)
""",
    """
insert into remit_claim by name
select (cast(2 as bigint) << 32) + m.visit_no as claim_key, p.payment_key, 2 as file_id, m.visit_no as row_no,
    1 as sequence,
    'C' || m.visit_no as claim_id, '1' as status, sum(60 * m.units) as charge, sum(24 * m.units) as paid
from made as m
join remit_payment as p on p.payer_name = m.payer and p.payment_date = date_trunc('week', m.dos)::date + 28
where m.dice % 10 > 0
group by m.visit_no, p.payment_key
""",
    """
insert into remit_line by name
select (cast(2 as bigint) << 32) + m.line_no as line_key, c.claim_key, c.payment_key, 2 as file_id, m.line_no as row_no,
    m.place + 1 as sequence, b.cpt as code, ['GP'] as modifiers, b.charge,
    case when m.die % 12 = 0 then 0 else 24 * m.units end as paid, m.units,
    cast(m.place + 1 as varchar) as line_control, m.dos,
    case when m.die % 12 = 0 then null else 30 * m.units end as allowed, cast([] as varchar[]) as remarks
from made as m
join remit_claim as c on c.claim_id = 'C' || m.visit_no
join billing_row as b on b.row_key = (cast(1 as bigint) << 32) + m.line_no
""",
    """
insert into remit_adjustment by name
select l.claim_key, l.line_key, 2 as file_id, 1 as sequence, 'CO' as group_code,
    case when l.paid = 0 then ['197', '50', '97', '16'][cast(1 + hash(l.line_key) % 4 as integer)] else '45' end
        as carc,
    case when l.paid = 0 then l.charge else l.charge - l.allowed end as amount
from remit_line as l
union all
select claim_key, line_key, 2, 2, 'PR', '2', allowed - paid from remit_line where paid > 0
""",
)
AGED = {"day": "", "basis": "service"}
GIVEN = {  # question: what the pages give it beside the filter, in the case that has most rows
    "aging_on": AGED | {"by": "payer"},
    "aging_on_lines": AGED,
    "aging_month_ends": {"basis": "service"},
    "ar_days": AGED,
    "credit_lines": {"day": ""},
    "kpi_trend": {"figure": "first-pass denial rate, claims"},
    "loss_weeks": {"first_day": "2025-07-01", "last_day": "2026-06-30"},
    "rate_history": {"payer": "Aetna", "code": "97110"},
    "rate_pattern_lines": dict.fromkeys(("payer", "code", "variant", "kind", "since", "rate"), ""),
    "modifier_lines": {"trust": "finding", "payer": "", "modifier": "", "kind": "missing"},
    "rules_versions": {"rule_payer": "Medicare Part B"},
    "worklist": {"place": "queue"} | dict.fromkeys(("payer", "cause", "state", "assignee", "today"), ""),
    "worklist_summary": {"today": ""},
    "denial_lines": {"payer": "", "family": ""},
    "denial_pareto": {"payer": "", "family": "", "measure": "recoverable"},
    "denial_breakdown": {"payer": "", "family": "", "by": "visit"},
    "provider_habits": {"kind": ""},
    "report_findings": {"most": "6"},
    "report_visits": {"most": "50000"},
}
MEDICARE_DAY = """
select cast(l.day_key as varchar) as day_key
from line_price as l
where l.price_basis = 'medicare'
group by l.day_key
order by count(*) desc, l.day_key
limit 1
"""
LONGEST_STORY = """
select cast(episode_key as varchar) as episode
from episode
order by adjudications desc, episode_key
limit 1
"""
STORY_KEYS = """
select cast(e.episode_key as varchar) as episode, cast(b.visit_key as varchar) as visit
from episode as e
join billed_line as b on b.line_key = e.episode_key
order by e.adjudications desc, e.episode_key
limit 1
"""
STORY_LINE, STORY_VISIT = f"select episode as line from ({STORY_KEYS})", f"select visit from ({STORY_KEYS})"
LARGEST_CLAIM = """
select claim_ref as claim
from work_line
group by claim_ref
order by count(*) desc, claim_ref
limit 1
"""
LARGEST_SERIES = """
select payer, cpt as code, family, cast(min(week) as varchar) as week
from answered_line
where is_denied
group by payer, cpt, family
order by count(*) desc, payer, cpt, family
limit 1
"""
LARGEST_HABIT = """
select provider, kind, habit
from habit_case
group by provider, kind, habit
order by count(*) desc, provider, kind, habit
limit 1
"""
DRESSED = """
update billing_row set
    modifiers = list_concat(
        case when row_key % 12 = 0 then [] when row_key % 40 = 1 then ['GO'] else ['GP'] end,
        case when row_key % 17 = 0 then ['59'] when row_key % 23 = 0 then ['KX'] else [] end,
        case when row_key % 15 = 0 then ['CQ'] else [] end),
    assistant_minutes = case when row_key % 10 < 2 then minutes when row_key % 10 = 2 then 9 end
"""
BASELINE = "select payer_name, date_trunc('month', dos) as month, sum(charge), count(*) from billing_row group by all"


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def parameters(workspace: Workspace) -> dict[str, dict[str, str]]:
    """What each question with parameters of its own is asked: where they name something, the one that has most rows."""
    given = {
        "price_steps": MEDICARE_DAY,
        **dict.fromkeys(("episode_events", "story_adjustments"), LONGEST_STORY),
        **dict.fromkeys(("story_files", "story_findings"), STORY_KEYS),
        **{"story_line": STORY_LINE, "story_minutes": STORY_VISIT, "story_work": LARGEST_CLAIM},
        "change_claims": LARGEST_SERIES,
        "provider_habit_cases": LARGEST_HABIT,
        **dict.fromkeys(("worklist_claim", "work_lines", "work_history"), LARGEST_CLAIM),
    }
    return behind_figures(workspace) | GIVEN | {name: workspace.records(sql)[0] for name, sql in given.items()}


def behind_figures(workspace: Workspace) -> dict[str, dict[str, str]]:
    """What the drawer gives the questions behind a figure, of the first figure that asks them."""
    asked: dict[str, dict[str, str]] = {}
    for figure in figures.catalogue().values():
        scope = figures.parameters(partial(questions.ask, workspace), figure, Filter())
        parts = (figure.value, figure.numerator, figure.denominator, figure.times, figure.lines, *figure.left_out)
        asked |= {
            one.question: wanted(one, scope) for one in parts if one and one.question and one.question not in asked
        }
    return asked


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lines", type=int, default=999_999)
    lines = arguments.parse_args().lines // 3 * 3
    with Workspace(threads=2) as workspace:
        pipeline.load_rules(workspace)
        for sql in STAGING:
            workspace.cursor().execute(sql, {"lines": lines} if "$lines" in sql else None).fetchall()
        workspace.cursor().execute(DRESSED).fetchall()
        rebuilt = seconds(lambda: pipeline.rebuild(workspace))
        took, own = {}, parameters(workspace)
        for path in sorted((ROOT / "answers" / "shown").glob("*.sql")):
            name, sql = path.stem, questions.text(path.stem)
            if name.endswith("_csv"):
                continue
            chosen = ONE_DAY if name == "visit_lines" else Filter()  # a drill-down: the page asks for one visit's day
            given = questions.parameters(sql, chosen, MOST_ROWS) | own.get(name, {})
            limited = f"{sql}\nlimit {MOST_ROWS}"

            def ask(limited=limited, given=given) -> None:
                workspace.cursor().execute(limited, given or None).fetchall()

            took[name] = statistics.median(seconds(ask) for _ in range(ROUNDS))
        took["annualized"] = statistics.median(seconds(lambda: annualized(workspace)) for _ in range(ROUNDS))
        baseline = statistics.median(seconds(lambda: workspace.rows(BASELINE)) for _ in range(ROUNDS))
    slowest = sorted(took, key=took.get, reverse=True)
    print(
        json.dumps(
            {
                "bench": "answers",
                "lines": lines,
                "rebuild_s": round(rebuilt, 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "group_by_s": round(baseline, 3),
                "answers": len(took),
                "slowest_s": round(took[slowest[0]], 3),
                **{f"s_{name}": round(took[name], 3) for name in slowest[:10]},
            }
        )
    )


if __name__ == "__main__":
    main()
