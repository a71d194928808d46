-- Columns that were added to staging tables since the first release: workspace files of before get them when they are opened.
alter table input_file add column if not exists preset varchar;
alter table input_file add column if not exists grain varchar;
alter table billing_row add column if not exists minutes_basis varchar;
alter table billing_row add column if not exists supervising_provider varchar;
alter table billing_row add column if not exists superseded_by integer;
alter table billing_row add column if not exists written_off decimal(12,2);
alter table minutes_row add column if not exists minutes_basis varchar;
alter table minutes_row add column if not exists superseded_by integer;
alter table fee_row add column if not exists superseded_by integer;
alter table remit_payment add column if not exists rows integer;
alter table remit_payment add column if not exists stated_charge decimal(12,2);
alter table remit_payment add column if not exists stated_paid decimal(12,2);
alter table remit_payment add column if not exists superseded_by integer;
