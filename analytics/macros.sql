-- The few expressions that several SQL files share, as macros of the workspace.

-- a number as people write it: 30.00 -> 30, 7.50 -> 7.5
create or replace macro plain(number) as regexp_replace(cast(number as varchar), '(\.\d*?)0+$', '\1').rtrim('.');

-- the discipline modifier behind the words of a file: PT -> GP, OT -> GO, SLP -> GN, else null
create or replace macro discipline_code(words) as
    case
        when upper(trim(words)) in ('GP', 'PT', 'PHYSICAL THERAPY') then 'GP'
        when upper(trim(words)) in ('GO', 'OT', 'OCCUPATIONAL THERAPY') then 'GO'
        when upper(trim(words)) in ('GN', 'ST', 'SLP', 'SPEECH', 'SPEECH THERAPY', 'SPEECH-LANGUAGE PATHOLOGY') then 'GN'
    end;

-- a minute of the day as a clock shows it: 570 -> 09:30
create or replace macro hour_minute(minute_of_day) as
    lpad(cast(minute_of_day // 60 as varchar), 2, '0') || ':' || lpad(cast(minute_of_day % 60 as varchar), 2, '0');

-- a first evaluation of any discipline, or a later one: days on which some caps are higher
create or replace macro is_evaluation(cpt) as
    cpt in ('97161', '97162', '97163', '97165', '97166', '97167', '92521', '92522', '92523', '92524');
create or replace macro is_reevaluation(cpt) as cpt in ('97164', '97168');

-- where a payer's rules state one key: struct(key, source, verified); said is payer_day.key_sources
create or replace macro stated(said, wanted) as list_filter(said, lambda one: one.key = wanted)[1];

-- a person's name as words in no order, without initials: DOE, JANE A and Jane Doe are the same
create or replace macro name_words(name) as
    nullif(array_to_string(list_sort(regexp_extract_all(lower(name), '[a-z]{2,}|[0-9]+')), ' '), '');

-- true where an order of payers (1, P, primary ... or nothing) means another than the first
create or replace macro is_later_payer(payer_order) as
    coalesce(lower(trim(payer_order)) in ('2', '3', 's', 't', 'secondary', 'tertiary'), false);

-- a part of a key made of several texts, so that no two keys are spelled alike: | and \ get a \ before them
create or replace macro key_part(words) as replace(replace(coalesce(words, ''), '\', '\\'), '|', '\|');

-- what an answer said, in one text: group, reason and remark codes and the payer's class (any may be null), and with its day
create or replace macro reason_codes(group_code, carc, remarks, payer_class) as
    coalesce(group_code, '') || '|' || coalesce(carc, '') || '|' || remarks || '|' || coalesce(payer_class, '');
create or replace macro reason_key(group_code, carc, remarks, payer_class, day) as
    reason_codes(group_code, carc, remarks, payer_class) || '|' || coalesce(cast(day as varchar), '');

-- what an insurer owes on a line: its charge while nothing was answered or a denial is open, less what the practice gave up
create or replace macro owed_by_insurance(outcome, charge, written_off, is_self_pay) as
    case when not is_self_pay and (outcome is null or outcome = 'denied')
        then greatest(charge - greatest(written_off, 0), 0) else 0 end;

-- what is left of a share when a payment comes off it (below zero: a credit) and then what the practice gave up
create or replace macro left_of(share, paid, written_off) as
    case when share > paid then greatest(share - paid - greatest(written_off, 0), 0) else share - paid end;

-- what a patient owes: the share the payers left, or a self payer's charge; a void without its charge is a credit
create or replace macro owed_by_patient(outcome, charge, patient_resp, paid, written_off, is_self_pay) as
    case
        when is_self_pay then left_of(charge, paid, written_off)
        when charge < 0 then charge
        when outcome is null or outcome = 'denied' then 0
        else left_of(patient_resp, paid, written_off)
    end;

-- what was taken as sequestration beyond the law's share of the payment (2 USC 901a(6): 2 %; suspended from May 2020 to March 2022,
-- 1 % to June 2022); less than a dollar may be the rounding of a whole claim and is none
create or replace macro sequestration_share(dos) as
    case when dos between '2020-05-01' and '2022-03-31' then 0 when dos between '2022-04-01' and '2022-06-30' then 0.01
        else 0.02 end;
create or replace macro unlawful_sequestration(sequestration, paid, dos) as
    case when sequestration - round((paid + sequestration) * sequestration_share(dos), 2) > 1
        then sequestration - round((paid + sequestration) * sequestration_share(dos), 2) else 0 end;

-- the most that can be owed of a claimed amount: nobody owes more than the charge; without one the amount stands
create or replace macro most_owed(claimed, charge) as least(claimed, coalesce(nullif(charge, 0), claimed));

-- true for a span of balance_span that counts on a day: on the as-of day all that is loaded, as in receivable; on a day before
-- it what was known then
create or replace macro counts_on(day, as_of, first_day, last_day) as
    case when day = as_of then last_day is null else day between first_day and coalesce(last_day, date '2999-12-31') end;

-- the bucket of a balance that is so many days old
create or replace macro age_bucket(age) as
    case when age <= 30 then '0-30' when age <= 60 then '31-60' when age <= 90 then '61-90' when age <= 120 then '91-120'
        else '121+' end;

-- the date a balance ages from: service | submission | responsibility; a line without that date ages from its service
create or replace macro ages_from(basis, dos, submit_date, responsible_since) as
    case basis when 'submission' then coalesce(submit_date, dos) when 'responsibility' then coalesce(responsible_since, dos)
        else dos end;

-- ledger/cut.sql makes it; an engine binds a macro where it is made, so it has to be there before
create table if not exists cut (
    cut_no integer, practice varchar, location varchar, payer varchar, payer_class varchar, provider varchar, discipline varchar, cpt varchar
);

-- true where the user's filter has a span of days; chosen is analytics.selection.Filter.parameters()
create or replace macro has_days(chosen) as
    chosen.first_day > date '1900-01-01' or chosen.last_day < date '2999-12-31';

-- the day of a line that the dates of the filter mean
create or replace macro chosen_day(dos, submit_date, answer_date, chosen) as
    case chosen.basis when 'service' then dos when 'submission' then submit_date else answer_date end;

-- true for a line that the user's filter keeps; a line without the day of the chosen basis is outside any span of days, and stays
-- where none was chosen. In brackets, because a bare chosen.x inside a subquery is taken for a column of a table
create or replace macro selected(cut_no, dos, submit_date, answer_date, chosen) as
    cut_no in (
        select c.cut_no
        from cut AS c
        where (len((chosen).practices) = 0 or list_contains((chosen).practices, c.practice))
            and (len((chosen).locations) = 0 or list_contains((chosen).locations, c.location))
            and (len((chosen).payers) = 0 or list_contains((chosen).payers, c.payer))
            and (len((chosen).payer_classes) = 0 or list_contains((chosen).payer_classes, c.payer_class))
            and (len((chosen).providers) = 0 or list_contains((chosen).providers, c.provider))
            and (len((chosen).disciplines) = 0 or list_contains((chosen).disciplines, c.discipline))
            and (len((chosen).codes) = 0 or list_contains((chosen).codes, c.cpt)))
    and coalesce(
        chosen_day(dos, submit_date, answer_date, chosen) between chosen.first_day and chosen.last_day, not has_days(chosen));

-- the filter over the whole calendar years that its days touch, for what counts by the year
create or replace macro whole_years(chosen) as
    struct_update(chosen, first_day := cast(date_trunc('year', chosen.first_day) AS date),
        last_day := make_date(cast(extract(year from chosen.last_day) AS integer), 12, 31));

-- true for a payer that the filter keeps, for what has neither line nor day of service; its classes are those of its lines
create or replace macro selected_payer(payer, chosen) as
    (len(chosen.payers) = 0 or list_contains(chosen.payers, payer))
    and (len(chosen.payer_classes) = 0
        or payer in (select c.payer from cut AS c where list_contains((chosen).payer_classes, c.payer_class)));
