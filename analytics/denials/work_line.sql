-- one row per line a claim is worked for: denied by the payer at first, or left to the patient and still recoverable
-- key: episode_key; claim_key = the smallest episode_key of its claim: joins faster than claim_ref and lasts until the next rebuild
-- inputs: denial, episode, episode_line, adjudication, setting
-- step: per patient
-- is_settled: the payer answered again after the first denial (a copy of that answer on its day is none), or the line was billed
-- again and answered since, a refused copy included; or 90 days have passed without a word, as in the key figure of overturned
-- denials: what nobody worked did not come back. is_pending: billed again (billed_again) and not answered yet. share: what was got of what was
-- due, 1 where it was paid whole. proven_share: the same where the ledger alone makes it a case of overturn_rate.
-- cause, family, category: of the last answer that denied, as the way to work it. reason_key: payer and these in one number, the key of overturn_rate.
with several as (   -- most denials have one answer to one bill: nothing happened to them since
    select episode_key
    from episode
    where (first_outcome = 'denied' or outcome = 'denied') and (adjudications > 1 or times_billed > 1)
),
answer as (
    select e.episode_key, max(a.known_on) AS last_answer,
        count(distinct struct_pack(day := a.known_on, outcome := a.outcome, group_code := a.group_code, carc := a.carc, paid := a.paid))
            AS answers,
        count(distinct struct_pack(day := a.known_on, outcome := a.outcome, group_code := a.group_code, carc := a.carc, paid := a.paid))
            filter (where a.outcome <> 'duplicate') AS decisions
    from adjudication AS a
    join episode_line AS e on e.line_key = a.line_key
    where a.is_standing and not a.is_secondary and e.episode_key in (select episode_key from several)
    group by e.episode_key
),
claim as (
    select claim_ref, min(episode_key) AS claim_key from denial group by claim_ref
),
placed as (
    select d.episode_key, c.claim_key, d.claim_ref, d.payer, d.provider, d.location, d.cpt, d.cut_no, d.dos,
        d.submit_date, d.answer_date,
        d.cause_now AS cause, d.family_now AS family, d.category_now AS category,
        hash(d.payer, d.cause_now, d.family_now, d.category_now) AS reason_key,
        d.charge, d.expected, d.recovered, d.recoverable, d.left_open, d.status,
        d.first_denied, d.last_denied, d.upheld_on, case when d.recovered > 0 then e.last_date end AS last_paid,
        d.deadline, d.deadline_basis, d.deadline_is_assumed,
        e.first_outcome = 'denied' AS is_denial,
        coalesce(a.decisions > 1, false) or (e.times_billed > 1 and coalesce(a.answers > 1, false)) or d.recovered > 0
            or coalesce(d.first_denied, d.dos) <= t.as_of - 90 AS is_settled,
        e.outcome = 'denied' and e.times_billed > 1 and coalesce(e.last_submit_date > a.last_answer, false) AS is_pending,
        case when e.outcome = 'denied' and e.times_billed > 1 and e.last_submit_date > a.last_answer then e.last_submit_date end AS billed_again,
        cast(case when d.status = 'recovered' then 1 when d.recovered > 0 then least(coalesce(d.recovered / nullif(d.expected, 0), 1), 1)
            else 0 end AS decimal(6, 4)) AS share
    from denial AS d
    join claim AS c on c.claim_ref = d.claim_ref
    join episode AS e on e.episode_key = d.episode_key
    left join answer AS a on a.episode_key = d.episode_key
    cross join setting AS t
    where e.first_outcome = 'denied' or d.recoverable > 0
)
select *, case when not is_denial or (recovered = 0 and (is_pending or not is_settled)) then null else share end AS proven_share
from placed
