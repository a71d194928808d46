-- one row per pattern of payments below the rate a payer allows as a rule, where no contract is loaded
-- key: payer_no, cpt, variant, stretch_from, kind, low_rate
-- inputs: rate_line, rate_stretch, rate_paid
-- step: merge
-- kind: rate_cut, units_cut, below_own_rate (see rate_line); low_rate: the repeated lower amount, null = scattered amounts.
-- from_rate: what the payer allowed before the cut, or allows as a rule; share: of the stretch's lines; is_newest: in the payer's newest
-- stretch, so it may go on. only_where: all these lines are of one provider or location that was not once allowed the usual rate since
-- the first of them. Suspected: in no sum of leaks.
with pattern as (
    select payer_no, any_value(payer) AS payer, cpt, variant, stretch_from, kind, low_rate, any_value(expected_rate) AS from_rate,
        min(line_rate) AS lowest, max(line_rate) AS highest, min(dos) AS first_date, max(dos) AS last_date, count(*) AS lines,
        sum(units) AS units, sum(shortfall) AS shortfall,
        case when min(provider) = max(provider) and count(provider) = count(*) then min(provider) end AS one_provider,
        case when min(location) = max(location) and count(location) = count(*) then min(location) end AS one_location
    from rate_line
    group by payer_no, cpt, variant, stretch_from, kind, low_rate
),
placed as (
    select p.*, s.last_day, s.lines AS stretch_lines, s.rate AS own_rate,
        s.first_day = max(s.first_day) over (partition by p.payer_no, p.cpt, p.variant) and s.last_day is null AS is_newest
    from pattern AS p
    join rate_stretch AS s
        on s.payer_no = p.payer_no and s.cpt = p.cpt and s.variant = p.variant and s.first_day = p.stretch_from
),
usual as (   -- who was allowed the usual rate, and when last
    select s.payer_no, s.cpt, s.variant, s.first_day, p.provider, p.location, max(p.dos) AS last_usual
    from rate_paid AS p
    join rate_stretch AS s
        on s.payer_no = p.payer_no and s.cpt = p.cpt and s.variant = p.variant and p.rate = s.rate
        and p.dos >= s.first_day and p.dos <= coalesce(s.last_day, p.dos)
    where (p.payer_no, p.cpt) in (select (payer_no, cpt) from pattern where kind = 'below_own_rate')
    group by s.payer_no, s.cpt, s.variant, s.first_day, p.provider, p.location
),
alone as (
    select p.payer_no, p.cpt, p.variant, p.stretch_from, p.kind, p.low_rate,
        coalesce(bool_or(u.provider = p.one_provider and u.last_usual >= p.first_date), false) AS provider_has_usual,
        coalesce(bool_or(u.location = p.one_location and u.last_usual >= p.first_date), false) AS location_has_usual,
        coalesce(bool_or(u.last_usual >= p.first_date), false) AS is_usual_since
    from placed AS p
    join usual AS u on u.payer_no = p.payer_no and u.cpt = p.cpt and u.variant = p.variant and u.first_day = p.stretch_from
    where p.kind = 'below_own_rate'
    group by p.payer_no, p.cpt, p.variant, p.stretch_from, p.kind, p.low_rate
),
told as (
    select p.* exclude (one_provider, one_location),
        case when a.is_usual_since and p.lines >= 3 and not a.provider_has_usual and p.one_provider is not null then 'provider ' || p.one_provider
            when a.is_usual_since and p.lines >= 3 and not a.location_has_usual and p.one_location is not null then 'location ' || p.one_location
            end AS only_where
    from placed AS p
    left join alone AS a
        on a.payer_no = p.payer_no and a.cpt = p.cpt and a.variant = p.variant and a.stretch_from = p.stretch_from and a.kind = p.kind
        and a.low_rate is not distinct from p.low_rate
)
select payer_no, payer, cpt, variant, stretch_from, kind, low_rate, from_rate, lowest, highest, first_date, last_date, last_day AS stretch_to,
    lines, units, cast(shortfall AS decimal(12, 2)) AS shortfall, lines / stretch_lines AS share, stretch_lines, is_newest, only_where,
    'Suspected: ' || case kind
        when 'rate_cut' then 'a unit was allowed ' || from_rate || ' before ' || strftime(stretch_from, '%-d %b %Y') || ' and ' || own_rate
            || case when last_day is null then ' since' else ' until ' || strftime(last_day, '%-d %b %Y') end
            || '. Rates fall lawfully too: look for an amendment of the contract or a new fee schedule.'
        when 'units_cut' then 'the usual ' || from_rate || ' a unit, but for fewer units than were billed. Ask for the reason: a limit of units, or a cut.'
        else case when low_rate is null then 'scattered amounts from ' || lowest || ' to ' || highest || ' a unit'
                else low_rate || ' a unit again and again' end || ' where ' || from_rate || ' is usual'
            || coalesce(', all of ' || only_where || '. Ask how the payer has it enrolled.',
                case when low_rate is null then '. Compare the remarks of these lines.'
                    else '. It may be another plan or contract of this payer: compare the lines.' end) end AS explanation
from told
