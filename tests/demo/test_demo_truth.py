"""The truth beside the demo's files, worked out a second time from the files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

from analytics.demo import practice
from analytics.demo.pricing import Item, day_prices
from analytics.demo.unit_rules import RULES, TIMED_CODES

from .rows import PAYERS, day_named, days_billed, modifiers_of, visit_of

AS_OF = date(2026, 6, 30)
NOT_DENIED_RULES = {"units_cms", "units_ama", "unbilled_visit", "assistant_missing", "assistant_superfluous"}
NOT_DENIED_RULES |= {"assistant_wrong_discipline", "pair_unneeded_59", "kx_early", "kx_missing", "cap_order"}
NOT_DENIED_RULES |= {"kx_crossing_missing"}
RULE = {"Medicare": "cms", "United Healthcare": "cms", "Blue Cross": "ama", "Cigna": "ama", "Aetna": "ama"}
UNIT_CATEGORIES = {"unbilled_units", "excess_units", "unbilled_visit"}
MODIFIER_RULES = {"discipline_missing", "discipline_wrong_code", "kx_missing", "kx_early", "pair_missing_59"}
MAYBE = {"kx_crossing_missing"}  # one line a patient and year can show it
MODIFIER_RULES |= MAYBE
MODIFIER_RULES |= {"pair_unneeded_59", "assistant_missing", "assistant_superfluous", "assistant_wrong_discipline"}


def test_unit_findings_follow_from_the_files_alone(billing, minutes, truth):
    documented, billed, payer_of, items = defaultdict(dict), defaultdict(Counter), {}, defaultdict(list)
    for row in minutes:
        if row["CPT"] in TIMED_CODES:
            documented[visit_of(row)][row["CPT"]] = int(row["Minutes"])
    for row in billing:
        visit, item = visit_of(row), Item(row["CPT Code"], int(row["Units"]))
        items[visit[:2]].append((visit, item))
        if item.code in TIMED_CODES:
            payer_of[visit] = row["Insurance"]
            billed[visit][item.code] += item.units
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
            day, of_day = day_named(visit[1]), items[visit[:2]]
            before = sum(day_prices(PAYERS[payer], day, [item for _, item in of_day]))
            mended = [item for other, item in of_day if other != visit or item.code != code] + [
                Item(code, correct[code])
            ]
            amount = Decimal(abs(sum(day_prices(PAYERS[payer], day, mended)) - before)) / 100
            seen.append((visit[0], day.isoformat(), code, total, amount))
    told = truth["totals"]["units"]["total"]
    assert {name: told[name] for name in verdicts} == verdicts
    assert {name: told[name] for name in sums} == sums
    assert sorted(seen) == sorted(_unit_finding(row) for row in truth["findings"] if row["category"].endswith("_units"))
    assert sum(amount for *_, units, amount in seen if units > 0) == Decimal(told["missed_value"])
    assert sum(amount for *_, units, amount in seen if units < 0) == Decimal(told["excess_value"])


def test_visits_never_billed_follow_from_the_files_alone(billing, minutes, truth):
    payer_of = {row["Patient ID"]: row["Insurance"] for row in billing}
    billed = {visit_of(row) for row in billing}
    documented = defaultdict(dict)
    for row in minutes:
        if visit_of(row) not in billed:
            documented[visit_of(row)][row["CPT"]] = int(row["Minutes"])
    seen, worth = [], Counter()
    for (patient, day, _), spent in documented.items():
        payer = payer_of[patient]
        timed, tie = RULES[RULE[payer]]({code: each for code, each in spent.items() if code in TIMED_CODES})
        units = {code: timed.get(code, 1) for code in spent}
        items = [Item(code, count) for code, count in units.items()]
        amount = Decimal(sum(day_prices(PAYERS[payer], day_named(day), items))) / 100
        assert not tie and AS_OF - day_named(day) > timedelta(days=2)
        seen.append((patient, day_named(day).isoformat(), max(spent, key=spent.get), sum(units.values()), amount))
        worth[payer] += amount
    told = [row for row in truth["findings"] if row["category"] == "unbilled_visit"]
    assert sorted(seen) == sorted(_unit_finding(row) for row in told)
    assert len({patient for patient, *_ in seen}) == len(seen) >= 6
    sums = truth["totals"]["unbilled_visits"]["by_payer"]
    assert {payer: Decimal(row["value"]) for payer, row in sums.items()} == worth


def test_denials_and_balances_follow_from_the_files_alone(billing, first_payments, second_payments, truth):
    first, now = {}, {}
    reversed_claims = {claim.claim_id for made in first_payments for claim in made.claims if claim.status == "22"}
    taken_back = set()  # the first answer to a claim that a later one reversed: no trace in any rate
    for made in first_payments:
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
    unpaid = [row for row in truth["findings"] if row["rule_id"] not in NOT_DENIED_RULES]
    above_cap = {key for key in still if ("CO", "222") in first[key][2]}
    assert {(row["claim_id"], str(row["line_no"])) for row in unpaid} == still - above_cap
    insurance, patient = Counter(), Counter()
    later = {(c.claim_id, s.number): s for made in second_payments for c in made.claims for s in c.services}
    for row in billing:
        key, bucket = (row["Claim #"], row["Line"]), _bucket((AS_OF - day_named(row["DOS"])).days)
        charge = Decimal(row["Charge Amount"].strip("$"))
        place = row["Insurance"], bucket
        insurance[place] += charge if key not in now or key in still else 0
        last = later.get(key) or now.get(key)
        patient[place] += sum(a for group, _, a in last.adjustments if group == "PR") if last else 0
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


def test_rates_follow_from_the_contracts(first_payments, billing):
    """What a payer allows is the price of the patient's day; rates that no contract tells are seen often enough."""
    allowed, shown = {}, Counter()
    for made in first_payments:
        for claim in made.claims:
            for service in claim.services:
                if claim.status != "22" and service.allowed is not None:
                    allowed[claim.claim_id, service.number] = service.allowed
    for day, lines in days_billed(billing):
        payer = PAYERS[lines[0]["Insurance"]]
        items = [Item(row["CPT Code"], int(row["Units"])) for row in lines]
        for row, price in zip(lines, day_prices(payer, day, items), strict=True):
            found = allowed.get((row["Claim #"], row["Line"]))
            if found is None:
                continue
            cut = payer.name in ("Aetna", "Cigna") and {"CQ", "CO"} & modifiers_of(row)
            assert found == Decimal((price * 85 + 50) // 100 if cut else price) / 100
            shown[payer.name, row["CPT Code"]] += 1
    assert all(count >= 5 for (payer, _), count in shown.items() if payer == "Blue Cross")


def test_no_two_plants_share_a_visit(truth):
    categories = defaultdict(set)
    for row in truth["findings"]:
        categories[row["claim_id"]].add(row["category"])
    for row in truth["not_leaks"]:
        if row["verdict"] in ("mixed", "undetermined", "duplicate", "reversal", "patient_billed"):
            categories[row["claim_id"]].add(row["verdict"])
    assert all(len(names) == 1 for names in categories.values())


def test_every_planned_category_is_there_and_sums_agree(truth):
    denials = {*practice.Practice.load().denials} - {"above_cap", "wrong_discipline", "missing_threshold"}
    slips = {"assistant_modifier", "unneeded_modifier", "kx_without_support"}
    assert {row["category"] for row in truth["findings"]} == UNIT_CATEGORIES | denials | slips
    rules = {"units_cms", "units_ama", "unbilled_visit", "denial", *MODIFIER_RULES, "cap_order"}
    assert {row["rule_id"] for row in truth["findings"]} | MAYBE == rules
    assert {row["rule_id"] for row in truth["modifier_gaps"]} | MAYBE == MODIFIER_RULES
    summed = Counter()
    for row in truth["findings"]:
        summed[row["category"], row["payer"]] += Decimal(row["amount"])
    assert {(row["category"], row["payer"]): Decimal(row["amount"]) for row in truth["totals"]["findings"]} == summed
    for sums in (truth["totals"][name] for name in ("units", "denials", "money", "unbilled_visits")):
        for name, total in sums["total"].items():
            assert sum(Decimal(row[name]) for row in sums["by_payer"].values()) == Decimal(total)
    reasons = defaultdict(set)
    for row in truth["denied_lines"]:
        if row["category"] in ("missing_modifier", "bundled"):
            reasons[row["category"], row["payer"]].add((row["carc"], row["rarc"]))
    asked = {("16", "N822"), ("4", None)}
    assert {payer: found for (what, payer), found in reasons.items() if what == "missing_modifier"} == {
        "Medicare": asked,
        "United Healthcare": asked,
    }
    assert reasons["bundled", "Blue Cross"] == {("97", None), ("236", None)}
    assert ("bundled", "Medicare") in reasons


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
