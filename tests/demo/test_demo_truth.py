"""The truth beside the demo's files, worked out a second time from the files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from analytics.demo import practice
from analytics.demo.unit_rules import RULES, TIMED_CODES

AS_OF = date(2026, 6, 30)
NOT_DENIED = ("unbilled_units", "excess_units", "unbilled_visit")
RULE = {"Medicare": "cms", "United Healthcare": "ama", "Blue Cross": "ama", "Cigna": "ama", "Aetna": "ama"}


def test_unit_findings_follow_from_the_files_alone(billing, minutes, truth):
    rates = {payer.name: payer.rates for payer in practice.Practice.load().payers}
    documented, billed, payer_of = defaultdict(dict), defaultdict(Counter), {}
    for row in minutes:
        if row["CPT"] in TIMED_CODES:
            documented[row["Patient ID"], row["DOS"]][row["CPT"]] = int(row["Minutes"])
    for row in billing:
        payer_of[row["Patient ID"], row["DOS"]] = row["Insurance"]
        if row["CPT Code"] in TIMED_CODES:
            billed[row["Patient ID"], row["DOS"]][row["CPT Code"]] += int(row["Units"])
    verdicts, sums, seen = Counter(), Counter(), []
    for visit, payer in payer_of.items():
        if visit not in documented:
            verdicts["visits_undetermined"] += 1
            continue
        correct, _ = RULES[RULE[payer]](documented[visit])
        delta = {code: units - billed[visit][code] for code, units in correct.items() if units - billed[visit][code]}
        assert set(billed[visit]) <= set(correct)
        assert any(billed[visit].values())
        total = sum(delta.values())
        verdict = "ok" if not delta else "mixed" if not total else "under" if total > 0 else "over"
        verdicts[f"visits_{verdict}"] += 1
        sums.update(billed=sum(billed[visit].values()), correct=sum(correct.values()))
        if total:
            (code,) = delta
            amount = Decimal(rates[payer][code] * abs(total)) / 100
            seen.append((visit[0], _day(visit[1]).isoformat(), code, total, amount))
    told = truth["totals"]["units"]["total"]
    assert {name: told[name] for name in verdicts} == verdicts
    assert {name: told[name] for name in sums} == sums
    assert sorted(seen) == sorted(_unit_finding(row) for row in truth["findings"] if row["category"].endswith("_units"))
    assert sum(amount for *_, units, amount in seen if units > 0) == Decimal(told["missed_value"])
    assert sum(amount for *_, units, amount in seen if units < 0) == Decimal(told["excess_value"])


def test_visits_never_billed_follow_from_the_files_alone(billing, minutes, truth):
    rates = {payer.name: payer.rates for payer in practice.Practice.load().payers}
    payer_of = {row["Patient ID"]: row["Insurance"] for row in billing}
    billed = {(row["Patient ID"], row["DOS"]) for row in billing}
    documented = defaultdict(dict)
    for row in minutes:
        if (row["Patient ID"], row["DOS"]) not in billed:
            documented[row["Patient ID"], row["DOS"]][row["CPT"]] = int(row["Minutes"])
    seen, worth = [], Counter()
    for (patient, day), spent in documented.items():
        payer = payer_of[patient]
        timed, tie = RULES[RULE[payer]]({code: each for code, each in spent.items() if code in TIMED_CODES})
        units = {code: timed.get(code, 1) for code in spent}
        amount = Decimal(sum(rates[payer][code] * count for code, count in units.items())) / 100
        assert not tie and AS_OF - _day(day) > timedelta(days=2)
        seen.append((patient, _day(day).isoformat(), max(spent, key=spent.get), sum(units.values()), amount))
        worth[payer] += amount
    told = [row for row in truth["findings"] if row["category"] == "unbilled_visit"]
    assert sorted(seen) == sorted(_unit_finding(row) for row in told)
    assert len({patient for patient, *_ in seen}) == len(seen) >= 6
    sums = truth["totals"]["unbilled_visits"]["by_payer"]
    assert {payer: Decimal(row["value"]) for payer, row in sums.items()} == worth


def test_denials_and_balances_follow_from_the_files_alone(billing, payments, truth):
    first, now = {}, {}
    reversed_claims = {claim.claim_id for made in payments for claim in made.claims if claim.status == "22"}
    taken_back = set()  # the first answer to a claim that a later one reversed: no trace in any rate
    for made in payments:
        for claim in made.claims:
            for service in claim.services:
                reasons = {(group, carc) for group, carc, _ in service.adjustments}
                if claim.status == "22" or ("OA", "18") in reasons:
                    continue
                key = claim.claim_id, service.number
                if claim.claim_id in reversed_claims and key not in taken_back:
                    taken_back.add(key)
                    continue
                first.setdefault(key, (claim.day, service, reasons))
                now[key] = service
    denied = {key for key, (_, service, reasons) in first.items() if _is_denied(service, reasons)}
    assert {(row["claim_id"], str(row["line_no"])) for row in truth["denied_lines"]} == denied
    still = {key for key in denied if not now[key].paid and not now[key].allowed}
    unpaid = [row for row in truth["findings"] if row["category"] not in NOT_DENIED]
    assert {(row["claim_id"], str(row["line_no"])) for row in unpaid} == still
    insurance, patient = Counter(), Counter()
    for row in billing:
        key, bucket = (row["Claim #"], row["Line"]), _bucket((AS_OF - _day(row["DOS"])).days)
        charge = Decimal(row["Charge Amount"].strip("$"))
        place = row["Insurance"], bucket
        insurance[place] += charge if key not in now or key in still else 0
        patient[place] += sum(a for group, _, a in now[key].adjustments if group == "PR") if key in now else 0
        patient[place] -= Decimal(row["Patient Paid"].strip("$"))
    for row in truth["totals"]["aging"]:
        place = row["payer"], row["bucket"]
        assert (insurance[place], patient[place]) == (
            Decimal(row["insurance_balance"]),
            Decimal(row["patient_balance"]),
        )
    told = truth["totals"]["denials"]["total"]
    assert (told["lines_adjudicated"], told["lines_denied"], told["lines_open"]) == (
        len(first),
        len(denied),
        len(still),
    )


def test_rates_are_constant_and_seen_often_enough(payments, billing):
    units = {(row["Claim #"], row["Line"]): (row["Insurance"], row["CPT Code"], int(row["Units"])) for row in billing}
    seen, paid = defaultdict(set), Counter()
    for made in payments:
        for claim in made.claims:
            for service in claim.services:
                payer, code, count = units[claim.claim_id, service.number]
                if service.allowed is not None:
                    seen[payer, code].add(service.allowed / count)
                    paid[payer, code] += service.paid > 0
                    assert service.allowed < service.charge
    assert all(len(rates) == 1 for rates in seen.values())
    assert all(paid[payer, code] >= 5 for payer, code, _ in units.values())


def test_no_two_plants_share_a_visit(truth):
    categories = defaultdict(set)
    for row in truth["findings"]:
        categories[row["claim_id"]].add(row["category"])
    for row in truth["not_leaks"]:
        if row["verdict"] in ("mixed", "undetermined", "duplicate", "reversal", "patient_billed"):
            categories[row["claim_id"]].add(row["verdict"])
    assert all(len(names) == 1 for names in categories.values())


def test_every_planned_category_is_there_and_sums_agree(truth):
    planned = {"unbilled_units", "excess_units", "unbilled_visit", *practice.Practice.load().denials}
    assert {row["category"] for row in truth["findings"]} == planned
    summed = Counter()
    for row in truth["findings"]:
        summed[row["category"], row["payer"]] += Decimal(row["amount"])
    assert {(row["category"], row["payer"]): Decimal(row["amount"]) for row in truth["totals"]["findings"]} == summed
    for sums in (truth["totals"][name] for name in ("units", "denials", "money", "unbilled_visits")):
        for name, total in sums["total"].items():
            assert sum(Decimal(row[name]) for row in sums["by_payer"].values()) == Decimal(total)
    modifiers = [row for row in truth["denied_lines"] if row["category"] == "missing_modifier"]
    assert {row["payer"] for row in modifiers} == {"Medicare", "United Healthcare"}
    assert {(row["carc"], row["rarc"]) for row in modifiers} == {("16", "N822")}


def _bucket(days: int) -> str:
    return (
        "0-30"
        if days <= 30
        else "31-60"
        if days <= 60
        else "61-90"
        if days <= 90
        else "91-120"
        if days <= 120
        else "121+"
    )


def _unit_finding(row: dict) -> tuple:
    sign = 1 if row["kind"] == "leak" else -1
    return row["patient_id"], row["dos"], row["cpt"], sign * row["units"], Decimal(row["amount"])


def _is_denied(service, reasons: set) -> bool:
    return not service.paid and service.allowed is None and {group for group, _ in reasons} == {"CO"}


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()
