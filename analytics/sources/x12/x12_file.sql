-- one row per file of the load
select unnest($file_ids::integer[]) as file_id
