-- one row per claim status category: what it comes to (data/reference/claim_status_category.csv)
select unnest($category_code::varchar[]) as category_code, unnest($outcome::varchar[]) as outcome
