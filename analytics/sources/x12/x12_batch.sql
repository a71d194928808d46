-- one row per file of a batch: the number of its first segment there, and the transaction the last batch left open
select
    unnest($file_id::integer[]) as file_id,
    unnest($first_row::bigint[]) as first_row,
    unnest($row::bigint[]) as open_row,
    unnest($claims::integer[]) as open_claims
