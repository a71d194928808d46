-- one row per modifier, reason and remark that says of a line that this modifier is missing or wrong; rarc null = any
-- key: modifier, carc, rarc
-- inputs: shipped_modifier_denial (text of the shipped CSV)
-- rule: what is said of 59 holds for the modifiers that say the same in particular
select modifier, carc, rarc, note
from shipped_modifier_denial
union all
select x.modifier, d.carc, d.rarc, d.note
from shipped_modifier_denial AS d
cross join (values ('XE'), ('XS'), ('XP'), ('XU')) AS x(modifier)
where d.modifier = '59'
