-- one row per billed line, documented code never billed and visit never billed: where every earned dollar stands
-- key: line, or visit + code where it is null
-- inputs: ledger_line, cut
-- earned + above_expected = unbilled_units + denied + underpaid + statutory + written_off + open_insurance + open_patient + collected +
-- unexplained. Columns and joins stand one a line: see views.narrowed.
select
    l.episode_key AS line,
    l.visit_key AS visit,
    l.claim_id AS claim_id,
    l.line_no AS line_no,
    l.practice AS practice,
    l.location AS location,
    l.payer AS payer,
    c.payer_class AS payer_class,
    l.provider AS provider,
    c.discipline AS discipline,
    l.cpt AS code,
    l.dos AS dos,
    l.submit_date AS submit_date,
    l.answer_date AS answer_date,
    l.earned AS earned,
    l.above_expected AS above_expected,
    l.unbilled_units AS unbilled_units,
    l.denied AS denied,
    l.underpaid AS underpaid,
    l.statutory AS statutory,
    l.written_off AS written_off,
    l.open_insurance AS open_insurance,
    l.open_patient AS open_patient,
    l.unexplained AS unexplained,
    l.collected AS collected,
    l.cut_no AS cut_no
from ledger_line AS l
left join cut AS c on c.cut_no = l.cut_no
