-- one row per payment of a remittance table: one payer, check and date; amount only where the table states the check
select
    payment_key, file_id, min(row_no) as row_no, is_duplicate,
    max(check_amount) as amount, paid_date as payment_date, check_number as trace_number, payer_name, payer_id,
    sum(rows)::integer as rows, try_cast(sum(stated_charge) as decimal(12, 2)) as stated_charge,
    try_cast(sum(stated_paid) as decimal(12, 2)) as stated_paid
from temp_keyed
group by payment_key, file_id, is_duplicate, paid_date, check_number, payer_name, payer_id
