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

-- Whether amounts are written 1.234,50 throughout: made anew for a file whose amounts prove it (amounts.py).
create or replace macro decimal_comma() as false;

-- Digits of an amount to a plain decimal numeral. 12.5000 is fine, 1.005 is no amount; a spreadsheet's own noise in the
-- last places (46.319999999999993) is not the writer's. 1,23 is read only where decimal commas are proved.
create or replace macro amount_plain(digits) as
    case
        when decimal_comma()
            then case
                when regexp_full_match(digits, '([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]{1,2})?')
                    then replace(replace(digits, '.', ''), ',', '.')
            end
        when regexp_full_match(
            digits, '([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{0,2}(0*|0{6,}[0-9]*|9{6,}[0-9]*))?|\.[0-9]{1,2}0*'
        ) then replace(digits, ',', '')
        when regexp_full_match(digits, '[0-9]{1,3}(\.[0-9]{3})+,[0-9]{2}')
            then replace(replace(digits, '.', ''), ',', '.')
    end;

-- $1,234.50  1,234.50-  (1,234.50)  -$5.00  5.00 CR  5.00 DR  ->  a plain decimal numeral with its sign
create or replace macro amount_signed(packed) as
    case
        when regexp_full_match(packed, '\([+-]?[0-9.,]+\)|[+-]?[0-9.,]+-?(CR|DR)?|(CR|DR)[0-9.,]+')
            then
                case when regexp_matches(packed, '[(-]|CR') then '-' else '' end
                || amount_plain(regexp_replace(packed, '[^0-9.,]', '', 'g'))
    end;

create or replace macro amount_text(cell) as
    case
        when not decimal_comma() and regexp_full_match(cell, '-?[0-9]{1,12}(\.[0-9]{0,2}0*)?') then cell
        when not decimal_comma() and regexp_full_match(cell, '\$[0-9]{1,12}(\.[0-9]{0,2}0*)?') then cell[2:]
        else amount_signed(regexp_replace(replace(replace(upper(cell), '−', '-'), '–', '-'), '[\s$]|USD', '', 'g'))
    end;

create or replace macro parse_money(cell) as try_cast(amount_text(cell) as decimal(12, 2));

-- 2.0  45  1,5 where decimal commas are proved
create or replace macro parse_number(cell) as
    case
        when not decimal_comma() and regexp_full_match(cell, '-?[0-9]{1,7}(\.[0-9]*)?') then try_cast(cell as decimal(9, 2))
        else try_cast(amount_text(cell) as decimal(9, 2))
    end;

-- 45  45 min  0:45 (hours and minutes)
create or replace macro minutes_number(cell) as
    case
        when regexp_full_match(cell, '[0-9]{1,2}:[0-5][0-9](:00)?')
            then (split_part(cell, ':', 1)::integer * 60 + split_part(cell, ':', 2)::integer)::decimal(9, 2)
        else parse_number(regexp_replace(cell, '\s*min(ute)?s?\.?$', '', 'i'))
    end;

create or replace macro parse_minutes(cell) as
    case when minutes_number(cell) between 0 and 1440 then minutes_number(cell) end;

create or replace macro minutes_reason(cell) as
    case
        when minutes_number(cell) < 0 then 'negative minutes'
        when minutes_number(cell) > 1440 then 'more minutes than a day has'
        else 'not a number'
    end;

create or replace macro number_reason(cell) as
    case
        when regexp_matches(upper(cell), '^(MJ[ :]*[0-9.]+|[0-9.]+ *MJ)$') then 'minutes (MJ) where units belong'
        else 'not a number'
    end;

create or replace macro money_reason(cell) as
    case
        when regexp_full_match(cell, '[^0-9]*[0-9]+,[0-9]{1,2}[^0-9]*') then 'a comma that may stand for the decimal point'
        when regexp_full_match(cell, '[^0-9]*[0-9,]*\.[0-9]{3,}[^0-9]*') then 'more than two decimals'
        else 'not an amount of money'
    end;

-- The first and the last day of a cell: without times and zones; one day alone is both. 01/02/2026 - 01/09/2026 has two.
create or replace macro without_time(cell) as
    regexp_replace(cell, '(T|,? +)[0-9]{1,2}:[0-9]{2}.*$|(Z|[+-][0-9]{2}:[0-9]{2})$', '');

