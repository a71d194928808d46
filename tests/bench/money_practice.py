"""A practice of a million lines to which everything happens that happens to money, made in SQL, for the benchmarks.

The billing lines, payments and claims are those of bench_answers.py, but patients come three times a week for eight
weeks to one of 120 therapists in ten clinics and stay with their payer. Beside first answers: 2 % of claims taken back
and answered anew, 5 % answered by a second payer too, 30 % of denials paid later, patient payments, money moved outside
claims, and fee schedules of two payers below which 3 % of their lines are paid. Every remittance balances.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench_answers import DRESSED, STAGING

from analytics import pipeline
from analytics.workspace import Workspace

FILES, MADE, BILLING, PAYMENTS, CLAIMS, LINES, ADJUSTMENTS = STAGING
A_WEEK, WEEKS = 3, 8  # visits of a patient
MORE_FILES = """
insert into input_file (file_id, name, sha256, bytes, kind, status, rows, loaded)
values (3, 'later.835', 'c', 1, 'x12_835', 'loaded', 0, 0), (4, 'second.835', 'd', 1, 'x12_835', 'loaded', 0, 0),
    (5, 'fees.csv', 'e', 1, 'fee_schedule', 'loaded', 10, 10)
"""
PATIENTS = f"""
create or replace table made as
with a_week as (
    select $lines // 3 // 52 as visits
)
select m.* exclude (payer), p.patient,
    ['Medicare', 'United Healthcare', 'Blue Cross', 'Cigna', 'Aetna'][cast(1 + hash(p.patient) % 5 as integer)] as payer
from made as m
cross join a_week as w
cross join lateral (
    select m.visit_no // (w.visits * {WEEKS}) * (w.visits // {A_WEEK}) + m.visit_no % (w.visits // {A_WEEK}) as patient
) as p
"""
BILLED = """
update billing_row as b set
    patient_id = 'P' || m.patient, submit_date = b.dos + 2,
    rendering_provider = 'Therapist ' || m.patient % 120, location = 'Clinic ' || m.patient % 10,
    patient_paid = case when m.die % 12 > 0 and m.dice % 10 > 0 and m.die % 19 > 0 then 6 * m.units else 0 end
from made as m
where b.row_key = (cast(1 as bigint) << 32) + m.line_no
"""
UNDERPAID = """
update remit_line as l set allowed = 25 * l.units, paid = 20 * l.units
from made as m
where l.line_key = (cast(2 as bigint) << 32) + m.line_no and m.payer in ('Cigna', 'Aetna') and l.paid > 0
    and hash(m.line_no + 17) % 100 < 3
"""
FEES = """
insert into fee_row by name
select (cast(5 as bigint) << 32) + row_number() over () as row_key, 5 as file_id, 2 as row_no, false as is_duplicate,
    payer, cpt, date '2025-01-01' as effective, 30 as rate, 'unit' as basis
from (select unnest(['Cigna', 'Aetna']) as payer)
cross join (select unnest(['97110', '97140', '97530', '97112', '97116']) as cpt)
"""
LATER_PAYMENTS = """
insert into remit_payment by name
select (cast(3 as bigint) << 32) + row_number() over (order by payer_name, payment_date) as payment_key, 3 as file_id,
    1 as row_no, false as is_duplicate, 0 as amount, payer_name, payment_date + 28 as payment_date,
    trace_number || 'L' as trace_number
from remit_payment where file_id = 2
union all
select (cast(4 as bigint) << 32) + row_number() over (order by payment_date), 4, 1, false, 0, 'Second Insurance',
    payment_date + 14, 'S' || payment_date
from (select distinct payment_date from remit_payment where file_id = 2)
"""
# what comes after a first answer, as claims: taken back (22), answered anew, a denied line paid later, a second payer's
LATER = """
create table later as
select c.*, p.payer_name, p.payment_date, k.kind, k.place,
    (cast(case k.kind when 'second' then 4 else 3 end as bigint) << 32) + k.place * 1000000000 as offset_key
from remit_claim as c
join remit_payment as p on p.payment_key = c.payment_key
join (values ('reversal', 0), ('correction', 1), ('appeal', 2), ('second', 0)) as k(kind, place) on case k.kind
    when 'appeal' then hash(c.claim_key + 3) % 10 < 3 and hash(c.claim_key) % 50 > 0
        and c.claim_key in (select claim_key from remit_line where paid = 0)
    when 'second' then hash(c.claim_key + 5) % 20 = 0 else hash(c.claim_key) % 50 = 0 end
