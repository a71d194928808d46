"""Findings of a whole audit, bill to finding: golden cases (a patient each, one practice), and days made by chance."""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
import yaml
from practice import Practice

from analytics import pipeline
from analytics.questions import ask
from analytics.selection import Filter

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE.parent / "golden" / "gap_findings.yaml").read_text(encoding="utf-8"))
PAYERS = HERE / "gap_payers.yaml"
LOCALITY = "01182-18"
DAYS, SAME, SAME_DAY = 150, 12, datetime.date(2026, 3, 9)
DAY, ANSWERED, AS_OF = datetime.date(2026, 3, 2), datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)
# Round rates, so that a case can be added up in the head.
RATES = {"97110": 40, "97112": 30, "97116": 40, "97140": 25, "97530": 50, "97035": 10, "97161": 100, "97162": 120}
PAID = "open_insurance + open_patient + collected"
PARTS = f"unbilled_units + denied + underpaid + statutory + written_off + unexplained + {PAID}"
TOLD = "f.kind = 'leak' and f.rule_id <> 'cap_order'"  # what an order of lines lost was never a part of the day's price
CHECKS = {  # what no row may ever be
    "every line closes": f"select * from ledger_line where earned + above_expected <> {PARTS}",
    "nothing is unexplained": "select * from ledger_line where unexplained <> 0",
    "no part is below 0": f"select * from ledger_line where least(above_expected, {PARTS.replace(' +', ',')}) < 0",
    "a refused or short line is worth its leaks": f"""
        select f.line_key, sum(f.amount) as leaks, any_value(denied + underpaid + open_patient + l.written_off) as worth
        from finding as f join ledger_line as l on l.episode_key = f.line_key
        where {TOLD} and f.origin in ('denial', 'payment') group by f.line_key having leaks > worth""",
    "a day is worth its leaks": f"""
        select f.patient_id, f.leaks, l.worth
        from (select patient_id, dos, sum(amount) as leaks from finding as f where {TOLD} group by all) as f
        left join (
            select coalesce(b.patient_id, v.patient_id, u.patient_id) as patient_id, l.dos,
                sum(unbilled_units + denied + underpaid + statutory + open_patient + l.written_off) as worth
            from ledger_line as l left join unit_visit as v using (visit_key)
            left join unbilled_value as u using (visit_key)
            left join billed_line as b on b.line_key = l.episode_key group by all
        ) as l on l.patient_id = f.patient_id and l.dos = f.dos where f.leaks > coalesce(l.worth, 0)""",
}
TABLES = {  # what a case may say of its lines, by the key that its line has there
    "finding": "select * from finding",
    "gap": "select * from modifier_gap",
    "price": "select * from line_price where line_key is not null",
    "billed": "select * from billed_line",
    "ledger": "select l.*, l.episode_key as line_key from ledger_line as l where episode_key is not null",
    "denial": "select d.*, d.episode_key as line_key from denial as d",
    "unbilled": "select v.*, b.line_key from unbilled_value as v join billed_line as b using (patient_id, dos)",
    "visit": "select v.*, pinned.shown_key as line_key from unit_visit as v",
}


def money(amount: object) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


@contextmanager
def at_once(practice: Practice) -> Iterator[None]:
    """All rows of the block in one transaction."""
    workspace, cursor = practice.workspace, practice.workspace.cursor()
    workspace.cursor = lambda: cursor
    cursor.begin()
    yield
    cursor.commit()
    del workspace.cursor


def add_rates(practice: Practice, payers: list[str]) -> None:
    for payer, (cpt, rate) in product(payers, RATES.items()):
        practice.rate(payer, cpt, rate)


