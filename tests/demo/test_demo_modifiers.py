"""Modifiers, the threshold, caps and second payers of the demo, worked out a second time from its files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from analytics.demo.assistants import assisted_units
from analytics.demo.pricing import Item, day_prices
from analytics.demo.unit_rules import TIMED_CODES

from .rows import PAYERS, days_billed, modifiers_of, units_of, visit_of

DISCIPLINE = {"PT": "GP", "OT": "GO", "SLP": "GN"}
ASSISTANT = {"GP": "CQ", "GO": "CO"}


def test_modifier_gaps_follow_from_the_files_alone(billing, minutes, truth):
    """Every line's modifiers as the payers want them, but for KX, which the threshold decides."""
    spent = {(*visit_of(row), row["CPT"]): (int(row["Minutes"]), int(row["Assistant Minutes"])) for row in minutes}
    visits = defaultdict(list)
    for row in billing:
        visits[visit_of(row)].append(row)
    gaps = set()
    for visit, lines in visits.items():
        payer, modifier, codes = lines[0]["Insurance"], DISCIPLINE[visit[2]], [row["CPT Code"] for row in lines]
        bundled = {"97110"} if {"97150", "97110"} <= set(codes) else set()
        bundled |= {"97140"} if payer == "Blue Cross" and {"97530", "97140"} <= set(codes) else set()
        assisted = _assisted(visit, lines, spent) if payer != "Blue Cross" and visit[2] != "SLP" else {}
        for row in lines:
            helped = assisted.get(row["CPT Code"], 0)
            split = codes.count(row["CPT Code"]) > 1
            right = {modifier} | ({"59"} if row["CPT Code"] in bundled else set())
            # of two lines of a code the second is the assistant's
            is_theirs = helped and (
                not split or row is [each for each in lines if each["CPT Code"] == row["CPT Code"]][-1]
            )
            right |= {ASSISTANT[modifier]} if is_theirs else set()
            assert not split or is_theirs == (int(row["Units"]) == helped) or helped * 2 == units_of(lines, row)
            if modifiers_of(row) - {"KX"} != right:
                gaps.add((row["Claim #"], row["Line"]))
    told = {
        (row["claim_id"], str(row["line_no"])) for row in truth["modifier_gaps"] if not row["rule_id"].startswith("kx")
    }
    assert gaps == told
    assert len(told) > 150


def test_the_threshold_follows_from_the_files_alone(billing, first_payments, truth):
    """KX on the line that passes a year's amount, in order of payment, and on all after it; PT and SLP together, OT
    apart. What Medicare refused to count (119) uses up nothing."""
    paid, refused = {}, set()
    for made in first_payments:
        for claim in made.claims:
            paid.setdefault(claim.claim_id, made.day)
            of_claim = (each for each in claim.services if ("PR", "119", each.charge) in each.adjustments)
            refused |= {(claim.claim_id, each.number) for each in of_claim}
    priced = []
    for day, lines in days_billed(billing):
        payer = PAYERS[lines[0]["Insurance"]]
        if payer.name == "Medicare":
            prices = day_prices(payer, day, [Item(row["CPT Code"], int(row["Units"])) for row in lines])
            priced += [
                (paid.get(row["Claim #"], "9"), day, row, price) for row, price in zip(lines, prices, strict=True)
            ]
    used, gaps, beyond = Counter(), set(), 0
    for _, day, row, price in sorted(priced, key=lambda each: (*each[:2], each[2]["Claim #"], int(each[2]["Line"]))):
        account, line = (row["Patient ID"], day.year, row["Credential"] == "OT"), (row["Claim #"], row["Line"])
        above = used[account] + price > {2025: 2410_00, 2026: 2480_00}[day.year]
        used[account] += price if line not in refused else 0
        beyond += above
        if above != ("KX" in modifiers_of(row)):
            gaps.add(line)
    assert gaps == {
        (row["claim_id"], str(row["line_no"])) for row in truth["modifier_gaps"] if row["rule_id"][:2] == "kx"
    }
    assert beyond > 50
    assert {row["rule_id"] for row in truth["modifier_gaps"]} >= {"kx_missing", "kx_early"}


