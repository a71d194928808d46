-- one row per piece of a batch that starts at an ST, an HL, a CLM or an SV1: a transaction's header (level 0), a loop
-- without its claims (claim 0), a claim without its lines (piece 0), or a service line
-- Key: file_id, transaction, level, claim, piece. Position in the nested list is the loop assignment, so there is no
-- state machine; the split marks are gone from the text. Lines are split at SV1, not at LX, which senders leave out.
-- What stands before a file's first ST (transaction 1) is the envelope, or what is left of the transaction that the
-- last batch broke off in. A transaction is of professional claims by the guide its ST names (5010: 222,
-- predetermination 291, post-adjudicated 298, 4010: 098), else by its service segments.
-- Trap: unnest(string_split(...)) straight on a big string is quadratic; a subquery makes the list a column first.
with part as (
    select
        unnest($file_id::integer[]) as file_id,
        unnest($is_837p::boolean[]) as is_open_837p,
        unnest($text::varchar[]) as text
),
transaction as (
    select file_id, is_open_837p, unnest(texts) as text, generate_subscripts(texts, 1) as transaction
    from (select file_id, is_open_837p, string_split(text, '~ST*') as texts from part)
),
guide as (
    select *, split_part(text[1:60], '~', 1) as st from transaction
),
kind as (
    select
        file_id, transaction, text,
        case
            when transaction = 1 then is_open_837p
            when not starts_with(st, '837') then false
            when regexp_matches(st, 'X(222|291|298|098)') then true
            when regexp_matches(st, 'X[0-9]{3}') then false
            when contains(text, '~SV1*') then true
            else not contains(text, '~SV2*') and not contains(text, '~SV3*')
        end as is_837p
    from guide
),
level as (
    select
        file_id, transaction, is_837p,
        unnest(texts) as text, generate_subscripts(texts, 1) - 1 as level, len(texts) - 1 as levels
    from (select file_id, transaction, is_837p, string_split(text, '~HL*') as texts from kind)
),
claim as (
    select
        file_id, transaction, is_837p, level, levels,
        unnest(texts) as text, generate_subscripts(texts, 1) - 1 as claim, len(texts) - 1 as claims
    from (select *, string_split(text, '~CLM*') as texts from level)
),
piece as (
    select
        file_id, transaction, is_837p, level, levels, claim, claims,
        unnest(texts) as text, generate_subscripts(texts, 1) - 1 as piece, len(texts) - 1 as lines
    from (select *, string_split(text, '~SV1*') as texts from claim)
)
select
    file_id, transaction, level, claim, piece, lines, is_837p,
    level = levels and claim = claims and piece = lines as is_last,
    -- every ~ starts a segment, and so does the split mark that led here, but nothing led to the very first piece
    x12_marks(text)
    + case when transaction = 1 and level = 0 and claim = 0 and piece = 0 then 0 else 1 end as segments,
    text
from piece
