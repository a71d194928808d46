-- one row per place in the files that speaks of a line, in time order: bills, minutes, claims (837P), remittances
-- inputs: billed_line, episode_line, submitted_match, submitted_bill, submitted_claim, match, remitted_line, remit_payment, documented, minutes_row,
-- unbilled_value, input_file
-- $episode, $visit: keys as text, empty where there is none
-- what: minutes | billed | claim | remittance; cpt: the code it names; day: of the service, the submission, the payment
with member as (
    select b.line_key, b.file_id, b.sheet, b.row_no, b.cpt, b.dos, b.submit_date, b.claim_id, e.is_void
    from episode_line AS e
    join billed_line AS b on b.line_key = e.line_key
    where e.episode_key = try_cast($episode AS bigint)
),
billing as (
    select line_key from member
),
place as (
    select 1 AS turn, 'minutes' AS what, m.dos AS day, m.cpt, cast(null AS varchar) AS claim_id, m.file_id, m.sheet, m.row_no
    from minutes_row AS m
    where m.row_key in (select row_key from documented where visit_key = try_cast($visit AS bigint))
    union all
    select 1, 'minutes', m.dos, m.cpt, null, m.file_id, m.sheet, m.row_no
    from minutes_row AS m
    where m.row_key in (select unnest(row_keys) from unbilled_value where visit_key = try_cast($visit AS bigint))
    union all
    select 2, case when is_void then 'voided' else 'billed' end, coalesce(submit_date, dos), cpt, claim_id, file_id, sheet, row_no
    from member
    union all
    select 3, 'claim', s.submit_date, s.cpt, s.claim_id, s.file_id, s.sheet, s.row_no
    from submitted_bill AS s
    where s.row_key in (select submitted_key from submitted_match where billing_key in (select line_key from billing))
        and s.row_key not in (select line_key from billing)
    union all
    select 4, 'remittance', r.payment_date, r.cpt, r.claim_id, r.file_id, null, r.row_no
    from remitted_line AS r
    where r.remitted_key in (select remitted_key from match where line_key in (select line_key from billing))
)
select p.what, p.day, p.cpt, p.claim_id, f.name AS file, p.sheet, p.row_no
from place AS p
left join input_file AS f on f.file_id = p.file_id
order by p.turn, p.day nulls last, f.name, p.row_no
