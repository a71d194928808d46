"""The geometry of a report's pictures: where a bar begins and ends, as numbers; what stands beside it, as text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import Any

from analytics.reports.pdf.blocks import Block, chart, ticks
from analytics.reports.words import UNKNOWN, cut, label, money, percent, short_money, thousands

Row = dict[str, Any]
FORMED = {"earned": "got", "collected": "got", "lost": "lost", "open": "open", "lawful": "quiet", "other": "quiet"}
RISING = ("earned", "above_expected", "collected")
BUCKETS = ("0-30", "31-60", "61-90", "91-120", "121+")


def axis(most: float, said: Callable[[Any], str], count: int = 4) -> Row:
    """max: where the axis ends; ticks: where it is marked, with the words beneath."""
    marks = ticks(most, count)
    return {"max": marks[-1], "ticks": [{"at": mark, "text": said(Decimal(str(mark)))} for mark in marks]}


def _dollars(amount: Decimal) -> str:
    return "$0" if not amount else thousands(amount)


def waterfall(rows: Sequence[Row], unknown: Collection[str] = ()) -> Block | None:
    """From earned to collected (answers/shown/revenue_steps.sql); None where nothing was earned.

    unknown: steps that no file tells.
    """
    if not rows or (rows[0]["amount"] or 0) <= 0:
        return None
    last = next(row for row in rows if row["step"] == "collected")
    drawn = [
        {
            "label": label(row["step"]),
            "start": float(row["start"]),
            "amount": float(row["amount"]),
            "edge": float(row["start"] + row["amount"] if row["step"] in RISING else row["start"]),
            "form": FORMED[row["kind"]],
            "text": UNKNOWN if row["step"] in unknown else money(row["amount"]),
            "share": "" if row["step"] in unknown else percent(row["share_of_earned"]),
        }
        for row in rows
    ]
    said = "; ".join(f"{row['label']} {row['text']}" for row in drawn)
    title = f"{percent(last['share_of_earned'])} of the {money(rows[0]['amount'])} earned was collected"
    most = max(row["start"] + row["amount"] for row in drawn)
    return chart(
        "waterfall", title, f"Floating bars of allowed dollars. {said}.", rows=drawn, **axis(most, _dollars, 5)
    )


def whiskers(
    rows: Sequence[Row],
    title: str,
    said: Callable[[Any], str] = money,
    *,
    marked: Callable[[Any], str] = _dollars,
    noun: str = "a year",
) -> Block:
    """A dot with its range. rows: name, base, low, high (null where there is no range)."""
    drawn = [
        {
            "label": cut(row["name"], 34),
            "base": float(row["base"]),
            "low": None if row["low"] is None else float(row["low"]),
            "high": None if row["high"] is None else float(row["high"]),
            "text": said(row["base"]),
            "spread": "" if row["low"] is None else f"{said(row['low'])} to {said(row['high'])}",
        }
        for row in rows
    ]
    alt = "; ".join(f"{row['label']} {row['text']}" + (f" ({row['spread']})" if row["spread"] else "") for row in drawn)
    most = max((row["high"] if row["high"] is not None else row["base"] for row in drawn), default=0.0)
    return chart("whiskers", title, f"Dots with their range, {noun}. {alt}.", rows=drawn, **axis(most, marked))


def bars(rows: Sequence[tuple[str, Any]], title: str, *, form: str = "lost", noun: str = "") -> Block:
    """Bars with their dollars beside them. rows: name and amount."""
    drawn = [{"label": cut(name, 34), "value": float(amount), "text": money(amount)} for name, amount in rows]
    alt = "; ".join(f"{row['label']} {row['text']}" for row in drawn)
    most = max((row["value"] for row in drawn), default=0.0)
    return chart("bars", title, f"Bars{noun}. {alt}.", rows=drawn, mark=form, **axis(most, _dollars))


def columns(rows: Sequence[tuple[str, Any]], title: str, note: str = "") -> Block:
    """Five upright bars: what is owed by age."""
    drawn = [{"label": name, "value": float(max(amount, 0)), "text": short_money(amount)} for name, amount in rows]
    alt = "; ".join(f"{name} {money(amount)}" for name, amount in rows)
    most = max((row["value"] for row in drawn), default=0.0) or 1.0
    return chart("columns", title, f"Bars by age in days. {alt}.", rows=drawn, max=most, note=note)


def trend(rows: Sequence[Row], column: str, title: str, note: str = "") -> Block:
    """A share month by month; months that are not mature are drawn hollow."""
    points = [
        {
            "label": f"{row['month']:%b}",
            "year": f"{row['month']:%Y}",
            "value": None if row[column] is None else float(row[column]),
            "solid": bool(row["is_mature"]),
        }
        for row in rows[-12:]
    ]
    told = [f"{row['month']:%b %Y} {percent(row[column])}" for row in rows[-12:]]
    most = max((point["value"] or 0 for point in points), default=0.0) or 0.01
    alt = f"A line by month. {'; '.join(told)}."
    return chart("trend", title, alt, rows=points, note=note, **axis(most, _share, 3))


def _share(share: Decimal) -> str:
    digits = 0 if share * 100 == int(share * 100) else 1
    return percent(share, digits)


def stacked(rows: Sequence[Row], title: str, most_names: int = 15) -> Block | None:
    """What is owed by payer and age (answers/shown/aging_on.sql); None where nothing is owed."""
    owed = [row for row in rows if row["balance"] and row["place"] <= most_names]
    if not owed:
        return None
    names = list(dict.fromkeys((row["place"], row["name"]) for row in sorted(owed, key=lambda row: row["place"])))
    drawn = [
        {
            "label": cut(name, 30),
            "parts": [
                float(sum(row["balance"] for row in owed if row["place"] == place and row["bucket"] == bucket))
                for bucket in BUCKETS
            ],
            "text": money(next(row["name_balance"] for row in owed if row["place"] == place)),
        }
        for place, name in names
    ]
    alt = "; ".join(f"{row['label']} {row['text']}" for row in drawn)
    most = max(sum(row["parts"]) for row in drawn)
    return chart(
        "stacked", title, f"Bars by payer, cut by age. {alt}.", rows=drawn, legend=list(BUCKETS), **axis(most, _dollars)
    )