where c.file_id = 2
"""
LATER_CLAIMS = """
insert into remit_claim by name
select l.offset_key + (l.claim_key & 4294967295) as claim_key, p.payment_key, p.file_id, l.row_no, 1 as sequence,
    l.claim_id, case l.kind when 'reversal' then '22' when 'second' then '2' else '1' end as status,
    case when l.kind = 'reversal' then -l.charge else l.charge end as charge, 0 as paid
from later as l
join remit_payment as p on case l.kind
    when 'second' then p.file_id = 4 and p.payment_date = l.payment_date + 14
    else p.file_id = 3 and p.payer_name = l.payer_name and p.payment_date = l.payment_date + 28 end
"""
LATER_LINES = """
insert into remit_line by name
select l.offset_key + (r.line_key & 4294967295) as line_key, c.claim_key, c.payment_key, c.file_id, r.row_no,
    r.sequence, r.code, r.modifiers, case when l.kind = 'reversal' then -r.charge else r.charge end as charge,
    case l.kind when 'reversal' then -r.paid when 'second' then case when r.paid > 0 then 6 * r.units else 0 end
        else 24 * r.units end as paid, r.units, r.line_control, r.dos,
    case when l.kind in ('correction', 'appeal') then 30 * r.units end as allowed, r.remarks
from later as l
join remit_line as r on r.claim_key = l.claim_key
join remit_claim as c on c.claim_key = l.offset_key + (l.claim_key & 4294967295)
where l.kind <> 'appeal' or r.paid = 0
"""
LATER_ADJUSTMENTS = """
insert into remit_adjustment by name
select l.offset_key + (a.claim_key & 4294967295) as claim_key, l.offset_key + (a.line_key & 4294967295) as line_key,
    3 as file_id, a.sequence, a.group_code, a.carc, -a.amount as amount
from later as l
join remit_adjustment as a on a.claim_key = l.claim_key
where l.kind = 'reversal'
union all
select r.claim_key, r.line_key, r.file_id, a.sequence, a.group_code, a.carc, a.amount
from remit_line as r
join remit_claim as c on c.claim_key = r.claim_key
cross join lateral (
    select 1 as sequence, 'OA' as group_code, '23' as carc, r.charge - r.paid as amount where c.status = '2'
    union all select 1, 'CO', '45', r.charge - r.allowed where c.status = '1'
    union all select 2, 'PR', '2', r.allowed - r.paid where c.status = '1'
) as a
where r.file_id in (3, 4)
"""
OUTSIDE_CLAIMS = """
insert into remit_provider_adjustment by name
select p.payment_key, p.file_id, 1 as row_no, '1999999984' as provider, date '2026-12-31' as fiscal_period, k.reason,
    case k.reason when 'WO' then (select min(claim_id) from remit_claim as c where c.payment_key = p.payment_key) end
        as reference, k.amount
from remit_payment as p
join (values ('WO', 48.00), ('L6', -1.23)) as k(reason, amount) on hash(p.payment_key) % 4 = 0
"""
TOTALS = (
    """
update remit_claim as c set paid = l.paid, charge = l.charge
from (select claim_key, sum(paid) as paid, sum(charge) as charge from remit_line group by claim_key) as l
where l.claim_key = c.claim_key
""",
    """
update remit_payment as p set amount = m.amount
from (
    select payment_key, sum(amount) as amount
    from (
        select payment_key, paid as amount from remit_claim
        union all
        select payment_key, -amount from remit_provider_adjustment
    )
    group by payment_key
) as m
where m.payment_key = p.payment_key
""",
)
STATEMENTS = (
    *(FILES, MORE_FILES, MADE, PATIENTS, BILLING, BILLED, DRESSED, PAYMENTS, CLAIMS, LINES, UNDERPAID, ADJUSTMENTS),
    *(FEES, LATER_PAYMENTS, LATER, LATER_CLAIMS, LATER_LINES, LATER_ADJUSTMENTS, OUTSIDE_CLAIMS, *TOTALS),
)


def stage(workspace: Workspace, lines: int) -> None:
    """Fill the staging tables with `lines` billed lines (a multiple of 3) and load the reference tables and rules."""
    pipeline.load_rules(workspace)
    for sql in STATEMENTS:
        workspace.cursor().execute(sql, {"lines": lines} if "$lines" in sql else None).fetchall()
    workspace.cursor().execute("drop table made; drop table later").fetchall()


@contextmanager
def opened(lines: int, kept: Path | None = None) -> Iterator[tuple[Workspace, float]]:
    """The practice with every table made, and the seconds that took; kept: a file to make it in, or to find it in."""
    is_kept = kept is not None and kept.exists()
    with Workspace(kept, threads=2) as workspace:
        if not is_kept:
            stage(workspace, lines)
        started = time.perf_counter()
        if not (is_kept and pipeline.is_built(workspace)):
            pipeline.rebuild(workspace)
        yield workspace, time.perf_counter() - started
