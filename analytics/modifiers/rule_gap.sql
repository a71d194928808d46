-- one row per billed line and rule of a modifier that it does not keep
-- key: line_key, rule_id, modifier, related_line_key
-- inputs: discipline_gap, pair_gap, line_conflict, mue_gap, kx_gap, assistant_gap, cap_gap, mended_gap
-- step: per patient
-- verdict: missing | wrong | superfluous | contradiction | never_together; trust: a hint never becomes a finding
select * from discipline_gap
union all select * from pair_gap
union all select * from line_conflict
union all select * from mue_gap
union all select * from kx_gap
union all select * from assistant_gap
union all select * from cap_gap
union all select * from mended_gap
