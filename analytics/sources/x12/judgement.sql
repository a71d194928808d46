-- sets what x12_flip says, and moves the totals of its files along (x12_shift)
update remit_payment
set is_duplicate = flip.is_duplicate
from x12_flip as flip
where flip.payment_key = remit_payment.payment_key;

update control_total
set loaded = control_total.loaded - shift.amount, duplicate = control_total.duplicate + shift.amount
from x12_shift as shift
where shift.file_id = control_total.file_id and shift.measure = control_total.measure
    and control_total.reference is null and control_total.loaded is not null and shift.amount is not null;

update input_file
set loaded = input_file.loaded - shift.amount::bigint, duplicate = input_file.duplicate + shift.amount::bigint
from x12_shift as shift
where shift.file_id = input_file.file_id and shift.measure = 'rows';
