"""The texts that explain a generated folder to whoever opens it."""

README = """\
This folder was generated. No person, patient, therapist or payment in it is real, and the payers' names are only
spelled as a front desk would spell them: rates, denials and payments are invented.

  billing.csv       billed lines of a physical, occupational and speech therapy practice, one row per claim line; those
                    with payer order 2 are bills to an insurer that pays after Medicare
  minutes.csv       documented treatment minutes, one row per visit and procedure code, those of assistants within them
  fee_schedule.csv  contract rates of the commercial payers that gave them in writing (Blue Cross did not)
  rules.yaml        payer rules laid over the shipped ones (--rules): pairs that Blue Cross bundles by its own policy
  claims/           the same lines as electronic claims (X12 837P), one file per payer and month
  acknowledgements/ what was answered to the claims before they were judged (X12 277CA), one file per month
  remittances/      electronic remittances (X12 835), one file per payer and month
  truth/            what was planted in the files above; keep it away from whoever is to find it

The same seed and sizes give the same bytes.
"""

TRUTH_README = """\
planted.json says what an audit of the files beside this folder must find, to the cent. Amounts are texts with two
decimals, in dollars; unless said otherwise they are allowed amounts: what the payer allows for the patient's day, so
that what a unit is worth depends on the others. Medicare pays by its national fee schedule with its reduction for
several procedures, United Healthcare and Aetna cut their contract rates alike, Cigna pays four timed units a day in
claim order.

  findings      must be found: unbilled_units (leak) and excess_units (exposure), one per visit and code; unbilled_visit
                (leak), one per visit that has minutes and no line, claim or remittance, worth all its correct units;
                one leak per denied line nobody recovered, under the category of its reason, rule_id naming the
                modifier rule that explains it. line_no is null where the code was documented and not billed at all,
                claim_id too where the visit was not. Of paid lines: assistant_superfluous (leak), assistant_missing
                (exposure), both worth what the payer takes off for an assistant, assistant_wrong_discipline
                (exposure, the whole line), pair_unneeded_59 and kx_early (exposure, no dollars); cap_order (leak), once
                per visit whose cheaper units came first under a daily cap. No two findings share a visit, save lines
                of one event.
  modifier_gaps every line billed with a modifier too few, too many or wrong, as billed and as right, whether it was
                denied, recovered, or paid all the same (those are no finding).
  denied_lines  every line whose first adjudication denied it, with its state on the last day.
  not_leaks     must not become a finding. verdict: mixed (right total, one unit on the wrong code), undetermined (no
                minutes), never_answered, tie (billed as the default allocation has it), duplicate, reversal,
                reversal_after_denial, cost_share_only (allowed, nothing paid), patient_billed.
  totals        units: timed codes only; visits without minutes are counted, their units kept apart. missed and excess
                are those of visits under and over; the unit of a mixed visit is in neither. Visits never billed are
                unbilled_visits and nowhere else. denials: line episodes by their first adjudication. money: state on
                the last day; collected is what payers paid on claims, collected_secondary the part of it that came from
                insurers after Medicare, assistant_cut what Medicare took from its share for assistants, contract_cut
                what the others took off the allowed amount; payments.bank is what arrived, the difference is
                payments.outside_claims (interest, recoupments). aging: insurance_balance is the charge of lines
                unanswered or denied, patient_balance their share.
                submissions: claims as they were sent and answered before adjudication; clean are those whose first
                answer accepted them.
  revenue       the revenue ledger in total, by payer, month of service, provider, code and location, in allowed
                amounts: earned + above_expected = all the others. A payer's own bundling (OA 94 with CO 97) is written
                off; a line left to the patient counts with what it is worth; services paid by the head, voids and
                duplicates are in no column.
  ar            receivables on the last day, by age, and on the last days of three months before, from the answers that
                stood on each day.
  deposits      payments, what arrived at the bank, what moved outside claims by its reason (negative: taken), and what
                was recouped by whether the claim it names was reversed.
  turns         codes that a payer refuses more often from a day on, which shows in the rate of denials by week.
  rate_cuts     codes that a payer without a schedule pays less from a day on: no finding, only a suspicion.
  events        visits by what was planted in them.
"""
