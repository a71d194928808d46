-- one row per billed line of the first payer, with the episode it belongs to
-- key: line_key; episode_key = the line_key of the episode's first line
-- inputs: billed_line, adjudication, therapy_code
-- step: per patient
-- rule: a corrected claim (frequency 7 or 8), a later claim after a denial, or one refused as a duplicate joins the
-- episode of the first claim for the same patient, date, code, payer and discipline (the code's, else the provider's, else the
-- line's: a wrong GP that is mended is no other service). Equal lines inside one claim stay apart.
with answered as (
    select line_key, arg_min(outcome, (payment_date, claim_key)) AS first_outcome, min(known_on) AS first_date
    from adjudication
    where not is_secondary and is_standing
    group by line_key
),
placed as (
    select b.line_key, b.patient_no, b.dos, b.cpt, b.payer_no, b.claim_id, b.submit_date, b.claim_frequency, a.first_outcome, a.first_date,
        coalesce(t.only_discipline, b.provider_discipline, b.discipline) AS plan,
        -- a claim sent again may keep its number: its lines are counted anew
        coalesce(b.submit_date, case when b.claim_frequency in ('7', '8') then date '2999-12-31' end) AS sending,
        row_number() over (partition by b.patient_no, b.dos, b.cpt, b.payer_no, plan, b.claim_id, sending order by b.line_key) AS place
    from billed_line AS b
    left join therapy_code AS t on t.hcpcs = b.cpt
    left join answered AS a on a.line_key = b.line_key
    where b.is_primary
),
joined as (
    select *,
        lag(claim_id) over earlier is not null
        and (coalesce(claim_frequency in ('7', '8'), false)
            -- a claim sent before the refusal was known is another service
            or coalesce(lag(first_outcome) over earlier in ('denied', 'duplicate')
                and coalesce(submit_date >= lag(first_date) over earlier, true), false)
            or coalesce(first_outcome = 'duplicate', false)) AS joins_before
    from placed
    window earlier as (partition by patient_no, dos, cpt, payer_no, plan, place order by submit_date nulls first, line_key)
),
numbered as (
    select *,
        sum(case when joins_before then 0 else 1 end) over upto AS episode_no,
        row_number() over upto AS position
    from joined
    window upto as (partition by patient_no, dos, cpt, payer_no, plan, place order by submit_date nulls first, line_key)
)
select line_key,
    first_value(line_key) over whole AS episode_key,
    line_key = last_value(line_key) over whole AS is_latest,
    coalesce(claim_frequency = '8', false) AS is_void
from numbered
window whole as (partition by patient_no, dos, cpt, payer_no, plan, place, episode_no order by position
    rows between unbounded preceding and unbounded following)
