-- one row per visit that was documented and never billed, what can still be filed first: its worth and until when it can be filed
-- inputs: unbilled_value, payer_version, setting
-- state and deadline_basis as in unanswered.sql; value is null where it cannot be known, and explanation says why
select v.patient_id, v.payer, v.provider, v.location, v.dos, v.discipline, v.main_code, coalesce(v.minutes, v.total_timed_minutes)
        AS minutes, v.value,
    v.dos + cast(v.timely_filing_days AS integer) AS deadline,
    case when v.timely_filing_days is not null
        then case when list_contains(r.assumed, 'timely_filing_days') then 'assumed' else 'stated' end end AS deadline_basis,
    date_diff('day', s.as_of, v.dos + cast(v.timely_filing_days AS integer)) AS days_left,
    case when v.timely_filing_days is null then 'no deadline known'
        when v.dos + cast(v.timely_filing_days AS integer) < s.as_of then 'too late'
        when v.dos + cast(v.timely_filing_days AS integer) <= s.as_of + 30 then 'due in 30 days' else 'in time' end AS state,
    v.explanation
from unbilled_value AS v
cross join setting AS s
left join payer_version AS r on r.rule_key = v.rule_key
where selected(v.cut_no, v.dos, v.submit_date, v.answer_date, $filter)
order by coalesce(deadline < s.as_of, false), deadline nulls last, v.value desc nulls last, v.patient_id, v.dos
