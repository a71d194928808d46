-- one row per envelope check of the files that failed: counts, control numbers, segments that never came
-- IEA01 = groups and IEA02 = ISA13; GE01 = transactions and GE02 = GS06; SE01 = segments from ST to SE and SE02 = ST02;
-- the group of a remittance is HP (X12 005010X221A1, appendix C). Leading zeros of a control number do not count.
-- ST02 names one transaction of a group, GS06 one group of an interchange. A segment that opens a loop twice or never
-- is found by what is missing on the other side.
-- difference: expected less found, never 0. Of a count: stated less counted (a count that is no number says 0). Of
-- anything else there should be one and there is none, so 1: a segment that never came, a control number that is not
-- the one it answers (the difference of two names means nothing) or that was used before, a group of another kind.
with interchange as (
    select
        file_id, coalesce(isa_row, 0) as row_no,
        concat_ws(' ', 'ISA', max(case when id = 'ISA' then x12_text(elements[13]) end)) as reference,
        bool_or(id = 'ISA') as is_open, bool_or(id = 'IEA') as is_closed,
        count(*) filter (id = 'GS') as parts,
        max(case when id = 'IEA' then elements[1] end) as stated,
        max(case when id = 'ISA' then ltrim(trim(elements[13]), '0') end) as opened_as,
        max(case when id = 'IEA' then ltrim(trim(elements[2]), '0') end) as closed_as,
        true as is_remittance
    from x12_loop
    group by file_id, isa_row
),
functional_group as (
    select
        file_id, coalesce(gs_row, 0) as row_no,
        concat_ws(' ', 'GS', max(case when id = 'GS' then x12_text(elements[6]) end)) as reference,
        bool_or(id = 'GS') as is_open, bool_or(id = 'GE') as is_closed,
        count(*) filter (id = 'ST') as parts,
        max(case when id = 'GE' then elements[1] end) as stated,
        max(case when id = 'GS' then ltrim(trim(elements[6]), '0') end) as opened_as,
        max(case when id = 'GE' then ltrim(trim(elements[2]), '0') end) as closed_as,
        bool_or(id = 'ST' and is_835) as is_remittance,
        max(case when id = 'GS' then x12_text(elements[1]) end) as kind
    from x12_loop
    where id in ('GS', 'ST', 'GE')
    group by file_id, isa_row, gs_row
),
closing as (
    -- the first SE behind an ST closes it
    select file_id, payment_row as row_no, min(row_no) as se_row, arg_min(elements, row_no) as elements
    from x12_envelope
    where id = 'SE'
    group by file_id, payment_row
),
transaction as (
    select
        payment.file_id, payment.row_no,
        concat_ws(' ', 'ST', payment.transaction_control, 'trace ' || payment.trace_number) as reference,
        true as is_open, closing.row_no is not null as is_closed,
        closing.se_row - payment.row_no + 1 as parts,
        closing.elements[1] as stated,
        ltrim(payment.transaction_control, '0') as opened_as,
        ltrim(trim(closing.elements[2]), '0') as closed_as,
        true as is_remittance
    from x12_payment as payment
    left join closing on closing.file_id = payment.file_id and closing.row_no = payment.row_no
),
loop as (
    select *, 'IEA' as closing, 'ISA' as opening, 'envelope' as count_measure from interchange
    union all by name
    select *, 'GE' as closing, 'GS' as opening, 'envelope' as count_measure from functional_group
    union all by name
    select *, 'SE' as closing, 'ST' as opening, 'segment_count' as count_measure from transaction
),
counted as (
    select
        file_id, count_measure as measure, reference, row_no, parts,
        case when regexp_full_match(trim(stated), '0*[0-9]{1,9}') then try_cast(trim(stated) as integer) end as stated
    from loop
    where is_open and is_closed
),
used_before as (
    select file_id, row_no, id
    from x12_loop
    where id = 'ST' and x12_text(elements[2]) is not null
    qualify row_number() over (
        partition by file_id, isa_row, gs_row, ltrim(trim(elements[2]), '0') order by row_no
    ) > 1
    union all by name
    select file_id, row_no, id
    from x12_loop
    where id = 'GS' and x12_text(elements[6]) is not null
    qualify row_number() over (partition by file_id, isa_row, ltrim(trim(elements[6]), '0') order by row_no) > 1
)
select file_id, 'envelope' as measure, reference || ': no ' || opening as reference, row_no, 1 as difference
from loop where not is_open
union all by name
select file_id, 'envelope' as measure, reference || ': no ' || closing as reference, row_no, 1 as difference
from loop where is_open and not is_closed
union all by name
select
    file_id, measure, reference, row_no,
    coalesce(nullif(coalesce(stated, 0) - parts, 0), 1) as difference
from counted where stated is distinct from parts
union all by name
select file_id, 'control_number' as measure, reference, row_no, 1 as difference
from loop where is_open and is_closed and opened_as is distinct from closed_as
union all by name
select
    loop.file_id, 'control_number' as measure, loop.reference || ': control number used before' as reference,
    loop.row_no, 1 as difference
from used_before
join loop
    on loop.file_id = used_before.file_id and loop.row_no = used_before.row_no and loop.opening = used_before.id
union all by name
select
    file_id, 'envelope' as measure, reference || ': not a group of remittances (HP)' as reference, row_no,
    1 as difference
from functional_group where is_open and is_remittance and kind is distinct from 'HP'
