-- one row per reason why a value or a row of a remittance is rejected: fault -> reason, fix (our own wording)
select * from (values
    ('transaction', 'not part of a remittance (835) transaction',
        'load the other transaction type from a file of its own'),
    ('cut', 'the file breaks off in this segment', 'download the file again; what is whole was loaded'),
    ('id', 'the claim has no claim id, so it and its lines are not loaded', 'ask the payer for a corrected remittance'),
    ('claim', 'the service line belongs to no claim that could be loaded', 'see the claim above it'),
    ('missing', 'the amount is missing', 'ask the payer for a corrected remittance'),
    ('amount', 'not an amount in dollars and cents', 'write it as 1234.56 or ask the payer for a corrected remittance'),
    ('units', 'not a number with at most 2 decimals',
        'write it as 2 or 1.5, or ask the payer for a corrected remittance'),
    ('date', 'not a date', 'write it as 20260131, or ask the payer for a corrected remittance'),
    ('code', 'the service line has no procedure code', 'ask the payer for a corrected remittance'),
    ('group', 'not an adjustment group (CO, PR, OA or PI; CR in version 4010); the adjustment is loaded as it is',
        'ask the payer for a corrected remittance'),
    ('misplaced', 'a segment of the claim stands behind its service lines, so it is not read',
        'ask the payer for a corrected remittance')
) as fault(fault, reason, fix)
