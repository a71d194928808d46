-- one row per payer whose own rules somebody changed in this workspace; only ever added to
-- before, after: that payer's own rules in the form of a rules file, laid over the shipped ones; null = none of its own.
-- What stands for a payer is the `after` of its highest edit_id.
create table if not exists payer_rule_edit (
    edit_id bigint primary key,
    saved_at timestamp not null,       -- UTC
    saved_by varchar not null, reason varchar not null,
    payer varchar not null,
    action varchar not null,           -- version added | version changed | imported | undone
    before varchar, after varchar
);
