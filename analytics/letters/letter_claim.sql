-- one row per claim asked for that has a denied line: what a letter about it can say, and the line that decides which letter
-- key: claim_ref
-- inputs: denial, work_claim, episode, episode_line, adjudication, billed_line, billing_source, remit_claim, remit_payment,
-- submitted_claim, payer_day, setting
-- $claims: claim_refs, a list of texts. Dates and money as they are; null: the files do not say.
-- rule: the deciding line is the one with most at stake among those that something sent to the payer can still turn.
-- deadline: the worklist's, so that a claim has one: its first line that can still be worked, else the last missed; of a claim that is
-- not on it, its deciding line's. appeal_deadline: the first of an appeal of the letter's lines, whatever way they take.
-- can_send false: there is none; way and next_step of the dearest line say what to do instead. episodes: the lines of the letter.
-- bars_appeal: of any line that is not settled, for an unprocessable claim is unprocessable as a whole. Where nothing is left to correct, a corrected claim
-- becomes an appeal: a bundled line that has its modifier already, a missing authorization whose number stands on the claim.
-- The practice is named as the claim sent named it, else as the payer who answered it did: a payee's id of ten digits is an NPI,
-- of nine a tax number.
with asked as (
    select d.*, d.way not in ('patient', 'none') and (d.status in ('open', 'written_off', 'patient_billed')
        -- more than was paid is owed only where somebody agreed to a price: a median of what is paid agrees to nothing
        or (d.status = 'partly_recovered' and d.price_basis in ('fee_schedule', 'medicare'))) AS is_sendable
    from denial AS d
    where d.claim_ref in (select unnest(cast($claims AS varchar[])))
),
ranked as (
    select *, bool_or(is_sendable) over (partition by claim_ref) AS can_send,
        row_number() over (partition by claim_ref
            order by is_sendable desc, coalesce(recoverable, 0) desc, coalesce(expected, charge) desc nulls last, episode_key)
            AS place
    from asked
),
told as (   -- the lines of the letter
    select * from ranked where is_sendable or not can_send
),
summed as (
    select claim_ref, count(*) AS lines, sum(charge) AS charge, min(dos) AS first_dos, max(dos) AS last_dos,
        min(appeal_deadline) AS appeal_deadline, list(episode_key) AS episodes
    from told
    group by claim_ref
),
whole as (
    select claim_ref, count(*) AS lines, bool_or(coalesce(bars_appeal, false) and status <> 'recovered') AS bars_appeal
    from asked
    group by claim_ref
),
chosen as (
    select * from ranked where place = 1
),
answer as (   -- to the deciding line: the one that refused it last, as letter_line tells it, else the last
    select c.claim_ref, max_by(a.claim_key, (a.outcome in ('denied', 'patient_billed') and a.payment_date is not distinct from c.last_denied,
        a.known_on, a.claim_key)) AS claim_key
    from chosen AS c
    join episode_line AS e on e.episode_key = c.episode_key
    join adjudication AS a on a.line_key = e.line_key
    where a.is_standing and not a.is_secondary
    group by c.claim_ref
),
answered as (
    select a.claim_ref, r.received_date, p.payment_date, p.trace_number, p.payee_name, p.payee_id,
        r.patient_last || coalesce(', ' || r.patient_first, '') AS patient_name, coalesce(r.patient_member_id, r.subscriber_member_id) AS member_id
    from answer AS a
    join remit_claim AS r on r.claim_key = a.claim_key
    join remit_payment AS p on p.payment_key = r.payment_key
),
billed as (
    select c.claim_ref, b.payer, b.payer_class, b.submit_date, b.modifiers, b.provider, b.rule_payer_no, s.patient_name, s.dob, s.member_id,
        s.claim_id, s.sent_claim_id, s.rendering_npi, s.provider_credential, s.auth_number, s.dx, e.allowed, e.paid
    from chosen AS c
    join episode AS e on e.episode_key = c.episode_key
    join billed_line AS b on b.line_key = e.latest_key
    left join billing_source AS s on s.row_key = e.latest_key
),
first_time as (
    select c.claim_ref, min(b.submit_date) AS first_sent
    from chosen AS c
    join episode_line AS e on e.episode_key = c.episode_key
    join billed_line AS b on b.line_key = e.line_key
    group by c.claim_ref
),
sent as (
    select b.claim_ref, max_by(struct_pack(billing_name := s.billing_name, billing_npi := s.billing_npi, billing_tin := s.billing_tin),
        (coalesce(s.subscriber_member_id = b.member_id, false), s.submit_date, s.claim_key)) AS said   -- a number may be two patients'
    from billed AS b
    join submitted_claim AS s on s.claim_id = coalesce(b.sent_claim_id, b.claim_id) and not s.is_duplicate
    where s.billing_name is not null
    group by b.claim_ref
),
corrected as (   -- whether what a corrected claim would bring stands on the claim already
    select c.claim_ref, c.family, c.way,
        c.way = 'corrected_claim' and case
            when c.cause in ('pair_without_59', 'bundled', 'exclusive_same_day')
                then coalesce(list_has_any(b.modifiers, v.distinct_modifiers), false)
            when c.cause = 'auth_missing' then b.auth_number is not null
            else false end AS is_right
    from chosen AS c
    join billed AS b on b.claim_ref = c.claim_ref
    left join payer_day AS v on v.rule_payer_no = b.rule_payer_no and v.dos = c.dos
),
due as (
    select c.claim_ref, case when k.deadline is null
        then struct_pack(ends := c.deadline, basis := c.deadline_basis, is_assumed := c.deadline_is_assumed)
        else struct_pack(ends := k.deadline, basis := k.deadline_basis, is_assumed := k.deadline_is_assumed) end AS said
    from chosen AS c
    left join work_claim AS k on k.claim_ref = c.claim_ref
),
disputed as (
    select c.claim_ref, c.is_right and not n.bars_appeal AS is_right,
        case when c.family = 'bundling' then 'bundling' else 'authorization' end AS letter
    from corrected AS c
    join whole AS n on n.claim_ref = c.claim_ref
)
select c.claim_ref, c.episode_key, case when c.can_send then t.episodes else [] end AS episodes, c.can_send, c.cause, c.family,
    case when x.is_right then 'appeal' else c.way end AS way, case when x.is_right then x.letter else c.letter end AS letter,
    c.next_step, c.status, n.bars_appeal,
    b.payer, b.payer_class, c.practice, c.patient_id, t.lines, n.lines > t.lines AS left_out, cast(t.charge AS decimal(12, 2)) AS charge, t.first_dos, t.last_dos,
    u.said.ends AS deadline, u.said.basis AS deadline_basis, coalesce(u.said.is_assumed, false) AS deadline_is_assumed,
    u.said.ends < g.as_of AS deadline_is_over, t.appeal_deadline,
    c.gap_explanation, c.gap_citation, c.gap_modifier, c.gap_verdict, c.cpt AS first_code,
    coalesce(b.patient_name, a.patient_name) AS patient_name, b.dob, coalesce(b.member_id, a.member_id) AS member_id,
    c.claim_id AS account, a.received_date, a.trace_number, a.payment_date,
    b.provider, b.rendering_npi AS provider_npi, b.provider_credential, b.auth_number, array_to_string(b.dx, ', ') AS dx,
    b.submit_date AS submitted_on, f.first_sent - c.dos AS days_until_sent,
    coalesce(s.said.billing_name, a.payee_name, c.practice) AS practice_name,
    coalesce(s.said.billing_npi, case when a.payee_id similar to '[0-9]{10}' then a.payee_id end) AS practice_npi,
    coalesce(s.said.billing_tin, case when a.payee_id similar to '[0-9]{9}' then a.payee_id end) AS practice_tin,
    c.expected, c.price_basis, b.allowed, b.paid, c.price_basis in ('fee_schedule', 'medicare') AS is_agreed_price, cast(c.expected - b.allowed AS decimal(12, 2)) AS short_by,
    -- who follows Medicare's manuals: Medicare itself, and plans that must cover as it does
    b.payer_class = 'medicare' AS is_medicare, v.unit_rule, v.timely_filing_days, v.corrected_claim_days, v.appeal_days,
    array_to_string(v.distinct_modifiers, ', ') AS distinct_modifiers, v.payer AS rule_payer, v.key_sources, v.assumed,
    g.as_of
from chosen AS c
join summed AS t on t.claim_ref = c.claim_ref
join whole AS n on n.claim_ref = c.claim_ref
join due AS u on u.claim_ref = c.claim_ref
join disputed AS x on x.claim_ref = c.claim_ref
join first_time AS f on f.claim_ref = c.claim_ref
join billed AS b on b.claim_ref = c.claim_ref
left join answered AS a on a.claim_ref = c.claim_ref
left join sent AS s on s.claim_ref = c.claim_ref
left join payer_day AS v on v.rule_payer_no = b.rule_payer_no and v.dos = c.dos
cross join setting AS g
order by c.claim_ref
