-- one row per question an owner asks: how far the loaded files answer it, and which file would do more
-- inputs: coverage_question
select question, answered, have, "of", share, counted, would
from coverage_question
order by place
