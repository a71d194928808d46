-- one row per visit that began while its provider was with another patient, where the minutes of both cannot be one-on-one
-- key: visit_key
-- inputs: service_line, billed_line, unit_line, line_price, documented
-- step: merge (compares the patients of one provider's day)
-- source: timed codes are direct one-on-one contact (CPT), one patient's minutes at a time; what is given to several at once is
-- group therapy: Pub 100-02, ch. 15, section 230. One-on-one minutes need not follow each other: visits may overlap as long as
-- their minutes fit into the clock (CMS, 11 Part B Billing Scenarios for PTs and OTs). So what counts is not that times overlap,
-- but the minutes beyond the clock: of two visits, or of all visits since the provider was last free.
-- rule: practice, provider and day; times of the billing line, else of the minutes file for the code, else for the visit. Spans of
-- one patient are joined: a code's own span, or that of the whole visit on every line. Minutes of a span: as documented, at most
-- its length. Compared with the visit that ends last of those begun before: no other one reaches further. Visits of an assistant
-- (CQ, CO, assistant minutes) billed under a therapist's name are left out, because that name does not say who treated.
-- units_at_stake: units the minutes support, less those without the overlapped minutes, by the CMS count; the cheapest lines in the
-- overlap lose them. at_stake: their price_later; null where no price is known.
with tolerance as (
    select 2 AS minutes   -- clocks and rounding: less is no overlap
),
line as (
    select s.line_key, s.visit_key, s.cpt, s.units, b.practice, b.patient_no, b.dos, b.provider, b.claim_id,
        b.start_time, b.end_time, b.start_time is not null and b.end_time is not null AS is_clocked, u.minutes,
        not b.is_assistant
            and (list_has_any(coalesce(b.modifiers, []), ['CQ', 'CO']) or coalesce(b.assistant_minutes, 0) > 0) AS is_delegated
    from service_line AS s
    join billed_line AS b on b.line_key = s.line_key and b.is_primary
    left join unit_line AS u on u.line_key = s.line_key
    where s.is_timed and s.units > 0
),
written as (
    select visit_key, cpt, start_time, end_time, coalesce(minutes, total_timed_minutes) AS minutes, provider
    from documented
    where start_time is not null and end_time is not null
),
clocked as (   -- the lines of visits of which any time is known
    select *, row_number() over (partition by visit_key, cpt, is_clocked order by line_key) AS place_of_code,
        row_number() over (partition by visit_key order by line_key) AS place,
        bool_or(is_clocked) over (partition by visit_key) AS has_own,
        bool_or(is_delegated) over (partition by visit_key) AS is_shared
    from line
    where is_clocked or visit_key in (select visit_key from written)
),
of_code as (
    select c.* exclude (start_time, end_time, minutes, provider), w.start_time, w.end_time, w.minutes,
        coalesce(w.provider, c.provider) AS provider, w.provider is null and c.is_shared AS is_unsure
    from clocked AS c
    join written AS w on w.visit_key = c.visit_key and w.cpt = c.cpt
    where not c.is_clocked and c.place_of_code = 1
),
of_visit as (
    select c.* exclude (start_time, end_time, minutes, provider), w.start_time, w.end_time, w.minutes,
        coalesce(w.provider, c.provider) AS provider, w.provider is null and c.is_shared AS is_unsure
    from clocked AS c
    join written AS w on w.visit_key = c.visit_key and w.cpt is null
    where c.place = 1 and not c.has_own and c.visit_key not in (select visit_key from of_code)
),
timed as (
    select visit_key, line_key, practice, patient_no, dos, provider, start_time, end_time, minutes
    from clocked
    where is_clocked and not is_shared
    union all
    select visit_key, line_key, practice, patient_no, dos, provider, start_time, end_time, minutes from of_code where not is_unsure
    union all
    select visit_key, line_key, practice, patient_no, dos, provider, start_time, end_time, minutes from of_visit where not is_unsure
),
span as (
    select visit_key, line_key, practice, patient_no, dos, lower(trim(provider)) AS provider, minutes,
        cast(extract(hour from start_time) * 60 + extract(minute from start_time) AS integer) AS starts,
        cast(extract(hour from end_time) * 60 + extract(minute from end_time) AS integer) AS ends
    from timed
    where provider is not null and start_time < end_time
),
begun as (
    select *, coalesce(starts > max(ends) over (
            partition by practice, provider, dos, patient_no order by starts, ends, line_key
            rows between unbounded preceding and 1 preceding), true) AS is_new
    from span
),
joined as (
    select *, count(*) filter (where is_new) over (
            partition by practice, provider, dos, patient_no order by starts, ends, line_key
            rows between unbounded preceding and current row) AS part
    from begun
),
treatment as (   -- unbroken time of one patient with one provider
    select practice, provider, dos, patient_no, part, arg_min(visit_key, (starts, ends, line_key)) AS visit_key,
        min(starts) AS starts, max(ends) AS ends,
        cast(least(sum(coalesce(minutes, ends - starts)), max(ends) - min(starts)) AS integer) AS minutes
    from joined
    group by practice, provider, dos, patient_no, part
),
followed as (
    select *, max(struct_pack(ends := ends, starts := starts, minutes := minutes, visit_key := visit_key)) over (
            partition by practice, provider, dos order by starts, ends, visit_key
            rows between unbounded preceding and 1 preceding) AS other
    from treatment
),
stretched as (   -- a stretch ends where the provider is free
    select *, count(*) filter (where coalesce(starts >= other.ends, true)) over (
            partition by practice, provider, dos order by starts, ends, visit_key
            rows between unbounded preceding and current row) AS stretch
    from followed
),
weighed as (
    select *, min(starts) over so_far AS stretch_starts, sum(minutes) over so_far AS stretch_minutes,
        greatest(sum(minutes) over so_far - (max(ends) over so_far - min(starts) over so_far), 0) AS beyond,
        greatest(minutes + other.minutes - (greatest(ends, other.ends) - other.starts), 0) AS beyond_pair
    from stretched
    window so_far as (
        partition by practice, provider, dos, stretch order by starts, ends, visit_key
        rows between unbounded preceding and current row)
),
overlapped as (
    select *, cast(greatest(beyond_pair, beyond - coalesce(max(beyond) over (
            partition by practice, provider, dos, stretch order by starts, ends, visit_key
            rows between unbounded preceding and 1 preceding), 0)) AS integer) AS overlap
    from weighed
),
doubled as (
    select visit_key, arg_max(other, overlap) AS other, sum(overlap) AS overlap_minutes, sum(minutes) AS minutes,
        arg_max(struct_pack(starts := starts, ends := ends, stretch_starts := stretch_starts,
            stretch_minutes := stretch_minutes, stretch_ends := greatest(ends, other.ends),
            is_pair := overlap = beyond_pair), overlap) AS at,
        min(starts) filter (where overlap > 0) AS first_start, max(least(ends, other.ends)) filter (where overlap > 0) AS last_end
    from overlapped
    group by visit_key
    having sum(overlap) >= (select minutes from tolerance)
),
reach as (
    select line_key, min(starts) AS starts, max(ends) AS ends from span group by line_key
),
visit as (
    select l.visit_key, sum(l.units) AS units,
        cast(case when count(l.minutes) = count(*) then sum(l.minutes) else any_value(d.minutes) end AS integer) AS minutes
    from line AS l
    join doubled AS d on d.visit_key = l.visit_key
    group by l.visit_key
),
lost as (
    select d.*, v.minutes AS visit_minutes, greatest(v.minutes - d.overlap_minutes, 0) AS minutes_left,
        least(v.units, floor((v.minutes + 7) / 15)) AS units_supported,
        cast(greatest(least(v.units, floor((v.minutes + 7) / 15)) - floor((greatest(v.minutes - d.overlap_minutes, 0) + 7) / 15), 0)
            AS integer) AS units_at_stake
    from doubled AS d
    join visit AS v on v.visit_key = d.visit_key
),
queued as (
    select l.visit_key, l.line_key, l.units, p.price_later, o.units_at_stake,
        row_number() over in_turn AS place, sum(l.units) over in_turn - l.units AS units_before
    from line AS l
    join lost AS o on o.visit_key = l.visit_key
    left join reach AS r on r.line_key = l.line_key
    left join line_price AS p on p.line_key = l.line_key
    window in_turn as (
        partition by l.visit_key
        order by coalesce(r.starts >= o.last_end or r.ends <= o.first_start, false), p.price_later nulls last, l.line_key
        rows between unbounded preceding and current row)
),
valued as (
    select visit_key, min(line_key) filter (where place = 1) AS line_key,
        case when count(*) filter (where units_before < units_at_stake and price_later is null) = 0 then cast(round(coalesce(
            sum(least(units, units_at_stake - units_before) * price_later) filter (where units_before < units_at_stake), 0), 2)
            AS decimal(12, 2)) end AS at_stake
    from queued
    group by visit_key
)
select v.line_key, o.visit_key, o.other.visit_key AS other_visit_key, cast(o.overlap_minutes AS integer) AS overlap_minutes,
    o.units_at_stake, v.at_stake,
    'one-on-one from ' || hour_minute(o.at.starts) || ' to ' || hour_minute(o.at.ends) || ' while the provider was with '
        || coalesce('the patient of claim ' || c.claim_id, 'another patient') || ' (' || hour_minute(o.other.starts) || ' to '
        || hour_minute(o.other.ends) || '): ' || o.overlap_minutes || ' minutes are counted twice'
        || case when o.at.is_pair then '' else ' (the visits since ' || hour_minute(o.at.stretch_starts) || ' claim '
            || o.at.stretch_minutes || ' minutes of ' || o.at.stretch_ends - o.at.stretch_starts || ')' end
        || '; without them ' || o.minutes_left || ' of ' || o.visit_minutes || ' minutes support '
        || case when o.units_at_stake = 0 then 'the same units'
            else plain(o.units_supported - o.units_at_stake) || ' units instead of ' || plain(o.units_supported) end AS explanation,
    'one-on-one minutes are those of one patient at a time: CPT, timed codes; Medicare Benefit Policy Manual, Pub 100-02, ch. 15, '
        || 'section 230 (unverified)' AS citation
from lost AS o
join valued AS v on v.visit_key = o.visit_key
left join (select visit_key, min(claim_id) AS claim_id from line group by visit_key) AS c on c.visit_key = o.other.visit_key
