-- one row per kind and status of input files: how many, and what became of their rows
-- inputs: input_file
select kind, status, count(*) AS files, sum(rows) AS rows, sum(loaded) AS loaded, sum(rejected) AS rejected, sum(duplicate) AS duplicate
from input_file
group by kind, status
order by case status when 'loaded' then 0 when 'refused' then 1 else 2 end, files desc, kind
