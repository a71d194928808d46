-- one row per kind of file and control total: all files of that kind together; below them one row per check that remittances fail
-- inputs: control_total, input_file
-- differing: files whose total differs, or checks that failed; loaded is null where it is a check
select f.kind, c.measure, c.loaded is null AS is_check, count(distinct c.file_id) AS files, sum(c.in_file) AS in_file, sum(c.loaded) AS loaded,
    sum(c.rejected) AS rejected, sum(c.duplicate) AS duplicate, sum(c.difference) AS difference,
    count(*) filter (where c.difference <> 0) AS differing
from control_total AS c
join input_file AS f on f.file_id = c.file_id
where c.loaded is not null or c.difference <> 0
group by f.kind, c.measure, c.loaded is null
order by is_check, f.kind, c.measure
