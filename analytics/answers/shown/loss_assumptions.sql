-- one row per assumption in force: what no file tells and somebody must assume
-- key: name
-- inputs: assumption
-- base: the user's own where is_own; lowest, highest: the range as it is reckoned with, wide enough to hold the base
select name, low, base, high, least(coalesce(low, base), base) AS lowest, greatest(coalesce(high, base), base) AS highest,
    unit, trust, source, note, is_own
from assumption
order by starts_with(name, 'recovery:'), name
