-- one row per denied line: whether it came to an end, and what that got
-- key: episode_key; success: the share of the expected dollars that was paid in the end, null where it is no case: too young, still
-- pending, called invalid, or said to be partly paid before any payment says how much. is_said: a person gave its claim a state.
-- inputs: work_line, work_state
-- step: merge
-- rule: what the ledger proves stands above what was said; a word said before the payer refused again counts for nothing
with told as (
    select l.episode_key, l.claim_key, l.reason_key, l.is_denial, l.is_settled, l.is_pending, l.recovered, l.share, l.proven_share,
        s.said.value AS last_word, s.was_sent, s.claim_ref is not null AS is_said,
        case when greatest(l.last_denied, l.upheld_on) > coalesce(s.said.seen_denied, cast(s.said.said_at AS date)) then null else s.said.value end AS word
    from work_line AS l
    left join work_state AS s on s.claim_ref = l.claim_ref
)
select episode_key, claim_key, reason_key, is_said, proven_share,
    case
        when not is_said then proven_share
        when not is_denial or last_word = 'invalid' then null
        when recovered > 0 then share
        when word = 'overturned' then 1
        when word in ('in_work', 'sent', 'partly') or is_pending then null
        when word = 'upheld' or is_settled or (word = 'written_off' and was_sent) then 0
    end AS success
from told
