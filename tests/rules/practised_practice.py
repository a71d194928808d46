"""A practice whose payers each do one thing with their rules, in lines that can be counted by hand.

Every line is a claim of its own, of a patient of its own, unless its group says on how many days its lines fall.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from practice import Practice

from analytics import pipeline
from analytics.rules import edits, kept

RULES = """\
payers:
{}
"""
ENTRY = """\
  - payer: {payer}
    class: {payer_class}
    match: ["{match}*"]
    versions:
{versions}
"""
VERSION = """\
      - effective: {day}
        {stated}
        source: {source}
        verified: {verified}
"""
READ, HEARD = ("their manual", "2026-01-05"), ("told by phone", "unverified")
BOOKS = {  # payer: versions of (day, what it states, source)
    "Alder Health": [("2024-01-01", "discipline_modifier: required", READ)],
    "Birch Mutual": [("2024-01-01", "discipline_modifier: optional", HEARD)],
    "Cedar Plan": [("2024-01-01", "discipline_modifier: optional", HEARD)],
    "Dogwood": [("2024-01-01", "discipline_modifier: required", HEARD)],
    "Elm": [("2024-01-01", "discipline_modifier: required", HEARD)],
    "Fir": [
        ("2024-01-01", "discipline_modifier: optional", HEARD),
        ("2026-02-01", "discipline_modifier: required", HEARD),
        ("2026-02-15", "timely_filing_days: 90", HEARD),
    ],
    "Gum": [("2024-01-01", "discipline_modifier: optional", HEARD)],
    "Hazel": [("2024-01-01", "discipline_modifier: optional", HEARD)],
    "Ivy": [("2024-01-01", "kx: false", HEARD)],
    "Juniper": [("2024-01-01", "assistant_modifier: not_used", HEARD)],
    "Koa": [("2024-01-01", "unit_rule: cms", HEARD)],
    "Laurel": [("2024-01-01", "unit_rule: ama", READ)],
    "Maple": [("2024-01-01", "ncci: none", HEARD)],
    "Nutmeg": [("2024-01-01", "unit_rule: cms", HEARD)],
    "Pine": [("2024-01-01", "discipline_modifier: optional", HEARD)],
    "Rowan": [("2024-01-01", "discipline_modifier: required", READ)],
    "Oak": [("2024-01-01", "discipline_modifier: required", HEARD)],
}


class Group(NamedTuple):
    """Lines of one payer and code that look alike; of them so many are denied for the reason given."""

    payer: str
    cpt: str
    modifiers: str | None  # blank separated; None: the file has no such column
    lines: int
    denied: int = 0
    carc: str = "50"
    rarc: str = ""
    group_code: str = "CO"
    first: str = "2026-01-05"
    days: int = 20
    credential: str = "PT"
    patients: int = 10_000
    minutes: int | None = None
    paid_units: int = 1
    visit: str = ""  # groups of one visit share their patients, line by line


SIX = ("97110", "97112", "97116", "97140", "97530", "97535")
GROUPS = (
    # as often without as with, over two codes; the third is sent one way only
    Group("Alder Health", "97110", "GP", 400, 4),
    Group("Alder Health", "97110", "", 200, 2),
    Group("Alder Health", "97140", "GP", 200, 2),
    Group("Alder Health", "97140", "", 100, 1),
    Group("Alder Health", "97112", "GP", 500, 250),
    # required in practice, and most of the denials say why
    Group("Birch Mutual", "97110", "GP", 200, 10),
    Group("Birch Mutual", "97110", "59", 20, 20, "16", "N822"),
    Group("Birch Mutual", "97110", "", 20, 4),
    Group("Birch Mutual", "97110", "GY", 30, 30),  # billed as not covered: no answer to the question
    # denied with it
    Group("Cedar Plan", "97110", "GP", 60, 30, "4"),
    Group("Cedar Plan", "97110", "", 200, 10),
    # fifteen lines are too few, and neither is what 3 % and 10 % say of 80
    Group("Dogwood", "97110", "GP", 300, 3),
    Group("Dogwood", "97110", "", 15, 15, "16", "N822"),
    Group("Elm", "97110", "GP", 300, 9),
    Group("Elm", "97110", "", 80, 8),
    # before February another rule held: its lines would say the contrary
    Group("Fir", "97110", "GP", 100, 0, days=20),
    Group("Fir", "97110", "", 100, 100, "16", "N822", days=20),
    Group("Fir", "97110", "GP", 300, 3, first="2026-02-01"),
    Group("Fir", "97110", "", 150, 0, first="2026-02-01"),
    # the codes differ, not the modifier: 6 % with and 45 % without are 1 % and 50 % by code
    Group("Gum", "97110", "GP", 900, 9),
    Group("Gum", "97112", "GP", 100, 50),
    Group("Gum", "97110", "", 100, 1),
    Group("Gum", "97112", "", 900, 450),
    # refused for something else: the therapist who leaves it out is not enrolled
    Group("Pine", "97110", "GP", 200, 10),
    Group("Pine", "97110", "", 60, 30, "B7"),
    # refused as often, and every time the payer says that it is missing
    Group("Rowan", "97110", "GP", 900, 18),
    Group("Rowan", "97110", "", 900, 18, "16", "N822"),
    # one patient's four days are no rule
    *(Group("Hazel", cpt, "GP", 50, 1) for cpt in SIX),
    *(Group("Hazel", cpt, "", 4, 4, days=4, patients=1, visit="H1") for cpt in SIX),
    # left to the patient for want of KX
    Group("Ivy", "97110", "GP KX", 100, 2),
    Group("Ivy", "97110", "GP", 60, 30, "119", group_code="PR"),
    # an assistant's lines
    Group("Juniper", "97110", "GP CQ", 100, 2, credential="PTA"),
    Group("Juniper", "97110", "GP", 50, 25, "16", "N822", credential="PTA"),
    # 8 + 8 minutes: one unit by CMS, two by AMA. 15 + 15: two by both
    Group("Koa", "97110", "GP", 150, minutes=8, visit="K1"),
    Group("Koa", "97140", "GP", 150, minutes=8, visit="K1"),
    Group("Koa", "97110", "GP", 200, minutes=15, visit="K2"),
    Group("Koa", "97140", "GP", 200, minutes=15, visit="K2"),
    Group("Laurel", "97110", "GP", 60, minutes=8, visit="L1"),
    Group("Laurel", "97140", "GP", 60, 40, "151", minutes=8, visit="L1"),
    Group("Laurel", "97110", "GP", 100, minutes=15, visit="L2"),
    Group("Laurel", "97140", "GP", 100, 2, minutes=15, visit="L2"),
    # an edit of CMS in force, which a modifier may part
    Group("Maple", "97150", "GP", 60, visit="M1"),
    Group("Maple", "97116", "GP 59", 60, 1, visit="M1"),
    Group("Maple", "97150", "GP", 50, visit="M2"),
    Group("Maple", "97116", "GP", 50, 40, "97", visit="M2"),
    Group("Maple", "97116", "GP", 70, 70),  # alone on its day: no pair
    # pays whichever rule counts more: of 8 + 8 minutes two units by AMA, of 20 + 4 two by CMS
    Group("Nutmeg", "97110", "GP", 150, minutes=8, visit="N1"),
    Group("Nutmeg", "97140", "GP", 150, minutes=8, visit="N1"),
    Group("Nutmeg", "97110", "GP", 150, minutes=20, visit="N2"),
    Group("Nutmeg", "97140", "GP", 150, minutes=4, visit="N2"),
    Group("Nutmeg", "97110", "GP", 200, minutes=15, visit="N3"),
    Group("Nutmeg", "97140", "GP", 200, minutes=15, visit="N3"),
    # alike as far as thirty lines can tell
    Group("Oak", "97110", "GP", 300, 3),
    Group("Oak", "97110", "", 30),
    # a file without a column of modifiers
    Group("Rowan", "97110", None, 40, 20),
    # Medicare's rule is law, whatever is paid against it
    Group("Medicare", "97110", "GP", 600, 6),
    Group("Medicare", "97110", "", 300, 3),
)
MADE = """
create or replace temp table made as
select row_number() over (order by g.no, n.range) as key, g.*, n.range as line,
    coalesce(nullif(g.visit, ''), 'G' || g.no) || '-' || (n.range % g.patients) as patient_id,
    cast(g.first as date) + cast(n.range % g.days as integer) as dos, n.range < g.denied as is_denied
