-- one row per line episode, per documented code that was never billed and per visit never billed: where every earned dollar stands
-- key: episode_key, or visit_key + cpt where it is null
-- inputs: written_off, set_aside, episode, unit_visit, unbilled_value
-- step: per patient
-- rule: earned (expected allowed amount at the correct units) + above_expected = unbilled_units + denied + underpaid
-- + statutory + written_off + open_insurance + open_patient + collected + unexplained, line by line: the steps of
-- analytics/attribution each take their part. What stands in no column is in set_aside, with the reason.
select episode_key, cast(null AS bigint) AS visit_key, * exclude (episode_key)
from written_off
union all
select null, visit_key, practice, location, provider, payer, payer_no, cut_no, dos, submit_date, answer_date, pinned.cpt, pinned.claim_id, null, value, value,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0
from unit_visit
where verdict <> 'undetermined' and value > 0
    -- nobody's line, or one refused as a duplicate or sent at 0.00: what was never billed is missing all the same
    and (pinned.line_key is null or pinned.line_key in (
        select e.latest_key from set_aside as s join episode as e on e.episode_key = s.episode_key where s.reason in ('duplicate', 'no charge')))
union all
select null, visit_key, practice, location, provider, payer, payer_no, cut_no, dos, submit_date, answer_date, main_code, null, null, value, value,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0
from unbilled_value
where value > 0
