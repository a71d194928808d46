"""Payments that balance or not, and what money moved outside claims means: one practice, a payer per case."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from payments.books import Books

from analytics import questions
from analytics.selection import Filter
from analytics.workspace import REFERENCE

KINDS = {"WO": "recoupment", "FB": "forward_balance", "72": "refund", "L6": "interest", "CS": "adjustment",
         "IR": "levy", "LE": "levy", "50": "penalty", "L3": "penalty", "CV": "capital", "CT": "other",
         "QQ": "other"}  # fmt: skip
STATES = {  # payer: state, difference, words of the note
    "Even": ("balances", 0, None),
    "Cent": ("differs", Decimal("0.01"), None),
    "Short": ("differs", -30, None),
    "Held": ("no payment", 0, None),
    "Zero": ("no payment", 0, None),
    "Zero differs": ("differs", -50, None),
    "Amount unread": ("unknown", None, "cannot be read"),
    "Claim unread": ("unknown", None, "cannot be read"),
    "Moved unread": ("unknown", None, "cannot be read"),
    "Table": ("unknown", None, "no check amount"),
    "Table with check": ("balances", 0, None),
    "Table differs": ("differs", 5, None),
    "Check list": ("unknown", None, "list of checks"),
    "Order": ("unknown", None, "comes apart"),
    "Order with claims": ("balances", 0, None),
    "Only moved": ("balances", 0, None),
    "Debit": ("balances", 0, None),
    "Undated": ("balances", 0, None),
}
TIES = {  # payer: tie, claim, reversed, whether an owner must look, words of the note
    "Number": ("payer claim number", "N-1", False, True, "No reversal"),
    "Account": ("patient account", "A-1", False, True, "No reversal"),
    "Spelled": ("payer claim number", "SP1", False, True, "No reversal"),
    "All three": ("payer claim number", "T1", False, True, "No reversal"),
    "Run together": ("payer claim number", "RUN1", False, True, "No reversal"),
    "Medicare's places": ("payer claim number", "PCN-77", False, True, "No reversal"),
    "Hash": ("payer claim number", "HASH9", False, True, "No reversal"),
    "Zero account": ("payer claim number", "Z99", False, True, "No reversal"),
    "Two days": ("names several", None, None, True, "cannot be told"),
    "Number of two days": ("payer claim number", "D1", False, True, "No reversal"),
    "Own account": ("patient account", "BOTH", False, True, "No reversal"),
    "Billed only": ("billed claim", "BILLED-5", False, True, "No reversal"),
    "Nothing": ("no reference", None, None, True, "cannot be told"),
    "Stranger": ("names no claim here", None, None, True, "not in the files"),
    "Short part": ("names no claim here", None, None, True, "not in the files"),
    "A trace": ("names a payment", None, None, True, "not in the files"),
    "Reversed": ("payer claim number", "R1", True, False, "twice"),
    "Reversed later": ("payer claim number", "RL1", True, False, "twice"),
    "Left, then taken": ("payer claim number", "L1", True, False, "Settled"),
    "In parts": ("payer claim number", "P1", True, False, "Settled"),
    "Sent back": ("payer claim number", "S1", False, False, "Settled"),
}  # fmt: skip


@pytest.fixture(scope="module")
def books():
    made = Books()
    _states(made)
    _kinds(made)
    _ties(made)
    made.rebuild()
    yield made
    made.workspace.close()


def _states(made: Books) -> None:
    claim = made.claim
    made.pay(
        "Even",
        "02-02",
        claim("E1", 80),
        claim("E2", "20.50"),
        claim("E3", -30, status="22"),
        moved=[("L6", "E1", "-1.25")],
    )
    made.pay("Even", "02-03", claim("E4", 99), is_duplicate=True, amount=1)
    made.pay("Cent", "02-02", claim("C1", 80), amount=Decimal("80.01"))
    made.pay("Short", "02-02", claim("S1", 80), moved=[("WO", None, 20)], amount=30)
    made.pay("Held", "02-02", claim("H1", 0), handling="H")
    made.pay("Zero", "02-02", claim("Z1", 50), moved=[("WO", None, 50)])
    made.pay("Zero differs", "02-02", claim("Z2", 50), amount=0)
    made.pay("Amount unread", "02-02", claim("U1", 50), amount=None)
    made.pay("Claim unread", "02-02", claim("U2", None), amount=50)
    made.pay("Moved unread", "02-02", claim("U3", 50), moved=[("WO", "U3", None)])
    made.pay("Table", "02-02", claim("T1", 50), file_id=5, amount=None)
    made.pay("Table with check", "02-02", claim("T2", 50), file_id=5)
    made.pay("Table differs", "02-02", claim("T3", 50), file_id=5, amount=55)
    made.pay("Check list", "02-02", file_id=5, amount=55)
    made.pay("Order", "02-02", amount=55, handling="D")
    made.pay("Order with claims", "02-02", claim("O1", 55), handling="D")
    made.pay("Only moved", "02-02", moved=[("CT", "CAP", -400)])
    made.pay("Debit", "02-02", claim("B1", -20, status="22"), credit_debit="D")
    made.pay("Undated", None, claim("N1", 20))


def _kinds(made: Books) -> None:
    for reason in KINDS:
        made.pay(
            f"Kind {reason}", "02-02", made.claim(f"K{reason}", 500), moved=[(reason, "x", 30), (reason, "y", "-12.34")]
        )


def _ties(made: Books) -> None:
    claim = made.claim

    def taken(payer: str, reference: str | None, *claims: dict, amount: int = 40) -> None:
        if claims:
            made.pay(payer, "02-02", *claims)
        made.pay(payer, "03-02", claim("other", 300), moved=[("WO", reference, amount)])

    taken("Number", "ICN100", claim("N-1", 40, payer_claim_id="ICN100"), claim("N-2", 40, payer_claim_id="ICN101"))
    taken("Account", "a 1", claim("A-1", 40, payer_claim_id="ICN200"))
    taken("Spelled", "2026/0001-abc", claim("SP1", 40, payer_claim_id="20260001ABC"))
    taken("All three", "T1 ICN300 EFT9", claim("T1", 40, payer_claim_id="ICN300"), claim("T2", 40, payer_claim_id="X"))
    taken("Run together", "RUN1ICN400", claim("RUN1", 40, payer_claim_id="ICN400"))
    taken("Medicare's places", f"{'1126033000042':<19}PCN77", claim("PCN-77", 40, payer_claim_id="1126033000042"))
    taken("Hash", "PTACCT9#20260105 CLM5551", claim("HASH9", 40, payer_claim_id="CLM5551"))
    taken("Zero account", "z99", claim("0", 40, payer_claim_id="Z99"), claim("0", 40, payer_claim_id="Z98"))
    days = (claim("D1", 40, payer_claim_id="I1", dos="01-05"), claim("D1", 40, payer_claim_id="I2", dos="01-07"))
    taken("Two days", "D1", *days)
    taken("Number of two days", "I2", *days)
    made.pay("Second payer", "02-02", claim("BOTH", 10, dos="01-09"))
    taken("Own account", "BOTH", claim("BOTH", 40))
    made.bill("97110", claim_id="BILLED-5", line_no="1", patient_id="P5", payer_name="Billed only")
    taken("Billed only", "billed5")
    taken("Nothing", None)
    taken("Stranger", "NOBODY1")
    taken("Short part", "123-1001", claim("1001", 40))
    taken("A trace", "A trace-02-02", claim("TR1", 40), amount=41)
    taken("Reversed", "ICN500", claim("R1", 40, payer_claim_id="ICN500"))
    made.pay("Reversed", "02-16", claim("R1", -40, payer_claim_id="ICN501", status="22"), claim("other2", 90))
    taken("Reversed later", "ICN510", claim("RL1", 40, payer_claim_id="ICN510"))
    made.pay("Reversed later", "04-16", claim("RL1", -40, payer_claim_id="ICN510", status="22"), claim("other3", 90))
    for payer, account, parts in (("Left, then taken", "L1", (40,)), ("In parts", "P1", (15, 25))):
        number = f"ICN-{account}"
        made.pay(payer, "02-02", claim(account, 40, payer_claim_id=number))
        made.pay(payer, "02-09", claim(account, -40, payer_claim_id=number, status="22"), moved=[("WO", number, -40)])
        for place, part in enumerate(parts):
            made.pay(payer, f"02-{16 + place}", claim(f"{account} other", 300), moved=[("WO", number, part)])
    made.pay("Sent back", "02-02", claim("S1", 40, payer_claim_id="ICN600"))
    made.pay("Sent back", "02-09", claim("S2", 30), moved=[("WO", "ICN600", 40), ("72", "ICN600", -40)])


@pytest.mark.parametrize("payer", STATES)
def test_a_payment_balances_or_says_why_not(books, payer):
    state, difference, note = STATES[payer]
    ((found, by, said),) = books.ask("select state, difference, note from deposit where payer = $payer", payer=payer)
    assert (found, by) == (state, difference)
    assert said is None if note is None else note in said


def test_what_a_deposit_is_made_of(books):
    assert books.ask(
        """select claims, reversals, claims_paid, moved_by, expected, amount, method, file
        from deposit where payer = 'Even'"""
    ) == [(3, 1, Decimal("70.50"), Decimal("1.25"), Decimal("71.75"), Decimal("71.75"), "ACH", "era.835")]


@pytest.mark.parametrize("reason", KINDS)
def test_a_positive_adjustment_takes_and_a_negative_one_adds(books, reason):
    rows = books.ask("select kind, amount from money_moved where payer = $payer order by place", payer=f"Kind {reason}")
    assert rows == [(KINDS[reason], -30), (KINDS[reason], Decimal("12.34"))]
    assert books.ask("select state, moved_by from deposit where payer = $payer", payer=f"Kind {reason}") == [
        ("balances", Decimal("-17.66"))
    ]


def test_a_reason_nobody_knows_is_kept_as_it_is(books):
    assert books.ask("select distinct reason, label, note from money_moved where payer = 'Kind QQ'") == [
        ("QQ", None, "A reason without a known meaning")
    ]


def test_an_amount_that_cannot_be_read_stays_unknown(books):
    assert books.ask("select amount, needs_look, note from money_moved where payer = 'Moved unread'") == [
        (None, False, "The amount cannot be read")
    ]


@pytest.mark.parametrize("payer", TIES)
def test_a_reference_names_one_claim_or_says_why_not(books, payer):
    tie, claim_id, is_reversed, look, words = TIES[payer]
    rows = books.ask(
        """select tie, claim_id, is_reversed, needs_look, note from money_moved
        where payer = $payer and kind = 'recoupment' and amount < 0""",
        payer=payer,
    )
    assert {row[:4] for row in rows} == {(tie, claim_id, is_reversed, look)}
    assert all(words in row[4] for row in rows)


def test_the_claim_that_is_named_is_the_first_answer(books):
    assert books.ask(
        """select c.status, c.paid from money_moved as m join remit_claim as c on c.claim_key = m.claim_key
        where m.payer = 'Left, then taken' and m.amount < 0"""
    ) == [("1", 40)]


def test_every_adjustment_is_there_once(books):
    wanted = (
        "remit_provider_adjustment as a join remit_payment as p on p.payment_key = a.payment_key and not is_duplicate"
    )
    assert books.ask(
        "select count(*), sum(amount), count(distinct (payment_key, place)) from money_moved"
    ) == books.ask(f"select count(*), -sum(a.amount), count(*) from {wanted}")


def test_the_page_is_told_what_to_look_at(books):
    summary = questions.ask(books.workspace, "deposit_summary")[0]
    assert summary["deposits"] == books.ask("select count(*) from remit_payment where not is_duplicate")[0][0]
    assert summary["differing"] == 4 and summary["unknown"] == 6
    assert summary["to_look_at"] == sum(tie[3] for tie in TIES.values()) + 3  # Short, Zero, and Kind WO
    assert summary["taken"] + summary["added"] == summary["moved_by"]
    kinds = questions.ask(books.workspace, "money_moved_kinds")
    assert sum(row["moved_by"] for row in kinds) == summary["moved_by"]
    lines = questions.ask(books.workspace, "money_moved_lines")
    assert [row["needs_look"] for row in lines] == sorted((row["needs_look"] for row in lines), reverse=True)
    assert {row["state"] for row in questions.ask(books.workspace, "deposits")[:4]} == {"differs"}


def test_payments_follow_the_choice_of_payers_and_nothing_else(books):
    chosen = Filter(payers=("Even",), codes=("97110",), providers=("Nobody",))
    assert [row["payer"] for row in questions.ask(books.workspace, "deposits", chosen)] == ["Even"]
    assert questions.ask(books.workspace, "deposit_summary", chosen)[0]["deposits"] == 1
    assert [row["reason"] for row in questions.ask(books.workspace, "money_moved_lines", chosen)] == ["L6"]
    assert questions.ask(books.workspace, "deposit_summary", Filter(payers=("Nobody",)))[0]["amount"] == 0


def test_the_meanings_are_data():
    with (REFERENCE / "provider_adjustment_reason.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len({row["reason"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} == set(KINDS.values())
    assert {row["trust"] for row in rows} <= {"high", "medium", "low"}
    assert all(all(row.values()) for row in rows)
