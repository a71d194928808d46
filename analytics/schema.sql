-- The staging tables: what the readers in analytics/sources fill and everything downstream reads.
-- Every row keeps the file and the row it came from. Money is decimal(12,2), dates are dates, unknown is null.
-- Keys: (file_id << 32) + the row's ordinal in its file, so they need no sequence and never clash between files.
-- row_no: 1-based line of the record's start in a text file, row of the sheet in a workbook, ordinal of the segment
-- in an X12 file (the first ISA of the file is 1).

-- one row per input file (each member of a zip is a file: "march.zip/era.835")
create table if not exists input_file (
    file_id integer primary key,
    name varchar not null,
    sha256 varchar not null,
    bytes bigint not null,
    kind varchar not null,             -- billing | minutes | remittance | fee_schedule | claim_status | opening_balance
                                       -- | x12_835 | x12_837p | x12_277ca | unknown
    status varchar not null,           -- loading (a crash left it; cleared on opening) | loaded | duplicate | skipped | refused
    reason varchar,                    -- why it was skipped or refused, one sentence
    preset varchar,                    -- the saved mapping that was applied
    grain varchar,                     -- of a remittance table: check | claim | line | adjustment | transaction
    rows bigint not null default 0,    -- data rows; service lines (and claims without lines) of an 835
    loaded bigint not null default 0,
    rejected bigint not null default 0,
    duplicate bigint not null default 0
);

-- one row per file of which some rows were duplicates of earlier files: its bytes, to be read again when one of those is undone
create table if not exists kept_file (
    file_id integer primary key, bytes bigint not null, choices varchar not null, data blob not null
);

-- one row per thing a table cannot tell by itself (and what was assumed until somebody says)
create table if not exists file_question (
    file_id integer not null, sheet varchar, column_name varchar,
    question varchar not null,         -- date_order | units_are | grain | money_guess
    assumed varchar,                   -- mdy, dmy; units, minutes, null: the rows are rejected; a grain; null: column not read
    said boolean not null,             -- true: the user's own answer
    evidence varchar not null          -- one sentence
);

-- one row per value that could not be read
create table if not exists reject (
    file_id integer not null, sheet varchar, row_no bigint, column_name varchar, value varchar,
    reason varchar not null, fix varchar not null
);

-- one row per file and control total (measure rows, charge, paid, ...): in_file is counted on the raw input,
-- the other three on what became of it; and one per failed check of a remittance (reference names the transaction)
create table if not exists control_total (
    file_id integer not null, measure varchar not null, reference varchar,
    in_file decimal(18,2), loaded decimal(18,2), rejected decimal(18,2), duplicate decimal(18,2),
    difference decimal(18,2)
);

-- one row per column of a loaded table: which header was taken for which field, and why
create table if not exists column_mapping (
    file_id integer not null, sheet varchar, position integer not null, header varchar, field varchar, basis varchar
);

-- one row per row of a billing export
create table if not exists billing_row (
    row_key bigint not null, file_id integer not null, sheet varchar, row_no bigint not null,
    is_duplicate boolean not null,
    practice varchar, location varchar,
    patient_id varchar, patient_name varchar, dob date, member_id varchar,
    claim_id varchar, line_no varchar, claim_frequency varchar,
    dos date, cpt varchar, modifiers varchar[],
    units decimal(9,2), minutes decimal(9,2), assistant_minutes decimal(9,2), start_time time, end_time time,
    minutes_basis varchar,             -- stated | times (from start and end) | null: no minutes
    charge decimal(12,2), patient_paid decimal(12,2),
    written_off decimal(12,2),         -- given up by the practice beyond the contract (bad debt, small balance, filed too late)
    payer_name varchar, payer_id varchar, payer_class varchar, payer_order varchar,
    rendering_provider varchar, rendering_npi varchar, provider_credential varchar, supervising_provider varchar,
    discipline varchar,
    dx varchar[], pos varchar, auth_number varchar, submit_date date, note_text varchar,
    superseded_by integer              -- the later file that holds the same line with other content (is_duplicate is true)
);

