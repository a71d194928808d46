-- one row per therapy line of a payer with a therapy threshold: what it adds to its patient's year
-- key: line_key
-- inputs: payer_day, service_line, billed_line, therapy_code, episode, line_price, patient, opening_balance, therapy_threshold
-- step: per patient
-- source: 42 USC 1395l(g)(1)-(3), (7): per patient and calendar year one amount for PT and SLP together, one for OT; above it
-- only lines with KX are incurred expenses. What counts is the allowed charge: deductible and coinsurance included, after the
-- multiple procedure reduction, before sequestration, not lowered by the 85 % for assistants. Medicare counts in the order of
-- processing.
-- amount: the allowed amount once paid; 0 once answered without payment, and for lines billed as not covered (GA, GY, GZ) while
-- unanswered; else the expected amount (is_estimated), null where no price is known. countable: what the line adds once it is
-- paid: a line denied for want of KX stays out of the sum and still stands above the threshold. Codes that the fee schedule
-- bundles or does not cover (97010) never count.
-- opening_balance: what counted of care elsewhere, without this practice's own lines. A balance without a practice belongs to
-- the one practice that knows the patient id, or to nobody; with several payers in a year it belongs to original Medicare.
-- A year without a threshold takes the latest known one (is_assumed).
with therapy_line as (
    select s.line_key, s.episode_key, s.visit_key, s.patient_no, s.rule_payer_no, d.payer, d.class,
        b.cut_no, s.dos, e.submit_date, e.answer_date, s.cpt, s.modifiers, cast(extract(year from s.dos) AS integer) AS year,
        case when b.discipline = 'GO' then 'OT' else 'PT+SLP' end AS bucket,
        e.outcome, e.allowed, p.billed AS expected,
        case when e.outcome = 'paid' and e.first_outcome <> 'paid' then e.last_date else e.first_date end AS counted_on
    from service_line AS s
    join payer_day AS d on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos and d.kx
    join billed_line AS b on b.line_key = s.line_key and b.discipline in ('GP', 'GO', 'GN')
    join therapy_code AS t
        on t.hcpcs = s.cpt and t.therapy in ('always', 'sometimes') and coalesce(t.status, 'A') not in ('B', 'I', 'N')
    left join episode AS e on e.episode_key = s.episode_key
    left join line_price AS p on p.line_key = s.line_key
),
weighed as (
    select *,
        outcome is null or outcome = 'prior_payer' or (outcome = 'paid' and allowed is null) AS is_open,
        cast(case when outcome = 'paid' and allowed is not null then allowed
            when outcome in ('duplicate', 'no_charge') then 0 else expected end AS decimal(12, 2)) AS countable
    from therapy_line
),
counted as (
    select *,
        case when outcome = 'paid' then countable
            when is_open and not list_has_any(coalesce(modifiers, []), ['GA', 'GY', 'GZ']) then countable
            else cast(0 AS decimal(12, 2)) end AS amount
    from weighed
),
account as (   -- the payer that an opening balance of the year belongs to
    select patient_no, year, bucket, arg_min(rule_payer_no, (class <> 'medicare', rule_payer_no)) AS rule_payer_no
    from (select distinct patient_no, year, bucket, class, rule_payer_no from therapy_line)
    group by patient_no, year, bucket
),
stated as (
    select practice, patient_id, year, bucket, sum(amount) AS amount
    from opening_balance
    where not is_duplicate
    group by practice, patient_id, year, bucket
),
known as (
    select k.patient_no, o.year, o.bucket, o.amount, o.practice is not distinct from k.practice AS is_exact,
        count(*) over (partition by o.practice, o.patient_id, o.year, o.bucket) AS patients
    from stated AS o
    join patient AS k
        on k.patient_id = o.patient_id and (k.practice = o.practice or k.practice is null or o.practice is null)
),
opening as (
    select a.patient_no, a.year, a.bucket, a.rule_payer_no,
        cast(coalesce(sum(n.amount) filter (where n.is_exact), sum(n.amount)) AS decimal(12, 2)) AS amount
    from known AS n
    join account AS a on a.patient_no = n.patient_no and a.year = n.year and a.bucket = n.bucket
    where n.is_exact or n.patients = 1
    group by a.patient_no, a.year, a.bucket, a.rule_payer_no
),
year_threshold as (
    select y.year, arg_max(struct_pack(year := t.year, pt_slp := t.pt_slp, ot := t.ot, review := t.review), t.year) AS known
    from (select distinct year from therapy_line) AS y
    join therapy_threshold AS t on t.year <= y.year
    group by y.year
),
summed as (
    select c.*, o.amount AS opening,
        cast(coalesce(o.amount, 0) + sum(coalesce(c.amount, 0)) over in_turn - coalesce(c.amount, 0) AS decimal(12, 2))
            AS running_before,
        cast(case when c.bucket = 'OT' then h.known.ot else h.known.pt_slp end AS decimal(12, 2)) AS threshold,
        cast(h.known.review AS decimal(12, 2)) AS review, h.known.year < c.year AS is_assumed
    from counted AS c
    left join opening AS o
        on o.patient_no = c.patient_no and o.year = c.year and o.bucket = c.bucket and o.rule_payer_no = c.rule_payer_no
    left join year_threshold AS h on h.year = c.year
    window in_turn as (
        partition by c.patient_no, c.rule_payer_no, c.year, c.bucket order by c.counted_on nulls last, c.dos, c.line_key
        rows between unbounded preceding and current row)
)
select line_key, episode_key, visit_key, patient_no, rule_payer_no, payer, year, bucket, cut_no, dos, submit_date, answer_date,
    cpt, modifiers,
    outcome, counted_on, amount, countable, is_open and amount is distinct from 0 AS is_estimated, opening, running_before,
    cast(running_before + coalesce(amount, 0) AS decimal(12, 2)) AS running_after, threshold, review, is_assumed,
    coalesce(running_before + coalesce(countable, 0) > threshold, false) AS is_over,
    coalesce(running_before <= threshold and running_before + countable > threshold, false) AS is_crossing
from summed
