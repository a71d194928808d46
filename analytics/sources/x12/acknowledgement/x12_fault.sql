-- one row per reason why a value or a row of an acknowledgement is rejected: fault -> reason, fix (our own wording)
select * from (values
    ('other', 'not a claim acknowledgement (277CA) transaction',
        'load the other transaction type from a file of its own'),
    ('cut', 'the file breaks off in this segment', 'download the file again; what is whole was loaded'),
    ('status', 'the claim is named without any status, so no answer is loaded', 'ask the sender for the status'),
    ('loop', 'the status stands outside every loop, so it is not known what it answers', 'download the file again'),
    ('category', 'not a known claim status category; the action code decided, else the claim is pending',
        'ask the sender what it means'),
    ('claim', 'the answer names no claim', 'ask the sender which claim it is'),
    ('amount', 'not an amount in dollars and cents', 'ask the sender for a corrected acknowledgement'),
    ('date', 'not a date', 'ask the sender for a corrected acknowledgement')
) as fault(fault, reason, fix)
