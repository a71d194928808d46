-- one row per timed line of a visit, and per documented code that was never billed: its minutes cut into quarter hours, and its units
-- inputs: unit_audit, visit_explanation, documented, minutes_row, input_file
-- $visit: the visit's key, as text. full_blocks, minutes_left: quarter hours and what is left; minutes_from: file and row
with noted as (
    select d.cpt, string_agg(distinct f.name || coalesce(', ' || m.sheet, '') || ' row ' || m.row_no, '; '
        order by f.name || coalesce(', ' || m.sheet, '') || ' row ' || m.row_no) AS minutes_from
    from documented AS d
    join minutes_row AS m on m.row_key = d.row_key
    join input_file AS f on f.file_id = m.file_id
    where d.visit_key = cast($visit AS bigint)
    group by d.cpt
)
select a.cpt, a.minutes, cast(floor(a.minutes / 15) AS integer) AS full_blocks, cast(a.minutes % 15 AS double) AS minutes_left, a.units_billed,
    a.units_correct, a.rule, a.verdict, a.value, a.tie, a.line_key is null AS never_billed, a.claim_id,
    cast(a.line_key AS varchar) AS line, n.minutes_from, e.explanation
from unit_audit AS a
left join visit_explanation AS e on e.visit_key = a.visit_key
left join noted AS n on n.cpt is not distinct from a.cpt
where a.visit_key = cast($visit AS bigint)
order by a.minutes desc nulls last, a.cpt, a.line_key