create or replace macro day_pattern() as
    '^([0-9A-Z][0-9A-Z/.-]{5,}?|[^-–]{6,}?) *(?: - |–|-|\bTO\b|\bTHRU\b|\bTHROUGH\b) *([0-9A-Z][0-9A-Z/.-]{5,}|[^-–]{6,})$';

create or replace macro day_text(cell, place) as
    case
        when length(cell) <= 10 then cell
        when regexp_matches(upper(cell), day_pattern()) and length(without_time(cell)) > 12
            then without_time(trim(regexp_extract(upper(cell), day_pattern(), place)))
        else without_time(cell)
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
        when regexp_full_match(cell, '[1-7][0-9]{4}(\.[0-9]+)?') then date '1899-12-30' + cell[1:5]::integer
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

create or replace macro year_of(cell) as
    extract(year from coalesce(parse_day(cell, false), parse_day(cell, true)))::integer;

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
        when regexp_full_match(cell, '[0-9]{5}') then cell
        else nullif(regexp_extract(
            code_text(cell), '^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})(?:$|[^0-9A-Z]|(?:[A-Z][A-Z0-9])+(?:$|[^0-9A-Z]))', 1
        ), '')
    end;

create or replace macro parse_rate_code(cell) as case when cell = '*' then cell else parse_code(cell) end;

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

-- Why a cell is no date; day: what it reads as, whatever the year.
create or replace macro date_reason(cell, day) as
    case
        when day is not null then 'a year that cannot be meant'
        when regexp_full_match(cell, '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]{8}') then 'no such day in the calendar'
        else 'not a date'
    end;

-- 2026  CY 2026  06/30/2026  2026-01-01 - 2026-12-31  ->  2026; null where a cell names two years
create or replace macro parse_year(cell) as
    case
        when regexp_full_match(upper(cell), '((CY|YEAR) *)?(19|20)[0-9]{2}(\.0+)?')
            then regexp_extract(cell, '(19|20)[0-9]{2}')::integer
        when year_of(day_text(cell, 1)) = year_of(day_text(cell, 2)) then year_of(day_text(cell, 1))
    end;

-- PT/SLP  GP and GN  Speech-Language Pathology  ->  the modifiers of the disciplines; null among them for an unknown word
create or replace macro disciplines_of(words) as
    list_transform(
        list_filter(
            string_split_regex(
                regexp_replace(
                    regexp_replace(upper(words), 'SPEECH[- ]+LANGUAGE([ -]+(PATHOLOGY|THERAPY))?', 'SLP', 'g'),
                    '\b(KX|THRESHOLD|CAP|LIMIT|BUCKET|COMBINED|SERVICES)\b', '', 'g'
                ),
                '\s*(?:[/+&,;-]|\bAND\b)\s*'
            ),
            lambda part: trim(part) <> ''
        ),
        lambda part: discipline_code(part)
    );

-- The bucket of the therapy threshold, PT+SLP or OT; null for anything else, and for disciplines that share none.
create or replace macro bucket_of(words) as
    case
        when len(disciplines_of(words)) = 0 or len(list_filter(disciplines_of(words), lambda one: one is null)) > 0 then null
        when not list_contains(disciplines_of(words), 'GO') then 'PT+SLP'
        when not list_has_any(disciplines_of(words), ['GP', 'GN']) then 'OT'
    end;

create or replace macro full_name(last, first) as
    case when last is not null and first is not null then last || ', ' || first else coalesce(last, first) end;

-- The status of a visit that did not take place, in a word of our own; null for one that did, or may have.
create or replace macro visit_not_held(status) as
    case
        when regexp_matches(lower(status), '\b(not|never|un|non)[ -]*(cancel|void|delet|resched|miss)') then null
        when regexp_matches(lower(status), '\bcancel|\bcanc$|^cxl?d?$|\bcancellation') then 'Cancelled'
        when regexp_matches(lower(status), '\bno[ -]*sho|^n/?s$|^dna$|\b(did not|didn.t) (attend|arrive|show|come)|\bnot (attended|arrived)')
            then 'No Show'
        when regexp_matches(lower(status), '\bmissed\b') then 'Missed'
        when regexp_matches(lower(status), '\bresched|\bre-sched') then 'Rescheduled'
        when regexp_matches(lower(status), '\bvoid') then 'Void'
        when regexp_matches(lower(status), '\bdelet|\berased\b|\bdiscarded\b') then 'Deleted'
    end;
