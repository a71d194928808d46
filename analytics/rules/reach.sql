-- one row: what of the billed lines would be judged by other rules than now
-- read where a preview of other rules stands before the tables of the audit (analytics.rules.effect); main = the audit's own
-- days: dates of service of these lines; charge: billed charges, as far as the file states any
-- rule: two versions differ where a value differs; who says so, and since when, moves nothing. A payer whose name other
-- patterns catch now is judged by the rules of another.
with judged_now as (
    select * exclude (rule_key, rule_payer_no, is_default, source, verified, unverified, assumed, key_sources, effective_from,
        effective_to)
    from main.payer_day
),
judged_then as (
    select * exclude (rule_key, rule_payer_no, is_default, source, verified, unverified, assumed, key_sources, effective_from,
        effective_to)
    from payer_day
),
now_row as (   -- the name of the rules' payer is no value
    select n.payer AS rule_payer, n.dos, hash(struct_update(n, payer := '')) AS rules from judged_now AS n
),
then_row as (
    select t.payer AS rule_payer, t.dos, hash(struct_update(t, payer := '')) AS rules from judged_then AS t
),
followed as (   -- whose rules each payer's lines follow now, and then
    select distinct a.payer_no, a.rule_payer AS rule_payer_now, b.rule_payer AS rule_payer_then, b.payer_no AS payer_no_then
    from main.payer AS a
    join payer AS b
        on b.payer_name is not distinct from a.payer_name and b.payer_id is not distinct from a.payer_id
        and b.payer_class_text is not distinct from a.payer_class_text
),
moved as (
    select distinct f.payer_no, n.dos
    from followed AS f
    join now_row AS n on n.rule_payer = f.rule_payer_now
    join then_row AS t on t.rule_payer = f.rule_payer_then and t.dos = n.dos
    where n.rules <> t.rules
)
select count(*) AS lines, count(distinct b.visit_key) AS visits, count(distinct b.payer_no) AS payers,
    coalesce(sum(b.charge), 0) AS charge, min(b.dos) AS first_day, max(b.dos) AS last_day,
    (select count(*) from main.billed_line) AS lines_loaded,
    (select count(*) from moved) AS payer_days,
    (select count(*) from followed where rule_payer_now <> rule_payer_then or payer_no <> payer_no_then) AS payers_moved
from main.billed_line AS b
join moved AS m on m.payer_no = b.payer_no and m.dos = b.dos
