"""What must hold of every workspace: each property is a query of what breaks it, the patient first."""

from __future__ import annotations

from analytics.workspace import Workspace

PLACED = ("unbilled_units", "denied", "underpaid", "statutory", "written_off", "open_insurance", "open_patient")
PLACES = (*PLACED, "collected", "unexplained")
AMOUNTS = ("earned", "above_expected", *PLACES)
SUMS = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in AMOUNTS)

# name -> a query of what breaks the property: the patient first, then what to look at
PROPERTIES = {
    "each line closes": f"""
        select e.patient_id, l.* from ledger_line as l left join episode as e on e.episode_key = l.episode_key
        where l.earned + l.above_expected <> {" + ".join(f"l.{name}" for name in PLACES)}""",
    "no amount is unknown or below zero": f"""
        select e.patient_id, l.* from ledger_line as l left join episode as e on e.episode_key = l.episode_key
        where {" or ".join(f"coalesce(l.{name}, -1) < 0" for name in AMOUNTS)}""",
    "each episode stands once in the ledger or is set aside with a reason": """
        with placed as (
            select episode_key, 'ledger' as place from ledger_line where episode_key is not null
            union all select episode_key, reason from set_aside
        )
        select e.patient_id, e.outcome, list(p.place) from episode as e left join placed as p using (episode_key)
        group by e.patient_id, e.episode_key, e.outcome having count(p.place) <> 1""",
    "a dollar is in one leak at most": """
        with leak as (
            select patient_id, dos, sum(amount) as amount, list((category, amount)) as said
            from finding where kind = 'leak' group by patient_id, dos
        ),
        lost as (
            select patient_id, dos, sum(unbilled_units + denied + underpaid + written_off) as amount
            from (
                select e.patient_id, l.* from ledger_line as l join episode as e on e.episode_key = l.episode_key
                union all by name
                select v.patient_id, l.* from ledger_line as l
                join (select patient_id, visit_key from unit_visit
                    union select patient_id, visit_key from unbilled_value) as v
                    on l.episode_key is null and v.visit_key = l.visit_key
            )
            group by patient_id, dos
        )
        select f.patient_id, f.dos, f.said, l.amount
        from leak as f left join lost as l on l.patient_id = f.patient_id and l.dos = f.dos
        where f.amount > coalesce(l.amount, 0)""",
    "what was never billed is a finding": """
        with found as (
            select m.episode_key, sum(f.amount) as amount
            from finding as f join episode_line as m on m.line_key = f.line_key
            where f.category = 'unbilled_units' and f.line_no is not null
            group by m.episode_key
        )
        select e.patient_id, e.outcome, l.unbilled_units, f.amount
        from episode as e
        left join ledger_line as l on l.episode_key = e.episode_key
        left join found as f on f.episode_key = e.episode_key
        where coalesce(l.unbilled_units, 0) <> coalesce(f.amount, 0)""",
    "what is refused is a finding": """
        with found as (
            select line_key as episode_key, sum(amount) as amount
            from finding where origin = 'denial' group by line_key
        )
        select e.patient_id, e.outcome, l.denied, f.amount, e.patient_paid, e.payer_class
        from episode as e
        join ledger_line as l on l.episode_key = e.episode_key
        left join found as f on f.episode_key = e.episode_key
        where e.outcome = 'denied' and l.denied <> coalesce(f.amount, 0)""",
    "what balances and has a reason is explained": """
        with told as (
            select r.line_key, r.claim_key, r.charge, r.paid, coalesce(sum(a.amount), 0) as adjusted,
                max(r.paid) > 0 or count(a.carc) > 0 as has_reason
            from remit_line as r
            left join remit_adjustment as a on a.line_key = r.line_key
            group by r.line_key, r.claim_key, r.charge, r.paid
        ),
        clean as (
            select e.episode_key
            from episode as e
            join episode_line as n on n.episode_key = e.episode_key
            join match as m on m.line_key = n.line_key
            left join told as t on t.line_key = m.remitted_key
            group by e.episode_key
            having bool_and(coalesce(t.charge - t.adjusted = t.paid and t.has_reason, false)
                and coalesce(t.claim_key not in (select claim_key from remit_adjustment where line_key is null), true))
        )
        select e.patient_id, e.outcome, l.*
        from ledger_line as l join episode as e on e.episode_key = l.episode_key
        where l.unexplained <> 0 and l.episode_key in (select episode_key from clean)""",
    "an open refusal is denied in the ledger": """
        select e.patient_id, d.left_open, l.denied, e.outcome, d.status
        from denial as d
        join episode as e on e.episode_key = d.episode_key
        join ledger_line as l on l.episode_key = d.episode_key
        where d.status = 'open' and e.outcome = 'denied' and coalesce(e.payer_class, '') <> 'self_pay'
            and e.patient_paid <= 0 and coalesce(e.written_off, 0) <= 0 and d.left_open <> l.denied""",
    "collected is what payers and patients paid": """
        select e.patient_id, e.outcome, l.collected, e.paid, e.patient_paid, e.patient_resp
        from ledger_line as l join episode as e on e.episode_key = l.episode_key
        where l.collected > greatest(e.paid, 0) + greatest(e.patient_paid, 0)
            or l.collected < e.paid
            or (e.outcome = 'paid' and coalesce(e.payer_class, '') <> 'self_pay'
                and l.collected <> e.paid + least(e.patient_resp, greatest(e.patient_paid, 0)))""",
    "no more is collected than was paid": """
        with received as (
            select c.patient_record_id as patient_id, sum(c.paid) as paid
            from remit_claim as c
            where c.claim_key not in (select reversal_key from reversal)
                and c.claim_key not in (select cancelled_key from reversal where cancelled_key is not null)
            group by c.patient_record_id
        ),
        given as (
            select patient_id, sum(greatest(patient_paid, 0)) as paid from billing_row group by patient_id
        ),
        told as (
            select e.patient_id, sum(l.collected) as collected
            from ledger_line as l join episode as e on e.episode_key = l.episode_key
            group by e.patient_id
        )
        select t.patient_id, t.collected, r.paid, g.paid
        from told as t
        left join received as r on r.patient_id = t.patient_id
        left join given as g on g.patient_id = t.patient_id
        where t.collected > coalesce(r.paid, 0) + coalesce(g.paid, 0)""",
    "nothing is owed below zero, nor on a void": """
        select r.patient_id, r.insurance_balance, r.patient_balance, r.credit
        from receivable as r join episode as e on e.episode_key = r.episode_key
        where least(r.insurance_balance, r.patient_balance, r.credit) < 0 or e.is_void
            or (r.credit > 0 and r.patient_balance > 0)""",
    "an episode is the last state of its answers": """
        select e.patient_id, e.outcome, s.outcome, e.paid, s.paid
        from episode as e
        left join episode_state as s on s.episode_key = e.episode_key and s.is_last
        where (e.outcome, e.allowed, e.paid, e.patient_resp, e.sequestration, e.adjudications) is distinct from
            (s.outcome, s.allowed, coalesce(s.paid, 0), coalesce(s.patient_resp, 0), coalesce(s.sequestration, 0),
            coalesce(s.adjudications, 0))""",
    "the spans of a line do not overlap": """
        select patient_id, first_day, last_day, follows
        from (
            select *, lead(first_day) over (partition by episode_key order by first_day, last_day nulls last) as follows
            from balance_span
        )
        where last_day < first_day or follows <= coalesce(last_day, follows)""",
    "what is owed on the latest day is what is owed now": """
        with latest as (
            select b.* from balance_span as b cross join setting as s
            where s.as_of between b.first_day and coalesce(b.last_day, date '2999-12-31')
        )
        select coalesce(r.patient_id, b.patient_id) as patient_id, r.outcome, r.insurance_balance, b.insurance_balance,
            r.patient_balance, b.patient_balance, r.credit, b.credit
        from receivable as r full join latest as b on b.episode_key = r.episode_key
        where (coalesce(r.insurance_balance, 0), coalesce(r.patient_balance, 0), coalesce(r.credit, 0)) <>
            (coalesce(b.insurance_balance, 0), coalesce(b.patient_balance, 0), coalesce(b.credit, 0))""",
}

# Patients of whom the properties do not hold by definition: each has its own case in test_ledger_closes.py.
KNOWN = {
    "units on the wrong codes": "select patient_id from unit_visit where verdict <> 'under' and value > 0",
    "units above a cap in another order": "select patient_id from finding where rule_id = 'cap_order'",
}


def broken(workspace: Workspace) -> list[tuple[str, tuple]]:
    """(property, row) of what breaks one, of patients without anything known."""
    known = " union ".join(KNOWN.values())
    return [
        (name, row)
        for name, sql in PROPERTIES.items()
        for row in workspace.rows(f"select * from ({sql}) as found where patient_id not in ({known})")
    ]
