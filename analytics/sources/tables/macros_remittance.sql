-- What the cells of a remittance table mean: reasons, groups, statuses, several amounts. Made after macros.sql.

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

-- CO-45  CO45  45  045  PR1  CO-97; N19  CO:45:46.32|PR:1:20.00  16 - words: one part for each code of the cell
-- Group codes as some systems spell them out, back to their letters.
create or replace macro group_letters(cell) as
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        upper(cell), 'CONTRACTUAL OBLIGATIONS?', 'CO', 'g'), 'PATIENT RESPONSIBILITY', 'PR', 'g'),
        'OTHER ADJUSTMENTS?', 'OA', 'g'), 'PAY[OE]R[ -]INITIATED( REDUCTIONS?)?', 'PI', 'g'),
        'CORRECTIONS?( AND REVERSALS?)?', 'CR', 'g');

create or replace macro carc_parts(cell) as
    regexp_split_to_array(
        regexp_replace(
            regexp_replace(group_letters(cell), '([0-9]),([0-9]{3}\.[0-9]{2})', '\1\2', 'g'),
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

-- What a row of a list of transactions is, by the word it is called.
create or replace macro posting_of(name) as
    case
        when regexp_matches(lower(name), 'adjust|write|contract|discount|disallow') then 'adjustment'
        when regexp_matches(lower(name), 'pay|paid|receipt|deposit|check|eft|refund|remit') then 'payment'
        when regexp_matches(lower(name), 'service|charge|procedure|visit|item|treatment') then 'charge'
    end;

-- The answer of a clearinghouse or payer before adjudication: by a category of claim status (A0 to A8, P0 to P5, as
-- 277CA reports carry them), else by the words.
create or replace macro claim_outcome(name, category) as
    case
        when regexp_matches(upper(coalesce(category, name)), '^(A3|A4|A6|A7|A8|R[0-9]|E[0-9])\b') then 'rejected'
        when regexp_matches(upper(coalesce(category, name)), '^(A0|A1|A2|A5|F[0-9])\b') then 'accepted'
        when regexp_matches(upper(coalesce(category, name)), '^P[0-9]\b') then 'pending'
        when regexp_matches(lower(name), 'reject|error|fail|invalid|denied|returned|unprocess|not accepted') then 'rejected'
        when regexp_matches(lower(name), 'pend|process|queue|sent|submitted|hold') then 'pending'
        when regexp_matches(lower(name), 'accept|acknowledg|received|forward|clean|paid|finalized|passed') then 'accepted'
    end;
