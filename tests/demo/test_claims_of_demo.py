"""The demo's claims and their acknowledgements against its billing table and its remittances."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal

import pytest

from .conftest import interchanges


def transactions(folder, pattern: str) -> list[list[list[str]]]:
    """The transactions of all files, their envelopes checked: ISA, GS, ST and what closes them."""
    found = []
    for file in sorted(folder.glob(pattern)):
        for isa, group, *inner, group_end, end in interchanges(file.read_text(encoding="ascii")):
            assert len("*".join(isa)) == 105
            assert (isa[13], group[6], end[1]) == (end[2], group_end[2], "1")
            starts = [at for at, segment in enumerate(inner) if segment[0] == "ST"]
            assert group_end[1] == str(len(starts))
            for start, stop in zip(starts, [*starts[1:], len(inner)], strict=True):
                assert inner[stop - 1] == ["SE", str(stop - start), inner[start][2]]
                found.append(inner[start : stop - 1])
    return found


@pytest.fixture(scope="module")
def claims(demo):
    """One row per claim sent: its day, patient, payer and lines (code, modifiers, charge, units, line control)."""
    found = []
    for segments in transactions(demo[0], "claims/*.837"):
        for name, *rest in segments:
            match name, rest:
                case "BHT", _:
                    day, batch = rest[3], rest[2]
                case "HL", [_, _, "22", _]:
                    who = {}
                case "NM1", ["IL", *_]:
                    who |= {"patient": f"{rest[2]}, {rest[3]}", "member": rest[8]}
                case "NM1", ["PR", *_]:
                    who["payer"] = rest[2]
                case "DMG", _:
                    who["born"] = rest[1]
                case "CLM", _:
                    place, _, frequency = rest[4].split(":")
                    claim = who | {"id": rest[0], "charge": Decimal(rest[1]), "frequency": frequency, "pos": place}
                    claim |= {"day": day, "batch": batch, "original": "", "lines": []}
                    found.append(claim)
                case "REF", ["F8", number]:
                    claim["original"] = number
                case "HI", _:
                    claim["diagnosis"] = rest[0].partition(":")[2]
                case "NM1", ["82", *_]:
                    claim["therapist"] = f"{rest[2]}, {rest[3]}"
                    assert rest[8][0] not in "12"  # nobody's NPI
                case "SV1", _:
                    code, *modifiers = rest[0].split(":")[1:]
                    claim["lines"].append([code, modifiers, Decimal(rest[1]), rest[3]])
                case "DTP", ["472", *_]:
                    claim["dos"] = rest[2]
                case "REF", ["6R", number]:
                    claim["lines"][-1].append(number)
    return found


@pytest.fixture(scope="module")
def answers(demo):
    """One row per answer: claim, status, day, charge and member id."""
    found = []
    for segments in transactions(demo[0], "acknowledgements/*.277"):
        claim = None
        for name, *rest in segments:
            if name == "NM1" and rest[0] == "QC":
                member = rest[8]
            elif name == "TRN" and rest[0] == "2":
                claim = rest[1]
            elif name == "STC" and rest[0] != "A1:19:PR":
                found.append((claim, rest[0], rest[1], Decimal(rest[3]), member))
    return found


def test_every_claim_is_sent_as_it_was_billed(claims, billing):
    billed = defaultdict(list)
    for row in billing:
        modifiers = [row[f"Mod {place}"] for place in range(1, 5) if row[f"Mod {place}"]]
        charge = Decimal(row["Charge Amount"].strip("$"))
        billed[row["Claim #"]].append([row["CPT Code"], modifiers, charge, row["Units"], row["Line"]])
    first = {}
    for claim in sorted(claims, key=lambda each: each["day"]):
        first.setdefault(claim["id"], claim)
        assert claim["charge"] == sum(line[2] for line in claim["lines"])
    assert {name: claim["lines"] for name, claim in first.items()} == billed
    for row in billing:
        claim = first[row["Claim #"]]
        assert (claim["patient"], claim["payer"], claim["therapist"], claim["pos"], claim["frequency"]) == (
            *(row["Patient Name"], row["Insurance"], row["Therapist"], row["POS"]),
            "1",
        )
        assert (claim["dos"], claim["day"], claim["born"]) == tuple(
            f"{datetime.strptime(row[name], '%m/%d/%Y'):%Y%m%d}" for name in ("DOS", "Bill Date", "DOB")
        )
        assert claim["diagnosis"] == row["Dx 1"].replace(".", "")


def test_what_is_sent_again_has_its_reason(claims, answers, payments, truth):
    refused = {claim for claim, status, *_ in answers if status.startswith(("A3", "A7"))}
    doubled = {row["claim_id"] for row in truth["not_leaks"] if row["verdict"] == "duplicate"}
    again = Counter(claim["id"] for claim in claims if claim["frequency"] == "1")
    assert {name for name, count in again.items() if count > 1} == refused | doubled
    numbers = {(claim.claim_id, claim.number): made.day for made in payments for claim in made.claims}
    corrected = [claim for claim in claims if claim["frequency"] == "7"]
    assert len(corrected) == truth["totals"]["submissions"]["corrected"] > 50
    for claim in corrected:
        assert numbers[claim["id"], claim["original"]] < claim["day"]


def test_remittances_answer_with_the_member_and_the_lines_that_were_sent(demo, claims, payments):
    members = {claim["id"]: claim["member"] for claim in claims}
    remitted = set()
    for segments in transactions(demo[0], "remittances/*.835"):
        for name, *rest in segments:
            if name == "CLP":
                claim = rest[0]
            elif name == "NM1" and rest[0] == "QC":
                remitted.add((claim, rest[8]))
    of_others = {(claim, member) for claim, member in remitted if member.startswith(("DEMO6", "DEMO7"))}
    assert remitted - of_others <= members.items()
    assert {claim for claim, _ in of_others} <= set(members)
    sent = {(claim["id"], line[4], line[0]) for claim in claims for line in claim["lines"]}
    assert {(c.claim_id, s.number, s.code) for made in payments for c in made.claims for s in c.services} <= sent


def test_every_claim_is_answered_once_each_time_it_is_sent(claims, answers, truth):
    sent = Counter((claim["id"], claim["day"], claim["charge"], claim["member"]) for claim in claims)
    assert Counter((claim, day, charge, member) for claim, _, day, charge, member in answers) == sent
    first = {}
    for claim, status, *_ in sorted(answers, key=lambda each: each[2]):
        first.setdefault(claim, status)
    told = truth["totals"]["submissions"]
    assert len(first) == told["claims"]
    assert sum(status == "A2:20:PR" for status in first.values()) == told["clean"]
    last = {claim: status for claim, status, *_ in sorted(answers, key=lambda each: each[2])}
    assert set(last.values()) == {"A2:20:PR"}


def test_visits_never_billed_are_in_no_claim(claims, truth):
    never = {(row["patient_id"][1:], row["dos"].replace("-", "")) for row in truth["findings"] if not row["claim_id"]}
    assert never.isdisjoint((claim["member"][-5:], claim["dos"]) for claim in claims)
