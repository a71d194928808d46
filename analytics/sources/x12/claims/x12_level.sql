-- one row per HL loop of a batch: who it names
-- Key: file_id, transaction, level (0 = before the first HL). 20 = billing provider, 22 = subscriber and payer,
-- 23 = patient where it is not the subscriber.
with loop as (
    select
        file_id, transaction, level, row_no, text,
        string_split(x12_head(text, '~'), '*') as hl,
        string_split(x12_rare(text, '~NM1*85*'), '*') as billing,
        coalesce(x12_head(x12_behind(text, '~NM1*85*'), '~NM1*'), '') as billing_text,
        string_split(x12_rare(text, '~SBR*'), '*') as sbr,
        string_split(x12_rare(text, '~NM1*IL*'), '*') as subscriber,
        coalesce(x12_head(x12_behind(text, '~NM1*IL*'), '~NM1*'), '') as subscriber_text,
        string_split(x12_rare(text, '~NM1*PR*'), '*') as payer,
        string_split(x12_rare(text, '~NM1*QC*'), '*') as patient,
        coalesce(x12_head(x12_behind(text, '~NM1*QC*'), '~NM1*'), '') as patient_text,
        contains(text, '~NM1*QC*') as has_patient
    from x12_piece
    join x12_place using (file_id, transaction, level, claim, piece)
    where is_837p and claim = 0 and piece = 0
),
dated as (
    select
        *,
        case when has_patient then patient_text else subscriber_text end as person_text,
        case
            when has_patient then x12_distance(text, '~NM1*QC*') else x12_distance(text, '~NM1*IL*')
        end as person_row,
        string_split(
            x12_rare(case when has_patient then patient_text else subscriber_text end, '~DMG*'), '*'
        ) as demographics
    from loop
)
select
    file_id, transaction, level, row_no,
    case when level > 0 then x12_text(hl[1]) end as hl,
    case when level > 0 then x12_text(hl[2]) end as parent_hl,
    case when level > 0 then x12_text(hl[3]) end as code,
    concat_ws(', ', x12_text(billing[2]), x12_text(billing[3])) as billing_name,
    case when billing[7] = 'XX' then x12_text(billing[8]) end as billing_npi,
    coalesce(
        x12_text(x12_rare_first(billing_text, '~REF*EI*')), x12_text(x12_rare_first(billing_text, '~REF*SY*')),
        -- 4010 names the provider by its tax id
        case when billing[7] in ('24', '34') then x12_text(billing[8]) end
    ) as billing_tin,
    x12_text(sbr[1]) as payer_sequence,
    x12_text(sbr[9]) as filing_code,
    x12_text(payer[2]) as payer_name,
    x12_text(payer[8]) as payer_id,
    x12_text(subscriber[8]) as subscriber_member_id,
    x12_text(subscriber[2]) as subscriber_last,
    x12_text(subscriber[3]) as subscriber_first,
    has_patient,
    x12_text(patient[2]) as patient_last,
    x12_text(patient[3]) as patient_first,
    x12_date(demographics[2]) as dob,
    demographics[2] as dob_text,
    row_no + person_row + x12_distance(person_text, '~DMG*') as dob_row
from dated
