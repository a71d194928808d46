"""What each segment of an 835 becomes."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from x12_case import CLAIM, LINE_1, Read, bpr, good, interchange, replaced, text, transaction


def day(text_: str) -> datetime.date:
    return datetime.date.fromisoformat(text_)


def test_payment():
    (payment,) = Read(good()).payments
    assert payment == {
        "payment_key": (1 << 32) + 3, "file_id": 1, "row_no": 3, "is_duplicate": False,
        "interchange_control": "000000001", "group_control": "1", "transaction_control": "0001",
        "handling": "I", "amount": Decimal("80.00"), "credit_debit": "C", "method": "ACH",
        "payment_date": day("2026-01-15"), "trace_number": "EFT1", "payer_tin": "1512345678",
        "payer_name": "BIG PAYER", "payer_id": "87726", "payee_name": "THERAPY CLINIC", "payee_id": "1987654321",
        "production_date": day("2026-01-14"),
        "rows": None, "stated_charge": None, "stated_paid": None, "superseded_by": None,
    }  # fmt: skip


def test_claim():
    (claim,) = Read(good()).claims
    assert claim == {
        "claim_key": (1 << 32) + 10, "payment_key": (1 << 32) + 3, "file_id": 1, "row_no": 10, "sequence": 1,
        "claim_id": "PCN1", "status": "1", "charge": Decimal("150.00"), "paid": Decimal("80.00"),
        "patient_resp": Decimal("4.00"), "filing_code": "12", "payer_claim_id": "ICN1", "facility_code": "11",
        "frequency": "1", "patient_last": "DOE", "patient_first": "JANE", "patient_member_id": "W1",
        "patient_record_id": "MRN1", "subscriber_member_id": "W2", "rendering_name": "SMITH, PAT",
        "rendering_npi": "1234567893", "original_reference": "ORIG1", "statement_from": day("2026-01-04"),
        "statement_to": day("2026-01-06"), "received_date": day("2026-01-10"), "remarks": ["MA01", "MA07"],
    }  # fmt: skip


def test_lines():
    first, second = Read(good()).lines
    assert first == {
        "line_key": (1 << 32) + 20, "claim_key": (1 << 32) + 10, "payment_key": (1 << 32) + 3, "file_id": 1,
        "sheet": None, "row_no": 20, "sequence": 1, "patient_id": None, "code": "97110", "modifiers": ["GP", "KX"],
        "submitted_code": None, "submitted_modifiers": None, "charge": Decimal("100.00"), "paid": Decimal("80.00"),
        "units": Decimal("2.00"), "submitted_units": None, "revenue_code": None, "line_control": "L1",
        "dos": day("2026-01-05"), "dos_to": day("2026-01-05"), "allowed": Decimal("85.00"), "patient_resp": None,
        "remarks": [],
    }  # fmt: skip
    # no DTM of its own: the claim's; SVC05 "0" is 0 units; remarks in order
    assert (second["dos"], second["dos_to"]) == (day("2026-01-04"), day("2026-01-06"))
    assert (second["units"], second["submitted_units"]) == (0, 1)
    assert second["remarks"] == ["N130", "M15"]


def test_nothing_stays_behind():
    assert Read(good()).left_over == []


@pytest.mark.parametrize(
    ("svc", "expected"),
    [
        ("SVC*HC:97110*100*80", {"code": "97110", "modifiers": [], "units": Decimal(1), "submitted_units": None}),
        ("SVC*HC:97110:GP:59:KX:CQ*100*80**1.5", {"modifiers": ["GP", "59", "KX", "CQ"], "units": Decimal("1.5")}),
        ("SVC*HC:97110::GP:*100*80", {"modifiers": ["GP"]}),
        ("SVC*HC:97530:GP*100*80**1*HC:97110:GP:59*2",
         {"code": "97530", "submitted_code": "97110", "submitted_modifiers": ["GP", "59"],
          "submitted_units": Decimal(2)}),
        ("SVC*HC:97530:GP:59:KX:CO*100*80**1*WK:97110:GP:CQ*2",
         {"modifiers": ["GP", "59", "KX", "CO"], "submitted_code": "97110", "submitted_modifiers": ["GP", "CQ"]}),
        ("SVC*HC:97530*100*80**1*97110", {"submitted_code": "97110", "submitted_modifiers": []}),
        ("SVC*NU:0420*100*80", {"code": "0420", "revenue_code": "0420"}),
        ("SVC*HC:97110:GP*100*80*0421*2", {"code": "97110", "revenue_code": "0421"}),
        ("SVC*97110*100*80", {"code": "97110", "modifiers": []}),
        ("SVC*HC:97110:GP*100.000*80.", {"charge": Decimal(100), "paid": Decimal(80)}),
        ("SVC*HC:97110:GP*.5*-80.25", {"charge": Decimal("0.50"), "paid": Decimal("-80.25")}),
    ],
)  # fmt: skip
def test_svc(svc, expected):
    line = Read(replaced(LINE_1[0], svc)).lines[0]
    assert {name: line[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("DTM*150*20260101~DTM*151*20260103", ("2026-01-01", "2026-01-03")),
        ("DTM*150*20260101", ("2026-01-01", "2026-01-01")),
        ("DTM*472*20260102", ("2026-01-02", "2026-01-02")),
    ],
)
def test_service_dates(dates, expected):
    line = Read(replaced(LINE_1[1], dates)).lines[0]
    assert (line["dos"], line["dos_to"]) == tuple(map(day, expected))


def test_no_date_anywhere_is_null():
    data = text(interchange(transaction("CLP*P*1*100*80**12*I", "SVC*HC:97110*100*80", "CAS*CO*45*20")))
    (line,) = Read(data).lines
    assert (line["dos"], line["dos_to"]) == (None, None)


def test_statement_dates_do_not_leak_into_the_next_claim():
    body = [*CLAIM, "CLP*PCN2*1*10*0**12*ICN2", "SVC*HC:97110*10*0", "CAS*CO*50*10"]
    read = Read(text(interchange(transaction(*body))))
    assert read.claims[1]["statement_from"] is None
    assert read.lines[2]["dos"] is None
    assert (read.claims[1]["sequence"], read.lines[2]["sequence"]) == (2, 1)


def test_six_triplets_at_both_levels():
    triplets = "*".join(
        f"{code}*{amount}*{amount}" for amount, code in enumerate(("1", "2", "3", "45", "253", "97"), 1)
    )
    body = ["CLP*P*1*121*79**12*I", f"CAS*PR*{triplets}", "SVC*HC:97110*100*79", f"CAS*CO*{triplets}", "CAS*OA*23*0"]
    adjustments = Read(text(interchange(transaction(*body)))).adjustments
    at_claim = [row for row in adjustments if row["line_key"] is None]
    at_line = [row for row in adjustments if row["line_key"] is not None]
    assert [(row["group_code"], row["carc"], row["amount"], row["quantity"]) for row in at_claim] == [
        ("PR", code, amount, amount) for amount, code in enumerate(("1", "2", "3", "45", "253", "97"), 1)
    ]
    assert [row["sequence"] for row in at_line] == [1, 2, 3, 4, 5, 6, 7]
    assert at_line[-1]["group_code"] == "OA"
    assert at_line[-1]["amount"] == 0


def test_plb_every_pair_of_every_segment():
    pairs = "*".join(f"WO:REF{n}*{n}" for n in range(1, 7))
    body = [*CLAIM, f"PLB*NPI1*20261231*{pairs}", "PLB*NPI1*20261231*L6*-21"]
    read = Read(text(interchange(transaction(*body))))
    rows = read.provider_adjustments
    assert [(row["reason"], row["reference"], row["amount"]) for row in rows] == [
        *(("WO", f"REF{n}", Decimal(n)) for n in range(1, 7)), ("L6", None, Decimal(-21)),
    ]  # fmt: skip
    assert {row["fiscal_period"] for row in rows} == {day("2026-12-31")}
    assert read.checks == []
    assert read.totals[4]["in_file"] == read.totals[4]["loaded"] == 0


def test_remarks_of_mia_and_moa():
    mia = "MIA*0****MA15" + "*" * 14 + "*N1*N2**N3"
    body = ["CLP*P*1*10*10**12*I", mia, "MOA***MA01*MA02"]
    assert Read(text(interchange(transaction(*body, amount="10")))).claims[0]["remarks"] == [
        "MA15", "N1", "N2", "N3", "MA01", "MA02",
    ]  # fmt: skip


def test_corrected_insured_stands_in_for_the_subscriber():
    data = replaced("NM1*IL*1*DOE*JOHN****MI*W2", "NM1*74*1*DOE*JANE****C*W9")
    assert Read(data).claims[0]["subscriber_member_id"] == "W9"


def test_segments_nobody_reads_do_no_harm():
    """Corrected patient, crossover, rendering identifiers, provider totals, contacts, delivery, and no LX at all."""
    plain = Read(good())
    data = (
        good()
        .replace(b"~\nLX*1~", b"~")
        .replace(b"TRN*1*EFT1*1512345678~\nDTM", b"TRN*1*EFT1*1512345678~\nREF*EV*X~\nDTM")
    )
    data = data.replace(b"N1*PE*", b"N3*1 MAIN~\nPER*BL*EDI*TE*8005551212~\nPER*IC**UR*X~\nN1*PE*")
    data = data.replace(b"CLP*", b"RDM*BM*X~\nTS3*1*11*20261231*1*150~\nTS2*1*2~\nCLP*")
    data = data.replace(b"NM1*IL*", b"NM1*74*1*DOE*JAN****C*W3~\nNM1*TT*2*OTHER~\nNM1*IL*")
    data = data.replace(b"AMT*B6*85", b"REF*LU*11~\nREF*HPI*1~\nREF*0K*1~\nAMT*KH*3~\nQTY*ZK*1~\nAMT*B6*85")
    data = data.replace(b"SE*28*", b"SE*41*")
    read = Read(data)
    assert read.rejects == []
    assert read.checks == []
    assert read.claims[0]["subscriber_member_id"] == "W2"
    keys = {"row_no", "payment_key", "claim_key", "line_key"}
    for ours, theirs in ((plain.claims, read.claims), (plain.lines, read.lines), (plain.adjustments, read.adjustments)):
        assert [{k: v for k, v in row.items() if k not in keys} for row in ours] == [
            {k: v for k, v in row.items() if k not in keys} for row in theirs
        ]


def test_debit_flag_is_kept_and_changes_no_sign():
    """BPR03 says who initiated the transfer; either way the money goes to the provider."""
    read = Read(replaced("BPR*I*80*C*", "BPR*I*80*D*"))
    assert (read.payments[0]["credit_debit"], read.payments[0]["amount"]) == ("D", 80)
    assert read.checks == []


def test_claim_without_lines_is_a_row():
    body = ["CLP*P*1*100*80*20*12*I", "CAS*PR*1*20"]
    read = Read(text(interchange(transaction(*body))))
    assert read.counts() == (1, 1, 0, 0)
    assert read.lines == []
    assert read.checks == []
    assert [total["loaded"] for total in read.totals] == [1, 100, 80, 80, 0]


def test_several_transactions_and_interchanges_keep_their_controls():
    one = interchange(transaction(*CLAIM), transaction(*CLAIM, control="0002", trace="EFT2"))
    two = [
        segment.replace("000000001", "000000009").replace("EFT1", "EFT3")
        for segment in interchange(transaction(*CLAIM))
    ]
    read = Read(text(one) + text(two))
    assert [(p["interchange_control"], p["transaction_control"], p["trace_number"]) for p in read.payments] == [
        ("000000001", "0001", "EFT1"), ("000000001", "0002", "EFT2"), ("000000009", "0001", "EFT3"),
    ]  # fmt: skip
    segments = one + two
    assert [segments[row["row_no"] - 1][:3] for row in read.lines] == ["SVC"] * 6
    assert [segments[row["row_no"] - 1][:3] for row in read.claims] == ["CLP"] * 3
    assert len({row["line_key"] for row in read.lines}) == 6


def test_bpr_date_that_is_no_date():
    data = text(interchange(transaction(*CLAIM))).replace(bpr().encode(), bpr(day="20261345").encode())
    read = Read(data)
    assert read.payments[0]["payment_date"] is None
    assert read.bad() == [(4, "BPR16", "20261345")]
