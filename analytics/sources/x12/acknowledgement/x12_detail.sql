-- one row per segment of the acknowledgements that stands below an HL, with the claim and the line it speaks of
-- level: 20 = who answers, 21 = who sent the claims, 19 = billing provider, PT = patient (22 and
-- 23 in older guides). In a patient's loop each TRN
-- opens an answer to one claim (answer_row), and each SVC behind it a line of it (svc_row); elsewhere the loop
-- itself is what is answered.
with detail as (
    select segment.*, case when trim(hl.elements[3]) in ('22', '23') then 'PT' else trim(hl.elements[3]) end as level
    from x12_segment as segment
    join x12_transaction as sent on sent.file_id = segment.file_id and sent.row_no = segment.st_row
    join x12_segment as hl on hl.file_id = segment.file_id and hl.row_no = segment.hl_row
    where segment.id in ('HL', 'NM1', 'TRN', 'STC', 'REF', 'DTP', 'SVC') and not segment.is_cut
),
answer as (
    select
        *,
        coalesce(
            max(case when id = 'TRN' and level = 'PT' then row_no end) over so_far, hl_row
        ) as answer_row
    from detail
    window so_far as (partition by file_id, hl_row order by row_no rows unbounded preceding)
)
select *, max(case when id = 'SVC' then row_no end) over so_far as svc_row
from answer
window so_far as (partition by file_id, answer_row order by row_no rows unbounded preceding)
