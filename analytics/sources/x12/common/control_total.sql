-- one row per file and control total that it has not yet, then one per failed check of the file
-- Duplicates are judged behind this, and move from loaded to duplicate. An envelope is checked by every reader of a
-- file of several kinds, and its failure told once.
with checked as (
    select file_id, measure, reference, difference, row_no from x12_envelope_check
    union all by name
    select file_id, measure, reference, difference, row_no from x12_failure
),
entry as (
    select
        file_id, measure, null::varchar as reference, in_file, loaded, rejected, 0 as duplicate,
        in_file - loaded - rejected as difference, position, null::bigint as row_no
    from x12_total
    union all by name
    select file_id, measure, reference, difference, 6 as position, row_no from checked
)
select file_id, measure, reference, in_file, loaded, rejected, duplicate, difference
from entry
where not exists (
    from control_total as told
    where told.file_id = entry.file_id and told.measure = entry.measure
        and told.reference is not distinct from entry.reference
        and (told.reference is null or entry.measure not in ('claim_balance', 'line_balance'))
)
order by file_id, position, row_no, measure
