-- Further macros of the loading cursor: what segments of a claim need beyond ../functions.sql

-- "last, first" and NPI of an NM1 segment given its elements behind the qualifier
create or replace temp macro x12_name(nm1) as nullif(concat_ws(', ', x12_text(nm1[2]), x12_text(nm1[3])), '');

create or replace temp macro x12_npi(nm1) as case when nm1[7] = 'XX' then x12_text(nm1[8]) end;

-- the elements of every segment that starts with `start` ("~NTE*"), each as one text
create or replace temp macro x12_every(body, start) as
    list_transform(string_split(body, start)[2:], lambda rest: x12_head(rest, '~'));

-- the first reference of a kind that is the addressed payer's: REF04 2U names another payer it is meant for
create or replace temp macro x12_reference(body, start) as
    case
        when contains(body, start) then x12_text(split_part(
            list_filter(x12_every(body, start), lambda ref: not contains(ref, '*2U:'))[1], '*', 1
        ))
    end;

-- free text: every note, one behind the other
create or replace temp macro x12_notes(body) as
    case
        when contains(body, '~NTE*') then x12_text(array_to_string(
            list_transform(x12_every(body, '~NTE*'), lambda note: split_part(note, '*', 2)), ' '
        ))
    end;

-- the first day of a period CCYYMMDD-CCYYMMDD, a day CCYYMMDD, or a time CCYYMMDDHHMM
create or replace temp macro x12_from(period) as
    case
        when regexp_full_match(trim(period), '[0-9]{12}') then x12_date(trim(period)[1:8])
        else x12_date(split_part(period, '-', 1))
    end;

-- its last day
create or replace temp macro x12_to(period) as
    case when contains(period, '-') then x12_date(split_part(period, '-', 2)) else x12_from(period) end;
