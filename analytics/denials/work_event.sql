-- one row per word of a person on a denied claim; only ever added to, and kept whatever files come or go
-- The last word of a kind holds (by said_at, then event_id); an empty value takes an assignee or a follow-up back.
create table if not exists work_event (
    event_id bigint primary key,
    claim_ref varchar not null,        -- denial.claim_ref: survives rebuilding and loading again
    said_at timestamp not null,        -- UTC
    said_by varchar not null,
    kind varchar not null,             -- state | assignee | note | follow_up
    value varchar not null,            -- a state, a name, a text, a date as 2026-01-31
    seen_denied date,                  -- the payer's last refusal then (of the claim or of an appeal), and what had been paid: tells a word that
    seen_recovered decimal(12,2)       -- knows an answer from one that was said before it
);
