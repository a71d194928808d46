-- one row per timed line of a visit, and one per documented code that was never billed, with its arithmetic and its source
-- blocks: the minutes cut into quarter hours, the last one the minutes left over; minutes_from: file and row of the minutes
with noted as (
    select d.visit_key, d.cpt,
        string_agg(distinct f.name || ' row ' || m.row_no, ', ' order by f.name || ' row ' || m.row_no) AS minutes_from
    from documented AS d
    join minutes_row AS m on m.row_key = d.row_key
    join input_file AS f on f.file_id = m.file_id
    where d.visit_key in (
        select visit_key from unit_audit where selected(cut_no, dos, submit_date, answer_date, $filter))
    group by d.visit_key, d.cpt
)
select cast(a.visit_key AS varchar) AS visit_key, cast(b.day_key AS varchar) AS day_key, a.cpt, a.minutes, cast(floor(a.minutes / 15) AS integer) AS full_blocks,
    cast(a.minutes % 15 AS double) AS minutes_left, a.units_billed, a.units_correct, a.price, a.price_basis, a.value,
    a.claim_id, a.line_no, f.name AS file, a.row_no, n.minutes_from, e.explanation,
    coalesce(stated(v.key_sources, 'unit_rule').source, v.source) AS rule_source,
    cast(a.line_key AS varchar) AS line_key,
    stated(v.key_sources, 'unit_rule').verified AS rule_verified,
    coalesce(list_contains(v.assumed, 'unit_rule'), true) AS rule_assumed, a.line_key is null AS never_billed
from unit_audit AS a
join visit_explanation AS e on e.visit_key = a.visit_key
left join input_file AS f on f.file_id = a.file_id
left join billed_line AS b on b.line_key = a.shown_key
left join payer_day AS v on v.rule_payer_no = b.rule_payer_no and v.dos = b.dos
left join noted AS n on n.visit_key = a.visit_key and n.cpt is not distinct from a.cpt
where selected(a.cut_no, a.dos, a.submit_date, a.answer_date, $filter)
order by a.minutes desc nulls last, a.cpt, a.row_no
