-- one row per envelope check of the files that failed: counts, control numbers, segments that never came
-- IEA01 = groups and IEA02 = ISA13; GE01 = transactions and GE02 = GS06; SE01 = segments from ST to SE and SE02 = ST02;
-- the group must be of the kind the transactions belong in (group_kind). Leading zeros of a control number do not
-- count.
-- A segment that opens a loop twice or never is found by what is missing on the other side.
with interchange as (
    select
        file_id, coalesce(isa_row, 0) as row_no,
        concat_ws(' ', 'ISA', max(case when id = 'ISA' then x12_text(elements[13]) end)) as reference,
        bool_or(id = 'ISA') as is_open, bool_or(id = 'IEA') as is_closed,
        count(*) filter (id = 'GS') as parts,
        max(case when id = 'IEA' then elements[1] end) as stated,
        max(case when id = 'ISA' then ltrim(trim(elements[13]), '0') end) as opened_as,
        max(case when id = 'IEA' then ltrim(trim(elements[2]), '0') end) as closed_as
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
        bool_or(id = 'ST' and is_ours) as is_ours,
        max(case when id = 'GS' then x12_text(elements[1]) end) as kind
    from x12_loop
    where id in ('GS', 'ST', 'GE')
    group by file_id, isa_row, gs_row
),
closing as (
    -- the first SE behind an ST closes it
    select file_id, opened_row as row_no, min(row_no) as se_row, arg_min(elements, row_no) as elements
    from x12_envelope
    where id = 'SE'
    group by file_id, opened_row
),
transaction as (
    select
        sent.file_id, sent.row_no, sent.reference,
        true as is_open, closing.row_no is not null as is_closed,
        closing.se_row - sent.row_no + 1 as parts,
        closing.elements[1] as stated,
        ltrim(sent.transaction_control, '0') as opened_as,
        ltrim(trim(closing.elements[2]), '0') as closed_as
    from x12_transaction as sent
    left join closing on closing.file_id = sent.file_id and closing.row_no = sent.row_no
),
loop as (
    select *, 'IEA' as closing, 'ISA' as opening, 'envelope' as count_measure from interchange
    union all by name
    select *, 'GE' as closing, 'GS' as opening, 'envelope' as count_measure from functional_group
    union all by name
    select *, 'SE' as closing, 'ST' as opening, 'segment_count' as count_measure from transaction
)
select file_id, 'envelope' as measure, reference || ': no ' || opening as reference, row_no, null as difference
from loop where not is_open
union all by name
select file_id, 'envelope' as measure, reference || ': no ' || closing as reference, row_no, null as difference
from loop where is_open and not is_closed
union all by name
select file_id, count_measure as measure, reference, row_no, try_cast(stated as bigint) - parts as difference
from loop where is_open and is_closed and try_cast(stated as bigint) is distinct from parts
union all by name
select file_id, 'control_number' as measure, reference, row_no, null as difference
from loop where is_open and is_closed and opened_as is distinct from closed_as
union all by name
select
    file_id, 'envelope' as measure, reference || ': not a group ' || expected.group_kind as reference, row_no,
    null as difference
from functional_group
cross join (select distinct group_kind from x12_transaction) as expected
where is_open and is_ours and kind is distinct from expected.group_kind
