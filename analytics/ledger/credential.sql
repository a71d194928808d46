-- one row per credential as the files spell it, with the discipline it speaks for
-- key: provider_credential
-- inputs: billing_source, minutes_row, credential_discipline
-- step: merge (looks at all spellings of the whole practice)
-- rule: the whole text, else the first part of it that is known: "PT, DPT" tells as much as "PT"
with spelled as (
    select provider_credential from billing_source where provider_credential is not null
    union
    select provider_credential from minutes_row where provider_credential is not null and not is_duplicate
),
said as (
    select provider_credential, lower(replace(trim(provider_credential), '.', '')) AS whole from spelled
),
part as (
    select provider_credential, unnest(list_concat([whole], string_split_regex(whole, '[^a-z0-9-]+'))) AS part,
        generate_subscripts(list_concat([whole], string_split_regex(whole, '[^a-z0-9-]+')), 1) AS place
    from said
)
select p.provider_credential, arg_min(d.discipline, p.place) AS discipline, arg_min(d.assistant = 'true', p.place) AS is_assistant
from part AS p
join credential_discipline AS d on d.credential = p.part
group by p.provider_credential
