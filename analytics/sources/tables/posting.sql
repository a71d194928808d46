-- one row per accepted row of a remittance table, and one more for what a secondary payer did to its line (is_secondary)
with accepted as (
    select *, posting_of(transaction_type) as posting,
        regexp_split_to_array(coalesce(group_code, ''), '\s*[|;,]\s*') as group_words
    from temp_value
    where ordinal not in (select ordinal from temp_fault where fatal)
)
, named as (
    select
        ordinal, false as is_secondary, sheet, row_no, payer_name, payer_id, check_number,
        case when posting = 'payment' then coalesce(paid_date, dos) else paid_date end as paid_date, check_amount,
        claim_id, line_no, payer_claim_id, patient_id,
        case when coalesce(posting, 'charge') = 'charge' then dos end as dos, coalesce(dos_to, dos_last) as dos_to,
        case when transaction_amount is null then cpt end as code,
        coalesce(patient_last, case when patient_name like '%,%' then trim(split_part(patient_name, ',', 1)) else patient_name end)
            as patient_last,
        coalesce(patient_first, nullif(trim(split_part(patient_name, ',', 2)), '')) as patient_first,
        member_id, units, posting,
        case when posting = 'charge' then coalesce(transaction_amount, charge) else charge end as charge,
        case when posting = 'payment' then coalesce(paid, transaction_amount * factor) else paid end as paid,
        allowed, patient_resp,
        claim_status_of(claim_status, charge) as status,
        coalesce(claim_id, patient_id || ' ' || dos::varchar, line_no) as claim_name,
        case
            when (select tells_modifiers from temp_shape)
                then ordered_set(list_concat(cpt_marks, modifiers, modifier_1, modifier_2, modifier_3, modifier_4, modifier_5))
        end as modifiers,
        ordered_set(list_concat(remark_items(rarc), carc_remarks)) as remarks,
        coalesce(carc, []) as items,
        case
            when posting = 'adjustment' then coalesce(adjustment_amount, [(transaction_amount * factor)::decimal(12, 2)])
            else coalesce(adjustment_amount, [])
        end as amounts,
        list_transform(group_words, lambda name: group_of(name)) as groups,
        list_filter(
            [
                {'group_code': 'PR', 'carc': '1', 'amount': deductible},
                {'group_code': 'PR', 'carc': '2', 'amount': coinsurance},
                {'group_code': 'PR', 'carc': '3', 'amount': copay}
            ],
            lambda share: share['amount'] <> 0
        ) as shares
    from accepted cross join temp_sign
)
, adjusted as ( -- an amount or a group column goes with its reasons one to one, else with the first (amount) or all (group)
    select * exclude (shares),
        list_concat(
            case
                when len(items) = 0 and coalesce(list_sum(amounts), 0) <> 0
                    then [{'group_code': groups[1], 'carc': null::varchar, 'amount': list_sum(amounts)::decimal(12, 2)}]
                else list_transform(items, lambda item, place: {
                    'group_code': coalesce(
                        item['group_code'], case when len(groups) = len(items) then groups[place] else groups[1] end
                    ),
                    'carc': item['carc'],
                    'amount': case
                        when len(list_filter(items, lambda other: other['amount'] is not null)) > 0 then item['amount']
                        when len(amounts) = len(items) then amounts[place]
                        when place = 1 then list_sum(amounts)::decimal(12, 2)
                    end
                })
            end,
            -- the patient's share in a column of its own, unless a reason tells it
            list_filter(shares, lambda share: not list_contains(list_transform(items, lambda item: item['carc']), share['carc']))
        ) as adjustments
    from named
)
select * from adjusted
union all by name
select
    adjusted.ordinal + 2147483648 as ordinal, true as is_secondary, adjusted.sheet, adjusted.row_no,
    coalesce(secondary_payer, 'secondary payer of ' || adjusted.payer_name) as payer_name,
    secondary_paid_date as paid_date,
    adjusted.claim_id, adjusted.line_no, adjusted.patient_id, adjusted.dos, adjusted.dos_to, code, adjusted.patient_last,
    adjusted.patient_first, adjusted.units, adjusted.charge, secondary_paid as paid, '2' as status, claim_name, adjusted.modifiers,
    []::varchar[] as remarks, [] as items, [] as amounts, [] as groups,
    case
        when len(coalesce(secondary_carc, [])) > 0
            then list_transform(secondary_carc, lambda item, place: {
                'group_code': item['group_code'], 'carc': item['carc'],
                'amount': coalesce(item['amount'], case when place = 1 then secondary_adjustment_amount end)
            })
        when secondary_adjustment_amount <> 0
            then [{'group_code': null::varchar, 'carc': null::varchar, 'amount': secondary_adjustment_amount}]
        else []
    end as adjustments
from adjusted
join temp_value using (ordinal)
where secondary_paid <> 0 or secondary_carc is not null or secondary_adjustment_amount <> 0
