-- one row per visit with timed codes behind a figure of units, the largest amount first
-- inputs: unit_visit, unit_audit
-- $part: billed | correct | missed | excess | missed_value | excess_value | undetermined | tied; amount adds up to that column of summary_units
-- line: a line of the visit, as text, to tell its story by
with chosen as (
    select *, case $part
            when 'billed' then case when verdict <> 'undetermined' then units_billed end
            when 'correct' then units_correct
            when 'missed' then units_missed
            when 'excess' then units_excess
            when 'missed_value' then value_missed
            when 'excess_value' then value_excess
            when 'undetermined' then case when verdict = 'undetermined' then 1 end
            when 'tied' then case when tie then 1 end end AS amount
    from unit_visit
    where selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
)
select cast(pinned.shown_key AS varchar) AS line, patient_id, dos, payer, provider, rule, minutes, units_billed, units_correct, value,
    verdict AS said, pinned.claim_id AS claim_id, amount
from chosen
where amount <> 0
order by abs(amount) desc, abs(value) desc nulls last, dos, visit_key