def add(practice: Practice, case: dict) -> list[int]:
    """Bill, document and answer a case: the keys of its lines, in the order of the case."""
    patient, day = case["case"], case.get("dos", DAY)
    keys = [add_line(practice, case, number, dict(line)) for number, line in enumerate(case["lines"], 1)]
    for row in case.get("notes", []):
        row = {"patient_id": patient, "dos": day} | row
        practice.document(row.pop("cpt"), row.pop("minutes"), **row)
    for bucket, amount in case.get("opening", {}).items():
        values = {"row_key": (9 << 32) + practice.rows + 1, "file_id": 9, "patient_id": patient, "year": day.year}
        practice._insert("opening_balance", values | {"bucket": bucket, "amount": amount, "source": "portal"})
    return keys


def add_line(practice: Practice, case: dict, number: int, line: dict) -> int:
    answers, cpt, units = line.pop("answers", []), line.pop("cpt", "97110"), line.pop("units", 1)
    values = {"patient_id": case["case"], "claim_id": case["case"], "line_no": str(number), "dos": case.get("dos", DAY)}
    values |= {"payer_name": case.get("payer", "Medicare"), "charge": 200 * units}
    values |= {"modifiers": str(line.pop("mods", "GP")).split()} | line
    practice.bill(cpt, units, **values)
    key = (1 << 32) + practice.rows
    for order, answer in enumerate(answers):
        given = {"line": values["line_no"], "dos": values["dos"], "payer_name": values["payer_name"]}
        given |= {"date": ANSWERED + datetime.timedelta(order), "modifiers": values["modifiers"]}
        reply(practice, values["claim_id"], cpt, money(values["charge"]), answer, given)
    return key


def reply(practice: Practice, claim: str, cpt: str, charge: Decimal, answer: object, given: dict) -> None:
    """An answer: dollars allowed (a fifth, or `share`, the patient's; `seq` withheld), or a refusal: CO 16 N822."""
    if isinstance(answer, str):
        group, carc, *remarks = answer.split()
        practice.remit(claim, cpt, charge=charge, adjustments=[(group, carc, charge)], remarks=remarks, **given)
        return
    answer = answer if isinstance(answer, dict) else {"allowed": answer}
    allowed, taken = money(answer["allowed"]), money(answer.get("seq", 0))
    share = money(answer.get("share", allowed * Decimal("0.2")))
    shares = [("PR", "2", share), ("CO", "45", charge - allowed), ("CO", "253", taken)]
    given |= {"paid": allowed - share - taken, "adjustments": [part for part in shares if part[2]]}
    practice.remit(claim, cpt, charge=charge, **given)


def told(practice: Practice, owners: dict, tables: Collection[str] = TABLES) -> dict[tuple[str, str], list[dict]]:
    """The rows of each table by (case, table); `line` is the number of the line in its case."""
    rows: dict[tuple[str, str], list[dict]] = {}
    for table in tables:
        for row in practice.records(TABLES[table]):
            if row["line_key"] in owners:
                case, line = owners[row["line_key"]]
                rows.setdefault((case, table), []).append(row | {"line": line})
    for found in rows.values():
        found.sort(key=lambda row: (row["line"], str(row.get("rule_id"))))
    return rows


@pytest.fixture(scope="module")
def audited():
    """What every case came to: without a locality, and with one."""
    practice, owners = Practice(), {}
    pipeline.load_rules(practice.workspace, PAYERS)
    with at_once(practice):
        payers = [payer["payer"] for payer in yaml.safe_load(PAYERS.read_text(encoding="utf-8"))["payers"]]
        add_rates(practice, [payer for payer in payers if payer != "Priceless Payer"])
        for case in CASES:
            owners |= {key: (case["case"], line) for line, key in enumerate(add(practice, case), 1)}
        for number in range(SAME):
            add(practice, {"case": f"same {number}", "dos": SAME_DAY, "payer": "Half Order", "lines": [{"units": 4}]})
    practice.rebuild(as_of=AS_OF)
    found = {"rows": told(practice, owners), "gaps": ask(practice.workspace, "modifier_gaps")}
    found["revenue"] = ask(practice.workspace, "summary_revenue", Filter(payers=("Half Cap",)))[0]
    found["broken"] = {check: practice.ask(sql) for check, sql in CHECKS.items()}
    found["same"] = practice.ask("select billed, correct from line_price where dos = $day", day=SAME_DAY)
    pipeline.rebuild(practice.workspace, as_of=AS_OF, locality=LOCALITY, changed=())
    yield found | {"located": told(practice, owners, ["finding"])}
    practice.close()


