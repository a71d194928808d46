-- one row per submitted line as it was understood
select l.row_no as "row", c.claim_id, c.frequency, c.payer_sequence, c.payer_name, c.subscriber_member_id as member_id, l.dos,
    l.code, l.modifiers, l.units, l.minutes, coalesce(l.charge, c.charge) as charge,
    coalesce(l.rendering_name, c.rendering_name) as rendering_provider, c.supervising_name as supervising_provider,
    coalesce(l.auth_number, c.auth_number) as auth_number, l.line_control, c.dx, c.submit_date
from submitted_claim as c
left join submitted_line as l on l.claim_key = c.claim_key
where c.file_id = $file_id
order by c.claim_key, l.line_key
