"""Writes payments as X12 835 files (005010X221A1): one per payer and month, each payer in its own delimiters."""

from __future__ import annotations

from itertools import count, groupby
from pathlib import Path

from analytics.demo.adjudicate import REVERSAL, Adjustment, RemitClaim, RemitLine
from analytics.demo.payments import Payment
from analytics.demo.practice import Practice
from analytics.demo.x12 import Envelope, Segment, amount, closed, written

VERSION = "005010X221A1"
PLB_PER_SEGMENT = 6


def write_remittances(practice: Practice, payments: list[Payment], directory: Path) -> int:
    """Write `<payer>_<month>.835` files into `directory`; returns how many."""
    directory.mkdir(parents=True, exist_ok=True)
    controls = count(1)
    split_payer, split_month = practice.leaks["two_interchanges"]
    files = 0
    for (payer, month), group in groupby(payments, key=lambda made: (made.payer.name, f"{made.day:%Y-%m}")):
        batch = list(group)
        two = (payer, month) == (split_payer, split_month) and len(batch) > 1
        parts = [batch[:1], batch[1:]] if two else [batch]
        text = "".join(_interchange(practice, part, next(controls)) for part in parts)
        name = f"{payer.lower().replace(' ', '_')}_{month}.835"
        (directory / name).write_bytes(text.encode("ascii"))
        files += 1
    return files


def _interchange(practice: Practice, batch: list[Payment], control: int) -> str:
    payer = batch[0].payer
    envelope = Envelope(payer.edi_id, practice.tin, "HP", VERSION, batch[-1].day, control)
    transactions = [_transaction(practice, payment, f"{position:04d}") for position, payment in enumerate(batch, 1)]
    return written(envelope.around(transactions), payer.dialect)


def _transaction(practice: Practice, payment: Payment, control: str) -> list[Segment]:
    segments = [
        ("ST", "835", control),
        _bpr(practice, payment),
        ("TRN", "1", payment.trace, payment.payer.tin),
        ("DTM", "405", f"{payment.day:%Y%m%d}"),
        ("N1", "PR", payment.payer.name.upper(), "XV", payment.payer.edi_id),
        ("N3", "1 SAMPLE PLAZA"),
        ("N4", "ANYTOWN", "OH", "43215"),
        ("REF", "2U", payment.payer.edi_id),
        ("PER", "BL", "REMITTANCE DESK", "TE", "8005550100"),
        ("N1", "PE", practice.name.upper(), "XX", practice.npi),
        ("REF", "TJ", practice.tin),
        ("LX", "1"),
    ]
    for claim in payment.claims:
        segments += _claim(claim)
    return closed(segments + _provider_adjustments(practice, payment))


def _bpr(practice: Practice, payment: Payment) -> Segment:
    day, paid = f"{payment.day:%Y%m%d}", payment.amount
    if not paid:
        return ("BPR", "H", "0", "C", "NON", *[""] * 11, day)
    accounts = ("01", "999999992", "DA", "1000001", payment.payer.tin, "", "01", "999988880", "DA", "2000002")
    return ("BPR", "I", amount(paid), "C", "ACH", "CCP", *accounts, day)


def _claim(claim: RemitClaim) -> list[Segment]:
    patient, payer = claim.visit.patient, claim.payer
    reversal = claim.status == REVERSAL
    share = "" if reversal or not claim.patient_share else amount(claim.patient_share)
    money = (amount(claim.charge), amount(claim.paid), share)
    frequency = "7" if claim.original and not reversal else "1"
    segments = [
        ("CLP", claim.claim_id, claim.status, *money, payer.filing, claim.number, "11", frequency),
        *_adjusted(claim.adjustments),
        ("NM1", "QC", "1", *patient.name, "", "", "", "MI", patient.member_id_of(payer)),
        ("REF", "EA", patient.patient_id),
    ]
    if claim.original:
        segments.append(("REF", "F8", claim.original))
    segments.append(("DTM", "050", f"{claim.visit.bill_date:%Y%m%d}"))
    if claim.interest:
        segments.append(("AMT", "I", amount(claim.interest)))
    for line in claim.lines:
        segments += _line(claim, line)
    return segments


def _line(claim: RemitClaim, line: RemitLine) -> list[Segment]:
    units = str(line.line.units if line.units is None else line.units)
    service = ("SVC", _code(line, line.code or line.line.code), amount(line.charge), amount(line.paid + line.copaid))
    submitted = ("", units, _code(line, line.line.code)) if line.code else ("", units)
    segments = [
        (*service, *submitted),
        ("DTM", "472", f"{claim.visit.dos:%Y%m%d}"),
        *_adjusted(line.adjustments),
    ]
    if claim.payer.has_line_numbers:
        segments.append(("REF", "6R", str(line.line.number)))
    if line.allowed is not None:
        segments.append(("AMT", "B6", amount(line.allowed)))
    segments += [("LQ", "HE", remark) for remark in (line.remark or "").split()]
    return segments


def _code(line: RemitLine, code: str) -> str:
    return ":".join(("HC", code, *line.modifiers))


def _adjusted(adjustments: list[Adjustment]) -> list[Segment]:
    """One CAS per group, its reasons as triplets: CAS*CO*45*32.94**253*0.46."""
    segments = []
    for group, members in groupby(adjustments, key=lambda adjustment: adjustment[0]):
        triplets = [element for _, carc, value in members for element in (carc, amount(value), "")]
        segments.append(("CAS", group, *triplets[:-1]))
    return segments


def _provider_adjustments(practice: Practice, payment: Payment) -> list[Segment]:
    head = ("PLB", practice.npi, f"{payment.day.year}1231")
    pairs = [(f"{each.reason}:{each.reference}", amount(each.amount)) for each in payment.adjustments]
    chunks = [pairs[start : start + PLB_PER_SEGMENT] for start in range(0, len(pairs), PLB_PER_SEGMENT)]
    return [(*head, *[element for pair in chunk for element in pair]) for chunk in chunks]
