-- one row per payer, the rules it follows and unit rule that counts more: visits on which the CMS and AMA counts differ
-- key: payer, rule_payer, higher
-- inputs: visit_code, service_line, episode, adjudication, payer, payer_version
-- rule: visits with two timed codes or more, minutes of each known, every timed line answered; on one code both rules count the same.
-- CMS: floor((all minutes + 7) / 15); AMA: the same of each code alone, added up. higher: which of the two counts more (ama, cms).
-- differing: such visits; billed_higher, billed_lower: as first billed, exactly at that count; of the higher ones paid_higher: the
-- first answer paid every unit, cut: some of them, cut_to_lower: as many as the lower count has or fewer, denied: none of them,
-- untold: paid, but the remittance names no units. agreeing, agreeing_paid: visits on which both rules count the same, billed so, and
-- of them paid in full: what the higher ones are held against.
-- A claim tells the payer no minutes: a count that was paid was not refused, which is all that it shows.
-- value, since, from_day: as in practice_observed
with rule as (
    select f.rule_payer_no, v.payer AS rule_payer, v.class, v.is_default, v.effective_from, v.effective_to, v.unit_rule AS value,
        stated(v.key_sources, 'unit_rule').source AS source, stated(v.key_sources, 'unit_rule').verified AS verified,
        list_contains(v.assumed, 'unit_rule') AS is_assumed
    from payer_version AS v
    join (select distinct rule_payer_no, rule_payer from payer) AS f on f.rule_payer = v.payer
),
minute as (   -- whole numbers are added up faster
    select visit_key, cast(minutes * 100 AS integer) AS hundredths from visit_code
),
counted as (
    select visit_key, (sum(hundredths) + 700) // 1500 AS cms, sum((hundredths + 700) // 1500) AS ama
    from minute
    group by visit_key
    having count(*) > 1 and count(hundredths) = count(*)
),
line as (   -- a line answered twice on a day counts twice: its visit is then billed at neither count
    select s.visit_key, e.payer_no, e.rule_payer_no, e.dos, e.first_units AS units,
        e.adjudications > 0 and e.first_outcome not in ('duplicate', 'no_charge', 'prior_payer') AS is_answered,
        case when e.first_outcome = 'paid' then a.paid_units else 0 end AS paid_units,
        selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter) AS is_chosen
    from service_line AS s
    join episode AS e on e.episode_key = s.episode_key
    left join (select line_key, payment_date, paid_units from adjudication where outcome = 'paid' and not is_secondary) AS a
        on a.line_key = s.episode_key and a.payment_date = e.first_date
    where s.is_timed
),
billed as (
    select visit_key, max(payer_no) AS payer_no, max(rule_payer_no) AS rule_payer_no, max(dos) AS dos, sum(units) AS units,
        sum(paid_units) AS paid_units, count(paid_units) = count(*) AS is_told
    from line
    group by visit_key
    having count(*) > 1 and bool_and(is_answered) and bool_or(is_chosen)
),
visit as (
    select b.*, c.cms, c.ama, greatest(c.cms, c.ama) AS most, least(c.cms, c.ama) AS least,
        b.units = greatest(c.cms, c.ama) AS is_most
    from billed AS b
    join counted AS c on c.visit_key = b.visit_key
),
span as (
    select payer_no, rule_payer_no, min(dos) AS first_day, max(dos) AS last_day from visit group by payer_no, rule_payer_no
),
now as (
    select s.payer_no, p.payer, s.first_day, s.last_day, r.*
    from span AS s
    join (select distinct payer_no, payer from payer) AS p on p.payer_no = s.payer_no
    join rule AS r on r.rule_payer_no = s.rule_payer_no and r.effective_from <= s.last_day
        and (r.effective_to is null or s.last_day < r.effective_to)
),
judged as (   -- since: where another value held before the last one
    select n.payer_no, n.rule_payer_no, any_value(n.payer) AS payer, any_value(n.rule_payer) AS rule_payer, any_value(n.class) AS class,
        any_value(n.value) AS value, any_value(n.source) AS source, any_value(n.verified) AS verified,
        any_value(n.is_assumed) AS is_assumed, any_value(n.is_default) AS is_default, any_value(n.first_day) AS first_day,
        any_value(n.last_day) AS last_day, any_value(n.effective_from) AS effective_from, max(r.effective_to) AS since
    from now AS n
    left join rule AS r on r.rule_payer_no = n.rule_payer_no and r.value <> n.value
        and r.effective_to > n.first_day and r.effective_to <= n.last_day
    group by n.payer_no, n.rule_payer_no
),
tally as (
    select v.payer_no, v.rule_payer_no,
        case when v.ama > v.cms then 'ama' when v.cms > v.ama then 'cms' end AS higher,
        count(*) AS visits, count(*) filter (where v.is_most) AS at_most, count(*) filter (where v.units = v.least) AS at_least,
        count(*) filter (where v.is_most and v.is_told and v.paid_units >= v.units) AS paid,
        count(*) filter (where v.is_most and v.is_told and v.paid_units > 0 and v.paid_units < v.units) AS cut,
        count(*) filter (where v.is_most and v.is_told and v.paid_units > 0 and v.paid_units <= v.least) AS cut_to_least,
        count(*) filter (where v.is_most and v.is_told and v.paid_units = 0) AS denied,
        count(*) filter (where v.is_most and not v.is_told) AS untold
    from visit AS v
    join judged AS j on j.payer_no = v.payer_no and j.rule_payer_no = v.rule_payer_no and (j.since is null or v.dos >= j.since)
    where v.most > 0
    group by v.payer_no, v.rule_payer_no, higher
)
select j.payer, j.rule_payer, t.higher, j.class, j.value, j.source, j.verified, j.is_assumed, j.is_default, j.since,
    greatest(j.first_day, j.effective_from, coalesce(j.since, j.first_day)) AS from_day, j.first_day, j.last_day,
    t.visits AS differing, t.at_most AS billed_higher, t.at_least AS billed_lower, t.paid AS paid_higher, t.cut,
    t.cut_to_least AS cut_to_lower, t.denied, t.untold,
    coalesce(a.paid + a.cut + a.denied, 0) AS agreeing, coalesce(a.paid, 0) AS agreeing_paid
from tally AS t
join judged AS j on j.payer_no = t.payer_no and j.rule_payer_no = t.rule_payer_no
left join tally AS a on a.payer_no = t.payer_no and a.rule_payer_no = t.rule_payer_no and a.higher is null
where t.higher is not null
order by j.payer, j.rule_payer, t.higher
