-- one row per value of an opening balance that can be read but not be true
-- rule: KX replaced the caps of therapy on 2018-01-01 (Bipartisan Budget Act of 2018, section 50202): no year before counts; a
-- balance of a year further ahead than the next one is a slip of the pen
select ordinal, field, value, reason, fix, fatal
from (
    with judged as (
        select v.ordinal, v.year, v.amount, v.discipline, v.bucket, bucket_of(v.discipline) as of_discipline,
            bucket_of(v.bucket) as of_bucket, t.year as year_text, t.amount as amount_text
        from temp_value as v
        join temp_text as t on t.ordinal = v.ordinal
    )
    select ordinal, 'year' as field, year_text as value, 'a year without a therapy threshold' as reason,
        'write a calendar year from 2018 to the next one' as fix, true as fatal
    from judged
    where year not between 2018 and extract(year from current_date) + 1
    union all
    select ordinal, 'amount', amount_text, 'a negative amount', 'write the dollars that were allowed so far', true
    from judged
    where amount < 0
    union all
    select ordinal, 'discipline', discipline, 'not a discipline of one threshold', 'write PT, SLP, PT/SLP or OT', true
    from judged
    where discipline is not null and of_discipline is null
    union all
    select ordinal, 'bucket', bucket, 'not a discipline of one threshold', 'write PT, SLP, PT/SLP or OT', true
    from judged
    where bucket is not null and of_bucket is null
    union all
    select ordinal, 'bucket', bucket, 'not the threshold of the discipline beside it', 'leave one of the two empty', true
    from judged
    where of_bucket <> of_discipline
)
