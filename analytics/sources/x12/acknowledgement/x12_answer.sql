-- one row per answer of the files, loaded or not: to a claim, or to a whole batch
-- Key: file_id, answer_row. The worst status of a claim decides (rejected, pending, accepted), a line's only where the
-- claim has none; all others stand in the message. A batch (of a sender or a provider) is an answer of its own where it
-- is rejected, or where no claim of it follows. fault: status (a claim without any status is not loaded).
with opening as (
    select
        file_id, st_row, answer_row, any_value(hl_row) as hl_row, any_value(level) as level
    from x12_detail
    where level = 'PT'
    group by file_id, st_row, answer_row
    having bool_or(id in ('TRN', 'STC'))
),
ranked as (
    select
        *,
        row_number() over (
            partition by file_id, answer_row order by is_of_line, rank, row_no, place
        ) as preference
    from x12_status
),
decided as (
    select
        file_id, answer_row,
        max(case when preference = 1 then outcome end) as outcome,
        max(case when preference = 1 then category_code end) as category_code,
        max(case when preference = 1 then status_code end) as status_code,
        max(case when preference = 1 then entity_code end) as entity_code,
        max(case when preference = 1 then date_text end) as date_text,
        max(case when preference = 1 then charge_text end) as charge_text,
        max(case when preference = 1 then row_no end) as status_row,
        string_agg(distinct message, ' ') as texts,
        string_agg(composite, ' ' order by preference) filter (preference > 1) as others
    from ranked
    group by file_id, answer_row
),
claims_of as (
    select loop.file_id, loop.hl_row, count(opening.answer_row) as claims
    from x12_level as loop
    left join x12_level as below
        on below.file_id = loop.file_id and loop.hl_row in (below.source_row, below.sender_row, below.provider_row)
    left join opening on opening.file_id = below.file_id and opening.hl_row = below.hl_row
    group by loop.file_id, loop.hl_row
),
batch as (
    select distinct status.file_id, loop.st_row, status.answer_row, status.hl_row, status.level
    from x12_status as status
    join x12_level as loop on loop.file_id = status.file_id and loop.hl_row = status.hl_row
    join decided on decided.file_id = status.file_id and decided.answer_row = status.answer_row
    join claims_of on claims_of.file_id = status.file_id and claims_of.hl_row = status.hl_row
    where status.level is distinct from 'PT' and (decided.outcome = 'rejected' or claims_of.claims = 0)
)
select
    answer.file_id, answer.st_row, answer.answer_row, answer.hl_row, answer.level,
    decided.* exclude (file_id, answer_row),
    case when decided.outcome is null then 'status' end as fault
from (select * from opening union all by name select * from batch) as answer
left join decided on decided.file_id = answer.file_id and decided.answer_row = answer.answer_row
