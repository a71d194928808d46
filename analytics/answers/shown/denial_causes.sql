-- one row per cause a denial can have, in the order of the families: what a person may say instead
select c.cause, c.label, c.family, f.label AS family_label, c.owner, c.way
from denial_cause AS c
join denial_family AS f on f.family = c.family
order by f.position, c.label
