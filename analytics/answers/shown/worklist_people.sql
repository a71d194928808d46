-- one row per person a claim was ever assigned to
-- inputs: work_event
select distinct value AS assignee
from work_event
where kind = 'assignee' and value <> ''
order by assignee
