-- one row: the file, the number of the batch's first segment, and the transaction the last batch left open
select
    $file_id::integer as file_id,
    $first_row::bigint as first_row,
    $row::bigint as open_row,
    $claims::integer as open_claims
