-- What a text of a practice's export means: macros made in the workspace when a table is loaded.
-- Each gives null for a text it cannot read; the caller makes a reject of a text that is there but reads as null.

-- A trimmed cell without the wrapping that exports put around it: ="00123" and '00123 keep Excel from eating zeros.
-- The first character decides nearly always, and is cheap to look at (39 is an apostrophe, 61 an equals sign).
create or replace macro clean(cell) as
    case
        when strlen(cell) > 4 and ascii(cell) not in (39, 61) then cell
        when ascii(cell) = 39 then nullif(trim(cell[2:]), '')
        when ascii(cell) = 61 then nullif(trim(regexp_replace(cell, '^="(.*)"$', '\1')), '')
        when lower(cell) not in ('', '-', '--', '---', 'n/a', 'null', '#n/a') then cell
    end;

-- The same for a cell that should hold a number, a date or a code: further words for "nothing".
create or replace macro clean_value(cell) as
    case
        when ascii(cell) between 49 and 57 then cell -- 1 to 9
        when lower(cell) in (
            'na', 'none', 'nan', 'nil', 'blank', 'tbd', '$ -', '$-', '$', '00/00/0000', '0000-00-00'
        ) then null
        else clean(cell)
    end;

-- $1,234.50  1,234.50-  (1,234.50)  -$5.00  5.00 CR  1.234,50  ->  a plain decimal numeral, in three steps
create or replace macro amount_plain(digits) as
    case
        when regexp_full_match(digits, '([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|\.[0-9]+') then replace(digits, ',', '')
        when regexp_full_match(digits, '([0-9]{1,3}(\.[0-9]{3})+|[0-9]+),[0-9]{2}')
            then replace(replace(digits, '.', ''), ',', '.')
    end;

create or replace macro amount_signed(packed) as
    case
        when regexp_full_match(packed, '\([+-]?[0-9.,]+\)|[+-]?[0-9.,]+-?(CR)?|CR[0-9.,]+')
            then
                case when regexp_matches(packed, '[(-]|CR') then '-' else '' end
                || amount_plain(regexp_replace(packed, '[^0-9.,]', '', 'g'))
    end;

create or replace macro amount_text(cell) as
    case
        when regexp_full_match(cell, '-?[0-9]{1,12}(\.[0-9]*)?') then cell
        when regexp_full_match(cell, '\$[0-9]{1,12}(\.[0-9]*)?') then cell[2:]
        else amount_signed(regexp_replace(replace(replace(upper(cell), '−', '-'), '–', '-'), '[\s$]|USD', '', 'g'))
    end;

create or replace macro parse_money(cell) as try_cast(amount_text(cell) as decimal(12, 2));

-- 2.0  45  45 min
create or replace macro parse_number(cell) as
    try_cast(amount_text(regexp_replace(cell, '\s*min(ute)?s?\.?$', '', 'i')) as decimal(9, 2));

-- $46.32|20.00: several amounts to a cell, one for each reason code
create or replace macro parse_amounts(cell) as
    case
        when cell is null then null
        when not regexp_matches(cell, '[|;]')
            then case when parse_money(cell) is not null then [parse_money(cell)] end
        when list_count([parse_money(trim(part)) for part in regexp_split_to_array(cell, '[|;]')])
            = len(regexp_split_to_array(cell, '[|;]'))
            then [parse_money(trim(part)) for part in regexp_split_to_array(cell, '[|;]')]
    end;

-- The day of a cell: without its time, and the one day of a range that starts and ends on it.
create or replace macro day_text(cell) as
    case
        when length(cell) <= 10 then cell
        when split_part(cell, ' - ', 1) = split_part(cell, ' - ', 2) then split_part(cell, ' - ', 1)
        else regexp_replace(cell, '(T|,? +)[0-9]{1,2}:[0-9]{2}.*$', '')
    end;

create or replace macro full_year(digits) as
    case
        when length(digits) = 4 then digits
        when digits > '68' then '19' || digits
        else '20' || digits
    end;

