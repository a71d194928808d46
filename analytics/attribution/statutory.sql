-- one row per line episode of the ledger, with what the law takes from it
-- key: episode_key
-- inputs: unpaid
-- step: per patient
-- rule: step 7. Sequestration up to the law's share (what is above it is unlawful), and what is not paid for an assistant's
-- units (CQ, CO), of the payer's share or of the whole allowed amount, as the payer's rules say; it counts only as far as
-- the money is really missing: behind the allowed amount (cut_behind) or before it (cut_before). kept_back: what the payer
-- allowed and neither it, the patient nor sequestration paid.
select * exclude (left_over, is_judged), left_over - statutory AS left_over
from (
    select *, case when is_judged then sequestration - unlawful + cut_behind + cut_before else 0 end AS statutory
    from (
        select *, case when is_judged then least(assistant_cut - cut_behind, greatest(owed - allowed, 0)) else 0 end AS cut_before
        from (
            select *, case when is_judged then least(assistant_cut, kept_back) else 0 end AS cut_behind
            from (
                select *, outcome = 'paid' and not is_self_pay AS is_judged,
                    cast(case when has_secondary then 0 else unlawful_sequestration(sequestration, paid, dos) end AS decimal(12, 2))
                        AS unlawful,
                    greatest(allowed - paid - patient_resp - sequestration, 0) AS kept_back
                from unpaid
            )
        )
    )
)
