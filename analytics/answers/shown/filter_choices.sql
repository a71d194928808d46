-- one row: what the filter bar offers, each a sorted list, and the first and last day of service, submission and first answer
-- inputs: cut, line_day
-- What nobody billed is offered too: a visit or a code of the minutes files.
with day as (
    select min(dos) AS first_day, max(dos) AS last_day, min(submit_date) AS first_submitted, max(submit_date) AS last_submitted,
        min(answer_date) AS first_answered, max(answer_date) AS last_answered
    from line_day
)
select coalesce(list_sort(list(distinct practice) filter (where practice is not null)), []) AS practices,
    coalesce(list_sort(list(distinct location) filter (where location is not null)), []) AS locations,
    coalesce(list_sort(list(distinct payer) filter (where payer is not null)), []) AS payers,
    coalesce(list_sort(list(distinct payer_class) filter (where payer_class is not null)), []) AS payer_classes,
    coalesce(list_sort(list(distinct provider) filter (where provider is not null)), []) AS providers,
    coalesce(list_sort(list(distinct discipline) filter (where discipline is not null)), []) AS disciplines,
    coalesce(list_sort(list(distinct cpt) filter (where cpt is not null)), []) AS codes,
    any_value(d.first_day) AS first_day, any_value(d.last_day) AS last_day,
    any_value(d.first_submitted) AS first_submitted, any_value(d.last_submitted) AS last_submitted,
    any_value(d.first_answered) AS first_answered, any_value(d.last_answered) AS last_answered
from day AS d
left join cut AS c on true