-- one row per row of a treatment-minutes file: per code (cpt), or per visit (cpt null, total_timed_minutes)
create table if not exists minutes_row (
    row_key bigint not null, file_id integer not null, sheet varchar, row_no bigint not null,
    is_duplicate boolean not null,
    practice varchar, location varchar, patient_id varchar, patient_name varchar, dos date, cpt varchar,
    minutes decimal(9,2), total_timed_minutes decimal(9,2), assistant_minutes decimal(9,2),
    start_time time, end_time time,
    minutes_basis varchar,             -- stated | times (from start and end)
    discipline varchar,
    rendering_provider varchar, provider_credential varchar, note_text varchar,
    superseded_by integer
);

-- one row per rate of a fee schedule (cpt '*' with basis 'visit': a per-visit rate)
create table if not exists fee_row (
    row_key bigint not null, file_id integer not null, sheet varchar, row_no bigint not null,
    is_duplicate boolean not null,
    payer varchar, cpt varchar, modifier varchar, effective date, rate decimal(12,2), basis varchar,
    superseded_by integer
);

-- one row per payment (835: one ST..SE; remittance table: one payer, check and date)
create table if not exists remit_payment (
    payment_key bigint not null, file_id integer not null, row_no bigint not null, is_duplicate boolean not null,
    interchange_control varchar, group_control varchar, transaction_control varchar,
    handling varchar,                  -- BPR01
    amount decimal(12,2),              -- BPR02
    credit_debit varchar, method varchar, payment_date date, trace_number varchar, payer_tin varchar,
    payer_name varchar, payer_id varchar, payee_name varchar, payee_id varchar, production_date date,
    rows integer, stated_charge decimal(12,2), stated_paid decimal(12,2), -- of a remittance table: what its rows say; 835: null
    superseded_by integer              -- the 835 that brings the same payment (is_duplicate is true)
);

-- one row per CLP (remittance table: one row per payment and claim id)
create table if not exists remit_claim (
    claim_key bigint not null, payment_key bigint not null, file_id integer not null, row_no bigint not null,
    sequence integer not null,         -- order within the payment
    claim_id varchar, status varchar,  -- CLP01, CLP02
    charge decimal(12,2), paid decimal(12,2), patient_resp decimal(12,2),
    filing_code varchar, payer_claim_id varchar, facility_code varchar, frequency varchar,
    patient_last varchar, patient_first varchar, patient_member_id varchar, patient_record_id varchar, -- NM1*QC, NM109, REF*EA
    subscriber_member_id varchar,      -- NM1*IL
    rendering_name varchar, rendering_npi varchar, original_reference varchar, -- NM1*82, REF*F8
    statement_from date, statement_to date, received_date date,  -- DTM 232, 233, 050
    remarks varchar[]                  -- MIA and MOA remark codes
);

-- one row per SVC (remittance table: one row per service line)
create table if not exists remit_line (
    line_key bigint not null, claim_key bigint not null, payment_key bigint not null, file_id integer not null,
    sheet varchar, row_no bigint not null, sequence integer not null,   -- order within the claim
    patient_id varchar,                -- only remittance tables have it
    code varchar, modifiers varchar[], submitted_code varchar, submitted_modifiers varchar[],  -- SVC01, SVC06
    charge decimal(12,2), paid decimal(12,2), units decimal(9,2), submitted_units decimal(9,2), -- SVC02 03 05 07
    revenue_code varchar, line_control varchar,  -- SVC04, REF*6R
    dos date, dos_to date,             -- DTM 472, else 150/151, else the claim's 232/233
    allowed decimal(12,2),             -- AMT*B6, or the table's own column
    patient_resp decimal(12,2),        -- only where a table states it; an 835 says it in its PR adjustments
    remarks varchar[]                  -- LQ*HE
);

-- one row per CAS triplet; line_key null = claim level
create table if not exists remit_adjustment (
    claim_key bigint not null, line_key bigint, file_id integer not null,
    sequence integer not null,         -- order within its claim or line
    group_code varchar, carc varchar, amount decimal(12,2), quantity decimal(9,2)
);

-- one row per PLB adjustment: money moved outside claims (positive = taken from the payment)
create table if not exists remit_provider_adjustment (
    payment_key bigint not null, file_id integer not null, row_no bigint not null,
    provider varchar, fiscal_period date, reason varchar, reference varchar, amount decimal(12,2)
);

