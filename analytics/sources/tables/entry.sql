-- one row per accepted row of a remittance table, with the ordinal of the line it belongs to (line_ordinal)
with accepted as (
    select *
    from work_value
    where ordinal not in (select ordinal from work_fault)
)
, named as (
    select
        ordinal, sheet, row_no, payer_name, payer_id, check_number, paid_date, check_amount,
        claim_id, line_no, payer_claim_id, patient_id, dos, cpt as code,
        coalesce(patient_last, case when patient_name like '%,%' then trim(split_part(patient_name, ',', 1)) else patient_name end)
            as patient_last,
        coalesce(patient_first, nullif(trim(split_part(patient_name, ',', 2)), '')) as patient_first,
        member_id, units, charge, paid, allowed, patient_resp,
        claim_status_of(claim_status, charge) as status,
        coalesce(claim_id, patient_id || ' ' || dos::varchar) as claim_name,
        case
            when (select tells_modifiers from work_shape)
                then ordered_set(list_concat(
                    code_modifiers(cpt_text), coalesce(modifiers, []), coalesce(modifier_1, []),
                    coalesce(modifier_2, []), coalesce(modifier_3, []), coalesce(modifier_4, [])
                ))
        end as modifiers,
        ordered_set(list_concat(coalesce(remark_items(rarc), []), coalesce(remark_items(carc_text), []))) as remarks,
        coalesce(carc, []) as items,
        coalesce(adjustment_amount, []) as amounts,
        list_transform(
            regexp_split_to_array(coalesce(group_code, ''), '\s*[|;,]\s*'), lambda name: group_of(name)
        ) as groups
    from accepted
)
, adjusted as ( -- an amount or a group column goes with its reasons one to one, else with the first (amount) or all (group)
    select *,
        case
            when len(items) = 0 and coalesce(list_sum(amounts), 0) <> 0
                then [{'group_code': groups[1], 'carc': null::varchar, 'amount': list_sum(amounts)::decimal(12, 2)}]
            else list_transform(items, lambda item, place: {
                'group_code': coalesce(item['group_code'], case when len(groups) = len(items) then groups[place] else groups[1] end),
                'carc': item['carc'],
                'amount': case
                    when len(list_filter(items, lambda other: other['amount'] is not null)) > 0 then item['amount']
                    when len(amounts) = len(items) then amounts[place]
                    when place = 1 then list_sum(amounts)::decimal(12, 2)
                end
            })
        end as adjustments
    from named
)
, balanced as ( -- a row whose adjustments explain its whole unpaid charge is a line of its own, unless a line number says more
    select *,
        case
            when line_no is null
                and coalesce(list_sum(list_transform(adjustments, lambda one: one['amount'])), 0) = charge - coalesce(paid, 0)
                and charge <> coalesce(paid, 0)
                then adjustments
        end as whole,
        status = '22' as is_reversal
    from adjusted
)
, named_line as ( -- one number for all that rows of one line share: windows over it are far cheaper than over the columns
    select *,
        hash(
            payer_name, payer_id, check_number, paid_date, claim_name, is_reversal, line_no, code, dos, modifiers, units,
            charge, paid, allowed, whole
        ) as line_name
    from balanced
)
, numbered as ( -- the same adjustment for a second time: a second line like the first
    select *,
        row_number() over (partition by line_name, hash(adjustments) order by ordinal) as copy
    from named_line
)
select *,
    min(ordinal) over (partition by line_name, copy) as line_ordinal
from numbered
