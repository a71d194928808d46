-- one row per piece of a batch that starts at an ST, a CLP or an SVC: a transaction's header (claim 0), a claim without
-- its lines (piece 0), or a service line
-- Key: file_id, transaction, claim, piece. Position in the nested list is the loop assignment, so there is no state
-- machine; the split marks "ST*", "CLP*" and "SVC*" are gone from the text.
-- A file comes in parts (x12_source) that the threads share; each part behind the first starts at an ST, so the number
-- of a transaction is its part and its ordinal there. What stands before a file's first ST (transaction 1) is the
-- envelope, or claims of the transaction that the last batch left open.
-- Trap: unnest(string_split(...)) straight on a big string is quadratic; a subquery makes the list a column first.
with transaction as (
    select
        file_id, is_open_835,
        unnest(texts) as text,
        (part << 32) + generate_subscripts(texts, 1) as transaction
    from (
        select file_id::integer as file_id, part, is_open_835 = 1 as is_open_835, string_split(text, '~ST*') as texts
        from x12_source
    )
),
claim as (
    select
        file_id, transaction, is_835,
        unnest(texts) as text,
        generate_subscripts(texts, 1) - 1 as claim,
        len(texts) - 1 as claims
    from (
        select
            file_id, transaction,
            case when transaction = 1 then is_open_835 else starts_with(text, '835') end as is_835,
            string_split(text, '~CLP*') as texts
        from transaction
        -- nothing stands before the ST that starts a part
        where transaction = 1 or transaction & 4294967295 > 1
    )
),
piece as (
    select
        file_id, transaction, is_835, claim, claims,
        unnest(texts) as text,
        generate_subscripts(texts, 1) - 1 as piece,
        len(texts) - 1 as lines
    from (select *, string_split(text, '~SVC*') as texts from claim)
)
select
    file_id, transaction, claim, piece, lines, is_835,
    claim = claims and piece = lines as is_last,
    -- every ~ starts a segment, and so does the split mark that led here, but nothing led to the very first piece
    x12_marks(text) + case when transaction = 1 and claim = 0 and piece = 0 then 0 else 1 end as segments,
    text
from piece
