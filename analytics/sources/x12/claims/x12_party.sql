-- one row per HL loop of a batch: the provider, subscriber, payer and patient of the claims in it
-- Key: file_id, transaction, level. A loop's parent is named by HL02; where that names no loop of the right kind, the
-- nearest before it is taken, and is_guessed says so.
with placed as (
    select
        file_id, transaction, level, hl, parent_hl, code, has_patient,
        max(case when code = '20' then level end) over so_far as billing_before,
        max(case when code = '22' then level end) over so_far as subscriber_before
    from x12_level
    window so_far as (partition by file_id, transaction order by level rows unbounded preceding)
),
child as (
    select
        *,
        case code when '22' then '20' when '23' then '22' end as parent_code,
        case code when '22' then billing_before when '23' then subscriber_before end as before
    from placed
),
near as (
    select child.*, coalesce(before.hl = child.parent_hl, false) as is_near
    from child
    left join x12_level as before
        on before.file_id = child.file_id and before.transaction = child.transaction and before.level = child.before
),
far as (
    select
        near.file_id, near.transaction, near.level,
        coalesce(max(other.level) filter (other.level < near.level), min(other.level)) as parent
    from near
    join x12_level as other
        on other.file_id = near.file_id and other.transaction = near.transaction
        and other.hl = near.parent_hl and other.code = near.parent_code
    where not is_near
    group by near.file_id, near.transaction, near.level
),
parent as (
    select
        near.*,
        case when is_near then before else coalesce(far.parent, before) end as parent,
        parent_code is not null and not is_near and far.parent is null as is_guessed
    from near
    left join far using (file_id, transaction, level)
),
related as (
    select
        parent.*,
        case parent.code when '22' then parent.level when '23' then parent.parent end as subscriber_level,
        case parent.code
            when '22' then parent.parent
            when '23' then above.parent
            else parent.billing_before
        end as billing_level
    from parent
    left join parent as above
        on above.file_id = parent.file_id and above.transaction = parent.transaction
        and above.level = parent.parent
)
select
    related.file_id, related.transaction, related.level, related.code, related.parent_hl, related.is_guessed,
    nullif(billing.billing_name, '') as billing_name, billing.billing_npi, billing.billing_tin,
    subscriber.payer_sequence, subscriber.filing_code, subscriber.payer_name, subscriber.payer_id,
    subscriber.subscriber_member_id, subscriber.subscriber_last, subscriber.subscriber_first,
    case
        when related.code = '23' or related.has_patient then own.patient_last else subscriber.subscriber_last
    end as patient_last,
    case
        when related.code = '23' or related.has_patient then own.patient_first else subscriber.subscriber_first
    end as patient_first,
    own.dob
from related
join x12_level as own
    on own.file_id = related.file_id and own.transaction = related.transaction and own.level = related.level
left join x12_level as subscriber
    on subscriber.file_id = related.file_id and subscriber.transaction = related.transaction
    and subscriber.level = related.subscriber_level
left join x12_level as billing
    on billing.file_id = related.file_id and billing.transaction = related.transaction
    and billing.level = related.billing_level
