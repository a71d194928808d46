-- one row per year whose therapy threshold is known, the latest first
-- inputs: therapy_threshold
select year from therapy_threshold order by year desc
