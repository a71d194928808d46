-- one row per remittance transaction (ST 835) of the files; which of them repeat another is judged afterwards
with opened as (
    select
        st.file_id, st.row_no,
        x12_text(isa.elements[13]) as interchange_control,
        x12_text(gs.elements[6]) as group_control
    from x12_loop as st
    left join x12_loop as isa on isa.file_id = st.file_id and isa.row_no = st.isa_row
    left join x12_loop as gs on gs.file_id = st.file_id and gs.row_no = st.gs_row
    where st.id = 'ST'
)
select
    payment.payment_key, payment.file_id, payment.row_no,
    false as is_duplicate,
    opened.interchange_control, opened.group_control, payment.transaction_control,
    payment.handling, payment.amount, payment.credit_debit, payment.method, payment.payment_date,
    payment.trace_number, payment.payer_tin, payment.payer_name, payment.payer_id,
    payment.payee_name, payment.payee_id, payment.production_date
from x12_payment as payment
left join opened on opened.file_id = payment.file_id and opened.row_no = payment.row_no
