-- one row per claim people said something of: their last words
-- key: claim_ref
-- inputs: work_word
-- step: merge
select claim_ref,
    arg_max(struct_pack(value := value, said_at := said_at, said_by := said_by, seen_denied := seen_denied,
        seen_recovered := seen_recovered), (said_at, event_id)) filter (where kind = 'state') AS said,
    bool_or(kind = 'state' and value = 'sent') AS was_sent,
    nullif(arg_max(value, (said_at, event_id)) filter (where kind = 'assignee'), '') AS assignee,
    try_cast(nullif(arg_max(value, (said_at, event_id)) filter (where kind = 'follow_up'), '') AS date) AS follow_up,
    arg_max(value, (said_at, event_id)) filter (where kind = 'note') AS note,
    count(*) AS events, max(said_at) AS last_said
from work_word
group by claim_ref
