-- What the files of this room share, as macros of one cursor. cms_text is the file as read: row_no and columns of text.

-- a code, with the leading zeros that a workbook may have taken
create or replace temp macro cms_code(words) as lpad(upper(regexp_replace(words, '\.0$', '')), 5, '0');

-- true for what can be a code
create or replace temp macro is_cms_code(words) as
    coalesce(regexp_full_match(upper(regexp_replace(words, '\.0$', '')), '[0-9A-Z][0-9]{3}[0-9A-Z]|[0-9]{3,4}'), false);

-- digits to a given length, with the leading zeros that a workbook may have taken
create or replace temp macro cms_digits(words, size) as lpad(regexp_replace(words, '\.0$', ''), size, '0');

-- a day as CMS writes it in the pair edits (20261001), or as a workbook or a person may have made of it
create or replace temp macro cms_day(words) as coalesce(
    try_cast(try_strptime(regexp_replace(words, '\.0$', ''), '%Y%m%d') as date),
    try_cast(words as date),
    try_cast(try_strptime(words, '%m/%d/%Y') as date)
);

-- a number to some decimals, null where it is none; a workbook may have more of them than CMS wrote
create or replace temp macro cms_number(words, decimals) as round(try_cast(nullif(words, '') as decimal(18,9)), decimals);
