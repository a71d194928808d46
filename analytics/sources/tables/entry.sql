-- one row per posting of a remittance table, with the ordinal of the line it belongs to (line_ordinal); states_charge,
-- states_paid: whether its charge and payment count, or only repeat what another row of the line says
with balanced as ( -- a row whose adjustments explain its whole unpaid charge is a line of its own, unless a line number says more
    select posting.*, grain, said,
        case
            when line_no is null and grain = 'line' and not said
                and coalesce(list_sum(list_transform(adjustments, lambda one: one['amount'])), 0) = charge - coalesce(paid, 0)
                and charge <> coalesce(paid, 0)
                then adjustments
        end as whole,
        coalesce(status = '22', false) as is_reversal
    from temp_posting as posting
    cross join temp_grain
)
, named_line as ( -- one number for all that rows of one line share: windows over it are far cheaper than over the columns
    select *,
        case
            when grain = 'transaction'
                then hash(payer_name, payer_id, check_number, claim_name, is_reversal, is_secondary, line_no, code, modifiers)
            else hash(
                payer_name, payer_id, check_number, paid_date, claim_name, is_reversal, line_no, code, dos, modifiers, units,
                charge, paid, allowed, whole, is_secondary
            )
        end as line_name
    from balanced
)
, numbered as ( -- the same adjustment for a second time: a second line like the first
    select *,
        case
            when grain = 'transaction' then 1
            when grain = 'line' and said then ordinal
            else row_number() over (partition by line_name, hash(adjustments) order by ordinal)
        end as copy
    from named_line
)
, placed as (
    select *,
        min(ordinal) over (partition by line_name, copy) as line_ordinal,
        min(case when charge is not null then ordinal end) over (partition by line_name, copy) as charge_ordinal,
        bool_or(posting = 'charge') over (partition by line_name, copy) as has_charge_row
    from numbered
)
select * exclude (charge_ordinal, has_charge_row, said),
    case
        when grain <> 'transaction' then ordinal = line_ordinal
        when has_charge_row then posting = 'charge'
        else coalesce(ordinal = charge_ordinal, false)
    end as states_charge,
    grain = 'transaction' or ordinal = line_ordinal as states_paid
from placed