def test_a_wasted_cap_is_worth_what_the_best_order_would_bring(billing, truth):
    told = {row["claim_id"]: Decimal(row["amount"]) for row in truth["findings"] if row["rule_id"] == "cap_order"}
    found, long = {}, 0
    for day, lines in days_billed(billing):
        payer = PAYERS[lines[0]["Insurance"]]
        if payer.name != "Cigna":
            continue
        items = [Item(row["CPT Code"], int(row["Units"])) for row in lines]
        long += sum(item.units for item in items if item.code in TIMED_CODES) > 4
        best = sorted(items, key=lambda item: -payer.rates[item.code])
        lost = sum(day_prices(payer, day, best)) - sum(day_prices(payer, day, items))
        if lost:
            found[lines[0]["Claim #"]] = Decimal(lost) / 100
    assert found == told
    assert long > len(told) >= 10


def test_an_insurer_after_medicare_pays_what_medicare_left(
    first_payments, second_payments, billed_again, billing, truth
):
    first = {claim.claim_id: (made.day, claim) for made in first_payments for claim in made.claims}
    assert len(second_payments) > 20
    for made in second_payments:
        for claim in made.claims:
            day, earlier = first[claim.claim_id]
            assert (earlier.status, claim.charge) == ("19", earlier.charge)
            assert made.day > day
            for service, before in zip(claim.services, earlier.services, strict=True):
                left = sum(amount for group, _, amount in before.adjustments if group == "PR")
                assert service.paid + sum(a for group, _, a in service.adjustments if group == "PR") == left
                assert {(group, carc) for group, carc, _ in service.adjustments} <= {("OA", "23"), ("PR", "1")}
    lines = {(row["Claim #"], row["Line"]): row for row in billing}
    for row in billed_again:
        earlier = lines[row["Claim #"].removesuffix("S"), row["Line"]]
        assert earlier["Insurance"] == "Medicare"
        assert [row[name] for name in ("CPT Code", "Units", "Charge Amount")] == [
            earlier[name] for name in ("CPT Code", "Units", "Charge Amount")
        ]
    assert len(billed_again) == truth["totals"]["lines_to_second_payers"]


def test_an_assistants_line_pays_the_statutory_share(first_payments, truth):
    last = {}
    for made in first_payments:
        for claim in made.claims:
            for service in claim.services:
                if claim.status != "22" and service.allowed is not None:
                    last[claim.claim_id, service.number] = claim.number, service
    cut = Decimal(0)
    for number, service in last.values():
        if number[0] == "1" and {"CQ", "CO"} & set(service.modifiers):
            payable = service.allowed - sum(amount for group, _, amount in service.adjustments if group == "PR")
            assert abs(service.paid - payable * 85 / 100 * 98 / 100) <= Decimal("0.02")
            cut += payable - service.paid - sum(amount for _, carc, amount in service.adjustments if carc == "253")
    assert cut == Decimal(truth["totals"]["money"]["total"]["assistant_cut"]) > 1_000


def _gaps(truth: dict, *, kx: bool) -> set[tuple[str, str]]:
    """Claim and line of the planted gaps, those of KX or all others."""
    rows = [row for row in truth["modifier_gaps"] if row["rule_id"].startswith("kx") is kx]
    return {(row["claim_id"], str(row["line_no"])) for row in rows}


def _last(lines: list[dict], code: str) -> dict:
    return [each for each in lines if each["CPT Code"] == code][-1]


def _assisted(visit: tuple, lines: list[dict], spent: dict) -> dict[str, int]:
    """Units of the assistant by code."""
    found = {}
    for row in lines:
        whole, helped = spent.get((*visit, row["CPT Code"]), (0, 0))
        if helped:
            is_timed, units = row["CPT Code"] in TIMED_CODES, units_of(lines, row)
            found[row["CPT Code"]] = assisted_units(whole - helped, helped, units, timed=is_timed)
    return found
