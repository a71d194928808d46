-- one row per visit with timed codes, those worth most first; money in dollars of allowed amount
-- visit_key is text, because a spreadsheet and a browser round such long numbers
select cast(v.visit_key AS varchar) AS visit_key, v.patient_id, v.dos, v.payer, v.provider, v.rule, v.minutes,
    v.units_billed, v.units_correct, v.value, v.verdict, v.tie
from unit_visit AS v
where selected(v.cut_no, v.dos, v.submit_date, v.answer_date, struct_update($filter, codes := []))
    and (len($filter.codes) = 0
        or v.visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
order by case v.verdict when 'ok' then 1 else 0 end, abs(v.value) desc nulls last, v.dos, v.visit_key
