"""A claim counts once: the same transaction or claim again is a duplicate, a changed claim is none."""

from __future__ import annotations

from claims_case import HEAD, LINE_1, LOOPS, PROVIDER, SUBSCRIBER, Read, changed, good, interchange, transaction
from x12_case import text

SECOND = [*PROVIDER, *SUBSCRIBER, HEAD[0].replace("PCN1", "PCN2").replace("150", "100"), *LINE_1]
SENT_AGAIN = text(interchange(transaction(*LOOPS, control="0009", batch="B9"), control=9))


def test_the_same_claim_sent_again():
    read = Read(good(), SENT_AGAIN)
    assert read.duplicates() == [(2, "PCN1")]
    assert read.counts() == (2, 0, 0, 2)
    totals = [(row["file_id"], row["measure"], row["loaded"], row["duplicate"]) for row in read.totals]
    assert totals == [(1, "rows", 2, 0), (1, "charge", 150, 0), (2, "rows", 0, 2), (2, "charge", 0, 150)]
    assert all(row["difference"] == 0 for row in read.totals)


def test_in_one_file():
    read = Read(text(interchange(transaction(*LOOPS), transaction(*LOOPS, control="0002", batch="B2"))))
    assert [row["is_duplicate"] for row in read.claims] == [False, True]
    assert read.counts() == (4, 2, 0, 2)


def test_twice_in_one_transaction_is_billed_twice():
    assert Read(good(*LOOPS, *LOOPS[-11:])).counts()[3] == 0
    assert Read(good(*LOOPS, *LOOPS)).duplicates() == []


CHANGES = [
    (HEAD[0], HEAD[0].replace("11:B:1", "11:B:7")),
    (LINE_1[1], LINE_1[1].replace(":KX", "")),
    (LINE_1[1], LINE_1[1].replace("UN*2", "UN*3")),
    ("DTP*472*D8*20260105", "DTP*472*D8*20260104"),
    ("REF*G1*AUTH1", "REF*G1*AUTH7"),
    ("NM1*PR*2*BIG PAYER*****PI*87726", "NM1*PR*2*OTHER*****PI*1"),
    ("SBR*P*18*GROUP1******MB", "SBR*S*18*GROUP1******MB"),
]


def test_a_changed_claim_is_no_duplicate():
    later = [changed(old, new).replace(b"000000001", b"%09d" % at) for at, (old, new) in enumerate(CHANGES, 2)]
    assert Read(good(), *later, together=True).duplicates() == []


def test_the_same_transaction_again_though_a_line_differs():
    """Same control numbers, batch and claims: the transaction itself, read from another copy."""
    later = changed("NTE*ADD*LINE", "NTE*ADD*LINE BUT LONGER")
    assert Read(good(), later).duplicates() == [(2, "PCN1")]
    assert Read(good(), later.replace(b"*B1*", b"*B2*")).duplicates() == []


def test_a_transaction_with_one_claim_more_is_another():
    read = Read(good(), good(*LOOPS, *SECOND))
    assert read.duplicates() == [(2, "PCN1")], "the claim is the same, the transaction is not"
    assert read.counts() == (3, 1, 0, 2)


def test_a_claim_without_lines_moves_as_a_row():
    bare = good(*PROVIDER, *SUBSCRIBER, *HEAD)
    read = Read(bare, bare.replace(b"*B1*", b"*B2*"))
    assert read.counts() == (1, 0, 0, 1)
    assert [row["duplicate"] for row in read.totals] == [0, 0, 1, 150]


def test_what_was_a_duplicate_counts_again_once_the_first_is_undone():
    read = Read(good(), SENT_AGAIN, good(*SECOND, batch="B3"), undo=[1])
    assert read.duplicates() == []
    assert read.files == [
        {"rows": 2, "loaded": 2, "rejected": 0, "duplicate": 0},
        {"rows": 1, "loaded": 1, "rejected": 0, "duplicate": 0},
    ]  # fmt: skip
    assert [row["duplicate"] for row in read.totals] == [0, 0, 0, 0]
    assert [row["loaded"] for row in read.totals] == [2, 150, 1, 100]


def test_of_three_copies_the_second_stands_in():
    third = SENT_AGAIN.replace(b"*B9*", b"*B8*").replace(b"0009", b"0008")
    assert Read(good(), SENT_AGAIN, third).duplicates() == [(2, "PCN1"), (3, "PCN1")]
    assert Read(good(), SENT_AGAIN, third, undo=[1]).duplicates() == [(3, "PCN1")]
    assert Read(good(), SENT_AGAIN, third, undo=[1, 2]).duplicates() == []