from groups as g
join range(2000) as n on n.range < g.lines
"""
STAGED = (
    """
insert into billing_row by name
select (1::bigint << 32) + key as row_key, 1 as file_id, key + 1 as row_no, false as is_duplicate, patient_id,
    patient_id || '-' || dos || '-' || no || '-' || line as claim_id, '1' as line_no, dos, cpt,
    list_filter(string_split(modifiers, ' '), lambda one: one <> '') as modifiers, 1 as units, minutes, 60 as charge,
    payer as payer_name, if(payer = 'Medicare', 'Medicare', 'Commercial') as payer_class,
    credential as provider_credential
from made
""",
    """
insert into remit_payment by name
select (4::bigint << 32) + key as payment_key, 4 as file_id, key as row_no, false as is_duplicate,
    if(is_denied, 0, 30) as amount, payer as payer_name, dos + 20 as payment_date
from made
""",
    """
insert into remit_claim by name
select (4::bigint << 32) + key as claim_key, (4::bigint << 32) + key as payment_key, 4 as file_id, key as row_no,
    1 as sequence, patient_id || '-' || dos || '-' || no || '-' || line as claim_id, '1' as status, 60 as charge,
    if(is_denied, 0, 30) as paid
from made
""",
    """
insert into remit_line by name
select (4::bigint << 32) + key as line_key, (4::bigint << 32) + key as claim_key,
    (4::bigint << 32) + key as payment_key, 4 as file_id, key as row_no,
    1 as sequence, cpt as code, ['GP'] as modifiers, 60 as charge,
    if(is_denied, 0, 30) as paid, if(is_denied, 0, 1) as units, '1' as line_control, dos,
    case when is_denied and rarc <> '' then [rarc] else [] end as remarks