create or replace macro month_number(name) as
    (position(lower(name[1:3]) in '  janfebmaraprmayjunjulaugsepoctnovdec') // 3)::varchar;

create or replace macro parse_parts(cell, day_first) as
    try_cast(
        full_year(split_part(cell, '/', 3)) || '-'
        || case
            when day_first then split_part(cell, '/', 2) || '-' || split_part(cell, '/', 1)
            else split_part(cell, '/', 1) || '-' || split_part(cell, '/', 2)
        end as date
    );

create or replace macro parse_day(cell, day_first) as
    case
        when regexp_full_match(cell, '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}') then try_cast(replace(cell, '/', '-') as date)
        when regexp_full_match(cell, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{2}|[0-9]{4})')
            then parse_parts(regexp_replace(cell, '[-.]', '/', 'g'), day_first)
        when regexp_full_match(cell, '(19|20)[0-9]{6}')
            then try_cast(cell[1:4] || '-' || cell[5:6] || '-' || cell[7:8] as date)
        when regexp_full_match(cell, '[2-7][0-9]{4}(\.[0-9]+)?') then date '1899-12-30' + cell[1:5]::integer
        when regexp_full_match(cell, '[A-Za-z]{3,9}\.? +[0-9]{1,2},? +[0-9]{4}')
            then try_cast(
                right(cell, 4) || '-' || month_number(cell) || '-' || regexp_extract(cell, ' ([0-9]{1,2})', 1) as date
            )
        when regexp_full_match(cell, '[0-9]{1,2}[- ][A-Za-z]{3,9}[-, ]+([0-9]{2}|[0-9]{4})')
            then try_cast(
                full_year(regexp_extract(cell, '[0-9]+$')) || '-' || month_number(regexp_extract(cell, '[A-Za-z]+'))
                || '-' || regexp_extract(cell, '^[0-9]+') as date
            )
    end;

-- Dates outside the years a practice can mean read as null. day_first: 31/01/2026 instead of 01/31/2026.
create or replace macro parse_date(cell, day_first, earliest) as
    case
        when parse_day(day_text(cell), day_first) between earliest and date '2100-12-31'
            then parse_day(day_text(cell), day_first)
    end;

create or replace macro seconds_of_day(hour, parts) as
    case
        when hour < 24 and coalesce(try_cast(parts['minute'] as integer), 0) < 60
            then time '00:00:00' + to_seconds(least(
                hour * 3600 + coalesce(try_cast(parts['minute'] as integer), 0) * 60
                + coalesce(round(try_cast(parts['second'] as double)), 0), 86399
            )::integer)
    end;

create or replace macro clock(parts) as
    case
        when parts['half'] <> '' and parts['hour']::integer between 1 and 12
            then seconds_of_day(parts['hour']::integer % 12 + case when parts['half'] = 'P' then 12 else 0 end, parts)
        when parts['half'] = '' and parts['minute'] <> '' then seconds_of_day(try_cast(parts['hour'] as integer), parts)
    end;

-- 9:05 AM  09:05  0905  9 am  2026-01-05T09:05:00  0.378472 (Excel's part of a day)
create or replace macro parse_time(cell) as
    case
        when regexp_full_match(cell, '0?\.[0-9]+') then time '00:00:00' + to_seconds(round(cell::double * 86400)::integer)
        when regexp_full_match(cell, '(.*[ T])?[0-9]{1,2}(:?[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)? *([AaPp]\.?([Mm]\.?)?)?')
            then clock(regexp_extract(
                upper(cell), '(?:^|[ T])([0-9]{1,2}):?([0-9]{2})?(?::([0-9]{2}(?:\.[0-9]+)?))? *([AP])?[.M]*$',
                ['hour', 'minute', 'second', 'half']
            ))
    end;

-- 97110.GP  97110-GP  97110 GP 59  97110/59  97110.0  97110 - text  HC:97110:GP  ->  97110
create or replace macro code_text(cell) as regexp_replace(upper(cell), '^(HC|CPT|HCPCS)[: ]+', '');

create or replace macro parse_code(cell) as
    case
        when regexp_full_match(cell, '[0-9]{5}|\*') then cell
        else nullif(regexp_extract(
            code_text(cell), '^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})(?:$|[^0-9A-Z]|(?:[A-Z][A-Z0-9])+(?:$|[^0-9A-Z]))', 1
        ), '')
    end;

create or replace macro code_modifiers(cell) as
    case
        when cell is null or length(cell) <= 5 then []::varchar[]
        else regexp_extract_all(
            regexp_extract(code_text(cell), '^.{5}((?:[ ./:,-]?[A-Z0-9]{2})+(?:[^A-Z0-9]|$))', 1), '[A-Z0-9]{2}'
        )
    end;

-- GP  GP59  59,GP  GP 59  GP:59  59.0  ->  ['59', 'GP']; null where a part has not two characters
create or replace macro parse_modifiers(cell) as
    case
        when regexp_full_match(
            regexp_replace(upper(cell), '\.0+$', ''), '[^A-Z0-9]*((([A-Z0-9]{2})+)([^A-Z0-9]+|$))+'
        ) then regexp_extract_all(regexp_replace(upper(cell), '\.0+$', ''), '[A-Z0-9]{2}')
    end;

-- Each member once, in the order of its first appearance.
create or replace macro ordered_set(members) as
    case
        when len(members) < 2 then members
        else list_filter(members, lambda member, place: list_position(members, member) = place)
    end;

-- CO-45  CO45  45  045  PR1  CO-97; N19  CO:45:46.32|PR:1:20.00  16 - words: one part for each code of the cell
create or replace macro carc_parts(cell) as
    regexp_split_to_array(
        regexp_replace(
            regexp_replace(upper(cell), '([0-9]),([0-9]{3}\.[0-9]{2})', '\1\2', 'g'),
            '\s+((CO|PR|OA|PI|CR)[ :-]*[A-Z]?[0-9])', '|\1', 'g'
        ), '\s*[;,|/&\n]\s*'
    );

create or replace macro carc_pattern() as
    '^\s*(?:(CO|PR|OA|PI|CR)[ :-]*)?0*([ABDPWY]?[1-9][0-9]{0,2})(?:$|[^0-9A-Z])';

create or replace macro carc_items(cell) as
    list_transform(
        list_filter(carc_parts(cell), lambda part: regexp_matches(part, carc_pattern())),
        lambda part: {
            'group_code': nullif(regexp_extract(part, carc_pattern(), 1), ''),
            'carc': regexp_extract(part, carc_pattern(), 2),
            'amount': try_cast(coalesce(
                nullif(regexp_extract(part, '[0-9]\s*[:=]\s*\$?(-?[0-9]+(?:\.[0-9]+)?)\s*$', 1), ''),
                nullif(regexp_extract(part, '[:=($ ](-?[0-9]+\.[0-9]+)\)?\s*$', 1), '')
            ) as decimal(12, 2))
        }
    );

create or replace macro remark_items(cell) as regexp_extract_all(upper(cell), '\b(?:MA|M|N)[0-9]{1,4}\b');

-- null where a cell names neither a reason nor a remark code
create or replace macro parse_carc(cell) as
    case
        when len(carc_items(cell)) > 0 or len(remark_items(cell)) > 0 or regexp_full_match(cell, '0+') then carc_items(cell)
    end;

create or replace macro group_of(name) as
    case
        when upper(name) in ('CO', 'PR', 'OA', 'PI', 'CR') then upper(name)
        when name ilike 'contract%' then 'CO'
        when name ilike 'patient%' then 'PR'
        when name ilike 'other%' then 'OA'
        when name ilike 'payor%' or name ilike 'payer%' then 'PI'
        when name ilike 'correct%' then 'CR'
    end;

-- CLP02 of a code or a word; a negative charge without a status takes an earlier payment back.
create or replace macro claim_status_of(name, charge) as
    case
        when regexp_full_match(name, '0*[0-9]{1,2}(\.0)?') then try_cast(try_cast(name as double) as integer)::varchar
        when regexp_matches(name, '^0*[0-9]{1,2}( *-|[ :])') then regexp_extract(name, '^0*([0-9]{1,2})', 1)
        when name ilike '%revers%' or name ilike '%void%' then '22'
        when name ilike '%denied%' or name ilike '%denial%' or name ilike '%reject%' then '4'
        when name ilike '%forward%' and name ilike '%tertiary%' then '21'
        when name ilike '%forward%' and name ilike '%secondary%' then '20'
        when name ilike '%forward%' then '19'
        when name ilike '%secondary%' then '2'
        when name ilike '%tertiary%' then '3'
        when name ilike '%primary%' or name ilike 'paid%' or name ilike 'processed%' then '1'
        when name is null and charge < 0 then '22'
    end;

-- Why a cell is no date.
create or replace macro date_reason(cell, day_first) as
    case
        when parse_day(day_text(cell), day_first) is not null then 'a year that cannot be meant'
        when regexp_full_match(day_text(cell), '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]{8}') then 'no such day in the calendar'
        else 'not a date'
    end;

create or replace macro full_name(last, first) as
    case when last is not null and first is not null then last || ', ' || first else coalesce(last, first) end;

-- What makes two remittance lines the same, in this file or an earlier one.
create or replace macro line_content(
    payer, payer_id, check_number, paid_date, claim_id, payer_claim_id, patient_id, line_no, code, modifiers, units,
    charge, paid, allowed, patient_resp, dos, adjustments, remarks
) as
    hash(
        payer, payer_id, check_number, paid_date, claim_id, payer_claim_id, patient_id, line_no, code,
        coalesce(modifiers, []), units, charge, paid, allowed, patient_resp, dos,
        coalesce(adjustments, [])::struct(group_code varchar, carc varchar, amount decimal(12, 2))[],
        coalesce(remarks, [])
    );