def picked(row: dict, want: dict) -> dict:
    """What a row has under the names of the case, in the case's own words; `says`: words of the explanation."""
    shown = {key: row["explanation"] if key == "says" else row[key] for key in want}
    if want.get("says", "") in shown.get("says", ""):
        shown |= {key: want[key] for key in shown if key == "says"}
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in shown.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_golden_case(audited, case, request):
    if "wrong" in case:
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["wrong"]))
    for table, wanted in case["expect"].items():
        where, name = ("located", "finding") if table == "located" else ("rows", table)
        rows = audited[where].get((case["case"], name), [])
        if name == "finding":
            assert [row["line"] for row in rows] == [want["line"] for want in wanted], [row["rule_id"] for row in rows]
            assert [picked(row, want) for row, want in zip(rows, wanted, strict=True)] == wanted
        for want in wanted:
            assert want in [picked(row, want) for row in rows]


def test_a_corrected_claim_stays_one_missing_gp(audited):
    (gap,) = [gap for gap in audited["gaps"] if gap["payer"] == "Strict Payer"]
    assert (gap["modifier"], gap["lines"], gap["denied_lines"], gap["denied_amount"]) == ("GP", 1, 1, 40)


def test_revenue_has_no_negative_part_without_remittances(audited):
    assert audited["revenue"]["earned"] == 200
    assert all(amount >= 0 for amount in audited["revenue"].values())


def test_the_unit_paid_in_full_comes_first_of_its_line(audited):
    """Four units at 40, half of it for all but one, three kept in claim order: 40 + 20 + 20."""
    assert audited["same"] == [(Decimal(80), Decimal(80))] * SAME


CAPS = (
    "null",
    "{kind: units, amount: 3, keep: claim_order}",
    "{kind: units, amount: 3, keep: highest_paid}",
    "{kind: units_per_discipline, amount: 2, keep: highest_paid}",
    "{kind: dollars, amount: 90, keep: claim_order}",
    '{kind: rvu, amount: 2.5, codes: ["97110", "97112", "97140", "97530"], keep: claim_order}',
    "{kind: one_code_per_discipline, amount: 1, keep: highest_paid}",
)
PLANS = list(product(("medicare", "pe50_no_gpci", "total50", "none"), CAPS))  # a plan's name is its place
RULES = """\
  - {{payer: Plan {name}, class: commercial, match: ["plan {name}"], versions: [{{effective: 2000-01-01, unit_rule: cms,
     ncci: cms, mppr: {mppr}, daily_cap: {cap}, discipline_modifier: required, sequestration: true, source: test,
     assistant_modifier: required, assistant_share: 0.85, assistant_base: allowed, verified: unverified}}]}}
"""
REFUSALS = ("CO 50", "CO 97", "CO 16 N822", "CO 4", "PR 96", "CO 119")
TIMED = [cpt for cpt in RATES if not cpt.startswith("9716")]


def random_line(chance: random.Random, discipline: str) -> dict:
    units, mods = chance.randint(1, 4), [discipline] if chance.random() < 0.9 else []
    answers = [chance.choice(REFUSALS)] if chance.random() < 0.2 else []
    if chance.random() < 0.65:
        allowed = chance.choice((10, 17, 34, 40, 60)) * units
        share = chance.choice((0, allowed / 5, allowed))
        withheld = round(0.02 * (allowed - share), 2) if chance.random() < 0.4 else 0
        answers.append({"allowed": allowed, "share": share, "seq": withheld})
    mods += [{"GP": "CQ", "GO": "CO"}[discipline]] if chance.random() < 0.25 else []
    return {
        "cpt": chance.choice(list(RATES) if discipline == "GP" else TIMED),
        "units": units,
        "mods": " ".join(mods),
        "answers": answers,
    }


