-- one row per payer as the inputs spell it (name, id and class together)
-- key: payer_name, payer_id, payer_class_text (any may be null)
-- inputs: billing_row, submitted_bill, remit_payment, fee_row, payer_match, payer_rule, payer_class_synonym
-- step: merge (looks at all spellings of the whole practice)
-- rule: an exact payer id or the longest matching glob wins; else the default of the stated class; else of the class that
-- the name itself shows; else "Unknown payer". Behind a default the payer keeps its own name.
with spelled as (
    select distinct payer_name, payer_id, payer_class as payer_class_text from billing_row where not is_duplicate
    union
    select distinct payer_name, payer_id, payer_class from submitted_bill
    union
    select distinct payer_name, payer_id, null from remit_payment where not is_duplicate
    union
    select distinct payer, null, null from fee_row where not is_duplicate
),
normalised as (
    select s.*,
        lower(regexp_replace(trim(coalesce(s.payer_name, s.payer_id, s.payer_class_text)), '\s+', ' ', 'g')) AS name_key,
        c.class AS stated_class
    from spelled AS s
    left join payer_class_synonym AS c
        on c.synonym = lower(regexp_replace(trim(s.payer_class_text), '[^a-zA-Z0-9]+', ' ', 'g'))
        and c.basis = 'word'   -- a number in this column is a vendor's own, not X12's
),
known as (
    select payer, any_value(class) AS class, bool_or(is_default) AS is_default from payer_rule group by payer
),
candidate as (
    select n.payer_name, n.payer_id, n.payer_class_text, m.payer AS rule_payer,
        case when m.kind = 'class' then 5000 when k.is_default then m.specificity else 10000 + m.specificity end AS weight
    from normalised AS n
    join payer_match AS m
        on (m.kind = 'glob' and n.name_key like m.like_pattern escape '\')
        or (m.kind = 'id' and lower(n.payer_id) = m.pattern)
        or (m.kind = 'class' and m.pattern in (n.stated_class, 'class:' || n.stated_class))
    join known AS k on k.payer = m.payer
),
best as (
    select payer_name, payer_id, payer_class_text, arg_min(rule_payer, (-weight, rule_payer)) AS rule_payer
    from candidate
    group by all
),
spelling as (   -- of several spellings of one name the most frequent is shown, then the first in the alphabet
    select name_key, arg_min(payer_name, (-n, payer_name)) AS shown
    from (
        select n.name_key, n.payer_name, count(*) AS n
        from normalised AS n
        join (
            select payer_name from billing_row union all select payer_name from submitted_bill
            union all select payer_name from remit_payment
        ) AS b on b.payer_name = n.payer_name
        group by all
    )
    group by name_key
),
resolved as (
    select n.payer_name, n.payer_id, n.payer_class_text,
        case when coalesce(k.is_default, true)
            then coalesce(s.shown, trim(n.payer_name), n.payer_id, n.payer_class_text, 'Unknown payer')
            else b.rule_payer end AS payer,
        coalesce(b.rule_payer, 'Unknown payer') AS rule_payer,
        case when b.rule_payer is null then 'none' when k.is_default then 'class' else 'name' end AS matched_by,
        coalesce(k.class, n.stated_class) AS payer_class
    from normalised AS n
    left join best AS b
        on b.payer_name is not distinct from n.payer_name and b.payer_id is not distinct from n.payer_id
        and b.payer_class_text is not distinct from n.payer_class_text
    left join known AS k on k.payer = b.rule_payer
    left join spelling AS s on s.name_key = n.name_key
)
select *, cast(dense_rank() over (order by payer) AS integer) AS payer_no,
    -- the number of the rules it follows, whatever their versions say
    cast(dense_rank() over (order by rule_payer) AS integer) AS rule_payer_no
from resolved
