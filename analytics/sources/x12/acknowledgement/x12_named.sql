-- one row per answer of the files: what it is about, with the raw text of what may be unreadable
-- A claim is named by its TRN, its references, its patient's loop, and its date of service (else its first line's); a
-- batch by the TRN of its loop. The payer is known where the answer is a payer's own.
with trace as (
    select file_id, hl_row, row_no, answer_row, elements from x12_detail where id = 'TRN'
),
batch_trace as (
    select file_id, hl_row, arg_min(elements, row_no) as elements from trace group by file_id, hl_row
),
reference as (
    select
        file_id, answer_row,
        coalesce(
            max(case when elements[1] = '1K' then x12_text(elements[2]) end),
            max(case when elements[1] = 'D9' then x12_text(elements[2]) end)
        ) as reference
    from x12_detail
    where id = 'REF' and svc_row is null
    group by file_id, answer_row
),
service as (
    select file_id, answer_row, arg_min(elements[3], row_no) as dos_text, min(row_no) as dos_row
    from x12_detail
    where id = 'DTP' and elements[1] = '472'
    group by file_id, answer_row
),
patient as (
    select file_id, hl_row, arg_min(elements, row_no) as elements
    from x12_detail
    where id = 'NM1' and elements[1] = 'QC'
    group by file_id, hl_row
),
payer as (
    select file_id, st_row, arg_min(elements, row_no) as elements
    from x12_detail
    where id = 'NM1' and elements[1] = 'PR' and level = '20'
    group by file_id, st_row
)
select
    answer.*,
    answer.level = 'PT' as is_of_claim,
    x12_text(trace.elements[2]) as claim_id,
    case when answer.level = 'PT' then reference.reference else x12_text(batch_trace.elements[2]) end as reference,
    x12_text(payer.elements[3]) as payer_name,
    x12_text(payer.elements[9]) as payer_id,
    x12_text(patient.elements[3]) as patient_last,
    x12_text(patient.elements[4]) as patient_first,
    x12_text(patient.elements[9]) as member_id,
    x12_date(answer.date_text) as status_date,
    x12_amount(answer.charge_text) as charge,
    x12_from(service.dos_text) as dos,
    service.dos_text,
    service.dos_row,
    concat_ws(
        ' ',
        case answer.level
            when 'PT' then null when '19' then 'the claims of one provider:' else 'the whole batch:'
        end,
        answer.others, answer.texts
    ) as message
from x12_answer as answer
left join trace on trace.file_id = answer.file_id and trace.row_no = answer.answer_row and answer.level = 'PT'
left join batch_trace on batch_trace.file_id = answer.file_id and batch_trace.hl_row = answer.hl_row
left join reference on reference.file_id = answer.file_id and reference.answer_row = answer.answer_row
left join service on service.file_id = answer.file_id and service.answer_row = answer.answer_row
left join patient on patient.file_id = answer.file_id and patient.hl_row = answer.hl_row and answer.level = 'PT'
left join payer on payer.file_id = answer.file_id and payer.st_row = answer.st_row