def random_day(chance: random.Random, number: int) -> dict:
    """A day of one or two disciplines; most codes documented, some of them never billed, some billed twice."""
    lines, notes = [], []
    for discipline in chance.choice((["GP"], ["GP"], ["GP", "GO"])):
        mine = [random_line(chance, discipline) for _ in range(chance.randint(1, 3))]
        codes = {line["cpt"] for line in mine} | ({chance.choice(TIMED)} if chance.random() < 0.3 else set())
        if chance.random() < 0.9:
            written = [cpt for cpt in TIMED if cpt in codes]
            notes += [{"cpt": cpt, "minutes": chance.randint(3, 50), "discipline": discipline} for cpt in written]
        lines += mine
    chance.shuffle(lines)
    return {"case": f"R{number}", "payer": f"Plan {chance.randrange(len(PLANS))}", "lines": lines, "notes": notes}


@pytest.fixture(scope="module")
def random_days(tmp_path_factory):
    chance, practice = random.Random(11), Practice()
    rules = [RULES.format(name=name, mppr=mppr, cap=cap) for name, (mppr, cap) in enumerate(PLANS)]
    overlay = tmp_path_factory.mktemp("rules") / "plans.yaml"
    overlay.write_text("payers:\n" + "".join(rules), encoding="utf-8")
    pipeline.load_rules(practice.workspace, overlay)
    with at_once(practice):
        # the others have Medicare's prices, or medians of what was paid
        add_rates(practice, [f"Plan {name}" for name in range(len(PLANS)) if name % 3])
        for number in range(DAYS):
            add(practice, random_day(chance, number))
    practice.rebuild(as_of=AS_OF)
    yield practice
    practice.close()


@pytest.mark.parametrize("check", CHECKS)
def test_no_case_and_no_day_breaks_it(audited, random_days, check):
    assert not audited["broken"][check]
    assert not random_days.ask(CHECKS[check])


def test_the_visits_of_a_day_add_up_to_the_difference_of_two_days(random_days):
    """Visits whose minutes nobody knows, and have no difference of their own, count with what the day moves in them."""
    assert not random_days.ask(
        """with price as (
            select day_key, visit_key, sum(correct) - sum(billed) as difference, sum(value) as value
            from line_price where visit_key > 0 group by day_key, visit_key
        )
        select p.day_key, sum(p.difference) as difference, sum(coalesce(v.value, p.value)) as told
        from price as p left join unit_visit as v using (visit_key) group by p.day_key having difference <> told"""
    )
    assert random_days.ask("select count(distinct day_key) from line_price where value <> 0")[0][0] > 40


def test_a_capped_day_laid_out_unit_by_unit(random_days):
    """The dearest units up to the cap, as the payers that keep those count them."""
    pools: dict[tuple, tuple[list, list]] = {}
    for *pool, price, later, is_first, units, billed in random_days.ask(
        """select case d.daily_cap_kind when 'units' then p.day_key else p.visit_key end,
            d.daily_cap_amount, p.price, p.price_later, p.is_first, p.units_billed, p.billed
        from line_price as p
        join service_line as s on s.line_key = p.line_key and s.is_timed
        join payer_day as d on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos
        where d.daily_cap_kind like 'units%' and d.daily_cap_keep = 'highest_paid'"""
    ):
        worth, kept = pools.setdefault(tuple(pool), ([], []))
        worth += [price if is_first and not place else later for place in range(int(units))]
        kept.append(billed)
    for (_, amount), (worth, kept) in pools.items():
        assert sum(kept) == sum(sorted(worth, reverse=True)[: int(amount)])
    assert len(pools) > 30
