-- one row per adjustment of every answer to a line, in time order: what the payer took off the charge, and why
-- inputs: episode_line, match, remitted_line, remit_adjustment, carc
-- $episode: its key, as text. label: our own short word for the reason; remarks: the remark codes of that answer
-- of_claim: the adjustment stands at the claim and not at the line
with answer as (
    select r.remitted_key, r.claim_key, r.payment_date, r.payer_name, r.status, r.is_standing, r.charge, r.paid, r.claim_id,
        array_to_string(r.remarks, ' ') AS remarks
    from remitted_line AS r
    where r.remitted_key in (
        select remitted_key
        from match
        where line_key in (select line_key from episode_line where episode_key = cast($episode AS bigint)))
),
adjusted as (
    select remitted_key, a.group_code, a.carc, a.amount, a.sequence, false AS of_claim
    from answer AS r
    join remit_adjustment AS a on a.line_key = r.remitted_key
    where a.line_key in (select remitted_key from answer)
    union all
    select r.remitted_key, a.group_code, a.carc, a.amount, a.sequence, true
    from answer AS r
    join remit_adjustment AS a on a.claim_key = r.claim_key and a.line_key is null
    where a.claim_key in (select claim_key from answer)
)
select r.payment_date AS day, r.payer_name AS payer, r.status, r.is_standing, r.charge, r.paid, a.group_code, a.carc, c.label, a.amount, a.of_claim,
    r.remarks, r.claim_id
from answer AS r
left join adjusted AS a on a.remitted_key = r.remitted_key
left join carc AS c on c.carc = a.carc
order by r.payment_date nulls last, r.remitted_key, a.of_claim, a.sequence
