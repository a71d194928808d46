-- one row per other payer (SBR, loop 2320) of the loaded claims of a batch
-- Key: claim_key, sequence. Its name and what it paid stand between its SBR and the next one.
with block as (
    select
        claim_key, file_id, payers_row, other_payers,
        unnest(other_payers) as text, generate_subscripts(other_payers, 1)::integer as sequence
    from x12_claim
    where fault is null and other_payers is not null
),
split as (
    select
        *,
        string_split(x12_head(text, '~'), '*') as sbr,
        string_split(x12_rare(text, '~NM1*PR*'), '*') as payer,
        x12_rare_first(text, '~AMT*D*') as paid_text,
        x12_rare_first(text, '~AMT*EAF*') as patient_resp_text,
        split_part(x12_rare(text, '~DTP*573*'), '*', 2) as paid_date_text
    from block
)
select
    claim_key, file_id,
    (payers_row + coalesce(
        list_sum(list_transform(other_payers[1:sequence - 1], lambda before: x12_marks(before) + 1)), 0
    ))::bigint as row_no,
    sequence,
    x12_text(sbr[1]) as payer_sequence,
    x12_text(sbr[9]) as filing_code,
    x12_text(payer[2]) as payer_name,
    x12_text(payer[8]) as payer_id,
    x12_text(x12_rare_first(text, '~REF*F8*')) as payer_claim_id,
    x12_amount(paid_text) as paid,
    x12_amount(patient_resp_text) as patient_resp,
    x12_from(paid_date_text) as paid_date,
    paid_text, patient_resp_text, paid_date_text, text
from split
