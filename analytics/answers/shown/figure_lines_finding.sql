-- one row per finding behind a figure of leaks, exposure or risk, the largest amount first
-- inputs: finding
-- $kind: leak | exposure | at_risk; $category, $origin: empty = all; several categories stand with commas between them
-- $part: amount | recoverable | cases | unpriced; $first_day, $last_day, $mature_to: days of service it must lie between, empty = all
-- line: the finding's line, as text, to tell its story by
with chosen as (
    select *, case $part when 'recoverable' then recoverable when 'cases' then 1 when 'unpriced' then case when amount is null then 1 end
            else amount end AS counted
    from finding
    where kind = $kind and ($category = '' or list_contains(string_split($category, ','), category)) and ($origin = '' or origin = $origin)
        and dos >= coalesce(try_cast($first_day AS date), dos)
        and dos <= least(coalesce(try_cast($last_day AS date), dos), coalesce(try_cast($mature_to AS date), dos))
        and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select cast(line_key AS varchar) AS line, patient_id, dos, payer, provider, cpt, claim_id, line_no, category AS said, rule_id, amount AS worth,
    counted AS amount
from chosen
where counted <> 0 or $part = 'amount' and counted is not null
order by amount desc, dos, finding_id