-- one row per CLM of an 837P
create table if not exists submitted_claim (
    claim_key bigint not null, file_id integer not null, row_no bigint not null, is_duplicate boolean not null,
    interchange_control varchar, group_control varchar, transaction_control varchar,
    batch_reference varchar, submit_date date, -- BHT03, BHT04
    sequence integer not null,         -- order within the transaction
    claim_id varchar, charge decimal(12,2), pos varchar, frequency varchar, -- CLM01, 02, 05-1, 05-3
    original_reference varchar, auth_number varchar, referral_number varchar, -- REF*F8, G1, 9F
    payer_sequence varchar, filing_code varchar, payer_name varchar, payer_id varchar, -- SBR01, SBR09, 2010BB
    billing_name varchar, billing_npi varchar, billing_tin varchar,
    subscriber_member_id varchar, subscriber_last varchar, subscriber_first varchar,
    patient_last varchar, patient_first varchar, dob date, -- 2010CA, else the subscriber
    rendering_name varchar, rendering_npi varchar, supervising_name varchar, supervising_npi varchar,
    referring_name varchar, referring_npi varchar,
    dx varchar[], patient_paid decimal(12,2), onset_date date, note_text varchar -- HI, AMT*F5, DTP*431, NTE
);

-- one row per service line (SV1) of an 837P
create table if not exists submitted_line (
    line_key bigint not null, claim_key bigint not null, file_id integer not null, row_no bigint not null,
    sequence integer not null,         -- order within the claim
    line_no varchar, line_control varchar, -- LX01, REF*6R
    code varchar, modifiers varchar[], charge decimal(12,2),
    units decimal(9,2), minutes decimal(9,2), -- SV104 in units (UN) or in minutes (MJ): the other is null
    pos varchar, dx_pointers varchar[], dos date, dos_to date,
    rendering_name varchar, rendering_npi varchar, supervising_name varchar, supervising_npi varchar,
    auth_number varchar, note_text varchar
);

-- one row per other payer a claim names (loop 2320)
create table if not exists submitted_payer (
    claim_key bigint not null, file_id integer not null, row_no bigint not null, sequence integer not null,
    payer_sequence varchar, filing_code varchar, payer_name varchar, payer_id varchar, payer_claim_id varchar,
    paid decimal(12,2), patient_resp decimal(12,2), paid_date date -- AMT*D, AMT*EAF, DTP*573
);

-- one row per earlier adjudication of a line by another payer (SVD, loop 2430)
create table if not exists submitted_payment (
    line_key bigint not null, claim_key bigint not null, file_id integer not null, row_no bigint not null,
    sequence integer not null, payer_id varchar, paid decimal(12,2), code varchar, modifiers varchar[],
    units decimal(9,2), paid_date date
);

-- one row per CAS triplet an 837P repeats of another payer; line_key null = claim level (loop 2320)
create table if not exists submitted_adjustment (
    claim_key bigint not null, line_key bigint, file_id integer not null,
    sequence integer not null,         -- order within its claim or line
    payer_sequence integer,            -- submitted_payer.sequence or submitted_payment.sequence
    group_code varchar, carc varchar, amount decimal(12,2), quantity decimal(9,2)
);

-- one row per answer of a clearinghouse or payer to a submitted claim, before adjudication (277CA, or a report of it)
create table if not exists claim_acknowledgement (
    row_key bigint not null, file_id integer not null, sheet varchar, row_no bigint not null,
    is_duplicate boolean not null,
    claim_id varchar, reference varchar, -- TRN02 of the claim; REF*1K or REF*D9
    outcome varchar not null,          -- accepted | rejected | pending
    category_code varchar, status_code varchar, entity_code varchar, -- STC01-1, -2, -3
    status_date date, charge decimal(12,2), payer_name varchar, payer_id varchar,
    patient_last varchar, patient_first varchar, member_id varchar, dos date, message varchar
);

-- one row per patient and day of rejected billing rows, as far as both can be read: billed, though not as a line
create table if not exists rejected_day (
    file_id integer not null, patient_id varchar not null, dos date not null
);

-- one row per patient, year, threshold bucket, discipline and source: what was allowed elsewhere (care elsewhere counts too); the
-- amounts of a bucket add up
create table if not exists opening_balance (
    row_key bigint not null, file_id integer not null, sheet varchar, row_no bigint not null,
    is_duplicate boolean not null,
    practice varchar, patient_id varchar, year integer,
    bucket varchar,                    -- PT+SLP | OT
    discipline varchar,                -- GP | GN | GO; null: of PT and SLP together
    amount decimal(12,2), source varchar,
    superseded_by integer              -- the file that says it anew (is_duplicate is true)
);
