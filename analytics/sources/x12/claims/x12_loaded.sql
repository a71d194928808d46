-- one row per claim of a batch that is loaded: it is sound itself, and so is one of its lines where it has any
select claim.claim_key
from x12_claim as claim
where claim.fault is null
    and (claim.lines = 0 or claim.claim_key in (select claim_key from x12_line where fault is null))
