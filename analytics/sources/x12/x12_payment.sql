-- one row per remittance transaction (ST 835) of a batch, with the raw text of what may be unreadable
-- Key: payment_key. Loops 1000A and 1000B are found by their N1 qualifier.
with header as (
    select
        file_id, row_no, text,
        string_split(x12_head(text, '~'), '*') as st,
        string_split(x12_rest(text, '~BPR*'), '*') as bpr,
        string_split(x12_rest(text, '~TRN*'), '*') as trn,
        string_split(x12_rest(text, '~N1*PR*'), '*') as payer,
        string_split(x12_rest(text, '~N1*PE*'), '*') as payee,
        x12_first(text, '~DTM*405*') as production_text
    from x12_piece
    join x12_place using (file_id, transaction, claim, piece)
    where is_835 and claim = 0 and piece = 0 and transaction > 1
)
select
    (file_id::bigint << 32) + row_no as payment_key,
    file_id,
    row_no,
    x12_text(st[2]) as transaction_control,
    x12_text(bpr[1]) as handling,
    x12_amount(bpr[2]) as amount,
    x12_text(bpr[3]) as credit_debit,
    x12_text(bpr[4]) as method,
    x12_date(bpr[16]) as payment_date,
    x12_text(trn[2]) as trace_number,
    x12_text(trn[3]) as payer_tin,
    x12_text(payer[1]) as payer_name,
    x12_text(payer[3]) as payer_id,
    x12_text(payee[1]) as payee_name,
    x12_text(payee[3]) as payee_id,
    x12_date(production_text) as production_date,
    case when contains(text, '~BPR*') then row_no + x12_distance(text, '~BPR*') end as bpr_row,
    bpr[2] as amount_text,
    bpr[16] as payment_date_text,
    production_text,
    row_no + x12_distance(text, '~DTM*405*') as production_row
from header
