-- How an element of a segment becomes a value: macros of the loading cursor only (temporary, dropped after the load).
-- Canonical text: elements by *, components by :, segments by ~ (x12_piece leads each with its ~).
-- instr and substr, because split_part makes a list of all parts to hand out one of them.

-- the number of segment marks
create or replace temp macro x12_marks(body) as strlen(body) - strlen(replace(body, '~', ''));

-- what stands before the first mark, all of it if there is none
create or replace temp macro x12_head(body, mark) as coalesce(left(body, nullif(instr(body, mark), 0) - 1), body);

-- what stands behind `start`, null if that is not there
create or replace temp macro x12_behind(body, start) as substr(body, nullif(instr(body, start), 0) + strlen(start));

-- the elements of the first segment that starts with `start` ("~REF*6R*"), without the start; '' if there is none
create or replace temp macro x12_rest(body, start) as coalesce(x12_head(x12_behind(body, start), '~'), '');

-- the same where the segment is mostly absent: to look first is cheaper than to split
create or replace temp macro x12_rare(body, start) as
    case when contains(body, start) then x12_rest(body, start) else '' end;

-- the first of those elements
create or replace temp macro x12_first(body, start) as string_split(x12_rest(body, start), '*')[1];

create or replace temp macro x12_rare_first(body, start) as
    case when contains(body, start) then x12_first(body, start) else '' end;

-- the distance in segments from the start of `body` to that segment
create or replace temp macro x12_distance(body, start) as x12_marks(x12_head(body, start)) + 1;

-- text, null if empty
create or replace temp macro x12_text(element) as nullif(trim(element), '');

-- an amount to the cent. The pattern guards what try_cast forgives: a third decimal (rounded), 1e5, +5, inf.
create or replace temp macro x12_amount(element) as
    case when regexp_full_match(element, ' *-?[0-9]*([.][0-9]{0,2}0*)? *') then try_cast(element as decimal(12, 2)) end;

-- a count of units or days; the same guard
create or replace temp macro x12_quantity(element) as
    case when regexp_full_match(element, ' *-?[0-9]*([.][0-9]{0,2}0*)? *') then try_cast(element as decimal(9, 2)) end;

-- a date CCYYMMDD; the length keeps strptime from reading 2026115 as 5 November
create or replace temp macro x12_date(element) as
    case when strlen(trim(element)) = 8 then try_strptime(trim(element), '%Y%m%d')::date end;

-- the codes of a composite without its empty places (HC:97110::GP)
create or replace temp macro x12_filled(composite, codes) as
    case
        when contains(composite, '::') or ends_with(composite, ':') then list_filter(codes, lambda code: code <> '')
        else codes
    end;
