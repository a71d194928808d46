"""Pages 1 and 2, for the meeting: the answer, six figures, where the money goes, what to do, what could be taken back.

No patient is named on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from analytics.reports.pdf import charts
from analytics.reports.pdf.blocks import Block
from analytics.reports.pdf.facts import Facts
from analytics.reports.words import (
    counted,
    covers,
    cut,
    day,
    days,
    inside,
    label,
    money,
    next_step,
    number,
    percent,
    short_money,
    short_range,
)
from analytics.summary import blind_notes, blind_steps

ACTIONS = 5
CLAIM = 18  # characters of a claim's number


def head(facts: Facts) -> dict[str, str]:
    """Who, when, and what the report covers."""
    period, known = facts.summary["period"], facts.one("filter_choices").get("practices") or []
    practice = facts.brand.name or (cut(known[0], 80) if len(known) == 1 else "Revenue audit")
    spent = f"{day(period['from'])} to {day(period['to'])}" if period["from"] else "no dates of service"
    covered = covers(facts.chosen)
    return {
        "practice": practice,
        "contact": facts.brand.contact,
        "period": spent,
        "as_of": f"as of {day(facts.summary['as_of'])}",
        "covers": f"Covers {covered}." if covered == "everything loaded" else f"Covers only {covered}.",
    }


def answer(facts: Facts) -> dict[str, str]:
    """The answer in one sentence, and what belongs to it."""
    yearly, leaks = facts.summary["annualized"], facts.rows["leak_groups"]
    total = yearly["total"]
    if total["base"] is None:
        return {"lead": "No yearly loss can be given.", "rest": f"{_sentence(yearly['note'] or 'nothing to go by')}"}
    if not leaks:
        return {"lead": "No leak was found among these lines.", "rest": _checked(facts)}
    band = (
        f"between {money(total['low'])} and {money(total['high'])}"
        if total["low"] is not None
        else "no range can be given"
    )
    why = "" if total["low"] is not None else f" {_sentence(yearly['note'])}"
    likely = yearly["recoverable_expected"]["base"] or Decimal(0)
    rest = (
        f"The largest leak is {inside(leaks[0]['category'])} at {cut(leaks[0]['payer'])}."
        f" {money(yearly['recoverable_now'])} can still be recovered now, of which about {money(likely)} is likely to"
        f" come back.{why}"
    )
    return {"lead": f"About {money(total['base'])} a year is lost ({band}).", "rest": rest}


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _checked(facts: Facts) -> str:
    said, units = facts.summary, facts.summary["units"]
    return (
        f"{counted(said['coverage']['lines'], 'line')}, {counted(units['visits'], 'timed visit')} and"
        f" {counted(said['denials']['lines_adjudicated'], 'answered line')} were looked at."
    )


def tiles(facts: Facts) -> list[dict[str, str]]:
    """The six figures of the page Overview, written as there."""
    said = facts.summary
    yearly, denials, owed = said["annualized"], said["denials"], said["ar"]
    total, units, exposure = yearly["total"], facts.one("unit_capture"), facts.one("exposure_total")
    band = short_range(total["low"], total["high"]) if total["low"] is not None else "no range"
    likely = yearly["recoverable_expected"]["base"]
    return [
        _tile("Lost a year", short_money(total["base"]), band, "lost"),
        _tile("Recoverable", short_money(yearly["recoverable_now"]), f"{short_money(likely)} likely"),
        _tile("Denial rate", percent(denials["rate_lines"]), f"of {counted(denials['lines_adjudicated'], 'line')}"),
        _tile("Days in AR", days(owed["days_in_ar"]), f"{short_money(owed['total'])} owed"),
        _tile("Captured", percent(units["capture_rate"]), f"of {number(units['units_supported'])} units"),
        _tile("Exposure", short_money(exposure["amount"]), counted(exposure["cases"], "case"), "exposure"),
    ]


def _tile(name: str, value: str, note: str, form: str = "") -> dict[str, str]:
    return {"label": name, "value": value, "note": note, "form": form}


def loss_range(facts: Facts) -> Block | None:
    """What is lost a year by category, each with its range."""
    yearly = facts.summary["annualized"]
    rows = [row | {"name": label(row["category"])} for row in yearly["by_category"] if row["base"]]
    if yearly["total"]["base"] is None or not rows:
        return None
    total = {"name": "All leaks"} | yearly["total"]
    how = f"over {counted(yearly['weeks'], 'mature week')}" if total["low"] is not None else yearly["note"]
    most = max(rows, key=lambda row: row["base"])
    drawn = charts.whiskers([total, *rows], f"{most['name']}: the costliest cause, {money(most['base'])} a year")
    return drawn | {"total": True, "how": how}


def actions(facts: Facts) -> list[dict[str, str]]:
    """The five groups of a leak and a payer from which most dollars are likely to come back."""
    worth = [leak for leak in facts.rows["leak_groups"] if leak["recoverable"] > 0]
    first = sorted(worth, key=lambda leak: (-(leak["expected"] or 0), -leak["recoverable"]))[:ACTIONS]
    return [_action(facts, leak, place) for place, leak in enumerate(first, 1)]


def _action(facts: Facts, leak: dict[str, Any], place: int) -> dict[str, str]:
    claims = [
        row["claim_id"]
        for row in sorted(facts.rows["report_findings"], key=lambda row: row["example"] or 9)
        if row["kind"] == "leak"
        and (row["category"], row["payer"]) == (leak["category"], leak["payer"])
        and row["example"] is not None
        and row["example"] <= 3
    ]
    due = f"{number(leak['due_in_30_days'])} due within 30 days" if leak["due_in_30_days"] else ""
    return {
        "place": str(place),
        "name": label(leak["category"]),
        "payer": cut(leak["payer"]),
        "likely": "not assumed" if leak["expected"] is None else money(leak["expected"]),
        "open": f"of {money(leak['recoverable'])} open",
        "cases": counted(leak["open_cases"], "case"),
        "owner": label(leak["owner"]),
        "deadline": day(leak["next_deadline"]) if leak["next_deadline"] else "No deadline known",
        "due": due,
        "todo": next_step(leak["category"], leak["next_step"]),
        "claims": ", ".join(cut(claim, CLAIM) for claim in dict.fromkeys(claims)),
    }


def small_charts(facts: Facts) -> list[Block]:
    """Denials, age of what is owed, and the leak month by month, side by side."""
    said = facts.summary
    rate, owed = said["denials"]["rate_lines"], said["ar"]
    over = percent(owed["over_90_share"])
    drawn = []
    if facts.rows["kpi_trend"]:
        drawn.append(
            charts.trend(
                facts.rows["kpi_trend"],
                "value",
                f"Denied at first: {percent(rate)}",
                "Share of lines answered, by month of service",
            )
        )
    if owed["total"]:
        drawn.append(
            charts.columns(
                list(owed["buckets"].items()), f"Owed: {over} older than 90 days", "Days from the date of service"
            )
        )
    if facts.rows["leak_months"]:
        drawn.append(
            charts.trend(
                facts.rows["leak_months"],
                "share",
                f"Lost: {percent(_share_lost(facts.rows['leak_months']))} of what was earned",
                "Mature months; hollow: not yet mature",
            )
        )
    return drawn


def _share_lost(months: Sequence[dict[str, Any]]) -> Decimal | None:
    """What was lost of what was earned, over the mature months."""
    mature = [month for month in months if month["is_mature"]]
    earned = sum(month["earned"] for month in mature)
    return sum(month["leaked"] for month in mature) / earned if earned else None


def exposure(facts: Facts) -> dict[str, Any]:
    """What could be taken back: a box of its own, never set against what is lost."""
    said, rows = facts.summary["exposure"], facts.found("exposure")
    return {
        "total": money(said["total"]),
        "rows": [
            [
                label(row["category"]),
                counted(row["findings"], "case"),
                money(row["amount"]) if row["priced"] else "no price",
            ]
            for row in rows
        ],
        "none": "Nothing was found that an auditor could take back.",
        "note": "What an auditor could take back is a liability of its own. It is in none of the figures above and is"
        " never netted against what is lost.",
    }


def unknown_steps(facts: Facts) -> frozenset[str]:
    """The steps of the money that no file tells."""
    return blind_steps(*_seen(facts))


def _seen(facts: Facts) -> tuple[int, int]:
    """Lines that a payer answered, and visits that could be held against their minutes."""
    units = facts.summary["units"]
    return facts.summary["denials"]["lines_adjudicated"], units["visits"] - units["visits_undetermined"]


def left_out(facts: Facts) -> list[str]:
    """What no figure holds, counted."""
    said = facts.summary
    cover, units, prices, period = said["coverage"], said["units"], said["pricing"], said["period"]
    unpriced = sum(row["findings"] - row["priced"] for row in said["findings"])
    rejected = sum(file["rejected"] for file in said["inputs"])
    unread = sum(file["status"] == "refused" for file in said["inputs"])
    found = [
        (units["visits_undetermined"], "visit", "cannot be judged: minutes or the payer's rule are not known"),
        (unpriced, "finding", "without a known price: counted, in no sum"),
        (prices["lines_without_price"], "line", "without a price of any kind"),
        (said["denials"]["lines_untold"], "line", "paid 0 without a group code: in no denial rate"),
        (cover["remit_lines_unmatched"], "remitted line", "that answer no billed line"),
        (cover["minutes_rows_unmatched"], "row", "of minutes that belong to no billed visit"),
        (rejected, "row", "rejected when the files were read"),
        (unread, "file", "that could not be read"),
    ]
    told = blind_notes(*_seen(facts))
    told += [f"{counted(count, noun)} {why}." for count, noun, why in found if count]
    if period["mature_to"] and period["to"] and period["mature_to"] < period["to"]:
        told.append(
            f"Yearly figures leave out days after {day(period['mature_to'])}: too few of their lines are answered."
        )
    if cover["payers_without_rule"]:
        told.append(f"No rule is known for {_names(cover['payers_without_rule'])}: defaults stand in.")
    return told or ["Nothing: every row that was loaded is in these figures."]


def _names(names: list[str], most: int = 3) -> str:
    shown = ", ".join(cut(name, 28) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
