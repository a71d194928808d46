-- one row per year: allowed dollars of one patient above which therapy needs KX, and above which it may be reviewed
-- key: year
-- inputs: shipped_therapy_threshold (text of the shipped CSV)
-- source: 42 USC 1395l(g). A year that isn't here is unknown, never extrapolated.
select cast(year AS integer) AS year, cast(pt_slp AS decimal(9, 2)) AS pt_slp, cast(ot AS decimal(9, 2)) AS ot,
    cast(review AS decimal(9, 2)) AS review, trust, source
from shipped_therapy_threshold
