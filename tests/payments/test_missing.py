"""Signs that a remittance is missing, and what is no sign: one practice, a payer per case."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from payments.books import Books, day

from analytics import questions

SIGNS = {  # payer: (kind, from, to, trace number, claim, lines, charge) of every sign
    "Chain": [],
    "By amount": [],
    "Summed": [],
    "Broken chain": [("forward_balance", "02-02", "02-16", "T2", None, None, 150)],
    "Never returns": [("forward_balance", "02-02", "02-09", "Never returns-02-02", None, None, 100)],
    "Still open": [],
    "Only a zero payment since": [],
    "Taken as an overpayment": [],
    "Other payee": [],
    "Begins with one": [],
    "Unknown origin": [("forward_balance", "02-02", "02-09", "OLD7", None, None, 70)],
    "Copied": [],
    "Original": [("missing_original", "02-10", "03-02", "Original-03-02", "M1", 2, 100)],
    "Original before": [],
    "Original here": [],
    "Other charge": [],
    "Negative": [],
    "First": [("missing_first_payer", "02-10", "03-16", "Later-03-16", "F1", 1, 60)],
    "Later": [],
    "Never loaded": [],
    "Says it is second": [],
    "Answered unmatched": [],
    "Long gap": [("rhythm_gap", "02-12", "03-19", None, None, 12, 1200)],
    "One week": [("rhythm_gap", "02-19", "03-05", None, None, 6, 600)],
    "Holiday": [],
    "Slow": [],
    "Few deposits": [],
    "One claim": [],
    "Rejected": [],
    "Counted": [("trace_number", "02-05", "02-07", "EFT0001006", None, None, None)],
    "Counted whole": [],
    "Two left out": [],
    "Few numbers": [],
    "Days": [],
    "Other numbers between": [],
}
START = datetime.date(2026, 1, 8)


@pytest.fixture(scope="module")
def books():
    made = Books()
    for put in (_balances, _unsettled, _originals, _first_payers, _rhythms, _traces):
        put(made)
    made.rebuild()
    yield made
    made.workspace.close()


def _balances(made: Books) -> None:
    def turn(payer: str, date: str, paid: int, *moved: tuple, **given: object) -> None:
        claim = made.claim(f"{payer}{date}", paid, status="22" if paid < 0 else "1", dos="01-20")
        # what a reversal takes back was answered before these files: no sign of these cases
        made.pay(payer, date, {**claim, "status": "1", "paid": Decimal(paid)}, moved=moved, **given)

    turn("Chain", "01-26", 60)
    turn("Chain", "02-02", 0, ("FB", "T1", -100))
    turn("Chain", "02-09", 0, ("FB", "T1", 100), ("FB", "T2", -150))
    turn("Chain", "02-16", 400, ("FB", "T2", 150))
    turn("By amount", "02-02", 0, ("FB", "NEW", -100))
    turn("By amount", "02-09", 400, ("FB", "OLD", 100))
    turn("Summed", "02-02", 0, ("FB", "A", -100))
    turn("Summed", "02-05", 0, ("FB", "B", -50))
    turn("Summed", "02-09", 400, ("FB", "C", 150))
    turn("Broken chain", "01-26", 60)
    turn("Broken chain", "02-02", 0, ("FB", "T1", -100))
    turn("Broken chain", "02-16", 400, ("FB", "T2", 150))
    turn("Copied", "02-02", 0, ("FB", "T1", -100))
    turn("Copied", "02-09", 400, ("FB", "T1", 100))
    turn("Copied", "02-16", 0, ("FB", "T9", -70), is_duplicate=True)
    turn("Copied", "02-23", 90)


def _unsettled(made: Books) -> None:
    def turn(payer: str, date: str, paid: int, *moved: tuple, **given: object) -> None:
        made.pay(payer, date, made.claim(f"{payer}{date}", paid, dos="01-20"), moved=moved, **given)

    for payer, payee in (("Never returns", None), ("Still open", None), ("Other payee", "NPI1"),
                         ("Only a zero payment since", None), ("Taken as an overpayment", None)):  # fmt: skip
        turn(payer, "01-26", 50, payee_id=payee)
        turn(payer, "02-02", 0, ("FB", "T1", -100), payee_id=payee)
    turn("Never returns", "02-09", 80)
    turn("Never returns", "02-16", 80)
    turn("Only a zero payment since", "02-09", 0)
    turn("Taken as an overpayment", "02-09", 300, ("WO", "ICN1", 100))
    turn("Other payee", "02-09", 80, payee_id="NPI2")
    turn("Begins with one", "02-02", 300, ("FB", "OLD", 70))
    turn("Unknown origin", "02-02", 50)
    turn("Unknown origin", "02-09", 300, ("FB", "OLD7", 70))


def _originals(made: Books) -> None:
    def taken_back(payer: str, dos: str, **given: object) -> dict:
        return made.claim("M1", -40, **{"status": "22", "dos": dos, "payer_claim_id": "I1"} | given)

    for payer in ("Original", "Original before", "Original here", "Other charge", "Negative"):
        made.pay(payer, "02-02", made.claim("M0", 40, dos="01-20"), made.claim("M9", 40, dos="01-21"))
    made.pay("Original", "03-02", taken_back("Original", "02-10", lines=2), made.claim("M2", 90))
    made.pay("Original before", "03-02", taken_back("Original before", "01-10"), made.claim("M2", 90))
    for payer, charge in (("Original here", 100), ("Other charge", 130)):
        made.pay(payer, "02-16", made.claim("M1", 40, charge=charge, dos="02-10"))
        made.pay(payer, "03-02", taken_back(payer, "02-10"), made.claim("M2", 90))
    made.pay("Negative", "03-02", taken_back("Negative", "02-10", status="1"), made.claim("M2", 90))


def _first_payers(made: Books) -> None:
    given = {"line_no": "1", "dos": day("02-10")}
    for payer in ("First", "Never loaded", "Says it is second", "Answered unmatched"):
        made.bill("97110", claim_id=f"{payer[0]}1", patient_id=payer, payer_name=payer, **given)
    made.bill("97110", claim_id="F0", line_no="1", dos=day("01-05"), patient_id="First", payer_name="First")
    made.pay("First", "02-02", made.claim("F9", 40, charge=60, dos="01-20"))
    second = {"status": "2", "charge": 60}
    made.pay("Later", "03-16", made.claim("F1", 8, dos="02-10", **second), made.claim("N1", 8, dos="02-10", **second),
             made.claim("F0", 8, dos="01-05", **second))  # fmt: skip
    made.pay("Later", "03-20", made.claim("A1", 8, dos="02-10", **second))
    made.pay("Answered unmatched", "01-20", made.claim("A9", 40, dos="01-05"))
    made.pay("Answered unmatched", "03-02", made.claim("A1", 40, charge=59, dos="02-11"))
    made.pay("Says it is second", "02-02", made.claim("S9", 40, dos="01-20"))
    made.pay("Says it is second", "03-16", made.claim("S1", 40, dos="02-10", **second))


def _rhythms(made: Books) -> None:
    def weeks(payer: str, count: int, *, without: tuple = (), lines: int = 6, late: int | None = None,
              unanswered: int = 0) -> None:  # fmt: skip
        """A deposit a week for lines of 14 days before; those of a week left out are answered late, or never."""
        for week in range(count):
            claims, due = [], START + datetime.timedelta(7 * week)
            for number in range(lines):
                account, dos = f"{payer}{week}-{number}", due - datetime.timedelta(14)
                made.bill(
                    "97110", claim_id=account, line_no="1", dos=dos, patient_id=account, payer_name=payer, charge=100
                )
                if number >= unanswered:
                    claims.append(made.claim(account, 40, dos=dos))
            if week not in without:
                made.pay(payer, due, *claims)
            elif late is not None:
                made.pay(payer, START + datetime.timedelta(7 * late), *claims, trace_number=f"{payer} late {week}")

    weeks("Long gap", 13, without=(6, 7, 8, 9), lines=3)
    weeks("One week", 13, without=(7,))
    weeks("Holiday", 13, without=(6, 7, 8, 9), late=10)
    weeks("Slow", 13, without=(6, 7, 8, 9), late=10, unanswered=3)
    weeks("Few deposits", 8, without=(2, 3, 4, 5))
    weeks("One claim", 13, without=(6, 7, 8, 9), late=10)
    for number in range(4):
        made.bill(
            "97110", claim_id="ONE", line_no=str(number), dos=day("02-05"), patient_id="ONE", payer_name="One claim"
        )
    weeks("Rejected", 13, without=(6, 7, 8, 9))
    for week in range(6, 10):
        for number in range(6):
            made.put(
                "claim_acknowledgement", **ACKNOWLEDGED, claim_id=f"Rejected{week}-{number}", row_no=10 * week + number
            )


ACKNOWLEDGED = {"file_id": 6, "is_duplicate": False, "outcome": "rejected", "row_key": 1}


def _traces(made: Books) -> None:
    def numbers(payer: str, *traces: str, dates: list | None = None) -> None:
        for place, trace in enumerate(traces):
            date = dates[place] if dates else day("02-01") + datetime.timedelta(int(trace[-2:]) - 1)
            made.pay(payer, date, made.claim(f"{payer}{trace}", 40, dos="01-20"), trace_number=trace)

    def run(first: int, last: int, *left_out: int, head: str = "EFT") -> list[str]:
        return [f"{head}{number:07}" for number in range(first, last + 1) if number not in left_out]

    numbers("Counted", *run(1000, 1016, 1006))
    numbers("Counted whole", *run(1000, 1016))
    numbers("Two left out", *run(1000, 1016, 1006, 1007))
    numbers("Few numbers", *run(1000, 1008, 1004))
    numbers("Other numbers between", *run(1000, 1016, *range(1001, 1008, 2)))
    days = [day("02-01") + datetime.timedelta(number) for number in range(17) if number != 6]
    numbers("Days", *(f"P{date:%Y%m%d}" for date in days), dates=days)


@pytest.mark.parametrize("payer", SIGNS)
def test_signs(books, payer):
    rows = books.ask(
        """select kind, strftime(first_day, '%m-%d'), strftime(last_day, '%m-%d'), trace_number, claim_id, lines, charge
        from missing_deposit where payer = $payer""",
        payer=payer,
    )
    assert rows == SIGNS[payer]


def test_no_other_payer_has_a_sign(books):
    assert {payer for (payer,) in books.ask("select payer from missing_deposit")} == {p for p, s in SIGNS.items() if s}


@pytest.mark.parametrize(
    ("payer", "settled"),
    [
        ("Chain", [("carried", 100, "reference"), ("taken", -100, "reference"), ("carried", 150, "reference"),
                   ("taken", -150, "reference")]),
        ("By amount", [("carried", 100, "amount"), ("taken", -100, "amount")]),
        ("Summed", [("carried", 100, "sum"), ("carried", 50, "sum"), ("taken", -150, "sum")]),
        ("Broken chain", [("carried", 100, "sum"), ("taken", -150, None)]),
        ("Still open", [("carried", 100, None)]),
        ("Taken as an overpayment", [("carried", 100, "amount")]),
    ],
)  # fmt: skip
def test_balances_carried_forward_return(books, payer, settled):
    rows = books.ask(
        "select direction, amount, settled_by from forward_balance where payer = $payer order by payment_date, place",
        payer=payer,
    )
    assert rows == settled


def test_gaps_are_measured_whether_a_sign_or_not(books):
    rows = books.ask("select days, median_days, lines_expected, lines from deposit_gap where payer = 'Holiday'")
    assert rows == [(35, 7, 24, 0)]
    assert books.ask("select distinct usual_share, is_sign from deposit_gap where payer = 'Slow'") == [(0.5, False)]
    assert books.ask("select count(*) from deposit_gap where payer = 'Few deposits'") == [(0,)]


def test_every_sign_says_what_it_rests_on(books):
    rows = questions.ask(books.workspace, "missing_deposits")
    charges = [row["charge"] for row in rows]
    assert charges == [*sorted(charges[:-1], reverse=True), None]
    assert all(row["evidence"].endswith(".") and row["first_day"] <= row["last_day"] for row in rows)
    said = {row["payer"]: row["evidence"] for row in rows}
    assert "$100.00" in said["Never returns"] and "OLD7" in said["Unknown origin"]
    assert "12 of 12 lines" in said["Long gap"] and "Later answered 1 line " in said["First"]
