-- one row per accepted amount of a therapy threshold, as opening_balance wants it
select
    ordinal, sheet, row_no, practice, patient_id, year, bucket_of(coalesce(discipline, bucket)) as bucket,
    case when len(list_distinct(disciplines_of(coalesce(discipline, bucket)))) = 1
        then disciplines_of(coalesce(discipline, bucket))[1] end as discipline,
    amount, source
from temp_value
where ordinal not in (select ordinal from temp_fault where fatal)
