"""What cannot be read, what does not balance, what comes twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from x12_case import CLAIM, GS, ISA, Read, good, interchange, replaced, text, transaction

from analytics.errors import InputError
from analytics.sources.x12 import remittance

LINE = "SVC*HC:97140:GP*50*0**0**1"


def assert_accounted(read: Read) -> None:
    """Every row and dollar is in exactly one of loaded, rejected, duplicate."""
    assert read.totals
    assert all(total["difference"] == 0 for total in read.totals)


@pytest.mark.parametrize(
    ("svc", "rejects"),
    [
        ("SVC*HC:97140:GP*5O*0**0**1", [(26, "SVC02", "5O")]),
        ("SVC*HC:97140:GP*50*0.005**0**1", [(26, "SVC03", "0.005")]),
        ("SVC*HC:97140:GP*50", [(26, "SVC03", None)]),
        ("SVC*HC:97140:GP*1e2*+5", [(26, "SVC02", "1e2"), (26, "SVC03", "+5")]),
        ("SVC*HC:97140:GP*99999999999*0", [(26, "SVC02", "99999999999")]),
    ],
)
def test_line_without_readable_money_is_rejected(svc, rejects):
    read = Read(replaced(LINE, svc))
    assert read.bad() == rejects
    assert len(read.lines) == 1
    assert read.counts() == (2, 1, 1, 0)
    assert len(read.adjustments) == 3  # its CAS has no line to belong to
    assert_accounted(read)


@pytest.mark.parametrize(
    ("old", "new", "rejects"),
    [
        ("DTM*472*20260105", "DTM*472*20261345", [(21, "DTM02", "20261345")]),
        ("DTM*472*20260105", "DTM*472*2026015", [(21, "DTM02", "2026015")]),
        ("DTM*232*20260104", "DTM*232*20260230", [(17, "DTM02", "20260230")]),
        ("AMT*B6*85", "AMT*B6*8S", [(25, "AMT02", "8S")]),
        ("CAS*PR*1*4", "CAS*PR*1*4*x", [(23, "CAS04", "x")]),
        ("*253*1~", "*253*l~", [(22, "CAS06", "l")]),
        ("*100*80**2", "*100*80**two", [(20, "SVC05", "two")]),
        ("**0**1~", "**0**1,5~", [(26, "SVC07", "1,5")]),
        ("HC:97140:GP*50", "*50", [(26, "SVC01", None)]),
        ("CLP*PCN1*1*150*80*4*", "CLP*PCN1*1*150*80*four*", [(10, "CLP05", "four")]),
        ("CLP*PCN1*1*150*", "CLP*PCN1*1*15O*", [(10, "CLP03", "15O")]),
        ("BPR*I*80*", "BPR*I*8O*", [(4, "BPR02", "8O")]),
        ("DTM*405*20260114", "DTM*405*0", [(6, "DTM02", "0")]),
    ],
)
def test_any_other_value_is_null_and_the_line_stays(old, new, rejects):
    read = Read(replaced(old, new))
    assert read.bad() == rejects
    assert read.counts() == (2, 2, 0, 0)
    assert len(read.lines) == 2
    assert all(row["reason"] and row["fix"] for row in read.rejects)
    assert_accounted(read)


@pytest.mark.parametrize("svc", ["SVC*HC:97140:GP****0**1", "SVC*HC:97140:GP* * **0"])
def test_amounts_left_empty_are_unknown_and_the_line_stays(svc):
    read = Read(replaced(LINE, svc))
    assert read.bad() == [(26, "SVC02", None), (26, "SVC03", None)]
    assert read.counts() == (2, 2, 0, 0)
    assert (read.lines[1]["charge"], read.lines[1]["paid"]) == (None, None)
    assert len(read.adjustments) == 4
    assert read.failed() == []
    assert_accounted(read)


def test_claim_without_lines_and_its_amounts_left_empty_stays():
    read = Read(text(interchange(transaction("CLP*P*1***20*12*I", *CLAIM))))
    assert read.bad() == [(10, "CLP03", None), (10, "CLP04", None)]
    assert read.counts() == (3, 3, 0, 0)
    assert_accounted(read)


def test_bad_service_date_falls_back_to_the_claim():
    line = Read(replaced("DTM*472*20260105", "DTM*472*20261345")).lines[0]
    assert line["dos"].isoformat() == "2026-01-04"


def test_bad_plb_amount():
    read = Read(text(interchange(transaction(*CLAIM, "PLB*NPI*20261331*WO*1O*L6*0"))))
    assert read.bad() == [(30, "PLB02", "20261331"), (30, "PLB04", "1O")]
    assert [row["amount"] for row in read.provider_adjustments] == [None, 0]
    assert "payment_balance" not in read.failed()


def test_claim_without_id_goes_with_its_lines():
    read = Read(replaced("CLP*PCN1*", "CLP* *"))
    assert read.bad() == [(10, "CLP01", None), (20, "SVC", None), (26, "SVC", None)]
    assert read.claims == read.lines == read.adjustments == []
    assert read.counts() == (2, 0, 2, 0)
    assert_accounted(read)


def test_claim_without_lines_and_money_is_rejected():
    read = Read(text(interchange(transaction("CLP*P*1*1OO*80*20*12*I", *CLAIM))))
    assert read.bad() == [(10, "CLP03", "1OO")]
    assert len(read.claims) == 1
    assert read.counts() == (3, 2, 1, 0)
    assert_accounted(read)


def test_line_outside_a_claim():
    read = Read(text(interchange(transaction("SVC*HC:97110*10*0", *CLAIM))))
    assert read.bad() == [(10, "SVC", None)]
    assert read.counts() == (3, 2, 1, 0)
    assert_accounted(read)


@pytest.mark.parametrize("cut", ["SVC*HC:97140:GP*5", "SVC*HC:97140:GP*50*0", "SVC", "SV"])
def test_file_that_breaks_off_in_a_line(cut):
    data = good()
    read = Read(data[: data.index(LINE.encode())] + cut.encode())
    is_line = "*" in cut
    assert [row[:2] for row in read.bad()] == [(26, "SVC" if is_line else cut)]
    assert read.counts() == ((2, 1, 1, 0) if is_line else (1, 1, 0, 0))
    assert {"envelope", "claim_balance"} <= set(read.failed())
    assert_accounted(read)


def test_file_that_breaks_off_in_a_claim():
    data = text(interchange(transaction(*CLAIM, "CLP*PCN2*1*10")))
    read = Read(data[: data.index(b"CLP*PCN2*1*10") + 10])
    assert read.bad() == [(30, "CLP", None)]
    assert read.counts() == (3, 2, 1, 0)
    assert_accounted(read)


def test_file_that_breaks_off_in_an_adjustment_does_not_load_half_of_it():
    data = good()
    read = Read(data[: data.index(b"CAS*CO*97*50") + 11])
    assert read.bad() == [(27, "CAS", None)]
    assert read.counts() == (2, 2, 0, 0)
    assert [row["carc"] for row in read.adjustments] == ["45", "253", "1"]
    assert "line_balance" in read.failed()


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("SE*28*0001", "SE*30*0001", ("segment_count", "ST 0001 trace EFT1", Decimal(2))),
        ("SE*28*0001", "SE*28*0002", ("control_number", "ST 0001 trace EFT1", Decimal(1))),
        ("GE*1*1", "GE*3*1", ("envelope", "GS 1", Decimal(2))),
        ("GE*1*1", "GE*1*7", ("control_number", "GS 1", Decimal(1))),
        ("IEA*1*0", "IEA*2*0", ("envelope", "ISA 000000001", Decimal(1))),
        ("IEA*1*000000001", "IEA*1*000000002", ("control_number", "ISA 000000001", Decimal(1))),
        ("GS*HP*", "GS*HC*", ("envelope", "GS 1: not a group of remittances (HP)", Decimal(1))),
        ("BPR*I*80*", "BPR*I*81*", ("payment_balance", "ST 0001 trace EFT1", Decimal(1))),
        ("*100*80**2", "*100*79.99**2", ("line_balance", "ST 0001 trace EFT1 claim PCN1 line 1", Decimal("0.01"))),
        ("*80*4*12*", "*80*5*12*", ("patient_responsibility", "ST 0001 trace EFT1 claim PCN1", Decimal(1))),
    ],
)
def test_failed_check(old, new, check):
    read = Read(replaced(old, new))
    assert [(row["measure"], row["reference"], row["difference"]) for row in read.checks] == [check]
    assert read.counts() == (2, 2, 0, 0)
    assert_accounted(read)


def test_claim_balance_adds_both_levels():
    read = Read(replaced("MOA***MA01*MA07", "CAS*CO*45*10"))
    assert [(row["measure"], row["difference"]) for row in read.checks] == [("claim_balance", Decimal(-10))]


def test_reversal_has_no_patient_responsibility_to_check():
    body = ["CLP*P*22*-100*-80**12*I", "SVC*HC:97110*-100*-80", "CAS*PR*1*-20"]
    read = Read(text(interchange(transaction(*body, amount="0"), transaction(*CLAIM, control="2", trace="T2"))))
    assert read.failed() == ["payment_balance"]
    assert read.lines[0]["charge"] == -100


@pytest.mark.parametrize(
    ("claim", "difference"),
    [("CLP*P*22*100*80", 100), ("CLP*P*22*-100*80", 80), ("CLP*P*1*-100*-80", -100), ("CLP*P*4*0*-80", -80)],
)
def test_reversal_and_its_sign_must_agree(claim, difference):
    read = Read(text(interchange(transaction(claim))))
    assert [row["difference"] for row in read.checks if row["measure"] == "reversal_sign"] == [difference]


def test_reversal_with_its_signs_is_no_fault():
    body = ["CLP*P*22*-100*-80**12*I", "SVC*HC:97110*-100*-80", "CAS*CO*45*-20", "AMT*B6*80"]
    read = Read(text(interchange(transaction(*body, amount="-80"))))
    assert read.checks == []
    assert read.lines[0]["allowed"] == 80  # as it was sent; the ledger trusts no allowed amount of a reversal


def test_adjustments_at_both_levels_are_named():
    lines = ["SVC*HC:97110*100*80", "CAS*CO*45*15", "CAS*PR*1*5", "SVC*HC:97112*50*50"]
    once = Read(text(interchange(transaction("CLP*P*1*150*130*5", *lines, amount="130"))))
    assert once.checks == []
    both = Read(
        text(interchange(transaction("CLP*P*1*150*130*10", "CAS*CO*45*15**", "CAS*PR*1*5", *lines, amount="130")))
    )
    assert [(row["measure"], row["reference"], row["difference"]) for row in both.checks] == [
        ("claim_balance", "ST 0001 trace EFT1 claim P: the adjustments of its lines repeated", -20)
    ]
    other = Read(text(interchange(transaction("CLP*P*1*150*130*5", "CAS*CO*97*15", *lines, amount="130"))))
    assert [row["reference"] for row in other.checks] == ["ST 0001 trace EFT1 claim P"]


@pytest.mark.parametrize(
    ("svc", "segment", "rejects"),
    [
        ("LQ*HE*M15", "DTM*232*20260101", [(30, "DTM", "DTM*232*20260101")]),
        ("LQ*HE*M15", "REF*EA*MRN2", [(30, "REF", "REF*EA*MRN2")]),
        ("AMT*B6*85", "NM1*82*1*X~MOA***MA01", [(26, "NM1", "NM1*82*1*X"), (27, "MOA", "MOA***MA01")]),
    ],
)
def test_segment_of_the_claim_behind_its_lines_is_not_lost_in_silence(svc, segment, rejects):
    read = Read(replaced(svc, f"{svc}~{segment}"))
    assert read.bad() == rejects
    assert read.counts() == (2, 2, 0, 0)
    assert_accounted(read)


@pytest.mark.parametrize(
    ("old", "new", "rejects"),
    [
        ("*150*80*4*12*ICN1*11*1", "*150**4*12*ICN1*11*1", [(10, "CLP04", None)]),
        ("*150*80*4*12*ICN1*11*1", "*150", [(10, "CLP04", None)]),
        ("CAS*CO*97*50", "CAS*CO*97", [(27, "CAS03", None)]),
        ("CAS*CO*45*15**253*1", "CAS*CO*45***253*1", [(22, "CAS03", None)]),
        ("CAS*CO*97*50", "CAS*CO*97*50.005", [(27, "CAS03", "50.005")]),
        ("CAS*CO*97*50", "CAS*ZZ*97*50", [(27, "CAS01", "ZZ")]),
        ("BPR*I*80*C*ACH*CCP*01*999999999*DA*1234567*1512345678**01*999988880*DA*98765*20260115~\n", "",
         [(3, "BPR02", None)]),
    ],
)  # fmt: skip
def test_amount_that_is_not_there_is_unknown_never_nothing(old, new, rejects):
    read = Read(replaced(old, new))
    assert read.bad() == rejects
    assert read.counts() == (2, 2, 0, 0)
    assert all(row["amount"] != 0 for row in read.adjustments)
    assert not {check for check in read.failed() if check.endswith("_balance")}  # what is not known is not checked
    assert_accounted(read)


def test_other_transactions_are_named_and_left():
    other = ["ST*837*0009", "BHT*0019*00", "CLM*X*10", "SVC*HC:1*1*1", "SE*5*0009"]
    read = Read(text(interchange(transaction(*CLAIM), other)))
    assert read.bad() == [(31, "ST01", "837")]
    assert read.counts() == (2, 2, 0, 0)
    assert read.checks == []


def test_no_isa_is_loaded_and_flagged():
    read = Read(text(transaction(*CLAIM)))
    assert read.counts() == (2, 2, 0, 0)
    assert read.payments[0]["interchange_control"] is None
    assert [row["reference"] for row in read.checks] == ["ISA: no ISA", "GS: no GS"]


# --- whole files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \r\n", b"\xef\xbb\xbf", b"hello, world", b"patient_id,dos\n1,2026-01-01\n", b"\x00\xff" * 50,
        good()[:60], good()[:103], good()[:106], good()[:200], b"ISA*00*too*short~GS*HP*A*B~ST*835*1~",
        text([ISA, GS, "ST*837*1", "BHT*0019", "SE*3*1"]), text([ISA, GS, "ST*835*1", "TRN*1*2", "SE*3*1"]),
        b"PK\x03\x04", b"ISA Brown, 12 High Street",
    ],
)  # fmt: skip
def test_file_that_cannot_be_used(data):
    with pytest.raises(InputError) as caught:
        Read(data)
    assert caught.value.file is None
    assert "DOE" not in str(caught.value)


def test_transaction_across_batches(monkeypatch):
    """One transaction bigger than two batches is cut between claims, and nothing shows."""
    body = [segment.replace("PCN1", f"PCN{n}") for n in range(40) for segment in CLAIM]
    more = transaction(*CLAIM, control="0002", trace="EFT2")
    data = text(interchange(transaction(*body, amount="3200"), more))
    whole = Read(data)
    monkeypatch.setattr(remittance, "BATCH_BYTES", 900)
    cut = Read(data)
    assert whole.same() == cut.same()
    assert cut.failed() == []
    assert len(cut.lines) == 82
    assert [row["sequence"] for row in cut.claims] == [*range(1, 41), 1]
    assert cut.totals == whole.totals
