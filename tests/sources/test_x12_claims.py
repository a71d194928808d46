"""Every loop of an 837P lands in its column, and in no other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from claims_case import (
    CLAIM,
    HEAD,
    LOOPS,
    PROVIDER,
    SUBSCRIBER,
    Read,
    changed,
    good,
    interchange,
    part,
    transaction,
)
from x12_case import CLAIM as REMITTED
from x12_case import interchange as remitted_interchange
from x12_case import text
from x12_case import transaction as remitted

from analytics.errors import InputError
from analytics.sources.x12 import claims, contents, recognise
from analytics.workspace import Workspace

PATIENT = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*CHILD*TIM", "N3*5 MAIN", "DMG*D8*20150607*M"]
SELF = {"patient_last": "DEMO", "patient_first": "ANNA", "dob": date(1950, 2, 3)}
CHILD = {"patient_last": "CHILD", "patient_first": "TIM", "dob": date(2015, 6, 7)}


def test_claim():
    read = Read(good())
    assert read.claim == {
        "claim_key": (1 << 32) + 25, "file_id": 1, "row_no": 25, "is_duplicate": False,
        "interchange_control": "000000001", "group_control": "1",
        "transaction_control": "0001", "batch_reference": "B1", "submit_date": date(2026, 1, 15),
        "sequence": 1, "claim_id": "PCN1", "charge": Decimal("150.00"), "pos": "11", "frequency": "1",
        "original_reference": "ICN0", "auth_number": "AUTH1", "referral_number": "REFERRAL1", "payer_sequence": "P",
        "filing_code": "MB", "payer_name": "BIG PAYER", "payer_id": "87726", "billing_name": "DEMO THERAPY",
        "billing_npi": "1987654321", "billing_tin": "123456789", "subscriber_member_id": "W1",
        "subscriber_last": "DEMO", "subscriber_first": "ANNA", **SELF,
        "rendering_name": "THERAPIST, PAT", "rendering_npi": "1234567893",
        "supervising_name": "BOSS, KIM", "supervising_npi": "1333333334", "referring_name": "DOC, ANNA",
        "referring_npi": "1111111112", "dx": ["M5416", "M2550", "R262"], "patient_paid": Decimal("20.00"),
        "onset_date": date(2025, 12, 1), "note_text": "SEE NOTE",
    }  # fmt: skip
    assert read.rejects == read.checks == read.payers == read.payments == read.adjustments == []
    assert read.counts() == (2, 2, 0, 0)
    assert read.left_over == []


def test_lines():
    first, second = Read(good()).lines
    assert first == {
        "line_key": (1 << 32) + 40, "claim_key": (1 << 32) + 25, "file_id": 1, "row_no": 40, "sequence": 1,
        "line_no": "1", "line_control": "L1", "code": "97110", "modifiers": ["GP", "KX"], "charge": Decimal("100.00"),
        "units": Decimal("2.00"), "minutes": None, "pos": "12", "dx_pointers": ["1", "2"], "dos": date(2026, 1, 5),
        "dos_to": date(2026, 1, 5), "rendering_name": "HELPER, LEE", "rendering_npi": "1444444445",
        "supervising_name": "BOSS, LEE", "supervising_npi": "1555555556", "auth_number": "AUTH2", "note_text": "LINE",
    }  # fmt: skip
    names = ("line_no", "units", "minutes", "dos", "dos_to", "modifiers", "dx_pointers", "rendering_name")
    assert part(second, *names) == {
        "line_no": "2", "units": None, "minutes": Decimal("15.00"), "dos": date(2026, 1, 6), "dos_to": date(2026, 1, 7),
        "modifiers": ["GP"], "dx_pointers": [], "rendering_name": None,
    }  # fmt: skip
    assert second["auth_number"] is None and second["pos"] is None, "a line inherits nothing of its claim"


def test_totals():
    assert [(row["measure"], row["in_file"], row["loaded"], row["difference"]) for row in Read(good()).totals] == [
        ("rows", 2, 2, 0),
        ("charge", Decimal("150.00"), Decimal("150.00"), 0),
    ]


def test_a_patient_who_is_not_the_subscriber():
    read = Read(good(*PROVIDER, *SUBSCRIBER, *PATIENT, *CLAIM))
    assert part(read.claim, *CHILD) == CHILD
    assert part(read.claim, "subscriber_first", "payer_name", "billing_npi") == {
        "subscriber_first": "ANNA", "payer_name": "BIG PAYER", "billing_npi": "1987654321",
    }  # fmt: skip


def test_parents_are_named_not_only_in_order():
    other_provider = ["HL*4**20*1", "NM1*85*1*SOLO*JO****24*55"]
    other_subscriber = ["HL*5*4*22*1", "SBR*S********CI", "NM1*IL*1*OTHER*SUE****MI*W2"]
    late_child = ["HL*6*2*23*0", *PATIENT[1:]]
    read = Read(good(*PROVIDER, *SUBSCRIBER, *other_provider, *other_subscriber, *late_child, *CLAIM))
    assert part(read.claim, "billing_name", "subscriber_member_id", "payer_sequence") == {
        "billing_name": "DEMO THERAPY", "subscriber_member_id": "W1", "payer_sequence": "P",
    }  # fmt: skip
    assert read.rejects == []


@pytest.mark.parametrize("wrong", ["", "9", "2"])
def test_a_wrong_parent_is_guessed_from_the_order_and_said(wrong):
    read = Read(changed("HL*2*1*22*0", f"HL*2*{wrong}*22*0"))
    assert read.bad() == [(17, "HL02", wrong or None)]
    assert read.claim["billing_name"] == "DEMO THERAPY"


def test_a_claim_below_no_subscriber_is_kept_and_said():
    read = Read(good(*PROVIDER, *CLAIM))
    assert read.bad() == [(7, "HL03", "20")]
    assert part(read.claim, "billing_name", "payer_name", "patient_last") == {
        "billing_name": "DEMO THERAPY", "payer_name": None, "patient_last": None,
    }  # fmt: skip
    assert Read(good(*CLAIM)).bad() == [(3, "HL03", None)]


def test_an_authorization_of_another_payer_is_not_the_lines():
    read = Read(changed("REF*G1*AUTH2", "REF*G1*AUTH8**2U:FP1~REF*G1*AUTH3"))
    assert read.lines[0]["auth_number"] == "AUTH3"


def test_four_modifiers_and_an_empty_one():
    read = Read(changed("SV1*HC:97140:GP*50*MJ*15", "SV1*HC:97140:GP:59:KX:CQ:note*50*UN*1.5"))
    assert read.lines[1]["modifiers"] == ["GP", "59", "KX", "CQ"] and read.lines[1]["units"] == Decimal("1.50")
    assert Read(changed("SV1*HC:97140:GP*50*MJ*15", "SV1*HC:97140::GP*50*UN*1")).lines[1]["modifiers"] == ["GP"]


def test_lines_without_lx():
    read = Read(good(*[segment for segment in LOOPS if not segment.startswith("LX")]))
    assert [row["line_no"] for row in read.lines] == [None, None]
    assert len(read.lines) == 2 and read.checks == []


def test_a_claim_without_lines_is_a_row():
    read = Read(good(*PROVIDER, *SUBSCRIBER, *HEAD))
    assert read.counts() == (1, 1, 0, 0)
    assert read.failed() == ["claim_balance"], "its charge has no lines that add up to it"
    assert [row["loaded"] for row in read.totals] == [1, 150]


def test_claims_count_through_the_subscribers_of_a_transaction():
    second = [segment.replace("HL*2*", "HL*3*") for segment in SUBSCRIBER]
    read = Read(good(*LOOPS, *CLAIM, *second, *CLAIM))
    assert [row["sequence"] for row in read.claims] == [1, 2, 3]


def test_several_transactions_and_interchanges():
    first = interchange(transaction(*LOOPS), transaction(*LOOPS, control="0002", batch="B2"))
    second = interchange(transaction(*[segment.replace("PCN1", "PCN9") for segment in LOOPS]), control=7)
    read = Read(text(first) + text(second))
    places = [(row["interchange_control"], row["group_control"], row["transaction_control"]) for row in read.claims]
    assert places == [("000000001", "1", "0001"), ("000000001", "1", "0002"), ("000000007", "7", "0001")]
    assert read.checks == []


def test_a_fragment_without_envelope():
    read = Read(text(transaction(*LOOPS)))
    assert len(read.lines) == 2
    assert read.failed() == ["envelope", "envelope"]


def test_big_transactions_are_read_in_slices(monkeypatch):
    loops = [
        [segment.replace("HL*2*", f"HL*{number}*").replace("PCN1", f"PCN{number}") for segment in (*SUBSCRIBER, *CLAIM)]
        for number in range(2, 20)
    ]
    data = text(
        interchange(
            transaction(*PROVIDER, *[segment for loop in loops for segment in loop]),
            transaction(*LOOPS, control="0002", batch="B2"),
        )
    )
    whole = Read(data)
    for size in (2_500, 9_000):
        monkeypatch.setattr(claims, "BATCH_BYTES", size)
        sliced = Read(data)
        assert sliced.same() == whole.same()
        assert sliced.files == whole.files and sliced.totals == whole.totals


def test_many_files_in_one_pass_are_as_one_after_the_other():
    files = [good(control=f"{number:04d}", batch=f"B{number}") for number in (1, 2)]
    files += [changed("LX*2", "", [*LOOPS]).replace(b"PCN1", b"PCN5"), good(*PROVIDER, *SUBSCRIBER, *HEAD, batch="B4")]
    together, apart = Read(*files, together=True), Read(*files)
    assert together.same() == apart.same()
    assert together.files == apart.files and together.totals == apart.totals
    assert together.duplicates() == [(2, "PCN1")]


def test_a_bad_file_among_others_leaves_nothing_behind():
    with Workspace(threads=1) as workspace:
        cursor = workspace.cursor()
        errors = claims.load_many(cursor, [(3, good()), (1, b"hello"), (2, good("HL*1**20*1"))])
        assert sorted(errors) == [1, 2]
        assert workspace.rows("select distinct file_id from submitted_line") == [(3,)]
        assert workspace.rows("select distinct file_id from control_total") == [(3,)]


def test_a_file_of_remittances_and_claims():
    both = text(remitted_interchange(remitted(*REMITTED))) + good()
    assert contents(both) == {"x12_835", "x12_837p"}
    assert recognise(both) == "x12_835"
    read = Read(both, readers=("835", "837"))
    assert read.counts() == (4, 4, 0, 0)
    rows = {row["measure"]: (row["in_file"], row["loaded"], row["difference"]) for row in read.totals}
    assert rows["rows"] == (4, 4, 0) and rows["charge"] == (300, 300, 0) and rows["paid"] == (80, 80, 0)


def test_other_claims_are_not_read_as_professional_ones():
    institutional = [segment.replace("X222A1", "X223A2") for segment in transaction(*LOOPS)]
    data = text(interchange(institutional, guide="005010X223A2"))
    assert contents(data) == {"x12_other"}
    read = Read(text(interchange(transaction(*LOOPS), institutional)))
    assert len(read.claims) == 1
    assert [row[1:] for row in read.bad()] == [("ST01", "837")]


def test_data_that_holds_no_claim_is_refused():
    for data in (b"", b"hello", text(remitted_interchange(remitted(*REMITTED))), good("HL*1**20*1")):
        with pytest.raises(InputError):
            Read(data)
