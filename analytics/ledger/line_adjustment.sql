-- one row per remitted service line (or claim without lines) that has adjustments: what its adjustments say
-- key: remitted_key (line_key; -claim_key for a claim without lines)
-- inputs: remit_line, remit_claim, remit_adjustment, carc, rarc_signal
-- step: per patient
-- rule: which codes are a denial is data (carc.counts_as_denial); a 97 that an OA 94 offsets in the same claim is the
-- payer's own bundling. Claim-level adjustments speak for lines that have none of their own.
with target as (
    select l.line_key AS remitted_key, l.claim_key, l.line_key, l.charge, l.paid from remit_line AS l
    union all
    select -c.claim_key, c.claim_key, null, c.charge, c.paid
    from remit_claim AS c
    where c.claim_key not in (select claim_key from remit_line)
),
own as (
    select line_key, true AS has_own from remit_adjustment where line_key is not null group by line_key
),
stated as (
    select t.remitted_key, t.claim_key, t.charge, t.paid, a.group_code, a.carc, a.amount, a.sequence
    from target AS t
    join remit_adjustment AS a on a.line_key = t.line_key
    union all
    -- at claim level the amount is the claim's: for a line it counts as the line's own charge
    select t.remitted_key, t.claim_key, t.charge, t.paid, a.group_code, a.carc,
        case when t.line_key is null then a.amount else t.charge end, a.sequence
    from target AS t
    join remit_adjustment AS a on a.claim_key = t.claim_key and a.line_key is null
    left join own AS o on o.line_key = t.line_key
    where o.has_own is null and (t.line_key is null or (t.paid = 0 and t.charge > 0))
),
offset_claim as (
    select claim_key, -sum(amount) AS offset_amount
    from remit_adjustment
    where group_code = 'OA' and carc = '94' and amount < 0
    group by claim_key
),
bundled_claim as (
    select a.claim_key
    from remit_adjustment AS a
    join offset_claim AS o on o.claim_key = a.claim_key
    where a.carc = '97'
    group by a.claim_key
    having sum(a.amount) <= any_value(o.offset_amount)
),
judged as (
    select s.* exclude (amount),
        -- a table may name a reason without its amount: it then stands for what was not paid
        coalesce(s.amount, case when s.group_code <> 'PR' then s.charge - coalesce(s.paid, 0) end) AS amount,
        s.amount AS stated_amount, coalesce(r.counts_as_denial, 'if_rest') AS counts_as_denial,
        s.group_code = 'PR' and coalesce(r.pr_meaning, '') = 'plan cost share' AS is_cost_share,
        s.group_code in ('CO', 'PI', 'OA') and coalesce(s.amount, s.charge) > 0 and coalesce(s.paid, 0) = 0 and s.charge > 0
            and not (s.carc = '97' and s.claim_key in (select claim_key from bundled_claim))
            and case coalesce(r.counts_as_denial, 'if_rest')
                when 'yes' then true when 'if_rest' then true when 'if_alone' then coalesce(s.amount, s.charge) = s.charge
                else false end AS is_denial
    from stated AS s
    left join carc AS r on r.carc = s.carc
)
select remitted_key,
    -- null: no patient adjustment here. 100: paid to the patient, who owes it to the practice
    sum(stated_amount) filter (where group_code = 'PR' or carc = '100') AS patient_resp,
    coalesce(sum(stated_amount) filter (where is_cost_share or carc = '100'), 0) AS cost_share,
    coalesce(sum(stated_amount) filter (where carc = '253'), 0) AS sequestration,
    -- reductions by a reason of their own that is no denial: a withhold, a legislated penalty; 45 and 253 have their places
    coalesce(sum(stated_amount) filter (where group_code in ('CO', 'PI', 'OA') and carc not in ('23', '45', '94', '100', '253')
        and counts_as_denial = 'no' and stated_amount > 0), 0) AS other_cut,
    bool_or(group_code in ('CO', 'PI', 'OA') and coalesce(amount, 0) <> 0) AS has_reason,
    coalesce(bool_or(counts_as_denial = 'duplicate'), false) AS says_duplicate,
    -- the answer to an appeal: what was refused stays refused
    min(carc) filter (where counts_as_denial = 'outcome' and coalesce(amount, 0) <> 0) AS upheld_carc,
    coalesce(bool_or(carc = '23' and amount > 0), false) AS says_prior_payer,
    coalesce(bool_or(is_denial), false) AS has_denial,
    arg_min(group_code, (-amount, sequence)) filter (where is_denial) AS denial_group,
    arg_min(carc, (-amount, sequence)) filter (where is_denial) AS denial_carc,
    arg_min(carc, (-amount, sequence)) filter (where group_code = 'PR' and not is_cost_share) AS patient_carc
from judged
group by remitted_key
