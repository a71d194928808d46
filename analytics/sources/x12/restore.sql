-- The same macro for a file whose data holds the canonical delimiters as plain characters (canonical.py, STAND_INS):
-- its texts get them back.
create or replace temp macro x12_text(element) as
    nullif(translate(trim(element), chr(28) || chr(29) || chr(30), '*:~'), '');
