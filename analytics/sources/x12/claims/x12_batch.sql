-- one row per file of a batch: the number of its first segment there, and the transaction the last batch left open
-- Rows before start_row are loops repeated from the batch before, so that the claims below them find their provider.
select
    unnest($file_id::integer[]) as file_id,
    unnest($first_row::bigint[]) as first_row,
    unnest($start_row::bigint[]) as start_row,
    unnest($row::bigint[]) as open_row,
    unnest($claims::integer[]) as open_claims