from made
""",
    """
insert into remit_adjustment by name
select (4::bigint << 32) + key as claim_key, (4::bigint << 32) + key as line_key, 4 as file_id, 1 as sequence,
    if(is_denied, group_code, 'CO') as group_code, if(is_denied, carc, '45') as carc,
    if(is_denied, 60, 30) as amount
from made
""",
)


def rules() -> str:
    """The rules of the made-up payers."""
    entries = [
        ENTRY.format(
            payer=payer,
            payer_class="commercial",
            match=payer.lower(),
            versions="".join(
                VERSION.format(day=day, stated=stated, source=source, verified=verified)
                for day, stated, (source, verified) in versions
            ),
        )
        for payer, versions in BOOKS.items()
    ]
    return RULES.format("".join(entries))


def make(path: Path | None = None) -> Practice:
    """The practice with its lines and answers, not rebuilt yet; path: in a workspace file instead of in memory."""
    practice = Practice(path)
    # as somebody would have saved them: they stay when a rule is changed
    changes = edits.candidate(practice.workspace, rules(), imported=True).changes
    kept.add(practice.workspace, changes, "A biller", "rules of the made-up payers")
    pipeline.load_rules(practice.workspace)
    cursor = practice.workspace.cursor()
    table = pa.Table.from_pylist([{"no": number, **group._asdict()} for number, group in enumerate(GROUPS)])
    cursor.register("incoming", table)
    cursor.execute("create or replace temp table groups as select * from incoming").fetchall()
    cursor.unregister("incoming")
    for sql in (MADE, *STAGED):
        cursor.execute(sql).fetchall()
    return practice
