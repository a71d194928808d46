-- What a practice loaded from CMS itself: kept in the workspace, put before the shipped tables by the files beside this one.
-- Columns and units are those of the table of the same name (docs/reference-tables.md); days are inclusive on both ends.

-- one row per file that was loaded
create table if not exists kept_reference (
    kept_id integer primary key,       -- the higher one stands where two files say the same release or quarter
    kind varchar not null,             -- rvu | gpci | ncci_pair | mue | zip_locality
    release varchar not null,          -- 2027A of the fee schedule; 2027Q1 of edits, unit limits and ZIP codes
    file_name varchar not null, sha256 varchar not null, rows integer not null, kept_at timestamp not null, note varchar
);

-- one row per file and release of the fee schedule, with the days CMS gives; how long it stands is worked out (rvu_release)
create table if not exists kept_rvu_release (
    kept_id integer not null, release varchar not null, first_day date not null, last_day date,
    conversion_factor decimal(8,4) not null, qp_conversion_factor decimal(8,4),
    stands_for varchar, trust varchar, source varchar
);

-- one row per file, release and code: the row without a modifier
create table if not exists kept_rvu (
    kept_id integer not null, release varchar not null, hcpcs varchar not null, status varchar,
    work_rvu decimal(7,2) not null, pe_rvu decimal(7,2) not null, mp_rvu decimal(7,2) not null, mult_proc varchar
);

-- one row per file, release and locality
create table if not exists kept_gpci (
    kept_id integer not null, release varchar not null, mac varchar not null, locality varchar not null,
    state varchar, name varchar,
    work decimal(5,3) not null, pe decimal(5,3) not null, mp decimal(5,3) not null
);

-- one row per file, pair and span; a file that is read tells the whole history of its pairs
create table if not exists kept_ncci_pair (
    kept_id integer not null, column_1 varchar not null, column_2 varchar not null, indicator varchar not null,
    first_day date, last_day date, first_day_basis varchar not null, read_for varchar not null, source varchar
);

-- one row per file and code, first_day the first day of the quarter it was published for
create table if not exists kept_mue (
    kept_id integer not null, hcpcs varchar not null, units integer not null, mai varchar,
    first_day date not null, last_day date, trust varchar, source varchar
);

-- one row per file, ZIP code and locality
create table if not exists kept_zip_locality (
    kept_id integer not null, zip5 varchar not null, mac varchar not null, locality varchar not null,
    state varchar, needs_plus4 boolean not null
);
