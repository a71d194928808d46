-- one row per place of service code
-- key: pos
-- inputs: shipped_place_of_service (text of the shipped CSV)
select pos, label, cast(is_facility AS boolean) AS is_facility
from shipped_place_of_service
