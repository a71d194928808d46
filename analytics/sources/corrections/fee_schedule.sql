-- one row per rate of an earlier fee schedule for which file $file_id has another amount: row_key
-- rule: the same payer, code, modifier, effective date and basis have one rate; the later file's counts
select k.row_key
from fee_row as k
join fee_row as f
    on f.payer = k.payer and f.cpt = k.cpt and f.modifier is not distinct from k.modifier
        and f.effective is not distinct from k.effective and f.basis is not distinct from k.basis
where f.file_id = $file_id and not f.is_duplicate and k.file_id < $file_id and not k.is_duplicate
