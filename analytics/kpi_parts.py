"""Numerator and denominator of every key figure, out of the one-row answers that hold the sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
Asked = Mapping[str, Row]  # question: its one row


@dataclass(frozen=True)
class Parts:
    """What the questions say of one figure; middle: a median in place of a quotient."""

    numerator: Decimal | int | None
    denominator: Decimal | int | None
    cases: int
    middle: float | None = None
    left_out: int = 0
    why: str = ""
    note: str = ""


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _first_pass(numerator: str, denominator: str, cases: str) -> Callable[[Asked], Parts]:
    def parts(asked: Asked) -> Parts:
        row = asked["summary_denials"]
        return Parts(row[numerator], row[denominator], row[cases], note="of what has been answered so far")

    return parts


def _resolved(asked: Asked) -> Parts:
    row = asked["summary_denials"]
    resolved = row["claims_adjudicated"] - row["claims_denied"]
    return Parts(
        resolved, row["claims_adjudicated"], row["claims_adjudicated"], note="of what has been answered so far"
    )


def _worked(numerator: str, denominator: str, younger: str, what: str) -> Callable[[Asked], Parts]:
    def parts(asked: Asked) -> Parts:
        row = asked["kpi_denials"]
        why = f"{_counted(row[younger], 'line')} {what} less than 90 days ago"
        return Parts(row[numerator], row[denominator], row[denominator], left_out=row[younger], why=why)

    return parts


def _mature(numerator: str, denominator: str, cases: str, *, priced: bool = True) -> Callable[[Asked], Parts]:
    """Of mature days only; priced: the sums are those of lines that have a price."""

    def parts(asked: Asked) -> Parts:
        row = asked["kpi_money"]
        unpriced = row["lines_unpriced"] if priced else 0
        younger = row["lines_younger"]
        whys = [_counted(younger, "younger line")] if younger else []
        whys += [f"{_counted(unpriced, 'line')} without a price"] if unpriced else []
        return Parts(
            row[numerator],
            row[denominator],
            row[cases] or 0,
            left_out=younger + unpriced,
            why="; ".join(whys),
            note=f"mature days only, up to {row['mature_to']}",
        )

    return parts


def _owed(numerator: Callable[[Row], Any]) -> Callable[[Asked], Parts]:
    def parts(asked: Asked) -> Parts:
        row = asked["summary_receivables"]
        return Parts(numerator(row), row["total"], asked["kpi_money"]["lines_owed"])

    return parts


def _days_in_ar(asked: Asked) -> Parts:
    row = asked["summary_receivables"]
    daily = row["charges"] / row["days"] if row["charges"] and row["days"] else None
    note = "what nobody answered yet, or refused, is owed in charges"
    return Parts(row["total"], daily, asked["kpi_money"]["lines"], note=note)


def _days_in_expected(*, is_net: bool) -> Callable[[Asked], Parts]:
    def parts(asked: Asked) -> Parts:
        owed, money = asked["summary_receivables"], asked["kpi_money"]
        daily = money["expected"] / owed["days"] if money["expected"] and owed["days"] else None
        numerator = (money["open_expected"] or 0) - owed["credits"] if is_net else owed["total"]
        note = "refused lines are owed at what they should be allowed" if is_net else "receivables in charges"
        why = f"{_counted(money['lines_unpriced'], 'line')} without a price"
        return Parts(numerator, daily, money["lines"], left_out=money["lines_unpriced"], why=why, note=note)

    return parts


def _underpaid(numerator: str, denominator: str) -> Callable[[Asked], Parts]:
    def parts(asked: Asked) -> Parts:
        row = asked["kpi_underpaid"]
        without = row["paid_lines"] - row["rated_lines"]
        coverage = f"{row['rated_lines']:,} of {_counted(row['paid_lines'], 'paid line')} with an agreed rate"
        why = f"{_counted(without, 'paid line')} without an agreed rate"
        return Parts(row[numerator], row[denominator], row["rated_lines"], left_out=without, why=why, note=coverage)

    return parts


def _captured(asked: Asked) -> Parts:
    row = asked["summary_units"]
    judged, without = row["visits"] - row["visits_undetermined"], row["visits_undetermined"]
    note = "above 100 %: more was billed than the minutes support" if row["billed"] > row["correct"] else ""
    return Parts(
        row["billed"],
        row["correct"],
        judged,
        left_out=without,
        why=f"{_counted(without, 'visit')} without minutes",
        note=note,
    )


def _recent(asked: Asked) -> Parts:
    row = asked["kpi_denials"]
    return Parts(row["recent_refused"], row["recent_claims"], row["recent_claims"], note="28 days up to the as-of day")


def _days_to_payment(asked: Asked) -> Parts:
    row = asked["kpi_denials"]
    note = "of denials that were paid in the end"
    return Parts(None, row["lines_paid_later"], row["lines_paid_later"], middle=row["days_to_payment"], note=note)


def _clean(asked: Asked) -> Parts:
    row = asked["summary_clean_claims"]
    return Parts(
        row["claims_clean"], row["claims_judged"], row["claims_judged"] or 0, note="of all claims, whatever is filtered"
    )


def _lag(middle: str, counted: str, of: str, what: str) -> Callable[[Asked], Parts]:
    def parts(asked: Asked) -> Parts:
        row = asked["kpi_lags"]
        without = row[of] - row[counted]
        why = f"{_counted(without, 'line')} {what}"
        return Parts(None, row[counted], row[counted], middle=row[middle], left_out=without, why=why)

    return parts


def _units_per_visit(asked: Asked) -> Parts:
    row = asked["kpi_money"]
    without, with_units = row["visits"] - row["visits_with_units"], row["visits_with_units"]
    return Parts(
        row["units"], with_units, with_units, left_out=without, why=f"{_counted(without, 'visit')} without units"
    )


PARTS: dict[str, Callable[[Asked], Parts]] = {
    "unit capture rate": _captured,
    "first-pass denial rate, lines": _first_pass("lines_denied", "lines_adjudicated", "lines_adjudicated"),
    "first-pass denial rate, dollars": _first_pass("charge_denied", "charge_adjudicated", "lines_adjudicated"),
    "first-pass denial rate, claims": _first_pass("claims_denied", "claims_adjudicated", "claims_adjudicated"),
    "first-pass resolution rate": _resolved,
    "primary denial rate": _recent,
    "final denial rate": _worked("still_denied", "worked_lines", "younger_lines", "first answered"),
    "denial overturn rate": _worked("overturned", "denied", "younger_denied", "denied"),
    "denial write-off rate": _mature("denied_written_off_mature", "expected_mature", "lines_mature"),
    "days from denial to payment": _days_to_payment,
    "net collection rate": _mature("collected_mature", "expected_mature", "lines_mature"),
    "gross collection rate": _mature("collected_mature", "charges_mature", "lines_mature", priced=False),
    "share of patient balance collected": _mature(
        "patient_paid_mature", "patient_resp_mature", "patient_lines_mature", priced=False
    ),
    "underpayment rate, lines": _underpaid("underpaid_lines", "rated_lines"),
    "underpayment rate, dollars": _underpaid("shortfall", "rated_amount"),
    "days in AR": _days_in_ar,
    "days in AR, adjusted": _days_in_expected(is_net=False),
    "days in AR, net": _days_in_expected(is_net=True),
    "AR over 90 days": _owed(lambda row: row["to_120"] + row["over_120"]),
    "AR over 120 days": _owed(lambda row: row["over_120"]),
    "clean claim rate": _clean,
    "charge lag": _lag("charge_lag", "lines_sent", "lines", "without a submission date, or one before the service"),
    "payment lag": _lag("payment_lag", "lines_answered", "lines_mature", "without both dates, or in the wrong order"),
    "units per visit": _units_per_visit,
    "payment per visit": _mature("collected_mature", "visits_mature", "visits_mature", priced=False),
    "payment per unit": _mature("collected_mature", "units_mature", "lines_mature", priced=False),
}
