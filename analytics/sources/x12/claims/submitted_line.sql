-- one row per loaded SV1 of a batch
select
    line_key, claim_key, file_id, row_no, sequence, line_no, line_control,
    code, modifiers, charge, units, minutes, pos, dx_pointers, dos, dos_to,
    rendering_name, rendering_npi, supervising_name, supervising_npi, auth_number, note_text
from x12_line
where fault is null
