-- one row per thing that stands in no figure, or in some only: files, rejected values, visits and lines, with why
-- inputs: input_file, reject, unit_visit, visit_explanation, billed_line, set_aside, episode, remitted_line, match, minutes_row, documented,
-- submitted_bill, submitted_match, opening_balance, patient
-- rejected, duplicate: rows of a file; not_judged: visits; not_counted: line episodes; unmatched: rows without counterpart. The
-- values behind rejected rows follow their file and are counted with it.
-- Visits and lines follow the filter; the rest belongs to no line.
with visit as (
    select * from unit_visit
    where verdict = 'undetermined' and selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
),
file_row as (
    select 1 AS place, case when status = 'loaded' then 'rows of a file' else 'file ' || status end AS what, file_id, name AS file,
        cast(null AS bigint) AS row_no, nullif(rejected, 0) AS rejected, nullif(duplicate, 0) AS duplicate,
        coalesce(reason, concat_ws('; ', case when rejected > 0 then 'values that could not be read, listed below' end,
            case when duplicate > 0 then 'loaded before, or replaced by a corrected export' end)) AS reason
    from input_file
    where status <> 'loaded' or rejected > 0 or duplicate > 0
),
reject_row as (
    select 2 AS place, 'value that could not be read' AS what, r.file_id, f.name AS file, r.row_no, r.column_name, r.value, r.reason, r.fix
    from reject AS r
    join input_file AS f on f.file_id = r.file_id
),
visit_row as (
    select 3 AS place, 'visit that cannot be judged' AS what, b.file_id, f.name AS file, b.row_no, v.patient_id, v.dos, v.pinned.cpt AS cpt,
        v.pinned.claim_id AS claim_id, 1 AS not_judged, e.explanation AS reason
    from visit AS v
    join visit_explanation AS e on e.visit_key = v.visit_key
    left join billed_line AS b on b.line_key = v.pinned.shown_key
    left join input_file AS f on f.file_id = b.file_id
),
line_row as (
    select 4 AS place, 'line in no column of the ledger' AS what, e.file_id, f.name AS file, e.row_no, e.patient_id, s.dos, s.cpt,
        s.claim_id, 1 AS not_counted, s.charge,
        case s.reason when 'voided' then 'taken back by the practice'
            when 'duplicate' then 'refused as a duplicate: the line it repeats counts'
            when 'capitated' then 'paid by the head'
            when 'no charge' then 'sent at 0.00: nothing was asked for'
            when 'no price' then 'no payer told what it is worth, and nothing was allowed'
            else s.reason end AS reason
    from set_aside AS s
    join episode AS e on e.episode_key = s.episode_key
    left join input_file AS f on f.file_id = e.file_id
    where selected(s.cut_no, s.dos, s.submit_date, s.answer_date, $filter)
),
alone as (
    select 5 AS place, 'remittance line that answers no bill' AS what, r.file_id, r.row_no, cast(null AS varchar) AS patient_id, r.dos, r.cpt,
        r.claim_id, r.charge, 'no billed line with this claim, patient, day and code is loaded' AS reason
    from remitted_line AS r
    where r.is_standing and r.remitted_key not in (select remitted_key from match)
    union all
    select 6, 'minutes that belong to no billed visit', m.file_id, m.row_no, m.patient_id, m.dos, m.cpt, null, null,
        'no line of this patient and day is loaded; a visit never billed is a leak and counted there'
    from minutes_row AS m
    where not m.is_duplicate and m.row_key not in (select row_key from documented)
    union all
    select 7, 'claim line (837P) that no billing row has', s.file_id, s.row_no, null, s.dos, s.cpt, s.claim_id, s.charge,
        'it counts as a billed line of its own'
    from submitted_bill AS s
    where s.row_key not in (select submitted_key from submitted_match) and not is_later_payer(s.payer_order)
        and not s.is_void and exists (select 1 from billing_row)
    union all
    select 8, 'opening balance of nobody billed', o.file_id, o.row_no, o.patient_id, null, null, null, o.amount, 'no line of this patient is loaded'
    from opening_balance AS o
    where not o.is_duplicate and not exists (
        select 1 from patient AS k
        where k.patient_id = o.patient_id and (k.practice = o.practice or k.practice is null or o.practice is null))
),
alone_row as (
    select a.*, f.name AS file, 1 AS unmatched
    from alone AS a
    join input_file AS f on f.file_id = a.file_id
),
excluded as (
    select * from file_row
    union all by name select * from reject_row
    union all by name select * from visit_row
    union all by name select * from line_row
    union all by name select * from alone_row
)
select what, file, row_no, column_name, value, patient_id, dos, cpt, claim_id, rejected, duplicate, not_judged, not_counted, unmatched, charge,
    reason, fix
from excluded
order by place, file_id, row_no, column_name, dos, patient_id, claim_id, cpt, charge, reason, value
